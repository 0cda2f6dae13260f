"""How much is held about a person, in numbers: the page before the copy."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select

from literacy.accounts import learners
from literacy.accounts.learners import Identity
from literacy.accounts.models import Consent, Learner, LearnerProfile
from literacy.assessment.models import ItemReport, ItemResponse, Presentation, Result, Sitting
from literacy.core.db import db
from literacy.core.identifiers import grouped
from literacy.credentials.models import Credential
from literacy.training.consultations import holds_in_the_books
from literacy.training.models import Attendance, Consultation, Enrolment


@dataclass(frozen=True, slots=True)
class Holdings:
    """What is held: names as they are, everything else counted."""

    cards: tuple[str, ...]
    identities: tuple[Identity, ...]
    profile: bool
    consents: int
    cohorts: int
    sessions: int
    consultations: int
    sittings: int
    answers: int
    results: int
    certificates: int
    reports: int


def holdings(cards: Collection[uuid.UUID]) -> Holdings:
    """Return how much is held about a person."""
    numbers = db.session.scalars(select(Learner.card_number).where(Learner.id.in_(cards)).order_by(Learner.id))
    sittings = select(Sitting.id).where(Sitting.learner_id.in_(cards))
    shown = select(Presentation.id).where(Presentation.sitting_id.in_(sittings))
    counts = {
        "consents": select(func.count(Consent.id)).where(Consent.learner_id.in_(cards)),
        "cohorts": select(func.count(Enrolment.cohort_id.distinct())).where(Enrolment.learner_id.in_(cards)),
        "sessions": select(func.count(Attendance.training_session_id.distinct())).where(
            Attendance.learner_id.in_(cards)
        ),
        "consultations": select(func.count(Consultation.id)).where(
            Consultation.learner_id.in_(cards), holds_in_the_books()
        ),
        "sittings": select(func.count()).select_from(sittings.subquery()),
        "answers": select(func.count(ItemResponse.id)).where(ItemResponse.presentation_id.in_(shown)),
        "results": select(func.count(Result.id)).where(Result.sitting_id.in_(sittings)),
        "certificates": select(func.count(Credential.id)).where(Credential.learner_id.in_(cards)),
        "reports": select(func.count(ItemReport.id)).where(ItemReport.presentation_id.in_(shown)),
    }
    found = db.session.execute(select(*(each.scalar_subquery().label(name) for name, each in counts.items()))).one()
    return Holdings(
        cards=tuple(grouped(number) for number in numbers),
        identities=tuple(learners.identities_of(list(cards)).values()),
        profile=db.session.scalar(select(LearnerProfile.id).where(LearnerProfile.learner_id.in_(cards))) is not None,
        **found._asdict(),
    )
