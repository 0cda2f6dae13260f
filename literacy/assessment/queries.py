"""What the pages of a sitting and a result read: one statement each, frozen facts out."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from literacy.assessment import statements
from literacy.assessment.models import (
    ItemResponse,
    Presentation,
    PresentationDrop,
    Result,
    Sitting,
    SittingEvent,
    SittingState,
)
from literacy.core import clock
from literacy.core.db import db
from literacy.rooms.models import Room
from literacy.training.models import Cohort, Course, TrainingSession


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a sitting stands, with the item that waits for an answer (none once all are answered).

    What begins with `seat` is of the browser that asks; `last_seat_id` is where the sitting was gone on with last.
    """

    sitting_id: uuid.UUID
    code: str
    learner_id: uuid.UUID
    role: str
    release_hash: str
    parameter_set_hash: str
    seed: int
    planned_items: int
    avoided: list[str]
    position: int
    answered: int
    active_seconds: int
    finished_at: datetime | None
    voided_at: datetime | None
    last_seat_id: uuid.UUID
    person_id: uuid.UUID
    seated_person_id: uuid.UUID | None
    seat_id: uuid.UUID | None
    seat_number: int | None
    help_since: datetime | None
    extra_minutes: int | None
    room_closes_at: datetime | None
    room_closed_at: datetime | None
    training_session_id: uuid.UUID | None
    interruption: str | None
    lost_minutes: int | None
    presentation_id: uuid.UUID | None
    item_id: str | None
    item_version: int | None
    option_order: list[str] | None
    surface_seed: int | None
    first_shown_at: datetime | None

    @property
    def ended(self) -> bool:
        """Whether it takes no answers any more."""
        return self.finished_at is not None or self.voided_at is not None

    @property
    def seat_is_open(self) -> bool:
        """Whether the seat of this browser may be used now."""
        if self.room_closes_at is None or self.room_closed_at is not None:
            return False
        return self.room_closes_at + timedelta(minutes=self.extra_minutes or 0) > clock.now()


def standing_of(code: str, entry_id: uuid.UUID | None = None) -> Standing | None:
    """Return where the sitting of this address stands, seen from the browser with this seat entry."""
    row = statements.run(statements.STANDING, sitting_code=code, entry_id=entry_id).first()
    return Standing(*row) if row is not None else None


@dataclass(frozen=True, slots=True)
class AnsweredItem:
    """An item answered or omitted, as scoring needs it."""

    item_id: str
    raw_score: int


def answered_items(sitting_id: uuid.UUID) -> list[AnsweredItem]:
    """Return what was answered so far, in the order shown (60 at most)."""
    return [AnsweredItem(*row) for row in statements.run(statements.ANSWERED, of_sitting=sitting_id)]


def dropped_items(sitting_id: uuid.UUID) -> list[str]:
    """Return the items that were taken out of a sitting as broken, in the order shown."""
    return list(
        db.session.scalars(
            select(Presentation.item_id)
            .join(PresentationDrop, PresentationDrop.presentation_id == Presentation.id)
            .where(Presentation.sitting_id == sitting_id)
            .order_by(Presentation.position)
        )
    )


def is_dropped(presentation_id: uuid.UUID) -> bool:
    """Say whether a presentation was taken out of its sitting."""
    statement = select(PresentationDrop.id).where(PresentationDrop.presentation_id == presentation_id)
    return db.session.scalar(statement) is not None


def items_seen_by(cards: Collection[uuid.UUID]) -> list[str]:
    """Return the items that a person was shown in earlier sittings."""
    statement = (
        select(Presentation.item_id)
        .join(Sitting, Sitting.id == Presentation.sitting_id)
        .where(Sitting.learner_id.in_(cards))
        .distinct()
        .order_by(Presentation.item_id)
    )
    return list(db.session.scalars(statement))


def position_of(sitting_id: uuid.UUID, presentation_id: uuid.UUID) -> int | None:
    """Return at which place of this sitting a presentation stood, or None if it is not of this sitting."""
    return db.session.scalar(
        select(Presentation.position).where(Presentation.id == presentation_id, Presentation.sitting_id == sitting_id)
    )


def has_position(sitting_id: uuid.UUID, position: int) -> bool:
    """Say whether something was presented at a place of a sitting."""
    statement = select(Presentation.id).where(Presentation.sitting_id == sitting_id, Presentation.position == position)
    return db.session.scalar(statement) is not None


def open_sitting_of(cards: Collection[uuid.UUID]) -> str | None:
    """Return the address of a person's unfinished sitting, the latest one."""
    return db.session.scalar(
        select(Sitting.code)
        .join(SittingState, SittingState.sitting_id == Sitting.id)
        .where(SittingState.open_learner_id.in_(cards))
        .order_by(Sitting.id.desc())
        .limit(1)
    )


@dataclass(frozen=True, slots=True)
class Ended:
    """A sitting that ended: its address, and its result's unless it was declared void."""

    sitting_code: str
    result_code: str | None


def last_ended_at(seat_id: uuid.UUID) -> Ended | None:
    """Return the sitting that ended at a seat last, if any."""
    row = db.session.execute(
        select(Sitting.code, Result.code.label("result_code"), SittingState.voided_at)
        .join(SittingState, SittingState.sitting_id == Sitting.id)
        .outerjoin(Result, Result.sitting_id == Sitting.id)
        .where(SittingState.seat_id == seat_id, SittingState.open_learner_id.is_(None))
        .order_by(Sitting.id.desc(), Result.id.desc())
        .limit(1)
    ).first()
    return Ended(row.code, None if row.voided_at else row.result_code) if row is not None else None


def void_reason(sitting_id: uuid.UUID) -> str | None:
    """Return why a sitting was declared void, or None where it was not."""
    detail = db.session.scalar(
        select(SittingEvent.detail)
        .where(SittingEvent.sitting_id == sitting_id, SittingEvent.kind == "voided")
        .order_by(SittingEvent.id)
        .limit(1)
    )
    return str(detail["reason"]) if detail else None


def was_replaced(sitting_id: uuid.UUID, position: int) -> bool:
    """Say whether the item at a place was taken out before it was answered."""
    statement = (
        select(PresentationDrop.id)
        .join(Presentation, Presentation.id == PresentationDrop.presentation_id)
        .outerjoin(ItemResponse, ItemResponse.presentation_id == Presentation.id)
        .where(Presentation.sitting_id == sitting_id, Presentation.position == position, ItemResponse.id.is_(None))
    )
    return db.session.scalar(statement) is not None


def suggested_role(room_id: uuid.UUID) -> str | None:
    """Return which test the course asks for whose cohort has this room, if it is a cohort's."""
    return db.session.scalar(
        select(Course.role)
        .join(Cohort, Cohort.course_id == Course.id)
        .join(TrainingSession, TrainingSession.cohort_id == Cohort.id)
        .join(Room, Room.training_session_id == TrainingSession.id)
        .where(Room.id == room_id)
    )


@dataclass(frozen=True, slots=True)
class ResultFacts:
    """A frozen result, and whose it is."""

    result_id: uuid.UUID
    code: str
    recorded_at: datetime
    sitting_id: uuid.UUID
    learner_id: uuid.UUID
    role: str
    document: dict[str, Any]


_RESULT = select(
    Result.id, Result.code, Result.recorded_at, Sitting.id, Sitting.learner_id, Sitting.role, Result.document
).join(Sitting, Sitting.id == Result.sitting_id)


def result_by_code(code: str) -> ResultFacts | None:
    """Return the result of this address."""
    row = db.session.execute(_RESULT.where(Result.code == code)).first()
    return ResultFacts(*row) if row is not None else None


def result_by_id(result_id: uuid.UUID) -> ResultFacts | None:
    """Return a result by its id."""
    row = db.session.execute(_RESULT.where(Result.id == result_id)).first()
    return ResultFacts(*row) if row is not None else None


def result_of_sitting(sitting_id: uuid.UUID) -> ResultFacts | None:
    """Return the newest result of a sitting."""
    row = db.session.execute(_RESULT.where(Sitting.id == sitting_id).order_by(Result.id.desc()).limit(1)).first()
    return ResultFacts(*row) if row is not None else None


def results_of(cards: Collection[uuid.UUID], *, limit: int = 20) -> list[ResultFacts]:
    """Return a person's results, newest first."""
    rows = db.session.execute(_RESULT.where(Sitting.learner_id.in_(cards)).order_by(Result.id.desc()).limit(limit))
    return [ResultFacts(*row) for row in rows]


def finished_sittings(role: str) -> int:
    """Return how many sittings of a role's test were finished."""
    statement = (
        select(func.count())
        .select_from(Sitting)
        .join(SittingState, SittingState.sitting_id == Sitting.id)
        .where(Sitting.role == role, SittingState.finished_at.is_not(None))
    )
    return db.session.scalar(statement) or 0
