"""One-to-one help and help with an e-service: short records of their own, with no free text in which a name could stand."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased

from literacy.core import clock, identifiers
from literacy.core.db import db
from literacy.core.errors import Conflict, NotFound, Reason, Refused
from literacy.training.models import Consultation, Library

LONGEST_MINUTES = 240


@dataclass(frozen=True, slots=True)
class Help:
    """What help was given. Without a learner the person stayed unnamed."""

    kind: str
    topic: str
    outcome: str
    held_at: datetime
    minutes: int
    learner_id: uuid.UUID | None = None


def record_consultation(
    library_id: uuid.UUID, helper_id: uuid.UUID, told: Help, *, consultation_id: uuid.UUID | None = None
) -> uuid.UUID:
    """Note help that was given; the same id twice is one record."""
    # Held: of two requests of a double click the second one finds the record of the first.
    db.session.execute(select(Library.id).where(Library.id == library_id).with_for_update())
    known = db.session.get(Consultation, consultation_id) if consultation_id else None
    if known is not None:
        return known.id
    _require_sense(told)
    return _add(library_id, helper_id, told, consultation_id or identifiers.new_id(), corrects_id=None)


def correct_consultation(consultation_id: uuid.UUID, helper_id: uuid.UUID, told: Help | None) -> uuid.UUID:
    """Replace a record by another, or (without one) by nothing; return the new fact's id."""
    wrong = db.session.scalar(select(Consultation).where(Consultation.id == consultation_id).with_for_update())
    if wrong is None:
        raise NotFound("consultation")
    if db.session.scalar(select(Consultation.id).where(Consultation.corrects_id == consultation_id)) is not None:
        raise Conflict("this record was replaced already")
    if told is not None:
        _require_sense(told)
    kept = told or Help(wrong.kind, wrong.topic, wrong.outcome, wrong.held_at, wrong.minutes, wrong.learner_id)
    new_id = identifiers.new_id()
    return _add(wrong.library_id, helper_id, kept, new_id, corrects_id=wrong.id, withdrawn=told is None)


def holds_in_the_books() -> ColumnElement[bool]:
    """Return the condition of a record that was neither replaced nor withdrawn."""
    correction = aliased(Consultation)
    return Consultation.withdrawn.is_(False) & ~exists().where(correction.corrects_id == Consultation.id)


def _require_sense(told: Help) -> None:
    reasons = []
    if not 1 <= told.minutes <= LONGEST_MINUTES:
        reasons.append(Reason("consultation_minutes", {"most": LONGEST_MINUTES}))
    if told.held_at > clock.now() + timedelta(minutes=5):
        reasons.append(Reason("future_consultation"))
    if reasons:
        raise Refused(reasons)


def _add(
    library_id: uuid.UUID,
    helper_id: uuid.UUID,
    told: Help,
    consultation_id: uuid.UUID,
    *,
    corrects_id: uuid.UUID | None,
    withdrawn: bool = False,
) -> uuid.UUID:
    row = Consultation(
        id=consultation_id,
        library_id=library_id,
        helper_id=helper_id,
        learner_id=told.learner_id,
        kind=told.kind,
        topic=told.topic,
        outcome=told.outcome,
        held_at=told.held_at,
        minutes=told.minutes,
        corrects_id=corrects_id,
        withdrawn=withdrawn,
    )
    db.session.add(row)
    db.session.flush()
    return row.id
