"""A sitting from first item to result. Everything but `SittingState` is a fact; that one is a projection."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from literacy.core.db import Fact, db

EVENT_KINDS = ("started", "paused", "resumed", "moved", "finished", "voided")
REPORT_KINDS = ("unclear", "no_answer", "mistake", "not_shown", "other")
REPORT_DECISIONS = ("confirmed", "unfounded")
VOID_REASONS = ("helped", "other_person", "technical", "own_wish")
ERASED = "erased"  # nobody chooses it: the person's data were erased while she was taking the test


class Sitting(Fact, db.Model):
    """One learner taking one test: what it was started with, never changed. The id was issued with the start page.

    `avoided` are the items of the person's earlier sittings, which come only where there are no others.
    """

    __tablename__ = "sitting"
    __table_args__ = (
        UniqueConstraint("code", name="code"),
        CheckConstraint("planned_items > 0", name="has_items"),
        Index("ix_sitting_learner", "learner_id"),
    )

    code: Mapped[str]
    learner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("learner.id"))
    seat_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("seat.id"))
    consent_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("consent.id"))
    role: Mapped[str]
    release_hash: Mapped[str] = mapped_column(ForeignKey("bank_release.hash"))
    parameter_set_hash: Mapped[str]
    seed: Mapped[int] = mapped_column(BigInteger)
    planned_items: Mapped[int]
    avoided: Mapped[list[Any]] = mapped_column(default=list)
    supervised: Mapped[bool]


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


class PresentationDrop(Fact, db.Model):
    """A broken item was taken out of a sitting: whatever was answered to it is not scored, another item takes its place."""

    __tablename__ = "presentation_drop"
    __table_args__ = (UniqueConstraint("presentation_id", name="dropped_once"),)

    presentation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("presentation.id"))
    recorded_by: Mapped[str]


class ItemReport(Fact, db.Model):
    """A learner says that something is wrong with an item; what she wrote is sealed with her key."""

    __tablename__ = "item_report"
    __table_args__ = (
        CheckConstraint(f"kind IN {REPORT_KINDS}", name="known_kind"),
        Index("ix_item_report_presentation", "presentation_id"),
    )

    presentation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("presentation.id"))
    kind: Mapped[str]
    sealed_text: Mapped[bytes | None]


class ItemReportDecision(Fact, db.Model):
    """What was found when somebody looked at the item."""

    __tablename__ = "item_report_decision"
    __table_args__ = (
        UniqueConstraint("report_id", name="decided_once"),
        CheckConstraint(f"decision IN {REPORT_DECISIONS}", name="known_decision"),
    )

    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("item_report.id"))
    decision: Mapped[str]
    recorded_by: Mapped[str]


class SittingEvent(Fact, db.Model):
    """What happened to a sitting besides answers."""

    __tablename__ = "sitting_event"
    __table_args__ = (
        CheckConstraint(f"kind IN {EVENT_KINDS}", name="known_kind"),
        Index("ix_sitting_event_sitting", "sitting_id"),
    )

    sitting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sitting.id"))
    kind: Mapped[str]
    recorded_by: Mapped[str] = mapped_column(default="learner")
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


class SittingState(db.Model):
    """Projection: where a sitting stands, and at which seat it was gone on with last.

    `literacy db rebuild --check` makes it anew from facts and compares. `answered` leaves out dropped presentations.
    """

    __tablename__ = "sitting_state"
    __table_args__ = (
        UniqueConstraint("open_learner_id", name="one_open_sitting_a_learner"),
        CheckConstraint("answered >= 0", name="answered_not_negative"),
        CheckConstraint(
            "(finished_at IS NULL AND voided_at IS NULL) = (open_learner_id IS NOT NULL)", name="open_until_ended"
        ),
        Index("ix_sitting_state_seat", "seat_id"),
    )

    sitting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sitting.id"), primary_key=True)
    open_learner_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("learner.id"))
    seat_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("seat.id"))
    position: Mapped[int]
    answered: Mapped[int]
    active_seconds: Mapped[int]
    finished_at: Mapped[datetime | None]
    voided_at: Mapped[datetime | None]


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
