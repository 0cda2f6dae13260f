"""An installation with a bit of everything: staff, a room, a named learner in the middle of a sitting, one at its end."""

import uuid

from literacy.accounts import learners
from literacy.accounts import service as accounts
from literacy.accounts.learners import Identity
from literacy.assessment import queries
from literacy.assessment import service as assessment
from literacy.core import identifiers
from literacy.core.transaction import transaction
from literacy.rooms import service as rooms
from literacy.training import libraries as training

SURNAME = "Вигаданко"


def fill() -> uuid.UUID:
    """Store them; return the named learner."""
    with transaction():
        accounts.invite("olena@library.example", "trainer", actor="test")
        library_id = training.ensure_library("Бібліотека № 1", "Library 1")
        room = rooms.open_drop_in(library_id, 3, actor="test")
        named, other = (rooms.take_seat(room.room_id, code, identifiers.new_id()) for _, code in room.seats[:2])
        learners.name_learner(named.learner_id, Identity(f"Дарина {SURNAME}", "Daryna Vyhadanko"))
        sit(named, answers=3)
        sit(other, answers=36)
    return named.learner_id


def sit(seat: rooms.TakenSeat, answers: int) -> None:
    """Answer so many items with "I do not know" and finish where none is left."""
    code = assessment.start_sitting(seat.learner_id, seat.seat_id, "citizen", identifiers.new_id(), seed=1)
    standing = queries.standing_of(code)
    for _ in range(answers):
        assessment.record_response(standing, standing.presentation_id, None, omitted=True)
        standing = queries.standing_of(code)
    if standing.presentation_id is None:
        assessment.finish_sitting(standing.sitting_id)
