"""What the pages of cohorts read: the register of those within reach, one cohort with its timetable."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, Select, func, select

from literacy.accounts.access import Staff
from literacy.accounts.models import Account, PersonCard
from literacy.core import clock
from literacy.core.db import db
from literacy.training.access import cohorts_within
from literacy.training.models import (
    Classroom,
    Cohort,
    CohortTrainer,
    Course,
    CourseModule,
    Enrolment,
    Library,
    TrainingSession,
    TrainingSessionState,
)

COHORTS_A_PAGE = 30
SESSIONS_A_PAGE = 30
MOST_COHORTS = 2000
STATES = ("all", "running", "closed")
_TO_COME = ("planned", "running", "interrupted")


@dataclass(frozen=True, slots=True)
class CohortLine:
    """A cohort in the register; names in both languages. `units` is of how many sessions `held` were held."""

    code: str
    name: str
    library: dict[str, str]
    library_code: str
    course: dict[str, str]
    course_code: str
    kind: str
    institution: str
    capacity: int
    closed_at: datetime | None
    enrolled: int
    waiting: int
    next_start: datetime | None
    held: int
    units: int

    @property
    def free(self) -> int:
        """How many places are free."""
        return max(0, self.capacity - self.enrolled)


@dataclass(frozen=True, slots=True)
class CohortsPage:
    """A page of the register."""

    lines: tuple[CohortLine, ...]
    total: int
    page: int
    state: str

    @property
    def first(self) -> int:
        """Which cohort stands first, from 1."""
        return (self.page - 1) * COHORTS_A_PAGE + 1

    @property
    def more(self) -> bool:
        """Whether another page follows."""
        return self.page * COHORTS_A_PAGE < self.total


def cohorts_page(staff: Staff, state: str, page: int) -> CohortsPage:
    """Return a page of the cohorts within reach, those that go on first."""
    state = state if state in STATES else "all"
    wanted = _wanted(staff, state)
    total = db.session.scalar(select(func.count(Cohort.id)).where(wanted)) or 0
    page = max(1, min(page, -(-total // COHORTS_A_PAGE)))
    rows = db.session.execute(_register(wanted).limit(COHORTS_A_PAGE).offset((page - 1) * COHORTS_A_PAGE)).all()
    return CohortsPage(_lines(rows), total, page, state)


def all_cohorts(staff: Staff, state: str) -> tuple[CohortLine, ...]:
    """Return every cohort within reach, to take away."""
    wanted = _wanted(staff, state)
    return _lines(db.session.execute(_register(wanted).limit(MOST_COHORTS)).all())


def _wanted(staff: Staff, state: str) -> ColumnElement[bool]:
    within = cohorts_within(staff, "cohort.see")
    if state == "running":
        return within & Cohort.closed_at.is_(None)
    return within & Cohort.closed_at.is_not(None) if state == "closed" else within


def _register(wanted: ColumnElement[bool]) -> Select[Cohort, Library, Course]:
    return (
        select(Cohort, Library, Course)
        .join(Library, Library.id == Cohort.library_id)
        .join(Course, Course.id == Cohort.course_id)
        .where(wanted)
        .order_by(Cohort.closed_at.is_not(None), Library.name_uk, Cohort.name, Cohort.id)
    )


def _lines(rows: Collection[Row[Cohort, Library, Course]]) -> tuple[CohortLine, ...]:
    """Return the lines of these cohorts, in four statements."""
    ids = [cohort.id for cohort, _, _ in rows]
    people, sessions = _people_in(ids), _sessions_in(ids)
    modules = _modules_of({course.id for _, _, course in rows})
    found = []
    for cohort, library, course in rows:
        held, planned, next_start = sessions.get(cohort.id, (0, 0, None))
        found.append(
            CohortLine(
                code=cohort.code,
                name=cohort.name,
                library={"uk": library.name_uk, "en": library.name_en},
                library_code=library.code,
                course={"uk": course.title_uk, "en": course.title_en},
                course_code=course.code,
                kind=cohort.kind,
                institution=cohort.institution,
                capacity=cohort.capacity,
                closed_at=cohort.closed_at,
                enrolled=people.get((cohort.id, "enrolled"), 0),
                waiting=people.get((cohort.id, "waiting"), 0),
                next_start=next_start,
                held=held,
                units=max(modules.get(course.id, 0) or planned, held),
            )
        )
    return tuple(found)


def _people_in(ids: Collection[uuid.UUID]) -> dict[tuple[uuid.UUID, str], int]:
    """Return how many people, not cards, have a place or wait."""
    statement = (
        select(Enrolment.cohort_id, Enrolment.status, func.count(PersonCard.person_id.distinct()))
        .join(PersonCard, PersonCard.learner_id == Enrolment.learner_id)
        .where(Enrolment.cohort_id.in_(ids), Enrolment.status != "left")
        .group_by(Enrolment.cohort_id, Enrolment.status)
    )
    return {(cohort_id, status): number for cohort_id, status, number in db.session.execute(statement)}


def _sessions_in(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, tuple[int, int, datetime | None]]:
    """Return how many sessions were held, how many there are without those called off, and when the next one is."""
    state, unit = TrainingSessionState, TrainingSession.unit_id
    to_come = state.status.in_(_TO_COME) & (state.planned_end > clock.now())
    statement = (
        select(
            TrainingSession.cohort_id,
            func.count(unit.distinct()).filter(state.status == "ended"),
            func.count(unit.distinct()).filter(state.status != "cancelled"),
            func.min(state.planned_start).filter(to_come),
        )
        .join(state, state.training_session_id == TrainingSession.id)
        .where(TrainingSession.cohort_id.in_(ids))
        .group_by(TrainingSession.cohort_id)
    )
    return {row[0]: (row[1], row[2], row[3]) for row in db.session.execute(statement) if row[0] is not None}


def _modules_of(course_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    statement = select(CourseModule.course_id, func.count()).where(CourseModule.course_id.in_(course_ids))
    return dict(db.session.execute(statement.group_by(CourseModule.course_id)).all())


@dataclass(frozen=True, slots=True)
class TimetableRow:
    """A session of a cohort as its timetable shows it. `moved_from` is when it was first to be, if that changed."""

    id: uuid.UUID
    code: str
    start: datetime
    end: datetime
    moved_from: datetime | None
    status: str
    held: int
    module: dict[str, str] | None
    module_number: int | None
    classroom: str | None
    library: dict[str, str]
    continues: bool


@dataclass(frozen=True, slots=True)
class CohortPage:
    """All that the page of a cohort shows."""

    line: CohortLine
    leaders: tuple[str, ...]
    sessions: tuple[TimetableRow, ...]
    total: int
    page: int

    @property
    def more(self) -> bool:
        """Whether the timetable goes on."""
        return self.page * SESSIONS_A_PAGE < self.total


def cohort_line(cohort_id: uuid.UUID) -> CohortLine:
    """Return the line of one cohort."""
    return _lines(db.session.execute(_register(Cohort.id == cohort_id)).all())[0]


def cohort_page(cohort: Cohort, page: int) -> CohortPage:
    """Return what the page of a cohort shows."""
    leaders = db.session.scalars(
        select(Account.email)
        .join(CohortTrainer, CohortTrainer.account_id == Account.id)
        .where(CohortTrainer.cohort_id == cohort.id)
        .order_by(Account.email)
    ).all()
    counted = select(func.count(TrainingSession.id)).where(TrainingSession.cohort_id == cohort.id)
    total = db.session.scalar(counted) or 0
    page = max(1, min(page, -(-total // SESSIONS_A_PAGE)))
    sessions = timetable_of(cohort.id, SESSIONS_A_PAGE, (page - 1) * SESSIONS_A_PAGE)
    return CohortPage(cohort_line(cohort.id), tuple(leaders), sessions, total, page)


def timetable_of(cohort_id: uuid.UUID, most: int, skipped: int = 0) -> tuple[TimetableRow, ...]:
    """Return the sessions of a cohort, the earliest first."""
    state = TrainingSessionState
    statement = (
        select(TrainingSession, state, CourseModule, Classroom.name, Library)
        .join(state, state.training_session_id == TrainingSession.id)
        .join(Library, Library.id == TrainingSession.library_id)
        .outerjoin(CourseModule, CourseModule.id == TrainingSession.module_id)
        .outerjoin(Classroom, Classroom.id == TrainingSession.classroom_id)
        .where(TrainingSession.cohort_id == cohort_id)
        .order_by(state.planned_start, TrainingSession.id)
        .limit(most)
        .offset(skipped)
    )
    return tuple(_timetable_row(*row) for row in db.session.execute(statement))


def _timetable_row(
    training_session: TrainingSession,
    state: TrainingSessionState,
    module: CourseModule | None,
    classroom: str | None,
    library: Library,
) -> TimetableRow:
    first = training_session.planned_start
    return TimetableRow(
        id=training_session.id,
        code=training_session.code,
        start=state.planned_start,
        end=state.planned_end,
        moved_from=first if first != state.planned_start else None,
        status=state.status,
        held=state.held_minutes,
        module={"uk": module.title_uk, "en": module.title_en} if module else None,
        module_number=module.number if module else None,
        classroom=classroom,
        library={"uk": library.name_uk, "en": library.name_en},
        continues=training_session.continues_id is not None,
    )
