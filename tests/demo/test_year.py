"""The demonstration year: made by the verbs' own rules, in books that agree, resumable."""

import numpy as np
import pytest
from sqlalchemy import func, select

from literacy.accounts.models import Learner
from literacy.assessment import queries, service
from literacy.assessment.models import ItemResponse, Presentation, Result, Sitting
from literacy.core import identifiers
from literacy.core.db import db
from literacy.demo import year
from literacy.demo.bulk import Candidate, Sittings
from literacy.operations import projections
from literacy.training.models import AttendanceMark, Consultation, Library, TrainingSession
from tests.conftest import NOON, installed
from tests.factories import make_seated


def test_a_bulk_sitting_is_what_the_verbs_would_have_left(database, frozen_clock):
    """The same seed and answers, once in bulk and once by the verbs: the same items in the same order, the same result."""
    bulk, by_verbs = make_seated(), make_seated()
    sittings = Sittings(np.random.default_rng(5))
    result_id, shown = sittings.sit(Candidate(bulk.learner_id, bulk.seat_id, "teacher", 0.4, NOON))
    sittings.write()
    made = db.session.scalar(select(Sitting).where(Sitting.learner_id == bulk.learner_id))
    code = service.start_sitting(by_verbs.learner_id, by_verbs.seat_id, "teacher", identifiers.new_id(), seed=made.seed)
    answers = db.session.execute(
        select(ItemResponse.answer, ItemResponse.omitted, Presentation.item_id)
        .join(Presentation, Presentation.id == ItemResponse.presentation_id)
        .where(Presentation.sitting_id == made.id)
        .order_by(Presentation.position)
    ).all()
    for answer in answers:
        now = queries.standing_of(code)
        assert now.item_id == answer.item_id
        service.record_response(now, now.presentation_id, answer.answer, omitted=answer.omitted)
    own = queries.result_by_code(service.finish_sitting(queries.standing_of(code).sitting_id))
    frozen = queries.result_by_id(result_id)
    assert tuple(answer.item_id for answer in answers) == shown
    assert frozen.document | {"active_seconds": 0} == own.document | {"active_seconds": 0}
    assert projections.differences() == []


@pytest.fixture(scope="module")
def region(tmp_path_factory):
    """The first library of the year, and what comes of building once more."""
    data = tmp_path_factory.mktemp("year") / "data"
    with installed(data, "sqlite") as app, pytest.MonkeyPatch.context() as patch:
        patch.setattr(year, "LIBRARIES", 1)
        patch.setattr(year, "COHORTS", 2)
        year.build_year(lambda _: None)
        yield app


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_library_has_a_year_of_everything_and_its_books_agree(region):
    assert count(Library) == 1
    assert count(TrainingSession) > 15
    assert count(AttendanceMark) > 100
    assert count(Consultation) == year.CONSULTATIONS_A_LIBRARY
    assert count(Result) > 20
    assert db.session.scalar(select(func.count()).where(Learner.simulated.is_(False))) == 0
    assert projections.differences() == []


def test_building_again_adds_nothing(region):
    before = (count(Library), count(Learner), count(AttendanceMark), count(Result))
    year.build_year(lambda _: None)
    assert (count(Library), count(Learner), count(AttendanceMark), count(Result)) == before
