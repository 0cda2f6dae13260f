"""A room is opened in two taps, and its cards are printed."""

import re
from datetime import timedelta

import pytest
import segno

from literacy.accounts import people
from literacy.core import clock
from literacy.core.db import db
from literacy.core.errors import NotFound, Refused
from literacy.rooms import cards, opening, service
from literacy.rooms.models import Room, Seat
from literacy.training import cohorts, libraries, sessions
from literacy.training.models import TrainingSession
from tests.conftest import NOON
from tests.factories import make_cohort, make_session
from tests.rooms.trainer import prepare, prepare_open

pytestmark = pytest.mark.usefixtures("database", "frozen_clock")


def seats_of(session_id) -> list[Seat]:
    room = service.room_of_session(session_id)
    return list(db.session.scalars(db.select(Seat).where(Seat.room_id == room.id).order_by(Seat.number)))


def test_each_enrolled_learner_has_a_seat_and_three_are_to_spare():
    work = prepare(learners=5, pcs=2)
    cohorts.leave(work.cohort_id, work.people[1], actor="test")
    for _ in range(2):
        opening.open_for_session(work.session_id, actor="test")
    seats = seats_of(work.session_id)
    expected = [each for each in work.people if each != work.people[1]] + [None] * 3
    assert [seat.learner_id for seat in seats] == expected
    assert [seat.computer for seat in seats] == [1, 2, 1, 2, 1, 2, 1]
    assert len(list(db.session.scalars(db.select(Room)))) == 1


def test_two_cards_of_one_person_are_one_seat():
    work = prepare(learners=3)
    people.merge(work.people[0], work.people[2], actor="test")
    opening.open_for_session(work.session_id, actor="test")
    assert [seat.learner_id for seat in seats_of(work.session_id)][:3] == [*work.people[:2], None]


def test_where_nobody_is_enrolled_twelve_may_come():
    session_id = make_session(start=NOON, cohort_id=make_cohort())
    opening.open_for_session(session_id, actor="test")
    seats = seats_of(session_id)
    assert len(seats) == 12
    assert [seat.computer for seat in seats] == list(range(1, 13))  # how many there are, nobody said


def test_a_full_cohort_leaves_room_for_nobody_else():
    work = prepare(learners=59)
    opening.open_for_session(work.session_id, actor="test")
    assert len(seats_of(work.session_id)) == 60


@pytest.mark.parametrize("days", [-2, 2])
def test_a_session_of_another_day_is_not_opened(days):
    session_id = make_session(start=NOON + timedelta(days=days))
    with pytest.raises(Refused) as refusal:
        opening.open_for_session(session_id, actor="test")
    assert refusal.value.reasons[0].code == "not_today"
    assert service.room_of_session(session_id) is None


def test_a_session_that_is_over_or_called_off_is_not_opened():
    over, off = make_session(start=NOON), make_session(start=NOON)
    sessions.start(over, actor="test")
    sessions.end(over, actor="test")
    sessions.cancel(off, actor="test")
    for session_id, reason in ((over, "session_over"), (off, "session_cancelled")):
        with pytest.raises(Refused) as refusal:
            opening.open_for_session(session_id, actor="test")
        assert refusal.value.reasons[0].code == reason


def test_a_room_for_whoever_comes_is_one_on_a_double_click(frozen_clock):
    work = prepare()
    codes = {opening.open_for_whoever_comes(work.library_id, work.account_id, actor="test") for _ in range(2)}
    assert len(codes) == 1
    session = db.session.scalar(db.select(TrainingSession).where(TrainingSession.code == codes.pop()))
    assert (session.led_by, session.cohort_id, len(seats_of(session.id))) == (work.account_id, None, 12)
    frozen_clock(NOON + timedelta(minutes=2))
    other = opening.open_for_whoever_comes(work.library_id, work.account_id, actor="test")
    assert other != session.code


def test_a_closed_library_opens_no_room():
    work = prepare()
    libraries.close_library(work.library_id, actor="test")
    with pytest.raises(NotFound):
        opening.open_for_whoever_comes(work.library_id, work.account_id, actor="test")


def test_a_room_whose_time_ran_out_goes_on_from_now(frozen_clock):
    work = prepare_open()
    room = service.room_of_session(work.session_id)
    frozen_clock(room.closes_at + timedelta(minutes=40))
    service.extend_room(room.id, 30, actor="test")
    assert room.closes_at == clock.now() + timedelta(minutes=30)


def test_cards_say_who_where_and_how():
    work = prepare_open(learners=9, pcs=6)
    room = work.room
    first, second = cards.sheets_of(room.room_id, "http://library.local:8000/")
    assert (len(first), len(second)) == (8, 4)
    assert (first[0].called, first[0].computer, first[0].turns_with) == ("Учасник 1", 1, (7,))
    assert (second[1].called, second[1].seat_code) == ("", dict(room.seats)[10])
    (only,) = cards.sheets_of(room.room_id, "http://library.local/", only=4)
    assert [card.number for card in only] == [4]
    (late,) = cards.sheets_of(room.room_id, "http://library.local/", after=9)
    assert [card.number for card in late] == [10, 11, 12]


def test_the_qr_code_draws_exactly_its_modules():
    address = cards.join_address("http://192.168.1.10:8000/", "KATE42", "7KHM2X")
    assert address == "http://192.168.1.10:8000/join?room=KATE42&seat=7KHM2X"
    drawn = str(cards.qr_code(address))
    symbol = segno.make(address, error="m", boost_error=False, micro=False, mask=2)
    size = symbol.symbol_size(border=4)[0]
    assert f'viewBox="0 0 {size} {size}"' in drawn
    dark = {
        (int(x) + step, int(y))
        for x, y, run in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", drawn)
        for step in range(int(run))
    }
    expected = {(x, y) for y, row in enumerate(symbol.matrix_iter(border=4)) for x, module in enumerate(row) if module}
    assert dark == expected
