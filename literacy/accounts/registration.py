"""Staff write down who somebody is: a card with a name, and what the person agreed to."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from literacy.accounts import learners, names
from literacy.accounts.learners import Identity
from literacy.accounts.models import Learner
from literacy.core import audit
from literacy.core.db import db
from literacy.core.errors import NotFound

TRAINING_TEXT_VERSION = "training 1"
CONTACT_TEXT_VERSION = "contact 1"
GUARDIAN_TEXT_VERSION = "guardian 1"


@dataclass(frozen=True, slots=True)
class Registration:
    """What was told of a person. Any of the names may be ""; `guardian_agreed` counts for who is under 14."""

    nickname: str
    name_uk: str = ""
    phone: str = ""
    under_14: bool = False
    guardian_agreed: bool = False
    channel: str = "spoken"

    @property
    def identity(self) -> Identity:
        """Who the person is, the name as it would be printed."""
        name = names.cleaned_name(self.name_uk) if self.name_uk.strip() else ""
        latin = names.latin_form(name) if name else ""
        return Identity(name, latin, self.nickname.strip(), self.phone.strip())


def register(told: Registration, *, actor: str, simulated: bool = False) -> uuid.UUID:
    """Make a card for somebody and keep what was told, with the consents."""
    learner_id = learners.create_learner(simulated=simulated)
    describe(learner_id, told, actor=actor)
    return learner_id


def describe(learner_id: uuid.UUID, told: Registration, *, actor: str) -> None:
    """Keep what was told of a learner; what was known before and is not told now is forgotten.

    Without a telephone number the consent to be called ends with it; a child turns fourteen when it is said.
    """
    if db.session.get(Learner, learner_id) is None:
        raise NotFound("learner")
    learners.name_learner(learner_id, told.identity)
    _agree(learner_id, "training", TRAINING_TEXT_VERSION, told.channel, actor)
    if told.phone.strip():
        _agree(learner_id, "contact", CONTACT_TEXT_VERSION, told.channel, actor)
    elif learners.has_consent(learner_id, "contact"):
        learners.record_consent(
            learner_id, "contact", CONTACT_TEXT_VERSION, given=False, channel=told.channel, recorded_by=actor
        )
    if told.under_14:
        learners.state_age(learner_id, under_14=True, recorded_by=actor)
        if told.guardian_agreed:
            _agree(learner_id, "guardian", GUARDIAN_TEXT_VERSION, "paper", actor)
    elif learners.is_under_14(learner_id):
        learners.state_age(learner_id, under_14=False, recorded_by=actor)
    audit.record(actor, "learner.described", "learner", learner_id)


def guardian_agreed(cards: Collection[uuid.UUID], *, actor: str) -> None:
    """Note that a parent or guardian signed for a child; where nobody is missing, nothing changes."""
    for learner_id in cards:
        if learners.needs_guardian(learner_id):
            _agree(learner_id, "guardian", GUARDIAN_TEXT_VERSION, "paper", actor)
            audit.record(actor, "learner.guardian_agreed", "learner", learner_id)


def _agree(learner_id: uuid.UUID, purpose: str, text_version: str, channel: str, actor: str) -> None:
    learners.record_consent(learner_id, purpose, text_version, channel=channel, recorded_by=actor)


def note_guardian(learner_id: uuid.UUID, *, actor: str) -> None:
    """Note that a guardian's written consent was shown; where none is missing nothing changes."""
    if learners.needs_guardian(learner_id):
        _agree(learner_id, "guardian", GUARDIAN_TEXT_VERSION, "paper", actor)
        audit.record(actor, "learner.guardian_agreed", "learner", learner_id)


def note_of_age(learner_id: uuid.UUID, *, actor: str) -> None:
    """Note that somebody who was said to be under 14 is not."""
    if learners.needs_guardian(learner_id):
        learners.state_age(learner_id, under_14=False, recorded_by=actor)
        audit.record(actor, "learner.of_age", "learner", learner_id)
