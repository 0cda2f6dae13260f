"""Opening supervised rooms and sitting down in them.

Codes are drawn by the node's key from the ids of room and seat: they can be printed again while the room is open, and
stand nowhere but as keyed hashes. A lost card is drawn anew, and the old one stops working.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from literacy.accounts import learners
from literacy.core import audit, clock, identifiers, installation
from literacy.core.db import db
from literacy.core.errors import Conflict, NotFound, Reason, Refused
from literacy.rooms.models import Room, Seat, SeatEntry
from literacy.training import attendance, sessions
from literacy.training.models import Library, TrainingSession
from literacy.training.sessions import Plan

ROOM_HOURS = 12
MAX_SEATS = 60
# A room that nobody closes ends so long after its session was to end.
LONGEST_OVERTIME = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class OpenedRoom:
    """A room's codes in plain, as they stand on cards."""

    room_id: uuid.UUID
    session_id: uuid.UUID
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
    session_id: uuid.UUID,
    *,
    actor: str,
    learner_ids: Sequence[uuid.UUID] = (),
    spare: int = 0,
    computers: int = 0,
    hours: int = ROOM_HOURS,
) -> OpenedRoom:
    """Open the room of a session, with a seat for each of these learners and some to spare; opening twice is once.

    Where there are fewer computers than learners, seats share them and take turns.
    """
    known = db.session.scalar(select(Room).where(Room.training_session_id == session_id))
    if known is not None:
        return codes_of(known.id)
    count = len(learner_ids) + spare
    if not 1 <= count <= MAX_SEATS or not 1 <= hours <= ROOM_HOURS:
        raise Conflict(f"a room has 1 to {MAX_SEATS} seats and is open for 1 to {ROOM_HOURS} hours")
    sessions.start(session_id, actor=actor)
    opened_at = clock.now()
    room = Room(
        id=identifiers.new_id(),
        training_session_id=session_id,
        opened_at=opened_at,
        closes_at=_closing_time(session_id, opened_at, hours),
    )
    room.code_draw, room.code_hash = _draw_room_code(room.id)
    db.session.add(room)
    db.session.flush()
    _add_seats(room.id, [*learner_ids, *[None] * spare], computers)
    audit.record(actor, "room.opened", "room", room.id, seats=count)
    return codes_of(room.id)


def open_drop_in(
    library_id: uuid.UUID, seats: int, *, actor: str, hours: int = ROOM_HOURS, led_by: uuid.UUID | None = None
) -> OpenedRoom:
    """Open a room to whoever comes, in a session of its own that begins now."""
    if db.session.get(Library, library_id) is None:
        raise NotFound("library")
    if not 1 <= hours <= ROOM_HOURS:
        raise Conflict(f"a room is open for 1 to {ROOM_HOURS} hours")
    now = clock.now()
    plan = Plan(library_id, now, now + timedelta(hours=hours), purpose="test", led_by=led_by)
    session_id = sessions.plan_session(plan, actor=actor)
    return open_room(session_id, actor=actor, spare=seats, hours=hours)


def _closing_time(session_id: uuid.UUID, opened_at: datetime, hours: int) -> datetime:
    """Return when a forgotten room closes by itself: some time after the session's end, in twelve hours at most."""
    planned_end = sessions.session_by_id(session_id).planned_end
    latest = opened_at + timedelta(hours=hours)
    return min(latest, max(planned_end, opened_at) + LONGEST_OVERTIME)


def _draw_room_code(room_id: uuid.UUID) -> tuple[int, str]:
    """Return the first draw whose code no other room has or had, and its hash."""
    draw = 0
    while True:
        code_hash = _room_hash(_room_code(room_id, draw))
        if db.session.scalar(select(Room.id).where(Room.code_hash == code_hash)) is None:
            return draw, code_hash
        draw += 1


def _add_seats(room_id: uuid.UUID, learner_ids: Sequence[uuid.UUID | None], computers: int) -> None:
    highest = db.session.scalar(select(func.max(Seat.number)).where(Seat.room_id == room_id)) or 0
    taken = set(db.session.scalars(select(Seat.code_hash).where(Seat.room_id == room_id)))
    for number, learner_id in enumerate(learner_ids, start=highest + 1):
        seat = Seat(id=identifiers.new_id(), room_id=room_id, number=number, learner_id=learner_id)
        seat.first_computer = seat.computer = (number - 1) % computers + 1 if computers else number
        draw_card(seat, taken)
        db.session.add(seat)
    db.session.flush()


def draw_card(seat: Seat, taken: set[str], *, first_draw: int = 0) -> None:
    """Give a seat a code that no other seat of its room has."""
    draw = first_draw
    while (code_hash := _seat_hash(seat.room_id, _seat_code(seat.id, draw))) in taken:
        draw += 1
    seat.code_draw, seat.code_hash = draw, code_hash
    taken.add(code_hash)


def add_seats(
    room_id: uuid.UUID, learner_ids: Sequence[uuid.UUID | None], *, actor: str, computers: int = 0
) -> tuple[tuple[int, str], ...]:
    """Add seats to a room, for these learners or (None) for whoever takes the card; return their numbers and codes."""
    room = _room(room_id)
    before = db.session.scalar(select(func.count()).where(Seat.room_id == room_id)) or 0
    if before + len(learner_ids) > MAX_SEATS:
        raise Refused([Reason("room_full", {"most": MAX_SEATS})])
    _add_seats(room.id, learner_ids, computers)
    audit.record(actor, "room.seats_added", "room", room_id, seats=len(learner_ids))
    return codes_of(room_id).seats[before:]


def codes_of(room_id: uuid.UUID) -> OpenedRoom:
    """Return a room's codes."""
    room = _room(room_id)
    seats = db.session.execute(
        select(Seat.id, Seat.number, Seat.code_draw).where(Seat.room_id == room_id).order_by(Seat.number)
    )
    return OpenedRoom(
        room_id=room_id,
        session_id=room.training_session_id,
        code=_room_code(room_id, room.code_draw),
        seats=tuple((seat.number, _seat_code(seat.id, seat.code_draw)) for seat in seats),
    )


def reopen_room(
    room_id: uuid.UUID, more_seats: int, *, actor: str, hours: int = ROOM_HOURS
) -> tuple[tuple[int, str], ...]:
    """Open a room again, with its code and more seats; its session goes on."""
    room = _room(room_id)
    room.closed_at, room.closes_at = None, clock.now() + timedelta(hours=hours)
    sessions.resume(room.training_session_id, actor=actor)
    before = len(codes_of(room_id).seats)
    _add_seats(room_id, [None] * more_seats, 0)
    audit.record(actor, "room.reopened", "room", room_id, seats=more_seats)
    return codes_of(room_id).seats[before:]


def extend_room(room_id: uuid.UUID, minutes: int, *, actor: str) -> None:
    """Keep a room open for longer, twelve hours after its opening at most; one whose time ran out, from now on."""
    room = _room(room_id)
    longer = max(room.closes_at, clock.now()) + timedelta(minutes=minutes)
    room.closes_at = min(longer, room.opened_at + timedelta(hours=ROOM_HOURS))
    audit.record(actor, "room.extended", "room", room_id, minutes=minutes)
    db.session.flush()


def room_by_code(typed: str) -> uuid.UUID:
    """Return the room of a code, open or closed."""
    found = db.session.scalar(select(Room.id).where(Room.code_hash == _room_hash(identifiers.normalise_code(typed))))
    if found is None:
        raise NotFound("there is no room with this code")
    return found


def room_of_session(session_id: uuid.UUID) -> Room | None:
    """Return the room of a session, if one was opened."""
    return db.session.scalar(select(Room).where(Room.training_session_id == session_id))


def code_of(room: Room) -> str:
    """Return a room's code, to show it while it is open."""
    return _room_code(room.id, room.code_draw)


def is_open(room: Room) -> bool:
    """Say whether a room's codes work now."""
    return room.closed_at is None and room.closes_at > clock.now()


def seats_of(room_id: uuid.UUID) -> list[Seat]:
    """Return the seats of a room by number."""
    return list(db.session.scalars(select(Seat).where(Seat.room_id == room_id).order_by(Seat.number)))


def unused_seats(room_id: uuid.UUID, codes: Sequence[str]) -> list[str]:
    """Return which of these seat codes nobody has used yet."""
    free = set(db.session.scalars(select(Seat.code_hash).where(Seat.room_id == room_id, Seat.learner_id.is_(None))))
    return [code for code in codes if _seat_hash(room_id, code) in free]


def close_room(room_id: uuid.UUID, *, actor: str, at: datetime | None = None) -> None:
    """Close a room and end its session; its codes stop working, everything answered is kept."""
    room = _room(room_id)
    if room.closed_at is None:
        room.closed_at = clock.now()
        sessions.end(room.training_session_id, actor=actor, at=at)
        audit.record(actor, "room.closed", "room", room_id)


def sit_down(typed_room: str, typed_seat: str, entry_id: uuid.UUID) -> TakenSeat:
    """Take the seat whose codes were typed. The same entry id twice is one act; a new one takes the seat over."""
    room = open_room_of_code(typed_room)
    seat = _seat_of(room, typed_seat)
    if not seat_is_open(room, seat):
        raise Refused([Reason("room_closed")])
    return _take(room, seat, entry_id)


def take_seat(room_id: uuid.UUID, typed_seat: str, entry_id: uuid.UUID) -> TakenSeat:
    """Take a seat of a known room."""
    room = _room(room_id)
    return _take(room, _seat_of(room, typed_seat), entry_id)


def _take(room: Room, seat: Seat, entry_id: uuid.UUID) -> TakenSeat:
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
    if not moved:  # who sits down is there; the trainer's own mark holds against this one
        attendance.check_in(room.training_session_id, seat.learner_id)
    return TakenSeat(entry.id, seat.id, seat.learner_id, moved=moved)


def _is_simulated(room: Room) -> bool:
    """Say whether whoever sits here is made up: in a demonstration everybody is, whatever the library is called."""
    library = db.session.scalar(
        select(Library.simulated)
        .join(TrainingSession, TrainingSession.library_id == Library.id)
        .where(TrainingSession.id == room.training_session_id)
    )
    return installation.settings().demonstration or bool(library)


def open_room_of_code(typed: str) -> Room:
    """Return the room whose code was typed, if it is one of an open room, or of one where some seats have extra time."""
    room = db.session.scalar(select(Room).where(Room.code_hash == _room_hash(identifiers.normalise_code(typed))))
    if room is None:
        raise Refused([Reason("room_code_unknown")])
    most = db.session.scalar(select(func.max(Seat.extra_minutes)).where(Seat.room_id == room.id)) or 0
    if room.closed_at is not None or room.closes_at + timedelta(minutes=most) <= clock.now():
        raise Refused([Reason("room_closed")])
    return room


def seat_is_open(room: Room, seat: Seat) -> bool:
    """Say whether a seat may be used now: extra time lets it stay open after its room."""
    return room.closed_at is None and room.closes_at + timedelta(minutes=seat.extra_minutes) > clock.now()


def _seat_of(room: Room, typed: str) -> Seat:
    code = identifiers.normalise_code(typed)
    statement = (
        select(Seat).where(Seat.room_id == room.id, Seat.code_hash == _seat_hash(room.id, code)).with_for_update()
    )
    seat = db.session.scalar(statement)
    if seat is None:
        raise Refused([Reason("seat_code_unknown")])
    return seat


def _room(room_id: uuid.UUID) -> Room:
    room = db.session.get(Room, room_id)
    if room is None:
        raise NotFound("room")
    return room


def _room_code(room_id: uuid.UUID, draw: int) -> str:
    return identifiers.room_code_of(installation.vault().drawn_number("room code", f"{room_id.hex} {draw}"))


def _seat_code(seat_id: uuid.UUID, draw: int) -> str:
    return identifiers.seat_code_of(installation.vault().drawn_number("seat code", f"{seat_id.hex} {draw}"))


def _room_hash(code: str) -> str:
    return installation.vault().keyed_hash("room code", code)


def _seat_hash(room_id: uuid.UUID, code: str) -> str:
    return installation.vault().keyed_hash("seat code", f"{room_id.hex} {code}")
