"""The morning sheet: who comes, what to teach and why, whom to pair, what is unfinished; nothing without evidence."""

import re
from datetime import timedelta

import pytest

from literacy.accounts import people
from literacy.core.db import db
from literacy.core.language import t
from literacy.training import sessions
from literacy.training.sessions import Plan
from tests.conftest import NOON
from tests.desk.day_world import Group
from tests.factories import make_library
from tests.staff import make_staff
from tests.training.world import statements


def words(reply):
    assert reply.status_code == 200, reply.status_code
    return reply.get_data(as_text=True).replace("\u00a0", " ")


def said(key, **values):
    return t(key, **values).replace("\u00a0", " ")


@pytest.fixture
def led(frozen_clock, in_transaction):
    """Make a group of so many people with tests of so many; return the trainer, the sheet's address, the group."""

    def make(people, tested, **more):
        def verb():
            library_id = make_library()
            trainer = make_staff("trainer", library_id)
            group = Group(library_id, trainer, "Ранкова", people)
            if tested:
                group.tested(NOON - timedelta(days=14), tested, **more)
                marks = ["present"] * (people - 2) + ["absent"]
                group.taught(NOON - timedelta(days=7), 1, marks, walk_in="пані в зеленій хустці")
            session_id = group.plan(NOON, 2)
            return trainer, f"/sessions/{sessions.session_by_id(session_id).code}/morning-sheet", group

        return in_transaction(verb)

    return make


def row_of(page, name):
    """The cells of somebody's row, without tags."""
    row = page.partition(f">{name}</th>")[2].partition("</tr>")[0]
    return " | ".join(re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<td.*?</td>", row))


def test_a_group_with_tests_is_told_its_weakest_skill_and_whom_to_pair(led, as_staff):
    trainer, sheet, _ = led(12, 12)
    page = words(as_staff(trainer).get(sheet))
    assert said("morning.today", number=3, title="Шукати й перевіряти") in page
    assert "Захист від шахрайства" in page
    assert re.search(r"імовірність (8|9)\d %", page)
    assert said("morning.basis", n=11) in page
    assert said("morning.together") in page
    assert said("morning.last_held", held=80, planned=120) in page
    assert said("morning.last_lost", reason="тривога", minutes=40) in page
    assert row_of(page, "Софія Р.").startswith("2 із 2 · 3 год 20 хв")
    assert said("morning.broken_off", answered=14, planned=36) in row_of(page, "Софія Р.")
    assert said("morning.missed_last") in row_of(page, "Ганна М.")
    assert "пані в зеленій хустці" not in page  # she may come or not; she is on the day's page until written down


def test_without_evidence_the_sheet_says_so_instead_of_noise(led, as_staff, in_transaction):
    trainer, sheet, group = led(4, 3)
    page = words(as_staff(trainer).get(sheet))
    assert said("morning.few", n=2) in page
    assert said("morning.together") not in page
    trainer, sheet, _ = led(3, 0)
    page = words(as_staff(trainer).get(sheet))
    assert said("morning.few", n=0) in page
    assert said("morning.last") not in page

    def drop_in():
        plan = Plan(group.library_id, NOON, NOON + timedelta(hours=1), led_by=trainer)
        return sessions.session_by_id(sessions.plan_session(plan, actor="test")).code

    reply = as_staff(trainer).get(f"/sessions/{in_transaction(drop_in)}/morning-sheet")
    assert reply.status_code == 404  # not of her library


def test_a_session_for_whoever_comes_has_no_advice(led, as_staff, in_transaction):
    trainer, _, group = led(3, 0)

    def drop_in():
        plan = Plan(group.library_id, NOON, NOON + timedelta(hours=1), led_by=trainer)
        return sessions.session_by_id(sessions.plan_session(plan, actor="test")).code

    page = words(as_staff(trainer).get(f"/sessions/{in_transaction(drop_in)}/morning-sheet"))
    assert said("morning.no_cohort") in page


def test_names_are_for_who_runs_the_session(led, as_staff, in_transaction):
    trainer, sheet, group = led(3, 0)
    coordinator = in_transaction(make_staff, "coordinator", group.library_id)
    assert "Софія Р." in words(as_staff(coordinator).get(sheet))
    for role, library_id in (("trainer", group.library_id), ("region", None), ("administrator", None)):
        assert as_staff(in_transaction(make_staff, role, library_id)).get(sheet).status_code == 404
    in_transaction(people.erase, group.people[0], reason="own_wish", actor="test")
    assert "Софія Р." not in words(as_staff(trainer).get(sheet))


def test_a_person_with_two_cards_stands_there_once(led, as_staff, in_transaction):
    trainer, sheet, group = led(5, 4)

    def join():
        other = group.person("пані Софія")
        people.merge(group.people[0], other, actor="test")

    in_transaction(join)
    page = words(as_staff(trainer).get(sheet))
    assert page.count('<th scope="row"') == 5
    assert row_of(page, "Софія Р.").startswith("2 із 2")


def test_the_statements_do_not_grow_with_people(led, as_staff, app):
    counts, sizes = [], []
    for people_in, tested in ((4, 4), (30, 12)):
        trainer, sheet, _ = led(people_in, tested)
        browser = as_staff(trainer)
        browser.get(sheet)
        with statements(app) as sent:
            page = words(browser.get(sheet))
        assert page.count('<th scope="row"') == people_in
        counts.append(len(sent))
        sizes.append(len(page.encode()))
    assert counts[0] == counts[1] <= 32
    assert max(sizes) < 25_000
    with app.app_context():
        assert db.session.query(sessions.TrainingSession).count() == 6
