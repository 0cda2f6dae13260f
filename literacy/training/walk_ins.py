"""Who comes without being enrolled: there at once, written down later."""

import uuid

from literacy.accounts import learners
from literacy.accounts.learners import Identity
from literacy.core import identifiers, installation
from literacy.core.db import db
from literacy.core.errors import Reason, Refused
from literacy.training import attendance, intake
from literacy.training.attendance import NewMark
from literacy.training.models import AttendanceMark, Library, TrainingSession
from literacy.training.timelines import state_for_update

LONGEST_NICKNAME = 40


def add_walk_in(training_session: TrainingSession, nickname: str, *, mark_id: uuid.UUID, actor: str) -> uuid.UUID:
    """Give somebody a card under a nickname and mark her present; the same id and nickname twice are one person."""
    state = state_for_update(training_session.id)
    known = db.session.get(AttendanceMark, mark_id)
    if known is not None:
        identity = learners.identity_of(known.learner_id)
        if identity is not None and identity.nickname == nickname.strip():
            return known.learner_id
        mark_id = identifiers.new_id()  # the same page once more, for somebody else
    if not intake.can_be_marked(state):
        raise Refused([Reason("cancelled_session" if state.status == "cancelled" else "future_session")])
    if not 1 <= len(nickname.strip()) <= LONGEST_NICKNAME:
        raise Refused([Reason("nickname_length", {"most": LONGEST_NICKNAME})])
    library = db.session.get(Library, training_session.library_id)
    made_up = installation.settings().demonstration or bool(library and library.simulated)
    learner_id = learners.create_learner(simulated=made_up)
    learners.name_learner(learner_id, Identity(nickname=nickname.strip()))
    marks = [NewMark(learner_id, "present", id=mark_id)]
    attendance.note_marks(training_session.id, marks, source="list", actor=actor)
    return learner_id
