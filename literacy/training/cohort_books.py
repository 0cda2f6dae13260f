"""How a cohort's course went and who came to what: read at once for all, in one statement each."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, time

from sqlalchemy import select

from literacy.core import clock
from literacy.core.db import db
from literacy.training.books import CAME, Part, of_one_person
from literacy.training.models import Attendance, Cohort, TrainingSession, TrainingSessionState

Marks = dict[uuid.UUID, tuple[str, int]]


def parts_of(cohort_id: uuid.UUID) -> list[Part]:
    """Return the sessions of a cohort in their order, cancelled ones too."""
    rows = db.session.execute(
        select(TrainingSession, TrainingSessionState)
        .join(TrainingSessionState, TrainingSessionState.training_session_id == TrainingSession.id)
        .where(TrainingSession.cohort_id == cohort_id)
        .order_by(TrainingSessionState.planned_start, TrainingSession.id)
    )
    return [
        Part(
            session_id=training_session.id,
            unit_id=training_session.unit_id,
            purpose=training_session.purpose,
            counts=training_session.purpose == "lesson" or training_session.module_id is not None,
            status=state.status,
            planned_start=state.planned_start,
            planned_end=state.planned_end,
            started_at=state.started_at,
            ended_at=state.ended_at,
            held_minutes=state.held_minutes,
        )
        for training_session, state in rows
    ]


def marks_of(
    session_ids: Collection[uuid.UUID], cards: Collection[uuid.UUID]
) -> tuple[dict[uuid.UUID, Marks], set[uuid.UUID]]:
    """Return card -> session -> mark and minutes, and the sessions to which anybody at all came."""
    rows = db.session.execute(
        select(Attendance.training_session_id, Attendance.learner_id, Attendance.mark, Attendance.minutes).where(
            Attendance.training_session_id.in_(session_ids)
        )
    ).all()
    wanted, marks = set(cards), dict[uuid.UUID, Marks]()
    for row in rows:
        if row.learner_id in wanted:
            marks.setdefault(row.learner_id, {})[row.training_session_id] = (row.mark, row.minutes)
    return marks, {row.training_session_id for row in rows if row.mark in CAME}


def marks_of_person(marks: Mapping[uuid.UUID, Marks], cards: Iterable[uuid.UUID]) -> Marks:
    """Return one mark a session for somebody with several cards."""
    noted: dict[uuid.UUID, list[tuple[str, int]]] = {}
    for card in cards:
        for session_id, mark in marks.get(card, {}).items():
            noted.setdefault(session_id, []).append(mark)
    together = {session_id: of_one_person(each) for session_id, each in noted.items()}
    return {session_id: mark for session_id, mark in together.items() if mark is not None}


def days_of(cohort: Cohort, parts: Iterable[Part]) -> tuple[datetime, datetime | None]:
    """Return the cohort's time in whole days: from when it was formed or first met, until it was closed."""
    first = min([cohort.created_at, *(part.planned_start for part in parts)])
    begins = datetime.combine(clock.to_kyiv(first).date(), time.min, clock.KYIV)
    if cohort.closed_at is None:
        return begins, None
    return begins, datetime.combine(clock.to_kyiv(cohort.closed_at).date(), time.max, clock.KYIV)
