"""Every route for everybody, on own and foreign objects: who is let through, and that a refusal tells and changes nothing.

What is expected is computed from `accounts/permissions.py: MATRIX` by the name of the route's access function. A route
whose rule or object is not known here fails the test: add it to a table below.
"""

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask, g, request_finished
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from literacy.accounts.models import STAFF_ROLES
from literacy.accounts.permissions import MATRIX, Reach
from literacy.core import clock
from literacy.core.db import db
from literacy.core.transaction import transaction
from literacy.http.access import public, requires
from tests.conftest import NOON, application_on
from tests.staff import remember
from tests.web.matrix_world import Actor, Thing, World, build


def _owns(actor: Actor, thing: Thing | None) -> bool:
    return thing is not None and actor.name in thing.owners


# Which object an address is about, by how it begins; the longest beginning counts. Its code stands in this argument.
KINDS = {
    "/administration/certificates/<code>": ("certificate", "code"),
    "/administration/staff/<code>": ("account", "code"),
    "/cohorts/<code>": ("cohort", "code"),
    "/courses/<code>": ("course", "code"),
    "/libraries/<code>": ("library", "code"),
    "/mine/certificates/<code>": ("own_certificate", "code"),
    "/mine/revoke/<number>": ("own_certificate", "number"),
    "/people/<code>": ("person", "code"),
    "/results/<code>": ("result", "code"),
    "/sessions/<code>": ("session", "code"),
    "/sittings/<code>": ("sitting", "code"),
}
# Further arguments that name an object of the object: one of another object is not there.
FOREIGN_CHILDREN: dict[str, str | int] = {"card": "foreign person", "number": 99}
# Further arguments that name no object: a value to try. By address where one value does not do for all.
ARGUMENTS: dict[str, str | int] = {
    "role": "citizen",
    "purpose": "training",
    "kind": "csv",
    "ext": "csv",
    "act": "no-such-act",
}
ARGUMENTS_OF: dict[str, dict[str, str | int]] = {
    "/administration/certificates/<code>/<act>": {"act": "revoke"},
}
# Pages that need not be there although they are allowed, and why.
MAY_BE_ABSENT = {
    "/cohorts/<code>/certificates/<number>.pdf": "the worker has not signed it",
    "/mine/certificates/<code>.pdf": "the worker has not signed it",
    "/results/<code>/certificate.pdf": "the worker has not signed it",
}
# Who passes an access function that the matrix does not know.
RULES: dict[str, Callable[[Actor, Thing | None], bool]] = {
    "staff": lambda actor, _: actor.role in STAFF_ROLES,
    "staff_at_board": lambda actor, _: actor.role in STAFF_ROLES,
    "seated_learner": lambda actor, _: actor.name == "seated",
    "holder": lambda actor, _: actor.name == "holder",
    "own_data": lambda actor, _: actor.name == "holder",
    "own_sitting": _owns,
    "own_sitting_in_open_room": _owns,
    "own_result": _owns,
    "holders_certificate": _owns,
    "own_certificate": _owns,
}
# Where a refusal may lead instead of to "there is no such page".
WAYS_IN = ("/sign-in", "/join", "/moved", "/mine")
METHODS = ("GET", "POST")
SKIPPED = (
    "static_file",
    "accounts.sign_out",
    "assessment.leave_browser",
)  # anybody's, and each ends the browser's cookie


def permitted(rule: str, actor: Actor, thing: Thing | None) -> bool:
    """Say whether somebody passes a route's access function for an object; KeyError for a rule that nobody knows."""
    if rule == "public":
        return True
    if rule not in MATRIX:
        return RULES[rule](actor, thing)
    reach = MATRIX[rule].get(actor.role)
    if reach is None:
        return False
    if thing is None or not thing.library or reach is Reach.ALL:
        return True
    return actor.library == thing.library and (reach is Reach.LIBRARY or actor.name in thing.leaders)


@dataclass(frozen=True)
class Route:
    """A route with what it asks for."""

    rule: Rule
    access: str
    kind: str | None
    named_by: str

    @property
    def others(self) -> list[str]:
        """The arguments besides the object's own."""
        return sorted(self.rule.arguments - {self.named_by})


def routes(app: Flask) -> list[Route]:
    """Return every route."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint in SKIPPED:
            continue
        beginning = max((each for each in KINDS if _begins(rule.rule, each)), key=len, default=None)
        kind, named_by = KINDS[beginning] if beginning else (None, "")
        found.append(Route(rule, app.view_functions[rule.endpoint].access_rule, kind, named_by))
    return sorted(found, key=lambda route: route.rule.rule)


def _begins(address: str, beginning: str) -> bool:
    """Say whether an address is of a kind; what follows the code is a new part or an ending."""
    rest = address.removeprefix(beginning)
    return rest != address and (not rest or rest[0] in "/.")


def unknown(app: Flask, world: World) -> list[str]:
    """Return routes whose access rule, object or arguments stand in no table."""
    faults = []
    for route in routes(app):
        where = f"{route.rule.rule} ({route.access})"
        if route.access not in MATRIX and route.access not in RULES and route.access != "public":
            faults.append(f"{where}: the rule is not known")
        if route.access == "public":
            continue
        known = {*ARGUMENTS, *FOREIGN_CHILDREN, *world.arguments, "position"}
        faults += [f"{where}: the argument {name} is not known" for name in route.others if name not in known]
        if route.kind is not None and route.kind not in world.things:
            faults.append(f"{where}: there is no {route.kind} in the world")
    return faults


@dataclass
class House:
    """The application on a world, with what the last request did."""

    app: Flask
    world: World
    connection: Any
    passed: bool = False

    def browser(self, actor: Actor) -> FlaskClient:
        """Return somebody's browser."""
        client = self.app.test_client()
        remember(client, **actor.cookie)
        return client

    def written(self) -> int:
        """Return how many rows were ever written, also those that were taken back."""
        return self.connection.connection.driver_connection.total_changes


@dataclass(frozen=True)
class Attempt:
    """What came of a request."""

    passed: bool
    status: int
    location: str
    text: str
    changed: bool

    @property
    def refused(self) -> bool:
        """Whether it looks like absence, or leads to a way in."""
        leads_in = self.status == 303 and self.location.partition("?")[0] in WAYS_IN
        return not self.passed and (self.status == 404 or leads_in)


def attempt(house: House, browser: FlaskClient, method: str, address: str) -> Attempt:
    """Send a request and take back whatever it wrote."""
    house.passed, before = False, house.written()
    point = house.connection.begin_nested()
    with browser.session_transaction() as cookie:
        kept = dict(cookie)
    try:
        reply = browser.open(address, method=method)
    finally:
        point.rollback()
    with browser.session_transaction() as cookie:
        cookie.clear()
        cookie.update(kept)
    return Attempt(house.passed, reply.status_code, reply.location or "", _text(reply.data), house.written() > before)


def _text(data: bytes) -> str:
    """Return what is to be read in a reply, also in a packed table."""
    if data.startswith(b"PK"):
        with ZipFile(io.BytesIO(data)) as packed:
            data = b"\n".join(packed.read(name) for name in packed.namelist())
    return data.decode("utf-8", "replace")


def seen_names(house: House, actor: Actor, text: str) -> list[str]:
    """Return the words in a text that say who somebody is whom this actor may not see."""
    hidden = (
        secret
        for secret in house.world.secrets
        if not permitted("person.see", actor, secret.person) and actor.name != secret.person.label
    )
    return [word for secret in hidden for word in secret.words if word in text or _escaped(word) in text]


def _escaped(word: str) -> str:
    return json.dumps(word)[1:-1]


def tries(house: House, route: Route) -> Iterator[tuple[Thing | None, dict[str, str | int], str]]:
    """Yield the objects and arguments to try, and the argument that names somebody else's child, if one does."""
    values = ARGUMENTS | house.world.arguments | ARGUMENTS_OF.get(route.rule.rule, {})
    for thing in house.world.things[route.kind] if route.kind else [None]:
        given = {name: values.get(name, 1) for name in route.others}
        if thing is not None:
            given |= {name: thing.children[name] for name in route.others if name in thing.children}
            given[route.named_by] = thing.code
        yield thing, given, ""
        for name in set(route.others) & set(FOREIGN_CHILDREN) if thing is not None else ():
            foreign = _foreign_child(house, thing.kind, name)
            if foreign != given.get(name):
                yield thing, given | {name: foreign}, name


def _foreign_child(house: House, kind: str, name: str) -> str | int:
    """Return what belongs to an object of another library."""
    if name == "card":
        return house.world.things["person"][2].code
    return house.world.things[kind][2].children[name] if kind == "cohort" else FOREIGN_CHILDREN[name]


def faults_of(house: House, actor: Actor) -> list[str]:
    """Return where somebody is let through, refused, told or able to change otherwise than the matrix says."""
    faults, browser, addresses = [], house.browser(actor), house.app.url_map.bind("localhost")
    for route in routes(house.app):
        if route.access == "public" and route.rule.arguments:
            continue  # what stands there is anybody's: a code to check, an invitation, a language
        for thing, given, foreign_child in tries(house, route):
            expected = permitted(route.access, actor, thing)
            for method in METHODS:
                if method not in (route.rule.methods or ()):
                    continue
                address = addresses.build(route.rule.endpoint, given, method)
                done = attempt(house, browser, method, address)
                child = foreign_child or _not_hers(route, actor, thing)
                said = _fault(house, actor, route, done, expected=expected, method=method, child=child)
                label = f"{thing.label} {foreign_child and 'with a foreign ' + foreign_child}" if thing else ""
                faults += [
                    f"{actor.name}: {method} {route.rule.rule} ({route.access}) {label}: {each}" for each in said
                ]
    return faults


def _not_hers(route: Route, actor: Actor, thing: Thing | None) -> str:
    """Say which argument names somebody else's object to an access function that asks only who one is."""
    return route.named_by if route.access == "own_data" and thing is not None and not _owns(actor, thing) else ""


def _fault(
    house: House, actor: Actor, route: Route, done: Attempt, *, expected: bool, method: str, child: str
) -> list[str]:
    faults = [f"{done.status} shows {word}" for word in seen_names(house, actor, done.text)]
    if done.status >= 500:
        faults.append(f"broken: {done.status}")
    if not expected:
        if not done.refused:
            faults.append(f"not refused: {done.status} {done.location}, {'' if done.passed else 'not '}passed")
        if done.changed:
            faults.append("refused, and yet something was written")
    elif child:
        if done.status != 404 or done.changed:
            faults.append(f"{done.status}, {'' if done.changed else 'not '}written")
    elif route.access != "public" and not done.passed:
        faults.append(f"refused: {done.status} {done.location}")
    elif method == "GET" and done.status >= 400 and route.rule.rule not in MAY_BE_ABSENT:
        faults.append(f"allowed, and yet {done.status}")
    return faults


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One world for all tests; whatever a request writes is taken back."""
    with application_on(tmp_path_factory.mktemp("matrix") / "data", "sqlite") as app, clock.at(NOON):
        app.test_client_class = FlaskClient
        app.config["WTF_CSRF_ENABLED"] = False
        with app.app_context(), transaction():
            world = build()
        with app.app_context():
            engines, own = db.engines, db.engine
        with own.connect() as connection:
            outer = connection.begin()
            connection.begin_nested()
            engines[None] = connection
            house = House(app, world, connection)

            def note(*_: object, **__: object) -> None:
                house.passed = "actor" in g

            with request_finished.connected_to(note, app):
                yield house
            engines[None] = own
            outer.rollback()


def test_every_route_is_known(house):
    assert unknown(house.app, house.world) == []


@pytest.mark.parametrize(
    "name", ["trainer", "coordinator", "region", "author", "administrator", "seated", "holder", "nobody"]
)
def test_everybody_passes_where_the_matrix_says_and_nowhere_else(house, name):
    assert faults_of(house, house.world.actors[name]) == []


@pytest.fixture
def with_route(house):
    """Return an application like the house's with one more route; the guard is tried on it."""

    def add(address: str, view: Callable[..., Any], *, methods: tuple[str, ...] = ("GET",)) -> House:
        app = Flask("example")
        app.secret_key = "example"
        app.view_functions.clear()
        app.url_map = type(app.url_map)()
        app.add_url_rule(address, "example", view, methods=list(methods))
        return House(app, house.world, house.connection)

    return add


def cohort_led():
    """Let everybody through, whatever the matrix says."""


def named(check: Callable[[], Any], action: str) -> Callable[[], Any]:
    check.__name__ = action
    return check


def test_a_route_that_nobody_knows_is_found(with_route, house):
    def view(**_: object) -> str:
        return "words"

    for address, rule, found in (
        ("/cohorts/<code>", "cohort.see", 0),
        ("/cohorts/<code>", "whim", 1),
        ("/cohorts/<code>/<thing>", "cohort.see", 1),
        ("/cohort-reports/<code>", "cohort.see", 1),
    ):
        added = with_route(address, requires(named(lambda: None, rule))(view))
        assert len(unknown(added.app, house.world)) == found, address
    assert unknown(with_route("/words", public(view)).app, house.world) == []


def test_an_open_door_and_a_leak_are_found(with_route, house):
    def view(**_: object) -> str:
        return house.world.secrets[2].words[1]

    actor, thing = house.world.actors["region"], house.world.things["cohort"][0]
    route = Route(next(with_route("/cohorts/<code>", view).app.url_map.iter_rules()), "cohort.people", "cohort", "code")
    open_door = Attempt(passed=True, status=200, location="", text="words", changed=True)
    assert len(_fault(house, actor, route, open_door, expected=False, method="GET", child="")) == 2
    leak = Attempt(passed=False, status=404, location="", text=view(), changed=False)
    assert _fault(house, actor, route, leak, expected=False, method="GET", child="") == [f"404 shows {view()}"]
    silent = Attempt(passed=False, status=404, location="", text="", changed=False)
    assert _fault(house, actor, route, silent, expected=False, method="GET", child="") == []
    assert len(_fault(house, actor, route, silent, expected=True, method="GET", child="")) == 1
    taken_over = Attempt(passed=True, status=303, location="/", text="", changed=True)
    assert len(_fault(house, actor, route, taken_over, expected=True, method="POST", child="card")) == 1
    assert not permitted("cohort.people", actor, thing)
