"""A library with a cohort that somebody leads, and people who came to its sessions."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from literacy.accounts import learners, people, registration
from literacy.accounts.registration import Registration
from literacy.core import clock
from literacy.core.db import db
from literacy.training import attendance, cohorts, sessions
from literacy.training.attendance import NewMark
from literacy.training.models import Cohort
from tests.factories import make_cohort, make_library, make_session
from tests.staff import make_staff

LED_BY = "account somebody"


@dataclass
class Place:
    """A cohort of a library, its trainer and its coordinator."""

    library_id: uuid.UUID
    trainer: uuid.UUID
    coordinator: uuid.UUID
    cohort_id: uuid.UUID
    cohort: str = ""
    session_ids: list[uuid.UUID] = field(default_factory=list)


def make_place(*, sessions_held: int = 2) -> Place:
    """Make a library with a cohort that met so often."""
    library_id = make_library()
    trainer, coordinator = (make_staff(role, library_id) for role in ("trainer", "coordinator"))
    cohort_id = make_cohort(library_id=library_id, leaders=[trainer])
    place = Place(library_id, trainer, coordinator, cohort_id, db.session.get(Cohort, cohort_id).name)
    for number in range(sessions_held):
        place.session_ids.append(hold(cohort_id, clock.now() - timedelta(days=1 + number)))
    return place


def hold(cohort_id: uuid.UUID, start: datetime, *, hours: float = 2) -> uuid.UUID:
    """Hold a session of a cohort."""
    session_id = make_session(start=start, hours=hours, cohort_id=cohort_id)
    sessions.start(session_id, actor=LED_BY, at=start)
    sessions.end(session_id, actor=LED_BY, at=start + timedelta(hours=hours))
    return session_id


def make_person(place: Place, nickname: str, *, came: int = 0, enrolled: bool = True, **told: object) -> uuid.UUID:
    """Write somebody down, with a place in the cohort, who came to the first sessions."""
    learner_id = registration.register(Registration(nickname, **told), actor=LED_BY)
    if enrolled:
        cohorts.enrol(place.cohort_id, learner_id, actor=LED_BY)
    for session_id in place.session_ids[:came]:
        mark(session_id, learner_id)
    return learner_id


def mark(session_id: uuid.UUID, learner_id: uuid.UUID, said: str = "present") -> None:
    """Mark somebody in a session."""
    attendance.note_marks(session_id, [NewMark(learner_id, said)], source="list", actor=LED_BY)


def number(learner_id: uuid.UUID) -> str:
    """Return a card's number."""
    return people.called([learner_id])[learner_id].card_number


def holder_key(learner_id: uuid.UUID) -> str:
    """Return a holder's key."""
    return learners.holder_key_of(learner_id)
