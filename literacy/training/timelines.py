"""Reading a session's facts as the books count them."""

import uuid
from collections.abc import Collection

from sqlalchemy import Select, select

from literacy.core.db import db
from literacy.core.errors import NotFound
from literacy.training.books import Happening, Noted, Timeline, timeline_of
from literacy.training.models import INTERRUPTIONS, AttendanceMark, SessionEvent, TrainingSession, TrainingSessionState


def timeline_of_session(session_id: uuid.UUID) -> Timeline:
    """Return how a session went."""
    found = timelines_of([session_id])
    if session_id not in found:
        raise NotFound("training session")
    return found[session_id]


def happenings_of(session_id: uuid.UUID) -> list[Happening]:
    """Return every event of a session, corrected ones too."""
    return [_happening(event) for event in db.session.scalars(_events_of(session_id))]


def _events_of(session_id: uuid.UUID) -> Select[SessionEvent]:
    return select(SessionEvent).where(SessionEvent.training_session_id == session_id).order_by(SessionEvent.id)


def timelines_of(session_ids: Collection[uuid.UUID] | None = None) -> dict[uuid.UUID, Timeline]:
    """Return how these sessions went (without ids: all), in two statements."""
    planned = select(TrainingSession.id, TrainingSession.planned_start, TrainingSession.planned_end)
    events = select(SessionEvent)
    if session_ids is not None:
        planned = planned.where(TrainingSession.id.in_(session_ids))
        events = events.where(SessionEvent.training_session_id.in_(session_ids))
    happened: dict[uuid.UUID, list[Happening]] = {}
    for event in db.session.scalars(events):
        happened.setdefault(event.training_session_id, []).append(_happening(event))
    return {
        row.id: timeline_of(happened.get(row.id, []), row.planned_start, row.planned_end)
        for row in db.session.execute(planned)
    }


def _happening(event: SessionEvent) -> Happening:
    return Happening(
        id=event.id,
        kind=event.kind,
        happened_at=event.happened_at,
        recorded_at=event.recorded_at,
        reason=event.reason,
        planned_start=event.planned_start,
        planned_end=event.planned_end,
        corrects_id=event.corrects_id,
    )


def marks_of(session_ids: Collection[uuid.UUID] | None = None) -> dict[tuple[uuid.UUID, uuid.UUID], list[Noted]]:
    """Return every mark by session and learner (without ids: of all sessions), in one statement."""
    statement = select(AttendanceMark)
    if session_ids is not None:
        statement = statement.where(AttendanceMark.training_session_id.in_(session_ids))
    found: dict[tuple[uuid.UUID, uuid.UUID], list[Noted]] = {}
    for row in db.session.scalars(statement):
        noted = Noted(row.id, row.recorded_at, row.source, row.mark, row.minutes, row.arrived_at)
        found.setdefault((row.training_session_id, row.learner_id), []).append(noted)
    return found


def state_columns(timeline: Timeline) -> dict[str, object]:
    """Return the columns of `TrainingSessionState` that a timeline comes to."""
    interrupted = timeline.status == "interrupted"
    return {
        "status": timeline.status,
        "planned_start": timeline.planned_start,
        "planned_end": timeline.planned_end,
        "started_at": timeline.started_at,
        "ended_at": timeline.ended_at,
        "interrupted_at": timeline.open_since if interrupted else None,
        "interruption": timeline.interruption if interrupted else None,
        "held_minutes": timeline.held_minutes,
        **{f"lost_{reason}": timeline.lost_minutes(reason) for reason in INTERRUPTIONS},
    }


def state_for_update(session_id: uuid.UUID) -> TrainingSessionState:
    """Return where a session stands, and hold it until the end of the transaction."""
    statement = select(TrainingSessionState).where(TrainingSessionState.training_session_id == session_id)
    state = db.session.scalar(statement.with_for_update().execution_options(populate_existing=True))
    if state is None:
        raise NotFound("training session")
    return state
