"""Cards that are one person: joined, parted, in whatever order; and erased for good."""

import itertools
from dataclasses import replace

import pytest
from sqlalchemy import select

from literacy.accounts import learners, people, projections, registration
from literacy.accounts.learners import Identity
from literacy.accounts.models import Consent, Erasure, LearnerProfile
from literacy.accounts.registration import Registration
from literacy.core import identifiers
from literacy.core.db import db
from literacy.core.errors import Conflict, NotFound, Refused

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def cards():
    return [learners.create_learner() for _ in range(4)]


def agree() -> None:
    assert projections.expected_rows() == projections.stored_rows()


def test_two_cards_become_one_person_and_part_again(cards):
    walk_in, known, other, _ = cards
    merge_id = identifiers.new_id()
    for _ in range(2):  # a double click is one act
        assert people.merge(known, walk_in, actor="test", merge_id=merge_id) == merge_id
    assert people.cards_of(known) == people.cards_of(walk_in) == (walk_in, known)
    assert people.person_of(known) == walk_in  # the earliest card
    assert people.same_person(known, walk_in)
    assert not people.same_person(known, other)
    agree()
    with pytest.raises(Conflict):
        people.merge(walk_in, known, actor="test")
    for _ in range(2):
        people.undo_merge(merge_id, actor="test")
    assert people.cards_of(known) == (known,)
    agree()


def test_a_chain_of_merges_parts_where_it_is_undone(cards):
    first, second, third, fourth = cards
    one = people.merge(first, second, actor="test")
    two = people.merge(second, third, actor="test")
    people.merge(third, fourth, actor="test")
    assert people.cards_of(fourth) == tuple(cards)
    people.undo_merge(two, actor="test")
    assert people.cards_of(fourth) == (third, fourth)
    assert people.cards_of(second) == (first, second)
    agree()
    people.undo_merge(one, actor="test")
    assert people.person_of(second) == second
    agree()


def test_persons_do_not_depend_on_the_order_of_merges():
    cards = [identifiers.new_id() for _ in range(5)]
    pairs = [(cards[0], cards[1]), (cards[3], cards[1]), (cards[4], cards[2])]
    found = {frozenset(people.persons(cards, order).items()) for order in itertools.permutations(pairs)}
    assert len(found) == 1
    assert people.persons(cards, pairs)[cards[3]] == cards[0]


def test_a_card_number_is_found_however_it_is_typed(cards):
    number = db.session.scalar(select(people.Learner.card_number).where(people.Learner.id == cards[0]))
    assert people.learner_by_card(f"{number[:4]}-{number[4:]}".lower()) == cards[0]
    with pytest.raises(NotFound):
        people.learner_by_card("AAAA-AAAA")


def test_erasing_a_person_closes_every_card_for_good(cards):
    one, other, stranger, _ = cards
    people.merge(one, other, actor="test")
    learners.name_learner(one, Identity("Дарина Вигаданко", "Daryna Vyhadanko", nickname="Дарина"))
    learners.store_profile(other, "profile 1", {"sex": "female"})
    sealed = learners.seal_for(other, b"paper", "anything")
    holder_key = learners.holder_key_of(one)
    people.erase(other, reason="own_wish", actor="test")
    assert learners.identity_of(one) is None
    assert db.session.scalar(select(LearnerProfile.id)) is None
    with pytest.raises(NotFound):
        learners.open_for(other, sealed, "anything")
    with pytest.raises(NotFound):
        learners.learner_by_holder_key(holder_key)
    assert learners.holder_key_of(stranger)
    people.erase(one, reason="own_wish", actor="test")  # again: nothing more to erase
    assert set(db.session.scalars(select(Erasure.learner_id))) == {one, other}


def test_an_erased_card_is_joined_to_nobody(cards):
    """What was forgotten would be known again by the name on the other card."""
    erased, named, other, _ = cards
    learners.name_learner(named, Identity(nickname="Дарина"))
    people.erase(erased, reason="own_wish", actor="test")
    for pair in ((erased, named), (named, erased)):
        with pytest.raises(Refused, match="erased_card"):
            people.merge(*pair, actor="test")
    assert people.cards_of(named) == (named,)
    people.merge(named, other, actor="test")


def test_what_was_said_on_one_card_holds_for_the_person(cards):
    registered, walk_in, *_ = cards
    people.merge(registered, walk_in, actor="test")
    learners.state_age(registered, under_14=True)
    assert learners.needs_guardian(walk_in)
    learners.record_consent(walk_in, "guardian", "guardian 1", channel="paper")
    assert not learners.needs_guardian(registered)
    assert learners.has_consent(registered, "guardian")


def test_a_guardian_is_needed_until_one_agreed(cards):
    child = cards[0]
    assert not learners.needs_guardian(child)
    learners.state_age(child, under_14=True)
    assert learners.needs_guardian(child)
    learners.record_consent(child, "guardian", "guardian 1", channel="paper", recorded_by="account x")
    assert not learners.needs_guardian(child)
    learners.record_consent(child, "guardian", "guardian 1", given=False)
    assert learners.needs_guardian(child)
    learners.state_age(child, under_14=False, recorded_by="account x")
    assert not learners.needs_guardian(child)


def test_many_names_are_read_in_one_statement_and_missing_ones_are_missing(cards):
    learners.name_learner(cards[0], Identity(nickname="пані Ївга", phone="050 123 45 67"))
    learners.name_learner(cards[1], Identity("Остап Вишня", "Ostap Vyshnia"))
    found = learners.identities_of(cards)
    assert set(found) == set(cards[:2])
    assert [found[card].called for card in cards[:2]] == ["пані Ївга", "Остап Вишня"]
    assert found[cards[0]].phone == "050 123 45 67"


def test_a_list_calls_people_by_what_they_want_else_by_their_card(cards):
    walk_in, named, nobody, _ = cards
    learners.name_learner(named, Identity("Остап Вишня", "Ostap Vyshnia"))
    people.merge(walk_in, named, actor="test")
    found = people.called([walk_in, named, nobody])
    assert found[walk_in].name == found[named].name == "Остап Вишня"
    assert found[nobody].name == identifiers.grouped(found[nobody].card_number)
    assert found[walk_in].person_id == found[named].person_id


def test_whoever_is_written_down_agreed_and_a_child_needs_a_guardian():
    told = Registration("Софійка", name_uk="Софія Гай", phone="0501234567", under_14=True)
    learner_id = registration.register(told, actor="account x")
    assert learners.identity_of(learner_id) == Identity("Софія Гай", "Sofiia Hai", "Софійка", "0501234567")
    assert [learners.has_consent(learner_id, purpose) for purpose in ("training", "contact", "guardian")] == [
        True, True, False,
    ]  # fmt: skip
    assert learners.needs_guardian(learner_id)
    registration.describe(learner_id, replace(told, guardian_agreed=True, phone=""), actor="account x")
    assert not learners.needs_guardian(learner_id)
    assert learners.identity_of(learner_id).phone == ""


def test_describing_anew_ends_what_is_told_no_more():
    told = Registration("Софійка", phone="0501234567", under_14=True)
    learner_id = registration.register(told, actor="account x")
    registration.guardian_agreed([learner_id], actor="account x")
    registration.guardian_agreed([learner_id], actor="account x")
    assert not learners.needs_guardian(learner_id)
    registration.describe(learner_id, Registration("Софійка"), actor="account x")
    assert not learners.has_consent(learner_id, "contact")
    assert not learners.is_under_14(learner_id)
    given = select(Consent.id).where(Consent.learner_id == learner_id, Consent.purpose == "guardian")
    assert len(db.session.scalars(given).all()) == 1
