"""The trainer's day: what stands on it, for whom, and that its buttons do what they say."""

import re
from datetime import timedelta

import pytest
from icalendar import Calendar

from literacy.accounts import learners, people
from literacy.accounts import service as accounts
from literacy.accounts.learners import Identity
from literacy.accounts.models import RoleGrant
from literacy.core.db import db
from literacy.core.language import t
from literacy.rooms.models import Room
from literacy.training import attendance, cohorts, libraries, sessions
from literacy.training.attendance import NewMark
from literacy.training.models import TrainingSessionState
from literacy.training.sessions import Plan
from tests.conftest import NOON
from tests.desk.day_world import Group, lead_a_day
from tests.factories import make_library
from tests.staff import make_staff
from tests.training.world import NAMES, add_person, enter, fields_of, make_world, statements

# 13:55 in Kyiv, five minutes before a session of twelve.
MORNING = NOON - timedelta(minutes=5)


def words(reply):
    assert reply.status_code == 200, reply.status_code
    return reply.get_data(as_text=True).replace("\u00a0", " ")


def said(key, **values):
    """What a key says, with plain spaces."""
    return t(key, **values).replace("\u00a0", " ")


def part(text, name):
    """Return a section of the page by the id of its heading."""
    return text.partition(f'aria-labelledby="{name}"')[2].partition("</section>")[0]


def give(account_id, role, library_id):
    """Give an account one more role."""
    db.session.add(RoleGrant(account_id=account_id, role=role, library_id=library_id))
    db.session.flush()


@pytest.fixture
def full(frozen_clock, in_transaction):
    """A trainer, her library, and the group of her full day."""
    frozen_clock(MORNING)

    def make():
        library_id = make_library()
        trainer = make_staff("trainer", library_id)
        return library_id, trainer, lead_a_day(library_id, trainer, people=6, tested=2)

    return in_transaction(make)


def test_the_day_says_who_comes_and_what_was_left(full, as_staff):
    page = words(as_staff(full[1]).get("/day"))
    assert said("day.title", n=1) in page
    first = part(page, "first")
    assert "14:00–16:00 · Ранкова" in first
    assert "записано 6" in first
    assert "Модуль 3. Шукати й перевіряти" in first
    assert first.index('/begin"') < first.index('/room"') < first.index("/morning-sheet")
    assert said("session_page.status_cancelled") in part(page, "others")
    left = part(page, "unfinished")
    for words_of, name in (
        ("open_sessions", "20.11.2026"),
        ("never_begun", "21.11.2026"),
        ("unmarked_sessions", "17.11.2026"),
        ("broken_off", "Софія Р."),
        ("walk_ins", "пані в зеленій хустці"),
        ("guardians", "Дарина В."),
    ):
        assert name in left.partition(said(f"day.{words_of}"))[2].partition("<h3>")[0], words_of
    assert "14 із 36" in left
    assert left.count(said("day.reported")) == 1
    assert "Ранкова" in part(page, "ahead")


def test_what_was_left_goes_once_it_is_done(full, as_staff, in_transaction, app):
    _, trainer, group = full
    page = words(as_staff(trainer).get("/day"))
    card = re.search(r'href="/people/(\w+)">пані', page)[1]

    def finish():
        walk_in = people.learner_by_card(card)
        learners.name_learner(walk_in, Identity(nickname="пані", name_uk="Галина Безпалько"))
        people.erase(group.people[0], reason="own_wish", actor="test")
        for row in db.session.query(TrainingSessionState).filter(TrainingSessionState.planned_start < NOON).all():
            if row.status == "running":
                sessions.end(row.training_session_id, actor="test")
            elif row.status == "planned":
                sessions.cancel(row.training_session_id, actor="test")

    in_transaction(finish)
    left = part(words(as_staff(trainer).get("/day")), "unfinished")
    for done in ("open_sessions", "never_begun", "broken_off", "walk_ins"):
        assert said(f"day.{done}") not in left, done


@pytest.fixture
def world(frozen_clock, in_transaction):
    frozen_clock(MORNING)
    return in_transaction(make_world)


def test_a_session_goes_by_the_buttons_of_the_day(world, client, in_transaction, frozen_clock):
    trainer = enter(client, in_transaction, world.trainer)

    def tap(address):
        page = words(trainer.get("/day"))
        assert f'action="{world.address}/{address}"' in page, address
        reply = trainer.send(f"{world.address}/{address}", page="/day", back="day", reason="alarm")
        assert reply.location == "/day"
        return words(trainer.get("/day"))

    page = tap("begin")
    assert f'href="{world.address}/attendance"' in part(page, "first")
    assert said("session_page.status_running") in page
    frozen_clock(NOON + timedelta(minutes=10))
    page = tap("interrupt")
    assert "Тривога з 14:10" in page
    frozen_clock(NOON + timedelta(minutes=20))
    assert said("session_page.status_running") in tap("resume")
    frozen_clock(NOON + timedelta(minutes=115))
    assert 'btn-primary" href="' + world.address + "/close" in words(trainer.get("/day"))
    form = fields_of(trainer.get(f"{world.address}/close"))
    form.pop("rest", None)
    reply = trainer.post(f"{world.address}/close", data=form)
    assert reply.status_code == 303
    page = words(trainer.get("/day"))
    assert said("day.all_ended") in page
    assert f'href="{world.address}/attendance"' in page
    marks = [NewMark(learner_id, "present") for learner_id in world.people.values()]
    in_transaction(attendance.note_marks, world.session_id, marks, source="list", actor="test")
    assert said("day.all_done") in words(trainer.get("/day"))


def test_a_room_is_open_in_one_tap_without_a_cohort(world, as_staff, app):
    trainer = as_staff(world.trainer)
    reply = trainer.send(f"/libraries/{world.library}/room", page="/day")
    assert reply.location.endswith("/board")
    with app.app_context():
        assert db.session.query(Room).count() == 1
    others = part(words(trainer.get("/day")), "others")
    assert said("day.open_to_all") in others
    assert f'href="{reply.location}"' in others


def test_each_sees_what_she_reaches_and_nobody_else_the_page(world, as_staff, in_transaction):
    other = in_transaction(make_world)
    colleague, coordinator, both = in_transaction(
        lambda: (
            make_staff("trainer", world.library_id),
            make_staff("coordinator", world.library_id),
            make_staff("coordinator", other.library_id),
        )
    )
    in_transaction(give, both, "trainer", world.library_id)
    in_transaction(cohorts.set_leaders, world.cohort_id, [world.trainer, both], actor="test")
    assert world.address in words(as_staff(world.trainer).get("/day"))
    assert other.address not in words(as_staff(world.trainer).get("/day"))
    assert world.address in words(as_staff(coordinator).get("/day"))
    assert {world.address, other.address} <= set(re.findall(r"/sessions/\w+", words(as_staff(both).get("/day"))))
    page = words(as_staff(colleague).get("/day"))
    assert world.address not in page
    assert said("day.title_empty") in page
    assert f'href="/libraries/{world.library}/sessions/new"' in page
    for role in ("region", "administrator", "author"):
        browser = as_staff(in_transaction(make_staff, role))
        assert browser.get("/day").status_code == 404
        assert browser.get("/day.ics").status_code == 404


def test_the_calendar_has_ones_own_sessions_and_no_person(world, as_staff, in_transaction):
    other = in_transaction(make_world)
    reply = as_staff(world.trainer).get("/day.ics")
    assert reply.mimetype == "text/calendar"
    (event,) = Calendar.from_ical(reply.data).walk("VEVENT")
    assert (event["dtstart"].dt, event["dtend"].dt) == (NOON, NOON + timedelta(hours=2))
    assert str(event["url"]).endswith(world.address)
    text = reply.data.decode()
    assert other.code not in text
    assert not any(name in text for name in world.people)


@pytest.mark.parametrize(
    ("role", "page"),
    [("trainer", "/day"), ("coordinator", "/day"), ("administrator", "/administration"), ("author", "/item-reports"),
     ("region", "/staff")],
)  # fmt: skip
def test_whoever_signs_in_begins_at_what_she_is_for(role, page, client, in_transaction):
    password = "жовтий човен на Дніпрі"
    in_transaction(accounts.create_account, "first@library.example", role, actor="test", password=password)
    reply = client.send("/sign-in", email="first@library.example", password=password)
    assert reply.location == page
    assert client.get(page).status_code == 200


def test_the_statements_do_not_grow_with_sessions_and_people(world, as_staff, in_transaction, app):
    trainer = as_staff(world.trainer)
    trainer.get("/day")

    def count():
        with statements(app) as sent:
            text = words(trainer.get("/day"))
        return len(sent), text

    few, _ = count()

    def crowd():
        for number in range(27):
            add_person(world, f"{NAMES[number % len(NAMES)]} {number}")
        for number in range(7):
            start = NOON + timedelta(minutes=15 * number)
            plan = Plan(world.library_id, start, start + timedelta(hours=1), cohort_id=world.cohort_id)
            sessions.plan_session(plan, actor="test")
        for library in range(3):
            give(world.trainer, "trainer", libraries.ensure_library(f"Ще {library}", "More"))
        lead_a_day(world.library_id, world.trainer, people=6, tested=2)

    in_transaction(crowd)
    many, text = count()
    assert many == few <= 20
    assert text.count("/morning-sheet") >= 8
    assert len(text.encode()) < 25_000


def test_an_empty_group_breaks_nothing(frozen_clock, in_transaction, as_staff):
    frozen_clock(MORNING)

    def make():
        library_id = make_library()
        trainer = make_staff("trainer", library_id)
        group = Group(library_id, trainer, "Порожня", 0)
        return trainer, sessions.session_by_id(group.plan(NOON)).code

    trainer, code = in_transaction(make)
    assert "записано 0" in words(as_staff(trainer).get("/day"))
    assert said("morning.nobody") in words(as_staff(trainer).get(f"/sessions/{code}/morning-sheet"))
