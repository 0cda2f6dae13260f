"""A library with a trainer, a cohort and people, and browsers that are signed in: what the pages of sessions need."""

import uuid
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import event, select

from literacy.accounts import learners
from literacy.accounts import service as accounts
from literacy.accounts.learners import Identity
from literacy.accounts.models import Learner, LoginSession
from literacy.core import clock, identifiers
from literacy.core.db import db
from literacy.training import cohorts, sessions
from literacy.training.models import Library
from literacy.training.sessions import Plan
from tests.conftest import NOON
from tests.factories import make_cohort, make_library
from tests.journeys.pages import read_page

NAMES = ("Ґалина", "Василь", "Єва", "Зоя", "Ївга", "Лука", "Мирон", "Нестор", "Остап", "Софія")


@dataclass
class World:
    """What there is: a trainer who leads a cohort of these people, and one session of it from noon to two."""

    library_id: uuid.UUID
    library: str
    cohort_id: uuid.UUID
    session_id: uuid.UUID
    code: str
    trainer: uuid.UUID
    people: dict[str, uuid.UUID] = field(default_factory=dict)
    cards: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where the session's page is."""
        return f"/sessions/{self.code}"


def make_world(people: int = 3, *, start=NOON, hours: float = 2, cohort: bool = True) -> World:
    """Make a world; nobody is marked and nothing has begun."""
    library_id = make_library()
    trainer = make_staff("trainer", library_id)
    cohort_id = make_cohort(library_id=library_id, capacity=60, leaders=[trainer])
    end = start + timedelta(hours=hours)
    plan = Plan(library_id, start, end, cohort_id=cohort_id if cohort else None, led_by=None if cohort else trainer)
    session_id = sessions.plan_session(plan, actor="test")
    code = sessions.session_by_id(session_id).code
    made = World(library_id, db.session.get(Library, library_id).code, cohort_id, session_id, code, trainer)
    for number in range(people):
        name = NAMES[number % len(NAMES)] + (f" {number // len(NAMES)}" if number >= len(NAMES) else "")
        add_person(made, name)
    return made


def add_person(world: World, name: str, *, enrolled: bool = True) -> uuid.UUID:
    """Give somebody a card, and a place in the cohort."""
    learner_id = learners.create_learner()
    learners.name_learner(learner_id, Identity(nickname=name))
    if enrolled:
        cohorts.enrol(world.cohort_id, learner_id, actor="test")
    world.people[name] = learner_id
    world.cards[name] = db.session.scalar(select(Learner.card_number).where(Learner.id == learner_id))
    return learner_id


def make_staff(role: str, library_id: uuid.UUID | None = None) -> uuid.UUID:
    """Make an account with a role."""
    email = f"{uuid.uuid4().hex[:12]}@library.example"
    return accounts.create_account(email, role, actor="test", library_id=library_id)


def signed_in_as(account_id: uuid.UUID) -> uuid.UUID:
    """Begin a sign-in of an account that no moved clock ends."""
    later = clock.now() + timedelta(hours=12)
    row = LoginSession(id=identifiers.new_id(), account_id=account_id, started_at=later, last_seen_at=later)
    db.session.add(row)
    db.session.flush()
    return row.id


def enter(client: Any, in_transaction: Callable[..., Any], account_id: uuid.UUID) -> Any:
    """Let a browser be signed in as this account."""
    login = in_transaction(signed_in_as, account_id)
    with client.session_transaction() as browser:
        browser["staff"] = login.hex
    return client


@contextmanager
def statements(app: Any):
    """Note the verb of each statement that the application sends."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        verb = statement.split(None, 1)[0].upper()
        if verb not in ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK"):
            sent.append(verb)

    with app.app_context():
        target = db.engine
    event.listen(target, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(target, "before_cursor_execute", note)


def fields_of(reply: Any) -> dict[str, str]:
    """Return the fields of the form that goes on as they stand, as a browser would send them without a button."""
    page = read_page(reply.request.path, reply.status_code, {"content-type": reply.content_type}, reply.data)
    return {
        control.name: control.value
        for control in page.main_form.controls
        if control.name and (control.chosen if control.kind in ("radio", "checkbox") else control.kind != "submit")
    }
