"""No page asks the database more for more people: every page of staff, for few learners and for many."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, select

from literacy.accounts import registration
from literacy.accounts.registration import Registration
from literacy.core.db import db
from literacy.core.transaction import transaction
from literacy.rooms import service as rooms
from literacy.training import attendance, cohorts
from literacy.training.attendance import NewMark
from literacy.training.models import Cohort, TrainingSession
from tests.web.test_access_matrix import House, house, permitted, routes, tries

__all__ = ["house"]
STAFF = ("trainer", "coordinator", "region", "administrator")
MORE, LOST = 20, 10**6


@contextmanager
def asked(house: House) -> Iterator[list[str]]:
    """Note what the database is asked, savepoints apart."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.split(None, 1)[0].upper() not in ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK"):
            sent.append(statement)

    event.listen(house.connection, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(house.connection, "before_cursor_execute", note)


def statements_of_pages(house: House, role: str) -> dict[str, int]:
    """Return how much each page asks that a role may open, with its own objects in it."""
    actor, addresses = house.world.actors[role], house.app.url_map.bind("localhost")
    browser, found = house.browser(actor), {}
    for route in routes(house.app):
        if "." not in route.access or "GET" not in (route.rule.methods or ()):
            continue
        thing, given, _ = next(tries(house, route))
        if not permitted(route.access, actor, thing):
            continue
        address = addresses.build(route.rule.endpoint, given, "GET")
        browser.get(address)
        with asked(house) as sent:
            reply = browser.get(address)
        if reply.status_code == 200:
            found[route.rule.rule] = len(sent)
    return found


def let_more_people_come(house: House) -> None:
    """Enrol many in the own cohort, let them sit down in its room and be marked."""
    with house.app.app_context(), transaction():
        codes = {
            thing.kind: thing.code for thing in reversed(house.world.things["cohort"] + house.world.things["session"])
        }
        cohort = db.session.scalars(select(Cohort).where(Cohort.code == codes["cohort"])).one()
        session = db.session.scalars(select(TrainingSession).where(TrainingSession.code == codes["session"])).one()
        cohort.capacity = MORE + 5
        people = [registration.register(Registration(f"Людина {n}"), actor="test") for n in range(MORE)]
        for learner_id in people:
            cohorts.enrol(cohort.id, learner_id, actor="test")
        room = rooms.room_of_session(session.id)
        rooms.add_seats(room.id, people, actor="test")
        attendance.note_marks(session.id, [NewMark(each, "present") for each in people], source="list", actor="test")


@pytest.fixture(scope="module")
def counts(house: House) -> dict[str, tuple[dict[str, int], dict[str, int]]]:
    """For each role what its pages ask, for few people and for many."""
    few = {role: statements_of_pages(house, role) for role in STAFF}
    let_more_people_come(house)
    return {role: (few[role], statements_of_pages(house, role)) for role in STAFF}


@pytest.mark.parametrize("role", STAFF)
def test_no_page_asks_more_for_more_people(counts, role):
    few, many = counts[role]
    assert len(few) >= 15
    assert {page: (few[page], many.get(page)) for page in few if many.get(page, LOST) > few[page]} == {}
