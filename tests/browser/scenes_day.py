"""The scenes of a trainer's day and of its morning sheets, with a trainer who has a full day and one who has none."""

import secrets
from datetime import timedelta
from typing import Any

from literacy.accounts import service as accounts
from literacy.core import clock
from literacy.training import libraries, sessions
from tests.desk.day_world import Group, lead_a_day

ACTOR = "browser tests"
EMAIL, QUIET = "day@library.example", "quiet@library.example"


def told() -> dict[str, Any]:
    """Set the scenes; say where they are and who may see them."""
    library_id = libraries.ensure_library("Бібліотека «Садова»", "The Orchard library", simulated=True)
    password = secrets.token_urlsafe(12)
    trainer = accounts.create_account(EMAIL, "trainer", actor=ACTOR, password=password, library_id=library_id)
    group = lead_a_day(library_id, trainer)
    full = Group(library_id, trainer, "Повна", 30)
    now = clock.now()
    full.tested(now - timedelta(days=9), 29, stopped=4)
    full.taught(now - timedelta(days=5), 1, ["present"] * 20 + ["absent"] * 6 + ["late"] * 2)
    sheets = {
        "sheet": sessions.session_by_id(group.plan(now + timedelta(days=3), 3)).code,
        "full": sessions.session_by_id(full.plan(now + timedelta(days=3), 2)).code,
        "first": sessions.session_by_id(Group(library_id, trainer, "Нова", 4).plan(now + timedelta(days=4))).code,
    }
    accounts.create_account(QUIET, "trainer", actor=ACTOR, password=password, library_id=library_id)
    return {"email": EMAIL, "quiet": QUIET, "password": password, **sheets}
