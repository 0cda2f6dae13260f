"""The verbs of a sitting: what is acknowledged stays, and nothing counts twice."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from literacy.assessment import delivery, projections, queries, service
from literacy.assessment.models import ItemResponse, Presentation
from literacy.banks.schema import AREAS
from literacy.core import clock, identifiers
from literacy.core.db import db
from literacy.core.errors import NotFound
from tests.factories import answer_one, finish, full_marks, make_seated, make_sitting, no_marks, standing

pytestmark = pytest.mark.usefixtures("database")


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def test_starting_twice_with_one_id_is_one_sitting():
    who, start_id = make_seated(), identifiers.new_id()
    first = service.start_sitting(who.learner_id, who.seat_id, "teacher", start_id)
    assert service.start_sitting(who.learner_id, who.seat_id, "teacher", start_id) == first
    assert service.start_sitting(who.learner_id, who.seat_id, "doctor", identifiers.new_id()) == first


def test_an_answer_sent_again_keeps_the_first_and_leads_where_it_led():
    code = make_sitting()
    before = answer_one(code, full_marks)
    moved = standing(code)
    assert service.record_response(before, before.presentation_id, None, omitted=True) == moved.position
    assert service.record_response(moved, before.presentation_id, "nonsense") == moved.position
    kept = db.session.scalars(select(ItemResponse).where(ItemResponse.presentation_id == before.presentation_id)).all()
    assert [(row.raw_score, row.omitted) for row in kept] == [(kept[0].max_score, False)]
    assert standing(code).answered == 1
    assert projections.expected_rows() == projections.stored_rows()


def test_an_answer_id_of_another_sitting_is_refused():
    mine, others = make_sitting(), make_sitting()
    with pytest.raises(NotFound):
        service.record_response(standing(mine), standing(others).presentation_id, "A")
    assert count(ItemResponse) == 0


def test_what_is_shown_is_stored_before_it_is_answered():
    code = make_sitting()
    assert standing(code).presentation_id is not None
    assert count(Presentation) == 1
    answer_one(code)
    assert count(Presentation) == 2


@pytest.mark.parametrize(("role", "own"), [("citizen", 0), ("civil_servant", 1), ("teacher", 1), ("doctor", 1)])
def test_each_area_gets_its_share(role, own):
    code = make_sitting(role)
    finish(code, full_marks)
    test = delivery.role_test(standing(code).release_hash, role)
    given = [test.item(entry.item_id) for entry in queries.answered_items(standing(code).sitting_id)]
    assert len({item.id for item in given}) == 36
    for area in AREAS:
        here = [item for item in given if item.area == area]
        assert len(here) == 6
        assert sum(item.share == role for item in here) == own


def test_active_time_leaves_out_a_power_cut(frozen_clock):
    code = make_sitting()
    service.mark_shown(standing(code).presentation_id)
    frozen_clock(clock.now() + timedelta(hours=5))
    answer_one(code)
    assert standing(code).active_seconds == service.LONGEST_ACTIVE_SECONDS
    service.mark_shown(standing(code).presentation_id)
    frozen_clock(clock.now() + timedelta(seconds=42))
    answer_one(code)
    assert standing(code).active_seconds == service.LONGEST_ACTIVE_SECONDS + 42


def test_shown_is_stamped_once(frozen_clock):
    code = make_sitting()
    service.mark_shown(standing(code).presentation_id)
    first = standing(code).first_shown_at
    frozen_clock(clock.now() + timedelta(minutes=1))
    service.mark_shown(standing(code).presentation_id)
    assert standing(code).first_shown_at == first


def test_finishing_twice_gives_the_first_result():
    code = make_sitting()
    first = finish(code, no_marks)
    assert service.finish_sitting(standing(code).sitting_id) == first.code
    assert first.document["outcome"]["level"] == "below_foundation"
    assert projections.expected_rows() == projections.stored_rows()


def test_a_finished_sitting_takes_no_more_answers():
    code = make_sitting()
    answer_one(code)
    late = standing(code)
    service.finish_sitting(late.sitting_id)
    closed = standing(code)
    assert service.record_response(closed, late.presentation_id, "A") is None
    assert standing(code).answered == 1


def test_replay_gives_the_same_items_and_the_same_numbers():
    """The stored seed and answers lead to the same items in the same order, and to the same outcome."""
    code = make_sitting("teacher", seed=20261123)
    frozen = finish(code, lambda item: int(item.id[-1]) % 2 * item.max_raw_score)
    stored = db.session.execute(
        select(Presentation.item_id, Presentation.option_order, Presentation.surface_seed)
        .where(Presentation.sitting_id == frozen.sitting_id)
        .order_by(Presentation.position)
    ).all()
    test = delivery.role_test(standing(code).release_hash, "teacher")
    answered = [(entry.item_id, entry.raw_score) for entry in queries.answered_items(frozen.sitting_id)]
    for place, row in enumerate(stored):
        again = delivery.next_item(test, answered[:place], 20261123, place + 1)
        assert (again.item_id, list(again.option_order), again.surface_seed) == tuple(row)
    replayed = delivery.score_sitting(test, answered).as_document()
    assert replayed["band"]["theta"] == pytest.approx(frozen.document["outcome"]["band"]["theta"], abs=1e-9)
    assert replayed["probabilities"] == pytest.approx(frozen.document["outcome"]["probabilities"], abs=1e-9)
    assert delivery.result_document(frozen.sitting_id) == frozen.document


def test_a_damaged_projection_is_found_and_mended():
    code = make_sitting()
    answer_one(code)
    db.session.execute(projections.update(projections.SittingState).values(answered=9))
    assert projections.expected_rows() != projections.stored_rows()
    projections.repair()
    assert projections.expected_rows() == projections.stored_rows()


def test_few_answers_name_no_level():
    facts = finish(make_sitting(), full_marks, items=10)
    assert facts.document["outcome"]["level"] is None
    assert facts.document["outcome"]["n_items"] == 10
