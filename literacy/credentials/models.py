"""Credentials: what was awarded, what was signed, what became of it."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from literacy.core import clock
from literacy.core.db import Fact, db

KINDS = ("test", "course")
CHANGES = ("signed", "suspended", "resumed", "revoked", "superseded")
STATUSES = ("to_be_signed", "in_force", "suspended", "revoked", "superseded")
PURPOSES = ("revocation", "suspension")


class Credential(Fact, db.Model):
    """What was awarded for a test's result or for a course. `facts` holds everything printed but the name, which is sealed.

    A course's certificate stands in the register under its year and number, and does not run out.
    """

    __tablename__ = "credential"
    __table_args__ = (
        UniqueConstraint("code", name="code"),
        UniqueConstraint("result_id", "edition", name="edition_of_result"),
        UniqueConstraint("cohort_id", "learner_id", "edition", name="edition_of_course"),
        UniqueConstraint("register_year", "register_number", name="place_in_register"),
        CheckConstraint(f"kind IN {KINDS}", name="known_kind"),
        CheckConstraint("(kind = 'test') = (result_id IS NOT NULL)", name="test_has_result"),
        CheckConstraint("(kind = 'course') = (cohort_id IS NOT NULL)", name="course_has_cohort"),
        CheckConstraint("(kind = 'course') = (register_year IS NOT NULL)", name="course_has_register_year"),
        CheckConstraint("(kind = 'course') = (register_number IS NOT NULL)", name="course_has_register_number"),
        CheckConstraint("(kind = 'test') = (valid_until IS NOT NULL)", name="test_runs_out"),
        UniqueConstraint("status_index", name="status_index"),
        CheckConstraint("edition > 0", name="edition_from_one"),
        CheckConstraint("valid_until > issued_at", name="valid_after_issue"),
        Index("ix_credential_learner", "learner_id"),
    )

    code: Mapped[str]
    kind: Mapped[str] = mapped_column(default="test")
    result_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("result.id"))
    cohort_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("cohort.id"))
    register_year: Mapped[int | None]
    register_number: Mapped[int | None]
    edition: Mapped[int] = mapped_column(default=1)
    learner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("learner.id"))
    sealed_name: Mapped[bytes]
    facts: Mapped[dict[str, Any]]
    status_index: Mapped[int]
    issued_at: Mapped[datetime]
    valid_until: Mapped[datetime | None]


class SignedCredential(db.Model):
    """The signed statement and its PDF, sealed with the learner's key, with the hashes of both in the open.

    `printed` holds all facts as they were signed but the name: a setting changed later changes no certificate.
    """

    __tablename__ = "signed_credential"

    credential_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("credential.id"), primary_key=True)
    signed_at: Mapped[datetime] = mapped_column(default=clock.now)
    key_id: Mapped[str] = mapped_column(ForeignKey("issuing_key.id"))
    printed: Mapped[dict[str, Any]]
    sealed_document: Mapped[bytes]
    document_hash: Mapped[str]
    sealed_pdf: Mapped[bytes]
    pdf_hash: Mapped[str]


class StatusChange(Fact, db.Model):
    """Something that happened to a credential after its award, with the reason class."""

    __tablename__ = "status_change"
    __table_args__ = (
        CheckConstraint(f"change IN {CHANGES}", name="known_change"),
        CheckConstraint("(change IN ('revoked', 'suspended')) = (reason IS NOT NULL)", name="reason_where_needed"),
        Index("ix_status_change_credential", "credential_id"),
    )

    credential_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("credential.id"))
    change: Mapped[str]
    reason: Mapped[str | None]


class CredentialState(db.Model):
    """Projection: what a credential's status changes add up to."""

    __tablename__ = "credential_state"
    __table_args__ = (CheckConstraint(f"status IN {STATUSES}", name="known_status"),)

    credential_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("credential.id"), primary_key=True)
    status: Mapped[str]
    since: Mapped[datetime]
    reason: Mapped[str | None]


class IssuingKey(db.Model):
    """A public key that signs or signed, by its verification method; the private half lies with the worker alone."""

    __tablename__ = "issuing_key"
    __table_args__ = (CheckConstraint("retired_at IS NULL OR retired_at >= valid_from", name="retired_after_start"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    public_key_multibase: Mapped[str]
    valid_from: Mapped[datetime] = mapped_column(default=clock.now)
    retired_at: Mapped[datetime | None]


class StatusList(db.Model):
    """The latest signed status list of a purpose, served at /status/<purpose>."""

    __tablename__ = "status_list"
    __table_args__ = (CheckConstraint(f"purpose IN {PURPOSES}", name="known_purpose"),)

    purpose: Mapped[str] = mapped_column(primary_key=True)
    document: Mapped[dict[str, Any]]
    signed_at: Mapped[datetime]
    valid_until: Mapped[datetime]
