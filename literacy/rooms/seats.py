"""What happens at a seat: a call for help, an identity check, extra time, another computer, a new card."""

import uuid
from typing import Any

from sqlalchemy import select

from literacy.core import audit, clock
from literacy.core.db import db
from literacy.core.errors import NotFound, Reason, Refused
from literacy.rooms import service
from literacy.rooms.models import HELP_KINDS, IDENTITY_CHECKS, Seat, SeatEvent

DOCUMENT_KINDS = ("passport", "id_card", "state_app", "driving_licence", "pension_card", "other")
MOST_EXTRA_MINUTES = 120
LEARNER = "learner"


def call_for_help(seat_id: uuid.UUID, kind: str) -> None:
    """Call the trainer; calling again while she has not come changes nothing but the kind."""
    if kind not in HELP_KINDS:
        raise NotFound("kind of help")
    _append(_held(seat_id), "help_called", LEARNER, {"kind": kind})


def no_more_help(seat_id: uuid.UUID, *, actor: str) -> None:
    """Say that help was given, or is not needed any more."""
    seat = _held(seat_id)
    if seat.help_since is not None:
        _append(seat, "help_answered", actor, {})


def check_identity(seat_id: uuid.UUID, check: str, document_kind: str | None, *, actor: str) -> None:
    """Note how it is known who sits here: a document was seen (its kind, never its number), or staff know the person."""
    if check not in IDENTITY_CHECKS or (document_kind is not None and document_kind not in DOCUMENT_KINDS):
        raise NotFound("identity check")
    if (check == "document_seen") != (document_kind is not None):
        raise Refused([Reason("document_kind_missing")])
    _append(_held(seat_id), "identity_checked", actor, {"check": check, "document_kind": document_kind})


def give_extra_time(seat_id: uuid.UUID, minutes: int, *, actor: str) -> None:
    """Let a seat stay open so much longer than its room."""
    seat = _held(seat_id)
    if not 0 < minutes <= MOST_EXTRA_MINUTES - seat.extra_minutes:
        raise Refused([Reason("extra_time_range", {"most": MOST_EXTRA_MINUTES})])
    _append(seat, "extra_time", actor, {"minutes": minutes})


def change_computer(seat_id: uuid.UUID, computer: int, *, actor: str) -> None:
    """Note at which computer somebody sits now; the same code is typed there."""
    if not 1 <= computer <= service.MAX_SEATS:
        raise Refused([Reason("computer_range", {"most": service.MAX_SEATS})])
    _append(_held(seat_id), "computer_changed", actor, {"computer": computer})


def renew_card(seat_id: uuid.UUID, *, actor: str) -> None:
    """Draw another code for a seat whose card was lost: the old one stops working, answers stay."""
    seat = _held(seat_id)
    others = select(Seat.code_hash).where(Seat.room_id == seat.room_id)
    service.draw_card(seat, set(db.session.scalars(others)), first_draw=seat.code_draw + 1)
    _append(seat, "card_renewed", actor, {"draw": seat.code_draw})
    audit.record(actor, "seat.card_renewed", "seat", seat_id)


def seat_in_room(room_id: uuid.UUID, number: int) -> Seat:
    """Return a seat of a room by its number."""
    seat = db.session.scalar(select(Seat).where(Seat.room_id == room_id, Seat.number == number))
    if seat is None:
        raise NotFound("seat")
    return seat


def _held(seat_id: uuid.UUID) -> Seat:
    seat = db.session.scalar(select(Seat).where(Seat.id == seat_id).with_for_update())
    if seat is None:
        raise NotFound("seat")
    return seat


def _append(seat: Seat, kind: str, actor: str, detail: dict[str, Any]) -> None:
    event = SeatEvent(seat_id=seat.id, kind=kind, detail=detail, recorded_by=actor, recorded_at=clock.now())
    db.session.add(event)
    for name, value in after({name: getattr(seat, name) for name in START}, event).items():
        setattr(seat, name, value)
    db.session.flush()


# The columns of a seat that its events decide, as they are before any event; where it stood first is its own.
START: dict[str, Any] = {
    "computer": None,
    "help_since": None,
    "help_kind": None,
    "identity_check": "not_checked",
    "document_kind": None,
    "extra_minutes": 0,
}


def after(columns: dict[str, Any], event: SeatEvent) -> dict[str, Any]:
    """Return a seat's columns after an event."""
    told = event.detail
    changes: dict[str, dict[str, Any]] = {
        "help_called": {
            "help_since": columns["help_since"] or event.recorded_at,
            "help_kind": told.get("kind"),
        },
        "help_answered": {"help_since": None, "help_kind": None},
        "identity_checked": {"identity_check": told.get("check"), "document_kind": told.get("document_kind")},
        "extra_time": {"extra_minutes": columns["extra_minutes"] + told.get("minutes", 0)},
        "computer_changed": {"computer": told.get("computer")},
        "card_renewed": {},
    }
    return columns | changes[event.kind]
