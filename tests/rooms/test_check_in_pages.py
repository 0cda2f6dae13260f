"""People note by themselves that they came."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from literacy.accounts import people
from literacy.core.db import db
from literacy.core.language import t
from literacy.rooms import check_in_views
from literacy.rooms import service as rooms
from literacy.training import attendance, sessions
from literacy.training.attendance import NewMark
from literacy.training.models import Attendance
from tests.conftest import NOON
from tests.training.world import add_person, make_world


@pytest.fixture
def world(frozen_clock, in_transaction):
    return in_transaction(make_world)


@pytest.fixture
def room(world, in_transaction):
    """The code of the session's open room."""
    return in_transaction(rooms.open_room, world.session_id, actor="t", spare=2)


@pytest.fixture
def marks(app, world):
    def read():
        with app.app_context():
            rows = db.session.scalars(select(Attendance).where(Attendance.training_session_id == world.session_id))
            return {row.learner_id: row.mark for row in rows}

    return read


def send(client, room, card):
    return client.send("/check-in", room=room, card=card)


def test_who_comes_is_noted_and_twice_is_once(client, world, room, marks, frozen_clock):
    card = world.cards["Єва"]
    reply = send(client, room.code.lower(), f"{card[:4]}-{card[4:]}")
    assert (reply.status_code, reply.location) == (303, "/check-in?noted=present")
    page = client.get(reply.location).get_data(as_text=True)
    assert t("check_in.done_title") in page
    assert not any(name in page for name in world.people)
    assert send(client, room.code, card).location == "/check-in?noted=known"
    frozen_clock(NOON + timedelta(minutes=20))
    assert send(client, room.code, world.cards["Василь"]).location == "/check-in?noted=late"
    assert marks() == {world.people["Єва"]: "present", world.people["Василь"]: "late"}


def test_all_that_does_not_fit_looks_the_same(client, world, room, marks, in_transaction):
    other = in_transaction(make_world)
    pages = [
        send(client, "AAAAAA", world.cards["Єва"]),  # no such room
        send(client, room.code, "AAAAAAAA"),  # no such card
        send(client, room.code, other.cards["Єва"]),  # a card of another cohort
    ]
    in_transaction(rooms.close_room, room.room_id, actor="t")
    pages.append(send(client, room.code, world.cards["Єва"]))  # a room that is closed
    assert {page.status_code for page in pages} == {422}
    for page in pages:
        assert t("check_in.does_not_fit") in page.get_data(as_text=True)
    assert marks() == {}


@pytest.mark.parametrize(
    ("room_code", "card", "says"),
    [
        ("", "", "errors.room_code_missing"),
        ("KAT", "", "check_in.room_code_length"),
        ("KATE42", "", "check_in.card_missing"),
        ("KATE42", "7KHM", "check_in.card_length"),
        ("KATE42", "7KHM2X4A", "check_in.card_slip"),
    ],
)
def test_slips_are_said_at_their_field(client, room_code, card, says):
    reply = send(client, room_code, card)
    assert reply.status_code == 422
    values = {"need": 6 if "room" in says else 8, "have": 3 if "room" in says else 4}
    assert t(says, **values) in reply.get_data(as_text=True)
    assert f'value="{room_code}"' in reply.get_data(as_text=True)


def test_staffs_mark_holds_and_a_second_card_is_the_same_person(client, world, room, marks, in_transaction):
    made = [NewMark(world.people["Єва"], "absent")]
    in_transaction(attendance.note_marks, world.session_id, made, source="list", actor="t")
    second = in_transaction(add_person, world, "друга картка", enrolled=False)
    in_transaction(people.merge, world.people["Єва"], second, actor="t")
    assert send(client, room.code, world.cards["друга картка"]).location == "/check-in?noted=known"
    assert marks() == {world.people["Єва"]: "absent"}


def test_an_open_session_takes_everybody(client, in_transaction, frozen_clock, app):
    world = in_transaction(make_world, 1, cohort=False)
    room = in_transaction(rooms.open_room, world.session_id, actor="t", spare=1)
    assert send(client, room.code, world.cards["Ґалина"]).location == "/check-in?noted=present"


def test_it_goes_on_in_an_alarm_and_stops_with_the_session(client, world, room, in_transaction):
    in_transaction(sessions.interrupt, world.session_id, "alarm", actor="t")
    assert send(client, room.code, world.cards["Єва"]).status_code == 303
    in_transaction(sessions.end, world.session_id, actor="t")
    assert send(client, room.code, world.cards["Василь"]).status_code == 422


def test_failures_are_limited_and_successes_are_not(client, world, room):
    for _ in range(check_in_views.FAILURES):
        assert send(client, room.code, "AAAAAAAA").status_code == 422
    assert send(client, room.code, world.cards["Єва"]).status_code == 429
