"""Boring people and sittings: a test states only what matters to it."""

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import numpy as np

from literacy.accounts.learners import Identity
from literacy.assessment import delivery, queries, service
from literacy.assessment.queries import ResultFacts, Standing
from literacy.banks.schema import Item
from literacy.core import identifiers
from literacy.core.db import db
from literacy.credentials import service as credentials_service
from literacy.demo.simulated import answer_scoring
from literacy.rooms import service as rooms_service
from literacy.training import cohorts, courses, libraries, sessions
from literacy.training.cohorts import CohortFacts
from literacy.training.courses import CourseFacts
from literacy.training.models import Cohort
from literacy.training.sessions import Plan

_numbers = count(1)
NAME = Identity("Ївга Ґонтаренко", "Yivha Gontarenko")


@dataclass(frozen=True)
class Seated:
    """Somebody with a seat in an open room."""

    learner_id: uuid.UUID
    seat_id: uuid.UUID
    room_code: str
    seat_code: str


def make_seated(*, simulated: bool = False) -> Seated:
    """Seat somebody in a room of their own."""
    library_id = libraries.ensure_library(f"Library {next(_numbers)}", "Library", simulated=simulated)
    room = rooms_service.open_drop_in(library_id, 2, actor="test")
    taken = rooms_service.take_seat(room.room_id, room.seats[0][1], identifiers.new_id())
    return Seated(taken.learner_id, taken.seat_id, room.code, room.seats[0][1])


def make_sitting(role: str = "citizen", *, seed: int = 7, seated: Seated | None = None) -> str:
    """Start a sitting; return its address."""
    who = seated or make_seated()
    return service.start_sitting(who.learner_id, who.seat_id, role, identifiers.new_id(), seed=seed)


def standing(code: str) -> Standing:
    """Return where a sitting stands."""
    found = queries.standing_of(code)
    assert found is not None
    return found


def full_marks(item: Item) -> int:
    return item.max_raw_score


def no_marks(_item: Item) -> int:
    return 0


def answer_one(code: str, wanted: Callable[[Item], int] = full_marks) -> Standing:
    """Answer the item that waits with the wanted raw score; return where the sitting stood before."""
    before = standing(code)
    assert before.presentation_id is not None
    item = delivery.role_test(before.release_hash, before.role).item(before.item_id or "")
    given = answer_scoring(item, wanted(item), before.surface_seed or 0, np.random.default_rng(1))
    service.record_response(before, before.presentation_id, given, omitted=given is None)
    return before


def finish(code: str, wanted: Callable[[Item], int] = full_marks, *, items: int = 36) -> ResultFacts:
    """Answer so many items and finish."""
    for _ in range(items):
        answer_one(code, wanted)
    facts = queries.result_by_code(service.finish_sitting(standing(code).sitting_id))
    assert facts is not None
    return facts


def make_award(role: str = "citizen", *, identity: Identity = NAME) -> uuid.UUID:
    """Finish a sitting with full marks and award its certificate, not yet signed."""
    return credentials_service.award(finish(make_sitting(role)).result_id, identity, identifiers.new_id())


def make_library() -> uuid.UUID:
    """Make a library."""
    return libraries.ensure_library(f"Library {next(_numbers)}", "Library")


def make_course(**more: Any) -> uuid.UUID:
    """Make a course of eight hours that asks for nothing."""
    told = {"role": "citizen", "hours": 8.0, "least_sessions": 0, "tests": "none", "test_rule": "none"} | more
    return courses.add_course(CourseFacts(f"Курс {next(_numbers)}", "Course", **told), actor="test")


def make_cohort(
    *, library_id: uuid.UUID | None = None, capacity: int = 12, leaders: Collection[uuid.UUID] = (), **more: Any
) -> uuid.UUID:
    """Make a cohort open to everybody."""
    told = CohortFacts(f"Група {next(_numbers)}", make_course(**more), capacity)
    return cohorts.form_cohort(library_id or make_library(), told, actor="test", leaders=leaders)


def make_session(
    *, start: datetime, hours: float = 2, cohort_id: uuid.UUID | None = None, library_id: uuid.UUID | None = None
) -> uuid.UUID:
    """Plan a session; it does not begin by itself."""
    cohort = db.session.get(Cohort, cohort_id) if cohort_id else None
    place = cohort.library_id if cohort else library_id or make_library()
    return sessions.plan_session(Plan(place, start, start + timedelta(hours=hours), cohort_id=cohort_id), actor="test")
