"""A cohort's list of people: who has a place, who waits, how many hours each has, the last mark. Each person once."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from literacy.accounts import people
from literacy.accounts.models import PersonCard
from literacy.accounts.people import Called
from literacy.core.db import db
from literacy.core.language import alphabetical
from literacy.training.books import CAME, of_one_person
from literacy.training.models import Attendance, Cohort, Course, Enrolment, TrainingSession, TrainingSessionState


@dataclass(frozen=True, slots=True)
class Attended:
    """What somebody attended in a cohort. `last` is the mark of the latest session that has one."""

    minutes: int = 0
    sessions: int = 0
    last: str | None = None
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A person on the list."""

    called: Called
    since: datetime
    attended: Attended


@dataclass(frozen=True, slots=True)
class PeopleList:
    """The list: who has a place, by name; who waits, the earliest first. `needed` is what the certificate asks for."""

    enrolled: tuple[Listed, ...]
    waiting: tuple[Listed, ...]
    capacity: int
    needed_hours: float
    needed_sessions: int

    @property
    def free(self) -> int:
        """How many places are free."""
        return max(0, self.capacity - len(self.enrolled))


def people_list(cohort: Cohort) -> PeopleList:
    """Return a cohort's list, in six statements however many people there are."""
    rows = db.session.execute(
        select(Enrolment.learner_id, Enrolment.status, Enrolment.since)
        .where(Enrolment.cohort_id == cohort.id, Enrolment.status != "left")
        .order_by(Enrolment.status, Enrolment.since, Enrolment.learner_id)
    ).all()
    calls = people.called([row.learner_id for row in rows])
    attended = _attended_in(cohort.id)
    found: dict[str, list[Listed]] = {"enrolled": [], "waiting": []}
    seen: set[uuid.UUID] = set()
    for row in rows:  # "enrolled" comes before "waiting": whoever has a place waits for none
        called = calls[row.learner_id]
        if called.person_id not in seen:
            found[row.status].append(Listed(called, row.since, attended.get(called.person_id, Attended())))
            seen.add(called.person_id)
    course = db.session.get_one(Course, cohort.course_id)
    by_name = sorted(found["enrolled"], key=lambda each: (alphabetical(each.called.name), each.called.card_number))
    waiting = tuple(found["waiting"])
    return PeopleList(tuple(by_name), waiting, cohort.capacity, course.least_hours, course.least_sessions)


def _attended_in(cohort_id: uuid.UUID) -> dict[uuid.UUID, Attended]:
    """Return what each person attended, whatever card the marks hang on."""
    state = TrainingSessionState
    statement = (
        select(
            PersonCard.person_id, state.planned_start, TrainingSession.id, TrainingSession.unit_id,
            Attendance.mark, Attendance.minutes,
        )
        .join(Attendance, Attendance.learner_id == PersonCard.learner_id)
        .join(TrainingSession, TrainingSession.id == Attendance.training_session_id)
        .join(state, state.training_session_id == TrainingSession.id)
        .where(TrainingSession.cohort_id == cohort_id)
        .order_by(state.planned_start, TrainingSession.id)
    )  # fmt: skip
    marks: dict[uuid.UUID, dict[tuple[uuid.UUID, uuid.UUID, datetime], list[tuple[str, int]]]] = {}
    for person_id, start, session_id, unit_id, mark, minutes in db.session.execute(statement):
        of_session = marks.setdefault(person_id, {}).setdefault((session_id, unit_id, start), [])
        of_session.append((mark, minutes))
    return {person_id: _sum_of(sessions.items()) for person_id, sessions in marks.items()}


def _sum_of(sessions: Iterable[tuple[tuple[uuid.UUID, uuid.UUID, datetime], list[tuple[str, int]]]]) -> Attended:
    minutes, units, last, last_at = 0, set(), None, None
    for (_, unit_id, start), marks in sessions:
        counted = of_one_person(marks)
        if counted is None:
            continue
        last, last_at = counted[0], start
        minutes += counted[1]
        if counted[0] in CAME:
            units.add(unit_id)
    return Attended(minutes, len(units), last, last_at)


def called_like(people_on_list: PeopleList, names: Sequence[str]) -> tuple[bool, ...]:
    """Return for each name whether somebody on the list, or before it among these, is called so already."""
    taken = {each.called.name.casefold() for each in (*people_on_list.enrolled, *people_on_list.waiting)}
    found = []
    for name in names:
        found.append(name.casefold() in taken)
        taken.add(name.casefold())
    return tuple(found)
