"""What the pages of one session read: where and when, its parts, how it went, who was there."""

import hashlib
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from literacy.accounts.models import PersonCard
from literacy.core.db import db
from literacy.training.books import Happening, Span, Timeline, of_one_person, timeline_of
from literacy.training.models import (
    MARKS,
    Attendance,
    Classroom,
    Cohort,
    CourseModule,
    Library,
    TrainingSession,
    TrainingSessionState,
)
from literacy.training.real_times import Record, record_of
from literacy.training.roster import Roster, roster_of
from literacy.training.timelines import happenings_of

MOST_PARTS = 20


@dataclass(frozen=True, slots=True)
class Head:
    """Where a session is, for whom, and what about; names in both languages. None where there is none."""

    code: str
    status: str
    purpose: str
    planned_start: datetime
    planned_end: datetime
    library: dict[str, str]
    classroom: str | None
    cohort: str | None
    cohort_code: str | None
    module: dict[str, str] | None
    module_number: int | None


def head_of(training_session: TrainingSession, state: TrainingSessionState) -> Head:
    """Return what stands at the head of every page of a session."""
    row = db.session.execute(
        select(
            Library.name_uk,
            Library.name_en,
            Classroom.name.label("classroom"),
            Cohort.name.label("cohort"),
            Cohort.code.label("cohort_code"),
            CourseModule.title_uk,
            CourseModule.title_en,
            CourseModule.number,
        )
        .select_from(TrainingSession)
        .join(Library, Library.id == TrainingSession.library_id)
        .outerjoin(Classroom, Classroom.id == TrainingSession.classroom_id)
        .outerjoin(Cohort, Cohort.id == TrainingSession.cohort_id)
        .outerjoin(CourseModule, CourseModule.id == TrainingSession.module_id)
        .where(TrainingSession.id == training_session.id)
    ).one()
    return Head(
        code=training_session.code,
        status=state.status,
        purpose=training_session.purpose,
        planned_start=state.planned_start,
        planned_end=state.planned_end,
        library={"uk": row.name_uk, "en": row.name_en},
        classroom=row.classroom,
        cohort=row.cohort,
        cohort_code=row.cohort_code,
        module={"uk": row.title_uk, "en": row.title_en} if row.title_uk else None,
        module_number=row.number,
    )


@dataclass(frozen=True, slots=True)
class Part:
    """A session of the same unit: it was continued elsewhere or another day."""

    code: str
    status: str
    planned_start: datetime
    planned_end: datetime
    held_minutes: int


@dataclass(frozen=True, slots=True)
class SessionPage:
    """All that the page of a session shows. `roster` stands only for who may see names; `number` of `total` in its cohort."""

    head: Head
    timeline: Timeline
    parts: tuple[Part, ...]
    number: int
    total: int
    counts: dict[str, int]
    roster: Roster | None


def session_page(training_session: TrainingSession, state: TrainingSessionState, *, with_people: bool) -> SessionPage:
    """Return what the page of a session shows."""
    parts = parts_of(training_session.unit_id)
    number, total = _place_in_cohort(training_session, parts[0].planned_start)
    roster = roster_of(training_session) if with_people else None
    return SessionPage(
        head=head_of(training_session, state),
        timeline=_timeline(training_session),
        parts=parts,
        number=number,
        total=total,
        counts={mark: roster.count(mark) for mark in MARKS} if roster else _counts(training_session.id),
        roster=roster,
    )


def _timeline(training_session: TrainingSession) -> Timeline:
    happened = happenings_of(training_session.id)
    return timeline_of(happened, training_session.planned_start, training_session.planned_end)


def stops_of(training_session: TrainingSession) -> tuple[Span, ...]:
    """Return the stretches in which a session stood still and which are over."""
    return _timeline(training_session).lost


def parts_of(unit_id: uuid.UUID) -> tuple[Part, ...]:
    """Return the parts of a unit, the earliest first."""
    statement = (
        select(
            TrainingSession.code,
            TrainingSessionState.status,
            TrainingSessionState.planned_start,
            TrainingSessionState.planned_end,
            TrainingSessionState.held_minutes,
        )
        .join(TrainingSessionState, TrainingSessionState.training_session_id == TrainingSession.id)
        .where(TrainingSession.unit_id == unit_id)
        .order_by(TrainingSession.id)
        .limit(MOST_PARTS)
    )
    return tuple(Part(*row) for row in db.session.execute(statement))


def _place_in_cohort(training_session: TrainingSession, first_start: datetime) -> tuple[int, int]:
    """Return the number of a unit among those of its cohort that were not called off, and how many there are."""
    if training_session.cohort_id is None:
        return 0, 0
    row = db.session.execute(
        select(func.count().filter(TrainingSessionState.planned_start <= first_start), func.count())
        .select_from(TrainingSession)
        .join(TrainingSessionState, TrainingSessionState.training_session_id == TrainingSession.id)
        .where(
            TrainingSession.cohort_id == training_session.cohort_id,
            TrainingSession.continues_id.is_(None),
            TrainingSessionState.status != "cancelled",
        )
    ).one()
    return row[0], row[1]


def _counts(session_id: uuid.UUID) -> dict[str, int]:
    """Return how many people have each mark; nobody counts twice, with however many cards."""
    marks: dict[uuid.UUID, list[tuple[str, int]]] = {}
    statement = (
        select(PersonCard.person_id, Attendance.mark, Attendance.minutes)
        .join(PersonCard, PersonCard.learner_id == Attendance.learner_id)
        .where(Attendance.training_session_id == session_id)
    )
    for person_id, mark, minutes in db.session.execute(statement):
        marks.setdefault(person_id, []).append((mark, minutes))
    counted = Counter(found[0] for each in marks.values() if (found := of_one_person(each)))
    return {mark: counted[mark] for mark in MARKS}


@dataclass(frozen=True, slots=True)
class TimesPage:
    """A session's times as they can be corrected. `seen` names the events that the page shows."""

    record: Record
    timeline: Timeline
    seen: str


def times_page(training_session: TrainingSession) -> TimesPage:
    """Return a session's times with the events that say so."""
    happened = happenings_of(training_session.id)
    timeline = timeline_of(happened, training_session.planned_start, training_session.planned_end)
    return TimesPage(record_of(happened), timeline, mark_of(happened))


def mark_of(happened: Iterable[Happening]) -> str:
    """Return a mark of these events: another one as soon as there is one more."""
    return hashlib.sha256(b"".join(sorted(each.id.bytes for each in happened))).hexdigest()[:16]
