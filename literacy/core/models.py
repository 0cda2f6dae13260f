"""Tables that belong to no feature: the node, the audit log, the outbox."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from literacy.core import clock, identifiers
from literacy.core.db import Fact, db


class Node(db.Model):
    """This installation: the node named on each fact made here."""

    __tablename__ = "node"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=identifiers.new_id)
    incarnation: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class AuditEntry(Fact, db.Model):
    """What staff, administrators and the worker did, written in the same transaction as the act."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_recorded_at", "recorded_at"),
        Index("ix_audit_entry_subject", "subject_kind", "subject_id"),
    )

    actor: Mapped[str]
    action: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[str]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


class OutboxMessage(db.Model):
    """Work that must not be lost; the queue is only a wake-up, this table is the truth."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        CheckConstraint("attempts >= 0", name="attempts_counted"),
        Index("ix_outbox_message_waiting", "done_at", "id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=identifiers.new_id)
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    done_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None]
