"""A cohort's timetable: booked in one act from a form, shown first, kept once; taken away for a calendar."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from sqlalchemy import select

from literacy.core.db import db
from literacy.core.language import t
from literacy.training import libraries, sessions
from literacy.training.models import Cohort, CourseModule, TrainingSession, TrainingSessionState
from literacy.training.sessions import Plan
from literacy.training.timetable import MOST_DAYS, Wanted, days_of
from tests.conftest import NOON
from tests.training.world import enter, fields_of, make_staff

TITLES = ("Перші кроки", "Пошта", "Безпека")


@pytest.fixture
def here(app, world, in_transaction):
    """Where the cohort's page is; its course has three modules, its library a classroom."""

    def furnish():
        cohort = db.session.get(Cohort, world.cohort_id)
        for number, title in enumerate(TITLES, start=1):
            module = CourseModule(course_id=cohort.course_id, number=number, title_uk=title, title_en=title, hours=1.5)
            db.session.add(module)
        libraries.keep_classroom(world.library_id, "Читальна зала", 8, actor="t")
        return f"/cohorts/{cohort.code}"

    return in_transaction(furnish)


def planned(app, world) -> list[tuple[datetime, datetime, str | None]]:
    """Return the sessions of the cohort but the world's own one."""
    state = TrainingSessionState
    with app.app_context():
        statement = (
            select(state.planned_start, state.planned_end, CourseModule.title_uk)
            .join(TrainingSession, TrainingSession.id == state.training_session_id)
            .outerjoin(CourseModule, CourseModule.id == TrainingSession.module_id)
            .where(TrainingSession.cohort_id == world.cohort_id, TrainingSession.id != world.session_id)
            .order_by(state.planned_start)
        )
        return [tuple(row) for row in db.session.execute(statement)]


def form_of(trainer, here, **more):
    form = fields_of(trainer.get(f"{here}/sessions/new"))
    return form | {"first_day": "01.12.2026", "start": "10", "weekday": ["1", "3"], "step": "show"} | more


def test_a_course_is_planned_in_one_act(app, trainer, world, words, here):
    form = form_of(trainer, here, number="4", skipped="03.12.2026, 08.12.2026")
    assert form["minutes"] == "90"
    shown = trainer.post(f"{here}/sessions/new", data=form)
    assert shown.status_code == 200
    days = ("01.12.2026", "10.12.2026", "15.12.2026", "17.12.2026")
    assert all(day in words(shown) for day in days)
    assert all(title in words(shown) for title in TITLES)
    assert planned(app, world) == []
    save = fields_of(shown) | {"step": "save"}
    save["weekday"] = ["1", "3"]
    edited = fields_of(trainer.post(f"{here}/sessions/new", data=save | {"step": "edit"}))
    assert (edited["number"], edited["skipped"]) == ("4", "03.12.2026, 08.12.2026")
    for _ in range(2):
        assert trainer.post(f"{here}/sessions/new", data=save).location == here
    found = planned(app, world)
    assert [f"{start:%d.%m.%Y}" for start, _, _ in found] == list(days)
    assert [title for _, _, title in found] == [*TITLES, None]
    assert found[0][0] == datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
    assert all(end - start == timedelta(minutes=90) for start, end, _ in found)
    assert t("timetable.lead_none") in words(trainer.get(f"{here}/sessions/new"))


def test_the_clock_on_the_wall_counts_also_when_it_was_put_forward(app, trainer, world, here):
    form = form_of(trainer, here, first_day="24.03.2027", weekday=["2"], number="2")
    save = fields_of(trainer.post(f"{here}/sessions/new", data=form)) | {"step": "save", "weekday": ["2"]}
    trainer.post(f"{here}/sessions/new", data=save)
    assert [start.hour for start, _, _ in planned(app, world)] == [8, 7]


def test_what_is_at_the_same_time_is_said_and_forbids_nothing(app, trainer, world, in_transaction, words, here):
    def take(classroom_id):
        start = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
        plan = Plan(world.library_id, start, start + timedelta(hours=1), classroom_id=classroom_id)
        sessions.plan_session(plan, actor="t")
        own = Plan(world.library_id, start + timedelta(days=2), start + timedelta(days=2, hours=1), world.cohort_id)
        sessions.plan_session(own, actor="t")
        return sessions.plan_session(plan, actor="t")

    with app.app_context():
        classroom_id = db.session.scalars(
            select(libraries.Classroom.id).where(libraries.Classroom.library_id == world.library_id)
        ).one()
    off = in_transaction(take, classroom_id)
    in_transaction(sessions.cancel, off, actor="t")
    form = form_of(trainer, here, number="3")
    page = words(trainer.post(f"{here}/sessions/new", data=form))
    assert page.count(t("timetable.clash_open", start="11:00", end="12:00")) == 1
    assert page.count(t("timetable.clash_own", start="11:00", end="12:00")) == 1
    assert t("timetable.clashes", n=2) in page
    elsewhere = words(trainer.post(f"{here}/sessions/new", data=form | {"place": world.library}))
    assert t("timetable.clash_open", start="11:00", end="12:00") not in elsewhere
    save = fields_of(trainer.post(f"{here}/sessions/new", data=form)) | {"step": "save", "weekday": ["1", "3"]}
    assert trainer.post(f"{here}/sessions/new", data=save).status_code == 303
    assert len(planned(app, world)) == 4


def test_a_timetable_that_cannot_be_is_refused_and_kept_on_the_page(app, trainer, world, words, here):
    cases = [
        ({"first_day": "завтра"}, t("errors.date_expected")),
        ({"start": "25:00"}, t("errors.time_expected")),
        ({"minutes": "0"}, t("timetable.minutes_range", most=840)),
        ({"number": "41"}, t("timetable.number_range", most=40)),
        ({"weekday": ["9"]}, t("timetable.weekdays_missing")),
        ({"skipped": "щовихідних"}, t("timetable.skipped_wrong", text="щовихідних")),
        ({"first_day": "01.11.2026"}, t("session_times.plan_over")),
        ({"first_day": "31.12.2026", "number": "40", "weekday": ["3"], "skipped": SKIPPED}, None),
    ]
    for wrong, said in cases:
        reply = trainer.post(f"{here}/sessions/new", data=form_of(trainer, here) | wrong)
        if said is None:
            assert t("timetable.days_missing", n=0) in words(reply)
        else:
            assert said in words(reply), wrong
        assert reply.status_code == 422
    assert planned(app, world) == []


SKIPPED = " ".join(f"{date(2026, 12, 31) + timedelta(weeks=week):%d.%m.%Y}" for week in range(58))


@given(
    st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    st.frozensets(st.integers(0, 6), min_size=1),
    st.integers(1, 40),
    st.frozensets(st.integers(0, 60), max_size=20),
)
def test_days_are_those_asked_for_in_order_and_none_is_left_out(first, weekdays, number, skipped):
    never = frozenset(first + timedelta(days=each) for each in skipped)
    days = days_of(Wanted(first, weekdays, time(10), 90, number, never))
    assert len(days) <= number
    assert days == sorted(set(days))
    assert all(day >= first and day.weekday() in weekdays and day not in never for day in days)
    last = days[-1] if len(days) == number else first + timedelta(days=MOST_DAYS - 1)
    between = (first + timedelta(days=each) for each in range((last - first).days + 1))
    assert [day for day in between if day.weekday() in weekdays and day not in never] == days


def test_a_calendar_knows_each_session_again_after_it_was_moved(app, trainer, world, in_transaction, here, client):
    address = f"{here}/timetable.ics"

    def events():
        reply = client.get(address)
        assert reply.mimetype == "text/calendar"
        assert not any(name in reply.get_data(as_text=True) for name in world.people)
        return {str(each["UID"]): each for each in Calendar.from_ical(reply.data).walk("VEVENT")}

    module = in_transaction(_session_with_module, world)
    before = events()
    assert set(before) == {str(world.session_id), str(module)}
    one = before[str(world.session_id)]
    assert (one["SEQUENCE"], one["STATUS"]) == (0, "CONFIRMED")
    assert one["DTSTART"].dt == NOON
    assert "Пошта" in before[str(module)]["SUMMARY"]
    assert one["URL"].endswith(world.address)
    moved = NOON + timedelta(days=1)
    in_transaction(sessions.reschedule, world.session_id, moved, moved + timedelta(hours=2), actor="t")
    in_transaction(sessions.cancel, module, actor="t")
    after = events()
    assert (after[str(world.session_id)]["DTSTART"].dt, after[str(world.session_id)]["SEQUENCE"]) == (moved, 1)
    assert (after[str(module)]["STATUS"], after[str(module)]["SEQUENCE"]) == ("CANCELLED", 1)
    enter(client, in_transaction, in_transaction(make_staff, "region"))
    assert set(events()) == set(before)


def _session_with_module(world):
    cohort = db.session.get(Cohort, world.cohort_id)
    module_id = db.session.scalars(
        select(CourseModule.id).where(CourseModule.course_id == cohort.course_id, CourseModule.number == 2)
    ).one()
    start = NOON + timedelta(days=3)
    plan = Plan(world.library_id, start, start + timedelta(hours=1), world.cohort_id, module_id=module_id)
    return sessions.plan_session(plan, actor="t")
