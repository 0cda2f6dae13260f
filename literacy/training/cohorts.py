"""The verbs of cohorts: formed, led, joined, left, closed."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, func, select

from literacy.accounts.models import PersonCard
from literacy.accounts.people import cards_of
from literacy.core import audit, clock, identifiers
from literacy.core.db import db
from literacy.core.errors import Conflict, NotFound, Reason, Refused
from literacy.training.models import Cohort, CohortTrainer, Enrolment, EnrolmentChange, Library

MOST_PLACES = 60


@dataclass(frozen=True, slots=True)
class CohortFacts:
    """What is told of a cohort."""

    name: str
    course_id: uuid.UUID
    capacity: int
    kind: str = "open"
    institution: str = ""


def form_cohort(
    library_id: uuid.UUID,
    told: CohortFacts,
    *,
    actor: str,
    leaders: Collection[uuid.UUID] = (),
    cohort_id: uuid.UUID | None = None,
) -> uuid.UUID:
    """Form a cohort; the same id twice is one cohort."""
    # Held: of two requests of a double click the second one finds the cohort of the first.
    db.session.execute(select(Library.id).where(Library.id == library_id).with_for_update())
    known = db.session.get(Cohort, cohort_id) if cohort_id else None
    if known is not None:
        return known.id
    _require_sense(library_id, told, None)
    cohort = Cohort(
        id=cohort_id or identifiers.new_id(),
        library_id=library_id,
        course_id=told.course_id,
        name=told.name,
        kind=told.kind,
        institution=told.institution,
        capacity=told.capacity,
    )
    db.session.add(cohort)
    db.session.flush()
    set_leaders(cohort.id, leaders, actor=actor)
    audit.record(actor, "cohort.formed", "cohort", cohort.id)
    return cohort.id


def change_cohort(cohort_id: uuid.UUID, told: CohortFacts, *, actor: str) -> None:
    """Tell other things of a cohort."""
    cohort = hold(cohort_id)
    _require_sense(cohort.library_id, told, cohort_id)
    taken = cohort.capacity - places_left(cohort_id)
    if told.capacity < min(taken, cohort.capacity):
        raise Refused([Reason("capacity_taken", {"n": taken})])
    cohort.name, cohort.course_id, cohort.capacity = told.name, told.course_id, told.capacity
    cohort.kind, cohort.institution = told.kind, told.institution
    audit.record(actor, "cohort.changed", "cohort", cohort_id)
    db.session.flush()


def _require_sense(library_id: uuid.UUID, told: CohortFacts, own_id: uuid.UUID | None) -> None:
    same_name = select(Cohort.id).where(Cohort.library_id == library_id, Cohort.name == told.name)
    found = db.session.scalar(same_name)
    reasons = []
    if found is not None and found != own_id:
        reasons.append(Reason("cohort_name_taken"))
    if (told.kind == "open") != (told.institution == ""):
        reasons.append(Reason("institution_missing"))
    if not 1 <= told.capacity <= MOST_PLACES:
        reasons.append(Reason("capacity_range", {"most": MOST_PLACES}))
    if reasons:
        raise Refused(reasons)


def set_leaders(cohort_id: uuid.UUID, leaders: Collection[uuid.UUID], *, actor: str) -> None:
    """Say who leads a cohort."""
    db.session.execute(delete(CohortTrainer).where(CohortTrainer.cohort_id == cohort_id))
    db.session.add_all(CohortTrainer(cohort_id=cohort_id, account_id=account_id) for account_id in set(leaders))
    audit.record(actor, "cohort.leaders_set", "cohort", cohort_id, accounts=sorted(each.hex for each in leaders))
    db.session.flush()


def leaders_of(cohort_id: uuid.UUID) -> frozenset[uuid.UUID]:
    """Return who leads a cohort."""
    return frozenset(db.session.scalars(select(CohortTrainer.account_id).where(CohortTrainer.cohort_id == cohort_id)))


def close_cohort(cohort_id: uuid.UUID, *, actor: str) -> None:
    """Close a cohort: its course is over."""
    cohort = hold(cohort_id)
    if cohort.closed_at is None:
        cohort.closed_at = clock.now()
        audit.record(actor, "cohort.closed", "cohort", cohort_id)
        db.session.flush()


def reopen_cohort(cohort_id: uuid.UUID, *, actor: str) -> None:
    """Open a closed cohort again."""
    cohort = hold(cohort_id)
    if cohort.closed_at is not None:
        cohort.closed_at = None
        audit.record(actor, "cohort.reopened", "cohort", cohort_id)
        db.session.flush()


def enrol(cohort_id: uuid.UUID, learner_id: uuid.UUID, *, actor: str, change_id: uuid.UUID | None = None) -> str:
    """Give somebody a place, or one in the queue where the cohort is full; return which.

    Whoever stands there already, with whatever card, keeps the place.
    """
    cohort = hold(cohort_id)
    cards = cards_of(learner_id) or (learner_id,)
    standing = db.session.scalar(
        select(Enrolment.status)
        .where(Enrolment.cohort_id == cohort_id, Enrolment.learner_id.in_(cards), Enrolment.status != "left")
        .order_by(Enrolment.status)
        .limit(1)
    )
    if standing is not None:
        return standing
    if cohort.closed_at is not None:
        raise Conflict("this cohort is closed")
    change = "enrolled" if places_left(cohort_id) > 0 else "waiting"
    _change(cohort_id, learner_id, change, actor, change_id)
    return change


def admit(cohort_id: uuid.UUID, learner_id: uuid.UUID, *, actor: str) -> None:
    """Give a place to somebody who waits, if there is one."""
    hold(cohort_id)
    standing = db.session.get(Enrolment, (cohort_id, learner_id))
    if standing is None:
        raise NotFound("enrolment")
    if standing.status == "waiting":
        if places_left(cohort_id) <= 0:
            raise Refused([Reason("cohort_full")])
        _change(cohort_id, learner_id, "enrolled", actor)


def leave(cohort_id: uuid.UUID, learner_id: uuid.UUID, *, actor: str) -> None:
    """Take somebody off the list; the marks stay. Leaving twice changes nothing."""
    hold(cohort_id)
    standing = db.session.get(Enrolment, (cohort_id, learner_id))
    if standing is None:
        raise NotFound("enrolment")
    if standing.status != "left":
        _change(cohort_id, learner_id, "left", actor)


def places_left(cohort_id: uuid.UUID) -> int:
    """Return how many places of a cohort are free; a person with two cards takes one."""
    taken = (
        select(func.count(PersonCard.person_id.distinct()))
        .join(Enrolment, Enrolment.learner_id == PersonCard.learner_id)
        .where(Enrolment.cohort_id == cohort_id, Enrolment.status == "enrolled")
    )
    capacity = db.session.scalar(select(Cohort.capacity).where(Cohort.id == cohort_id))
    if capacity is None:
        raise NotFound("cohort")
    return capacity - (db.session.scalar(taken) or 0)


def _change(
    cohort_id: uuid.UUID, learner_id: uuid.UUID, change: str, actor: str, change_id: uuid.UUID | None = None
) -> None:
    db.session.add(
        EnrolmentChange(
            id=change_id or identifiers.new_id(),
            cohort_id=cohort_id,
            learner_id=learner_id,
            change=change,
            recorded_by=actor,
            recorded_at=clock.now(),
        )
    )
    db.session.flush()
    _bring_up_to_date(cohort_id, learner_id)


def import_change(change: EnrolmentChange) -> bool:
    """Take over a change that was made elsewhere; False where it is known already."""
    hold(change.cohort_id)
    if db.session.get(EnrolmentChange, change.id) is not None:
        return False
    db.session.add(change)
    db.session.flush()
    _bring_up_to_date(change.cohort_id, change.learner_id)
    return True


def _bring_up_to_date(cohort_id: uuid.UUID, learner_id: uuid.UUID) -> None:
    """Move the projection to the last change, by when it was made."""
    last = db.session.scalars(
        select(EnrolmentChange)
        .where(EnrolmentChange.cohort_id == cohort_id, EnrolmentChange.learner_id == learner_id)
        .order_by(EnrolmentChange.recorded_at.desc(), EnrolmentChange.id.desc())
        .limit(1)
    ).one()
    row = db.session.get(Enrolment, (cohort_id, learner_id)) or Enrolment(cohort_id=cohort_id, learner_id=learner_id)
    row.status, row.since = last.change, last.recorded_at
    db.session.add(row)
    db.session.flush()


def hold(cohort_id: uuid.UUID) -> Cohort:
    """Return a cohort, held until the end of the transaction: two who enrol at once do not get one place."""
    cohort = db.session.scalar(select(Cohort).where(Cohort.id == cohort_id).with_for_update())
    if cohort is None:
        raise NotFound("cohort")
    return cohort
