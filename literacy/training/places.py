"""Where somebody may hold a session: the classrooms of the libraries that she teaches in."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from literacy.core.db import db
from literacy.core.language import current_language
from literacy.training.models import Classroom, Library

MOST_PLACES = 400


@dataclass(frozen=True, slots=True)
class PlaceToTeach:
    """A classroom, or (without one) somewhere in a library. `value` is how a form names it."""

    library_id: uuid.UUID
    library: dict[str, str]
    classroom_id: uuid.UUID | None
    classroom: str
    value: str

    @property
    def words(self) -> str:
        """How the place is called."""
        library = self.library[current_language()]
        return f"{library}: {self.classroom}" if self.classroom else library


def places_to_teach(libraries: Collection[uuid.UUID] | None, first: uuid.UUID | None = None) -> list[PlaceToTeach]:
    """Return the open classrooms of these libraries (without them: of all), those of the first one before the others.

    The first one stands there even if it is closed by now.
    """
    statement = (
        select(Library.id, Library.code, Library.name_uk, Library.name_en, Classroom.id, Classroom.name)
        .outerjoin(Classroom, (Classroom.library_id == Library.id) & Classroom.closed_at.is_(None))
        .where(Library.closed_at.is_(None) | (Library.id == first))
        .order_by(Library.id != first, Library.name_uk, Classroom.name)
        .limit(MOST_PLACES)
    )
    if libraries is not None:
        statement = statement.where(Library.id.in_([*libraries, first]))
    found: list[PlaceToTeach] = []
    for library_id, code, name_uk, name_en, classroom_id, classroom in db.session.execute(statement):
        names = {"uk": name_uk, "en": name_en}
        if not any(place.library_id == library_id for place in found):
            found.append(PlaceToTeach(library_id, names, None, "", code))
        if classroom_id is not None:
            number = sum(place.library_id == library_id for place in found)
            found.append(PlaceToTeach(library_id, names, classroom_id, classroom, f"{code}-{number}"))
    return found
