"""Learners and what is known of them, apart from each other; staff accounts."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from literacy.core import clock, identifiers
from literacy.core.db import Fact, db

STAFF_ROLES = ("trainer", "coordinator", "region", "author", "administrator")
PURPOSES = ("sitting", "profile", "certificate", "training", "contact", "guardian")
CHANNELS = ("screen", "paper", "spoken")


class Learner(Fact, db.Model):
    """A pseudonymous card: answers hang on it, a name never does. `card_number` is what people call it by."""

    __tablename__ = "learner"
    __table_args__ = (
        UniqueConstraint("holder_key_hash", name="holder_key"),
        UniqueConstraint("card_number", name="card_number"),
    )

    card_number: Mapped[str]
    simulated: Mapped[bool] = mapped_column(default=False)
    holder_key_hash: Mapped[str]


class LearnerMerge(Fact, db.Model):
    """Two cards are one person. Nothing is re-pointed: reads resolve through `PersonCard`."""

    __tablename__ = "learner_merge"
    __table_args__ = (
        CheckConstraint("learner_id <> other_id", name="two_cards"),
        Index("ix_learner_merge_learner", "learner_id"),
        Index("ix_learner_merge_other", "other_id"),
    )

    learner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("learner.id"))
    other_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("learner.id"))
    actor: Mapped[str]


class MergeUndoing(Fact, db.Model):
    """A merge was a mistake."""

    __tablename__ = "merge_undoing"
    __table_args__ = (UniqueConstraint("merge_id", name="undone_once"),)

    merge_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("learner_merge.id"))
    actor: Mapped[str]


class PersonCard(db.Model):
    """Projection: which person a card belongs to, by the id of the person's earliest card."""

    __tablename__ = "person_card"
    __table_args__ = (Index("ix_person_card_person", "person_id"),)

    learner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("learner.id"))


class AgeStatement(Fact, db.Model):
    """Whether somebody said to be under 14: then a test waits for a guardian's consent."""

    __tablename__ = "age_statement"
    __table_args__ = (Index("ix_age_statement_learner", "learner_id"),)

    learner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("learner.id"))
    under_14: Mapped[bool]
    recorded_by: Mapped[str]


class Erasure(Fact, db.Model):
    """A learner's key was destroyed: names, profile and documents sealed with it cannot be read again."""

    __tablename__ = "erasure"
    __table_args__ = (
        UniqueConstraint("learner_id", name="erased_once"),
        CheckConstraint("reason IN ('own_wish', 'retention')", name="known_reason"),
    )

    learner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("learner.id"))
    reason: Mapped[str]
    actor: Mapped[str]


class LearnerKey(db.Model):
    """A learner's own key, wrapped by the node's; deleting this row erases everything sealed with it."""

    __tablename__ = "learner_key"

    learner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    wrapped: Mapped[bytes]
    sealed_holder_key: Mapped[bytes]


class LearnerIdentity(db.Model):
    """The name for the certificate, sealed; may be missing, joined later, or erased."""

    __tablename__ = "learner_identity"

    learner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    sealed: Mapped[bytes]
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)


class LearnerProfile(Fact, db.Model):
    """The optional answers about a person, sealed, with a consent of their own; never shown to a trainer."""

    __tablename__ = "learner_profile"
    __table_args__ = (UniqueConstraint("learner_id", name="one_profile_a_learner"),)

    learner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("learner.id"))
    consent_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("consent.id"))
    sealed: Mapped[bytes]


class Consent(Fact, db.Model):
    """What a learner agreed to or withdrew, with the version of the words that stood there."""

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint(f"purpose IN {PURPOSES}", name="known_purpose"),
        CheckConstraint(f"channel IN {CHANNELS}", name="known_channel"),
        Index("ix_consent_learner", "learner_id"),
    )

    learner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("learner.id"))
    purpose: Mapped[str]
    text_version: Mapped[str]
    given: Mapped[bool]
    channel: Mapped[str] = mapped_column(default="screen")
    recorded_by: Mapped[str] = mapped_column(default="learner")


class Account(db.Model):
    """A staff sign-in. Without `pin_hash` no six-digit PIN was chosen yet."""

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("email", name="email"),
        CheckConstraint("email = lower(email)", name="email_in_lower_case"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=identifiers.new_id)
    email: Mapped[str]
    password_hash: Mapped[str | None]
    pin_hash: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    closed_at: Mapped[datetime | None]


class RoleGrant(Fact, db.Model):
    """A role given to an account, for one library or for the region."""

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint(f"role IN {STAFF_ROLES}", name="known_role"),
        Index("ix_role_grant_account", "account_id"),
    )

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    role: Mapped[str]
    library_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("library.id"))


class RoleWithdrawal(Fact, db.Model):
    """A granted role was taken back."""

    __tablename__ = "role_withdrawal"
    __table_args__ = (UniqueConstraint("grant_id", name="withdrawn_once"),)

    grant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("role_grant.id"))
    actor: Mapped[str]


class Invitation(db.Model):
    """A link that sets a password once, within 24 hours; stored as a keyed hash."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("token_hash", name="token"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=identifiers.new_id)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    token_hash: Mapped[str]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class LoginSession(db.Model):
    """A staff browser that is signed in; kept here so that it can be ended from here."""

    __tablename__ = "login_session"
    __table_args__ = (CheckConstraint("ended_at IS NULL OR ended_at >= started_at", name="ended_after_start"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=identifiers.new_id)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    started_at: Mapped[datetime] = mapped_column(default=clock.now)
    last_seen_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]
