"""A sitting from first item to result. Everything but `SittingState` is a fact; that one is a projection."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from literacy.core.db import Fact, db

EVENT_KINDS = ("started", "paused", "resumed", "moved", "finished", "voided")
IDENTITY_CHECKS = ("document_seen", "known_to_staff", "not_checked")


class Sitting(Fact, db.Model):
    """One learner taking one test: what it was started with, never changed. The id was issued with the start page."""

    __tablename__ = "sitting"
    __table_args__ = (
        UniqueConstraint("code", name="code"),
        CheckConstraint("planned_items > 0", name="has_items"),
        CheckConstraint(f"identity_check IN {IDENTITY_CHECKS}", name="known_identity_check"),
        Index("ix_sitting_learner", "learner_id"),
    )

    code: Mapped[str]
    learner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("learner.id"))
    seat_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("seat.id"))
    consent_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("consent.id"))
    role: Mapped[str]
    release_hash: Mapped[str] = mapped_column(ForeignKey("bank_release.hash"))
    parameter_set_hash: Mapped[str]
    seed: Mapped[int] = mapped_column(BigInteger)
    planned_items: Mapped[int]
    supervised: Mapped[bool]
    identity_check: Mapped[str] = mapped_column(default="not_checked")


class Presentation(Fact, db.Model):
    """An item as it was shown, stored before it can be answered. Its id is the single-use answer id in the page."""

    __tablename__ = "presentation"
    __table_args__ = (
        UniqueConstraint("sitting_id", "position", name="position_in_sitting"),
        UniqueConstraint("sitting_id", "item_id", name="item_once_a_sitting"),
        CheckConstraint("position > 0", name="position_from_one"),
    )

    sitting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sitting.id"))
    position: Mapped[int]
    item_id: Mapped[str]
    item_version: Mapped[int]
    option_order: Mapped[list[Any]]
    surface_seed: Mapped[int] = mapped_column(BigInteger)
    first_shown_at: Mapped[datetime | None]


class ItemResponse(Fact, db.Model):
    """An answer, or an omission («Не знаю»). Its key is the presentation, so there can be only one."""

    __tablename__ = "item_response"
    __table_args__ = (
        UniqueConstraint("presentation_id", name="one_answer_a_presentation"),
        CheckConstraint("raw_score >= 0 AND raw_score <= max_score", name="score_within_bounds"),
        CheckConstraint("NOT omitted OR raw_score = 0", name="omitted_scores_nothing"),
        CheckConstraint("active_seconds >= 0", name="time_not_negative"),
    )

    presentation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("presentation.id"))
    omitted: Mapped[bool]
    answer: Mapped[Any] = mapped_column(db.JSON)
    raw_score: Mapped[int]
    max_score: Mapped[int]
    active_seconds: Mapped[int]


class SittingEvent(Fact, db.Model):
    """What happened to a sitting besides answers."""

    __tablename__ = "sitting_event"
    __table_args__ = (
        CheckConstraint(f"kind IN {EVENT_KINDS}", name="known_kind"),
        Index("ix_sitting_event_sitting", "sitting_id"),
    )

    sitting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sitting.id"))
    kind: Mapped[str]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


class SittingState(db.Model):
    """Projection: where a sitting stands. `literacy db rebuild --check` makes it anew from facts and compares."""

    __tablename__ = "sitting_state"
    __table_args__ = (
        UniqueConstraint("open_learner_id", name="one_open_sitting_a_learner"),
        CheckConstraint("answered >= 0", name="answered_not_negative"),
        CheckConstraint("(finished_at IS NULL) = (open_learner_id IS NOT NULL)", name="open_until_finished"),
    )

    sitting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sitting.id"), primary_key=True)
    open_learner_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("learner.id"))
    position: Mapped[int]
    answered: Mapped[int]
    active_seconds: Mapped[int]
    finished_at: Mapped[datetime | None]


class Result(Fact, db.Model):
    """A frozen result: one document, one hash; a recomputation is another row that names this one."""

    __tablename__ = "result"
    __table_args__ = (
        UniqueConstraint("code", name="code"),
        UniqueConstraint("supersedes_id", name="superseded_once"),
        Index("ix_result_sitting", "sitting_id"),
    )

    code: Mapped[str]
    sitting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sitting.id"))
    supersedes_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("result.id"))
    document: Mapped[dict[str, Any]]
    document_hash: Mapped[str]
