"""Cohorts through browsers: the register by role, one formed once, its page, told anew, closed and opened again."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from literacy.core import audit
from literacy.core.db import db
from literacy.core.identifiers import code_of_id
from literacy.core.language import t
from literacy.training import cohorts, sessions
from literacy.training.models import Cohort, CohortTrainer, Course, TrainingSession
from tests.conftest import NOON
from tests.factories import make_cohort, make_course, make_session
from tests.training.world import add_person, enter, fields_of, make_staff, make_world, statements

KB = 1024


@pytest.fixture
def here(app, world):
    """Where the cohort's page is."""
    with app.app_context():
        return f"/cohorts/{db.session.get(Cohort, world.cohort_id).code}"


def name_of(app, world) -> str:
    with app.app_context():
        return db.session.get(Cohort, world.cohort_id).name


def course_codes() -> list[str]:
    return list(db.session.scalars(select(Course.code).order_by(Course.id)))


def new_form(trainer, world, **more):
    reply = trainer.get(f"/libraries/{world.library}/cohorts/new")
    assert reply.status_code == 200
    return fields_of(reply) | {"name": "Четвергова", "capacity": "8"} | more


def test_each_role_sees_the_cohorts_within_reach(app, world, client, in_transaction, words):
    other = in_transaction(make_world)
    colleagues = in_transaction(make_cohort, library_id=world.library_id)
    mine, foreign = name_of(app, world), name_of(app, other)
    with app.app_context():
        of_library = db.session.get(Cohort, colleagues).name
    seen = {
        "trainer": {mine},
        "coordinator": {mine, of_library},
        "region": {mine, of_library, foreign},
        "administrator": {mine, of_library, foreign},
    }
    for role, expected in seen.items():
        library = world.library_id if role == "coordinator" else None
        who = world.trainer if role == "trainer" else in_transaction(make_staff, role, library)
        enter(client, in_transaction, who)
        page = words(client.get("/cohorts"))
        assert {name for name in (mine, of_library, foreign) if f">{name}<" in page} == expected, role
        rows = list(csv.reader(io.StringIO(client.get("/cohorts.csv").data.decode("utf-8-sig"))))
        assert {row[0] for row in rows[1:]} & {mine, of_library, foreign} == expected, role
        assert ("/cohorts/new" in page) == (role in ("trainer", "coordinator"))
    enter(client, in_transaction, in_transaction(make_staff, "author"))
    assert client.get("/cohorts").status_code == 404


def test_the_register_says_how_full_a_cohort_is_and_what_comes_next(app, trainer, world, in_transaction, words, here):
    in_transaction(add_person, world, "Ще одна")
    page = words(trainer.get("/cohorts"))
    assert t("cohorts.of_capacity", n=4, most=60) in page
    assert "23.11.2026, 14:00" in page
    in_transaction(cohorts.close_cohort, world.cohort_id, actor="t")
    assert here in words(trainer.get("/cohorts?state=closed"))
    assert here not in words(trainer.get("/cohorts?state=running"))
    header, row = csv.reader(io.StringIO(trainer.get("/cohorts.csv").data.decode("utf-8-sig")))
    told = dict(zip(header, row, strict=True))
    assert (told[t("cohorts.column_enrolled")], told[t("cohorts.column_capacity")]) == ("4", "60")
    assert told[t("cohorts.column_state")] == t("cohorts.closed")
    assert trainer.get("/cohorts.xlsx").data.startswith(b"PK")


def test_a_cohort_is_formed_once_and_led_by_who_was_ticked(app, trainer, world, in_transaction, words):
    colleague = in_transaction(make_staff, "trainer", world.library_id)
    with app.app_context():
        course = course_codes()[-1]
    form = new_form(trainer, world, course=course, kind="hospital", institution="Лікарня № 2")
    assert form["leader"] == code_of_id(world.trainer)
    form["leader"] = [form["leader"], code_of_id(colleague)]
    replies = [trainer.post(f"/libraries/{world.library}/cohorts/new", data=form) for _ in range(2)]
    assert {reply.status_code for reply in replies} == {303}
    assert replies[0].location == replies[1].location
    assert "Лікарня № 2" in words(trainer.get(replies[0].location))
    with app.app_context():
        made = db.session.scalars(select(Cohort).where(Cohort.name == "Четвергова")).one()
        assert (made.kind, made.capacity, made.library_id) == ("hospital", 8, world.library_id)
        led = set(db.session.scalars(select(CohortTrainer.account_id).where(CohortTrainer.cohort_id == made.id)))
        assert led == {world.trainer, colleague}
        told = select(audit.AuditEntry.actor).where(audit.AuditEntry.action == "cohort.formed")
        assert f"account {world.trainer}" in list(db.session.scalars(told))


def test_a_form_says_what_to_mend_and_keeps_what_was_typed(app, trainer, world, words):
    with app.app_context():
        course = course_codes()[-1]
    taken = name_of(app, world)
    cases = [
        ({"name": " "}, "name_missing"),
        ({"course": "no such"}, "course_missing"),
        ({"kind": "school"}, "institution_missing"),
        ({"institution": "Ліцей"}, "institution_of_open"),
        ({"capacity": "багато"}, "capacity_range"),
        ({"capacity": "61"}, "capacity_range"),
        ({"leader": code_of_id(world.cohort_id)}, "leaders_missing"),
        ({"name": taken}, "cohort_name_taken"),
    ]
    for wrong, code in cases:
        form = new_form(trainer, world, course=course) | wrong
        reply = trainer.post(f"/libraries/{world.library}/cohorts/new", data=form)
        assert reply.status_code == 422, code
        assert t(f"cohort_form.{code}", most=60) in words(reply), code
        assert f'value="{form["capacity"]}"' in words(reply)


def test_nobody_begins_a_cohort_in_somebody_elses_or_a_closed_library(trainer, world, in_transaction, client):
    other = in_transaction(make_world)
    assert trainer.get(f"/libraries/{other.library}/cohorts/new").status_code == 404
    enter(client, in_transaction, in_transaction(make_staff, "region"))
    assert client.get(f"/libraries/{other.library}/cohorts/new").status_code == 404


def test_the_page_tells_the_timetable_with_what_became_of_it(trainer, world, in_transaction, words, here, frozen_clock):
    moved = in_transaction(make_session, start=NOON + timedelta(days=7), cohort_id=world.cohort_id)
    later = NOON + timedelta(days=8)
    in_transaction(sessions.reschedule, moved, later, later + timedelta(hours=2), actor="t")
    off = in_transaction(make_session, start=NOON + timedelta(days=14), cohort_id=world.cohort_id)
    in_transaction(sessions.cancel, off, actor="t")
    in_transaction(sessions.start, world.session_id, actor="t")
    frozen_clock(NOON + timedelta(minutes=90))
    in_transaction(sessions.end, world.session_id, actor="t")
    page = words(trainer.get(here))
    assert t("cohort_page.held", n=90) in page
    assert t("cohort_page.moved", day="30.11.2026", time="14:00") in page
    assert "01.12.2026, 14:00–16:00" in page
    assert t("session_page.status_cancelled") in page
    assert all(f"{here}/{rest}" in page for rest in ("people", "results", "certificates", "attendance.csv", "change"))


def test_the_region_sees_a_cohort_without_its_people(client, world, in_transaction, words, here):
    enter(client, in_transaction, in_transaction(make_staff, "region"))
    page = words(client.get(here))
    assert t("cohort_page.names_hidden") in page
    assert not any(name in page for name in world.people)
    assert not any(f"{here}/{rest}" in page for rest in ("people", "change", "sessions/new", "close"))
    assert f"{here}/results" in page
    for rest in ("people", "people.csv", "list", "people/new", "change", "sessions/new", "close"):
        assert client.get(f"{here}/{rest}").status_code == 404, rest


def test_a_cohort_is_told_anew(app, trainer, world, in_transaction, words, here):
    colleague = in_transaction(make_staff, "trainer", world.library_id)
    form = fields_of(trainer.get(f"{here}/change"))
    assert form["name"] == name_of(app, world)
    full = trainer.post(f"{here}/change", data=form | {"capacity": "2"})
    assert full.status_code == 422
    assert t("cohort_form.capacity_taken", n=3) in words(full)
    told = form | {"capacity": "3", "name": "Інша назва"}
    assert trainer.post(f"{here}/change", data=told).location == here
    assert "Інша назва" in words(trainer.get(here))
    handed_over = trainer.post(f"{here}/change", data=told | {"leader": code_of_id(colleague)})
    assert handed_over.location == "/cohorts"  # not hers any more
    assert trainer.get(here).status_code == 404
    with app.app_context():
        assert cohorts.leaders_of(world.cohort_id) == {colleague}


def test_a_cohort_is_closed_and_opened_again_on_purpose(app, trainer, world, in_transaction, words, here):
    assert t("cohort_page.close_lead") in words(trainer.get(f"{here}/close"))
    for _ in range(2):
        assert trainer.send(f"{here}/close", page=f"{here}/close").location == here
    assert f"{here}/people/new" not in words(trainer.get(here))
    for rest in ("people/new", "people/card", "people/several"):
        assert t("cohort_people.closed") in words(trainer.get(f"{here}/{rest}"))
    assert trainer.get(f"{here}/sessions/new").status_code == 409
    assert trainer.send(f"{here}/reopen", page=f"{here}/reopen").location == here
    assert f"{here}/people/new" in words(trainer.get(here))
    with app.app_context():
        closed = select(func.count()).where(
            audit.AuditEntry.action == "cohort.closed", audit.AuditEntry.subject_id == str(world.cohort_id)
        )
        assert db.session.scalar(closed) == 1


def test_pages_cost_the_same_for_three_people_as_for_thirty(app, client, in_transaction):
    pages = ("/cohorts", "{here}", "{here}/people", "{here}/list", "{here}/people.csv", "{here}/timetable.ics")
    costs: dict[str, list[int]] = {page: [] for page in pages}
    for count in (3, 30):
        world = in_transaction(make_world, count)
        for number in range(count // 3):
            in_transaction(make_session, start=NOON + timedelta(days=number + 1), cohort_id=world.cohort_id)
        enter(client, in_transaction, world.trainer)
        with app.app_context():
            here = f"/cohorts/{db.session.get(Cohort, world.cohort_id).code}"
        for page in pages:
            with statements(app) as sent:
                reply = client.get(page.format(here=here))
            assert reply.status_code == 200
            assert len(reply.data) <= 25 * KB
            costs[page].append(len(sent))
    assert all(few == many <= 13 for few, many in costs.values()), costs


def test_a_page_of_the_register_stays_small_however_many_cohorts_there_are(app, client, in_transaction, words):
    def many():
        course = make_course(hours=24.0)
        for number in range(70):
            told = cohorts.CohortFacts(f"Ранкова група {number:02}", course, 12, "office", f"Районна установа {number}")
            cohorts.form_cohort(world.library_id, told, actor="t")

    world = in_transaction(make_world)
    in_transaction(many)
    enter(client, in_transaction, in_transaction(make_staff, "coordinator", world.library_id))
    found = set()
    for page in (1, 2, 3):
        with statements(app) as sent:
            reply = client.get(f"/cohorts?page={page}")
        assert len(reply.data) <= 25 * KB, len(reply.data)
        assert len(sent) <= 12
        found |= {number for number in range(70) if f">Ранкова група {number:02}<" in words(reply)}
    assert len(found) == 70
    assert client.get("/cohorts?page=99").status_code == 200
    assert client.get("/cohorts?page=x&state=y").status_code == 200


def test_a_session_of_the_cohort_belongs_to_one_timetable_only(app, trainer, world, in_transaction, here, words):
    other = in_transaction(make_world, 1)
    page = words(trainer.get(here))
    with app.app_context():
        foreign = db.session.get(TrainingSession, other.session_id).code
    assert world.code in page
    assert foreign not in page
