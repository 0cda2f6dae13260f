"""Sessions, marks and places: the verbs, each with its facts and the projections of them."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from literacy.accounts import learners
from literacy.core import clock, identifiers
from literacy.core.db import db
from literacy.core.errors import Conflict, Refused
from literacy.training import attendance, cohorts, projections, sessions
from literacy.training.attendance import NewMark
from literacy.training.models import Attendance, AttendanceMark, Enrolment, TrainingSessionState
from tests.conftest import NOON
from tests.factories import make_cohort, make_session

pytestmark = pytest.mark.usefixtures("database", "frozen_clock")


def state(session_id: uuid.UUID) -> TrainingSessionState:
    return db.session.get(TrainingSessionState, session_id)


def agree() -> None:
    for each in (projections.Sessions, projections.AttendanceRows, projections.Enrolments):
        assert each.expected_rows() == each.stored_rows()


def row(session_id, learner_id) -> tuple[str, int] | None:
    found = db.session.get(Attendance, (session_id, learner_id))
    return (found.mark, found.minutes) if found else None


def mark(session_id, learner_id, what="present", source="list", **more) -> str:
    (outcome,) = attendance.note_marks(
        session_id, [NewMark(learner_id, what, **more)], source=source, actor="account x"
    )
    return outcome.outcome


@pytest.fixture
def session_id():
    """A session from noon to two, with nobody in it yet."""
    return make_session(start=NOON)


@pytest.fixture
def learner_id():
    return learners.create_learner()


def test_a_session_with_an_alarm_gives_everybody_the_right_minutes(session_id, learner_id, frozen_clock):
    late = learners.create_learner()
    sessions.start(session_id, actor="t")
    mark(session_id, learner_id)
    frozen_clock(NOON + timedelta(minutes=20))
    mark(session_id, late, "late", arrived_at=clock.now())
    frozen_clock(NOON + timedelta(minutes=52))
    for _ in range(2):
        sessions.interrupt(session_id, "alarm", actor="t")
    assert (state(session_id).status, state(session_id).interruption) == ("interrupted", "alarm")
    frozen_clock(NOON + timedelta(minutes=80))
    for _ in range(2):
        sessions.resume(session_id, actor="t")
    frozen_clock(NOON + timedelta(minutes=120))
    for _ in range(2):
        sessions.end(session_id, actor="t")
    found = state(session_id)
    assert (found.status, found.held_minutes, found.lost_alarm) == ("ended", 92, 28)
    assert (row(session_id, learner_id), row(session_id, late)) == (("present", 92), ("late", 72))
    agree()


def test_an_interruption_noted_afterwards_shortens_everybodys_hours(session_id, learner_id, frozen_clock):
    sessions.start(session_id, actor="t")
    mark(session_id, learner_id)
    frozen_clock(NOON + timedelta(minutes=120))
    sessions.end(session_id, actor="t")
    assert row(session_id, learner_id) == ("present", 120)
    sessions.note_interruption(
        session_id, "power", NOON + timedelta(minutes=30), NOON + timedelta(minutes=60), actor="t"
    )
    assert row(session_id, learner_id) == ("present", 90)
    assert state(session_id).lost_power == 30
    with pytest.raises(Refused):
        sessions.note_interruption(session_id, "power", NOON, NOON, actor="t")
    agree()


def test_a_session_to_come_cannot_be_marked_and_a_cancelled_one_neither(learner_id):
    tomorrow = make_session(start=NOON + timedelta(days=1))
    with pytest.raises(Refused) as refusal:
        mark(tomorrow, learner_id)
    assert refusal.value.reasons[0].code == "future_session"
    sessions.cancel(tomorrow, actor="t")
    with pytest.raises(Refused) as refusal:
        mark(tomorrow, learner_id)
    assert refusal.value.reasons[0].code == "cancelled_session"
    assert db.session.scalar(select(func.count()).select_from(AttendanceMark)) == 0


def test_a_session_may_be_moved_or_called_off_only_before_it_begins(session_id):
    sessions.reschedule(session_id, NOON + timedelta(hours=1), NOON + timedelta(hours=2), actor="t")
    assert state(session_id).planned_start == NOON + timedelta(hours=1)
    sessions.start(session_id, actor="t")
    for act in (
        lambda: sessions.cancel(session_id, actor="t"),
        lambda: sessions.reschedule(session_id, NOON, NOON + timedelta(hours=1), actor="t"),
    ):
        with pytest.raises(Conflict):
            act()


def test_a_session_continued_another_day_is_one_unit(session_id):
    first = sessions.session_by_id(session_id)
    sessions.start(session_id, actor="t")
    sessions.end(session_id, actor="t")
    next_id = identifiers.new_id()
    for _ in range(2):
        start = NOON + timedelta(days=1)
        assert (
            sessions.continue_session(session_id, start, start + timedelta(hours=1), actor="t", new_id=next_id)
            == next_id
        )
    third = sessions.continue_session(next_id, start, start + timedelta(hours=1), actor="t")
    assert {sessions.session_by_id(each).unit_id for each in (session_id, next_id, third)} == {first.id}


def test_the_same_mark_twice_is_one_and_a_correction_keeps_what_was(session_id, learner_id):
    sent = NewMark(learner_id, "present")
    outcomes = [attendance.note_marks(session_id, [sent], source="list", actor="a")[0].outcome for _ in range(2)]
    assert outcomes == ["stored", "known"]
    assert mark(session_id, learner_id) == "known"  # the same again from a fresh page
    assert mark(session_id, learner_id, "late") == "conflict"  # from a page that had not seen it
    assert mark(session_id, learner_id, "late", seen=sent.id, minutes=30) == "stored"
    facts = db.session.scalars(select(AttendanceMark).order_by(AttendanceMark.id)).all()
    assert [(fact.mark, fact.supersedes_id) for fact in facts] == [("present", None), ("late", sent.id)]
    agree()


def test_staff_mark_over_a_check_in_and_a_check_in_never_over_staff(session_id, learner_id):
    sessions.start(session_id, actor="t")
    assert attendance.check_in(session_id, learner_id).outcome == "stored"
    assert attendance.check_in(session_id, learner_id).outcome == "known"
    assert mark(session_id, learner_id, "absent") == "stored"
    assert attendance.check_in(session_id, learner_id).outcome == "known"
    assert row(session_id, learner_id) == ("absent", 0)


def test_who_checks_in_a_quarter_of_an_hour_later_is_late(session_id, learner_id, frozen_clock):
    sessions.start(session_id, actor="t")
    frozen_clock(NOON + timedelta(minutes=16))
    attendance.check_in(session_id, learner_id)
    frozen_clock(NOON + timedelta(minutes=60))
    sessions.end(session_id, actor="t")
    assert row(session_id, learner_id) == ("late", 44)


def test_after_the_session_a_change_says_why(session_id, learner_id):
    first = NewMark(learner_id, "present")
    attendance.note_marks(session_id, [first], source="list", actor="a")
    sessions.start(session_id, actor="t")
    sessions.end(session_id, actor="t")
    assert mark(session_id, learner_id, "absent", seen=first.id) == "reason_needed"
    assert mark(session_id, learner_id, "absent", seen=first.id, reason="помилка") == "stored"
    assert mark(session_id, learners.create_learner(), "present") == "stored"  # a first mark needs no reason
    agree()


def test_a_mark_taken_back_leaves_nobody_marked(session_id, learner_id):
    first = NewMark(learner_id, "present")
    attendance.note_marks(session_id, [first], source="list", actor="a")
    assert mark(session_id, learner_id, None, seen=first.id) == "stored"
    assert row(session_id, learner_id) is None
    assert mark(session_id, learners.create_learner(), None) == "known"
    agree()


def test_a_cohort_that_is_full_keeps_a_queue():
    cohort_id = make_cohort(capacity=2)
    people = [learners.create_learner() for _ in range(4)]
    assert [cohorts.enrol(cohort_id, each, actor="t") for each in people] == [
        "enrolled", "enrolled", "waiting", "waiting",
    ]  # fmt: skip
    assert cohorts.enrol(cohort_id, people[2], actor="t") == "waiting"
    with pytest.raises(Refused):
        cohorts.admit(cohort_id, people[2], actor="t")
    cohorts.leave(cohort_id, people[0], actor="t")
    cohorts.admit(cohort_id, people[2], actor="t")
    assert cohorts.places_left(cohort_id) == 0
    assert db.session.get(Enrolment, (cohort_id, people[3])).status == "waiting"
    cohorts.close_cohort(cohort_id, actor="t")
    with pytest.raises(Conflict):
        cohorts.enrol(cohort_id, people[0], actor="t")
    agree()
