"""What the pages of libraries read: all within reach, and one with its classrooms, cohorts, sessions and staff."""

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, func, select

from literacy.accounts.permissions import Place
from literacy.accounts.queries import StaffOfLibrary, staff_of_library
from literacy.core import clock, typed_times
from literacy.core.db import db
from literacy.core.errors import NotFound
from literacy.core.language import alphabetical, current_language
from literacy.training.access import leaders_of
from literacy.training.models import Classroom, Cohort, Course, Library, TrainingSession, TrainingSessionState

LIBRARIES_A_PAGE, MOST_LIBRARIES = 20, 1000
MOST_CLASSROOMS, MOST_COHORTS, MOST_SESSIONS = 40, 40, 40
DAYS_AHEAD = 7
Sees = Callable[[Place], bool]


@dataclass(frozen=True, slots=True)
class LibraryLine:
    """A library with what it has: open classrooms, their computers, cohorts that go on."""

    code: str
    names: dict[str, str]
    kind: str
    community: str
    hours: str
    closed: bool
    classrooms: int
    pcs: int
    cohorts: int


@dataclass(frozen=True, slots=True)
class LibrariesPage:
    """A page of libraries, of one community or (with "") of all; `communities` are those to choose from."""

    lines: tuple[LibraryLine, ...]
    total: int
    page: int
    community: str
    communities: tuple[str, ...]

    @property
    def first(self) -> int:
        """Which library stands first, from 1."""
        return (self.page - 1) * LIBRARIES_A_PAGE + 1

    @property
    def more(self) -> bool:
        """Whether another page follows."""
        return self.page * LIBRARIES_A_PAGE < self.total


def libraries_page(libraries: Collection[uuid.UUID] | None, community: str, page: int) -> LibrariesPage:
    """Return a page of the libraries within reach (without them: of all)."""
    lines = library_lines(libraries)
    communities = tuple(sorted({line.community for line in lines if line.community}, key=alphabetical))
    chosen = community if community in communities else ""
    wanted = [line for line in lines if chosen in ("", line.community)]
    page = max(1, min(page, -(-len(wanted) // LIBRARIES_A_PAGE)))
    shown = wanted[(page - 1) * LIBRARIES_A_PAGE : page * LIBRARIES_A_PAGE]
    return LibrariesPage(tuple(shown), len(wanted), page, chosen, communities)


def library_lines(libraries: Collection[uuid.UUID] | None) -> list[LibraryLine]:
    """Return the libraries within reach (without them: all), by name, those that are closed at the end."""
    statement = _lines().limit(MOST_LIBRARIES)
    if libraries is not None:
        statement = statement.where(Library.id.in_(libraries))
    found = [
        LibraryLine(code, {"uk": name_uk, "en": name_en}, kind, community, hours, closed_at is not None, *numbers)
        for code, name_uk, name_en, kind, community, hours, closed_at, *numbers in db.session.execute(statement)
    ]
    return sorted(found, key=lambda line: (line.closed, alphabetical(line.names[current_language()]), line.code))


def _lines() -> Select[Any]:
    of_library = (Classroom.library_id == Library.id) & Classroom.closed_at.is_(None)
    running = (Cohort.library_id == Library.id) & Cohort.closed_at.is_(None)
    return select(
        Library.code,
        Library.name_uk,
        Library.name_en,
        Library.kind,
        Library.community,
        Library.hours,
        Library.closed_at,
        select(func.count()).select_from(Classroom).where(of_library).scalar_subquery(),
        select(func.coalesce(func.sum(Classroom.pcs), 0)).where(of_library).scalar_subquery(),
        select(func.count()).select_from(Cohort).where(running).scalar_subquery(),
    ).order_by(Library.id)


@dataclass(frozen=True, slots=True)
class ClassroomLine:
    """A classroom; `number` is its place among all that the library ever had."""

    number: int
    name: str
    pcs: int
    closed: bool


@dataclass(frozen=True, slots=True)
class CohortLine:
    """A cohort that goes on, with what it learns."""

    code: str
    name: str
    course: dict[str, str]


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session of the days ahead; without a code it is one of somebody else, shown because the place is taken."""

    code: str | None
    status: str
    planned_start: datetime
    planned_end: datetime
    classroom: str | None
    cohort: str | None


@dataclass(frozen=True, slots=True)
class LibraryPage:
    """All that the page of a library shows. `others` counts the cohorts that go on and are out of reach."""

    classrooms: tuple[ClassroomLine, ...]
    cohorts: tuple[CohortLine, ...]
    others: int
    sessions: tuple[SessionLine, ...]
    staff: tuple[StaffOfLibrary, ...]

    @property
    def pcs(self) -> int:
        """How many computers there are in all."""
        return sum(classroom.pcs for classroom in self.classrooms if not classroom.closed)

    def staff_with(self, role: str) -> int:
        """Return how many work here in a role."""
        return sum(role == each.role for each in self.staff)


def library_page(library_id: uuid.UUID, *, sees_cohort: Sees, sees_session: Sees) -> LibraryPage:
    """Return what the page of a library shows to who sees these cohorts and sessions."""
    cohorts = db.session.execute(
        select(Cohort.id, Cohort.code, Cohort.name, Course.title_uk, Course.title_en)
        .join(Course, Course.id == Cohort.course_id)
        .where(Cohort.library_id == library_id, Cohort.closed_at.is_(None))
        .order_by(Cohort.id.desc())
    ).all()
    sessions = db.session.execute(_sessions_ahead(library_id)).all()
    leaders = leaders_of({row.id for row in cohorts} | {row.cohort_id for row in sessions if row.cohort_id})
    seen = [row for row in cohorts if sees_cohort(Place(library_id, leaders.get(row.id, frozenset())))]
    return LibraryPage(
        classrooms=classrooms_of(library_id),
        cohorts=tuple(
            CohortLine(row.code, row.name, {"uk": row.title_uk, "en": row.title_en}) for row in seen[:MOST_COHORTS]
        ),
        others=len(cohorts) - min(len(seen), MOST_COHORTS),
        sessions=tuple(_session_line(row, library_id, leaders, sees_session) for row in sessions),
        staff=staff_of_library(library_id),
    )


def _sessions_ahead(library_id: uuid.UUID) -> Any:
    today = clock.to_kyiv(clock.now()).date()
    begins, ends = (typed_times.moment_of(today + timedelta(days=days), time()) for days in (0, DAYS_AHEAD))
    return (
        select(
            TrainingSession.code,
            TrainingSession.cohort_id,
            TrainingSession.led_by,
            TrainingSessionState.status,
            TrainingSessionState.planned_start,
            TrainingSessionState.planned_end,
            Classroom.name.label("classroom"),
            Cohort.name.label("cohort"),
        )
        .join(TrainingSessionState, TrainingSessionState.training_session_id == TrainingSession.id)
        .outerjoin(Classroom, Classroom.id == TrainingSession.classroom_id)
        .outerjoin(Cohort, Cohort.id == TrainingSession.cohort_id)
        .where(
            TrainingSession.library_id == library_id,
            TrainingSessionState.planned_start >= begins,
            TrainingSessionState.planned_start < ends,
            TrainingSessionState.status != "cancelled",
        )
        .order_by(TrainingSessionState.planned_start, TrainingSession.id)
        .limit(MOST_SESSIONS)
    )


def _session_line(
    row: Any, library_id: uuid.UUID, leaders: dict[uuid.UUID, frozenset[uuid.UUID]], sees_session: Sees
) -> SessionLine:
    led = frozenset({row.led_by} if row.led_by else ()) | leaders.get(row.cohort_id, frozenset())
    seen = sees_session(Place(library_id, led))
    return SessionLine(
        code=row.code if seen else None,
        status=row.status,
        planned_start=row.planned_start,
        planned_end=row.planned_end,
        classroom=row.classroom,
        cohort=row.cohort if seen else None,
    )


def classrooms_of(library_id: uuid.UUID) -> tuple[ClassroomLine, ...]:
    """Return the classrooms of a library in the order in which they were added."""
    statement = (
        select(Classroom.name, Classroom.pcs, Classroom.closed_at.is_not(None))
        .where(Classroom.library_id == library_id)
        .order_by(Classroom.id)
        .limit(MOST_CLASSROOMS)
    )
    return tuple(ClassroomLine(place, *row) for place, row in enumerate(db.session.execute(statement), start=1))


def classroom_of_library(library_id: uuid.UUID, number: int) -> Classroom:
    """Return the classroom at this place of a library."""
    if not 1 <= number <= MOST_CLASSROOMS:
        raise NotFound("classroom")
    statement = select(Classroom).where(Classroom.library_id == library_id).order_by(Classroom.id)
    found = db.session.scalar(statement.offset(number - 1).limit(1))
    if found is None:
        raise NotFound("classroom")
    return found


@dataclass(frozen=True, slots=True)
class StillAhead:
    """What is not over yet in a library or a classroom that is to be closed."""

    cohorts: int
    sessions: int


def still_ahead(library_id: uuid.UUID, classroom_id: uuid.UUID | None = None) -> StillAhead:
    """Return how many cohorts go on in a library, and how many sessions are planned there or in one classroom."""
    cohorts = select(func.count()).select_from(Cohort).where(Cohort.library_id == library_id)
    sessions = (
        select(func.count())
        .select_from(TrainingSession)
        .join(TrainingSessionState, TrainingSessionState.training_session_id == TrainingSession.id)
        .where(
            TrainingSession.library_id == library_id,
            TrainingSessionState.status == "planned",
            TrainingSessionState.planned_start > clock.now(),
        )
    )
    if classroom_id is not None:
        sessions = sessions.where(TrainingSession.classroom_id == classroom_id)
    statement = select(cohorts.where(Cohort.closed_at.is_(None)).scalar_subquery(), sessions.scalar_subquery())
    return StillAhead(*db.session.execute(statement).one())
