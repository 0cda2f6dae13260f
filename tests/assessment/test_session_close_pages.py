"""Ending a session: its real end, who is not marked, who is still in the middle of a test."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from literacy.assessment import service as assessment
from literacy.core import identifiers
from literacy.core.db import db
from literacy.core.language import t
from literacy.rooms import service as rooms
from literacy.training import attendance, sessions
from literacy.training.attendance import NewMark
from literacy.training.models import Attendance, TrainingSessionState
from tests.conftest import NOON
from tests.training.world import enter, fields_of, make_world


@pytest.fixture
def world(frozen_clock, in_transaction):
    made = in_transaction(make_world)
    in_transaction(sessions.start, made.session_id, actor="t")
    return made


@pytest.fixture
def trainer(world, client, in_transaction):
    return enter(client, in_transaction, world.trainer)


@pytest.fixture
def state(app, world):
    def read():
        with app.app_context():
            return db.session.get(TrainingSessionState, world.session_id)

    return read


def text(reply):
    return reply.get_data(as_text=True)


def test_the_end_is_now_or_as_planned_if_that_is_long_past(trainer, world, state, frozen_clock):
    frozen_clock(NOON + timedelta(minutes=110, seconds=30))
    assert fields_of(trainer.get(f"{world.address}/close"))["ended"] == "15:50"
    frozen_clock(NOON + timedelta(minutes=300))
    page = trainer.get(f"{world.address}/close")
    assert fields_of(page)["ended"] == "16:00"
    assert t("session_close.forgotten", end="16:00") in text(page)
    for _ in range(2):
        assert trainer.post(f"{world.address}/close", data=fields_of(page)).status_code == 303
    assert (state().status, state().held_minutes) == ("ended", 120)
    assert t("session_close.already", end="16:00") in text(trainer.get(f"{world.address}/close"))


def test_the_minute_that_it_is_means_now(trainer, world, state, frozen_clock, in_transaction):
    frozen_clock(NOON + timedelta(minutes=10, seconds=20))
    in_transaction(sessions.interrupt, world.session_id, "alarm", actor="t")
    frozen_clock(NOON + timedelta(minutes=10, seconds=50))
    page = trainer.get(f"{world.address}/close")
    assert trainer.post(f"{world.address}/close", data=fields_of(page)).status_code == 303
    assert state().status == "ended"


@pytest.mark.parametrize(
    ("ended", "says"),
    [("13:30", "session_times.reversed"), ("23:00", "session_times.in_future"), ("14:15", "session_times.end_before_stop"),
     ("вчора", "errors.time_expected")],
)  # fmt: skip
def test_an_end_that_cannot_be_is_refused(trainer, world, state, frozen_clock, in_transaction, ended, says):
    in_transaction(sessions.interrupt, world.session_id, "alarm", actor="t", at=NOON + timedelta(minutes=20))
    in_transaction(sessions.resume, world.session_id, actor="t", at=NOON + timedelta(minutes=30))
    frozen_clock(NOON + timedelta(minutes=60))
    form = fields_of(trainer.get(f"{world.address}/close")) | {"ended": ended, "rest": "1"}
    reply = trainer.post(f"{world.address}/close", data=form)
    assert reply.status_code == 422
    assert t(says) in text(reply)
    assert f'value="{ended}"' in text(reply)
    assert 'name="rest" value="1" checked' in text(reply)
    assert state().status == "running"


def test_who_is_not_marked_is_named_and_may_be_noted_as_absent(trainer, world, app, frozen_clock, in_transaction):
    made = [NewMark(world.people["Єва"], "present")]
    in_transaction(attendance.note_marks, world.session_id, made, source="list", actor="t")
    frozen_clock(NOON + timedelta(minutes=60))
    page = trainer.get(f"{world.address}/close")
    assert t("session_close.unmarked", n=2) in text(page)
    assert "Єва" not in text(page)
    trainer.post(f"{world.address}/close", data=fields_of(page) | {"rest": "1"})
    with app.app_context():
        marks = {row.learner_id: row.mark for row in db.session.scalars(select(Attendance))}
    assert marks == {
        world.people["Єва"]: "present", world.people["Василь"]: "absent", world.people["Ґалина"]: "absent",
    }  # fmt: skip


def test_who_is_in_the_middle_of_a_test_is_counted_and_the_room_closes(
    trainer, world, app, frozen_clock, in_transaction
):
    def begin_a_test():
        opened = rooms.open_room(world.session_id, actor="t", learner_ids=[world.people["Єва"]], spare=2)
        taken = rooms.take_seat(opened.room_id, opened.seats[0][1], identifiers.new_id())
        assessment.start_sitting(taken.learner_id, taken.seat_id, "citizen", identifiers.new_id(), seed=1)
        return opened.room_id

    room_id = in_transaction(begin_a_test)
    frozen_clock(NOON + timedelta(minutes=60))
    page = trainer.get(f"{world.address}/close")
    assert t("session_close.working", n=1) in text(page)
    assert trainer.post(f"{world.address}/close", data=fields_of(page)).status_code == 303
    with app.app_context():
        assert not rooms.is_open(db.session.get(rooms.Room, room_id))


def test_a_session_that_never_began_has_nothing_to_end(client, in_transaction, frozen_clock):
    world = in_transaction(make_world)
    enter(client, in_transaction, world.trainer)
    page = client.get(f"{world.address}/close")
    assert t("session_close.never") in text(page)
    token = client.token(f"{world.address}/cancel")
    form = {"csrf_token": token, "day": "23.11.2026", "ended": "14:00"}
    assert client.post(f"{world.address}/close", data=form).status_code == 409
