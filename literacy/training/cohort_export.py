"""Cohorts and their people as tables to take away."""

from collections.abc import Iterable, Iterator

from literacy.core import identifiers
from literacy.core.language import current_language, t
from literacy.core.tables import Cell, Table
from literacy.training.cohort_people import Listed, PeopleList
from literacy.training.cohort_queries import CohortLine
from literacy.training.models import Cohort

_COHORTS = ("name", "library", "course", "kind", "institution", "state", "enrolled", "capacity", "waiting", "next")
_PROGRESS = ("held", "units")
_PEOPLE = ("name", "full_name", "card", "standing", "since", "minutes", "sessions", "mark", "mark_at")


def cohorts_table(lines: Iterable[CohortLine]) -> Table:
    """Return the register of cohorts."""
    header = [t(f"cohorts.column_{name}") for name in (*_COHORTS, *_PROGRESS)]
    return Table(t("cohorts.file_name"), header, [_of_cohort(line) for line in lines])


def _of_cohort(line: CohortLine) -> list[Cell]:
    return [
        line.name,
        line.library[current_language()],
        line.course[current_language()],
        t(f"cohorts.kind_{line.kind}"),
        line.institution,
        t("cohorts.closed") if line.closed_at else t("cohorts.running"),
        line.enrolled,
        line.capacity,
        line.waiting,
        line.next_start,
        line.held,
        line.units,
    ]


def people_table(cohort: Cohort, people: PeopleList) -> Table:
    """Return a cohort's list of people, with names: for who may see them."""
    header = [t(f"cohort_people.column_{name}") for name in _PEOPLE]
    return Table(t("cohort_people.file_name", cohort=cohort.name), header, list(_of_people(people)))


def _of_people(people: PeopleList) -> Iterator[list[Cell]]:
    for standing, listed in (("enrolled", people.enrolled), ("waiting", people.waiting)):
        for each in listed:
            yield _of_person(each, standing)


def _of_person(each: Listed, standing: str) -> list[Cell]:
    called, attended = each.called, each.attended
    return [
        called.name,
        called.identity.name_uk if called.identity else "",
        identifiers.grouped(called.card_number),
        t(f"cohort_people.standing_{standing}"),
        each.since,
        attended.minutes,
        attended.sessions,
        t(f"attendance.mark_{attended.last}") if attended.last else "",
        attended.last_at,
    ]
