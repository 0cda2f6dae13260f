"""What people agreed to, read for many at once, over all cards of a person."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from literacy.accounts.models import AgeStatement, Consent
from literacy.core.db import db


@dataclass(frozen=True, slots=True)
class Agreements:
    """The last word on each purpose; a purpose on which nothing was said is missing."""

    decisions: dict[str, bool]
    under_14: bool

    @property
    def guardian_missing(self) -> bool:
        """Whether a guardian's consent is still missing: the last word was "under 14", and nobody agreed for the child."""
        return self.under_14 and not self.decisions.get("guardian", False)


class AgreementsOf:
    """What the holders of these cards said, in two statements; ask it for a person's cards together."""

    def __init__(self, cards: Collection[uuid.UUID]) -> None:
        consents = select(Consent).where(Consent.learner_id.in_(cards))
        stated = select(AgeStatement).where(AgeStatement.learner_id.in_(cards))
        self._consents = list(db.session.scalars(consents))
        self._stated = list(db.session.scalars(stated))

    def together(self, cards: Iterable[uuid.UUID]) -> Agreements:
        """Return the last words of one person, whatever card they were said with."""
        own = set(cards)
        said = sorted((each for each in self._consents if each.learner_id in own), key=_when)
        ages = sorted((each for each in self._stated if each.learner_id in own), key=_when)
        return Agreements({each.purpose: each.given for each in said}, ages[-1].under_14 if ages else False)


def _when(fact: Consent | AgeStatement) -> tuple[datetime, uuid.UUID]:
    return fact.recorded_at, fact.id
