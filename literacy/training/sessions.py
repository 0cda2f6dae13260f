"""The verbs of a session: planned, started, interrupted, gone on with, ended, continued another day."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from literacy.core import audit, clock, identifiers
from literacy.core.db import db
from literacy.core.errors import Conflict, NotFound, Reason, Refused
from literacy.core.signals import training_session_closed
from literacy.training import attendance
from literacy.training.books import timeline_of
from literacy.training.models import SessionEvent, TrainingSession, TrainingSessionState
from literacy.training.real_times import Correction
from literacy.training.timelines import state_columns, state_for_update, timeline_of_session


@dataclass(frozen=True, slots=True)
class Plan:
    """When and where a session is to be, and for whom. Without a cohort it is open to whoever comes."""

    library_id: uuid.UUID
    start: datetime
    end: datetime
    cohort_id: uuid.UUID | None = None
    classroom_id: uuid.UUID | None = None
    module_id: uuid.UUID | None = None
    purpose: str = "lesson"
    led_by: uuid.UUID | None = None


def plan_session(plan: Plan, *, actor: str, session_id: uuid.UUID | None = None) -> uuid.UUID:
    """Plan a session; the same id twice is one session."""
    known = db.session.get(TrainingSession, session_id) if session_id else None
    return known.id if known else _add(plan, actor=actor, session_id=session_id or identifiers.new_id())


def _add(plan: Plan, *, actor: str, session_id: uuid.UUID, continued: TrainingSession | None = None) -> uuid.UUID:
    if plan.end <= plan.start:
        raise Refused([Reason("times_reversed")])
    training_session = TrainingSession(
        id=session_id,
        library_id=plan.library_id,
        cohort_id=plan.cohort_id,
        classroom_id=plan.classroom_id,
        module_id=plan.module_id,
        led_by=plan.led_by,
        purpose=plan.purpose,
        planned_start=plan.start,
        planned_end=plan.end,
        continues_id=continued.id if continued else None,
        unit_id=continued.unit_id if continued else session_id,
    )
    db.session.add(training_session)
    db.session.flush()
    db.session.add(
        TrainingSessionState(
            training_session_id=session_id,
            **state_columns(timeline_of([], plan.start, plan.end)),
        )
    )
    audit.record(actor, "training_session.planned", "training_session", session_id)
    db.session.flush()
    return session_id


def continue_session(
    session_id: uuid.UUID,
    start: datetime,
    end: datetime,
    *,
    actor: str,
    library_id: uuid.UUID | None = None,
    classroom_id: uuid.UUID | None = None,
    new_id: uuid.UUID | None = None,
) -> uuid.UUID:
    """Go on with an interrupted session elsewhere or another day: a session of its own, in one unit with the first."""
    known = db.session.get(TrainingSession, new_id) if new_id else None
    if known is not None:
        return known.id
    earlier = session_by_id(session_id)
    plan = Plan(
        library_id=library_id or earlier.library_id,
        start=start,
        end=end,
        cohort_id=earlier.cohort_id,
        classroom_id=classroom_id,
        module_id=earlier.module_id,
        purpose=earlier.purpose,
        led_by=earlier.led_by,
    )
    return _add(plan, actor=actor, session_id=new_id or identifiers.new_id(), continued=earlier)


def session_by_id(session_id: uuid.UUID) -> TrainingSession:
    """Return a session."""
    found = db.session.get(TrainingSession, session_id)
    if found is None:
        raise NotFound("training session")
    return found


def reschedule(session_id: uuid.UUID, start: datetime, end: datetime, *, actor: str) -> None:
    """Move a session that has not begun to another time."""
    if end <= start:
        raise Refused([Reason("times_reversed")])
    if state_for_update(session_id).status != "planned":
        raise Conflict("a session that began is not moved: it is continued another day")
    event = _event(session_id, "rescheduled", clock.now(), actor)
    event.planned_start, event.planned_end = start, end
    _append(event)


def cancel(session_id: uuid.UUID, *, actor: str) -> None:
    """Call off a session that has not begun."""
    state = state_for_update(session_id)
    if state.status == "cancelled":
        return
    if state.status != "planned":
        raise Conflict("a session that began cannot be called off")
    _append(_event(session_id, "cancelled", clock.now(), actor))


def start(session_id: uuid.UUID, *, actor: str, at: datetime | None = None) -> None:
    """Begin a session; one that goes on already is left as it is."""
    if state_for_update(session_id).status in ("planned", "ended"):
        _append(_event(session_id, "started", at or clock.now(), actor))


def interrupt(session_id: uuid.UUID, reason: str, *, actor: str, at: datetime | None = None) -> None:
    """Stop the clock for everybody: an alarm, no power, no internet. Stopping twice is one stop."""
    if state_for_update(session_id).status == "running":
        event = _event(session_id, "interrupted", at or clock.now(), actor)
        event.reason = reason
        _append(event)


def resume(session_id: uuid.UUID, *, actor: str, at: datetime | None = None) -> None:
    """Let the clock go on."""
    if state_for_update(session_id).status in ("interrupted", "ended"):
        _append(_event(session_id, "resumed", at or clock.now(), actor))


def end(session_id: uuid.UUID, *, actor: str, at: datetime | None = None) -> None:
    """End a session; ending it twice changes nothing."""
    state = state_for_update(session_id)
    if state.status == "ended":
        return
    if state.started_at is None:
        raise Conflict("a session that never began cannot end")
    _append(_event(session_id, "ended", at or clock.now(), actor))
    training_session_closed.send(training_session_id=session_id)


def note_interruption(
    session_id: uuid.UUID, reason: str, stopped_at: datetime, resumed_at: datetime, *, actor: str
) -> None:
    """Note afterwards when a session stood still."""
    if resumed_at <= stopped_at:
        raise Refused([Reason("times_reversed")])
    state_for_update(session_id)
    stop = _event(session_id, "interrupted", stopped_at, actor)
    stop.reason = reason
    _append(stop, _event(session_id, "resumed", resumed_at, actor))


def correct_time(event_id: uuid.UUID, happened_at: datetime | None, *, actor: str) -> None:
    """Say that an event was at another time, or (without a time) not at all."""
    wrong = db.session.get(SessionEvent, event_id)
    if wrong is None:
        raise NotFound("session event")
    state_for_update(wrong.training_session_id)
    right = _event(
        wrong.training_session_id, wrong.kind if happened_at else "withdrawn", happened_at or clock.now(), actor
    )
    right.reason, right.corrects_id = wrong.reason if happened_at else None, wrong.id
    _append(right)


def correct_times(session_id: uuid.UUID, told: Sequence[Correction], *, actor: str) -> None:
    """Say at once which events of a session were at another time, were none, or were not noted."""
    state = state_for_update(session_id)
    events = []
    for each in told:
        event = _event(session_id, each.kind if each.at else "withdrawn", each.at or clock.now(), actor)
        event.reason, event.corrects_id = each.reason if event.kind == "interrupted" else None, each.event_id
        events.append(event)
    was_over = state.status == "ended"
    if events:
        _append(*events)
    if not was_over and state_for_update(session_id).status == "ended":
        training_session_closed.send(training_session_id=session_id)


def import_event(event: SessionEvent) -> bool:
    """Take over an event that was made elsewhere; False where it is known already."""
    state_for_update(event.training_session_id)
    if db.session.get(SessionEvent, event.id) is not None:
        return False
    _append(event)
    return True


def _event(session_id: uuid.UUID, kind: str, happened_at: datetime, actor: str) -> SessionEvent:
    return SessionEvent(
        id=identifiers.new_id(),
        training_session_id=session_id,
        kind=kind,
        happened_at=happened_at,
        recorded_at=clock.now(),
        recorded_by=actor,
    )


def _append(*events: SessionEvent) -> None:
    db.session.add_all(events)
    db.session.flush()
    bring_up_to_date(events[0].training_session_id)


def bring_up_to_date(session_id: uuid.UUID) -> None:
    """Move the projections of a session to what its facts say."""
    timeline = timeline_of_session(session_id)
    state = state_for_update(session_id)
    for name, value in state_columns(timeline).items():
        setattr(state, name, value)
    db.session.flush()
    attendance.bring_up_to_date(session_id, timeline)
