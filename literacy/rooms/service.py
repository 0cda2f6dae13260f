"""Opening supervised rooms and sitting down in them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from literacy.accounts import learners
from literacy.core import audit, clock, identifiers, installation
from literacy.core.db import db
from literacy.core.errors import Conflict, NotFound, Reason, Refused
from literacy.rooms.models import Room, Seat, SeatEntry
from literacy.training.models import Library

ROOM_HOURS = 12
MAX_SEATS = 60


@dataclass(frozen=True, slots=True)
class OpenedRoom:
    """A room's codes in plain: shown once, stored only as keyed hashes."""

    room_id: uuid.UUID
    code: str
    seats: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class TakenSeat:
    """Who sits where after the two codes were typed."""

    entry_id: uuid.UUID
    seat_id: uuid.UUID
    learner_id: uuid.UUID
    moved: bool


def open_room(
    library_id: uuid.UUID, seats: int, *, actor: str, cohort_id: uuid.UUID | None = None, hours: int = ROOM_HOURS
) -> OpenedRoom:
    """Open a supervised room and draw its codes anew."""
    if db.session.get(Library, library_id) is None:
        raise NotFound("library")
    if not 1 <= seats <= MAX_SEATS or not 1 <= hours <= ROOM_HOURS:
        raise Conflict(f"a room has 1 to {MAX_SEATS} seats and is open for 1 to {ROOM_HOURS} hours")
    opened_at = clock.now()
    code = identifiers.room_code()
    room = Room(
        id=identifiers.new_id(),
        library_id=library_id,
        cohort_id=cohort_id,
        code_hash=_room_hash(code),
        opened_at=opened_at,
        closes_at=opened_at + timedelta(hours=hours),
    )
    db.session.add(room)
    db.session.flush()
    drawn = _draw_seats(room.id, range(1, seats + 1))
    audit.record(actor, "room.opened", "room", room.id, seats=seats)
    return OpenedRoom(room_id=room.id, code=code, seats=drawn)


def _draw_seats(room_id: uuid.UUID, numbers: range) -> tuple[tuple[int, str], ...]:
    codes: set[str] = set()
    while len(codes) < len(numbers):
        codes.add(identifiers.seat_code())
    drawn = tuple(zip(numbers, sorted(codes), strict=True))
    db.session.add_all(
        Seat(room_id=room_id, number=number, code_hash=_seat_hash(room_id, code)) for number, code in drawn
    )
    db.session.flush()
    return drawn


def reopen_room(
    room_id: uuid.UUID, more_seats: int, *, actor: str, hours: int = ROOM_HOURS
) -> tuple[tuple[int, str], ...]:
    """Open a room again, with its code and more seats."""
    room = db.session.get(Room, room_id)
    if room is None:
        raise NotFound("room")
    room.closed_at, room.closes_at = None, clock.now() + timedelta(hours=hours)
    highest = db.session.scalar(select(func.max(Seat.number)).where(Seat.room_id == room_id)) or 0
    drawn = _draw_seats(room_id, range(highest + 1, highest + 1 + more_seats))
    audit.record(actor, "room.reopened", "room", room_id, seats=more_seats)
    return drawn


def room_by_code(typed: str) -> uuid.UUID:
    """Return the room of a code, open or closed."""
    found = db.session.scalar(select(Room.id).where(Room.code_hash == _room_hash(identifiers.normalise_code(typed))))
    if found is None:
        raise NotFound("there is no room with this code")
    return found


def unused_seats(room_id: uuid.UUID, codes: Sequence[str]) -> list[str]:
    """Return which of these seat codes nobody has used yet."""
    free = set(db.session.scalars(select(Seat.code_hash).where(Seat.room_id == room_id, Seat.learner_id.is_(None))))
    return [code for code in codes if _seat_hash(room_id, code) in free]


def close_room(room_id: uuid.UUID, *, actor: str) -> None:
    """Close a room; its codes stop working, everything answered is kept."""
    room = db.session.get(Room, room_id)
    if room is None:
        raise NotFound("room")
    if room.closed_at is None:
        room.closed_at = clock.now()
        audit.record(actor, "room.closed", "room", room_id)


def sit_down(typed_room: str, typed_seat: str, entry_id: uuid.UUID) -> TakenSeat:
    """Take the seat whose codes were typed. The same entry id twice is one act; a new one takes the seat over."""
    return take_seat(_open_room_of(typed_room).id, typed_seat, entry_id)


def take_seat(room_id: uuid.UUID, typed_seat: str, entry_id: uuid.UUID) -> TakenSeat:
    """Take a seat of a known room."""
    room = db.session.get(Room, room_id)
    if room is None:
        raise NotFound("room")
    seat = _seat_of(room, typed_seat)
    known = db.session.get(SeatEntry, entry_id)
    if known is not None and known.seat_id == seat.id and seat.learner_id is not None:
        return TakenSeat(entry_id, seat.id, seat.learner_id, moved=False)
    moved = seat.current_entry_id is not None
    entry = SeatEntry(id=identifiers.new_id() if known is not None else entry_id, seat_id=seat.id)
    db.session.add(entry)
    if seat.learner_id is None:
        seat.learner_id = learners.create_learner(simulated=_is_simulated(room))
    seat.current_entry_id = entry.id
    db.session.flush()
    return TakenSeat(entry.id, seat.id, seat.learner_id, moved=moved)


def _is_simulated(room: Room) -> bool:
    """Say whether whoever sits here is made up: in a demonstration everybody is, whatever the library is called."""
    library = db.session.get(Library, room.library_id)
    return installation.settings().demonstration or bool(library and library.simulated)


def _open_room_of(typed: str) -> Room:
    room = db.session.scalar(select(Room).where(Room.code_hash == _room_hash(identifiers.normalise_code(typed))))
    if room is None:
        raise Refused([Reason("room_code_unknown")])
    if room.closed_at is not None or room.closes_at <= clock.now():
        raise Refused([Reason("room_closed")])
    return room


def _seat_of(room: Room, typed: str) -> Seat:
    code = identifiers.normalise_code(typed)
    statement = (
        select(Seat).where(Seat.room_id == room.id, Seat.code_hash == _seat_hash(room.id, code)).with_for_update()
    )
    seat = db.session.scalar(statement)
    if seat is None:
        raise Refused([Reason("seat_code_unknown")])
    return seat


def _room_hash(code: str) -> str:
    return installation.vault().keyed_hash("room code", code)


def _seat_hash(room_id: uuid.UUID, code: str) -> str:
    return installation.vault().keyed_hash("seat code", f"{room_id.hex} {code}")
