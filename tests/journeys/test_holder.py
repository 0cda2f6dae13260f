"""A result belongs to its browser and to the holder's key; nobody else sees that it exists."""

import pytest

from tests.journeys.right_answers import sit_knowingly
from tests.journeys.test_again import in_cyrillic
from tests.journeys.test_walks import holders_key


@pytest.fixture(scope="module")
def finished(house):
    """Somebody's result, and the key on the slip."""
    robot = house.robot(role="civil_servant", given_name="Олена", surname="Перевірна")
    page = sit_knowingly(house, robot)
    return robot, page.path, holders_key(page)


def test_a_stranger_sees_the_same_as_where_nothing_is(house, finished):
    _, address, _ = finished
    stranger, other = house.stranger(), house.robot(role="citizen")
    nothing = stranger.look("/results/000000000000")
    other.open("/join")
    other.walk_to_item(1)
    for visitor in (stranger, other):
        for path in (address, f"{address}/certificate", f"{address}/certificate.pdf", f"{address}/about-you"):
            page = visitor.look(path)
            assert (page.status, page.text) == (404, visitor.look("/results/000000000000").text), path
    assert nothing.status == 404


def test_a_stranger_cannot_answer_for_somebody_else(house):
    owner = house.robot(role="citizen")
    owner.open("/join")
    owner.walk_to_item(2)
    other = house.robot(role="citizen")
    other.open("/join")
    other.walk_to_item(1)
    fields = other.filled(other.here.main_form)
    reply = other.send_only(owner.here.address, fields)
    assert reply.status == 404
    owner.reload()
    assert owner.here.path.endswith("/items/2")


@pytest.mark.parametrize(
    "typing",
    [
        str,
        str.lower,
        in_cyrillic,
        lambda typed: typed.replace("-", ""),
        lambda typed: typed.replace("-", " ").lower(),
        lambda typed: in_cyrillic(typed.lower()),
    ],
)
def test_the_holders_key_opens_the_result_however_it_is_typed(house, finished, typing):
    _, address, key = finished
    holder = house.stranger()
    holder.open("/mine")
    holder.go_on(holder_key=typing(key))
    assert (holder.here.status, holder.here.path) == (200, "/mine")
    assert address in holder.here.links
    assert holder.open(address).status == 200


@pytest.mark.parametrize("typed", ["", "123", "0" * 20])
def test_a_wrong_holders_key_opens_nothing(house, finished, typed):
    _, address, _ = finished
    holder = house.stranger()
    holder.open("/mine")
    holder.go_on(holder_key=typed)
    assert (holder.here.status, holder.here.path) == (422, "/mine")
    assert holder.look(address).status == 404


def test_leaving_closes_the_result_and_the_holders_page(house, finished):
    _, address, key = finished
    holder = house.stranger()
    holder.open("/mine")
    holder.go_on(holder_key=key)
    form = holder.here.form_to("/leave")
    holder.send("/leave", holder.filled(form))
    assert holder.look(address).status == 404
    assert holder.open("/mine").main_form.names() >= {"holder_key"}
