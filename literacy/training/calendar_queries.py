"""The sessions that a calendar holds."""

from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select

from literacy.core.db import db
from literacy.training.calendar import CalendarSession
from literacy.training.models import (
    Classroom,
    Cohort,
    CourseModule,
    Library,
    SessionEvent,
    TrainingSession,
    TrainingSessionState,
)

MOST_ENTRIES = 500
# What a calendar has to hear of.
_CHANGES = ("rescheduled", "cancelled")


def calendar_sessions(*conditions: ColumnElement[bool], site: str) -> tuple[CalendarSession, ...]:
    """Return the sessions that meet these conditions, the latest first, in one statement; `site` begins their addresses."""
    newest_first = (TrainingSessionState.planned_start.desc(), TrainingSession.id)
    statement = _sessions().where(*conditions).order_by(*newest_first).limit(MOST_ENTRIES)
    return tuple(_entry(row, site) for row in db.session.execute(statement))


def _sessions() -> Select[Any]:
    changes = (
        select(func.count())
        .where(SessionEvent.training_session_id == TrainingSession.id, SessionEvent.kind.in_(_CHANGES))
        .scalar_subquery()
    )
    return (
        select(
            TrainingSession.id,
            changes.label("changes"),
            TrainingSession.code,
            TrainingSession.purpose,
            TrainingSessionState.planned_start,
            TrainingSessionState.planned_end,
            TrainingSessionState.status,
            Library.name_uk,
            Library.name_en,
            Classroom.name.label("classroom"),
            Cohort.name.label("cohort"),
            CourseModule.title_uk,
            CourseModule.title_en,
        )
        .join(TrainingSessionState, TrainingSessionState.training_session_id == TrainingSession.id)
        .join(Library, Library.id == TrainingSession.library_id)
        .outerjoin(Classroom, Classroom.id == TrainingSession.classroom_id)
        .outerjoin(Cohort, Cohort.id == TrainingSession.cohort_id)
        .outerjoin(CourseModule, CourseModule.id == TrainingSession.module_id)
    )


def _entry(row: Row[Any], site: str) -> CalendarSession:
    return CalendarSession(
        uid=str(row.id),
        changes=row.changes,
        start=row.planned_start,
        end=row.planned_end,
        library={"uk": row.name_uk, "en": row.name_en},
        classroom=row.classroom,
        cohort=row.cohort,
        module={"uk": row.title_uk, "en": row.title_en} if row.title_uk else None,
        purpose=row.purpose,
        cancelled=row.status == "cancelled",
        address=f"{site}/sessions/{row.code}",
    )
