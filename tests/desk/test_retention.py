"""Names are kept so many months after the last thing that a person did, and then erased."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from literacy import worker
from literacy.accounts import learners, people, registration
from literacy.accounts.learners import Identity
from literacy.accounts.models import Erasure
from literacy.accounts.registration import Registration
from literacy.core import clock, identifiers, installation
from literacy.core.db import db
from literacy.core.models import AuditEntry
from literacy.core.transaction import transaction
from literacy.credentials import service as credentials
from literacy.desk import people_retention
from literacy.training import cohorts, consultations
from literacy.training.consultations import Help
from literacy.training.models import Attendance
from tests.conftest import NOON, installed
from tests.desk.people_world import make_person, make_place, mark
from tests.factories import NAME, finish, make_cohort, make_seated, make_sitting
from tests.journeys.house import environment_of, run_command

LONG_AGO = datetime(2023, 10, 1, 9, 0, tzinfo=UTC)  # more than 36 months before noon
LATELY = datetime(2024, 2, 1, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "months", "expected"),
    [
        ("2026-11-23", 36, "2029-11-23"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-01-31", -2, "2025-11-30"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
    ],
)
def test_months_are_counted_to_the_same_day_or_the_last(moment, months, expected):
    assert people_retention.moved(datetime.fromisoformat(f"{moment}T10:00+00:00"), months).isoformat()[:10] == expected


@pytest.fixture
def then(database, frozen_clock):
    """Do something long ago, and stand at noon again."""

    def do(verb, *arguments, at=LONG_AGO, **named):
        frozen_clock(at)
        try:
            return verb(*arguments, **named)
        finally:
            frozen_clock(NOON)

    return do


def described(name="Дарина"):
    return registration.register(Registration(name), actor="account x")


def test_who_did_nothing_for_so_long_is_due_and_nobody_else(then):
    old = then(described)
    then(described, at=LATELY)
    assert people_retention.due() == [old]
    people_retention.erase(old, actor="worker")
    assert learners.identity_of(old) is None
    assert people_retention.due() == []
    erasure = db.session.scalars(select(Erasure)).one()
    assert (erasure.learner_id, erasure.reason, erasure.actor) == (old, "retention", "worker")
    lines = db.session.execute(select(AuditEntry.action, AuditEntry.detail).where(AuditEntry.actor == "worker")).all()
    assert ("learner.erased", {"reason": "retention"}) in [tuple(line) for line in lines]


def of_a_mark(learner_id):
    mark(make_place().session_ids[0], learner_id, "absent")


def of_a_place(learner_id):
    cohorts.enrol(make_cohort(), learner_id, actor="test")


def of_help(learner_id):
    place = make_place()
    told = Help("consultation", "device", "done", clock.now(), 10, learner_id)
    consultations.record_consultation(place.library_id, place.trainer, told)


def of_a_consent(learner_id):
    learners.record_consent(learner_id, "training", "training 1", given=False)


def of_a_name(learner_id):
    learners.name_learner(learner_id, Identity(nickname="Дарка"))


def of_another_card(learner_id):
    people.merge(learner_id, described(), actor="test")


@pytest.mark.parametrize("act", [of_a_mark, of_a_place, of_help, of_a_consent, of_a_name, of_another_card])
def test_whatever_a_person_does_begins_the_months_anew(act, then):
    learner_id = then(described)
    then(act, learner_id, at=LATELY)
    assert people_retention.due() == []
    assert people_retention.kept_until(people.cards_of(learner_id)).isoformat()[:10] == "2027-02-01"


def test_a_test_and_a_certificate_begin_them_anew(then):
    seated = then(make_seated)
    assert people_retention.due() == [seated.learner_id]
    code = then(make_sitting, seated=seated, at=LATELY - timedelta(days=40))
    result = then(finish, code, at=LATELY - timedelta(days=40))
    assert people_retention.due() == []
    then(credentials.award, result.result_id, NAME, identifiers.new_id(), at=LATELY)
    assert people_retention.kept_until([seated.learner_id]).isoformat()[:10] == "2027-02-01"


def test_all_cards_of_a_person_are_due_together_and_once(then):
    one, other = then(described), then(described)
    then(people.merge, one, other, actor="test")
    assert people_retention.due() == [one]
    people_retention.erase(one, actor="worker")
    assert set(db.session.scalars(select(Erasure.learner_id))) == {one, other}


def test_who_came_back_meanwhile_keeps_her_name(then):
    learner_id = then(described)
    of_a_name(learner_id)
    people_retention.erase(learner_id, actor="worker")
    assert learners.identity_of(learner_id) is not None


def test_hours_stay_in_the_books_without_a_name(then):
    place = then(make_place)
    learner_id = then(make_person, place, "Дарина", came=2)
    people_retention.erase(learner_id, actor="worker")
    called = people.called([learner_id])[learner_id]
    assert called.name == identifiers.grouped(called.card_number)
    assert db.session.scalar(select(func.sum(Attendance.minutes))) == 240


def test_looking_for_who_is_due_costs_one_statement(then, count_statements):
    for _ in range(30):
        then(described)
    assert len(people_retention.due()) == 30
    assert count_statements(people_retention.due) == 1


def test_the_worker_looks_once_a_day(then, monkeypatch):
    monkeypatch.setattr(worker, "_looked_on", {})
    looked = []
    real = people_retention.due
    monkeypatch.setattr(people_retention, "due", lambda: looked.append(1) or real())
    old = then(described)
    for _ in range(3):
        worker.keep_retention()
    assert len(looked) == 1
    assert learners.identity_of(old) is None
    then(worker.keep_retention, at=NOON + timedelta(days=1))
    assert len(looked) == 2


def test_the_command_counts_and_erases(tmp_path, engine):
    with installed(tmp_path / "data", engine):
        with clock.at(datetime.now(UTC) - timedelta(days=366 * 3 + 10)), transaction():
            old = described()
        with transaction():
            new = described()
        environment = environment_of(installation.settings())
        db.session.remove()
        checked = run_command(environment, "retention", "--check", "--json")
        assert json.loads(checked.stdout) == {"months": 36, "due": 1, "erased": 0}
        assert learners.identity_of(old) is not None
        db.session.remove()
        longer = run_command(environment | {"LITERACY_RETENTION_MONTHS": "48"}, "retention", "--json")
        assert json.loads(longer.stdout) == {"months": 48, "due": 0, "erased": 0}
        done = run_command(environment, "retention")
        assert done.returncode == 0
        assert "1 erased" in done.stdout
        assert learners.identity_of(old) is None
        assert learners.identity_of(new) is not None
