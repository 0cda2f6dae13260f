"""A trainer's day: today's sessions, those of the week to come, those of before that were left open."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select

from literacy.accounts import learners, people
from literacy.accounts.access import Staff
from literacy.accounts.models import PersonCard
from literacy.accounts.people import Called
from literacy.core import clock, typed_times
from literacy.core.db import db
from literacy.desk.day_steps import SessionOfDay, foremost
from literacy.desk.day_unfinished import Unfinished, unfinished_of
from literacy.rooms import service as rooms
from literacy.rooms.models import Room
from literacy.training.books import CAME
from literacy.training.consultation_queries import TeachingLibrary, teaching_libraries
from literacy.training.models import (
    Attendance,
    Classroom,
    Cohort,
    CourseModule,
    Enrolment,
    Library,
    TrainingSession,
    TrainingSessionState,
)
from literacy.training.reach import reached_by

AHEAD = timedelta(days=7)
LOOKED_BACK = timedelta(days=60)
# Marks that are missing for so long will not be made any more.
MARKS_WANTED_FOR = timedelta(days=30)
MOST_SESSIONS = 200
MOST_AHEAD = 12
MOST_WAITING = 5


@dataclass(frozen=True, slots=True)
class Day:
    """All that the page of the day shows. `first` is one of today's and stands above the others."""

    now: datetime
    first: SessionOfDay | None
    others: tuple[SessionOfDay, ...]
    to_come: tuple[SessionOfDay, ...]
    expected: int
    unfinished: Unfinished
    waiting: tuple[Called, ...]
    more_waiting: int
    libraries: tuple[TeachingLibrary, ...]

    @property
    def sessions(self) -> int:
        """How many take place today."""
        return sum(each.status != "cancelled" for each in (*self.others, *([self.first] if self.first else [])))

    @property
    def left_to_mark(self) -> bool:
        """Whether somebody of a session that ended today has no mark."""
        return any(each.status == "ended" and each.unmarked for each in self.others)


def bounds_of_today() -> tuple[datetime, datetime]:
    """Return when today begins and ends in Kyiv."""
    today = clock.today_kyiv()
    return typed_times.moment_of(today, time()), typed_times.moment_of(today + timedelta(days=1), time())


def day_of(staff: Staff) -> Day:
    """Return somebody's day, in the same few statements however many sessions and people there are."""
    now, (begins, ends) = clock.now(), bounds_of_today()
    found = _sessions(reached_by(staff, "session.run").sessions, begins, ends)
    members = _members({each.cohort_id for each in found if each.cohort_id and each.start >= begins})
    sizes: dict[uuid.UUID | None, int] = {
        cohort_id: len({person for _, person in cards}) for cohort_id, cards in members.items()
    }
    found = [replace(each, enrolled=sizes.get(each.cohort_id, 0)) for each in found]
    today = _with_people([each for each in found if begins <= each.start < ends], members)
    first = foremost(today, now)
    waiting = _waiting_for_guardian(today, members)
    unfinished = unfinished_of(staff, [each for each in found if each.start < begins], begins)
    names = people.called({*waiting, *unfinished.learner_ids})
    return Day(
        now=now,
        first=first,
        others=tuple(each for each in today if each is not first),
        to_come=tuple(each for each in found if each.start >= ends)[:MOST_AHEAD],
        expected=_expected(today, members),
        unfinished=unfinished.named(names),
        waiting=tuple(names[each] for each in sorted(waiting)[:MOST_WAITING]),
        more_waiting=max(0, len(waiting) - MOST_WAITING),
        libraries=tuple(teaching_libraries(staff.libraries_to("library.teach"))),
    )


def _sessions(reached: ColumnElement[bool], begins: datetime, ends: datetime) -> list[SessionOfDay]:
    """Return today's sessions, those of the week to come, and those of before that were left open or without marks."""
    state = TrainingSessionState
    statement = (
        select(
            TrainingSession.id,
            TrainingSession.code,
            state.status,
            TrainingSession.purpose,
            state.planned_start,
            state.planned_end,
            Library.name_uk,
            Library.name_en,
            Classroom.name.label("classroom"),
            TrainingSession.cohort_id,
            Cohort.name.label("cohort"),
            CourseModule.title_uk,
            CourseModule.title_en,
            CourseModule.number,
            state.interruption,
            state.interrupted_at,
        )
        .join(state, state.training_session_id == TrainingSession.id)
        .join(Library, Library.id == TrainingSession.library_id)
        .outerjoin(Classroom, Classroom.id == TrainingSession.classroom_id)
        .outerjoin(Cohort, Cohort.id == TrainingSession.cohort_id)
        .outerjoin(CourseModule, CourseModule.id == TrainingSession.module_id)
        .where(reached, _wanted(begins, ends))
        .order_by(state.planned_start < begins, state.planned_start, TrainingSession.id)  # what is cut off is of before
        .limit(MOST_SESSIONS)
    )
    return [_session(row) for row in db.session.execute(statement)]


def _wanted(begins: datetime, ends: datetime) -> ColumnElement[bool]:
    """Return which sessions the day is about, by their time and state."""
    state = TrainingSessionState
    marked = exists().where(Attendance.training_session_id == TrainingSession.id)
    has_people = exists().where(Enrolment.cohort_id == TrainingSession.cohort_id, Enrolment.status == "enrolled")
    left_open = state.status.in_(("planned", "running", "interrupted"))
    unmarked = and_(
        state.status == "ended",
        has_people,
        state.planned_start >= begins - MARKS_WANTED_FOR,
        ~marked,
    )
    return or_(
        and_(state.planned_start >= begins, state.planned_start < ends),
        and_(state.planned_start >= ends, state.planned_start < ends + AHEAD, state.status != "cancelled"),
        and_(state.planned_start >= begins - LOOKED_BACK, state.planned_start < begins, or_(left_open, unmarked)),
    )


def _session(row: Any) -> SessionOfDay:
    return SessionOfDay(
        id=row.id,
        code=row.code,
        status=row.status,
        purpose=row.purpose,
        start=row.planned_start,
        end=row.planned_end,
        library={"uk": row.name_uk, "en": row.name_en},
        classroom=row.classroom,
        cohort_id=row.cohort_id,
        cohort=row.cohort,
        module={"uk": row.title_uk, "en": row.title_en} if row.title_uk else None,
        module_number=row.number,
        interruption=row.interruption,
        interrupted_at=row.interrupted_at,
    )


Members = Mapping[uuid.UUID, list[tuple[uuid.UUID, uuid.UUID]]]


def _members(cohort_ids: Collection[uuid.UUID]) -> Members:
    """Return cohort -> (card, person) of whoever has a place in it."""
    found: dict[uuid.UUID, list[tuple[uuid.UUID, uuid.UUID]]] = {}
    statement = (
        select(Enrolment.cohort_id, Enrolment.learner_id, PersonCard.person_id)
        .join(PersonCard, PersonCard.learner_id == Enrolment.learner_id)
        .where(Enrolment.cohort_id.in_(cohort_ids), Enrolment.status == "enrolled")
    )
    for cohort_id, learner_id, person_id in db.session.execute(statement):
        found.setdefault(cohort_id, []).append((learner_id, person_id))
    return found


def _with_people(today: list[SessionOfDay], members: Members) -> list[SessionOfDay]:
    """Return today's sessions with who came, who is not marked yet, and whether their rooms are open."""
    ids = [each.id for each in today]
    marks = _marks(ids)
    open_rooms = {
        room.training_session_id
        for room in db.session.scalars(select(Room).where(Room.training_session_id.in_(ids)))
        if rooms.is_open(room)
    }
    counted = []
    for each in today:
        marked = marks.get(each.id, {})
        persons = {person for _, person in members.get(each.cohort_id, [])} if each.cohort_id else set()
        counted.append(
            replace(
                each,
                came=sum(came for came in marked.values()),
                unmarked=len(persons - marked.keys()),
                room_open=each.id in open_rooms,
            )
        )
    return counted


def _marks(session_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, dict[uuid.UUID, bool]]:
    """Return session -> person -> whether she came, with whichever of her cards."""
    found: dict[uuid.UUID, dict[uuid.UUID, bool]] = {}
    statement = (
        select(Attendance.training_session_id, PersonCard.person_id, Attendance.mark)
        .join(PersonCard, PersonCard.learner_id == Attendance.learner_id)
        .where(Attendance.training_session_id.in_(session_ids))
    )
    for session_id, person_id, mark in db.session.execute(statement):
        of_session = found.setdefault(session_id, {})
        of_session[person_id] = of_session.get(person_id, False) or mark in CAME
    return found


def _expected(today: Iterable[SessionOfDay], members: Members) -> int:
    """Return how many people are enrolled in what takes place today; nobody counts twice."""
    cohorts = {each.cohort_id for each in today if each.cohort_id and each.status != "cancelled"}
    return len({person for cohort_id in cohorts for _, person in members.get(cohort_id, [])})


def _waiting_for_guardian(today: Iterable[SessionOfDay], members: Members) -> frozenset[uuid.UUID]:
    """Return who of those who come today may take no test until a guardian agrees."""
    cohorts = {
        each.cohort_id for each in today if each.cohort_id and each.status in ("planned", "running", "interrupted")
    }
    return learners.waiting_for_guardian([card for cohort_id in cohorts for card, _ in members.get(cohort_id, [])])
