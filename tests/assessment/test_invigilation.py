"""What staff may do to a sitting: broken items leave without a trace in the score, void ones make room for another."""

from datetime import timedelta

import pytest

from literacy.accounts import learners, people
from literacy.assessment import invigilation, projections, queries, service
from literacy.assessment.models import ItemReport, Presentation
from literacy.core import clock, identifiers
from literacy.core.db import db
from literacy.core.errors import Conflict, NotFound, Refused
from literacy.rooms import seats
from literacy.rooms import service as rooms_service
from literacy.training import sessions
from tests.conftest import NOON
from tests.factories import (
    answer_one,
    finish,
    full_marks,
    make_library,
    make_seated,
    make_session,
    make_sitting,
    no_marks,
    standing,
)

pytestmark = pytest.mark.usefixtures("database")


def agree() -> None:
    assert projections.expected_rows() == projections.stored_rows()


def presented_items(code: str) -> list[Presentation]:
    of_sitting = Presentation.sitting_id == standing(code).sitting_id
    return list(db.session.scalars(db.select(Presentation).where(of_sitting).order_by(Presentation.position)))


def test_the_item_on_the_screen_is_replaced(frozen_clock):
    code = make_sitting()
    answer_one(code)
    broken = standing(code)
    for _ in range(2):
        invigilation.replace_item(broken.presentation_id, actor="test")
    now = standing(code)
    assert (now.position, now.answered) == (3, 1)
    assert now.item_id != broken.item_id
    agree()
    # an answer that was on its way finds the item gone, and leads to the new one
    assert service.record_response(broken, broken.presentation_id, "A") == 3
    assert standing(code).answered == 1
    agree()


def test_an_answered_item_is_taken_out_of_the_score():
    code = make_sitting("teacher", seed=5)
    for _ in range(20):
        answer_one(code, full_marks)
    broken = next(each for each in presented_items(code) if each.item_id.startswith("CO-"))
    invigilation.replace_item(broken.id, actor="test")
    assert standing(code).answered == 19
    agree()
    facts = finish(code, full_marks, items=17)
    assert facts.document["outcome"]["n_items"] == 36
    assert facts.document["dropped"] == [broken.item_id]
    assert standing(code).position == 38
    agree()


def test_where_the_bank_has_no_other_item_the_sitting_is_shorter():
    """A role's own share of an area is so small that dropping all of it leaves nothing to replace it by."""
    code = make_sitting("teacher")
    dropped = 0
    while (now := standing(code)).presentation_id is not None:
        if now.item_id.startswith("TE-") and dropped < 3:
            invigilation.replace_item(now.presentation_id, actor="test")
            dropped += 1
        else:
            answer_one(code, no_marks)
    assert dropped == 3
    assert standing(code).answered == 36 - dropped
    agree()
    service.finish_sitting(standing(code).sitting_id)


def test_a_result_is_frozen_for_everybody():
    code = make_sitting()
    finish(code)
    with pytest.raises(Conflict):
        invigilation.replace_item(presented_items(code)[2].id, actor="test")


def test_a_void_sitting_takes_no_answers_and_lets_another_begin():
    seated = make_seated()
    code = make_sitting(seated=seated)
    answer_one(code)
    before = standing(code)
    for _ in range(2):
        invigilation.void_sitting(before.sitting_id, "technical", actor="test")
    void = standing(code)
    assert void.ended
    assert service.record_response(void, before.presentation_id, "A") is None
    assert standing(code).answered == 1
    with pytest.raises(Conflict):
        service.finish_sitting(void.sitting_id)
    assert make_sitting(seated=seated) != code
    agree()
    with pytest.raises(NotFound):
        invigilation.void_sitting(before.sitting_id, "because", actor="test")


def test_a_report_is_sealed_and_comes_once():
    code, report_id = make_sitting(), identifiers.new_id()
    now = standing(code)
    for _ in range(2):
        invigilation.report_item(now.presentation_id, now.learner_id, "mistake", "Тут описка", report_id=report_id)
    (report,) = db.session.scalars(db.select(ItemReport))
    assert "описка".encode() not in report.sealed_text
    invigilation.decide_report(report_id, "confirmed", actor="test")
    with pytest.raises(NotFound):
        invigilation.decide_report(report_id, "maybe", actor="test")


def test_a_sitting_is_gone_on_with_in_another_room_another_day(frozen_clock):
    seated = make_seated()
    code = make_sitting(seated=seated)
    answer_one(code)
    frozen_clock(NOON + timedelta(days=3))
    room = rooms_service.open_room(make_session(start=clock.now()), actor="test", learner_ids=[seated.learner_id])
    taken = rooms_service.take_seat(room.room_id, room.seats[0][1], identifiers.new_id())
    here = queries.standing_of(code, taken.entry_id)
    assert here.seated_person_id == here.person_id
    assert here.seat_is_open
    service.record_response(here, here.presentation_id, None, omitted=True)
    there = queries.standing_of(code, taken.entry_id)
    assert there.last_seat_id == taken.seat_id
    agree()
    seats.check_identity(taken.seat_id, "known_to_staff", None, actor="test")
    assert finish(code, no_marks, items=5).document["identity_check"] == "known_to_staff"


def test_a_merged_person_goes_on_with_either_card(frozen_clock):
    walk_in = make_seated()
    code = make_sitting(seated=walk_in)
    answer_one(code)
    room = rooms_service.open_drop_in(make_library(), 1, actor="test")
    known = rooms_service.take_seat(room.room_id, room.seats[0][1], identifiers.new_id())
    assert queries.standing_of(code, known.entry_id).seated_person_id != walk_in.learner_id
    people.merge(known.learner_id, walk_in.learner_id, actor="test")
    here = queries.standing_of(code, known.entry_id)
    assert here.seated_person_id == here.person_id
    assert queries.open_sitting_of(people.cards_of(known.learner_id)) == code


def test_an_alarm_is_no_thinking_time(frozen_clock):
    seated = make_seated()
    code = make_sitting(seated=seated)
    now = queries.standing_of(code, None)
    service.mark_shown(now.presentation_id)
    frozen_clock(NOON + timedelta(seconds=60))
    room_session = db.session.scalar(db.select(rooms_service.Room.training_session_id))
    sessions.interrupt(room_session, "alarm", actor="test")
    frozen_clock(NOON + timedelta(seconds=60 + 300))
    sessions.resume(room_session, actor="test")
    frozen_clock(NOON + timedelta(seconds=60 + 300 + 30))
    room_id = db.session.scalar(db.select(rooms_service.Room.id))
    taken = rooms_service.take_seat(room_id, seated.seat_code, identifiers.new_id())
    here = queries.standing_of(code, taken.entry_id)
    service.record_response(here, here.presentation_id, None, omitted=True)
    assert standing(code).active_seconds == 90


def test_items_of_an_earlier_sitting_come_only_where_there_are_no_others():
    """The starter bank has 36 core items and six of the role's own; a sitting takes 30 and six."""
    seated = make_seated()
    first = make_sitting("teacher", seated=seated)
    finish(first)
    second = make_sitting("teacher", seated=seated, seed=11)
    finish(second)
    seen = {row.item_id for row in presented_items(first)}
    again = [row.item_id for row in presented_items(second) if row.item_id in seen]
    assert len(again) == 30


def test_a_child_waits_for_a_guardian():
    seated = make_seated()
    learners.state_age(seated.learner_id, under_14=True)
    with pytest.raises(Refused) as refusal:
        make_sitting(seated=seated)
    assert refusal.value.reasons[0].code == "guardian_needed"
    learners.record_consent(seated.learner_id, "guardian", "guardian 1", channel="paper", recorded_by="account x")
    assert make_sitting(seated=seated)
