"""What can be done from the room's board and from a seat's page: each act by its name in the address.

A form tells an act what it saw (`seen`): what would otherwise happen twice on a double click happens once.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from literacy.accounts import people, registration
from literacy.assessment import invigilation
from literacy.assessment.models import VOID_REASONS, Presentation, Sitting
from literacy.core import clock
from literacy.core.db import db
from literacy.core.errors import NotFound, Reason, Refused
from literacy.rooms import opening, seats, service
from literacy.rooms.models import Room, Seat
from literacy.training import sessions

Told = Mapping[str, str]
LONGER_MINUTES = 30
EXTRA_MINUTES = (15, 30)
REOPEN_HOURS = 2


@dataclass(frozen=True, slots=True)
class Here:
    """Where an act is done, and who does it. An act of the whole room has no seat."""

    actor: str
    room: Room
    classroom_id: uuid.UUID | None
    the_seat: Seat | None = None

    @property
    def seat(self) -> Seat:
        """The seat of an act that has one."""
        if self.the_seat is None:
            raise NotFound("seat")
        return self.the_seat


@dataclass(frozen=True, slots=True)
class Act:
    """An act. `asks`: a mis-tap would hurt, so it is asked once. `when_closed`: the room need not be open."""

    do: Callable[[Here, Told], None]
    asks: bool = False
    when_closed: bool = False


def act_named(acts: Mapping[str, Act], name: str, told: Told) -> Act:
    """Return the act of this name, if what it was told makes sense at all."""
    if name not in acts or (name == "void" and told.get("reason") not in VOID_REASONS):
        raise NotFound("act")
    return acts[name]


def here(room: Room, classroom_id: uuid.UUID | None, number: int | None, *, actor: str) -> Here:
    """Return where an act is done."""
    seat = seats.seat_in_room(room.id, number) if number is not None else None
    return Here(actor, room, classroom_id, seat)


def _pause(reason: str) -> Act:
    def pause(here: Here, _told: Told) -> None:
        sessions.interrupt(here.room.training_session_id, reason, actor=here.actor)

    return Act(pause)


def _resume(here: Here, _told: Told) -> None:
    sessions.resume(here.room.training_session_id, actor=here.actor)


def _more_seats(here: Here, told: Told) -> None:
    highest = db.session.scalar(select(func.max(Seat.number)).where(Seat.room_id == here.room.id))
    if told.get("seen") == str(highest):
        computers = opening.computers_of(here.classroom_id)
        service.add_seats(here.room.id, [None] * opening.SPARE_SEATS, actor=here.actor, computers=computers)


def _extend(here: Here, told: Told) -> None:
    if told.get("seen") == mark_of(here.room):
        service.extend_room(here.room.id, LONGER_MINUTES, actor=here.actor)


def mark_of(room: Room) -> str:
    """Return what a form says it saw of when a room closes."""
    return f"{room.closes_at:%H%M%S%f}"


def _reopen(here: Here, _told: Told) -> None:
    if here.room.closed_at is not None and can_reopen(here.room):
        service.reopen_room(here.room.id, 0, actor=here.actor, hours=REOPEN_HOURS)


def can_reopen(room: Room) -> bool:
    """Say whether a closed room may be opened again: its codes live for twelve hours."""
    return clock.now() < room.opened_at + timedelta(hours=service.ROOM_HOURS)


def _come_back(_here: Here, _told: Told) -> None:
    """Nothing is done: the PIN was the act."""


def _helped(here: Here, _told: Told) -> None:
    seats.no_more_help(here.seat.id, actor=here.actor)


def _replace(here: Here, told: Told) -> None:
    presentation_id = _id(told.get("presentation", ""))
    statement = (
        select(Sitting.learner_id)
        .join(Presentation, Presentation.sitting_id == Sitting.id)
        .where(Presentation.id == presentation_id)
    )
    _require_at(here.seat, db.session.scalar(statement))
    invigilation.replace_item(presentation_id, actor=here.actor)


def _void(here: Here, told: Told) -> None:
    sitting_id = _id(told.get("sitting", ""))
    _require_at(here.seat, db.session.scalar(select(Sitting.learner_id).where(Sitting.id == sitting_id)))
    invigilation.void_sitting(sitting_id, told["reason"], actor=here.actor)


def _require_at(seat: Seat, learner_id: uuid.UUID | None) -> None:
    """A seat's form names a sitting of whoever sits there, and nobody else's."""
    if learner_id is None or seat.learner_id is None or not people.same_person(seat.learner_id, learner_id):
        raise NotFound("sitting")


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(hex=text)
    except ValueError as error:
        raise NotFound("id") from error


def _move(here: Here, told: Told) -> None:
    typed = told.get("computer", "").strip()
    if not (typed.isascii() and typed.isdigit()) or len(typed) > 3:
        raise Refused([Reason("computer_range", {"most": service.MAX_SEATS})])
    if here.seat.computer != int(typed):
        seats.change_computer(here.seat.id, int(typed), actor=here.actor)


def _card(here: Here, told: Told) -> None:
    if told.get("seen") == str(here.seat.code_draw):
        seats.renew_card(here.seat.id, actor=here.actor)


def _extra_time(here: Here, told: Told) -> None:
    minutes = next((each for each in EXTRA_MINUTES if told.get("minutes") == str(each)), None)
    if minutes is None:
        raise NotFound("minutes")
    if told.get("seen") == str(here.seat.extra_minutes):
        seats.give_extra_time(here.seat.id, minutes, actor=here.actor)


def _identity(here: Here, told: Told) -> None:
    kind = told.get("kind") or None
    check = "document_seen" if kind else told.get("check", "")
    if (check, kind) != (here.seat.identity_check, here.seat.document_kind):
        seats.check_identity(here.seat.id, check, kind, actor=here.actor)


def _guardian(here: Here, _told: Told) -> None:
    registration.note_guardian(_learner(here), actor=here.actor)


def _of_age(here: Here, _told: Told) -> None:
    registration.note_of_age(_learner(here), actor=here.actor)


def _learner(here: Here) -> uuid.UUID:
    if here.seat.learner_id is None:
        raise NotFound("learner")
    return here.seat.learner_id


ROOM_ACTS: dict[str, Act] = {
    "alarm": _pause("alarm"),
    "power": _pause("power"),
    "internet": _pause("internet"),
    "resume": Act(_resume),
    "more-seats": Act(_more_seats),
    "extend": Act(_extend, when_closed=True),
    "reopen": Act(_reopen, when_closed=True),
    "back": Act(_come_back),
}
SEAT_ACTS: dict[str, Act] = {
    "helped": Act(_helped),
    "replace": Act(_replace, asks=True, when_closed=True),
    "move": Act(_move),
    "card": Act(_card, asks=True),
    "extra-time": Act(_extra_time),
    "identity": Act(_identity, when_closed=True),
    "void": Act(_void, asks=True, when_closed=True),
    "guardian": Act(_guardian, asks=True, when_closed=True),
    "of-age": Act(_of_age, asks=True, when_closed=True),
}
# What the next page may be told of: an act that was done, or that things stood otherwise by then.
TELLABLE = frozenset({*ROOM_ACTS, *SEAT_ACTS, "too-late"})
