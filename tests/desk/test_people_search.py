"""Finding people within one's reach, and two cards that become one person."""

import re

import pytest
from sqlalchemy import select

from literacy.accounts import people
from literacy.accounts.models import LearnerMerge, MergeUndoing
from literacy.core.db import db
from literacy.core.identifiers import grouped
from literacy.core.language import t
from literacy.desk import people_search
from tests.desk.people_world import make_person, make_place, mark, number
from tests.factories import make_seated
from tests.staff import make_staff


def words(reply):
    return reply.get_data(as_text=True)


def listed(reply):
    return re.findall(r'href="/people/(\w{8})"', words(reply))


@pytest.fixture
def people_here(place, in_transaction):
    """Three people of the cohort; return the numbers of their cards by nickname."""
    told = {"Одарка": "Одарка Нечуй-Левицька", "Дем’ян": "", "пані Ївга": "Ївга Ґонтаренко"}
    return in_transaction(lambda: {name: number(make_person(place, name, name_uk=full)) for name, full in told.items()})


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("одар", ["Одарка"]),
        ("НЕЧУЙ", ["Одарка"]),
        ("нечуй од", ["Одарка"]),
        ("Дем'ян", ["Дем’ян"]),
        ("демʼян", ["Дем’ян"]),
        ("ґонт", ["пані Ївга"]),
        ("ївга", ["пані Ївга"]),
        ("левицька", []),  # the second part begins no word
        ("нема", []),
        ("о", ["Одарка"]),
        ("%", []),
    ],
)
def test_people_are_found_by_the_first_letters(typed, found, trainer, people_here):
    reply = trainer.send("/people", q=typed)
    assert reply.status_code == 200
    assert listed(reply) == [people_here[name] for name in found]
    assert listed(trainer.get("/people", query_string={"q": typed})) == listed(reply)
    assert f'value="{typed.replace(chr(39), "&#39;")}"' in words(reply)


def test_a_name_is_sent_in_no_address(trainer, people_here):
    page = words(trainer.get("/people"))
    assert re.search(r'<form[^>]* method="post" action="/people"', page)
    assert listed(trainer.get("/people")) == list(reversed(people_here.values()))


def test_a_card_number_finds_who_is_within_reach(trainer, people_here, in_transaction):
    code = people_here["Одарка"]
    for typed in (code, grouped(code), code.lower()):
        assert listed(trainer.send("/people", q=typed)) == [code]
    elsewhere = in_transaction(lambda: number(make_person(make_place(), "Чужа")))
    reply = trainer.send("/people", q=elsewhere)
    assert listed(reply) == []
    assert "Чужа" not in words(reply)


def test_everybody_finds_their_own_people_only(as_staff, place, people_here, in_transaction):
    elsewhere = in_transaction(make_place)
    in_transaction(make_person, elsewhere, "Одарка")
    for account in (place.trainer, place.coordinator):
        assert listed(as_staff(account).send("/people", q="одарка")) == [people_here["Одарка"]]
    colleague = in_transaction(make_staff, "trainer", place.library_id)
    assert listed(as_staff(colleague).get("/people")) == []
    for role in ("region", "author", "administrator"):
        browser = as_staff(in_transaction(make_staff, role))
        assert browser.get("/people").status_code == 404


def test_walk_ins_are_found_by_the_session_and_an_erased_person_is_not(trainer, place, app, in_transaction):
    walk_in = in_transaction(lambda: make_seated().learner_id)
    in_transaction(mark, place.session_ids[0], walk_in)
    with app.app_context():
        code = number(walk_in)
    assert listed(trainer.get("/people")) == [code]
    in_transaction(people.erase, walk_in, reason="own_wish", actor="test")
    assert listed(trainer.get("/people")) == []


def test_a_person_with_two_cards_is_found_once(trainer, place, people_here, in_transaction):
    def story():
        other = make_person(place, "Одарка друга")
        people.merge(other, people.learner_by_card(people_here["Одарка"]), actor="test")

    in_transaction(story)
    assert len(listed(trainer.send("/people", q="одарка"))) == 1


def test_a_search_of_many_says_so_and_costs_the_same(
    trainer, place, people_here, in_transaction, count_statements, monkeypatch
):
    def cost():
        return count_statements(lambda: trainer.get("/people?q=людина"))

    cost()
    before = cost()
    in_transaction(lambda: [make_person(place, f"Людина {n}", enrolled=n > 0, came=1) for n in range(42)])
    assert cost() == before
    reply = trainer.get("/people?q=людина")
    assert len(listed(reply)) == people_search.MOST_FOUND
    assert t("person_page.more", n=people_search.MOST_FOUND) in words(reply)
    assert len(reply.data) < 25 * 1024
    monkeypatch.setattr(people_search, "MOST_SEARCHED", 10)
    reply = trainer.get("/people?q=одарка")
    assert listed(reply) == []
    assert t("person_page.limited", most=500) in words(reply)


@pytest.fixture
def two_cards(place, in_transaction):
    """A registered person who came once, and a walk-in of a like name who came another day; the numbers of their cards."""

    def story():
        known = make_person(place, "Одарка", name_uk="Одарка Нечуй", came=1)
        walk_in = make_person(place, "Одарка Н.", enrolled=False)
        mark(place.session_ids[1], walk_in)
        return number(known), number(walk_in)

    return in_transaction(story)


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page).group(1)


def merge_of(trainer, own, other):
    page = words(trainer.get(f"/people/{own}/merge?other={other}"))
    return {name: hidden(page, name) for name in ("csrf_token", "merge", "other")}


def test_two_cards_become_one_person_after_a_look_at_both(trainer, two_cards, people_here, app):
    own, other = two_cards
    page = words(trainer.get(f"/people/{own}/merge"))
    assert set(re.findall(r"\?other=(\w+)", page)) == {other, people_here["Одарка"]}
    page = words(trainer.get(f"/people/{own}/merge?other={other}"))
    for said in ("Одарка Нечуй", "Одарка Н.", grouped(own), grouped(other), t("merging.no_common")):
        assert said in page
    sent = merge_of(trainer, own, other)
    for _ in range(2):  # a double click is one merge
        reply = trainer.post(f"/people/{own}/merge", data=sent)
        assert (reply.status_code, reply.location) == (303, f"/people/{own}")
    with app.app_context():
        assert len(db.session.scalars(select(LearnerMerge)).all()) == 1
        assert people.same_person(people.learner_by_card(own), people.learner_by_card(other))
    page = words(trainer.get(f"/people/{other}"))
    assert t("person_page.sessions_sum", n=2, time=t("person_page.hours_whole", hours=4)) in page
    undo = {"csrf_token": hidden(page, "csrf_token"), "merge": hidden(page, "merge")}
    for _ in range(2):
        assert trainer.post(f"/people/{own}/part", data=undo).status_code == 303
    with app.app_context():
        assert len(db.session.scalars(select(MergeUndoing)).all()) == 1
    page = words(trainer.get(f"/people/{own}"))
    assert t("person_page.sessions_sum", n=1, time=t("person_page.hours_whole", hours=2)) in page
    assert t("merging.standing") not in page
    assert trainer.post(f"/people/{own}/merge", data=merge_of(trainer, own, other)).status_code == 303
    with app.app_context():  # joined anew, by a merge of its own
        assert len(db.session.scalars(select(LearnerMerge)).all()) == 2


def test_two_who_were_at_one_session_are_probably_two(trainer, place, two_cards, in_transaction):
    own, other = two_cards
    in_transaction(lambda: mark(place.session_ids[0], people.learner_by_card(other), "late"))
    page = words(trainer.get(f"/people/{own}/merge?other={other}"))
    assert t("merging.both_there", n=1) in page
    in_transaction(lambda: mark(place.session_ids[1], people.learner_by_card(own), "absent"))
    page = words(trainer.get(f"/people/{own}/merge?other={other}"))
    assert t("merging.both_there", n=1) in page
    assert t("person_page.mark_absent") in page


def test_the_other_card_is_found_by_name_or_number(trainer, two_cards):
    own, other = two_cards
    for typed in ("одарка н.", grouped(other)):
        reply = trainer.send(f"/people/{own}/merge/find", f"/people/{own}/merge", q=typed)
        assert re.findall(r"\?other=(\w+)", words(reply)) == [other]
    reply = trainer.send(f"/people/{own}/merge/find", f"/people/{own}/merge", q="нікого")
    assert t("person_page.found_nobody") in words(reply)


def test_a_card_out_of_reach_is_merged_with_nobody(trainer, two_cards, app, in_transaction):
    own, _ = two_cards
    foreign = in_transaction(lambda: number(make_person(make_place(), "Чужа")))
    for card in (foreign, own, "AAAAAAAA"):
        assert trainer.get(f"/people/{own}/merge?other={card}").status_code == 404
    sent = merge_of(trainer, own, two_cards[1]) | {"other": foreign}
    assert trainer.post(f"/people/{own}/merge", data=sent).status_code == 404
    for wrong in ({"merge": "0" * 32}, {"merge": merge_of(trainer, two_cards[1], own)["merge"]}):
        trainer.post(f"/people/{own}/merge", data=merge_of(trainer, own, two_cards[1]) | wrong)
    with app.app_context():
        assert db.session.scalar(select(LearnerMerge.id)) is None


def test_an_erased_card_is_not_merged(trainer, two_cards, app, in_transaction):
    own, other = two_cards
    sent = merge_of(trainer, own, other)
    in_transaction(lambda: people.erase(people.learner_by_card(other), reason="own_wish", actor="test"))
    reply = trainer.post(f"/people/{own}/merge", data=sent)
    assert reply.status_code == 422
    assert t("merging.erased_card") in words(reply)
    with app.app_context():
        assert db.session.scalar(select(LearnerMerge.id)) is None


def test_a_merge_of_other_people_is_not_undone_here(trainer, place, two_cards, people_here, app, in_transaction):
    own, _ = two_cards
    ids = in_transaction(lambda: [people.learner_by_card(people_here[name]) for name in ("Одарка", "Дем’ян")])
    merge_id = in_transaction(people.merge, *ids, actor="test")
    trainer.send(f"/people/{own}/part", f"/people/{own}", merge=merge_id.hex)
    with app.app_context():
        assert db.session.scalar(select(MergeUndoing.id)) is None


def test_comparing_costs_the_same_however_many_learn_here(trainer, place, two_cards, in_transaction, count_statements):
    own, other = two_cards

    def costs():
        addresses = (f"/people/{own}/merge", f"/people/{own}/merge?other={other}")
        return [count_statements(lambda address=address: trainer.get(address)) for address in addresses]

    costs()
    before = costs()
    in_transaction(lambda: [make_person(place, "Одарка", came=2) for _ in range(40)])
    assert costs() == before
    assert len(trainer.get(f"/people/{own}/merge").data) < 25 * 1024
