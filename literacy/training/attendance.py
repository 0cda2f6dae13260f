"""Marking who was there. Four ways lead here: the trainer's list, people's own check-in, the paper sheet, a CSV file.

Whoever makes a mark gives it an id. What comes twice is known; a correction is a mark of its own that names the old one;
`books.in_force` says which holds. The `attendance` table is a projection of that.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from literacy.core import clock, identifiers
from literacy.core.db import db
from literacy.core.errors import Reason, Refused
from literacy.training.books import STAFF_SOURCES, Noted, Timeline, in_force, minutes_attended
from literacy.training.models import Attendance, AttendanceMark, TrainingSessionState
from literacy.training.timelines import marks_of, state_for_update, timeline_of_session

GRACE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class NewMark:
    """A mark to be kept. `seen` is the mark that was in force on the page where it was made; none where there was none."""

    learner_id: uuid.UUID
    mark: str | None
    minutes: int | None = None
    arrived_at: datetime | None = None
    seen: uuid.UUID | None = None
    reason: str = ""
    id: uuid.UUID = field(default_factory=identifiers.new_id)
    made_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MarkOutcome:
    """What became of a mark.

    `stored`; `known`: nothing changed; `conflict`: meanwhile somebody marked otherwise; `reason_needed`: the session is
    over, so a change says why.
    """

    learner_id: uuid.UUID
    outcome: str


def note_marks(session_id: uuid.UUID, marks: Sequence[NewMark], *, source: str, actor: str) -> list[MarkOutcome]:
    """Keep marks of a session that has begun, each at most once, and say of each what became of it."""
    state = state_for_update(session_id)
    now = clock.now()
    _require_begun(state, min((each.made_at or now for each in marks), default=now))
    listed = marks_of([session_id])
    outcomes = []
    for each in marks:
        noted = listed.get((session_id, each.learner_id), [])
        outcome = _outcome(each, noted, source, over=state.status == "ended")
        if outcome == "stored":
            holding = in_force(noted)
            _keep(session_id, each, source=source, actor=actor, supersedes=holding.id if holding else None)
        outcomes.append(MarkOutcome(each.learner_id, outcome))
    if any(each.outcome == "stored" for each in outcomes):
        db.session.flush()
        bring_up_to_date(session_id, timeline_of_session(session_id))
    return outcomes


def _require_begun(state: TrainingSessionState, moment: datetime) -> None:
    """A session that is still to come cannot be marked, nor one that was called off."""
    if state.status == "cancelled":
        raise Refused([Reason("cancelled_session")])
    begun = state.planned_start if state.started_at is None else min(state.started_at, state.planned_start)
    if moment < begun:
        raise Refused([Reason("future_session")])


def _outcome(each: NewMark, noted: Sequence[Noted], source: str, *, over: bool) -> str:
    holding = in_force(noted)
    sent_before = next((old for old in noted if old.id == each.id), None)
    if sent_before is not None:
        return "known" if _says_the_same(each, sent_before) else "conflict"
    if holding is None:
        return "stored" if each.mark is not None else "known"
    if source == "self" or _says_the_same(each, holding):
        return "known"
    if holding.source in STAFF_SOURCES:
        if each.seen != holding.id:
            return "conflict"
        if over and not each.reason:
            return "reason_needed"
    return "stored"


def _says_the_same(each: NewMark, old: Noted) -> bool:
    """Say whether a mark adds nothing; one that tells no time of coming leaves the known one."""
    same = (each.mark, each.minutes) == (old.mark, old.minutes)
    return same and each.arrived_at in (None, old.arrived_at)


def _keep(session_id: uuid.UUID, each: NewMark, *, source: str, actor: str, supersedes: uuid.UUID | None) -> None:
    db.session.add(
        AttendanceMark(
            id=each.id,
            training_session_id=session_id,
            learner_id=each.learner_id,
            mark=each.mark,
            minutes=each.minutes,
            arrived_at=each.arrived_at,
            source=source,
            supersedes_id=supersedes,
            reason=each.reason,
            recorded_by=actor,
            recorded_at=each.made_at or clock.now(),
        )
    )


def check_in(session_id: uuid.UUID, learner_id: uuid.UUID) -> MarkOutcome:
    """Note that somebody came by herself: with a seat card, or with a card number. Late from a quarter of an hour on."""
    state = state_for_update(session_id)
    now = clock.now()
    late = now - (state.started_at or state.planned_start) > GRACE
    mark = NewMark(learner_id, "late" if late else "present", arrived_at=now if late else None)
    return note_marks(session_id, [mark], source="self", actor=f"learner {learner_id}")[0]


def import_mark(mark: AttendanceMark) -> bool:
    """Take over a mark that was made elsewhere; False where it is known already."""
    state_for_update(mark.training_session_id)
    if db.session.get(AttendanceMark, mark.id) is not None:
        return False
    db.session.add(mark)
    db.session.flush()
    bring_up_to_date(mark.training_session_id, timeline_of_session(mark.training_session_id))
    return True


def bring_up_to_date(session_id: uuid.UUID, timeline: Timeline) -> None:
    """Move the attendance of a session to what its marks and its timeline say."""
    expected = {
        learner_id: row for (_, learner_id), row in rows_of(marks_of([session_id]), {session_id: timeline}).items()
    }
    statement = select(Attendance).where(Attendance.training_session_id == session_id)
    stored = {row.learner_id: row for row in db.session.scalars(statement)}
    for learner_id, values in expected.items():
        row = stored.pop(learner_id, None) or Attendance(training_session_id=session_id, learner_id=learner_id)
        row.mark_id, row.mark, row.minutes = values
        db.session.add(row)
    for row in stored.values():
        db.session.delete(row)
    db.session.flush()


def rows_of(
    marks: Mapping[tuple[uuid.UUID, uuid.UUID], Sequence[Noted]], timelines: Mapping[uuid.UUID, Timeline]
) -> dict[tuple[uuid.UUID, uuid.UUID], tuple[uuid.UUID, str, int]]:
    """Return (session, learner) -> the mark in force: its id, the mark, its minutes."""
    rows = {}
    for place, noted in marks.items():
        holding = in_force(noted)
        if holding is not None and holding.mark is not None:
            rows[place] = (holding.id, holding.mark, minutes_attended(holding, timelines[place[0]]))
    return rows
