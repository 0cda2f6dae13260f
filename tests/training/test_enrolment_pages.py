"""A cohort's list through the browser of its trainer: enrolled, waiting, admitted, taken off, printed, taken away."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from literacy.accounts import learners, people
from literacy.accounts.models import Learner
from literacy.core import identifiers
from literacy.core.db import db
from literacy.core.language import t
from literacy.training import attendance, cohorts, sessions
from literacy.training.attendance import NewMark
from literacy.training.models import Cohort, Course, Enrolment, EnrolmentChange
from tests.conftest import NOON
from tests.training.world import add_person, enter, fields_of, make_staff, make_world


@pytest.fixture
def here(app, world):
    """Where the cohort's page is."""
    with app.app_context():
        return f"/cohorts/{db.session.get(Cohort, world.cohort_id).code}"


@pytest.fixture
def standing(app, world):
    """How many cards stand where in the cohort."""

    def read():
        with app.app_context():
            statement = select(Enrolment.status, func.count()).where(Enrolment.cohort_id == world.cohort_id)
            return dict(db.session.execute(statement.group_by(Enrolment.status)).all())

    return read


def keep_places(cohort_id, places):
    db.session.get(Cohort, cohort_id).capacity = places


def rows_of(reply) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(reply.data.decode("utf-8-sig"))))


def named_rows(reply) -> list[str]:
    return [row[t("cohort_people.column_name")] for row in rows_of(reply)]


def test_one_field_enrols_somebody_once(app, trainer, world, words, here, standing):
    form = fields_of(trainer.get(f"{here}/people/new")) | {"nickname": "  Орися   П. ", "consent": "y"}
    for _ in range(2):
        assert trainer.post(f"{here}/people/new", data=form).location == f"{here}/people"
    assert standing() == {"enrolled": 4}
    assert "Орися П." in words(trainer.get(f"{here}/people"))
    # the browser's way back, and somebody else's name
    assert trainer.post(f"{here}/people/new", data=form | {"nickname": "Текля"}).status_code == 303
    assert standing() == {"enrolled": 5}
    with app.app_context():
        newest = db.session.scalars(select(Learner.id).order_by(Learner.id.desc()).limit(1)).one()
        assert learners.has_consent(newest, "training")
        change = db.session.scalars(select(EnrolmentChange).where(EnrolmentChange.learner_id == newest)).one()
        assert change.recorded_by == f"account {world.trainer}"


def test_nobody_is_written_down_without_a_word_and_consent(trainer, words, here, standing):
    form = fields_of(trainer.get(f"{here}/people/new"))
    for wrong, said in (
        ({"nickname": "Орися"}, t("people.consent_missing")),
        ({"nickname": " ", "consent": "y"}, t("people.nickname_missing")),
        ({"nickname": "О" * 41, "consent": "y"}, t("people.nickname_long", most=40)),
    ):
        reply = trainer.post(f"{here}/people/new", data=form | wrong)
        assert reply.status_code == 422
        assert said in words(reply)
    assert standing() == {"enrolled": 3}


def test_a_full_cohort_says_before_that_people_will_wait(
    trainer, world, in_transaction, words, here, standing, frozen_clock
):
    in_transaction(keep_places, world.cohort_id, 3)
    for minutes, name in enumerate(("Перша", "Друга")):
        frozen_clock(NOON + timedelta(minutes=minutes))
        page = trainer.get(f"{here}/people/new")
        assert t("cohort_people.full") in words(page)
        assert t("cohort_people.button_waiting") in words(page)
        trainer.post(f"{here}/people/new", data=fields_of(page) | {"nickname": name, "consent": "y"})
    assert standing() == {"enrolled": 3, "waiting": 2}
    listed = rows_of(trainer.get(f"{here}/people.csv"))
    waiting = [row for row in listed if row[t("cohort_people.column_standing")] == t("cohort_people.standing_waiting")]
    assert [row[t("cohort_people.column_name")] for row in waiting] == ["Перша", "Друга"]
    card = identifiers.normalise_code(waiting[0][t("cohort_people.column_card")])
    assert t("cohort_people.admit") not in words(trainer.get(f"{here}/people"))
    full = trainer.send(f"{here}/people/{card}/admit", page=f"{here}/people/new")
    assert full.status_code == 422
    assert t("cohort_people.cohort_full", n=3) in words(full)
    gone = f"{here}/people/{world.cards['Єва']}/leave"
    assert f'href="{gone}"' in words(full)  # this page stands at another address than the list
    for _ in range(2):
        assert trainer.send(gone, page=f"{here}/people/new").location == f"{here}/people"
    assert t("cohort_people.leave_gone") in words(trainer.get(gone))
    assert t("cohort_people.place_for_waiting") in words(trainer.get(f"{here}/people"))
    for _ in range(2):
        trainer.send(f"{here}/people/{card}/admit", page=f"{here}/people/new")
    assert standing() == {"enrolled": 3, "waiting": 1, "left": 1}


def test_a_card_number_enrols_who_has_one(app, trainer, world, in_transaction, words, here, standing):
    def say(typed):
        reply = trainer.send(f"{here}/people/card", card=typed)
        return words(reply) if reply.status_code == 422 else reply.location

    there = in_transaction(make_world, 2)
    name, card = next(iter(there.cards.items()))
    grouped = f" {card[:4].lower()}-{card[4:]} "
    assert say(grouped) == say(card) == f"{here}/people"
    assert standing() == {"enrolled": 4}
    assert name in words(trainer.get(f"{here}/people"))
    erased = list(there.cards)[1]
    in_transaction(people.erase, there.people[erased], reason="own_wish", actor="t")
    assert t("cohort_people.card_erased") in say(there.cards[erased])
    assert t("cohort_people.card_missing") in say(" ")
    assert t("cohort_people.card_mistyped") in say(card[:-1])
    unknown = next(each for _ in range(99) if (each := identifiers.card_number()) not in there.cards.values())
    assert t("cohort_people.card_unknown") in say(unknown)
    assert standing() == {"enrolled": 4}


def test_several_people_are_shown_first_and_written_down_once(
    app, trainer, world, in_transaction, words, here, standing
):
    in_transaction(keep_places, world.cohort_id, 5)
    typed = "Орися\r\n\r\n  єва \r\nМарко Ґ.\r\nМарко Ґ."
    page = f"{here}/people/several"
    shown = trainer.send(page, names=typed, consent="y")
    assert shown.status_code == 200
    assert standing() == {"enrolled": 3}
    text = words(shown)
    assert (text.count(t("cohort_people.gets_place")), text.count(t("cohort_people.gets_queue"))) == (2, 2)
    assert text.count(t("cohort_people.known")) == 2
    assert t("cohort_people.full") not in text
    form = fields_of(shown)
    back = trainer.post(page, data=form | {"step": "edit"})
    assert "Орися\nєва\nМарко Ґ." in words(back).replace("\r", "")
    for _ in range(2):
        assert trainer.post(page, data=form | {"step": "save"}).location == f"{here}/people"
    assert standing() == {"enrolled": 5, "waiting": 2}
    assert sorted(named_rows(trainer.get(f"{here}/people.csv"))[-2:]) == ["Марко Ґ.", "Марко Ґ."]


def test_several_lines_are_checked(trainer, words, here, standing):
    page = f"{here}/people/several"
    for names, said in (
        ("\n \n", t("cohort_people.names_missing")),
        ("\n".join(f"Людина {n}" for n in range(31)), t("cohort_people.too_many", n=31, most=30)),
        ("Орися\n" + "О" * 41, t("cohort_people.line_long", number=2, most=40)),
    ):
        reply = trainer.send(page, names=names, consent="y")
        assert reply.status_code == 422
        assert said in words(reply)
    assert t("people.consent_missing") in words(trainer.send(page, names="Орися"))
    assert standing() == {"enrolled": 3}


def test_a_person_with_two_cards_stands_once_and_takes_one_place(
    app, trainer, world, in_transaction, words, here, frozen_clock
):
    twin = in_transaction(add_person, world, "Єва з картки")
    marks = [NewMark(twin, "present", minutes=50), NewMark(world.people["Василь"], "absent")]
    in_transaction(sessions.start, world.session_id, actor="t")
    in_transaction(attendance.note_marks, world.session_id, marks, source="list", actor="t")
    frozen_clock(NOON + timedelta(hours=2))
    in_transaction(sessions.end, world.session_id, actor="t")
    in_transaction(people.merge, world.people["Єва"], twin, actor="t")
    rows = {row[t("cohort_people.column_name")]: row for row in rows_of(trainer.get(f"{here}/people.csv"))}
    assert set(rows) == {"Ґалина", "Василь", "Єва"}
    eva, absent = rows["Єва"], rows["Василь"]
    assert (eva[t("cohort_people.column_minutes")], eva[t("cohort_people.column_sessions")]) == ("50", "1")
    assert absent[t("cohort_people.column_mark")] == t("attendance.mark_absent")
    assert (absent[t("cohort_people.column_minutes")], absent[t("cohort_people.column_sessions")]) == ("0", "0")
    with app.app_context():
        assert cohorts.places_left(world.cohort_id) == 57
    assert t("cohorts.of_capacity", n=3, most=60) in words(trainer.get("/cohorts"))
    trainer.send(f"{here}/people/{world.cards['Єва']}/leave", page=f"{here}/people/new")
    assert set(named_rows(trainer.get(f"{here}/people.csv"))) == {"Ґалина", "Василь"}


def test_hours_are_told_with_what_the_certificate_asks_for(app, trainer, world, in_transaction, words, here):
    def ask(cohort_id):
        course = db.session.get(Course, db.session.get(Cohort, cohort_id).course_id)
        course.least_hours, course.least_sessions = 6.0, 3

    in_transaction(ask, world.cohort_id)
    page = words(trainer.get(f"{here}/people"))
    need = t("cohort_people.hours_only", hours=6)
    assert t("cohort_people.of_needed", have=t("cohort_people.hours_only", hours=0), need=need) in page
    assert t("cohort_people.of_needed", have=0, need=3) in page


def test_a_list_has_names_numbers_and_nobody_who_left(trainer, world, in_transaction, words, here):
    in_transaction(cohorts.leave, world.cohort_id, world.people["Єва"], actor="t")
    page = words(trainer.get(f"{here}/list"))
    assert "Єва" not in page
    assert page.index("Василь") < page.index("Ґалина")
    assert identifiers.grouped(world.cards["Василь"]) in page
    assert trainer.get(f"{here}/people.xlsx").data.startswith(b"PK")


def test_only_who_stood_on_the_list_is_taken_off_it(trainer, world, in_transaction, here, client):
    other = in_transaction(make_world, 1)
    card = next(iter(other.cards.values()))
    assert trainer.get(f"{here}/people/{card}/leave").status_code == 404
    for act in ("leave", "admit"):
        assert trainer.send(f"{here}/people/{card}/{act}", page=f"{here}/people/new").status_code == 404
    enter(client, in_transaction, in_transaction(make_staff, "trainer", world.library_id))
    assert client.get(f"{here}/people").status_code == 404  # a colleague's cohort


def test_a_closed_cohort_takes_nobody(trainer, world, in_transaction, here, standing):
    other = in_transaction(make_world, 1)
    told = {
        "new": {"nickname": "Орися", "consent": "y"},
        "card": {"card": next(iter(other.cards.values()))},
        "several": {"names": "Орися", "consent": "y"},
    }
    forms = {rest: fields_of(trainer.get(f"{here}/people/{rest}")) | more for rest, more in told.items()}
    shown = fields_of(trainer.post(f"{here}/people/several", data=forms["several"])) | {"step": "save"}
    in_transaction(cohorts.close_cohort, world.cohort_id, actor="t")
    for rest, form in (*forms.items(), ("several", shown)):
        assert trainer.post(f"{here}/people/{rest}", data=form).status_code == 409, rest
    assert standing() == {"enrolled": 3}


def test_a_list_as_full_as_can_be_stays_a_small_page(app, client, world, in_transaction, words):
    def crowd():
        for number in range(70):
            add_person(crowded, f"Параскева-Варвара Непийпиво-Бережна {number:02}")
        learners_left = list(crowded.people.values())[:2]
        for learner_id in learners_left:
            cohorts.leave(crowded.cohort_id, learner_id, actor="t")
        return f"/cohorts/{db.session.get(Cohort, crowded.cohort_id).code}"

    crowded = in_transaction(make_world, 0)
    address = in_transaction(crowd)
    enter(client, in_transaction, crowded.trainer)
    seen = set()
    for page in (1, 2):
        reply = client.get(f"{address}/people?page={page}")
        assert len(reply.data) <= 25 * 1024, len(reply.data)
        seen |= {number for number in range(70) if f"Бережна {number:02}<" in words(reply)}
    assert set(range(2, 66)) <= seen
    assert len(client.get(f"{address}/list").data) <= 25 * 1024
