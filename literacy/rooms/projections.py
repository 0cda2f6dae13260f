"""How a seat's current entry and its state are made anew from the facts."""

import uuid
from typing import Any

from sqlalchemy import select, update

from literacy.core.db import db
from literacy.rooms.models import Seat, SeatEntry, SeatEvent
from literacy.rooms.seats import START, after

Rows = dict[str, dict[str, Any]]
_COLUMNS = ("current_entry_id", *START)


def expected_rows() -> Rows:
    """Return what entries and events say: the latest entry holds a seat; a seat begins at the computer it was given."""
    entries = select(SeatEntry.seat_id, SeatEntry.id).order_by(SeatEntry.recorded_at, SeatEntry.id)
    held = {row.seat_id: row.id for row in db.session.execute(entries)}
    rows = {
        seat.id: START | {"current_entry_id": held.get(seat.id), "computer": seat.first_computer}
        for seat in db.session.execute(select(Seat.id, Seat.first_computer))
    }
    for event in db.session.scalars(select(SeatEvent).order_by(SeatEvent.recorded_at, SeatEvent.id)):
        rows[event.seat_id] = after(rows[event.seat_id], event)
    return {str(seat_id): values for seat_id, values in rows.items()}


def stored_rows() -> Rows:
    """Return what is stored."""
    return {str(seat.id): {name: getattr(seat, name) for name in _COLUMNS} for seat in db.session.scalars(select(Seat))}


def repair() -> None:
    """Store what the facts say."""
    for seat_id, values in expected_rows().items():
        db.session.execute(update(Seat).where(Seat.id == uuid.UUID(seat_id)).values(**values))
