"""The PIN of the room's board: chosen on a page of its own; a guardian's consent, noted once."""

import pytest

from literacy.accounts import learners, passwords, people, registration, service
from literacy.accounts.models import Account
from literacy.core.db import db
from literacy.core.language import t

EMAIL, PASSWORD = "olena@library.example", "жовтий човен на Дніпрі"


@pytest.fixture
def signed_in(client, in_transaction):
    """A trainer's browser."""
    in_transaction(service.create_account, EMAIL, "trainer", actor="test", password=PASSWORD)
    client.send("/sign-in", email=EMAIL, password=PASSWORD)
    return client


def pin_of(app) -> str | None:
    with app.app_context():
        return db.session.scalar(db.select(Account.pin_hash))


def test_a_pin_is_chosen_and_changed(signed_in, app):
    assert t("pin.not_chosen") in signed_in.get("/staff").text
    for pin in ("482915", "730158"):
        reply = signed_in.send("/staff/pin", pin=f" {pin} ")
        assert (reply.status_code, reply.location) == (303, "/staff?pin=saved")
        assert passwords.fits(pin_of(app), pin)
    assert t("pin.saved") in signed_in.get("/staff?pin=saved").text
    assert t("pin.chosen") in signed_in.get("/staff/pin").text


@pytest.mark.parametrize(
    ("pin", "says"),
    [
        ("", "pin_shape"),
        ("12345", "pin_shape"),
        ("48291x", "pin_shape"),
        ("123456", "pin_common"),
        ("777777", "pin_common"),
    ],
)
def test_a_poor_pin_is_said_at_the_field(signed_in, app, pin, says):
    reply = signed_in.send("/staff/pin", pin=pin)
    assert reply.status_code == 422
    assert t(f"pin.{says}", need=6) in reply.text
    assert 'aria-invalid="true"' in reply.text
    assert pin_of(app) is None


def test_nobody_chooses_a_pin_without_signing_in(client, app):
    assert client.get("/staff/pin").location == "/sign-in"
    assert client.send("/staff/pin", page="/sign-in", pin="482915").location == "/sign-in"


def test_who_waits_for_a_guardian_is_told_in_one_statement(database):
    child, agreed, adult, corrected = (learners.create_learner() for _ in range(4))
    for each in (child, agreed, corrected):
        learners.state_age(each, under_14=True)
    registration.note_guardian(agreed, actor="test")
    registration.note_of_age(corrected, actor="test")
    registration.note_guardian(adult, actor="test")  # nothing is missing there: nothing is noted
    assert learners.waiting_for_guardian([child, agreed, adult, corrected]) == {child}
    assert not learners.has_consent(adult, "guardian")
    learners.record_consent(agreed, "guardian", "guardian 1", given=False, channel="paper")
    assert learners.waiting_for_guardian([child, agreed]) == {child, agreed}
    assert learners.waiting_for_guardian([]) == frozenset()


def test_a_guardians_consent_on_one_card_holds_for_the_persons_other_cards(database):
    stated, agreed = learners.create_learner(), learners.create_learner()
    learners.state_age(stated, under_14=True)
    learners.record_consent(agreed, "guardian", "guardian 1", channel="paper")
    assert learners.waiting_for_guardian([stated, agreed]) == {stated}
    people.merge(stated, agreed, actor="test")
    assert learners.waiting_for_guardian([stated, agreed]) == frozenset()
