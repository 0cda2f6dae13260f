"""What a person agreed to, and what she takes back: every decision is a fact of its own."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from literacy.accounts import learners
from literacy.accounts.learners import Identity
from literacy.accounts.models import PURPOSES, Consent, LearnerIdentity, LearnerProfile
from literacy.core import audit
from literacy.core.db import db
from literacy.core.errors import NotFound
from literacy.core.signals import consent_withdrawn, person_changed

LEARNER = "learner"
MOST_DECISIONS = 300


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about a purpose, when, how, and about which words. `by_staff` says that staff wrote it down."""

    learner_id: uuid.UUID
    purpose: str
    given: bool
    text_version: str
    channel: str
    by_staff: bool
    recorded_at: datetime


def decisions_of(cards: Collection[uuid.UUID]) -> tuple[Decision, ...]:
    """Return a person's decisions, newest first."""
    statement = (
        select(Consent)
        .where(Consent.learner_id.in_(cards))
        .order_by(Consent.recorded_at.desc(), Consent.id.desc())
        .limit(MOST_DECISIONS)
    )
    return tuple(
        Decision(
            learner_id=row.learner_id,
            purpose=row.purpose,
            given=row.given,
            text_version=row.text_version,
            channel=row.channel,
            by_staff=row.recorded_by != LEARNER,
            recorded_at=row.recorded_at,
        )
        for row in db.session.scalars(statement)
    )


def last_of_each_purpose(decisions: Collection[Decision]) -> tuple[Decision, ...]:
    """Return the last decision about each purpose that was ever decided, in the order of purposes."""
    last = {each.purpose: each for each in sorted(decisions, key=lambda each: each.recorded_at)}
    return tuple(last[purpose] for purpose in PURPOSES if purpose in last)


def withdraw(
    cards: Collection[uuid.UUID], purpose: str, *, channel: str = "screen", recorded_by: str = LEARNER
) -> None:
    """Take a consent back on every card where it stands, and forget what rested on it alone.

    Taking it back twice changes nothing. What rests on it in other features is undone by who hears of it.
    """
    if purpose not in PURPOSES:
        raise NotFound("purpose")
    standing = [each for each in _standing(cards) if each.purpose == purpose]
    for each in standing:
        learners.record_consent(
            each.learner_id, purpose, each.text_version, given=False, channel=channel, recorded_by=recorded_by
        )
        if recorded_by != LEARNER:
            audit.record(recorded_by, "consent.withdrawn", "learner", each.learner_id, purpose=purpose)
    if not standing:
        return
    if purpose == "training":  # there is nobody to call any more
        withdraw(cards, "contact", channel=channel, recorded_by=recorded_by)
    _forget(cards, purpose)
    for card in cards:
        consent_withdrawn.send(learner_id=card, purpose=purpose, actor=recorded_by)


def _standing(cards: Collection[uuid.UUID]) -> list[Decision]:
    """Return, for each card and purpose, the last decision if it was to agree."""
    last = {(each.learner_id, each.purpose): each for each in reversed(decisions_of(cards))}
    return [each for each in last.values() if each.given]


def stands(cards: Collection[uuid.UUID], purpose: str) -> bool:
    """Say whether a consent stands on one of the cards."""
    return any(each.purpose == purpose for each in _standing(cards))


def _forget(cards: Collection[uuid.UUID], purpose: str) -> None:
    if purpose == "profile":
        db.session.execute(delete(LearnerProfile).where(LearnerProfile.learner_id.in_(cards)))
    elif purpose == "contact":
        for card, known in learners.identities_of(list(cards)).items():
            if known.phone:
                learners.name_learner(card, Identity(known.name_uk, known.name_latin, known.nickname))
    elif purpose == "training" or (purpose == "certificate" and not stands(cards, "training")):
        # A certificate keeps its name sealed for itself; staff's lists do without.
        db.session.execute(delete(LearnerIdentity).where(LearnerIdentity.learner_id.in_(cards)))
        for card in cards:
            person_changed.send(learner_id=card, change="renamed")
    db.session.flush()
