"""What a learner meets in a room besides items: help, a broken item, an alarm, a guardian's consent, a shared PC."""

import re
import uuid

import pytest
from sqlalchemy import func, select

from literacy.accounts import registration
from literacy.assessment import invigilation, queries
from literacy.assessment.models import ItemReport
from literacy.core import clock
from literacy.core.db import db
from literacy.core.language import t
from literacy.core.transaction import reading, transaction
from literacy.rooms import service as rooms_service
from literacy.rooms.models import Room, Seat, SeatEvent
from literacy.training import sessions
from tests.factories import make_cohort, make_session
from tests.journeys.house import Card
from tests.journeys.test_again import answers_of, code_of, started
from tests.journeys.test_statements import ANSWER, LATER_LOOK, cost_of_an_answer


def done(house, verb, *arguments, **named):
    """Let staff do something."""
    with house.app.app_context(), transaction():
        return verb(*arguments, **named)


def look(house, statement):
    with house.app.app_context(), reading(), transaction():
        return list(db.session.scalars(statement))


def standing_of(house, code: str):
    with house.app.app_context(), reading(), transaction():
        return queries.standing_of(code)


def room_of(house, card: Card) -> Room:
    with house.app.app_context(), reading(), transaction():
        room = db.session.get(Room, rooms_service.room_by_code(card.room))
        db.session.expunge(room)
        return room


def own_room(house) -> list[Card]:
    """Open a room for this journey alone."""
    return house.open_room(3)


def pause(house, card: Card, reason: str) -> None:
    session_id = room_of(house, card).training_session_id
    done(house, sessions.interrupt, session_id, reason, actor="journey")


def test_help_is_called_seen_and_taken_back(house):
    robot = started(house)
    item = robot.here.address
    robot.open(next(link for link in robot.here.links if link.endswith("/help")))
    assert robot.here.says(t("help.scope"))
    robot.go_on(kind="device")
    assert robot.here.address == item
    assert robot.here.says(t("help.requested"))
    cancel = robot.here.form_to(f"/sittings/{code_of(robot)}/help")
    robot.press("cancel", cancel)
    assert not robot.here.says(t("help.requested"))
    seat_id = standing_of(house, code_of(robot)).last_seat_id
    assert look(house, select(SeatEvent.kind).where(SeatEvent.seat_id == seat_id).order_by(SeatEvent.id)) == [
        "help_called",
        "help_answered",
    ]


def test_help_needs_no_reason(house):
    robot = started(house)
    robot.open(f"/sittings/{code_of(robot)}/help")
    token = robot.here.hidden("csrf_token")
    robot.send(robot.here.address, [("csrf_token", token)])
    (kind,) = look(house, select(Seat.help_kind).where(Seat.id == standing_of(house, code_of(robot)).last_seat_id))
    assert kind == "other"


def test_an_item_is_reported_once_however_often_it_is_sent(house):
    robot = started(house)
    robot.go_on()
    item = robot.here.address
    robot.open(next(link for link in robot.here.links if link.endswith("/report")))
    nothing_chosen = [pair for pair in robot.filled(robot.here.main_form, text="Описка") if pair[0] != "kind"]
    robot.send(robot.here.address, nothing_chosen)
    assert (robot.here.status, robot.here.says(t("item_report.kind_missing"))) == (422, True)
    assert "Описка" in robot.here.html, "what was typed is kept"
    fields = robot.filled(robot.here.main_form, kind="mistake", text="Описка")
    places = {robot.send_only(robot.here.address, fields).headers["location"] for _ in range(2)}
    assert places == {f"{item}?reported=1"}
    robot.open(places.pop())
    assert robot.here.says(t("item_report.thanks"))
    presentation = standing_of(house, code_of(robot)).presentation_id
    assert look(house, select(ItemReport.kind).where(ItemReport.presentation_id == presentation)) == ["mistake"]


def test_nobody_reports_an_item_of_another_sitting(house):
    robot, other = started(house), started(house)
    robot.open(f"/sittings/{code_of(robot)}/report")
    theirs = standing_of(house, code_of(other)).presentation_id.hex
    fields = robot.filled(robot.here.main_form, kind="mistake")
    for told in (theirs, "0" * 32, "x"):
        changed = [(name, told if name == "presentation" else value) for name, value in fields]
        assert robot.send_only(robot.here.address, changed).status == 404
    own = [(name, "forged" if name == "report" else value) for name, value in fields]
    assert robot.send_only(robot.here.address, own).status == 303
    assert look(house, select(ItemReport.id).where(ItemReport.presentation_id == uuid_of(theirs))) == []


def uuid_of(text: str):
    return uuid.UUID(hex=text)


@pytest.mark.parametrize("way", ["answers", "reloads", "comes back from help"])
def test_a_replaced_item_is_told_once(house, way):
    robot = started(house)
    robot.go_on()
    code = code_of(robot)
    if way == "comes back from help":
        robot.open(f"/sittings/{code}/help")
    done(house, invigilation.replace_item, standing_of(house, code).presentation_id, actor="journey")
    if way == "answers":
        robot.go_on()
    elif way == "reloads":
        robot.reload()
    else:
        robot.open(f"/sittings/{code}")
    assert robot.here.path == f"/sittings/{code}/items/3"
    assert robot.here.says(t("item_report.replaced"))
    assert robot.here.says(t("progress.counter", n=2, total=36)), "the count goes on where it was"
    assert len(answers_of(house, code)) == 1
    robot.reload()
    assert not robot.here.says(t("item_report.replaced"))


def test_a_sitting_with_a_replaced_item_costs_an_answer_one_statement_more(house):
    robot = started(house)
    robot.go_on()
    done(house, invigilation.replace_item, standing_of(house, code_of(robot)).presentation_id, actor="journey")
    robot.reload()
    answer, _, later = cost_of_an_answer(house, robot)
    assert sorted(answer) == sorted([*ANSWER, "SELECT"])
    assert later == LATER_LOOK


@pytest.mark.parametrize("reason", ["alarm", "power", "internet"])
def test_an_alarm_stops_the_test_and_it_goes_on_where_it_was(house, reason):
    card, *_ = own_room(house)
    robot = house.robot(card=card, role="citizen")
    robot.open("/join")
    robot.walk_to_item(2)
    item = robot.here.address
    pause(house, card, reason)
    robot.go_on()
    assert robot.here.says(t(f"board.paused_{reason}"))
    assert robot.here.says(t("pause.saved_count", n=2)), "an answer that was on its way is kept"
    robot.open(item)
    assert robot.here.says(t(f"board.paused_{reason}"))
    done(house, sessions.resume, room_of(house, card).training_session_id, actor="journey")
    robot.open(f"/sittings/{code_of(robot)}")
    assert robot.here.path.endswith("/items/3")


def test_a_closed_room_says_how_to_go_on(house):
    card, *_ = own_room(house)
    robot = house.robot(card=card, role="citizen")
    robot.open("/join")
    robot.walk_to_item(2)
    code = code_of(robot)
    done(house, rooms_service.close_room, room_of(house, card).id, actor="journey")
    for rest in (f"items/{2}", "help", "report", "finish", ""):
        robot.open(f"/sittings/{code}/{rest}".rstrip("/"))
        assert robot.here.path == "/join", rest
        assert robot.here.says(t("join.closed_go_on")), rest
    assert f'value="{card.room}"' not in robot.here.html, "the room is not offered any more"
    robot.open("/results/000000000000")
    assert robot.here.path == "/join", "no address tells whether it is a result's"
    robot.go_on()
    assert (robot.here.status, robot.here.says(t("errors.room_closed"))) == (422, True)


def test_a_result_is_gone_from_the_screen_with_its_room(house):
    card, *_ = own_room(house)
    robot = house.robot(card=card, role="citizen")
    robot.open("/join")
    robot.walk_to_item(2)
    robot.open(f"/sittings/{code_of(robot)}/finish")
    robot.go_on()
    robot.press("skip")
    result = robot.here.address
    assert result.startswith("/results/")
    done(house, rooms_service.close_room, room_of(house, card).id, actor="journey")
    for address in (result, f"{result}/certificate"):
        robot.open(address)
        assert robot.here.path == "/join"
        assert robot.here.says(t("join.closed_result"))


def test_a_void_sitting_says_why_everywhere_and_another_may_begin(house):
    card = house.card()
    robot = house.robot(card=card, role="citizen")
    robot.open("/join")
    robot.walk_to_item(3)
    code = code_of(robot)
    unsent = robot.here
    done(house, invigilation.void_sitting, standing_of(house, code).sitting_id, "technical", actor="journey")
    robot.page = unsent
    robot.go_on()
    for rest in ("", "/items/3", "/finish", "/leave", "/help", "/report"):
        robot.open(f"/sittings/{code}{rest}")
        assert robot.here.path == f"/sittings/{code}/void", rest
        assert robot.here.says(t("void_reason.technical"))
    robot.visitor.forget()
    robot.open("/join")
    robot.go_on()
    assert robot.here.path == f"/sittings/{code}/void", "whoever types the code again is told too"
    assert "/sittings/choose" in robot.here.links
    robot.open("/sittings/choose")
    robot.walk_to_item(1)
    assert code_of(robot) != code


def test_a_void_result_is_no_result(house):
    robot = started(house)
    code = code_of(robot)
    robot.open(f"/sittings/{code}/finish")
    robot.go_on()
    robot.press("skip")
    result = robot.here.address
    done(house, invigilation.void_sitting, standing_of(house, code).sitting_id, "helped", actor="journey")
    robot.open(result)
    assert robot.here.says(t("voided.title"))
    assert robot.here.says(t("void_reason.helped"))
    assert not any("certificate" in link for link in robot.here.links)


def test_a_child_waits_for_the_written_consent(house):
    robot = house.robot(role="citizen")
    robot.open("/join")
    robot.walk_to("/sittings/consent")
    robot.press("under_14")
    assert robot.here.path == "/sittings/guardian"
    assert robot.here.says(t("guardian.what_to_do"))
    robot.open("/sittings/consent/citizen")
    robot.go_on()  # agreeing without the guardian leads back
    assert (robot.here.path, robot.here.status) == ("/sittings/guardian", 200)
    again = next(link for link in robot.here.links if link.startswith("/sittings/guardian"))
    robot.open(again)
    assert robot.here.path == "/sittings/guardian"
    (learner,) = look(house, select(Seat.learner_id).where(Seat.code_hash == seat_hash(house, robot)))
    done(house, registration.note_guardian, learner, actor="journey")
    robot.open(again)
    assert robot.here.path == "/sittings/consent/citizen"
    robot.go_on()
    assert robot.here.path.endswith("/items/1")


def seat_hash(house, robot) -> str:
    with house.app.app_context(), reading(), transaction():
        room_id = rooms_service.room_by_code(robot.told["room"])
        return rooms_service._seat_hash(room_id, robot.told["seat"])


def test_two_people_take_turns_at_one_pc(house):
    first, second, _ = own_room(house)
    robot = house.robot(card=first, role="citizen")
    robot.open("/join")
    robot.walk_to_item(2)
    code = code_of(robot)
    robot.open(f"/sittings/{code}/leave")
    robot.go_on()
    assert robot.here.says(t("pause.next_person"))
    robot.open("/join")
    assert f'value="{first.room}"' in robot.here.html, "the room is known"
    assert first.seat not in robot.here.html
    assert robot.look(f"/sittings/{code}").headers["location"] == "/join"
    del robot.told["room"]
    robot.told["seat"] = second.seat
    robot.go_on()
    assert robot.here.path == "/sittings/choose"
    robot.walk_to_item(1)
    assert code_of(robot) != code
    done(house, rooms_service.close_room, room_of(house, first).id, actor="journey")
    robot.open(f"/sittings/{code_of(robot)}/leave")
    robot.go_on()
    robot.open("/join")
    assert first.room not in robot.here.html, "a closed room is forgotten"


def test_a_qr_code_fills_in_both_codes_and_sends_nothing(house):
    card = house.card()
    robot = house.robot(role="citizen", card=Card("", ""))
    for address in (f"/join?room={card.room}&seat={card.seat}", f"/JOIN?ROOM={card.room}&SEAT={card.seat}"):
        robot.open(address)
        values = dict(re.findall(r'name="(room|seat)"[^>]* value="([^"]*)"', robot.here.html))
        assert values == {"room": card.room, "seat": card.seat}
    assert robot.look("/sittings/choose").headers["location"] == "/join", "nobody sits yet"
    robot.told = {"role": "citizen"}
    robot.go_on()
    assert robot.here.path == "/sittings/choose"


@pytest.mark.parametrize("role", ["teacher", "doctor"])
def test_the_test_of_the_course_is_chosen_beforehand(house, role):
    def open_room():
        cohort_id = make_cohort(role=role)
        session_id = make_session(start=clock.now(), cohort_id=cohort_id)
        return rooms_service.open_room(session_id, actor="journey", spare=1)

    opened = done(house, open_room)
    robot = house.robot(card=Card(opened.code, opened.seats[0][1]))
    robot.open("/join")
    robot.go_on()
    chosen = [control.value for control in robot.here.main_form.of_kind("radio") if control.chosen]
    assert chosen == [role]


def rows(house) -> dict[str, int]:
    """Return how many rows each table has."""
    with house.app.app_context(), reading(), transaction():
        tables = db.metadata.sorted_tables
        return {table.name: db.session.scalar(select(func.count()).select_from(table)) for table in tables}


def test_a_try_before_the_test_keeps_nothing(house):
    robot = house.robot(card=own_room(house)[0])
    robot.open("/join")
    robot.go_on()
    before = rows(house)
    robot.open("/sittings/practice/1")
    robot.go_on()
    assert robot.go_on(text="dtcyf").status == 422
    assert robot.here.says(t("warm_up.typing_again"))
    robot.go_on(text="dtcyf")
    assert robot.here.path.endswith("/practice/3"), "nobody is kept on a page"
    robot.open("/sittings/practice/2")
    robot.go_on(text=" «Весна» ")
    robot.go_on()
    assert robot.here.says(t("warm_up.ready"))
    assert "/sittings/continue" in robot.here.links
    assert robot.look("/sittings/practice/5").status == 404
    assert rows(house) == before
