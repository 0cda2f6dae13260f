"""What was noted of one person in one session, in the order in which it was noted."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from literacy.accounts import people
from literacy.accounts.people import Called
from literacy.core.db import db
from literacy.core.errors import NotFound
from literacy.training.models import Attendance, AttendanceMark, Enrolment, TrainingSession

MOST_MARKS = 200


@dataclass(frozen=True, slots=True)
class MarkFact:
    """A mark as it was made. `by` is "self" for the person, "you" for who asks, else "staff"."""

    recorded_at: datetime
    mark: str | None
    minutes: int | None
    arrived_at: datetime | None
    source: str
    reason: str
    by: str
    holds: bool


@dataclass(frozen=True, slots=True)
class MarkHistory:
    """Everything noted of a person, the latest first, and the mark in force."""

    called: Called
    facts: tuple[MarkFact, ...]
    holding_id: uuid.UUID | None


def history_of(training_session: TrainingSession, card: str, asking: str) -> MarkHistory:
    """Return what was noted of the holder of a card; somebody who is not of this session is not there."""
    learner_id = people.learner_by_card(card)
    statement = (
        select(AttendanceMark)
        .where(AttendanceMark.training_session_id == training_session.id, AttendanceMark.learner_id == learner_id)
        .order_by(AttendanceMark.recorded_at.desc(), AttendanceMark.id.desc())
        .limit(MOST_MARKS)
    )
    marks = db.session.scalars(statement).all()
    if not marks and not _is_enrolled(training_session.cohort_id, learner_id):
        raise NotFound("mark")
    holding = db.session.get(Attendance, (training_session.id, learner_id))
    facts = tuple(
        MarkFact(
            each.recorded_at,
            each.mark,
            each.minutes,
            each.arrived_at,
            each.source,
            each.reason,
            by="self" if each.source == "self" else "you" if each.recorded_by == asking else "staff",
            holds=holding is not None and holding.mark_id == each.id,
        )
        for each in marks
    )
    called = people.called([learner_id])[learner_id]
    return MarkHistory(called, facts, holding.mark_id if holding else None)


def _is_enrolled(cohort_id: uuid.UUID | None, learner_id: uuid.UUID) -> bool:
    return cohort_id is not None and db.session.get(Enrolment, (cohort_id, learner_id)) is not None
