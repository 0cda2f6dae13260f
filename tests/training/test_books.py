"""How events and marks add up: by hand where it is easy to see, by chance where it is not."""

import itertools
import random
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from literacy.training.books import (
    Happening,
    Noted,
    in_force,
    minutes_attended,
    of_one_person,
    timeline_of,
)

TEN = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TWELVE = TEN + timedelta(hours=2)


def at(minutes: int) -> datetime:
    return TEN + timedelta(minutes=minutes)


def event(kind: str, minutes: int, reason: str | None = None, **more: object) -> Happening:
    return Happening(uuid.uuid4(), kind, at(minutes), at(minutes), reason, **more)


def timeline(*events: Happening):
    return timeline_of(events, TEN, TWELVE)


def test_an_alarm_is_lost_and_the_rest_is_held():
    went = timeline(event("started", 4), event("interrupted", 52, "alarm"), event("resumed", 80), event("ended", 120))
    assert (went.status, went.held_minutes, went.lost_minutes("alarm")) == ("ended", 88, 28)
    assert went.planned_minutes == 120


def test_a_session_that_ends_in_the_dark_lost_the_rest():
    went = timeline(event("started", 0), event("interrupted", 30, "power"), event("ended", 120))
    assert (went.held_minutes, went.lost_minutes("power"), went.lost_minutes("alarm")) == (30, 90, 0)


def test_what_cannot_be_changes_nothing():
    plain = timeline(event("started", 0), event("ended", 60))
    odd = timeline(
        event("resumed", -5, None),
        event("started", 0),
        event("started", 10),
        event("resumed", 20),
        event("ended", 60),
        event("interrupted", 70, "alarm"),
        event("ended", 80),
    )
    assert plain.held_minutes == 60
    assert odd.held_minutes == 65  # what went on at minute -5 went on
    assert odd.ended_at == at(60)


def test_a_second_reason_while_it_stands_still_waits_for_the_first():
    went = timeline(
        event("started", 0),
        event("interrupted", 10, "alarm"),
        event("interrupted", 20, "power"),
        event("resumed", 30),
        event("ended", 40),
    )
    assert (went.lost_minutes("alarm"), went.lost_minutes("power"), went.held_minutes) == (20, 0, 20)


def test_a_session_that_was_ended_too_early_goes_on():
    went = timeline(event("started", 0), event("ended", 30), event("resumed", 45), event("ended", 75))
    assert (went.held_minutes, went.status, went.ended_at) == (60, "ended", at(75))


def test_a_correction_replaces_and_a_withdrawal_removes():
    stop, start, end = event("interrupted", 50, "alarm"), event("resumed", 60), event("ended", 120)
    events = [event("started", 0), stop, start, end]
    assert timeline(*events).held_minutes == 110
    right = event("interrupted", 40, "alarm", corrects_id=stop.id)
    assert timeline(*events, right).held_minutes == 100
    gone = [event("withdrawn", 0, corrects_id=right.id), event("withdrawn", 0, corrects_id=start.id)]
    assert timeline(*events, right, *gone).held_minutes == 120


def test_an_open_session_counts_up_to_a_moment():
    running = timeline(event("started", 0), event("interrupted", 30, "internet"))
    assert (running.status, running.held_minutes, running.interruption) == ("interrupted", 30, "internet")
    assert running.until(at(45)).lost_minutes("internet") == 15
    assert timeline(event("started", 0)).until(at(45)).held_minutes == 45


def test_the_last_move_of_the_plan_holds_and_a_cancelled_session_is_none():
    moved = Happening(
        uuid.uuid4(), "rescheduled", at(-60), at(-60), planned_start=TWELVE, planned_end=TWELVE + timedelta(hours=1)
    )
    assert timeline(moved).planned_start == TWELVE
    assert timeline(event("cancelled", -30)).status == "cancelled"
    assert timeline().status == "planned"


def noted(mark: str | None, after: int = 0, source: str = "list", **more: object) -> Noted:
    return Noted(uuid.uuid4(), at(after), source, mark, **more)


def test_staff_hold_against_people_and_the_later_against_the_earlier():
    mine, early, late = noted("present", 90, "self"), noted("absent", 5), noted("late", 30, "paper")
    assert in_force([mine]) == mine
    assert in_force([late, mine, early]) == late
    assert in_force([mine, early, late, noted(None, 60)]) is None
    assert in_force([]) is None


@pytest.mark.parametrize(
    ("mark", "more", "minutes"),
    [
        ("present", {}, 90),
        ("present", {"minutes": 50}, 50),
        ("present", {"minutes": 500}, 90),
        ("late", {"arrived_at": at(20)}, 70),
        ("late", {"arrived_at": at(55)}, 50),
        ("late", {"arrived_at": at(300)}, 0),
        ("absent", {}, 0),
        ("excused", {}, 0),
    ],
)
def test_minutes_never_exceed_what_was_held(mark, more, minutes):
    went = timeline(event("started", 0), event("interrupted", 40, "alarm"), event("resumed", 70), event("ended", 120))
    assert minutes_attended(noted(mark, **more), went) == minutes


def test_nobody_is_there_twice():
    assert of_one_person([("absent", 0), ("present", 60)]) == ("present", 60)
    assert of_one_person([("present", 60), ("late", 80)]) == ("present", 80)
    assert of_one_person([]) is None


KINDS = [("started", None), ("resumed", None), ("ended", None), ("interrupted", "alarm"), ("interrupted", "power")]


@st.composite
def histories(draw):
    """Events of a session with corrections, as several people may note them."""
    events: list[Happening] = []
    for _ in range(draw(st.integers(0, 12))):
        kind, reason = draw(st.sampled_from(KINDS))
        made = event(kind, draw(st.integers(0, 180)), reason)
        events.append(made)
        if events and draw(st.booleans()):
            wrong = draw(st.sampled_from(events))
            kind, reason = draw(st.sampled_from([(wrong.kind, wrong.reason), ("withdrawn", None)]))
            events.append(event(kind, draw(st.integers(0, 180)), reason, corrects_id=wrong.id))
    return events


@settings(max_examples=300, deadline=None)
@given(histories(), st.randoms(use_true_random=False))
def test_the_order_in_which_facts_arrive_and_how_often_changes_nothing(events, chance: random.Random):
    first = timeline(*events)
    again = events + [replace(each) for each in events if chance.random() < 0.5]
    chance.shuffle(again)
    assert timeline(*again) == first
    for spans in (first.held, first.lost):
        assert all(span.end > span.start for span in spans)
    together = sorted((*first.held, *first.lost), key=lambda span: span.start)
    assert all(before.end <= after.start for before, after in itertools.pairwise(together))
    lost = sum(first.lost_minutes(reason) for reason in ("alarm", "power"))
    assert first.held_minutes + lost <= 180
