"""CPU of an answer and of the next item, in bare Flask views; statements; sizes of every page of a walk.

Run: .venv/bin/python -m benchmarks.answer_path [--sittings 8] [--engine sqlite|postgresql] [--profile]

Process time (user and system) of whole requests in this process, on SQLite with synchronous=FULL. The reference is a
Flask application with one view that returns a word, called through the same test client in turn with the measured
requests, so that a neighbour's load strikes both alike. Medians over all items of the sittings.
"""

import argparse
import cProfile
import io
import json
import pstats
import re
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.journeys.engines import stop_own_server
from tests.journeys.house import House, open_house
from tests.journeys.pages import Fields, Page
from tests.journeys.robot import Robot
from tests.journeys.visitors import AppVisitor

ROLES = ("citizen", "civil_servant", "teacher", "doctor")
WARM_UP = 10
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
SELECT = re.compile(r'<select [^>]*name="(place-\d+)"')


def bare_application() -> Flask:
    """Return the reference: Flask with one view that returns a word."""
    app = Flask("bare")
    app.add_url_rule("/", "word", lambda: "word")
    return app


@dataclass
class Timed:
    """CPU milliseconds by kind of request, the number of statements of each request, and page sizes."""

    milliseconds: dict[str, list[float]] = field(default_factory=dict)
    statements: dict[str, Counter] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    def add(self, kind: str, seconds: float, statements: int) -> None:
        """Note a request."""
        self.milliseconds.setdefault(kind, []).append(1000 * seconds)
        self.statements.setdefault(kind, Counter())[statements] += 1

    def median(self, kind: str) -> float:
        """Return the median of a kind, the first few left out."""
        return statistics.median(self.milliseconds[kind][WARM_UP:])

    def keep_sizes(self, pages: list[Page]) -> None:
        """Keep the largest size of each kind of page."""
        for page in pages:
            if page.status == 200:
                kind = _kind(page.address)
                self.sizes[kind] = max(self.sizes.get(kind, 0), len(page.body))


class Clock:
    """Times requests one by one, each after one of the reference, with nothing else in between."""

    def __init__(self, timed: Timed, counted: list[str], profiler: cProfile.Profile | None) -> None:
        self._timed, self._counted, self._profiler = timed, counted, profiler
        self._bare = bare_application().test_client()

    def ask(self, client: FlaskClient, method: str, address: str, fields: Fields | None = None) -> TestResponse:
        """Send a request and note what it took."""
        started = time.process_time()
        self._bare.get("/")
        self._timed.add("bare", time.process_time() - started, 0)
        self._counted.clear()
        data = MultiDict(fields) if fields else None
        if self._profiler:
            self._profiler.enable()
        started = time.process_time()
        reply = client.open(address, method=method, data=data)
        seconds = time.process_time() - started
        if self._profiler:
            self._profiler.disable()
        self._timed.add(f"{method} item", seconds, len(self._counted))
        return reply


def answer_all(client: FlaskClient, address: str, clock: Clock) -> None:
    """Answer every item with what the page offers first, read off by pattern: parsing would cool the caches."""
    page = clock.ask(client, "GET", address)
    while "/items/" in address:
        address = clock.ask(client, "POST", address, _first_choices(page.text)).headers["Location"]
        if "/items/" in address:
            page = clock.ask(client, "GET", address)


def _first_choices(html: str) -> Fields:
    fields = [(name, value) for name, value in HIDDEN.findall(html)]
    places = [(name, str(place)) for place, name in enumerate(SELECT.findall(html), start=1)]
    return fields + (places or ([("text", "7")] if 'name="text"' in html else [("choice", "1")]))


def _kind(address: str) -> str:
    """Return an address without what differs from sitting to sitting."""
    parts = address.partition("?")[0].split("/")
    return "/".join("…" if part.isdigit() or (len(part) == 12 and part.isupper()) else part for part in parts)


@contextmanager
def statements_of(app: Flask) -> Iterator[list[str]]:
    """Count the statements that the application sends, BEGIN left out."""
    counted: list[str] = []
    with app.app_context():
        (engine,) = set(app.extensions["sqlalchemy"].engines.values())

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            counted.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield counted
    event.remove(engine, "before_cursor_execute", note)


def measure(house: House, sittings: int, profiler: cProfile.Profile | None = None) -> Timed:
    """Walk so many sittings and return what they took."""
    timed = Timed()
    with statements_of(house.app) as counted:
        for number in range(sittings):
            visitor = AppVisitor(house.app)
            robot = Robot(visitor, told=house.card().told | {"role": ROLES[number % len(ROLES)]})
            for address in ("/", "/join"):
                robot.open(address)
            robot.walk_to_item(1)
            if number == 0:  # once for the sizes, and to fill the caches
                robot.walk_to("/results/")
                while robot.here.path.count("/") > 2:
                    robot.go_on()
                timed.keep_sizes(robot.seen)
            else:
                answer_all(visitor.client, robot.here.address, Clock(timed, counted, profiler))
    return timed


def report(timed: Timed, engine: str) -> dict:
    """Return the figures as one document."""
    bare, post, get = (timed.median(kind) for kind in ("bare", "POST item", "GET item"))
    return {
        "engine": engine,
        "bare_view_ms": round(bare, 3),
        "post_answer_ms": round(post, 3),
        "get_next_ms": round(get, 3),
        "post_in_bare_views": round(post / bare, 2),
        "get_in_bare_views": round(get / bare, 2),
        "both_in_bare_views": round((post + get) / bare, 2),
        "requests": len(timed.milliseconds["POST item"]),
        "statements": {kind: dict(counts) for kind, counts in timed.statements.items() if kind != "bare"},
        "page_bytes": dict(sorted(timed.sizes.items())),
    }


def main() -> None:
    """Measure and print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sittings", type=int, default=8)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--profile", action="store_true", help="also print where the time goes")
    wishes = parser.parse_args()
    profiler = cProfile.Profile(time.process_time) if wishes.profile else None
    with tempfile.TemporaryDirectory() as folder, open_house(Path(folder) / "data", wishes.engine) as house:
        timed = measure(house, wishes.sittings, profiler)
    stop_own_server()
    print(json.dumps(report(timed, wishes.engine), indent=1, ensure_ascii=False))
    if profiler:
        written = io.StringIO()
        pstats.Stats(profiler, stream=written).sort_stats("tottime").print_stats(45)
        print(written.getvalue())


if __name__ == "__main__":
    main()
