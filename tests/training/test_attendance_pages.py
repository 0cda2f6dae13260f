"""The attendance list through the browser of whoever leads the session."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from literacy.accounts import people
from literacy.core import clock, identifiers
from literacy.core.db import db
from literacy.core.language import t
from literacy.rooms import service as rooms
from literacy.training import attendance, sessions
from literacy.training.attendance import NewMark
from literacy.training.models import Attendance, AttendanceMark
from tests.conftest import NOON
from tests.training.world import add_person, enter, fields_of, make_world, statements


@pytest.fixture
def listed(world):
    """Where the list is."""
    return f"{world.address}/attendance"


@pytest.fixture
def marks(app, world):
    """Return name -> mark and minutes, as they stand."""

    def read():
        with app.app_context():
            rows = db.session.scalars(
                select(Attendance).where(Attendance.training_session_id == world.session_id)
            ).all()
            calls = people.called([row.learner_id for row in rows])
            return {calls[row.learner_id].name: (row.mark, row.minutes) for row in rows}

    return read


@pytest.fixture
def facts(app):
    """How many marks were ever made."""

    def count():
        with app.app_context():
            return db.session.scalar(select(func.count()).select_from(AttendanceMark))

    return count


@pytest.fixture
def mark(world, in_transaction):
    """Note a mark as somebody else."""

    def note(name, what="present", **more):
        made = NewMark(world.people[name], what, **more)
        in_transaction(attendance.note_marks, world.session_id, [made], source="list", actor="account other")
        return made

    return note


def row_of(world, form, name):
    """Return the number of somebody's row in a form."""
    return next(field[3:] for field, value in form.items() if field.startswith("row") and world.cards[name] in value)


def choose(world, form, **chosen):
    """Return the form with these marks chosen."""
    return form | {f"mark{row_of(world, form, name)}": mark for name, mark in chosen.items()}


def test_nothing_is_chosen_at_first_and_one_tap_marks_everybody(trainer, world, listed, words, marks, facts):
    form = fields_of(trainer.get(listed))
    assert not [name for name in form if name.startswith("mark")]
    for _ in range(2):
        assert trainer.post(listed, data=form | {"all": "1"}).status_code == 303
    assert {mark for mark, _ in marks().values()} == {"present"}
    assert facts() == 3
    assert t("attendance.caption", n=3, marked=3) in words(trainer.get(listed))


def test_the_list_is_in_the_order_of_the_alphabet(trainer, world, listed, words, in_transaction):
    for name in ("Ґалина", "Ївга", "Іван", "Ганна"):
        in_transaction(add_person, world, f"{name} А")
    page = words(trainer.get(listed))
    names = ["Василь", "Ганна А", "Ґалина", "Ґалина А", "Єва", "Іван А", "Ївга А"]
    assert sorted(names, key=page.index) == names


def test_marks_are_kept_changed_and_only_changes_are_facts(trainer, world, listed, marks, facts):
    form = choose(world, fields_of(trainer.get(listed)), Василь="present", Єва="absent")
    form[f"minutes{row_of(world, form, 'Василь')}"] = "40"
    trainer.post(listed, data=form)
    assert {name: mark for name, (mark, _) in marks().items()} == {"Василь": "present", "Єва": "absent"}
    assert facts() == 2
    trainer.post(listed, data=fields_of(trainer.get(listed)))
    assert facts() == 2
    trainer.post(listed, data=choose(world, fields_of(trainer.get(listed)), Єва="late"))
    assert marks()["Єва"][0] == "late"
    assert facts() == 3


def test_all_present_leaves_what_was_chosen_and_what_was_kept(trainer, world, listed, marks, mark):
    mark("Василь", "excused")
    form = choose(world, fields_of(trainer.get(listed)), Єва="absent")
    trainer.post(listed, data=form | {"all": "1"})
    assert {name: mark for name, (mark, _) in marks().items()} == {
        "Василь": "excused", "Єва": "absent", "Ґалина": "present",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("chosen", "minutes", "says"),
    [
        ("present", "сорок", "attendance.minutes_expected"),
        ("present", "-4", "attendance.minutes_expected"),
        ("present", "9999", "attendance.minutes_expected"),
        ("absent", "40", "attendance.minutes_of_who_came"),
        ("", "40", "attendance.minutes_without_mark"),
    ],
)
def test_minutes_that_cannot_be_are_said_at_their_row(trainer, world, listed, words, facts, chosen, minutes, says):
    form = choose(world, fields_of(trainer.get(listed)), Василь=chosen, Єва="late")
    form[f"minutes{row_of(world, form, 'Василь')}"] = minutes
    reply = trainer.post(listed, data=form)
    assert reply.status_code == 422
    assert f"Василь: {t(says)}" in words(reply)
    assert f'value="{minutes}"' in words(reply)
    assert fields_of(reply)[f"mark{row_of(world, form, 'Єва')}"] == "late"  # what was typed is kept
    assert facts() == 0


def test_more_minutes_than_the_session_had_are_refused(trainer, world, listed, words, in_transaction, frozen_clock):
    in_transaction(sessions.start, world.session_id, actor="t")
    frozen_clock(NOON + timedelta(minutes=60))
    in_transaction(sessions.end, world.session_id, actor="t")
    form = choose(world, fields_of(trainer.get(listed)), Василь="present")
    form[f"minutes{row_of(world, form, 'Василь')}"] = "61"
    assert t("attendance.minutes_too_many", n=60) in words(trainer.post(listed, data=form))


def test_a_stale_page_shows_both_versions_and_keeps_neither(trainer, world, listed, words, marks, mark):
    stale = fields_of(trainer.get(listed))
    mark("Василь", "late", minutes=20)
    form = choose(world, stale, Василь="absent", Єва="present")
    reply = trainer.post(listed, data=form)
    assert reply.status_code == 422
    assert t("attendance.choose_version") in words(reply)
    assert set(marks()) == {"Василь"}
    undecided = fields_of(reply)
    assert trainer.post(listed, data=undecided).status_code == 303  # undecided is unchanged, the rest is kept
    assert marks() == {"Василь": ("late", 0), "Єва": ("present", 0)}


@pytest.mark.parametrize(("value", "kept"), [("absent:", "absent"), ("late:20", "late")])
def test_of_two_versions_the_chosen_one_holds(trainer, world, listed, marks, mark, facts, value, kept):
    stale = fields_of(trainer.get(listed))
    mark("Василь", "late", minutes=20)
    asked = fields_of(trainer.post(listed, data=choose(world, stale, Василь="absent")))
    assert trainer.post(listed, data=choose(world, asked, Василь=value)).status_code == 303
    assert marks()["Василь"][0] == kept
    assert facts() == (2 if kept == "absent" else 1)


def test_who_did_not_touch_a_row_does_not_undo_it(trainer, world, listed, marks, mark):
    stale = fields_of(trainer.get(listed))
    mark("Василь", "late")
    trainer.post(listed, data=choose(world, stale, Єва="present"))
    assert {name: mark for name, (mark, _) in marks().items()} == {"Василь": "late", "Єва": "present"}


def test_a_page_of_before_sent_once_more_with_another_mark_asks(trainer, world, listed, words, marks):
    old = fields_of(trainer.get(listed))
    trainer.post(listed, data=choose(world, old, Єва="present"))
    assert trainer.post(listed, data=choose(world, old, Єва="absent")).status_code == 422
    assert marks()["Єва"][0] == "present"


def test_after_the_session_a_change_asks_once_for_the_reason(
    trainer, world, listed, words, marks, mark, in_transaction
):
    mark("Василь")
    in_transaction(sessions.start, world.session_id, actor="t")
    in_transaction(sessions.end, world.session_id, actor="t")
    form = choose(world, fields_of(trainer.get(listed)), Василь="absent")
    reply = trainer.post(listed, data=form)
    assert reply.status_code == 422
    assert t("attendance.reason_missing") in words(reply)
    assert marks()["Василь"][0] == "present"
    kept = trainer.post(listed, data=fields_of(reply) | {"reason": "mistake"})
    assert kept.status_code == 303
    history = words(trainer.get(f"{listed}/{world.cards['Василь']}"))
    for text in ("reason_mistake", "by_you", "by_staff", "history_holds"):
        assert t(f"attendance.{text}") in history


def test_a_reason_is_one_of_ours(trainer, world, listed, mark, marks, in_transaction, app):
    mark("Василь")
    in_transaction(sessions.start, world.session_id, actor="t")
    in_transaction(sessions.end, world.session_id, actor="t")
    form = choose(world, fields_of(trainer.get(listed)), Василь="absent")
    assert trainer.post(listed, data=form | {"reason": "Олена Вигаданко"}).status_code == 422
    assert marks()["Василь"][0] == "present"


def test_a_mark_is_taken_back_and_the_history_tells(trainer, world, listed, words, marks, mark, facts):
    mark("Василь")
    address = f"{listed}/{world.cards['Василь']}"
    page = trainer.get(address)
    fields = {name: words(page).partition(f'name="{name}" value="')[2].partition('"')[0] for name in ("id", "seen")}
    for _ in range(2):
        assert trainer.send(address, **fields).status_code == 303
    assert marks() == {}
    assert facts() == 2
    assert t("attendance.taken_back") in words(trainer.get(address))


def test_the_history_of_a_stranger_is_not_there(trainer, world, listed, in_transaction):
    other = in_transaction(make_world)
    assert trainer.get(f"{listed}/{other.cards['Єва']}").status_code == 404
    assert trainer.get(f"{listed}/AAAAAAAA").status_code == 404


@pytest.mark.parametrize("path", ["walk-ins", "attendance"])
def test_a_walk_in_is_there_at_once_and_a_double_click_adds_one(trainer, world, listed, words, marks, path):
    form = choose(world, fields_of(trainer.get(listed)), Єва="late") | {"nickname": "пані в зеленій хустці"}
    for _ in range(2):
        assert trainer.post(f"{world.address}/{path}", data=form).location == f"{listed}?added=1"
    assert {name: mark for name, (mark, _) in marks().items()} == {"Єва": "late", "пані в зеленій хустці": "present"}
    page = words(trainer.get(listed))
    assert t("attendance.register_later") in page
    assert page.index("пані в зеленій хустці") > page.index("Єва")
    trainer.post(f"{world.address}/{path}", data=form | {"nickname": "дід Панас"})  # the same page, somebody else
    assert len(marks()) == 3


def test_a_walk_in_needs_something_to_be_called(trainer, world, listed, words, marks):
    form = choose(world, fields_of(trainer.get(listed)), Єва="late")
    for nickname, says in ((" ", "nickname_missing"), ("я" * 41, "nickname_long")):
        reply = trainer.post(f"{world.address}/walk-ins", data=form | {"nickname": nickname})
        assert reply.status_code == 422
        assert t(f"attendance.{says}", most=40) in words(reply)
    assert marks() == {}


def test_a_session_to_come_says_from_when_it_can_be_marked(client, in_transaction, words, facts, frozen_clock):
    later = in_transaction(make_world, start=NOON + timedelta(days=1))
    enter(client, in_transaction, later.trainer)
    for path in ("attendance", "paper", "csv"):
        page = words(client.get(f"{later.address}/{path}"))
        assert t("errors.future_session") in page
        assert "24" in page
        assert 'name="lines"' not in page
    token = client.token(f"{later.address}/move")
    card = later.cards["Єва"]
    for path, form in (
        ("attendance", {"row1": f"{card} x", "mark1": "present"}),
        ("walk-ins", {"nickname": "хтось"}),
        ("paper", {"lines": "AAAA"}),
        ("csv", {"lines": f"card,mark\n{card},present"}),
    ):
        reply = client.post(f"{later.address}/{path}", data=form | {"csrf_token": token})
        assert reply.status_code == 422
        assert t("errors.future_session") in words(reply)
    assert facts() == 0


def test_who_checked_in_and_who_takes_turns_is_said(trainer, world, listed, words, in_transaction, frozen_clock):
    def sit_down():
        people_here = [world.people["Єва"], world.people["Василь"]]
        opened = rooms.open_room(world.session_id, actor="t", learner_ids=people_here, computers=1)
        frozen_clock(NOON + timedelta(minutes=20))
        rooms.take_seat(opened.room_id, opened.seats[0][1], identifiers.new_id())
        return opened

    opened = in_transaction(sit_down)
    page = words(trainer.get(listed))
    assert t("attendance.by_self_at", time="14:20") in page
    assert t("attendance.turns", pc=1, names="Єва") in page
    assert t("attendance.turns", pc=1, names="Василь") in page
    assert identifiers.grouped(opened.code, 3) in page


def test_one_person_with_two_cards_is_one_row(trainer, world, listed, words, marks, in_transaction):
    walk_in = in_transaction(add_person, world, "хтось", enrolled=False)
    made = [NewMark(walk_in, "present")]
    in_transaction(attendance.note_marks, world.session_id, made, source="list", actor="t")
    in_transaction(people.merge, world.people["Єва"], walk_in, actor="t")
    page = words(trainer.get(listed))
    assert t("attendance.caption", n=3, marked=1) in page
    assert t("attendance.walk_in") + "." not in page


def test_a_foreign_card_in_the_form_marks_nobody(trainer, world, listed, in_transaction, marks, facts):
    other = in_transaction(make_world)
    form = fields_of(trainer.get(listed)) | {"row9": f"{other.cards['Єва']} x", "mark9": "present"}
    assert trainer.post(listed, data=form).status_code == 303
    assert facts() == 0


def test_pages_cost_the_same_for_two_and_for_forty(app, client, in_transaction, frozen_clock):
    costs = []
    for count in (2, 40):
        made = in_transaction(make_world, count)
        everybody = [NewMark(learner_id, "present") for learner_id in made.people.values()]
        in_transaction(attendance.note_marks, made.session_id, everybody[: count - 1], source="list", actor="t")
        in_transaction(rooms.open_room, made.session_id, actor="t", learner_ids=list(made.people.values()), computers=1)
        enter(client, in_transaction, made.trainer)
        found = {}
        for path in ("", "/attendance", "/sheet", "/times", "/paper", "/close", "/marks.csv"):
            with statements(app) as sent:
                assert client.get(f"{made.address}{path}").status_code == 200
            found[path] = len(sent)
        form = fields_of(client.get(f"{made.address}/attendance"))
        with statements(app) as sent:
            assert client.post(f"{made.address}/attendance", data=form).status_code == 303
        found["save"] = len(sent)
        costs.append(found)
    assert costs[0] == costs[1]
    assert max(costs[0].values()) <= 24, costs[0]
    assert clock.now() == NOON


def test_a_long_list_stands_in_parts_and_each_is_light(client, in_transaction, app, frozen_clock):
    world = in_transaction(make_world, 55)
    frozen_clock(NOON)
    trainer, address = enter(client, in_transaction, world.trainer), f"{world.address}/attendance"
    pages = {part: trainer.get(f"{address}?part={part}") for part in ("1", "2", "3", "4", "x")}
    shown = {part: [name for name in fields_of(page) if name.startswith("row")] for part, page in pages.items()}
    assert [len(shown[part]) for part in ("1", "2", "3", "4", "x")] == [25, 25, 5, 25, 25]
    assert len({*shown["1"], *shown["2"], *shown["3"]}) == 55
    assert all(len(page.data) <= 25 * 1024 for page in pages.values())
    reply = trainer.post(address, data=fields_of(pages["2"]) | {"all": "1"})
    assert reply.location == f"{address}?part=2"
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(AttendanceMark)) == 25, "the others are left alone"
    full = trainer.get(reply.location)
    assert len(full.data) <= 25 * 1024
    wrong = fields_of(full) | {f"minutes{shown['2'][0][3:]}": "багато"}
    assert [name for name in fields_of(trainer.post(address, data=wrong)) if name.startswith("row")] == shown["2"]
