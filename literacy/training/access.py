"""The only ways to libraries, courses, cohorts, sessions and people: the object of this address, if the role reaches it.

Each function here makes an access function for `http.access.requires`; what is out of reach looks like what is not there.
"""

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass

from flask import request
from sqlalchemy import ColumnElement, and_, false, or_, select, true

from literacy.accounts import people
from literacy.accounts.access import Staff, named, staff, staff_at_board
from literacy.accounts.permissions import MATRIX, Place, Reach
from literacy.core.db import db
from literacy.core.errors import NotAllowed, NotFound
from literacy.training.consultations import holds_in_the_books
from literacy.training.models import (
    Attendance,
    Cohort,
    CohortTrainer,
    Consultation,
    Course,
    Enrolment,
    Library,
    TrainingSession,
    TrainingSessionState,
)


@dataclass(frozen=True, slots=True)
class AtLibrary:
    """Staff at a library."""

    staff: Staff
    library: Library

    def may(self, action: str) -> bool:
        """Say whether another action on it is permitted too."""
        return self.staff.may(action, Place(self.library.id))


@dataclass(frozen=True, slots=True)
class AtCourse:
    """Staff at a course."""

    staff: Staff
    course: Course


@dataclass(frozen=True, slots=True)
class AtCohort:
    """Staff at a cohort."""

    staff: Staff
    cohort: Cohort
    place: Place

    def may(self, action: str) -> bool:
        """Say whether another action on it is permitted too."""
        return self.staff.may(action, self.place)


@dataclass(frozen=True, slots=True)
class AtSession:
    """Staff at a training session."""

    staff: Staff
    training_session: TrainingSession
    state: TrainingSessionState
    place: Place

    def may(self, action: str) -> bool:
        """Say whether another action on it is permitted too."""
        return self.staff.may(action, self.place)


@dataclass(frozen=True, slots=True)
class AtPerson:
    """Staff at a learner, with every card of the person."""

    staff: Staff
    learner_id: uuid.UUID
    cards: tuple[uuid.UUID, ...]
    places: tuple[Place, ...]

    def may(self, action: str) -> bool:
        """Say whether another action on her is permitted too."""
        return self.staff.may(action, *self.places)


def library_to(action: str) -> Callable[[], AtLibrary]:
    """Return the access function of an action on the library of this address."""

    def check() -> AtLibrary:
        found = staff()
        library = db.session.scalar(select(Library).where(Library.code == _code()))
        if library is None:
            raise NotFound("library")
        if not found.may(action, Place(library.id)):
            raise NotFound("library")
        return AtLibrary(found, library)

    return named(check, action)


def course_to(action: str) -> Callable[[], AtCourse]:
    """Return the access function of an action on the course of this address."""

    def check() -> AtCourse:
        found = staff()
        course = db.session.scalar(select(Course).where(Course.code == _code()))
        if course is None:
            raise NotFound("course")
        if not found.may(action, Place()):
            raise NotFound("course")
        return AtCourse(found, course)

    return named(check, action)


def cohort_to(action: str) -> Callable[[], AtCohort]:
    """Return the access function of an action on the cohort of this address."""

    def check() -> AtCohort:
        found = staff()
        cohort = db.session.scalar(select(Cohort).where(Cohort.code == _code()))
        if cohort is None:
            raise NotFound("cohort")
        place = Place(cohort.library_id, leaders_of([cohort.id]).get(cohort.id, frozenset()))
        if not found.may(action, place):
            raise NotFound("cohort")
        return AtCohort(found, cohort, place)

    return named(check, action)


def cohorts_to(action: str) -> Callable[[], Staff]:
    """Return the access function of a list of cohorts: whoever reaches one at all; `cohorts_within` limits the list."""

    def check() -> Staff:
        found = staff()
        if not found.reaches(action):
            raise NotAllowed(action)
        return found

    return named(check, action)


def cohorts_within(found: Staff, action: str) -> ColumnElement[bool]:
    """Return the condition on `Cohort` for those that an action reaches."""
    led = select(CohortTrainer.cohort_id).where(CohortTrainer.account_id == found.account_id)
    reached: list[ColumnElement[bool]] = []
    for grant in found.grants:
        reach = MATRIX[action].get(grant.role)
        if reach is not None:
            here = true() if grant.library_id is None else Cohort.library_id == grant.library_id
            reached.append(and_(here, Cohort.id.in_(led)) if reach is Reach.LED else here)
    return or_(*reached) if reached else false()


def session_to(action: str) -> Callable[[], AtSession]:
    """Return the access function of an action on the training session of this address."""

    def check() -> AtSession:
        found = staff_at_board() if action == "session.board" else staff()
        row = db.session.execute(
            select(TrainingSession, TrainingSessionState)
            .join(TrainingSessionState, TrainingSessionState.training_session_id == TrainingSession.id)
            .where(TrainingSession.code == _code())
        ).first()
        if row is None:
            raise NotFound("training session")
        training_session, state = row
        place = place_of_session(training_session)
        if not found.may(action, place):
            raise NotFound("training session")
        return AtSession(found, training_session, state, place)

    return named(check, action)


def person_to(action: str) -> Callable[[], AtPerson]:
    """Return the access function of an action on the learner whose card number stands in this address."""

    def check() -> AtPerson:
        found = staff()
        learner_id = people.learner_by_card(_code())
        cards = people.cards_of(learner_id)
        places = places_of_person(cards)
        if not found.may(action, *places):
            raise NotFound("learner")
        return AtPerson(found, learner_id, cards, places)

    return named(check, action)


def place_of_session(training_session: TrainingSession) -> Place:
    """Return where a session stands: its library, and who leads it or its cohort."""
    leaders = frozenset({training_session.led_by} if training_session.led_by else ())
    if training_session.cohort_id is not None:
        leaders |= leaders_of([training_session.cohort_id]).get(training_session.cohort_id, frozenset())
    return Place(training_session.library_id, leaders)


def leaders_of(cohort_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, frozenset[uuid.UUID]]:
    """Return who leads these cohorts."""
    found: dict[uuid.UUID, set[uuid.UUID]] = {}
    rows = db.session.execute(
        select(CohortTrainer.cohort_id, CohortTrainer.account_id).where(CohortTrainer.cohort_id.in_(cohort_ids))
    )
    for cohort_id, account_id in rows:
        found.setdefault(cohort_id, set()).add(account_id)
    return {cohort_id: frozenset(accounts) for cohort_id, accounts in found.items()}


def places_of_person(cards: Collection[uuid.UUID]) -> tuple[Place, ...]:
    """Return every place where a person learns or learnt: cohorts joined, sessions attended, help given to her alone."""
    joined = db.session.execute(
        select(Cohort.id, Cohort.library_id)
        .join(Enrolment, Enrolment.cohort_id == Cohort.id)
        .where(Enrolment.learner_id.in_(cards))
    ).all()
    attended = db.session.execute(
        select(TrainingSession.cohort_id, TrainingSession.library_id, TrainingSession.led_by)
        .join(Attendance, Attendance.training_session_id == TrainingSession.id)
        .where(Attendance.learner_id.in_(cards))
    ).all()
    cohorts = {row.id for row in joined} | {row.cohort_id for row in attended if row.cohort_id}
    leaders = leaders_of(cohorts)
    places = {Place(row.library_id, leaders.get(row.id, frozenset())) for row in joined}
    for row in attended:
        led = frozenset({row.led_by} if row.led_by else ())
        places.add(Place(row.library_id, led | leaders.get(row.cohort_id, frozenset())))
    helped = select(Consultation.library_id, Consultation.helper_id).where(
        Consultation.learner_id.in_(cards), holds_in_the_books()
    )
    places |= {Place(row.library_id, frozenset({row.helper_id})) for row in db.session.execute(helped)}
    return tuple(places)


def _code() -> str:
    return str((request.view_args or {})["code"])
