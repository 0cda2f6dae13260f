"""How a seat's current entry is made anew from the facts."""

import uuid

from sqlalchemy import func, select, update

from literacy.core.db import db
from literacy.training.models import Seat, SeatEntry


def expected_rows() -> dict[str, dict[str, object]]:
    """Return what the entries say: the latest entry of each seat holds it."""
    latest = (
        select(SeatEntry.seat_id, func.max(SeatEntry.recorded_at).label("at")).group_by(SeatEntry.seat_id).subquery()
    )
    entries = select(SeatEntry.seat_id, func.max(SeatEntry.id).label("entry")).join(
        latest, (latest.c.seat_id == SeatEntry.seat_id) & (latest.c.at == SeatEntry.recorded_at)
    )
    held = {row.seat_id: row.entry for row in db.session.execute(entries.group_by(SeatEntry.seat_id))}
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
