"""How a seat's current entry is made anew from the facts."""

import uuid

from sqlalchemy import select, update

from literacy.core.db import db
from literacy.rooms.models import Seat, SeatEntry


def expected_rows() -> dict[str, dict[str, object]]:
    """Return what the entries say: the latest entry of each seat holds it."""
    entries = select(SeatEntry.seat_id, SeatEntry.id).order_by(SeatEntry.recorded_at, SeatEntry.id)
    held = {row.seat_id: row.id for row in db.session.execute(entries)}
    return {
        str(seat_id): {"current_entry_id": str(held.get(seat_id))} for seat_id in db.session.scalars(select(Seat.id))
    }


def stored_rows() -> dict[str, dict[str, object]]:
    """Return what is stored."""
    rows = db.session.execute(select(Seat.id, Seat.current_entry_id))
    return {str(row.id): {"current_entry_id": str(row.current_entry_id)} for row in rows}


def repair() -> None:
    """Store what the entries say."""
    for seat_id, expected in expected_rows().items():
        text = str(expected["current_entry_id"])
        value = None if text == "None" else uuid.UUID(text)
        db.session.execute(update(Seat).where(Seat.id == uuid.UUID(seat_id)).values(current_entry_id=value))
