"""A cohort's attendance as a table: a row a person and session, names only for who works with the people."""

import csv
import io
from datetime import timedelta

from literacy.accounts import people
from literacy.core import identifiers
from literacy.core.db import db
from literacy.core.language import t
from literacy.training import attendance, sessions
from literacy.training.attendance import NewMark
from literacy.training.models import Cohort
from tests.conftest import NOON
from tests.factories import make_session
from tests.training.world import add_person, enter, make_staff, make_world, statements


def rows_of(reply) -> list[list[str]]:
    assert reply.status_code == 200
    return list(csv.reader(io.StringIO(reply.data.decode("utf-8-sig"))))


def address_of(app, world) -> str:
    with app.app_context():
        return f"/cohorts/{db.session.get(Cohort, world.cohort_id).code}/attendance"


def held(world, frozen_clock):
    """A session with an alarm in it, which two of three were at."""
    sessions.start(world.session_id, actor="t")
    marks = [NewMark(world.people["Єва"], "present"), NewMark(world.people["Василь"], "late", minutes=30)]
    attendance.note_marks(world.session_id, marks, source="list", actor="t")
    frozen_clock(NOON + timedelta(minutes=120))
    sessions.note_interruption(
        world.session_id, "alarm", NOON + timedelta(minutes=30), NOON + timedelta(minutes=50), actor="t"
    )
    sessions.end(world.session_id, actor="t")
    make_session(start=NOON + timedelta(days=7), cohort_id=world.cohort_id)


def test_a_row_a_person_and_session(app, trainer, world, in_transaction, frozen_clock):
    in_transaction(held, world, frozen_clock)
    header, *rows = rows_of(trainer.get(address_of(app, world) + ".csv"))
    assert [row[0] for row in rows] == ["Василь", "Ґалина", "Єва"]
    told = {row[0]: dict(zip(header, row, strict=True)) for row in rows}
    mark, minutes = t("attendance_export.mark"), t("attendance_export.minutes")
    assert [(told[name][mark], told[name][minutes]) for name in ("Єва", "Василь", "Ґалина")] == [
        (t("attendance.mark_present"), "100"), (t("attendance.mark_late"), "30"), (t("attendance.unmarked"), ""),
    ]  # fmt: skip
    for name, value in (("planned", "120"), ("held", "100")):
        assert told["Єва"][t(f"attendance_export.{name}")] == value
    assert told["Єва"][t("attendance_export.lost", reason=t("session_page.lost_alarm"))] == "20"
    assert told["Єва"][t("attendance_export.planned_start")] == "2026-11-23 14:00"
    assert trainer.get(address_of(app, world) + ".xlsx").data.startswith(b"PK")


def test_the_region_sees_numbers_of_cards(app, world, client, in_transaction, frozen_clock):
    in_transaction(held, world, frozen_clock)
    enter(client, in_transaction, in_transaction(make_staff, "region"))
    rows = rows_of(client.get(address_of(app, world) + ".csv"))[1:]
    assert {row[0] for row in rows} == {identifiers.grouped(card) for card in world.cards.values()}


def test_a_name_that_would_run_is_guarded_and_a_person_stands_once(app, trainer, world, in_transaction, frozen_clock):
    bad = in_transaction(add_person, world, "=HYPERLINK(1)", enrolled=False)
    marks = [NewMark(bad, "present")]
    in_transaction(attendance.note_marks, world.session_id, marks, source="list", actor="t")
    names = [row[0] for row in rows_of(trainer.get(address_of(app, world) + ".csv"))[1:]]
    assert names == ["'=HYPERLINK(1)"]
    in_transaction(people.merge, world.people["Єва"], bad, actor="t")
    assert [row[0] for row in rows_of(trainer.get(address_of(app, world) + ".csv"))[1:]] == ["Єва"]


def test_somebody_elses_cohort_is_not_there(app, world, client, in_transaction):
    other = in_transaction(make_world)
    enter(client, in_transaction, other.trainer)
    assert client.get(address_of(app, world) + ".csv").status_code == 404


def test_it_costs_the_same_for_two_and_for_forty(app, client, in_transaction, frozen_clock):
    costs = []
    for count in (3, 40):
        world = in_transaction(make_world, count)
        in_transaction(held, world, frozen_clock)
        enter(client, in_transaction, world.trainer)
        address = address_of(app, world) + ".csv"
        with statements(app) as sent:
            assert len(rows_of(client.get(address))) == count + 1
        costs.append(len(sent))
        frozen_clock(NOON)
    assert costs[0] == costs[1] <= 14
