"""What the pages of a sitting and a result read: one statement each, frozen facts out."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from literacy.assessment import statements
from literacy.assessment.models import Presentation, Result, Sitting, SittingState
from literacy.core.db import db


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a sitting stands, with the item that waits for an answer (none once all are answered)."""

    sitting_id: uuid.UUID
    code: str
    learner_id: uuid.UUID
    role: str
    release_hash: str
    parameter_set_hash: str
    seed: int
    planned_items: int
    position: int
    answered: int
    active_seconds: int
    finished_at: datetime | None
    seat_number: int
    current_entry_id: uuid.UUID | None
    presentation_id: uuid.UUID | None
    item_id: str | None
    item_version: int | None
    option_order: list[str] | None
    surface_seed: int | None
    first_shown_at: datetime | None


def standing_of(code: str) -> Standing | None:
    """Return where the sitting of this address stands."""
    row = statements.run(statements.STANDING, sitting_code=code).first()
    return Standing(*row) if row is not None else None


@dataclass(frozen=True, slots=True)
class AnsweredItem:
    """An item answered or omitted, as scoring needs it."""

    item_id: str
    raw_score: int


def answered_items(sitting_id: uuid.UUID) -> list[AnsweredItem]:
    """Return what was answered so far, in the order shown (60 at most)."""
    return [AnsweredItem(*row) for row in statements.run(statements.ANSWERED, of_sitting=sitting_id)]


def position_of(sitting_id: uuid.UUID, presentation_id: uuid.UUID) -> int | None:
    """Return at which place of this sitting a presentation stood, or None if it is not of this sitting."""
    return db.session.scalar(
        select(Presentation.position).where(Presentation.id == presentation_id, Presentation.sitting_id == sitting_id)
    )


def open_sitting_of(learner_id: uuid.UUID) -> str | None:
    """Return the address of the learner's unfinished sitting."""
    return db.session.scalar(
        select(Sitting.code)
        .join(SittingState, SittingState.sitting_id == Sitting.id)
        .where(SittingState.open_learner_id == learner_id)
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


def results_of(learner_id: uuid.UUID, *, limit: int = 20) -> list[ResultFacts]:
    """Return a learner's results, newest first."""
    rows = db.session.execute(_RESULT.where(Sitting.learner_id == learner_id).order_by(Result.id.desc()).limit(limit))
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
