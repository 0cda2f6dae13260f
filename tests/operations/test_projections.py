"""Projections are what their facts say, a difference is found, and rebuilding mends it."""

import pytest
from sqlalchemy import delete, text

from literacy.assessment.models import SittingState
from literacy.core.db import db
from literacy.core.transaction import transaction
from literacy.operations import projections
from tests.operations.contents import fill

SPOILT = {
    "seat": "UPDATE seat SET current_entry_id = NULL WHERE number = 1",
    "sitting_state": "UPDATE sitting_state SET answered = answered + 1, position = position + 1",
}


def test_what_the_verbs_leave_agrees_with_the_facts(database):
    fill()
    assert projections.differences() == []


@pytest.mark.parametrize("name", SPOILT)
def test_a_spoilt_projection_is_found_and_mended(name, database):
    fill()
    with transaction():
        db.session.execute(text(SPOILT[name]))
    found = projections.differences()
    assert found
    assert all(line.startswith(f"{name} ") for line in found)
    with transaction():
        projections.rebuild()
    assert projections.differences() == []


def test_a_lost_row_is_made_anew(database):
    fill()
    with transaction():
        db.session.execute(delete(SittingState))
    assert len(projections.differences()) == 2
    with transaction():
        projections.rebuild()
    assert projections.differences() == []
