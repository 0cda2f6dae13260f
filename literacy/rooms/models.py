"""Supervised rooms and their seats."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from literacy.core import clock, identifiers
from literacy.core.db import Fact, db

SEAT_EVENTS = (
    "help_called",
    "help_answered",
    "identity_checked",
    "extra_time",
    "computer_changed",
    "card_renewed",
)
IDENTITY_CHECKS = ("document_seen", "known_to_staff", "not_checked")
HELP_KINDS = ("device", "unclear", "break", "other")


class Room(Fact, db.Model):
    """The supervised room of a training session: its code lives while it is open, 12 hours at most.

    Codes are drawn by the node's key from the id and `code_draw`; the code itself is stored as a keyed hash only.
    """

    __tablename__ = "room"
    __table_args__ = (
        UniqueConstraint("code_hash", name="code"),
        UniqueConstraint("training_session_id", name="one_room_a_session"),
        CheckConstraint("closes_at > opened_at", name="closes_after_opening"),
        CheckConstraint("closed_at IS NULL OR closed_at >= opened_at", name="closed_after_opening"),
    )

    training_session_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("training_session.id"))
    code_hash: Mapped[str]
    code_draw: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)
    closes_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Seat(db.Model):
    """A seat in a room: the code on one card.

    `learner_id` is set when the card is made for somebody of the cohort, or when somebody first sits down with it.
    Two seats with the same computer take turns.

    Projected from `SeatEntry` and `SeatEvent`: the columns from `current_entry_id` on; `first_computer` is where it began.
    """

    __tablename__ = "seat"
    __table_args__ = (
        UniqueConstraint("room_id", "number", name="number_in_room"),
        UniqueConstraint("code_hash", name="code"),
        CheckConstraint("number > 0", name="number_from_one"),
        CheckConstraint("first_computer > 0 AND computer > 0", name="computer_from_one"),
        CheckConstraint("(help_since IS NULL) = (help_kind IS NULL)", name="help_has_kind"),
        CheckConstraint(f"identity_check IN {IDENTITY_CHECKS}", name="known_identity_check"),
        CheckConstraint(
            "(identity_check = 'document_seen') = (document_kind IS NOT NULL)", name="document_kind_where_seen"
        ),
        CheckConstraint("extra_minutes >= 0", name="extra_not_negative"),
        Index("ix_seat_current_entry", "current_entry_id"),
        Index("ix_seat_learner", "learner_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=identifiers.new_id)
    room_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("room.id"))
    number: Mapped[int]
    code_hash: Mapped[str]
    code_draw: Mapped[int] = mapped_column(default=0)
    learner_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("learner.id"))
    first_computer: Mapped[int]
    current_entry_id: Mapped[uuid.UUID | None]
    computer: Mapped[int]
    help_since: Mapped[datetime | None]
    help_kind: Mapped[str | None]
    identity_check: Mapped[str] = mapped_column(default="not_checked")
    document_kind: Mapped[str | None]
    extra_minutes: Mapped[int] = mapped_column(default=0)


class SeatEntry(Fact, db.Model):
    """A seat's code typed on some PC; the latest entry holds the seat, earlier ones are closed."""

    __tablename__ = "seat_entry"
    __table_args__ = (Index("ix_seat_entry_seat", "seat_id"),)

    seat_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("seat.id"))


class SeatEvent(Fact, db.Model):
    """What happened at a seat besides answers: a call for help, an identity check, another computer, a new card."""

    __tablename__ = "seat_event"
    __table_args__ = (
        CheckConstraint(f"kind IN {SEAT_EVENTS}", name="known_kind"),
        Index("ix_seat_event_seat", "seat_id"),
    )

    seat_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("seat.id"))
    kind: Mapped[str]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    recorded_by: Mapped[str]
