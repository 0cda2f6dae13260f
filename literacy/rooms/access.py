"""Who sits at this browser: the only way to a seat. A seat that was taken over elsewhere is closed here."""

import uuid
from dataclasses import dataclass

from flask import session as browser
from sqlalchemy import select

from literacy.accounts import learners
from literacy.core.db import db
from literacy.core.errors import HouseError, Refused
from literacy.rooms import service
from literacy.rooms.models import Room, Seat


class NotSeated(HouseError):
    """No card was typed in this browser; or its seat went to another PC (`moved`), or its room is over (`closed`)."""

    def __init__(self, *, moved: bool = False, closed: bool = False) -> None:
        super().__init__("moved" if moved else "closed" if closed else "nobody sits here")
        self.moved, self.closed = moved, closed


@dataclass(frozen=True, slots=True)
class SeatedLearner:
    """The learner at this browser."""

    learner_id: uuid.UUID
    seat_id: uuid.UUID
    seat_number: int
    room_id: uuid.UUID


def seated_learner() -> SeatedLearner:
    """Return the learner whose card was typed in this browser last, while the seat is open."""
    entry_id = entry_of_browser()
    row = db.session.execute(
        select(Seat, Room).join(Room, Room.id == Seat.room_id).where(Seat.current_entry_id == entry_id)
    ).first()
    if row is None:
        raise NotSeated(moved=True)
    seat, room = row.Seat, row.Room
    if seat.learner_id is None:
        raise NotSeated(moved=True)
    if not service.seat_is_open(room, seat):
        raise NotSeated(closed=True)  # a PC left open shows nobody's result to the next person
    learners.require_not_erased(seat.learner_id)
    return SeatedLearner(seat.learner_id, seat.id, seat.number, room.id)


def room_is_over() -> bool:
    """Say whether somebody sat here in a room that is closed by now."""
    try:
        seated_learner()
    except NotSeated as error:
        return error.closed
    return False


def entry_of_browser() -> uuid.UUID:
    """Return the seat entry that this browser's cookie names."""
    text = browser.get("entry")
    if not isinstance(text, str):
        raise NotSeated
    return uuid.UUID(hex=text)


def remember_entry(entry_id: uuid.UUID, room_code: str) -> None:
    """Let this browser hold the seat; whatever another person left in the cookie goes."""
    # The token stays, so that the same form sent twice is one act and not a stale page.
    kept = {name: browser[name] for name in ("language", "csrf_token") if name in browser}
    browser.clear()
    browser.update(kept)
    browser["entry"], browser["room"] = entry_id.hex, room_code


def remembered_room() -> str:
    """Return the code of the room in which this browser was used last, as long as that room is open.

    Two people at one PC take turns: the next one types her own code only.
    """
    code = browser.get("room")
    if not isinstance(code, str):
        return ""
    try:
        service.open_room_of_code(code)
    except Refused:
        browser.pop("room", None)
        return ""
    return code


def forget_browser() -> None:
    """Clear a shared PC of this person; the language stays, and in which room it stands."""
    kept = {name: browser[name] for name in ("language", "room") if name in browser}
    browser.clear()
    browser.update(kept)
