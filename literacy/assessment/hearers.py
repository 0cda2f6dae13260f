"""What sittings hear from below: nobody is tested on who does not want it any more, or is forgotten."""

import uuid

from sqlalchemy import select

from literacy.assessment import invigilation
from literacy.assessment.models import ERASED, SittingState
from literacy.core.db import db
from literacy.core.signals import consent_withdrawn, person_changed


@person_changed.connect
def void_when_erased(_sender: object, *, learner_id: uuid.UUID, change: str) -> None:
    """A person was erased in the middle of a test: to finish it would make a result that nobody can ever reach."""
    if change == "erased":
        _void_open_sitting(learner_id, ERASED, actor="hearer")


@consent_withdrawn.connect
def void_without_consent(_sender: object, *, learner_id: uuid.UUID, purpose: str, actor: str) -> None:
    """A test rests on the consent to take it, a child's also on a guardian's."""
    if purpose in ("sitting", "guardian"):
        _void_open_sitting(learner_id, "own_wish", actor=actor)


def _void_open_sitting(learner_id: uuid.UUID, reason: str, *, actor: str) -> None:
    open_one = db.session.scalar(select(SittingState.sitting_id).where(SittingState.open_learner_id == learner_id))
    if open_one is not None:
        invigilation.void_sitting(open_one, reason, actor=actor)
