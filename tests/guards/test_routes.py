"""Addresses stay. One that disappears from the application, or a door of `doors.md` that does not open, fails."""

from pathlib import Path

import pytest
from flask import Flask

from tests.guards.application import assembled

LISTED = Path(__file__).with_name("addresses.txt")
# What people and other programs hold on to, and by which method.
DOORS = [
    ("GET", "/"),
    ("GET", "/join"),
    ("POST", "/join"),
    ("GET", "/sittings/continue"),
    ("POST", "/sittings/ABC/items/1"),
    ("GET", "/results/ABC"),
    ("GET", "/mine"),
    ("POST", "/mine"),
    ("GET", "/v/KH26-0000-0000-0000-0000-00"),
    ("GET", "/V/KH26-0000-0000-0000-0000-00"),
    ("POST", "/v/KH26-0000-0000-0000-0000-00"),
    ("GET", "/api/v1/verify/KH26-0000-0000-0000-0000-00"),
    ("POST", "/api/v1/verify/KH26-0000-0000-0000-0000-00"),
    ("POST", "/api/v1/verify/bulk"),
    ("POST", "/api/v1/verify/file"),
    ("GET", "/openapi.json"),
    ("GET", "/.well-known/did.json"),
    ("GET", "/status/revocation"),
    ("GET", "/banks/citizen"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
]


def addresses(app: Flask) -> set[str]:
    """Return every address with its method: `GET /join`."""
    return {f"{method} {rule.rule}" for rule in app.url_map.iter_rules() for method in _methods(rule)}


def _methods(rule) -> set[str]:
    return (rule.methods or set()) - {"HEAD", "OPTIONS"}


def listed(text: str) -> set[str]:
    """Return the addresses of a list, without its comments."""
    return {line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")}


def vanished(app: Flask, text: str) -> list[str]:
    """Return addresses of the list that the application no longer has."""
    return sorted(listed(text) - addresses(app))


def unlisted(app: Flask, text: str) -> list[str]:
    """Return addresses that nobody promised to keep."""
    return sorted(addresses(app) - listed(text))


def closed_doors(app: Flask, doors: list[tuple[str, str]]) -> list[str]:
    """Return doors that no view answers."""
    found = app.url_map.bind("localhost")
    return [f"{method} {path}" for method, path in doors if not found.test(path, method)]


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    with assembled(tmp_path_factory.mktemp("routes")) as application:
        yield application


def test_no_address_disappears(app):
    assert vanished(app, LISTED.read_text("utf-8")) == []


def test_every_address_is_listed(app):
    assert unlisted(app, LISTED.read_text("utf-8")) == [], f"add them to {LISTED.name}: they are promised from now on"


def test_every_door_opens(app):
    assert closed_doors(app, DOORS) == []


def test_a_vanished_and_an_unlisted_address_are_found():
    app = Flask("example", static_folder=None)
    app.add_url_rule("/join", "join", str, methods=["GET"])
    assert vanished(app, "# the way in\nGET /join\n") == unlisted(app, "GET /join") == []
    assert vanished(app, "GET /join\nPOST /join\n") == ["POST /join"]
    assert unlisted(app, "") == ["GET /join"]
    assert closed_doors(app, [("GET", "/join"), ("POST", "/join"), ("GET", "/v")]) == ["POST /join", "GET /v"]
