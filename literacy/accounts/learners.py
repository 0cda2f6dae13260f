"""What is done with learners: a card without a name, and the sealed records that may hang on it."""

import json
import uuid
from dataclasses import dataclass
from typing import Self

from sqlalchemy import select

from literacy.accounts.models import Consent, Learner, LearnerIdentity, LearnerKey, LearnerProfile
from literacy.core import clock, identifiers, installation
from literacy.core.db import db
from literacy.core.errors import NotFound
from literacy.core.signals import person_changed


@dataclass(frozen=True, slots=True)
class Identity:
    """A name for the certificate, in Ukrainian and in Latin letters."""

    name_uk: str
    name_latin: str

    def to_bytes(self) -> bytes:
        """Return the name as it is sealed."""
        return json.dumps({"uk": self.name_uk, "latin": self.name_latin}, ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, plain: bytes) -> Self:
        """Return the name that `to_bytes` wrote."""
        names = json.loads(plain)
        return cls(name_uk=names["uk"], name_latin=names["latin"])


def create_learner(*, simulated: bool = False) -> uuid.UUID:
    """Make a card with a holder's key; nobody's name is asked."""
    vault = installation.vault()
    holder_key = identifiers.holder_key()
    learner = Learner(id=identifiers.new_id(), simulated=simulated, holder_key_hash=_holder_hash(holder_key))
    wrapped = vault.new_learner_key()
    db.session.add(learner)
    db.session.flush()
    db.session.add(
        LearnerKey(
            learner_id=learner.id,
            wrapped=wrapped,
            sealed_holder_key=vault.seal(wrapped, holder_key.encode(), "holder key"),
        )
    )
    db.session.flush()
    return learner.id


def _holder_hash(holder_key: str) -> str:
    return installation.vault().keyed_hash("holder key", holder_key)


def holder_key_of(learner_id: uuid.UUID) -> str:
    """Return the holder's key, to print it on the slip."""
    row = _key_row(learner_id)
    return installation.vault().open(row.wrapped, row.sealed_holder_key, "holder key").decode()


def learner_by_holder_key(typed: str) -> uuid.UUID:
    """Return whose holder's key was typed."""
    holder_key = identifiers.normalise_code(typed)
    found = db.session.scalar(select(Learner.id).where(Learner.holder_key_hash == _holder_hash(holder_key)))
    if found is None:
        raise NotFound("holder key")
    return found


def seal_for(learner_id: uuid.UUID, plain: bytes, purpose: str) -> bytes:
    """Encrypt something with a name in it with the learner's own key."""
    return installation.vault().seal(_key_row(learner_id).wrapped, plain, purpose)


def open_for(learner_id: uuid.UUID, sealed: bytes, purpose: str) -> bytes:
    """Decrypt what `seal_for` made; raises NotFound once the learner's key was erased."""
    return installation.vault().open(_key_row(learner_id).wrapped, sealed, purpose)


def _key_row(learner_id: uuid.UUID) -> LearnerKey:
    row = db.session.get(LearnerKey, learner_id)
    if row is None:
        raise NotFound("learner key")
    return row


def record_consent(learner_id: uuid.UUID, purpose: str, text_version: str, *, given: bool = True) -> uuid.UUID:
    """Append what the learner decided about a purpose."""
    consent = Consent(
        id=identifiers.new_id(), learner_id=learner_id, purpose=purpose, text_version=text_version, given=given
    )
    db.session.add(consent)
    db.session.flush()
    return consent.id


def name_learner(learner_id: uuid.UUID, identity: Identity) -> None:
    """Keep the name for the certificate, sealed."""
    sealed = seal_for(learner_id, identity.to_bytes(), "identity")
    row = db.session.get(LearnerIdentity, learner_id)
    if row is None:
        db.session.add(LearnerIdentity(learner_id=learner_id, sealed=sealed))
    else:
        row.sealed, row.changed_at = sealed, clock.now()
        person_changed.send(learner_id=learner_id, change="renamed")
    db.session.flush()


def identity_of(learner_id: uuid.UUID) -> Identity | None:
    """Return the name if the learner gave one."""
    row = db.session.get(LearnerIdentity, learner_id)
    if row is None:
        return None
    return Identity.from_bytes(open_for(learner_id, row.sealed, "identity"))


def store_profile(learner_id: uuid.UUID, text_version: str, answers: dict[str, object]) -> None:
    """Keep the optional answers, sealed, with their own consent; a second sending changes nothing."""
    if has_profile(learner_id):
        return
    consent_id = record_consent(learner_id, "profile", text_version)
    sealed = seal_for(learner_id, json.dumps(answers, sort_keys=True).encode(), "profile")
    db.session.add(LearnerProfile(learner_id=learner_id, consent_id=consent_id, sealed=sealed))
    db.session.flush()


def has_profile(learner_id: uuid.UUID) -> bool:
    """Say whether the optional questions were answered already."""
    return db.session.scalar(select(LearnerProfile.id).where(LearnerProfile.learner_id == learner_id)) is not None
