"""Libraries and their classrooms, through the browsers of trainer, coordinator and region."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from literacy.core.db import db
from literacy.core.language import t
from literacy.core.models import AuditEntry
from literacy.training import cohorts, libraries, sessions
from literacy.training.libraries import LibraryFacts
from literacy.training.models import Classroom, Cohort, Library
from literacy.training.sessions import Plan
from tests.conftest import NOON
from tests.factories import make_cohort
from tests.training.world import enter, fields_of, make_staff, make_world, statements

TOLD = {
    "name_uk": "Бібліотека  «Степова»",
    "name_en": "Steppe Library",
    "kind": "library",
    "community": "Ковильна громада",
    "hours": "вт–сб 9:00–17:00",
}


@pytest.fixture
def coordinator(world, client, in_transaction):
    """The browser of the coordinator of the trainer's library."""
    return enter(client, in_transaction, in_transaction(make_staff, "coordinator", world.library_id))


@pytest.fixture
def region(world, client, in_transaction):
    """The browser of the region."""
    return enter(client, in_transaction, in_transaction(make_staff, "region"))


@pytest.fixture
def here(world):
    """Where the library's page is."""
    return f"/libraries/{world.library}"


@pytest.fixture
def kept(app):
    """Return what a query finds, outside of any request."""

    def read(statement):
        with app.app_context():
            return db.session.scalars(statement).all()

    return read


def acts(kept):
    return kept(select(AuditEntry.action).order_by(AuditEntry.id))


def test_a_double_click_adds_one_library_and_the_audit_log_knows(region, kept, words):
    form = fields_of(region.get("/libraries/new")) | TOLD
    replies = [region.post("/libraries/new", data=form) for _ in range(2)]
    assert {reply.status_code for reply in replies} == {303}
    assert len({reply.location for reply in replies}) == 1
    page = words(region.get(replies[0].location))
    assert all(text in page for text in ("Бібліотека «Степова»", "Ковильна громада", TOLD["hours"]))
    assert acts(kept).count("library.added") == 1
    again = region.post("/libraries/new", data=fields_of(region.get("/libraries/new")) | TOLD)
    assert again.status_code == 422
    assert t("library_form.library_name_taken") in words(again)
    assert 'value="Ковильна громада"' in words(again)


def test_what_is_missing_or_too_long_is_said_and_what_was_typed_stays(region, words, kept):
    reply = region.send("/libraries/new", **TOLD | {"name_uk": " ", "hours": "щодня " * 40, "kind": "castle"})
    assert reply.status_code == 422
    page = words(reply)
    assert t("library_form.name_uk_missing") in page
    assert t("library_form.too_long", most=160, have=239) in page
    assert 'value="Steppe Library"' in page
    assert kept(select(Library.id).where(Library.name_en == "Steppe Library")) == []


def test_a_coordinator_changes_closes_and_opens_her_library(coordinator, here, world, words, kept, in_transaction):
    later = NOON + timedelta(days=1)
    in_transaction(sessions.plan_session, Plan(world.library_id, later, later + timedelta(hours=1)), actor="test")
    shown = fields_of(coordinator.get(f"{here}/change"))
    assert shown["name_en"] == "Library"
    assert coordinator.send(f"{here}/change", **TOLD).location == here
    asked = words(coordinator.get(f"{here}/close"))
    assert t("library_page.close_cohorts", n=1) in asked
    assert t("library_page.close_sessions", n=1) in asked
    for _ in range(2):
        assert coordinator.send(f"{here}/close", page=here).location == here
    assert t("library_page.closed_notice", date="")[:20] in words(coordinator.get(here))
    assert t("libraries.closed") in words(coordinator.get("/libraries"))
    assert f"{here}/sessions/new" not in words(coordinator.get(here))
    coordinator.send(f"{here}/reopen", page=here)
    assert f"{here}/sessions/new" in words(coordinator.get(here))
    assert acts(kept)[-3:] == ["library.changed", "library.closed", "library.reopened"]
    assert kept(select(Library.name_uk).where(Library.id == world.library_id)) == ["Бібліотека «Степова»"]


def test_a_classroom_is_added_once_changed_and_used_no_more(coordinator, here, words, kept, world):
    form = fields_of(coordinator.get(f"{here}/classrooms/new")) | {"name": "Читальна зала", "pcs": "8"}
    assert {coordinator.post(f"{here}/classrooms/new", data=form).location for _ in range(2)} == {here}
    assert kept(select(Classroom.pcs)) == [8]
    fresh = fields_of(coordinator.get(f"{here}/classrooms/new")) | {"name": "Читальна зала"}
    for pcs, said in (("2,5", "errors.whole_number_expected"), ("2", "classroom_form.classroom_name_taken")):
        assert t(said) in words(coordinator.post(f"{here}/classrooms/new", data=fresh | {"pcs": pcs}))
    many = coordinator.send(f"{here}/classrooms/1", name="Зала", pcs="61")
    assert (many.status_code, t("classroom_form.pcs_range", most=60) in words(many)) == (422, True)
    coordinator.send(f"{here}/classrooms/1", name="Комп’ютерна зала", pcs="12")
    assert t("library_page.pcs", n=12) in words(coordinator.get(here))
    coordinator.send(f"{here}/classrooms/1/close", page=here)
    assert t("library_page.not_used") in words(coordinator.get(here))
    assert t("classroom_form.closed_notice") in words(coordinator.get(f"{here}/classrooms/1"))
    coordinator.send(f"{here}/classrooms/1/reopen", page=here)
    assert acts(kept)[-4:] == ["classroom.kept", "classroom.kept", "classroom.closed", "classroom.reopened"]


def test_a_classroom_of_another_library_is_not_there(coordinator, here, in_transaction):
    other = in_transaction(make_world)
    in_transaction(libraries.keep_classroom, other.library_id, "Зала", 4, actor="test")
    assert coordinator.get(f"/libraries/{other.library}/classrooms/1").status_code == 404
    for number in (0, 1, 10**12):
        assert coordinator.get(f"{here}/classrooms/{number}").status_code == 404


def test_a_trainer_sees_her_cohort_and_that_a_place_is_taken(trainer, here, world, words, in_transaction):
    """What a colleague leads is counted, and her sessions say only when and where."""

    def colleague():
        cohort_id = make_cohort(library_id=world.library_id, leaders=[make_staff("trainer", world.library_id)])
        start = NOON + timedelta(days=2)
        plan = Plan(world.library_id, start, start + timedelta(hours=2), cohort_id=cohort_id)
        code = sessions.session_by_id(sessions.plan_session(plan, actor="test")).code
        return db.session.get(Cohort, cohort_id).name, code

    name, code = in_transaction(colleague)
    page = words(trainer.get(here))
    assert f'href="{world.address}"' in page
    assert t("library_page.others", n=1) in page
    assert t("library_page.somebody_elses") in page
    assert code not in page
    assert name not in page
    assert "@library.example" not in page
    assert t("library_page.trainers", n=2) in page
    for path in ("/change", "/close", "/classrooms/new"):
        assert trainer.get(here + path).status_code == 404
    assert trainer.get("/libraries/new").status_code == 404


def test_who_manages_sees_everything_and_addresses(coordinator, here, world, words, in_transaction):
    in_transaction(make_cohort, library_id=world.library_id)
    page = words(coordinator.get(here))
    assert page.count("/cohorts/") == 3  # two that go on, and the way to a new one
    assert page.count("@library.example") == 2
    assert t("library_page.invited") in page


def test_the_region_sees_each_library_by_pages_and_communities(region, in_transaction, words):
    def forty():
        for number in range(40):
            community = "Рясна громада" if number % 4 else "Чайкова громада"
            told = LibraryFacts(f"Бібліотека {number:02}", f"Library {number:02}", community=community, hours="=1+1")
            library_id = libraries.add_library(told, actor="test")
            libraries.keep_classroom(library_id, "Зала", number, actor="test")

    in_transaction(forty)
    first = region.get("/libraries")
    assert len(first.data) <= 25_000
    assert t("libraries.count", n=41) in words(first)
    assert words(region.get("/libraries?page=3")).count("<tr>") == 2
    assert words(region.get("/libraries?page=999")) == words(region.get("/libraries?page=3"))
    few = words(region.get("/libraries?community=Чайкова громада"))
    assert t("libraries.count", n=10) in few
    assert "Бібліотека 01" not in few
    assert t("libraries.count", n=41) in words(region.get("/libraries?community=Інша"))
    rows = list(csv.reader(io.StringIO(region.get("/libraries.csv").data.decode("utf-8-sig"))))
    assert len(rows) == 42
    row = next(row for row in rows if row[0] == "Бібліотека 07")
    assert row[2:7] == ["Рясна громада", "'=1+1", "1", "7", "0"]
    assert region.get("/libraries.xlsx").data.startswith(b"PK")


def test_only_what_is_within_reach_is_listed(trainer, in_transaction, words, world):
    other = in_transaction(make_world)
    page = words(trainer.get("/libraries"))
    assert t("libraries.count", n=1) in page
    assert world.library in page
    assert other.library not in page
    assert other.library not in trainer.get("/libraries.csv").get_data(as_text=True)
    assert trainer.get(f"/libraries/{other.library}").status_code == 404


@pytest.mark.parametrize("path", ["/libraries", "here", "/courses"])
def test_a_page_costs_the_same_however_much_there_is(app, trainer, here, world, in_transaction, path):
    costs = []
    for count in (1, 12):
        in_transaction(_more, world, count)
        with statements(app) as sent:
            trainer.get(here if path == "here" else path)
        costs.append(len(sent))
    assert costs[0] == costs[1] <= 8
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Classroom)) == 13


def _more(world, count):
    """Add so many classrooms, cohorts with a session each, and people who work there."""
    for number in range(count):
        libraries.keep_classroom(world.library_id, f"Зала {count} {number}", 4, actor="test")
        cohort_id = make_cohort(library_id=world.library_id, leaders=[world.trainer])
        cohorts.set_leaders(cohort_id, [world.trainer, make_staff("trainer", world.library_id)], actor="test")
        start = NOON + timedelta(hours=count + number)
        plan = Plan(world.library_id, start, start + timedelta(hours=1), cohort_id=cohort_id)
        sessions.plan_session(plan, actor="test")
