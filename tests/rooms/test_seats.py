"""What happens at a seat, and what the projection makes of it."""

from datetime import timedelta

import pytest

from literacy.accounts import learners
from literacy.core import clock, identifiers
from literacy.core.db import db
from literacy.core.errors import NotFound, Refused
from literacy.rooms import projections, seats, service
from literacy.rooms.models import Room, Seat
from literacy.training import sessions
from literacy.training.models import Attendance
from tests.conftest import NOON
from tests.factories import make_session

pytestmark = pytest.mark.usefixtures("database", "frozen_clock")


@pytest.fixture
def room():
    people = [learners.create_learner() for _ in range(3)]
    return service.open_room(make_session(start=NOON), actor="test", learner_ids=people, spare=2, computers=3)


def seat(room, number: int) -> Seat:
    return seats.seat_in_room(room.room_id, number)


def agree() -> None:
    assert projections.expected_rows() == projections.stored_rows()


def test_cards_are_made_for_a_cohort_and_some_to_spare_and_can_be_shown_again(room):
    assert [number for number, _ in room.seats] == [1, 2, 3, 4, 5]
    assert service.codes_of(room.room_id) == room
    assert service.open_room(room.session_id, actor="test") == room  # opening twice is once
    assert [seat(room, n).learner_id is None for n in range(1, 6)] == [False, False, False, True, True]
    assert [seat(room, n).computer for n in range(1, 6)] == [1, 2, 3, 1, 2]  # two take turns
    stored = {db.session.get(Room, room.room_id).code_hash, *(seat(room, n).code_hash for n in range(1, 6))}
    assert stored.isdisjoint({room.code, *(code for _, code in room.seats)})


def test_who_sits_down_is_there_and_a_walk_in_gets_a_card(room):
    taken = service.take_seat(room.room_id, room.seats[0][1], identifiers.new_id())
    assert taken.learner_id == seat(room, 1).learner_id
    walk_in = service.take_seat(room.room_id, room.seats[4][1], identifiers.new_id())
    marks = {row.learner_id: row.mark for row in db.session.scalars(db.select(Attendance))}
    assert marks == {taken.learner_id: "present", walk_in.learner_id: "present"}


def test_help_is_called_and_given(room, frozen_clock):
    here = seat(room, 2)
    seats.call_for_help(here.id, "device")
    since = here.help_since
    frozen_clock(NOON + timedelta(minutes=2))
    seats.call_for_help(here.id, "unclear")
    assert (here.help_since, here.help_kind) == (since, "unclear")  # she waits since the first call
    agree()
    for _ in range(2):
        seats.no_more_help(here.id, actor="test")
    assert (here.help_since, here.help_kind) == (None, None)
    agree()
    with pytest.raises(NotFound):
        seats.call_for_help(here.id, "pizza")


def test_an_identity_check_has_a_kind_of_document_and_never_a_number(room):
    here = seat(room, 1)
    seats.check_identity(here.id, "document_seen", "id_card", actor="test")
    assert (here.identity_check, here.document_kind) == ("document_seen", "id_card")
    agree()
    seats.check_identity(here.id, "known_to_staff", None, actor="test")
    assert (here.identity_check, here.document_kind) == ("known_to_staff", None)
    agree()
    for check, kind in (("document_seen", None), ("known_to_staff", "passport")):
        with pytest.raises(Refused):
            seats.check_identity(here.id, check, kind, actor="test")
    for check, kind in (("document_seen", "AB123456"), ("guessed", None)):
        with pytest.raises(NotFound):
            seats.check_identity(here.id, check, kind, actor="test")


def test_extra_time_lets_one_seat_stay_open_after_its_room(room, frozen_clock):
    row = db.session.get(Room, room.room_id)
    seats.give_extra_time(seat(room, 1).id, 30, actor="test")
    frozen_clock(row.closes_at + timedelta(minutes=10))
    service.sit_down(room.code, room.seats[0][1], identifiers.new_id())
    with pytest.raises(Refused):
        service.sit_down(room.code, room.seats[1][1], identifiers.new_id())
    with pytest.raises(Refused):
        seats.give_extra_time(seat(room, 1).id, 91, actor="test")
    frozen_clock(row.closes_at + timedelta(minutes=30))
    with pytest.raises(Refused):
        service.sit_down(room.code, room.seats[0][1], identifiers.new_id())
    agree()


def test_a_lost_card_is_drawn_anew_and_the_old_one_stops_working(room):
    old = room.seats[0][1]
    taken = service.take_seat(room.room_id, old, identifiers.new_id())
    seats.renew_card(taken.seat_id, actor="test")
    new = service.codes_of(room.room_id).seats[0][1]
    assert new != old
    with pytest.raises(Refused):
        service.take_seat(room.room_id, old, identifiers.new_id())
    assert service.take_seat(room.room_id, new, identifiers.new_id()).learner_id == taken.learner_id
    agree()


def test_a_seat_moves_to_another_computer(room):
    seats.change_computer(seat(room, 1).id, 7, actor="test")
    assert (seat(room, 1).computer, seat(room, 1).first_computer) == (7, 1)
    agree()
    with pytest.raises(Refused):
        seats.change_computer(seat(room, 1).id, 0, actor="test")


def test_a_room_is_full_at_sixty(room):
    assert len(service.add_seats(room.room_id, [None] * 55, actor="test")) == 55
    with pytest.raises(Refused):
        service.add_seats(room.room_id, [None], actor="test")


def test_a_forgotten_room_closes_two_hours_after_its_session(room):
    assert db.session.get(Room, room.room_id).closes_at == NOON + timedelta(hours=4)
    service.extend_room(room.room_id, 30, actor="test")
    assert db.session.get(Room, room.room_id).closes_at == NOON + timedelta(hours=4, minutes=30)
    service.extend_room(room.room_id, 24 * 60, actor="test")
    assert db.session.get(Room, room.room_id).closes_at == clock.now() + timedelta(hours=12)


def test_a_session_that_ends_closes_its_room(room):
    sessions.end(room.session_id, actor="test")
    assert db.session.get(Room, room.room_id).closed_at is not None
    with pytest.raises(Refused):
        service.sit_down(room.code, room.seats[0][1], identifiers.new_id())
