"""How a sitting's state is made anew from its facts."""

import uuid
from typing import Any

from sqlalchemy import func, select, update

from literacy.assessment.models import ItemResponse, Presentation, Sitting, SittingEvent, SittingState
from literacy.core.db import db

Rows = dict[str, dict[str, Any]]


def expected_rows() -> Rows:
    """Return what presentations, answers and events say."""
    answered = _answered()
    ended = {
        row.sitting_id: row.recorded_at
        for row in db.session.execute(
            select(SittingEvent.sitting_id, SittingEvent.recorded_at).where(SittingEvent.kind == "finished")
        )
    }
    rows: Rows = {}
    for sitting in db.session.execute(select(Sitting.id, Sitting.learner_id)):
        count, seconds = answered.get(sitting.id, (0, 0))
        finished_at = ended.get(sitting.id)
        rows[str(sitting.id)] = {
            "open_learner_id": None if finished_at else sitting.learner_id,
            "position": count + 1,
            "answered": count,
            "active_seconds": seconds,
            "finished_at": finished_at,
        }
    return rows


def _answered() -> dict[uuid.UUID, tuple[int, int]]:
    statement = (
        select(Presentation.sitting_id, func.count(), func.sum(ItemResponse.active_seconds))
        .join(ItemResponse, ItemResponse.presentation_id == Presentation.id)
        .group_by(Presentation.sitting_id)
    )
    return {sitting_id: (count, int(seconds)) for sitting_id, count, seconds in db.session.execute(statement)}


def stored_rows() -> Rows:
    """Return what is stored."""
    return {
        str(state.sitting_id): {
            "open_learner_id": state.open_learner_id,
            "position": state.position,
            "answered": state.answered,
            "active_seconds": state.active_seconds,
            "finished_at": state.finished_at,
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
