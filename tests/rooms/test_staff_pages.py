"""Staff open a room and print its cards."""

from datetime import timedelta

import pytest

from literacy.rooms import opening, service
from literacy.training import sessions
from tests.conftest import NOON
from tests.rooms.trainer import prepare, sign_in


@pytest.fixture
def trainer(client, in_transaction, frozen_clock):
    """A trainer's browser, and what she works with."""
    work = in_transaction(prepare)
    sign_in(client)
    return client, work


def test_a_click_opens_the_room_and_shows_its_board(trainer):
    client, work = trainer
    for _ in range(2):
        reply = client.send(f"/sessions/{work.session_code}/room", page="/staff")
        assert (reply.status_code, reply.location) == (303, work.board)
    page = client.get(work.board).text
    assert page.count('class="seat ') == 6
    reply = client.send(f"/libraries/{work.library_code}/room", page="/staff")
    assert reply.status_code == 303
    assert client.get(reply.location).text.count('class="seat ') == 12


def test_a_room_that_cannot_be_opened_says_why(trainer, in_transaction):
    client, work = trainer
    in_transaction(
        sessions.reschedule, work.session_id, NOON + timedelta(days=3), NOON + timedelta(days=3, hours=2), actor="test"
    )
    reply = client.send(f"/sessions/{work.session_code}/room", page="/staff")
    assert reply.status_code == 409
    assert "26 листопада" in reply.text.replace("\u00a0", " ")
    assert client.get(f"/sessions/{work.session_code}/cards").status_code == 404


def test_cards_are_ready_to_print(trainer, in_transaction):
    client, work = trainer
    in_transaction(opening.open_for_session, work.session_id, actor="test")
    codes = in_transaction(lambda: work.room)
    page = client.get(f"/sessions/{work.session_code}/cards").text
    assert page.count('class="seat-card"') == 6
    for _, code in codes.seats:
        assert f"{code[:3]}-{code[3:]}" in page
    assert "Учасник 1" in page
    one = client.get(f"/sessions/{work.session_code}/cards?seat=2").text
    assert one.count('class="seat-card"') == 1
    assert "Учасник 2" in one
    assert client.get(f"/sessions/{work.session_code}/cards?after=3").text.count('class="seat-card"') == 3
    in_transaction(service.close_room, codes.room_id, actor="test")
    closed = client.get(f"/sessions/{work.session_code}/cards").text
    assert 'class="seat-card"' not in closed
    assert codes.seats[0][1][:3] not in closed
