"""A cohort's timetable in one act: from the first day on, on these weekdays, the course's modules in their order.

A clash (the classroom is taken, the cohort meets already) is said and forbids nothing: two groups may share a room.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import or_, select

from literacy.core import typed_times
from literacy.core.db import db
from literacy.core.errors import Reason, Refused
from literacy.training import cohorts, sessions
from literacy.training.enrolment import following
from literacy.training.models import Cohort, CourseModule, TrainingSession, TrainingSessionState
from literacy.training.session_times import require_plan
from literacy.training.sessions import Plan

MOST_SESSIONS = 40
MOST_DAYS = 400
USUAL_MINUTES = 120
_GOES_ON = ("planned", "running", "interrupted")


@dataclass(frozen=True, slots=True)
class Wanted:
    """When a cohort is to meet. Weekdays count from Monday, 0; `skipped` are days on which it does not."""

    first_day: date
    weekdays: frozenset[int]
    start: time
    minutes: int
    number: int
    skipped: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class ModuleToTeach:
    """A module that has no session yet."""

    id: uuid.UUID
    number: int
    title: dict[str, str]
    hours: float


@dataclass(frozen=True, slots=True)
class Clash:
    """A session that is at the same time: of the same cohort, or of another one in the classroom."""

    start: datetime
    end: datetime
    cohort: str | None
    own: bool


@dataclass(frozen=True, slots=True)
class Slot:
    """A session to be."""

    start: datetime
    end: datetime
    module: ModuleToTeach | None
    clashes: tuple[Clash, ...] = ()


def days_of(wanted: Wanted) -> list[date]:
    """Return the days on which a cohort is to meet; fewer than wanted where none are left within a year or so. Pure.

    >>> days_of(Wanted(date(2026, 12, 1), frozenset({1, 3}), time(10), 120, 3, frozenset({date(2026, 12, 3)})))
    [datetime.date(2026, 12, 1), datetime.date(2026, 12, 8), datetime.date(2026, 12, 10)]
    """
    days = (wanted.first_day + timedelta(days=number) for number in range(MOST_DAYS))
    fit = [day for day in days if day.weekday() in wanted.weekdays and day not in wanted.skipped]
    return fit[: wanted.number]


def modules_to_teach(cohort: Cohort) -> tuple[ModuleToTeach, ...]:
    """Return the modules of a cohort's course that no session of it has, in their order."""
    taught = (
        select(TrainingSession.module_id)
        .join(TrainingSessionState, TrainingSessionState.training_session_id == TrainingSession.id)
        .where(
            TrainingSession.cohort_id == cohort.id,
            TrainingSession.module_id.is_not(None),
            TrainingSessionState.status != "cancelled",
        )
    )
    statement = (
        select(CourseModule)
        .where(CourseModule.course_id == cohort.course_id, CourseModule.id.not_in(taught))
        .order_by(CourseModule.number)
        .limit(MOST_SESSIONS)
    )
    return tuple(
        ModuleToTeach(row.id, row.number, {"uk": row.title_uk, "en": row.title_en}, row.hours)
        for row in db.session.scalars(statement)
    )


def slots_of(cohort: Cohort, wanted: Wanted, classroom_id: uuid.UUID | None) -> tuple[Slot, ...]:
    """Return the sessions that a timetable comes to, with what is at the same time."""
    days = days_of(wanted)
    if len(days) < wanted.number:
        raise Refused([Reason("days_missing", {"field": "weekdays", "n": len(days)})])
    periods = [_period(day, wanted) for day in days]
    for start, end in periods:
        require_plan(start, end)
    modules: list[ModuleToTeach | None] = [*modules_to_teach(cohort)]
    modules += [None] * len(periods)
    others = _others(cohort, classroom_id, periods[0][0], periods[-1][1])
    return tuple(
        Slot(start, end, module, _clashes(others, start, end))
        for (start, end), module in zip(periods, modules, strict=False)
    )


def _period(day: date, wanted: Wanted) -> tuple[datetime, datetime]:
    start = typed_times.moment_of(day, wanted.start)
    return start, start + timedelta(minutes=wanted.minutes)


def _others(cohort: Cohort, classroom_id: uuid.UUID | None, first: datetime, last: datetime) -> list[Clash]:
    """Return what is planned meanwhile for the cohort or in the classroom, in one statement."""
    state = TrainingSessionState
    where = [TrainingSession.cohort_id == cohort.id]
    if classroom_id is not None:
        where.append(TrainingSession.classroom_id == classroom_id)
    statement = (
        select(state.planned_start, state.planned_end, Cohort.id, Cohort.name)
        .join(TrainingSession, TrainingSession.id == state.training_session_id)
        .outerjoin(Cohort, Cohort.id == TrainingSession.cohort_id)
        .where(or_(*where), state.status.in_(_GOES_ON), state.planned_start < last, state.planned_end > first)
        .order_by(state.planned_start)
    )
    rows = db.session.execute(statement)
    return [Clash(start, end, name, own=cohort_id == cohort.id) for start, end, cohort_id, name in rows]


def _clashes(others: Iterable[Clash], start: datetime, end: datetime) -> tuple[Clash, ...]:
    return tuple(each for each in others if each.start < end and each.end > start)


def book(cohort: Cohort, wanted: Wanted, *, classroom_id: uuid.UUID | None, first_id: uuid.UUID, actor: str) -> None:
    """Plan the sessions of a timetable; the same id twice is one timetable."""
    cohorts.hold(cohort.id)
    if db.session.get(TrainingSession, first_id) is not None:
        return
    for place, slot in enumerate(slots_of(cohort, wanted, classroom_id)):
        plan = Plan(
            cohort.library_id,
            slot.start,
            slot.end,
            cohort_id=cohort.id,
            classroom_id=classroom_id,
            module_id=slot.module.id if slot.module else None,
        )
        sessions.plan_session(plan, actor=actor, session_id=following(first_id, place))
