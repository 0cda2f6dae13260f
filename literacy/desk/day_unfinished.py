"""What was left unfinished before today: sessions, marks, tests broken off, people who are known by a nickname only."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import aliased

from literacy.accounts.access import Staff
from literacy.accounts.models import LearnerKey, PersonCard
from literacy.accounts.people import Called
from literacy.assessment.models import ItemReport, Presentation, Sitting, SittingState
from literacy.core.db import db
from literacy.desk.day_steps import SessionOfDay
from literacy.rooms.models import Room, Seat
from literacy.training.books import CAME
from literacy.training.models import Attendance, Cohort, Enrolment, TrainingSession, TrainingSessionState
from literacy.training.reach import reached_by

# Whoever has not come for so long is not waited for on the day's page.
BROKEN_OFF_SINCE = timedelta(days=60)
WALK_INS_SINCE = timedelta(days=21)
MOST_LOOKED_AT = 40
MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class BrokenOff:
    """A test that somebody has not finished, with the session at which she sat last.

    `reported` says that she found something wrong with the item that waits: it is replaced from the board.
    """

    learner_id: uuid.UUID
    at: datetime
    answered: int
    planned: int
    reported: bool
    called: Called | None = None


@dataclass(frozen=True, slots=True)
class WalkIn:
    """Somebody who came without being enrolled, and of whom nothing but a nickname is known."""

    learner_id: uuid.UUID
    at: datetime
    cohort: str
    called: Called | None = None


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What was left. The sessions are the latest first; people are named once `named` was asked."""

    open: tuple[SessionOfDay, ...]
    never_begun: tuple[SessionOfDay, ...]
    unmarked: tuple[SessionOfDay, ...]
    broken_off: tuple[BrokenOff, ...] = ()
    walk_ins: tuple[WalkIn, ...] = ()
    more: Mapping[str, int] = field(default_factory=dict)

    @property
    def learner_ids(self) -> set[uuid.UUID]:
        """Whose names are needed."""
        return {each.learner_id for each in self.broken_off} | {each.learner_id for each in self.walk_ins}

    def named(self, names: Mapping[uuid.UUID, Called]) -> "Unfinished":
        """Return the same with names; of those who were written down meanwhile nobody has to be written down."""
        walk_ins = [
            replace(each, called=names[each.learner_id])
            for each in self.walk_ins
            if not _has_full_name(names[each.learner_id])
        ]
        broken_off = [replace(each, called=names[each.learner_id]) for each in self.broken_off]
        lists: dict[str, Sequence[object]] = {
            "open": self.open, "never_begun": self.never_begun, "unmarked": self.unmarked,
            "broken_off": broken_off, "walk_ins": walk_ins,
        }  # fmt: skip
        more = {name: len(each) - MOST_SHOWN for name, each in lists.items() if len(each) > MOST_SHOWN}
        return Unfinished(
            self.open[:MOST_SHOWN],
            self.never_begun[:MOST_SHOWN],
            self.unmarked[:MOST_SHOWN],
            tuple(broken_off[:MOST_SHOWN]),
            tuple(walk_ins[:MOST_SHOWN]),
            more,
        )

    def __bool__(self) -> bool:
        return bool(self.open or self.never_begun or self.unmarked or self.broken_off or self.walk_ins)


def _has_full_name(called: Called) -> bool:
    return called.identity is not None and bool(called.identity.name_uk)


def unfinished_of(staff: Staff, before: Iterable[SessionOfDay], begins: datetime) -> Unfinished:
    """Return what was left before today begins; `before` are the sessions of then that were left open or unmarked."""
    latest = sorted(before, key=lambda each: each.start, reverse=True)
    return Unfinished(
        open=tuple(each for each in latest if each.under_way),
        never_begun=tuple(each for each in latest if each.status == "planned"),
        unmarked=tuple(each for each in latest if each.status == "ended"),
        broken_off=_broken_off(staff, begins),
        walk_ins=_walk_ins(staff, begins),
    )


def _broken_off(staff: Staff, begins: datetime) -> tuple[BrokenOff, ...]:
    """Return the tests that wait for their person, and not at a seat of a session that is under way today."""
    state = TrainingSessionState
    reported = exists().where(
        Presentation.sitting_id == SittingState.sitting_id,
        Presentation.position == SittingState.position,
        ItemReport.presentation_id == Presentation.id,
    )
    statement = (
        select(
            SittingState.open_learner_id, state.planned_start, SittingState.answered, Sitting.planned_items, reported
        )
        .join(Sitting, Sitting.id == SittingState.sitting_id)
        .join(Seat, Seat.id == SittingState.seat_id)
        .join(Room, Room.id == Seat.room_id)
        .join(TrainingSession, TrainingSession.id == Room.training_session_id)
        .join(state, state.training_session_id == TrainingSession.id)
        .join(LearnerKey, LearnerKey.learner_id == SittingState.open_learner_id)
        .where(
            reached_by(staff, "session.run").sessions,
            SittingState.open_learner_id.is_not(None),
            state.planned_start >= begins - BROKEN_OFF_SINCE,
            or_(state.planned_start < begins, state.status == "ended"),
        )
        .order_by(state.planned_start.desc(), SittingState.sitting_id)
        .limit(MOST_LOOKED_AT)
    )
    return tuple(
        BrokenOff(learner_id, at, answered, planned, bool(is_reported))
        for learner_id, at, answered, planned, is_reported in db.session.execute(statement)
        if learner_id is not None
    )


def _walk_ins(staff: Staff, begins: datetime) -> tuple[WalkIn, ...]:
    """Return who came to a cohort's session lately with no place in any cohort, each person once."""
    state, own, same = TrainingSessionState, aliased(PersonCard), aliased(PersonCard)
    enrolled = exists().where(
        same.person_id == own.person_id, Enrolment.learner_id == same.learner_id, Enrolment.status != "left"
    )
    statement = (
        select(own.person_id, Attendance.learner_id, state.planned_start, Cohort.name)
        .join(own, own.learner_id == Attendance.learner_id)
        .join(TrainingSession, TrainingSession.id == Attendance.training_session_id)
        .join(state, state.training_session_id == TrainingSession.id)
        .join(Cohort, Cohort.id == TrainingSession.cohort_id)
        .join(LearnerKey, LearnerKey.learner_id == Attendance.learner_id)
        .where(
            reached_by(staff, "session.run").sessions,
            Attendance.mark.in_(CAME),
            state.planned_start >= begins - WALK_INS_SINCE,
            ~enrolled,
        )
        .order_by(state.planned_start.desc(), Attendance.learner_id)
        .limit(MOST_LOOKED_AT)
    )
    found: dict[uuid.UUID, WalkIn] = {}
    for person_id, learner_id, at, cohort in db.session.execute(statement):
        found.setdefault(person_id, WalkIn(learner_id, at, cohort))
    return tuple(found.values())
