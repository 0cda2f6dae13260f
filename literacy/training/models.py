"""Libraries, cohorts, and who learns in them."""

import uuid

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from literacy.core import identifiers
from literacy.core.db import Fact, db


class Library(db.Model):
    """A library where people learn."""

    __tablename__ = "library"
    __table_args__ = (UniqueConstraint("name_uk", name="name"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=identifiers.new_id)
    name_uk: Mapped[str]
    name_en: Mapped[str]
    simulated: Mapped[bool] = mapped_column(default=False)


class Cohort(db.Model):
    """People who learn together."""

    __tablename__ = "cohort"
    __table_args__ = (UniqueConstraint("library_id", "name", name="name_in_library"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=identifiers.new_id)
    library_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("library.id"))
    name: Mapped[str]


class Enrolment(Fact, db.Model):
    """A learner in a cohort."""

    __tablename__ = "enrolment"
    __table_args__ = (UniqueConstraint("cohort_id", "learner_id", name="once"),)

    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohort.id"))
    learner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("learner.id"))
