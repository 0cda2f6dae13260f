"""Whatever order a library's facts arrive in, and however often: the same books, the ones kept by hand, on both engines."""

import os
import random
import uuid

import pytest
from sqlalchemy import select

from literacy.accounts import learners, people
from literacy.accounts.models import PersonCard
from literacy.core import identifiers
from literacy.core.db import db
from literacy.operations import projections
from literacy.training import attendance, cohorts, sessions
from literacy.training.books import of_one_person
from literacy.training.models import Attendance, Enrolment, TrainingSessionState
from tests.factories import make_cohort, make_session
from tests.training.schedules import (
    NOON,
    REASONS,
    Books,
    Fact,
    Schedule,
    World,
    draw_schedule,
    kept_by_hand,
    some_order,
)

SCHEDULES = 2000
SAMPLE = 100  # of them in every run; all with ./test --long
BATCH = 20
KEPT = ("person_card", "training_session_state", "attendance", "enrolment")
CHOSEN = range(SCHEDULES if os.environ.get("LITERACY_TEST_LONG") else SAMPLE)


def make_world(schedule: Schedule) -> World:
    """Make the places of a schedule; a card made earlier has the smaller id."""
    cohort_id = make_cohort()
    world = World(
        cohort_id,
        [make_session(start=NOON, cohort_id=cohort_id) for _ in range(schedule.sessions)],
        [learners.create_learner() for _ in range(schedule.cards)],
    )
    world.of_fact = {fact.id: identifiers.new_id() for fact in sorted(schedule.facts, key=lambda fact: fact.id)}
    return world


def arrive(world: World, fact: Fact) -> None:
    """Take a fact over."""
    if fact.kind == "event":
        sessions.import_event(world.event(fact))
    elif fact.kind == "mark":
        attendance.import_mark(world.mark(fact))
    elif fact.kind == "enrolment":
        cohorts.import_change(world.change(fact))
    elif fact.kind == "merge":
        people.import_merge(world.merge(fact))
    else:
        people.undo_merge(world.id_of(fact.after[0]), actor="somebody")


def kept_here(schedule: Schedule, world: World) -> Books:
    """Read the books that the product kept."""
    states = [db.session.get(TrainingSessionState, session_id) for session_id in world.session_ids]
    number = {card_id: card for card, card_id in enumerate(world.card_ids)}
    rows, places, person_of = {}, {}, {}
    for session, session_id in enumerate(world.session_ids):
        for row in db.session.scalars(select(Attendance).where(Attendance.training_session_id == session_id)):
            rows[session, number[row.learner_id]] = (row.mark, row.minutes)
    for row in db.session.scalars(select(Enrolment).where(Enrolment.cohort_id == world.cohort_id)):
        places[number[row.learner_id]] = row.status
    cards = select(PersonCard.learner_id, PersonCard.person_id).where(PersonCard.learner_id.in_(world.card_ids))
    for card_id, person_id in db.session.execute(cards):
        person_of[number[card_id]] = person_id
    persons = {
        card: frozenset(other for other, of in person_of.items() if of == person) for card, person in person_of.items()
    }
    return Books(
        status=[state.status for state in states],
        held=[state.held_minutes for state in states],
        lost=[{reason: getattr(state, f"lost_{reason}") for reason in REASONS} for state in states],
        rows=rows,
        places=places,
        persons=persons,
        hours={person: hours_of(schedule, rows, person) for person in set(persons.values())},
    )


def hours_of(schedule: Schedule, rows: dict[tuple[int, int], tuple[str, int]], person: frozenset[int]) -> int:
    there = [
        of_one_person([rows[session, card] for card in person if (session, card) in rows])
        for session in range(schedule.sessions)
    ]
    return sum(each[1] for each in there if each)


@pytest.mark.parametrize("first", range(0, len(CHOSEN), BATCH))
def test_the_same_books_in_whatever_order(first, database):
    for seed in CHOSEN[first : first + BATCH]:
        schedule = draw_schedule(random.Random(seed))
        by_hand = kept_by_hand(schedule)
        for order in (1, 2):
            world = make_world(schedule)
            for fact in some_order(schedule, random.Random(seed * 10 + order)):
                arrive(world, fact)
            db.session.flush()
            kept = kept_here(schedule, world)
            assert kept == by_hand, f"schedule {seed}, order {order}"
            for session in range(schedule.sessions):
                there = [minutes for (where, _), (_, minutes) in kept.rows.items() if where == session]
                assert all(minutes <= kept.held[session] for minutes in there)
    assert differences() == []


def differences() -> list[str]:
    """Return what `literacy db rebuild --check` would say of the books."""
    return [line for line in projections.differences() if line.split()[0] in KEPT]


def test_a_book_that_was_tampered_with_is_found(database):
    schedule = draw_schedule(random.Random(3))
    world = make_world(schedule)
    for fact in some_order(schedule, random.Random(4)):
        arrive(world, fact)
    state = db.session.get(TrainingSessionState, world.session_ids[0])
    state.held_minutes += 1
    db.session.flush()
    assert kept_here(schedule, world) != kept_by_hand(schedule)
    assert [line for line in differences() if str(uuid.UUID(str(world.session_ids[0]))) in line]
