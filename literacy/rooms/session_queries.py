"""What the pages of a session show of its room: whether it is open, who sits where, who takes turns with whom."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from literacy.core.db import db
from literacy.rooms import service
from literacy.rooms.models import Room, Seat


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """A session's room; its code only while it is open."""

    open: bool
    code: str


def room_facts(session_id: uuid.UUID) -> RoomFacts | None:
    """Return the room of a session, if there is or was one."""
    room = service.room_of_session(session_id)
    if room is None:
        return None
    opened = service.is_open(room)
    return RoomFacts(opened, service.code_of(room) if opened else "")


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody takes turns at a computer with these people."""

    computer: int
    others: tuple[str, ...]


def turns_in(session_id: uuid.UUID, names: Mapping[uuid.UUID, str]) -> dict[uuid.UUID, Turn]:
    """Return who of these takes turns with whom in the room of a session, in one statement."""
    statement = (
        select(Seat.learner_id, Seat.computer)
        .join(Room, Room.id == Seat.room_id)
        .where(Room.training_session_id == session_id, Seat.learner_id.is_not(None))
        .order_by(Seat.number)
        .limit(service.MAX_SEATS)
    )
    seated = [(who, pc) for who, pc in db.session.execute(statement) if who is not None and who in names]
    found = {}
    for learner_id, pc in seated:
        others = tuple(names[other] for other, at in seated if at == pc and other != learner_id)
        if others:
            found[learner_id] = Turn(pc, others)
    return found
