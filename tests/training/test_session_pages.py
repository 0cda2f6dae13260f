"""The page of a session and what is done on it, through the browser of its trainer."""

from datetime import timedelta

import pytest

from literacy.core.db import db
from literacy.core.language import t
from literacy.training import attendance, sessions
from literacy.training.attendance import NewMark
from literacy.training.models import TrainingSession, TrainingSessionState
from tests.conftest import NOON
from tests.training.world import enter, fields_of, make_staff, make_world


@pytest.fixture
def state(app, world):
    """How the session stands now."""

    def read(session_id=None):
        with app.app_context():
            return db.session.get(TrainingSessionState, session_id or world.session_id)

    return read


def test_a_lesson_begins_stops_goes_on_and_says_so(trainer, world, words, state, frozen_clock):
    page = words(trainer.get(world.address))
    assert t("session_page.status_planned") in page
    assert trainer.send(f"{world.address}/begin", page=world.address).location == world.address
    frozen_clock(NOON + timedelta(minutes=5))
    for _ in range(2):
        reply = trainer.send(f"{world.address}/interrupt", page=world.address, reason="alarm", back="attendance")
        assert reply.location == f"{world.address}/attendance"
    assert state().status == "interrupted"
    assert t("session_page.reason_alarm") in words(trainer.get(world.address))
    frozen_clock(NOON + timedelta(minutes=15))
    assert trainer.send(f"{world.address}/resume", page=world.address, back="day").location == "/day"
    assert state().lost_alarm == 10
    assert "10 хв" in words(trainer.get(world.address)).replace("\u00a0", " ")


@pytest.mark.parametrize("back", ["board", "https://evil.example/", "//evil.example", ""])
def test_a_button_leads_back_to_known_places_only(trainer, world, back):
    reply = trainer.send(f"{world.address}/begin", page=world.address, back=back)
    assert reply.location == f"{world.address}/board" if back == "board" else world.address


def test_a_session_of_another_day_does_not_begin(trainer, world, in_transaction, words, client):
    later = in_transaction(make_world, start=NOON + timedelta(days=1))
    enter(client, in_transaction, later.trainer)
    page = words(client.get(later.address))
    assert f'action="{later.address}/begin"' not in page
    assert client.send(f"{later.address}/begin", page=later.address).status_code == 409


def test_an_unknown_reason_stops_nothing(trainer, world, state):
    trainer.send(f"{world.address}/begin", page=world.address)
    assert trainer.send(f"{world.address}/interrupt", page=world.address, reason="tea").status_code == 404
    assert state().status == "running"


def test_who_was_there_is_named_for_who_teaches_and_counted_for_the_region(
    world, trainer, client, in_transaction, words
):
    marks = [NewMark(world.people["Єва"], "present"), NewMark(world.people["Василь"], "late")]
    in_transaction(attendance.note_marks, world.session_id, marks, source="list", actor="x")
    page = words(trainer.get(world.address))
    assert all(name in page for name in world.people)
    enter(client, in_transaction, in_transaction(make_staff, "region"))
    page = words(client.get(world.address))
    assert not any(name in page for name in world.people)
    assert t("attendance.mark_late") in page
    assert 'action="' not in page.partition("<main")[2].partition("</main>")[0]


def test_a_neighbour_library_sees_nothing(world, client, in_transaction):
    other = in_transaction(make_world)
    enter(client, in_transaction, other.trainer)
    for path in ("", "/attendance", "/times", "/paper", "/csv", "/sheet", "/close", "/continue", "/move", "/cancel"):
        assert client.get(f"{world.address}{path}").status_code == 404


def test_a_session_is_moved_and_called_off_before_it_begins(trainer, world, words, state):
    form = {"day": "24.11.2026", "start": "9", "end": "10.30"}
    assert trainer.send(f"{world.address}/move", **form).status_code == 303
    assert state().planned_start.isoformat() == "2026-11-24T07:00:00+00:00"
    wrong = trainer.send(f"{world.address}/move", **form | {"end": "8:30"})
    assert wrong.status_code == 422
    assert t("session_times.reversed") in words(wrong)
    assert 'value="8:30"' in words(wrong)
    past = trainer.send(f"{world.address}/move", **form | {"day": "20.11.2026"})
    assert t("session_times.plan_over") in words(past)
    token = trainer.token(f"{world.address}/cancel")
    for _ in range(2):
        assert trainer.post(f"{world.address}/cancel", data={"csrf_token": token}).status_code == 303
    assert t("session_page.status_cancelled") in words(trainer.get(world.address))


def test_a_session_goes_on_another_day_once(trainer, world, app, words):
    trainer.send(f"{world.address}/begin", page=world.address)
    page = words(trainer.get(f"{world.address}/continue"))
    issued = page.partition('name="session" value="')[2].partition('"')[0]
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    form = {"csrf_token": token, "session": issued, "day": "25.11.2026", "start": "14:00", "end": "15:00",
            "place": world.library}  # fmt: skip
    replies = [trainer.post(f"{world.address}/continue", data=form) for _ in range(2)]
    assert {reply.status_code for reply in replies} == {303}
    assert len({reply.location for reply in replies}) == 1
    with app.app_context():
        assert db.session.query(TrainingSession).filter_by(unit_id=world.session_id).count() == 2
        assert db.session.get(TrainingSessionState, world.session_id).status == "ended"
    assert t("session_page.parts_title") in words(trainer.get(replies[0].location))


def test_a_session_without_a_cohort_is_planned_by_who_teaches_there(trainer, world, words, app):
    address = f"/libraries/{world.library}/sessions/new"
    page = words(trainer.get(address))
    issued = page.partition('name="session" value="')[2].partition('"')[0]
    form = {"session": issued, "day": "23.11.2026", "start": "14:00", "end": "16:00", "purpose": "test"}
    reply = trainer.send(address, **form)
    assert reply.status_code == 303
    assert trainer.send(address, **form).location == reply.location
    page = words(trainer.get(reply.location))
    assert t("session_page.open_to_all") in page
    with app.app_context():
        made = db.session.query(TrainingSession).filter_by(cohort_id=None).one()
        assert (made.led_by, made.purpose, made.library_id) == (world.trainer, "test", world.library_id)
    wrong = trainer.send(address, **form | {"day": "завтра", "start": "25:00"})
    assert wrong.status_code == 422
    assert t("errors.date_expected") in words(wrong)
    assert t("errors.time_expected") in words(wrong)


def test_nothing_is_planned_in_somebody_elses_library(trainer, world, in_transaction):
    other = in_transaction(make_world)
    assert trainer.get(f"/libraries/{other.library}/sessions/new").status_code == 404


def test_a_session_that_nobody_began_is_recorded_afterwards(trainer, world, words, state, frozen_clock):
    frozen_clock(NOON + timedelta(hours=3))
    enter_page = words(trainer.get(world.address))
    assert t("session_page.missed") in enter_page
    form = fields_of(trainer.get(f"{world.address}/times"))
    form |= {"from0": "14:30", "to0": "15:00", "reason0": "power", "step": "save"}
    assert trainer.post(f"{world.address}/times", data=form).status_code == 303
    assert (state().status, state().held_minutes, state().lost_power) == ("ended", 90, 30)


def test_times_are_shown_before_they_are_kept(trainer, world, words, state, in_transaction, frozen_clock):
    in_transaction(sessions.start, world.session_id, actor="t")
    in_transaction(
        attendance.note_marks, world.session_id, [NewMark(world.people["Єва"], "present")],
        source="list", actor="t",
    )  # fmt: skip
    frozen_clock(NOON + timedelta(minutes=120))
    in_transaction(sessions.end, world.session_id, actor="t")
    address = f"{world.address}/times"
    form = fields_of(trainer.get(address)) | {"from0": "14:30", "to0": "14:50", "reason0": "alarm"}
    shown = trainer.post(address, data=form)
    assert shown.status_code == 200
    assert state().held_minutes == 120
    assert "Єва" in words(shown)
    assert "100" in words(shown)
    kept = trainer.post(address, data=fields_of(shown) | {"step": "save"})
    assert kept.status_code == 303
    assert (state().held_minutes, state().lost_alarm) == (100, 20)
    again = trainer.post(address, data=fields_of(shown) | {"step": "save"})
    assert again.status_code == 303
    assert state().lost_alarm == 20


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"start": "15:00", "end": "14:30"}, "session_times.reversed"),
        ({"start_day": "22.11.2026", "start": "9:00"}, "session_times.too_long"),
        ({"end_day": "24.11.2026"}, "session_times.in_future"),
        ({"from0": "13:00", "to0": "13:30", "reason0": "alarm"}, "session_times.stop_outside"),
        ({"from0": "14:30", "to0": "14:20", "reason0": "alarm"}, "session_times.reversed"),
        ({"from0": "14:30", "to0": "14:40"}, "session_times.reason_missing"),
        ({"from0": "пів", "to0": "14:40", "reason0": "alarm"}, "errors.time_expected"),
        ({"from0": "14:30", "to0": "14:50", "reason0": "alarm", "from1": "14:40", "to1": "15:00", "reason1": "power"},
         "session_times.stops_overlap"),
    ],
)  # fmt: skip
def test_senseless_times_are_refused_with_what_was_typed(
    trainer, world, words, state, in_transaction, frozen_clock, wrong, says
):
    in_transaction(sessions.start, world.session_id, actor="t")
    frozen_clock(NOON + timedelta(minutes=90))
    in_transaction(sessions.end, world.session_id, actor="t")
    address = f"{world.address}/times"
    form = fields_of(trainer.get(address)) | wrong
    for step in ("", "save"):
        reply = trainer.post(address, data=form | {"step": step})
        assert reply.status_code == 422
        assert t(says, most=14) in words(reply)
        assert all(f'value="{text}"' in words(reply) for name, text in wrong.items() if not name.startswith("reason"))
    assert state().held_minutes == 90


def test_times_that_somebody_changed_meanwhile_are_not_overwritten(
    trainer, world, words, state, in_transaction, frozen_clock
):
    in_transaction(sessions.start, world.session_id, actor="t")
    form = fields_of(trainer.get(f"{world.address}/times"))
    frozen_clock(NOON + timedelta(minutes=10))
    in_transaction(sessions.interrupt, world.session_id, "alarm", actor="somebody")
    reply = trainer.post(f"{world.address}/times", data=form | {"start": "13:50", "step": "save"})
    assert reply.status_code == 422
    assert state().started_at == NOON


def test_an_interruption_changes_its_reason_and_goes(trainer, world, words, state, in_transaction, frozen_clock):
    in_transaction(sessions.start, world.session_id, actor="t", at=NOON + timedelta(seconds=20))
    in_transaction(
        sessions.interrupt, world.session_id, "alarm", actor="t", at=NOON + timedelta(minutes=20, seconds=40)
    )
    in_transaction(sessions.resume, world.session_id, actor="t", at=NOON + timedelta(minutes=40, seconds=10))
    frozen_clock(NOON + timedelta(minutes=90))
    address = f"{world.address}/times"
    form = fields_of(trainer.get(address))
    assert (form["from0"], form["to0"], form["reason0"]) == ("14:20", "14:40", "alarm")
    assert trainer.post(address, data=form | {"step": "save"}).status_code == 303
    assert state().lost_alarm == 19  # nothing typed, nothing changed: no second is lost
    assert trainer.post(address, data=form | {"step": "save", "reason0": "power"}).status_code == 303
    assert (state().lost_alarm, state().lost_power) == (0, 19)
    form = fields_of(trainer.get(address))
    assert trainer.post(address, data=form | {"step": "save", "gone0": "1"}).status_code == 303
    assert state().lost_power == 0


def test_a_session_ended_too_early_goes_on_the_same_day_only(
    trainer, world, words, state, in_transaction, frozen_clock
):
    in_transaction(sessions.start, world.session_id, actor="t")
    frozen_clock(NOON + timedelta(minutes=30))
    in_transaction(sessions.end, world.session_id, actor="t")
    page = words(trainer.get(world.address))
    assert t("session_page.reopen") in page
    token = trainer.token(world.address)
    frozen_clock(NOON + timedelta(hours=11))  # past midnight in Kyiv
    assert t("session_page.reopen") not in words(trainer.get(world.address))
    assert trainer.post(f"{world.address}/resume", data={"csrf_token": token}).status_code == 409
    frozen_clock(NOON + timedelta(minutes=40))
    assert trainer.post(f"{world.address}/resume", data={"csrf_token": token}).status_code == 303
    assert state().status == "running"
    frozen_clock(NOON + timedelta(minutes=60))
    form = fields_of(trainer.get(f"{world.address}/times"))
    assert (form["from0"], form["to0"]) == ("14:30", "14:40")
    assert trainer.post(f"{world.address}/times", data=form | {"gone0": "1", "step": "save"}).status_code == 303
    in_transaction(sessions.end, world.session_id, actor="t")
    assert state().held_minutes == 60
