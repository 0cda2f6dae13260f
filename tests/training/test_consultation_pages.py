"""One-to-one help: noted in a few taps, corrected, counted, taken away."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from literacy.core.db import db
from literacy.core.language import t
from literacy.training import consultations
from literacy.training.consultations import Help
from literacy.training.models import Consultation
from tests.conftest import NOON
from tests.training.world import enter, fields_of, make_staff, make_world, statements

TAPS = {"topic": "state_portal", "usual": "15"}


@pytest.fixture
def form(trainer, world):
    """The form as it is opened, and where it goes."""
    address = f"/libraries/{world.library}/consultations/new"
    return address, fields_of(trainer.get(address))


@pytest.fixture
def kept(app):
    def read():
        with app.app_context():
            return list(db.session.scalars(select(Consultation).order_by(Consultation.id)))

    return read


def test_two_taps_and_a_save_note_help_once(trainer, world, form, kept, words):
    address, opened = form
    for _ in range(2):
        reply = trainer.post(address, data=opened | TAPS)
        assert reply.location == "/consultations?month=2026-11&added=1"
    (record,) = kept()
    assert (record.kind, record.topic, record.outcome, record.minutes) == ("consultation", "state_portal", "done", 15)
    assert (record.helper_id, record.library_id, record.learner_id) == (world.trainer, world.library_id, None)
    assert (record.held_at, record.withdrawn) == (NOON, False)
    page = words(trainer.get(reply.location))
    assert t("consultations.added") in page
    assert t("consultations.count", n=1, minutes=15) in page


@pytest.mark.parametrize(
    ("typed", "says", "values"),
    [
        ({"usual": "15"}, "topic_missing", {}),
        ({"topic": "tea", "usual": "15"}, "topic_missing", {}),
        ({"topic": "other"}, "minutes_missing", {}),
        ({"topic": "other", "minutes": "0"}, "minutes_range", {"most": 240}),
        ({"topic": "other", "minutes": "241"}, "minutes_range", {"most": 240}),
        ({"topic": "other", "minutes": "пів години"}, "minutes_range", {"most": 240}),
        (TAPS | {"day": "24.11.2026"}, "future", {}),
        (TAPS | {"card": "AAAAAAAB"}, "card_unknown", {}),
        (TAPS | {"card": "AAAAAAAA"}, "card_unknown", {}),
        (TAPS | {"kind": "tea"}, "kind_missing", {}),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_kept(trainer, form, kept, words, typed, says, values):
    address, opened = form
    reply = trainer.post(address, data=opened | typed)
    assert reply.status_code == 422
    assert t(f"consultations.{says}", **values) in words(reply)
    for name in ("minutes", "day", "card"):
        assert name not in typed or f'value="{typed[name]}"' in words(reply)
    assert kept() == []
    assert trainer.post(address, data=fields_of(reply) | TAPS | {
        "minutes": "", "day": "23.11.2026", "card": "", "kind": "e_service"}).status_code == 303  # fmt: skip


def test_other_minutes_another_time_and_a_card(trainer, world, form, kept):
    address, opened = form
    more = {"minutes": "25", "day": "20.11.2026", "at": "9.30", "card": world.cards["Єва"].lower()}
    assert trainer.post(address, data=opened | TAPS | more).status_code == 303
    (record,) = kept()
    assert (record.minutes, record.learner_id) == (25, world.people["Єва"])
    assert record.held_at.isoformat() == "2026-11-20T07:30:00+00:00"


def test_a_record_is_corrected_and_taken_out_and_nothing_is_lost(trainer, world, form, kept, words):
    address, opened = form
    trainer.post(address, data=opened | TAPS)
    one = f"/libraries/{world.library}/consultations/1"
    shown = fields_of(trainer.get(one))
    assert (shown["topic"], shown["usual"], shown["at"]) == ("state_portal", "15", "14:00")
    for _ in range(2):
        assert trainer.post(one, data=shown | {"topic": "health", "usual": "", "minutes": "50"}).status_code == 303
    page = words(trainer.get("/consultations"))
    assert t("consultations.count", n=1, minutes=50) in page
    assert trainer.get(one).status_code == 404  # replaced by the second
    two = f"/libraries/{world.library}/consultations/2"
    shown = fields_of(trainer.get(two))
    for _ in range(2):
        assert trainer.post(two, data=shown | {"withdraw": "1"}).location == "/consultations"
    assert t("consultations.none") in words(trainer.get("/consultations"))
    assert [record.withdrawn for record in kept()] == [False, False, True]


@pytest.mark.parametrize("number", [0, 2, 10**12])
def test_a_record_that_is_not_there(trainer, world, form, number):
    address, opened = form
    trainer.post(address, data=opened | TAPS)
    assert trainer.get(f"/libraries/{world.library}/consultations/{number}").status_code == 404


def test_a_month_is_counted_by_topic_and_taken_away_without_people(trainer, world, in_transaction, words):
    def helped(topic, minutes, days=0, **more):
        told = Help("e_service", topic, "done", NOON - timedelta(days=days), minutes, **more)
        in_transaction(consultations.record_consultation, world.library_id, world.trainer, told)

    helped("health", 10)
    helped("health", 20, learner_id=world.people["Єва"])
    helped("safety", 5, days=1)
    helped("device", 60, days=30)
    page = words(trainer.get("/consultations"))
    assert t("consultations.count", n=3, minutes=35) in page
    table = page[: page.index(t("consultations.list_caption"))]
    assert table.index(t("consultations.topic_health")) < table.index(t("consultations.topic_safety"))
    assert t("consultations.topic_device") not in page
    assert t("consultations.topic_device") in words(trainer.get("/consultations?month=2026-10"))
    assert trainer.get("/consultations?month=часом").status_code == 200
    rows = list(csv.reader(io.StringIO(trainer.get("/consultations.csv?month=2026-11").data.decode("utf-8-sig"))))
    assert [row[5] for row in rows[1:]] == ["20", "10", "5"]
    assert {row[6] for row in rows[1:]} == {t("common.answer_yes"), t("common.answer_no")}
    assert world.cards["Єва"] not in str(rows)
    assert trainer.get("/consultations.xlsx").data.startswith(b"PK")


def test_help_of_other_libraries_is_out_of_reach(trainer, world, client, in_transaction, words):
    other = in_transaction(make_world)
    told = Help("e_service", "health", "done", NOON, 10)
    in_transaction(consultations.record_consultation, other.library_id, other.trainer, told)
    assert t("consultations.none") in words(trainer.get("/consultations"))
    for path in ("new", "1"):
        assert trainer.get(f"/libraries/{other.library}/consultations/{path}").status_code == 404
    enter(client, in_transaction, in_transaction(make_staff, "region"))
    assert client.get("/consultations").status_code == 404
    enter(client, in_transaction, in_transaction(make_staff, "trainer"))  # of the whole region
    assert t("consultations.count", n=1, minutes=10) in words(client.get("/consultations"))


def test_the_list_costs_the_same_for_two_and_for_forty(app, trainer, world, in_transaction):
    costs = []
    for count in (2, 38):
        for number in range(count):
            told = Help("consultation", "device", "done", NOON - timedelta(minutes=number), 10)
            in_transaction(consultations.record_consultation, world.library_id, world.trainer, told)
        with statements(app) as sent:
            trainer.get("/consultations")
        costs.append(len(sent))
    assert costs[0] == costs[1] <= 6
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Consultation)) == 40
