"""The board: who stands where on it, and what it costs."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event

from literacy.accounts import learners, people
from literacy.assessment import board_queries, invigilation, service
from literacy.core import identifiers
from literacy.core.db import db
from literacy.rooms import seats
from literacy.rooms import service as rooms_service
from literacy.training import sessions
from tests.conftest import NOON
from tests.factories import answer_one, finish, make_seated, make_sitting, standing
from tests.rooms.trainer import prepare_open

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def work(frozen_clock):
    return prepare_open(learners=6, pcs=4)


def board(work, *, interrupted: bool = False):
    room = rooms_service.room_of_session(work.session_id)
    return board_queries.board_of(room, interrupted=interrupted)


def begin(work, number: int, answers: int = 0) -> str:
    taken = work.sit(number)
    code = service.start_sitting(taken.learner_id, taken.seat_id, "teacher", identifiers.new_id(), seed=number)
    service.mark_shown(standing(code).presentation_id)
    for _ in range(answers):
        answer_one(code)
    return code


def state(work, number: int, **more) -> str:
    return board(work, **more).tile(number).state


def test_a_seat_goes_from_empty_to_finished(work, frozen_clock):
    assert (state(work, 1), state(work, 9)) == ("expected", "empty")
    work.sit(1)
    assert state(work, 1) == "seated"
    code = begin(work, 1)
    assert state(work, 1) == "begun"
    answer_one(code)
    frozen_clock(NOON + timedelta(minutes=4, seconds=59))
    tile = board(work).tile(1)
    assert (tile.state, tile.minutes, tile.seat.sitting.answered) == ("working", 4, 1)
    frozen_clock(NOON + timedelta(minutes=5))
    assert (state(work, 1), board(work).tile(1).minutes) == ("silent", 5)
    work.sit(1)  # the code is typed again, here or at another PC
    assert state(work, 1) == "working"
    for _ in range(35):
        answer_one(code)
    assert state(work, 1) == "at_end"
    service.finish_sitting(standing(code).sitting_id)
    tile = board(work).tile(1)
    assert (tile.state, tile.since, tile.group) == ("finished", NOON + timedelta(minutes=5), "done")


def test_help_comes_first_and_who_waits_longest_before_others(work, frozen_clock):
    for number in (1, 2, 3, 4):
        begin(work, number)
    frozen_clock(NOON + timedelta(minutes=1))
    waiting = standing(begin(work, 5))
    invigilation.report_item(waiting.presentation_id, waiting.learner_id, "mistake", "")
    frozen_clock(NOON + timedelta(minutes=2))
    seats.call_for_help(seats.seat_in_room(work.room.room_id, 4).id, "break")
    groups = dict(board(work).groups)
    assert [(t.seat.number, t.state) for t in groups["help"]] == [(5, "report"), (4, "help")]
    assert [t.seat.number for t in groups["work"]] == [1, 2, 3]
    assert [t.seat.number for t in groups["empty"]] == [6, 7, 8, 9]
    headings = [[group for group, _ in heading] for heading, _ in board(work).sections]
    assert headings == [["help"], ["work"], ["empty"]]


def test_a_reported_item_that_was_answered_after_all_is_only_noted(work):
    code = begin(work, 1)
    reported = standing(code)
    invigilation.report_item(reported.presentation_id, reported.learner_id, "unclear", "Що таке «кеш»?")
    answer_one(code)
    tile = board(work).tile(1)
    assert (tile.state, tile.seat.sitting.reported_before) == ("working", True)
    room = rooms_service.room_of_session(work.session_id)
    page = board_queries.seat_page(room, seats.seat_in_room(room.id, 1), interrupted=False)
    assert [(r.position, r.kind, r.text, r.replaced) for r in page.reports] == [(1, "unclear", "Що таке «кеш»?", False)]
    invigilation.replace_item(reported.presentation_id, actor="test")
    assert not board(work).tile(1).seat.sitting.reported_before


def test_an_interruption_pauses_all_and_nobody_is_silent_afterwards(work, frozen_clock):
    begin(work, 1, 2)
    frozen_clock(NOON + timedelta(minutes=1))
    sessions.interrupt(work.session_id, "alarm", actor="test")
    frozen_clock(NOON + timedelta(minutes=31))
    assert state(work, 1, interrupted=True) == "paused"
    sessions.resume(work.session_id, actor="test")
    frozen_clock(NOON + timedelta(minutes=33))
    tile = board(work).tile(1)
    assert (tile.state, tile.minutes) == ("working", 2)


def test_a_void_sitting_shows_until_another_begins(work):
    code = begin(work, 2, 3)
    invigilation.void_sitting(standing(code).sitting_id, "technical", actor="test")
    assert state(work, 2) == "void"
    begin(work, 2)
    assert state(work, 2) == "begun"


def test_a_child_without_consent_is_shown_once_it_sits(work):
    learners.state_age(work.people[2], under_14=True)
    assert state(work, 3) == "expected"
    work.sit(3)
    assert (state(work, 3), board(work).tile(3).group) == ("guardian", "help")
    learners.record_consent(work.people[2], "guardian", "guardian 1", channel="paper")
    assert state(work, 3) == "seated"


def test_seats_that_share_a_computer_take_turns(work):
    assert [board(work).tile(n).seat.turns_with for n in (1, 4, 9)] == [(5, 9), (8,), (1, 5)]
    seats.change_computer(seats.seat_in_room(work.room.room_id, 1).id, 8, actor="test")
    assert [board(work).tile(n).seat.turns_with for n in (1, 5)] == [(), (9,)]


def test_a_sitting_of_another_day_goes_on_at_this_seat(work, frozen_clock):
    earlier = make_seated()
    begun = make_sitting(seated=earlier)
    answer_one(begun)
    people.merge(earlier.learner_id, work.people[0], actor="test")
    assert state(work, 1) == "expected"
    work.sit(1)
    tile = board(work).tile(1)
    assert (tile.state, tile.seat.sitting.answered) == ("working", 1)


def test_a_person_with_two_seats_is_shown_where_the_card_was_typed_last(work, frozen_clock):
    people.merge(work.people[0], work.people[1], actor="test")
    begin(work, 1)
    assert (state(work, 1), state(work, 2)) == ("begun", "expected")
    frozen_clock(NOON + timedelta(minutes=1))
    work.sit(2)
    assert (state(work, 1), state(work, 2)) == ("seated", "begun")


def test_a_result_of_an_earlier_room_is_not_shown_here(work):
    earlier = make_seated()
    finish(make_sitting(seated=earlier), items=3)
    people.merge(earlier.learner_id, work.people[0], actor="test")
    work.sit(1)
    assert state(work, 1) == "seated"


@contextmanager
def statements():
    """Note each statement that is sent."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        sent.append(statement)

    target = db.session.connection()
    event.listen(target, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(target, "before_cursor_execute", note)


@pytest.mark.parametrize("seats_taken", [2, 40])
def test_the_board_costs_four_statements_however_many_sit(frozen_clock, seats_taken):
    work = prepare_open(learners=seats_taken)
    for number in range(1, seats_taken + 1):
        begin(work, number, 1)
    room = rooms_service.room_of_session(work.session_id)
    db.session.flush()
    with statements() as sent:
        found = board_queries.board_of(room, interrupted=False)
    assert len(dict(found.groups)["work"]) == seats_taken
    assert len(sent) == 4
