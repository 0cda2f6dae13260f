"""A trainer at work: signed in, with a PIN, leading a cohort that has a session now."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from literacy.accounts import registration, service
from literacy.accounts.registration import Registration
from literacy.core import clock, identifiers
from literacy.core.db import db
from literacy.rooms import opening
from literacy.rooms import service as rooms_service
from literacy.training import cohorts, libraries, sessions
from literacy.training.models import Library, TrainingSession
from literacy.training.sessions import Plan
from tests.factories import make_cohort, make_library

EMAIL, PASSWORD, PIN = "olena@library.example", "жовтий човен на Дніпрі", "482915"


@dataclass
class Work:
    """What the trainer works with."""

    account_id: uuid.UUID
    library_id: uuid.UUID
    library_code: str
    cohort_id: uuid.UUID
    session_id: uuid.UUID
    session_code: str
    people: list[uuid.UUID]

    @property
    def board(self) -> str:
        return f"/sessions/{self.session_code}/board"

    @property
    def room(self) -> rooms_service.OpenedRoom:
        """The codes of the open room; call it in a context."""
        return rooms_service.codes_of(rooms_service.room_of_session(self.session_id).id)

    def sit(self, number: int) -> rooms_service.TakenSeat:
        """Sit down at a seat; call it in a context."""
        room = self.room
        return rooms_service.take_seat(room.room_id, dict(room.seats)[number], identifiers.new_id())


def prepare(*, learners: int = 3, pcs: int = 0, role: str = "teacher", pin: bool = True) -> Work:
    """Make a trainer, a cohort with so many learners, and its session, planned for now."""
    library_id = make_library()
    account_id = service.create_account(EMAIL, "trainer", actor="test", password=PASSWORD, library_id=library_id)
    if pin:
        service.set_pin(account_id, PIN)
    cohort_id = make_cohort(library_id=library_id, leaders=[account_id], role=role, capacity=60)
    people = [
        registration.register(Registration(nickname=f"Учасник {n}"), actor="test") for n in range(1, learners + 1)
    ]
    for each in people:
        cohorts.enrol(cohort_id, each, actor="test")
    classroom_id = None
    if pcs:
        classroom_id = libraries.keep_classroom(library_id, "Зала", pcs, actor="test")
    start = clock.now()
    plan = Plan(library_id, start, start + timedelta(hours=2), cohort_id=cohort_id, classroom_id=classroom_id)
    session_id = sessions.plan_session(plan, actor="test")
    code = db.session.get(TrainingSession, session_id).code
    library_code = db.session.get(Library, library_id).code
    return Work(account_id, library_id, library_code, cohort_id, session_id, code, people)


def prepare_open(**more) -> Work:
    """Prepare, with the room open."""
    work = prepare(**more)
    opening.open_for_session(work.session_id, actor="test")
    return work


def sign_in(client) -> None:
    """Sign the trainer in at a browser."""
    assert client.send("/sign-in", email=EMAIL, password=PASSWORD).status_code == 303
