"""What the pages of courses read: all courses, and one with its modules and the cohorts that take it."""

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass

from sqlalchemy import select

from literacy.accounts.permissions import Place
from literacy.core.db import db
from literacy.core.language import alphabetical, current_language
from literacy.training.access import leaders_of
from literacy.training.models import Cohort, Course, CourseModule, Library

MOST_COURSES, MOST_COHORTS_READ, MOST_COHORTS = 100, 2000, 40
Sees = Callable[[Place], bool]


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A course with how many cohorts within reach take it now."""

    code: str
    titles: dict[str, str]
    role: str
    document_kind: str
    hours: float
    ects: float
    closed: bool
    cohorts: int


@dataclass(frozen=True, slots=True)
class CohortOfCourse:
    """A cohort that takes a course now, and where."""

    course_id: uuid.UUID
    code: str
    name: str
    library: dict[str, str]


@dataclass(frozen=True, slots=True)
class CoursePage:
    """All that the page of a course shows. `others` counts cohorts that are not listed because they are too many."""

    modules: tuple[CourseModule, ...]
    cohorts: tuple[CohortOfCourse, ...]
    others: int


def course_lines(libraries: Collection[uuid.UUID] | None, sees: Sees) -> list[CourseLine]:
    """Return all courses by title, those that are closed at the end, with the cohorts within reach."""
    taken = [cohort.course_id for cohort in _cohorts(libraries, sees)]
    lines = [
        CourseLine(
            row.code,
            {"uk": row.title_uk, "en": row.title_en},
            row.role,
            row.document_kind,
            row.hours,
            row.ects,
            row.closed_at is not None,
            taken.count(row.id),
        )
        for row in db.session.scalars(select(Course).order_by(Course.id).limit(MOST_COURSES))
    ]
    return sorted(lines, key=lambda line: (line.closed, alphabetical(line.titles[current_language()]), line.code))


def course_page(course_id: uuid.UUID, libraries: Collection[uuid.UUID] | None, sees: Sees) -> CoursePage:
    """Return what the page of a course shows to who sees these cohorts."""
    cohorts = _cohorts(libraries, sees, course_id)
    in_order = sorted(cohorts, key=lambda cohort: (alphabetical(cohort.library[current_language()]), cohort.name))
    shown = tuple(in_order[:MOST_COHORTS])
    return CoursePage(modules_of(course_id), shown, len(cohorts) - len(shown))


def modules_of(course_id: uuid.UUID) -> tuple[CourseModule, ...]:
    """Return the modules of a course in their order."""
    statement = select(CourseModule).where(CourseModule.course_id == course_id).order_by(CourseModule.number)
    return tuple(db.session.scalars(statement))


def _cohorts(
    libraries: Collection[uuid.UUID] | None, sees: Sees, course_id: uuid.UUID | None = None
) -> list[CohortOfCourse]:
    """Return the cohorts within reach that go on, of one course or of all."""
    statement = (
        select(Cohort.id, Cohort.course_id, Cohort.code, Cohort.name, Library.id, Library.name_uk, Library.name_en)
        .join(Library, Library.id == Cohort.library_id)
        .where(Cohort.closed_at.is_(None))
        .order_by(Cohort.id)
        .limit(MOST_COHORTS_READ)
    )
    if libraries is not None:
        statement = statement.where(Cohort.library_id.in_(libraries))
    if course_id is not None:
        statement = statement.where(Cohort.course_id == course_id)
    rows = db.session.execute(statement).all()
    leaders = leaders_of([row[0] for row in rows])
    return [
        CohortOfCourse(course, code, name, {"uk": name_uk, "en": name_en})
        for cohort_id, course, code, name, library_id, name_uk, name_en in rows
        if sees(Place(library_id, leaders.get(cohort_id, frozenset())))
    ]
