"""Rooms: two codes, one seat, one learner, wherever she sits."""

from datetime import timedelta

import pytest

from literacy.core import clock, identifiers
from literacy.core.db import db
from literacy.core.errors import Conflict, NotFound, Refused
from literacy.rooms import projections, service
from literacy.rooms.models import Room, Seat
from literacy.training.libraries import ensure_library

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def room():
    return service.open_drop_in(ensure_library("Бібліотека", "Library"), 3, actor="test")


def test_the_same_entry_twice_is_one_act_and_another_pc_takes_over(room):
    entry = identifiers.new_id()
    first = service.sit_down(room.code, room.seats[0][1], entry)
    assert not first.moved
    assert service.sit_down(room.code.lower(), room.seats[0][1], entry) == first
    other = service.sit_down(room.code, room.seats[0][1], identifiers.new_id())
    assert other.moved
    assert (other.learner_id, other.seat_id) == (first.learner_id, first.seat_id)
    assert db.session.get(Seat, first.seat_id).current_entry_id == other.entry_id
    assert projections.expected_rows() == projections.stored_rows()


def test_codes_are_stored_as_hashes_only(room):
    stored = [db.session.get(Room, room.room_id).code_hash, *db.session.scalars(db.select(Seat.code_hash))]
    assert not any(code in text for text in stored for _, code in room.seats)
    assert room.code not in stored


@pytest.mark.parametrize(
    ("room_typed", "seat_typed", "reason"),
    [("AAAAAA", None, "room_code_unknown"), (None, "AAAAAA", "seat_code_unknown")],
)
def test_wrong_codes_say_which(room, room_typed, seat_typed, reason):
    with pytest.raises(Refused) as refusal:
        service.sit_down(room_typed or room.code, seat_typed or room.seats[0][1], identifiers.new_id())
    assert refusal.value.reasons[0].code == reason


def test_a_seat_of_another_room_is_unknown_here(room):
    other = service.open_drop_in(ensure_library("Інша", "Other"), 3, actor="test")
    with pytest.raises(Refused):
        service.sit_down(room.code, other.seats[0][1], identifiers.new_id())


def test_a_room_lives_twelve_hours_or_until_it_is_closed(room, frozen_clock):
    frozen_clock(clock.now() - timedelta(days=1))
    opened = service.open_drop_in(ensure_library("Бібліотека", "Library"), 1, actor="test")
    frozen_clock(clock.now() + timedelta(hours=12, seconds=1))
    with pytest.raises(Refused) as refusal:
        service.sit_down(opened.code, opened.seats[0][1], identifiers.new_id())
    assert refusal.value.reasons[0].code == "room_closed"
    service.reopen_room(opened.room_id, 2, actor="test")
    service.sit_down(opened.code, opened.seats[0][1], identifiers.new_id())
    service.close_room(opened.room_id, actor="test")
    with pytest.raises(Refused):
        service.sit_down(opened.code, opened.seats[0][1], identifiers.new_id())


def test_unused_seats_are_told_apart(room):
    codes = [code for _, code in room.seats]
    service.sit_down(room.code, codes[1], identifiers.new_id())
    assert service.unused_seats(room.room_id, codes) == [codes[0], codes[2]]
    more = service.reopen_room(room.room_id, 2, actor="test")
    assert [number for number, _ in more] == [4, 5]


def test_senseless_rooms_are_refused():
    library_id = ensure_library("Бібліотека", "Library")
    for seats, hours in ((0, 1), (61, 1), (5, 0), (5, 13)):
        with pytest.raises(Conflict):
            service.open_drop_in(library_id, seats, actor="test", hours=hours)
    with pytest.raises(NotFound):
        service.open_drop_in(identifiers.new_id(), 5, actor="test")


def test_a_room_is_found_by_its_code_even_when_closed(room):
    service.close_room(room.room_id, actor="test")
    assert service.room_by_code(room.code.lower()) == room.room_id
    service.reopen_room(room.room_id, 0, actor="test")
    service.sit_down(room.code, room.seats[0][1], identifiers.new_id())
    with pytest.raises(NotFound):
        service.room_by_code("AAAAAA")
