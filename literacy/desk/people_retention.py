"""How long names are kept: so many months after the last thing that a person did here.

What she did: a card, a mark, a sitting, a place in a cohort, one-to-one help, a certificate, a consent, a name written
down. Whoever comes back begins the months anew.
"""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, union, union_all

from literacy.accounts import people
from literacy.accounts.models import Consent, Learner, LearnerIdentity, LearnerKey, PersonCard
from literacy.assessment.models import Sitting
from literacy.core import clock, installation
from literacy.core.db import db
from literacy.credentials.models import Credential
from literacy.training.models import AttendanceMark, Consultation, EnrolmentChange

# What counts as doing something, and when it was.
_TRACES: tuple[tuple[Any, Any], ...] = (
    (Learner.id, Learner.recorded_at),
    (LearnerIdentity.learner_id, LearnerIdentity.changed_at),
    (Consent.learner_id, Consent.recorded_at),
    (EnrolmentChange.learner_id, EnrolmentChange.recorded_at),
    (AttendanceMark.learner_id, AttendanceMark.recorded_at),
    (Consultation.learner_id, Consultation.recorded_at),
    (Sitting.learner_id, Sitting.recorded_at),
    (Credential.learner_id, Credential.issued_at),
)


def moved(moment: datetime, months: int) -> datetime:
    """Return the moment so many months away, on the last day of a month that is too short."""
    month = moment.year * 12 + moment.month - 1 + months
    for day in (moment.day, 30, 29, 28):
        try:
            return moment.replace(year=month // 12, month=month % 12 + 1, day=day)
        except ValueError:
            continue
    raise ValueError(f"no such moment: {moment} and {months} months")


def kept_until(cards: Collection[uuid.UUID]) -> datetime:
    """Return until when a person's name is kept if she does nothing more here."""
    traces = [select(at.label("at")).where(who.in_(cards)) for who, at in _TRACES]
    latest = db.session.scalar(select(func.max(union_all(*traces).subquery().c.at)))
    return moved(latest or clock.now(), installation.settings().retention_months)


def due() -> list[uuid.UUID]:
    """Return the persons whose months are over, by one card each, the earliest first."""
    since = moved(clock.now(), -installation.settings().retention_months)
    old = select(PersonCard.person_id).join(Learner, Learner.id == PersonCard.learner_id)
    statement = (
        old.join(LearnerKey, LearnerKey.learner_id == PersonCard.learner_id)
        .where(Learner.recorded_at < since, PersonCard.person_id.not_in(_active(since)))
        .distinct()
        .order_by(PersonCard.person_id)
    )
    return list(db.session.scalars(statement))


def _active(since: datetime) -> Select[uuid.UUID]:
    """Return the statement of the persons who did something since a moment, with whatever card."""
    traces = [select(who.label("learner_id")).where(at >= since, who.is_not(None)) for who, at in _TRACES]
    recent = union(*traces).subquery()
    return select(PersonCard.person_id).join(recent, recent.c.learner_id == PersonCard.learner_id)


def erase(person_id: uuid.UUID, *, actor: str) -> None:
    """Erase the name of a person whose months are over; whoever came back meanwhile keeps it."""
    if kept_until(people.cards_of(person_id)) <= clock.now():
        people.erase(person_id, reason="retention", actor=actor)
