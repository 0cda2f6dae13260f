"""Checking in by oneself: the room's code from the board and the number of one's own card."""

import uuid

from literacy.accounts import people
from literacy.core.db import db
from literacy.core.errors import HouseError, Reason, Refused
from literacy.rooms import service
from literacy.training import attendance
from literacy.training.models import Attendance, TrainingSession
from literacy.training.roster import card_to_mark
from literacy.training.sessions import session_by_id


def check_in(typed_room: str, typed_card: str) -> str:
    """Note that somebody is there; return "present" or "late", or "known" where a mark stands already.

    One refusal for everything that does not fit: nobody learns which codes and cards there are.
    """
    try:
        room = service.open_room_of_code(typed_room)
        learner_id = people.learner_by_card(typed_card)
    except HouseError as error:
        raise Refused([Reason("does_not_fit")]) from error
    session = session_by_id(room.training_session_id)
    card = card_to_mark(session, people.cards_of(learner_id)) or _open_to(session, learner_id)
    if card is None or not service.is_open(room):
        raise Refused([Reason("does_not_fit")])
    kept = attendance.check_in(session.id, card)
    row = db.session.get(Attendance, (session.id, card))
    return row.mark if kept.outcome == "stored" and row is not None else "known"


def _open_to(training_session: TrainingSession, learner_id: uuid.UUID) -> uuid.UUID | None:
    """Return whoever comes to a session without a cohort; to one with a cohort come its people."""
    return learner_id if training_session.cohort_id is None else None
