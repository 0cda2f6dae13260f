"""One application a run and engine; each test inside a transaction that is rolled back; no network; a frozen clock."""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from literacy.core import clock, installation
from literacy.core.config import Settings
from literacy.core.db import db
from literacy.core.transaction import transaction
from literacy.operations import schema
from literacy.web.factory import create_app
from tests.journeys.engines import fresh_database, stop_own_server
from tests.journeys.page_rules import faults_of

ENGINES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
# Of the files about pages PostgreSQL gets every fourth test and those that count statements; with --long it gets all.
PAGES, SHARE = "_pages.py", 4
_LOOPBACK = ("127.", "::1", "localhost")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Sample what PostgreSQL would say once more of pages: their words are the same on both engines."""
    if os.environ.get("LITERACY_TEST_LONG"):
        return
    again = [item for item in items if item.path.name.endswith(PAGES) and item.get_closest_marker("postgres")]
    left_out = {item for place, item in enumerate(again) if place % SHARE and "cost" not in item.name}
    if left_out:
        config.hook.pytest_deselected(items=list(left_out))
        items[:] = [item for item in items if item not in left_out]


class CheckedClient(FlaskClient):
    """A browser that holds every page to the rules of the house."""

    def open(self, *arguments: Any, **named: Any) -> Any:
        reply = super().open(*arguments, **named)
        if reply.mimetype == "text/html" and reply.data:
            faults = faults_of(reply.get_data(as_text=True))
            assert not faults, f"{reply.request.method} {reply.request.path}: {faults}"
        return reply

    def token(self, address: str) -> str:
        """Open a page and return the token of its forms."""
        text = self.get(address).get_data(as_text=True)
        return text.partition('name="csrf_token" value="')[2].partition('"')[0]

    def send(self, address: str, page: str | None = None, **fields: str) -> Any:
        """Send a form as the page that carries it would."""
        return self.post(address, data={"csrf_token": self.token(page or address)} | fields)


@contextmanager
def application_on(data: Path, engine: str, **more: Any) -> Iterator[Flask]:
    """Set up an installation with a migrated database of its own; afterwards this process runs with what it had.

    No context is left open: requests would share it, with one `g` and one database session for all.
    """
    before = list(installation._here)
    with fresh_database(engine) as address:
        settings = Settings(data=data, database_url=address, key_file=data.parent / f"{data.name}.key", **more)
        installation.use(settings)
        schema.prepare_data_folder()
        app = create_app(settings)
        app.test_client_class = CheckedClient
        try:
            with app.app_context(), clock.at(NOON - timedelta(days=1)):  # what a frozen test loads is newer
                schema.upgrade()
            yield app
        finally:
            with app.app_context():
                db.engine.dispose()
            installation._here[:] = before


@contextmanager
def installed(data: Path, engine: str, **more: Any) -> Iterator[Flask]:
    """Set up an installation and stand in its context, as a command does."""
    with application_on(data, engine, **more) as app, app.app_context():
        yield app


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Let tests talk to this machine only."""
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and not str(address[0]).startswith(_LOOPBACK):
            raise RuntimeError(f"a test wants the network: {address}")
        connect(self, address)

    socket.socket.connect = connect_here
    yield
    socket.socket.connect = connect
    stop_own_server()


@pytest.fixture(scope="session", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """The database engine; whoever uses a database runs on both."""
    return request.param


@pytest.fixture(scope="session")
def _shared(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Any]]:
    """The application of the run, with its installation."""
    with application_on(tmp_path_factory.mktemp(engine) / "data", engine) as app:
        yield app, installation.here()


@pytest.fixture
def app(_shared: tuple[Flask, Any]) -> Iterator[Flask]:
    """The application; whatever the test stores is rolled back."""
    application, here = _shared
    before = list(installation._here)
    installation._here[:] = [here]
    application.extensions["failure_limiter"].storage.reset()
    with application.app_context():
        engines, own = db.engines, db.engine
    with own.connect() as connection:
        outer = connection.begin()
        connection.begin_nested()  # sessions see a savepoint and make their own within it
        engines[None] = connection
        try:
            yield application
        finally:
            engines[None] = own
            outer.rollback()
            installation._here[:] = before


@pytest.fixture
def database(app: Flask) -> Iterator[Flask]:
    """The application with its context open, for tests that call verbs and send no requests."""
    with app.app_context():
        yield app


@pytest.fixture
def client(app: Flask) -> CheckedClient:
    """A browser with no cookies, which checks every page that it fetches."""
    return app.test_client()


@pytest.fixture
def in_transaction(app: Flask) -> Callable[..., Any]:
    """Call a verb as a request or command would: in a context and a transaction of its own."""

    def call(verb: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        with app.app_context(), transaction():
            return verb(*arguments, **named)

    return call


@pytest.fixture
def frozen_clock() -> Iterator[Callable[[datetime], None]]:
    """Stand still at noon; call it with another moment to go there."""
    with clock.at(NOON):

        def go_to(moment: datetime) -> None:
            clock._frozen.set(moment)

        yield go_to


@pytest.fixture
def count_statements(app: Flask) -> Callable[[Callable[[], Any]], int]:
    """Return how many SQL statements a call sends."""

    def count(call: Callable[[], Any]) -> int:
        sent: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
                sent.append(statement)

        with app.app_context():
            connection = db.engine
        event.listen(connection, "before_cursor_execute", note)
        try:
            call()
        finally:
            event.remove(connection, "before_cursor_execute", note)
        return len(sent)

    return count
