"""Who of a session is still in the middle of a test."""

import uuid

from sqlalchemy import func, select

from literacy.assessment.models import SittingState
from literacy.core.db import db
from literacy.rooms.models import Room, Seat


def in_the_middle(session_id: uuid.UUID) -> int:
    """Return how many at the seats of a session have a test that they did not finish."""
    statement = (
        select(func.count())
        .select_from(SittingState)
        .join(Seat, Seat.id == SittingState.seat_id)
        .join(Room, Room.id == Seat.room_id)
        .where(Room.training_session_id == session_id, SittingState.open_learner_id.is_not(None))
    )
    return db.session.scalar(statement) or 0
