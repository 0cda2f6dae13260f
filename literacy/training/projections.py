"""How sessions, attendance and enrolments are made anew from their facts."""

import uuid
from typing import Any

from sqlalchemy import delete, select

from literacy.core.db import db
from literacy.training.attendance import rows_of
from literacy.training.models import Attendance, Enrolment, EnrolmentChange, TrainingSessionState
from literacy.training.timelines import marks_of, state_columns, timelines_of

Rows = dict[str, dict[str, Any]]


class Sessions:
    """What a session's events add up to."""

    @staticmethod
    def expected_rows() -> Rows:
        """Return what the events say."""
        return {str(session_id): state_columns(timeline) for session_id, timeline in timelines_of().items()}

    @staticmethod
    def stored_rows() -> Rows:
        """Return what is stored."""
        return {
            str(row.training_session_id): _columns(row, "training_session_id") for row in _all(TrainingSessionState)
        }

    @classmethod
    def repair(cls) -> None:
        """Store what the events say."""
        for session_id, values in cls.expected_rows().items():
            db.session.merge(TrainingSessionState(training_session_id=uuid.UUID(session_id), **values))


class AttendanceRows:
    """Which mark holds, and its minutes."""

    @staticmethod
    def expected_rows() -> Rows:
        """Return what the marks say."""
        return {
            f"{session_id} {learner_id}": {"mark_id": mark_id, "mark": mark, "minutes": minutes}
            for (session_id, learner_id), (mark_id, mark, minutes) in rows_of(marks_of(), timelines_of()).items()
        }

    @staticmethod
    def stored_rows() -> Rows:
        """Return what is stored."""
        return {
            f"{row.training_session_id} {row.learner_id}": _columns(row, "training_session_id", "learner_id")
            for row in _all(Attendance)
        }

    @classmethod
    def repair(cls) -> None:
        """Store what the marks say."""
        db.session.execute(delete(Attendance))
        for place, values in cls.expected_rows().items():
            session_id, learner_id = map(uuid.UUID, place.split())
            db.session.add(Attendance(training_session_id=session_id, learner_id=learner_id, **values))


class Enrolments:
    """Where a learner stands in a cohort: the last change holds."""

    @staticmethod
    def expected_rows() -> Rows:
        """Return what the changes say."""
        in_order = select(EnrolmentChange).order_by(EnrolmentChange.recorded_at, EnrolmentChange.id)
        return {
            f"{row.cohort_id} {row.learner_id}": {"status": row.change, "since": row.recorded_at}
            for row in db.session.scalars(in_order)
        }

    @staticmethod
    def stored_rows() -> Rows:
        """Return what is stored."""
        return {
            f"{row.cohort_id} {row.learner_id}": _columns(row, "cohort_id", "learner_id") for row in _all(Enrolment)
        }

    @classmethod
    def repair(cls) -> None:
        """Store what the changes say."""
        for place, values in cls.expected_rows().items():
            cohort_id, learner_id = map(uuid.UUID, place.split())
            db.session.merge(Enrolment(cohort_id=cohort_id, learner_id=learner_id, **values))


def _all(model: Any) -> Any:
    return db.session.scalars(select(model))


def _columns(row: Any, *without: str) -> dict[str, Any]:
    return {column.name: getattr(row, column.name) for column in row.__table__.columns if column.name not in without}
