"""How a sitting's state is made anew from its facts."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, func, not_, or_, select, update

from literacy.assessment.models import (
    ItemResponse,
    Presentation,
    PresentationDrop,
    Sitting,
    SittingEvent,
    SittingState,
)
from literacy.core.db import db

Rows = dict[str, dict[str, Any]]


def expected_rows() -> Rows:
    """Return what presentations, answers, drops and events say."""
    answered, ended = _answered(), _ended()
    rows: Rows = {}
    for sitting in db.session.execute(select(Sitting.id, Sitting.learner_id, Sitting.seat_id)):
        past, count, seconds = answered.get(sitting.id, (0, 0, 0))
        finished_at, voided_at, seat_id = ended.get(sitting.id, (None, None, None))
        rows[str(sitting.id)] = {
            "open_learner_id": None if finished_at or voided_at else sitting.learner_id,
            "seat_id": seat_id or sitting.seat_id,
            "position": past + 1,
            "answered": count,
            "active_seconds": seconds,
            "finished_at": finished_at,
            "voided_at": voided_at,
        }
    return rows


def _answered() -> dict[uuid.UUID, tuple[int, int, int]]:
    """Return sitting -> presentations that are past, those of them answered and not dropped, seconds spent on answers."""
    was_answered, was_dropped = ItemResponse.id.is_not(None), PresentationDrop.id.is_not(None)
    statement = (
        select(
            Presentation.sitting_id,
            func.sum(case((or_(was_answered, was_dropped), 1), else_=0)),
            func.sum(case((and_(was_answered, not_(was_dropped)), 1), else_=0)),
            func.sum(func.coalesce(ItemResponse.active_seconds, 0)),
        )
        .outerjoin(ItemResponse, ItemResponse.presentation_id == Presentation.id)
        .outerjoin(PresentationDrop, PresentationDrop.presentation_id == Presentation.id)
        .group_by(Presentation.sitting_id)
    )
    return {row[0]: (int(row[1]), int(row[2]), int(row[3])) for row in db.session.execute(statement)}


def _ended() -> dict[uuid.UUID, tuple[datetime | None, datetime | None, uuid.UUID | None]]:
    """Return sitting -> when it was finished, when it was declared void, the seat where it was gone on with last."""
    found: dict[uuid.UUID, dict[str, Any]] = {}
    in_order = select(SittingEvent).order_by(SittingEvent.recorded_at, SittingEvent.id)
    for event in db.session.scalars(in_order.where(SittingEvent.kind.in_(("finished", "voided", "moved")))):
        of_sitting = found.setdefault(event.sitting_id, {})
        if event.kind == "moved":
            of_sitting["moved"] = uuid.UUID(hex=event.detail["seat_id"])
        else:
            of_sitting.setdefault(event.kind, event.recorded_at)
    return {key: (each.get("finished"), each.get("voided"), each.get("moved")) for key, each in found.items()}


def stored_rows() -> Rows:
    """Return what is stored."""
    return {
        str(state.sitting_id): {
            "open_learner_id": state.open_learner_id,
            "seat_id": state.seat_id,
            "position": state.position,
            "answered": state.answered,
            "active_seconds": state.active_seconds,
            "finished_at": state.finished_at,
            "voided_at": state.voided_at,
        }
        for state in db.session.scalars(select(SittingState))
    }


def repair() -> None:
    """Store what the facts say."""
    known = set(stored_rows())
    for sitting_id, values in expected_rows().items():
        key = uuid.UUID(sitting_id)
        if sitting_id in known:
            db.session.execute(update(SittingState).where(SittingState.sitting_id == key).values(**values))
        else:
            db.session.add(SittingState(sitting_id=key, **values))
