"""Taking in marks that were told of a session, from whatever source: all of them or, where something is to be decided, none.

What says the same as before is no change. What somebody else marked otherwise meanwhile is a conflict, which is overridden
on purpose only. After the session a change says why, by one of `MARK_REASONS`: no free text, in which a name might stand.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import select

from literacy.core import clock, identifiers
from literacy.core.db import db
from literacy.training import attendance
from literacy.training.attendance import GRACE, NewMark
from literacy.training.models import AttendanceMark, TrainingSession, TrainingSessionState
from literacy.training.roster import Roster
from literacy.training.timelines import marks_of

MARK_REASONS = ("mistake", "paper", "late_news", "asked", "other")
ALL_REASONS = (*MARK_REASONS, "file")


@dataclass(frozen=True, slots=True)
class Told:
    """A mark as somebody told it. `line` is where it stood; `arrived_at` was read from paper or carried over."""

    learner_id: uuid.UUID
    mark: str
    minutes: int | None = None
    arrived_at: datetime | None = None
    seen: uuid.UUID | None = None
    id: uuid.UUID = field(default_factory=identifiers.new_id)
    line: int = 0


@dataclass(frozen=True, slots=True)
class Intake:
    """What became of what was told. Where anything is left to decide, nothing was kept."""

    kept: int = 0
    conflicts: frozenset[uuid.UUID] = frozenset()
    reason_needed: bool = False

    @property
    def settled(self) -> bool:
        """Whether everything is kept."""
        return not self.conflicts and not self.reason_needed


def begun_at(state: TrainingSessionState) -> datetime:
    """Return from when on a session may be marked."""
    return state.planned_start if state.started_at is None else min(state.started_at, state.planned_start)


def can_be_marked(state: TrainingSessionState) -> bool:
    """Say whether a session may be marked now."""
    return state.status != "cancelled" and clock.now() >= begun_at(state)


def changed(told: Sequence[Told], session_id: uuid.UUID) -> list[Told]:
    """Return what differs from the mark that its page showed: who only looked at the list changed nothing."""
    shown = {noted.id: noted for marks in marks_of([session_id]).values() for noted in marks}
    found = []
    for each in told:
        before = shown.get(each.seen) if each.seen else None
        if before is None:
            found.append(each)
        elif (each.mark, each.minutes) != (before.mark, before.minutes):
            still_late = each.mark == before.mark == "late"
            found.append(replace(each, arrived_at=before.arrived_at) if still_late else each)
    return found


def take_in(session_id: uuid.UUID, told: Sequence[Told], *, source: str, actor: str, reason: str = "") -> Intake:
    """Keep what was told of a session, everything or nothing."""
    now = clock.now()
    marks = [
        NewMark(each.learner_id, each.mark, each.minutes, each.arrived_at, each.seen, reason, each.id, made_at=now)
        for each in told
    ]
    with db.session.begin_nested() as attempt:
        outcomes = attendance.note_marks(session_id, marks, source=source, actor=actor)
        intake = Intake(
            sum(each.outcome == "stored" for each in outcomes),
            frozenset(each.learner_id for each in outcomes if each.outcome == "conflict"),
            any(each.outcome == "reason_needed" for each in outcomes),
        )
        if not intake.settled:
            attempt.rollback()
    return intake if intake.settled else replace(intake, kept=0)


def arrival(session: TrainingSessionState, arrived_at: datetime) -> tuple[str, datetime | None]:
    """Return which mark somebody gets who came at this time, and the time where it counts."""
    late = arrived_at - (session.started_at or session.planned_start) > GRACE
    return ("late", arrived_at) if late else ("present", None)


def the_rest(roster: Roster, told: Sequence[Told]) -> list[Told]:
    """Return who is enrolled, has no mark and was not told of, as absent."""
    named = {each.learner_id for each in told}
    return [
        Told(row.learner_id, "absent")
        for row in roster.rows
        if row.holding is None and row.standing == "enrolled" and row.learner_id not in named
    ]


def overridden(told: Sequence[Told], seen: Mapping[uuid.UUID, uuid.UUID]) -> list[Told]:
    """Return what was told, each with the mark that somebody saw and overrides on purpose: by a mark of its own."""
    return [
        replace(each, seen=seen[each.learner_id], id=identifiers.new_id()) if each.learner_id in seen else each
        for each in told
    ]


def marked_elsewhere(training_session: TrainingSession, told: Sequence[Told]) -> list[Told]:
    """Return what carries the id of a mark of another session or person."""
    statement = select(AttendanceMark.id, AttendanceMark.training_session_id, AttendanceMark.learner_id)
    rows = db.session.execute(statement.where(AttendanceMark.id.in_([each.id for each in told])))
    places = {row.id: (row.training_session_id, row.learner_id) for row in rows}
    return [
        each
        for each in told
        if places.get(each.id, (training_session.id, each.learner_id)) != (training_session.id, each.learner_id)
    ]
