"""The results page of a cohort and the same as a table: findings in words, figures with their intervals."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from literacy.accounts import people
from literacy.assessment.group_results import FinishedTest
from literacy.assessment.scoring import LEVELS
from literacy.core import identifiers
from literacy.core.language import alphabetical, format_decimal, percent, t
from literacy.core.tables import Cell, Table
from literacy.credentials.facts import level_heading, level_name
from literacy.credentials.issued import either
from literacy.psychometrics.gain import GroupGain, Measured
from literacy.reporting.cohort_results import (
    AreaGain,
    CohortResults,
    PersonResult,
    level_counts,
    results_of_cohort,
    sure_sign,
)
from literacy.training.models import Cohort

PEOPLE_A_PAGE = 30
COLUMNS = (
    "person",
    "before_day",
    "before",
    "before_p",
    "after_day",
    "after",
    "after_p",
    "gain",
    "low",
    "high",
    "finding",
)
COLUMNS_OF_ONE_TEST = ("person", "after_day", "after", "after_p")
# The drawing of an area: zero in the middle, so many units a logit, cut off where it would leave the paper.
_WIDTH, _LOGIT, _EDGE = 240, 80, 4


@dataclass(frozen=True, slots=True)
class AreaPicture:
    """An interval as places on a line: low and high end, the estimate; whether the interval leaves zero out."""

    low: float
    high: float
    mark: float
    shown: bool


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An area in words, with its picture where there is one."""

    title: str
    people: int
    gain: str
    interval: str
    finding: str
    picture: AreaPicture | None


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A level: how many people are expected at it before and now, each with the interval."""

    title: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody's line. Without a name the card's number stands for the person."""

    card_number: str
    called: str
    before: str
    now: str
    finding: str
    gain: str
    shown: bool


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """The page: the finding on top, then what it rests on."""

    heading: str
    course: str
    course_code: str
    with_gain: bool
    has_tests: bool
    gain: str
    gain_interval: str
    gain_levels: str
    surely: str
    surely_more: str
    standing_now: str
    standing_before: str
    levels: tuple[LevelRow, ...]
    tested_before: str
    tested_now: str
    areas: tuple[AreaRow, ...]
    people: tuple[PersonRow, ...]
    notes: tuple[str, ...]
    number: int
    last_number: int


def results_page(cohort: Cohort, *, with_names: bool, number: int = 1) -> ResultsPage:
    """Return the page of a cohort's results, people by their names or, without them, by card number."""
    results = results_of_cohort(cohort)
    rows = _people(results, with_names=with_names)
    last = max(1, -(-len(rows) // PEOPLE_A_PAGE))
    number = min(max(number, 1), last)
    group = results.group
    return ResultsPage(
        heading=_heading(results),
        course=either(results.course.title_uk, results.course.title_en, None),
        course_code=results.course.code,
        with_gain=results.course.tests == "before_and_after",
        has_tests=any(person.newest for person in results.people),
        gain=signed(group.gain.mean) if group else "",
        gain_interval=_interval(group.gain) if group else "",
        gain_levels=_in_levels(results, group) if group else "",
        surely=t("cohort_results.of", k=results.count("grew"), of=len(results.measured)) if group else "",
        surely_more=_the_others(results) if group else "",
        standing_now=_standing(results, group.after) if group else "",
        standing_before=_standing(results, group.before) if group else "",
        levels=tuple(_levels(results)),
        tested_before=_of_people("before", sum(person.before is not None for person in results.people)),
        tested_now=_of_people("now", sum(person.newest is not None for person in results.people)),
        areas=tuple(_area(area) for area in results.areas) if group else (),
        people=tuple(rows[(number - 1) * PEOPLE_A_PAGE : number * PEOPLE_A_PAGE]),
        notes=tuple(_notes(results)),
        number=number,
        last_number=last,
    )


def _heading(results: CohortResults) -> str:
    """Return the finding."""
    if not any(person.newest for person in results.people):
        return t("cohort_results.head_none")
    if results.course.tests != "before_and_after":
        return t("cohort_results.head_levels")
    if results.group is None:
        return t("cohort_results.head_early")
    sign = sure_sign(results.group.gain.low, results.group.gain.high)
    if sign > 0:
        surely = results.count("grew")
        return (
            t("cohort_results.head_grew", n=surely, of=len(results.measured))
            if surely
            else t("cohort_results.head_mean")
        )
    return t("cohort_results.head_fell" if sign < 0 else "cohort_results.head_open")


def signed(number: float) -> str:
    """Return a number of logits with its sign and two decimals."""
    text = format_decimal(number)
    return f"+{text}" if round(number, 2) > 0 else text


def _interval(measured: Measured) -> str:
    return t("cohort_results.interval", low=signed(measured.low), high=signed(measured.high))


def _in_levels(results: CohortResults, group: GroupGain) -> str:
    """Return about how much of a level the gain is, where it is shown."""
    sign = sure_sign(group.gain.low, group.gain.high)
    if sign <= 0:
        return "" if sign else t("cohort_results.not_shown")
    width = (results.cuts[-1] - results.cuts[0]) / (len(results.cuts) - 1)
    return t("cohort_results.in_levels", p=round(20 * group.gain.mean / width) * 5)


def _the_others(results: CohortResults) -> str:
    likely, fell = results.count("likely"), results.count("fell")
    lines = [t("cohort_results.likely", n=likely)] if likely else []
    lines += [t("cohort_results.open", n=results.count("open"))] if results.count("open") else []
    return "; ".join([*lines, *([t("cohort_results.fell", n=fell)] if fell else [])])


def _standing(results: CohortResults, measured: Measured) -> str:
    """Return the level of the group's mean, or the levels that its interval reaches."""
    low, high = (
        level_name(LEVELS[sum(end >= cut for cut in results.cuts)], top_merged=results.provisional)
        for end in (measured.low, measured.high)
    )
    return low if low == high else t("cohort_results.between", low=low, high=high)


def _levels(results: CohortResults) -> Iterator[LevelRow]:
    before = _counted([person.before for person in results.people if person.before])
    now = _counted([person.newest for person in results.people if person.newest])
    for level in reversed(LEVELS):
        if level in now:
            title = level_heading(level, top_merged=results.provisional)
            yield LevelRow(title, before.get(level, ""), now[level])


def _of_people(when: str, people_tested: int) -> str:
    return t("cohort_results.of_people", when=t(f"cohort_results.{when}"), n=people_tested)


def _counted(tests: Sequence[FinishedTest]) -> dict[str, str]:
    return {
        level: t("cohort_results.count", k=round(expected), low=low, high=high)
        for level, expected, low, high in level_counts(tests)
    }


def _area(area: AreaGain) -> AreaRow:
    title = t(f"levels.area_{area.area}")
    if area.gain is None:
        return AreaRow(title, area.n_people, "", "", t("cohort_results.area_few"), None)
    gain = area.gain.gain
    finding = {1: "area_grew", 0: "area_open", -1: "area_fell"}[sure_sign(gain.low, gain.high)]
    picture = AreaPicture(_place(gain.low), _place(gain.high), _place(gain.mean), finding != "area_open")
    return AreaRow(title, area.n_people, signed(gain.mean), _interval(gain), t(f"cohort_results.{finding}"), picture)


def _place(logits: float) -> float:
    return round(min(_WIDTH - _EDGE, max(_EDGE, _WIDTH / 2 + _LOGIT * logits)), 1)


def _people(results: CohortResults, *, with_names: bool) -> list[PersonRow]:
    called = _called(results, with_names=with_names)
    rows = [_person(person, called[person.learner_id]) for person in results.people]
    return sorted(rows, key=lambda row: (alphabetical(row.called), row.card_number))


def _called(results: CohortResults, *, with_names: bool) -> Mapping[uuid.UUID, str]:
    """Return how each is called; names are opened only for who may see them."""
    numbers = {person.learner_id: identifiers.grouped(person.card_number) for person in results.people}
    if not with_names:
        return numbers
    return {learner_id: each.name for learner_id, each in people.called(list(numbers)).items()}


def _person(person: PersonResult, called: str) -> PersonRow:
    gain = person.gain
    return PersonRow(
        card_number=person.card_number,
        called=called,
        before=_level(person.before),
        now=_level(person.after),
        finding=t(f"cohort_results.person_{_finding(person)}"),
        gain=t("cohort_results.gain_of", gain=signed(gain.mean), low=signed(gain.low), high=signed(gain.high))
        if gain and gain.finding in ("grew", "fell")
        else "",
        shown=gain is not None and gain.finding == "grew",
    )


def _finding(person: PersonResult) -> str:
    """Return what is said of a person: the finding of her gain, or what is missing."""
    if person.gain is not None:
        return person.gain.finding
    if person.before and person.after:
        return "open"
    return "no_after" if person.before else "no_before" if person.after else "no_test"


def _level(test: FinishedTest | None) -> str:
    if test is None:
        return "–"
    if test.outcome.level is None:
        return t("cohort_results.no_level")
    name = level_name(test.outcome.level, top_merged=test.outcome.top_merged)
    return t("cohort_results.level", level=name, p=percent(test.outcome.level_probability))


def _notes(results: CohortResults) -> Iterator[str]:
    if results.simulated:
        yield t("cohort_results.simulated")
    if results.provisional:
        yield t("cohort_results.provisional")
    if results.measured and results.repeated > 0:
        yield t("cohort_results.repeated", p=percent(results.repeated))


def results_table(cohort: Cohort, *, with_names: bool) -> Table:
    """Return the results of a cohort to take away, a row a person."""
    results = results_of_cohort(cohort)
    called = _called(results, with_names=with_names)
    listed = sorted(results.people, key=lambda person: alphabetical(called[person.learner_id]))
    columns = COLUMNS if results.course.tests == "before_and_after" else COLUMNS_OF_ONE_TEST
    header = [t(f"cohort_results.column_{name}") for name in columns]
    rows = [[cells[name] for name in columns] for cells in (_cells(each, called[each.learner_id]) for each in listed)]
    return Table(t("cohort_results.file_name", cohort=cohort.name), header, rows)


def _cells(person: PersonResult, called: str) -> dict[str, Cell]:
    """Return everything that is told of a person, by column."""
    gain = person.gain
    figures = [round(figure, 2) for figure in (gain.mean, gain.low, gain.high)] if gain else [None] * 3
    told = [called, *_test_cells(person.before), *_test_cells(person.after), *figures]
    return dict(zip(COLUMNS, [*told, t(f"cohort_results.person_{_finding(person)}")], strict=True))


def _test_cells(test: FinishedTest | None) -> list[Cell]:
    if test is None:
        return [None, "", None]
    if test.outcome.level is None:
        return [test.finished_at, t("cohort_results.no_level"), None]
    name = level_name(test.outcome.level, top_merged=test.outcome.top_merged)
    return [test.finished_at, name, round(test.outcome.level_probability, 2)]
