"""What comes next in a session, and which one stands first."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest

from literacy.desk.day_steps import SessionOfDay, foremost, further_steps, next_step
from tests.conftest import NOON

LIBRARY = {"uk": "Липова", "en": "Linden"}
PLANNED = SessionOfDay(
    id=uuid.UUID(int=1),
    code="AB",
    status="planned",
    purpose="lesson",
    start=NOON,
    end=NOON + timedelta(hours=2),
    library=LIBRARY,
    classroom=None,
    cohort_id=None,
    cohort="Ранкова",
    module=None,
    module_number=None,
    interruption=None,
    interrupted_at=None,
    enrolled=12,
    unmarked=12,
)


@pytest.mark.parametrize(
    ("minute", "facts", "step", "further"),
    [
        (-61, {}, "sheet", ("begin",)),
        (-61, {"purpose": "test"}, "sheet", ("room",)),
        (-60, {}, "begin", ("room",)),
        (5, {"purpose": "test"}, "room", ("begin",)),
        (121, {}, "record", ()),
        (5, {"status": "running"}, "marks", ("room",)),
        (5, {"status": "running", "purpose": "test", "room_open": True}, "board", ("marks",)),
        (5, {"status": "running", "unmarked": 0, "came": 9, "room_open": True}, "board", ("marks",)),
        (5, {"status": "running", "unmarked": 0, "came": 9}, "close", ("room", "marks")),
        (111, {"status": "running"}, "close", ("room", "marks")),
        (5, {"status": "interrupted"}, "resume", ("room", "marks")),
        (150, {"status": "ended"}, "marks", ()),
        (150, {"status": "ended", "unmarked": 0}, "", ()),
        (5, {"status": "cancelled"}, "", ()),
    ],
)
def test_one_thing_comes_next(minute, facts, step, further):
    session = replace(PLANNED, **facts)
    assert next_step(session, NOON + timedelta(minutes=minute)) == step
    assert further_steps(session, step) == further


def test_people_at_the_door_come_before_a_room_that_stands_open():
    drop_in = replace(PLANNED, status="running", start=NOON - timedelta(hours=3), end=NOON + timedelta(hours=1))
    missed = replace(PLANNED, start=NOON - timedelta(hours=5), end=NOON - timedelta(hours=3))
    done = replace(PLANNED, status="ended", start=NOON - timedelta(hours=6))
    sessions = [done, missed, drop_in, PLANNED]
    assert foremost(sessions, NOON - timedelta(minutes=5)) is PLANNED
    assert foremost(sessions, NOON - timedelta(minutes=30)) is drop_in
    assert foremost([done, missed, PLANNED], NOON - timedelta(minutes=30)) is PLANNED
    assert foremost([done, missed], NOON) is missed
    assert foremost([done, replace(PLANNED, status="cancelled")], NOON) is None
