"""Choosing a test: whatever is sent, the page says what to do."""

import pytest

from literacy.core.transaction import transaction
from tests.factories import make_seated


@pytest.mark.parametrize("sent", [{}, {"role": ""}, {"role": "astronaut"}, {"role": "x\0"}])
def test_without_a_choice_the_page_asks_again(app, client, sent):
    with app.app_context(), transaction():
        who = make_seated()
    page = client.get("/join").text
    entry = page.partition('name="entry"')[2].partition('value="')[2].partition('"')[0]
    assert client.send("/join", room=who.room_code, seat=who.seat_code, entry=entry).status_code == 303
    reply = client.send("/sittings/choose", **sent)
    assert reply.status_code == 422
    assert "Виберіть" in reply.text
