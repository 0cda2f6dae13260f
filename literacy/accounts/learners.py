"""What is done with learners: a card without a name, and the sealed records that may hang on it."""

import json
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from literacy.accounts.models import (
    AgeStatement,
    Consent,
    Learner,
    LearnerIdentity,
    LearnerKey,
    LearnerProfile,
    PersonCard,
)
from literacy.core import clock, identifiers, installation
from literacy.core.db import db
from literacy.core.errors import NotFound
from literacy.core.signals import person_changed


class Erased(NotFound):
    """The learner's key was destroyed: whatever was sealed with it cannot be read again."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is: a name for the certificate in both alphabets, what the room calls her, a telephone number.

    Any of them may be "": a walk-in has only a nickname, who sat down with a card has none of them.
    """

    name_uk: str = ""
    name_latin: str = ""
    nickname: str = ""
    phone: str = ""

    @property
    def called(self) -> str:
        """What a list calls her: the nickname where there is one, else the name."""
        return self.nickname or self.name_uk

    def to_bytes(self) -> bytes:
        """Return the name as it is sealed."""
        named = {"uk": self.name_uk, "latin": self.name_latin, "nickname": self.nickname, "phone": self.phone}
        return json.dumps({what: text for what, text in named.items() if text}, ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, plain: bytes) -> Self:
        """Return the name that `to_bytes` wrote."""
        names = json.loads(plain)
        return cls(
            name_uk=names.get("uk", ""),
            name_latin=names.get("latin", ""),
            nickname=names.get("nickname", ""),
            phone=names.get("phone", ""),
        )


def create_learner(*, simulated: bool = False) -> uuid.UUID:
    """Make a card with a holder's key; nobody's name is asked."""
    vault = installation.vault()
    holder_key = identifiers.holder_key()
    learner = Learner(
        id=identifiers.new_id(),
        card_number=identifiers.card_number(),
        simulated=simulated,
        holder_key_hash=_holder_hash(holder_key),
    )
    wrapped = vault.new_learner_key()
    db.session.add(learner)
    db.session.flush()
    db.session.add(PersonCard(learner_id=learner.id, person_id=learner.id))
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
    """Decrypt what `seal_for` made; raises Erased once the learner's key was destroyed."""
    return installation.vault().open(_key_row(learner_id).wrapped, sealed, purpose)


def open_all(sealed: Iterable[tuple[uuid.UUID, bytes]], purpose: str) -> list[bytes | None]:
    """Decrypt what `seal_for` made for many, in one statement; None where the learner's key was erased."""
    listed, vault = list(sealed), installation.vault()
    found = db.session.execute(
        select(LearnerKey.learner_id, LearnerKey.wrapped).where(
            LearnerKey.learner_id.in_({learner_id for learner_id, _ in listed})
        )
    )
    wrapped = {row.learner_id: row.wrapped for row in found}
    return [
        vault.open(wrapped[learner_id], content, purpose) if learner_id in wrapped else None
        for learner_id, content in listed
    ]


def _key_row(learner_id: uuid.UUID) -> LearnerKey:
    row = db.session.get(LearnerKey, learner_id)
    if row is None:
        raise Erased("learner key")
    return row


def require_not_erased(learner_id: uuid.UUID) -> None:
    """Raise Erased where a learner's key was destroyed: a browser that remembers her opens nothing any more."""
    _key_row(learner_id)


def record_consent(
    learner_id: uuid.UUID,
    purpose: str,
    text_version: str,
    *,
    given: bool = True,
    channel: str = "screen",
    recorded_by: str = "learner",
) -> uuid.UUID:
    """Append what the learner decided about a purpose, and how: on the screen, on paper, or said to staff."""
    consent = Consent(
        id=identifiers.new_id(),
        learner_id=learner_id,
        purpose=purpose,
        text_version=text_version,
        given=given,
        channel=channel,
        recorded_by=recorded_by,
    )
    db.session.add(consent)
    db.session.flush()
    return consent.id


def state_age(learner_id: uuid.UUID, *, under_14: bool, recorded_by: str = "learner") -> None:
    """Append what was said about being under 14."""
    db.session.add(AgeStatement(learner_id=learner_id, under_14=under_14, recorded_by=recorded_by))
    db.session.flush()


def needs_guardian(learner_id: uuid.UUID) -> bool:
    """Say whether a guardian's consent is still missing: the last word was "under 14", and nobody agreed for the child."""
    return learner_id in waiting_for_guardian([learner_id])


def waiting_for_guardian(learner_ids: Collection[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Return for whom of these cards' people a guardian's consent is still missing, in one statement."""
    asked, same = aliased(PersonCard), aliased(PersonCard)
    stated = (
        select(AgeStatement.under_14)
        .join(same, same.learner_id == AgeStatement.learner_id)
        .where(same.person_id == asked.person_id)
        .order_by(AgeStatement.recorded_at.desc(), AgeStatement.id.desc())
        .limit(1)
    )
    agreed = (
        select(Consent.given)
        .join(same, same.learner_id == Consent.learner_id)
        .where(same.person_id == asked.person_id, Consent.purpose == "guardian")
        .order_by(Consent.recorded_at.desc(), Consent.id.desc())
        .limit(1)
    )
    statement = select(asked.learner_id).where(
        asked.learner_id.in_(learner_ids),
        stated.scalar_subquery().is_(True),
        agreed.scalar_subquery().is_not(True),
    )
    return frozenset(db.session.scalars(statement))


def is_under_14(learner_id: uuid.UUID) -> bool:
    """Say whether the last word about a person, on whatever card, was that she is under 14."""
    return bool(
        db.session.scalar(
            select(AgeStatement.under_14)
            .where(AgeStatement.learner_id.in_(_cards_of_same_person(learner_id)))
            .order_by(AgeStatement.recorded_at.desc(), AgeStatement.id.desc())
            .limit(1)
        )
    )


def has_consent(learner_id: uuid.UUID, purpose: str) -> bool:
    """Say whether a person's last decision about a purpose, on whatever card, was to agree."""
    given = db.session.scalar(
        select(Consent.given)
        .where(Consent.learner_id.in_(_cards_of_same_person(learner_id)), Consent.purpose == purpose)
        .order_by(Consent.recorded_at.desc(), Consent.id.desc())
        .limit(1)
    )
    return bool(given)


def _cards_of_same_person(learner_id: uuid.UUID) -> Select[uuid.UUID]:
    person = select(PersonCard.person_id).where(PersonCard.learner_id == learner_id).scalar_subquery()
    return select(PersonCard.learner_id).where(PersonCard.person_id == person)


def name_learner(learner_id: uuid.UUID, identity: Identity) -> None:
    """Keep who somebody is, sealed; what was known before and is not given now is forgotten."""
    sealed = seal_for(learner_id, identity.to_bytes(), "identity")
    row = db.session.get(LearnerIdentity, learner_id)
    if row is None:
        db.session.add(LearnerIdentity(learner_id=learner_id, sealed=sealed))
    else:
        row.sealed, row.changed_at = sealed, clock.now()
        person_changed.send(learner_id=learner_id, change="renamed")
    db.session.flush()


def identity_of(learner_id: uuid.UUID) -> Identity | None:
    """Return who somebody is, if anything is known."""
    return identities_of([learner_id]).get(learner_id)


def identities_of(learner_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Identity]:
    """Return who these people are, in one statement; whoever gave no name or was erased is missing."""
    vault = installation.vault()
    rows = db.session.execute(
        select(LearnerIdentity.learner_id, LearnerIdentity.sealed, LearnerKey.wrapped)
        .join(LearnerKey, LearnerKey.learner_id == LearnerIdentity.learner_id)
        .where(LearnerIdentity.learner_id.in_(learner_ids))
    )
    return {row.learner_id: Identity.from_bytes(vault.open(row.wrapped, row.sealed, "identity")) for row in rows}


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
