"""Sets the scenes of the browser tests into a demonstration, by the product's own verbs; prints where they are.

Run as a program of its own (`python -m tests.browser.scenes`), with the settings of the demonstration.
"""

import json
import sys
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from sqlalchemy import select

from literacy.accounts import learners
from literacy.accounts import service as accounts_service
from literacy.accounts.learners import Identity
from literacy.assessment import queries, service
from literacy.assessment.delivery import role_test
from literacy.assessment.models import Result
from literacy.assessment.scoring import Outcome, outcome_from
from literacy.banks.generators import surface_for
from literacy.banks.schema import Item, ShortAnswer
from literacy.core import identifiers, outbox
from literacy.core.db import db, may_write
from literacy.core.transaction import transaction
from literacy.credentials import service as credential_service
from literacy.demo.simulated import answer_scoring, raw_score_drawn
from literacy.rooms import service as rooms_service
from literacy.training import libraries
from literacy.web.factory import create_app
from tests.browser import (
    scenes_certificates,
    scenes_cohorts,
    scenes_day,
    scenes_results,
    scenes_sessions,
    scenes_twelve,
)
from tests.browser.scenes_courses import course_scenes
from tests.browser.scenes_people import people_scenes
from tests.browser.scenes_room import room_scenes

ACTOR = "browser tests"
FORMATS = ("single_choice", "multi_select", "order", "short_answer")
ABILITIES = {
    "below": (-2.2, -2.8),
    "edge": (0.0, 0.4, 0.8, -0.6, 1.2),
    "firm": (0.3, 0.1, 0.6, -0.2),
    "top": (2.2, 2.8),
}
TRIES = 12
RESULT_FORMS: dict[str, Callable[[Outcome], bool]] = {
    "below": lambda outcome: outcome.level == "below_foundation",
    "edge": lambda outcome: bool(outcome.level) and not outcome.firm and outcome.neighbour != "below_foundation",
    "firm": lambda outcome: outcome.firm and outcome.level in ("foundation", "intermediate"),
    "top": lambda outcome: outcome.level == "advanced" and outcome.top_merged,
}


class Rooms:
    """Seats of rooms in the demonstration's library, handed out one by one."""

    def __init__(self) -> None:
        self._library = libraries.ensure_library("Бібліотека для проби", "A library to try in", simulated=True)
        self._seats = self._open()

    def _open(self) -> Iterator[tuple[uuid.UUID, str, str]]:
        while True:
            room = rooms_service.open_drop_in(self._library, 60, actor=ACTOR)
            for _, seat in room.seats:
                yield room.room_id, room.code, seat

    def card(self) -> dict[str, str]:
        """Return an unused card."""
        _, room, seat = next(self._seats)
        return {"room": room, "seat": seat}

    def sit(self, role: str, seed: int) -> tuple[dict[str, str], str]:
        """Start a sitting; return the card and the sitting's address."""
        room_id, room, seat = next(self._seats)
        taken = rooms_service.take_seat(room_id, seat, identifiers.new_id())
        code = service.start_sitting(taken.learner_id, taken.seat_id, role, identifiers.new_id(), seed=seed)
        return {"room": room, "seat": seat}, code


def main() -> None:
    """Set all scenes and print them as JSON."""
    app = create_app()
    may_write.set(True)
    with app.app_context(), transaction():
        rooms = Rooms()
        scenes = {
            "cards": [rooms.card() for _ in range(24)],
            "items": {name: _waiting_at(rooms, *_longest(name)) for name in FORMATS} | _with_stimulus(rooms),
            "answered": _all_answered(rooms),
            "results": _results(rooms),
            "people": people_scenes(rooms.sit),
            "invitation": accounts_service.invite("new@library.example", "trainer", actor=ACTOR),
            "unknown_number": identifiers.certificate_code(),
            "course_certificates": scenes_certificates.certificates(),
            "room": room_scenes(app),
            "cohort_results": scenes_results.told(),
            "sessions": scenes_sessions.told(),
            "courses": course_scenes(),
            "twelve": scenes_twelve.told(),
            "day": scenes_day.told(),
            "cohorts": scenes_cohorts.told(),
        }
    json.dump(scenes, sys.stdout)


def _bank() -> list[tuple[str, Item]]:
    """Return every item with a role whose test has it."""
    found: dict[str, tuple[str, Item]] = {}
    for role in ("citizen", "civil_servant", "teacher", "doctor"):
        test = role_test(service.current_release().hash, role)
        for item_id in test.index_of:
            found.setdefault(item_id, (role, test.item(item_id)))
    return list(found.values())


def _length(item: Item) -> int:
    if isinstance(item, ShortAnswer):
        table = surface_for(item, 1).table
        return 100 * len(table.columns) + 10 * sum(not isinstance(cell, int) for cell in table.rows[0])
    return len(item.stem.uk) + sum(len(option.uk) for option in item.options)


def _longest(name: str) -> tuple[str, str]:
    """Return the role and id of the longest item of a format."""
    role, item = max((entry for entry in _bank() if entry[1].format == name), key=lambda entry: _length(entry[1]))
    return role, item.id


def _with_stimulus(rooms: Rooms) -> dict[str, Any]:
    told = [(role, item) for role, item in _bank() if item.stimulus]
    role, item = max(told, key=lambda entry: len(entry[1].stimulus.uk))
    return {"stimulus": _waiting_at(rooms, role, item.id)}


def _waiting_at(rooms: Rooms, role: str, item_id: str) -> dict[str, str]:
    """Return the card of a sitting in which this item waits for an answer."""
    for seed in range(TRIES):
        card, code = rooms.sit(role, seed)
        while (standing := queries.standing_of(code)) and standing.presentation_id is not None:
            if standing.item_id == item_id:
                return card
            service.record_response(standing, standing.presentation_id, None, omitted=True)
    raise RuntimeError(f"{item_id} was never shown")


def _all_answered(rooms: Rooms) -> dict[str, str]:
    card, code = rooms.sit("citizen", 1)
    _answer(code, 0.0, np.random.default_rng(1))
    return card


def _answer(code: str, theta: float, chance: np.random.Generator, *, most: int = 99) -> None:
    while (standing := queries.standing_of(code)) and standing.presentation_id is not None and standing.answered < most:
        test = role_test(standing.release_hash, standing.role)
        item = test.item(standing.item_id or "")
        drawn = raw_score_drawn(test, item.id, theta, chance)
        given = answer_scoring(item, drawn, standing.surface_seed or 0, chance)
        service.record_response(standing, standing.presentation_id, given, omitted=given is None)


def _finished(rooms: Rooms, theta: float, seed: int, *, most: int = 99) -> queries.ResultFacts:
    _, code = rooms.sit("citizen", seed)
    _answer(code, theta, np.random.default_rng(seed), most=most)
    standing = queries.standing_of(code)
    if standing is None:
        raise RuntimeError("the sitting vanished")
    facts = queries.result_by_code(service.finish_sitting(standing.sitting_id))
    if facts is None:
        raise RuntimeError("no result")
    return facts


def _results(rooms: Rooms) -> dict[str, dict[str, str]]:
    """Return a result of each form: its address and the holder's key; one waits for its certificate, one has it."""
    found = {form: _told(_of_form(rooms, form)) for form in RESULT_FORMS}
    waiting = _finished(rooms, 0.8, 3)
    credential_id = credential_service.award(
        waiting.result_id, Identity("Олена Гай", "Olena Hai"), identifiers.new_id()
    )
    for message_id, _, payload in outbox.waiting(1000):
        if payload.get("credential_id") == credential_id.hex:
            outbox.mark_done(message_id)
    return found | {
        "few": _told(_finished(rooms, 0.5, 2, most=7)),
        "waiting": _told(waiting),
        "claimed": _told(_finished(rooms, 0.9, 4)),
        "certified": _told(_certified()),
    }


def _of_form(rooms: Rooms, form: str) -> queries.ResultFacts:
    for seed in range(TRIES):
        theta = ABILITIES[form][seed % len(ABILITIES[form])]
        facts = _finished(rooms, theta, seed)
        if RESULT_FORMS[form](outcome_from(facts.document["outcome"])):
            return facts
    raise RuntimeError(f"no {form} result in {TRIES} tries")


def _certified() -> queries.ResultFacts:
    for code in db.session.scalars(select(Result.code).order_by(Result.id)):
        facts = queries.result_by_code(code)
        if facts and credential_service.credential_of_result(facts.result_id):
            return facts
    raise RuntimeError("the demonstration has no certificate")


def _told(facts: queries.ResultFacts) -> dict[str, str]:
    return {"code": facts.code, "holder_key": learners.holder_key_of(facts.learner_id)}


if __name__ == "__main__":
    main()
