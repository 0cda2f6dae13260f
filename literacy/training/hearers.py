"""What the books hear from below: who is forgotten, or takes back the consent to be listed, gives her place away."""

import uuid

from sqlalchemy import select

from literacy.core.db import db
from literacy.core.signals import consent_withdrawn, person_changed
from literacy.training import cohorts
from literacy.training.models import Cohort, Enrolment


@person_changed.connect
def leave_when_erased(_sender: object, *, learner_id: uuid.UUID, change: str) -> None:
    """A person was erased: her places are free. Marks and hours stay, as those of a number."""
    if change == "erased":
        _leave_open_cohorts(learner_id, actor="hearer")


@consent_withdrawn.connect
def leave_without_consent(_sender: object, *, learner_id: uuid.UUID, purpose: str, actor: str) -> None:
    """Somebody does not want to stand on lists any more."""
    if purpose == "training":
        _leave_open_cohorts(learner_id, actor=actor)


def _leave_open_cohorts(learner_id: uuid.UUID, *, actor: str) -> None:
    """Leave what still goes on; who took a course that is over did take it."""
    standing = select(Enrolment.cohort_id).join(Cohort, Cohort.id == Enrolment.cohort_id)
    standing = standing.where(
        Enrolment.learner_id == learner_id, Enrolment.status != "left", Cohort.closed_at.is_(None)
    ).order_by(Enrolment.cohort_id)
    for cohort_id in db.session.scalars(standing).all():
        cohorts.leave(cohort_id, learner_id, actor=actor)
