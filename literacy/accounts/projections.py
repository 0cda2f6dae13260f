"""How the cards of a person are found anew from merges and their undoing."""

import uuid
from typing import Any

from sqlalchemy import select

from literacy.accounts.models import Learner, PersonCard
from literacy.accounts.people import persons, standing_merges
from literacy.core.db import db


def expected_rows() -> dict[str, dict[str, Any]]:
    """Return what merges that nobody undid say."""
    cards = db.session.scalars(select(Learner.id))
    pairs = ((row.learner_id, row.other_id) for row in db.session.execute(standing_merges()))
    return {str(card): {"person_id": str(person)} for card, person in persons(cards, pairs).items()}


def stored_rows() -> dict[str, dict[str, Any]]:
    """Return what is stored."""
    rows = db.session.execute(select(PersonCard.learner_id, PersonCard.person_id))
    return {str(row.learner_id): {"person_id": str(row.person_id)} for row in rows}


def repair() -> None:
    """Store what the facts say."""
    for card, expected in expected_rows().items():
        db.session.merge(PersonCard(learner_id=uuid.UUID(card), person_id=uuid.UUID(str(expected["person_id"]))))
