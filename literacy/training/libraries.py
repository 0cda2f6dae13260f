"""The verbs of libraries and their classrooms."""

import uuid
from dataclasses import dataclass

from sqlalchemy import select

from literacy.core import audit, clock, identifiers
from literacy.core.db import db
from literacy.core.errors import NotFound, Reason, Refused
from literacy.training.models import Classroom, Library

MOST_PCS = 60


@dataclass(frozen=True, slots=True)
class LibraryFacts:
    """What is told of a library."""

    name_uk: str
    name_en: str
    kind: str = "library"
    community: str = ""
    hours: str = ""


def ensure_library(name_uk: str, name_en: str, *, simulated: bool = False) -> uuid.UUID:
    """Return the library of this name, made if it is new."""
    found = db.session.scalar(select(Library.id).where(Library.name_uk == name_uk))
    return found or _add(LibraryFacts(name_uk, name_en), simulated=simulated).id


def _add(told: LibraryFacts, *, simulated: bool = False, library_id: uuid.UUID | None = None) -> Library:
    library = Library(
        id=library_id or identifiers.new_id(),
        name_uk=told.name_uk,
        name_en=told.name_en,
        kind=told.kind,
        community=told.community,
        hours=told.hours,
        simulated=simulated,
    )
    db.session.add(library)
    db.session.flush()
    return library


def add_library(
    told: LibraryFacts, *, actor: str, simulated: bool = False, library_id: uuid.UUID | None = None
) -> uuid.UUID:
    """Add a library; its Ukrainian name must be new. The same id twice is one library."""
    if library_id is not None and db.session.get(Library, library_id) is not None:
        return library_id
    _require_free_name(told.name_uk, None)
    library = _add(told, simulated=simulated, library_id=library_id)
    audit.record(actor, "library.added", "library", library.id)
    return library.id


def change_library(library_id: uuid.UUID, told: LibraryFacts, *, actor: str) -> None:
    """Tell other things of a library."""
    library = _library(library_id)
    _require_free_name(told.name_uk, library_id)
    library.name_uk, library.name_en, library.kind = told.name_uk, told.name_en, told.kind
    library.community, library.hours = told.community, told.hours
    audit.record(actor, "library.changed", "library", library_id)
    db.session.flush()


def _require_free_name(name_uk: str, own_id: uuid.UUID | None) -> None:
    found = db.session.scalar(select(Library.id).where(Library.name_uk == name_uk))
    if found is not None and found != own_id:
        raise Refused([Reason("library_name_taken")])


def close_library(library_id: uuid.UUID, *, actor: str) -> None:
    """Close a library: what happened there stays in the books."""
    library = _library(library_id)
    if library.closed_at is None:
        library.closed_at = clock.now()
        audit.record(actor, "library.closed", "library", library_id)
        db.session.flush()


def reopen_library(library_id: uuid.UUID, *, actor: str) -> None:
    """Open a closed library again."""
    library = _library(library_id)
    if library.closed_at is not None:
        library.closed_at = None
        audit.record(actor, "library.reopened", "library", library_id)
        db.session.flush()


def keep_classroom(
    library_id: uuid.UUID, name: str, pcs: int, *, actor: str, classroom_id: uuid.UUID | None = None
) -> uuid.UUID:
    """Add a classroom, or tell another name and number of computers of one. The same id twice is one classroom."""
    if not 0 <= pcs <= MOST_PCS:
        raise Refused([Reason("pcs_range", {"most": MOST_PCS})])
    same_name = select(Classroom.id).where(Classroom.library_id == library_id, Classroom.name == name)
    found = db.session.scalar(same_name)
    if found is not None and found != classroom_id:
        raise Refused([Reason("classroom_name_taken")])
    classroom = db.session.get(Classroom, classroom_id) if classroom_id else None
    if classroom is None:
        classroom = Classroom(id=classroom_id or identifiers.new_id(), library_id=_library(library_id).id)
        db.session.add(classroom)
    elif classroom.library_id != library_id:
        raise NotFound("classroom")
    elif (classroom.name, classroom.pcs) == (name, pcs):
        return classroom.id
    classroom.name, classroom.pcs = name, pcs
    db.session.flush()
    audit.record(actor, "classroom.kept", "classroom", classroom.id, pcs=pcs)
    return classroom.id


def close_classroom(classroom_id: uuid.UUID, *, actor: str) -> None:
    """Use a classroom no more."""
    classroom = _classroom(classroom_id)
    if classroom.closed_at is None:
        classroom.closed_at = clock.now()
        audit.record(actor, "classroom.closed", "classroom", classroom_id)
        db.session.flush()


def reopen_classroom(classroom_id: uuid.UUID, *, actor: str) -> None:
    """Use a classroom again."""
    classroom = _classroom(classroom_id)
    if classroom.closed_at is not None:
        classroom.closed_at = None
        audit.record(actor, "classroom.reopened", "classroom", classroom_id)
        db.session.flush()


def _classroom(classroom_id: uuid.UUID) -> Classroom:
    classroom = db.session.get(Classroom, classroom_id)
    if classroom is None:
        raise NotFound("classroom")
    return classroom


def _library(library_id: uuid.UUID) -> Library:
    library = db.session.get(Library, library_id)
    if library is None:
        raise NotFound("library")
    return library


def code_of(library_id: uuid.UUID) -> str:
    """Return what stands in a library's address."""
    return _library(library_id).code
