"""What a cohort may be made of: the courses that are offered, and where one may be begun."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from literacy.core.db import db
from literacy.core.language import current_language
from literacy.training.models import Course, Library

MOST_COURSES = 200
MOST_LIBRARIES = 10


@dataclass(frozen=True, slots=True)
class CourseToTake:
    """A course to choose."""

    id: uuid.UUID
    code: str
    title: dict[str, str]

    @property
    def words(self) -> str:
        """How the course is called."""
        return self.title[current_language()]


def courses_to_take(own: uuid.UUID | None = None) -> tuple[CourseToTake, ...]:
    """Return the courses that are offered, and a cohort's own one, even if it is offered no more."""
    statement = select(Course.id, Course.code, Course.title_uk, Course.title_en)
    statement = statement.where(Course.closed_at.is_(None) | (Course.id == own)).order_by(Course.title_uk)
    rows = db.session.execute(statement.limit(MOST_COURSES))
    return tuple(CourseToTake(row.id, row.code, {"uk": row.title_uk, "en": row.title_en}) for row in rows)


@dataclass(frozen=True, slots=True)
class LibraryToTeachIn:
    """A library in which somebody may begin a cohort."""

    code: str
    names: dict[str, str]


def libraries_to_teach_in(libraries: Collection[uuid.UUID] | None) -> tuple[LibraryToTeachIn, ...]:
    """Return the open ones of these libraries, by name; none for who teaches nowhere in particular."""
    if not libraries:
        return ()
    statement = select(Library.code, Library.name_uk, Library.name_en)
    statement = statement.where(Library.id.in_(libraries), Library.closed_at.is_(None)).order_by(Library.name_uk)
    rows = db.session.execute(statement.limit(MOST_LIBRARIES))
    return tuple(LibraryToTeachIn(code, {"uk": name_uk, "en": name_en}) for code, name_uk, name_en in rows)
