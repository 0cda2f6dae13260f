"""The verbs of training: libraries and cohorts."""

import uuid

from sqlalchemy import select

from literacy.core import identifiers
from literacy.core.db import db
from literacy.training.models import Cohort, Library


def ensure_library(name_uk: str, name_en: str, *, simulated: bool = False) -> uuid.UUID:
    """Return the library of this name, made if it is new."""
    found = db.session.scalar(select(Library.id).where(Library.name_uk == name_uk))
    if found is not None:
        return found
    library = Library(id=identifiers.new_id(), name_uk=name_uk, name_en=name_en, simulated=simulated)
    db.session.add(library)
    db.session.flush()
    return library.id


def ensure_cohort(library_id: uuid.UUID, name: str) -> uuid.UUID:
    """Return the cohort of this name in the library, made if it is new."""
    found = db.session.scalar(select(Cohort.id).where(Cohort.library_id == library_id, Cohort.name == name))
    if found is not None:
        return found
    cohort = Cohort(id=identifiers.new_id(), library_id=library_id, name=name)
    db.session.add(cohort)
    db.session.flush()
    return cohort.id
