"""Supervised rooms and their seats."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from literacy.core import clock, identifiers
from literacy.core.db import Fact, db


class Room(Fact, db.Model):
    """A supervised room that staff opened: its code lives while it is open, 12 hours at most."""

    __tablename__ = "room"
    __table_args__ = (
        UniqueConstraint("code_hash", name="code"),
        CheckConstraint("closes_at > opened_at", name="closes_after_opening"),
        CheckConstraint("closed_at IS NULL OR closed_at >= opened_at", name="closed_after_opening"),
    )

    library_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("library.id"))
    cohort_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("cohort.id"))
    code_hash: Mapped[str]
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)
    closes_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Seat(db.Model):
    """A seat in a room: the code on one card. `learner_id` is set when somebody first sits down with it."""

    __tablename__ = "seat"
    __table_args__ = (
        UniqueConstraint("room_id", "number", name="number_in_room"),
        UniqueConstraint("code_hash", name="code"),
        CheckConstraint("number > 0", name="number_from_one"),
        Index("ix_seat_current_entry", "current_entry_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=identifiers.new_id)
    room_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("room.id"))
    number: Mapped[int]
    code_hash: Mapped[str]
    learner_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("learner.id"))
    current_entry_id: Mapped[uuid.UUID | None]


class SeatEntry(Fact, db.Model):
    """A seat's code typed on some PC; the latest entry holds the seat, earlier ones are closed."""

    __tablename__ = "seat_entry"
    __table_args__ = (Index("ix_seat_entry_seat", "seat_id"),)

    seat_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("seat.id"))
