"""The board and a seat's page as a trainer uses them: every act, asked once where it hurts, the PIN after a while."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from literacy.accounts import learners
from literacy.accounts import service as accounts_service
from literacy.assessment import invigilation, queries, service
from literacy.assessment.models import PresentationDrop
from literacy.core import identifiers
from literacy.core.db import db
from literacy.core.language import t
from literacy.core.models import AuditEntry
from literacy.rooms import seats
from literacy.rooms import service as rooms_service
from literacy.rooms.models import Seat, SeatEvent
from literacy.training import sessions
from literacy.training.models import TrainingSessionState
from tests.conftest import NOON
from tests.factories import make_session
from tests.rooms.trainer import PIN, prepare_open, sign_in

AWAY = timedelta(minutes=16)


@pytest.fixture
def trainer(client, in_transaction, frozen_clock):
    """A trainer's browser before the board of an open room, and what she works with."""
    work = in_transaction(prepare_open, learners=3, pcs=2)
    sign_in(client)
    return client, work


@pytest.fixture
def begun(trainer, in_transaction):
    """Somebody who sits at seat 1 and has begun; return the sitting's address."""
    _, work = trainer

    def begin() -> str:
        taken = work.sit(1)
        return service.start_sitting(taken.learner_id, taken.seat_id, "teacher", identifiers.new_id(), seed=3)

    return in_transaction(begin)


def seat(app, work, number: int) -> Seat:
    with app.app_context():
        return seats.seat_in_room(work.room.room_id, number)


def state_of(app, work) -> TrainingSessionState:
    with app.app_context():
        return db.session.get(TrainingSessionState, work.session_id)


def waiting(app, code: str):
    with app.app_context():
        return queries.standing_of(code)


def act(client, work, name: str, **fields):
    """Press a button of the board."""
    return client.send(f"{work.board}/{name}", page=work.board, **fields)


def at_seat(client, work, number: int, name: str, **fields):
    """Press a button of a seat's page."""
    fields = {"from": "seat"} | fields
    return client.send(f"{work.board}/seats/{number}/{name}", page=f"{work.board}/seats/{number}", **fields)


def hidden(page: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


def test_the_board_shows_numbers_and_no_name(trainer, begun):
    client, work = trainer
    page = client.get(work.board).text
    assert "Учасник" not in page
    assert len(re.findall(r'<li class="seat ', page)) == 6
    assert "0/36" in page
    assert "Учасник 1" in client.get(f"{work.board}/seats/1").text


@pytest.mark.parametrize("reason", ["alarm", "power", "internet"])
def test_one_button_pauses_all_and_one_goes_on(trainer, begun, app, frozen_clock, reason):
    client, work = trainer
    frozen_clock(NOON + timedelta(minutes=5))
    reply = act(client, work, reason)
    assert (reply.status_code, reply.location) == (303, f"{work.board}?done={reason}")
    assert state_of(app, work).interruption == reason
    page = client.get(reply.location).text
    assert t(f"board.paused_{reason}") in page
    assert f"{work.board}/alarm" not in page
    frozen_clock(NOON + timedelta(minutes=9))
    assert act(client, work, "resume").status_code == 303
    assert state_of(app, work).status == "running"


def test_whoever_has_no_pin_yet_is_led_to_it(client, in_transaction, frozen_clock):
    work = in_transaction(prepare_open, pin=False)
    sign_in(client)
    assert 'href="/staff/pin"' in client.get(work.board).text
    in_transaction(accounts_service.set_pin, work.account_id, PIN)
    assert 'href="/staff/pin"' not in client.get(work.board).text


def test_a_call_is_answered_with_one_tap(trainer, begun, in_transaction, app):
    client, work = trainer
    in_transaction(seats.call_for_help, seat(app, work, 1).id, "device")
    assert t("board.help_device") in client.get(work.board).text
    reply = client.send(f"{work.board}/seats/1/helped", page=work.board)
    assert reply.location == f"{work.board}?done=helped&seat=1"
    assert seat(app, work, 1).help_since is None


def test_an_item_is_replaced_after_one_question(trainer, begun, app):
    client, work = trainer
    broken = waiting(app, begun)
    page = f"{work.board}/seats/1"
    first = client.send(f"{page}/replace", page=work.board, presentation=broken.presentation_id.hex)
    assert first.status_code == 422
    assert t("board_ask.replace", seat=1) in first.text
    assert waiting(app, begun).presentation_id == broken.presentation_id
    for _ in range(2):
        sure = client.send(
            f"{page}/replace", page=work.board, presentation=hidden(first.text, "presentation"), sure="1"
        )
        assert sure.status_code == 303
    assert waiting(app, begun).position == broken.position + 1
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(PresentationDrop)) == 1


def test_a_seat_replaces_nobody_elses_item(trainer, begun, app):
    client, work = trainer
    broken = waiting(app, begun).presentation_id.hex
    for told in (broken, "0" * 32, "x"):
        reply = at_seat(client, work, 2, "replace", presentation=told, sure="1")
        assert reply.status_code == 404
    assert waiting(app, begun).position == 1


def test_an_item_of_a_sitting_that_ended_meanwhile_is_left(trainer, begun, app, in_transaction):
    client, work = trainer
    broken = waiting(app, begun)
    in_transaction(service.finish_sitting, broken.sitting_id)
    reply = at_seat(client, work, 1, "replace", presentation=broken.presentation_id.hex, sure="1")
    assert reply.location == f"{work.board}/seats/1?done=too-late"
    assert t("board_done.too_late") in client.get(reply.location).text


def test_somebody_moves_to_another_computer(trainer, app):
    client, work = trainer
    reply = at_seat(client, work, 2, "move", computer=" 7 ")
    assert reply.location == f"{work.board}/seats/2?done=move"
    assert t("board_done.move", seat=2) in client.get(reply.location).text
    assert seat(app, work, 2).computer == 7
    for wrong in ("", "x", "0", "61", "-1", "1000", "²"):
        reply = at_seat(client, work, 2, "move", computer=wrong)
        assert reply.status_code == 422
        assert 'aria-invalid="true"' in reply.text
        assert f'value="{wrong}"' in reply.text
    assert seat(app, work, 2).computer == 7


def test_a_lost_card_is_made_anew_once(trainer, app, in_transaction):
    client, work = trainer
    old = in_transaction(lambda: dict(work.room.seats)[2])
    asked = at_seat(client, work, 2, "card", seen="0")
    assert asked.status_code == 422
    for _ in range(2):  # a double click
        assert at_seat(client, work, 2, "card", seen=hidden(asked.text, "seen"), sure="1").status_code == 303
    new = in_transaction(lambda: dict(work.room.seats)[2])
    assert new != old
    with app.app_context():
        renewed = select(func.count()).where(SeatEvent.kind == "card_renewed")
        assert db.session.scalar(renewed) == 1


def test_extra_time_is_given_once_a_click(trainer, app):
    client, work = trainer
    for _ in range(2):
        assert at_seat(client, work, 1, "extra-time", minutes="15", seen="0").status_code == 303
    assert seat(app, work, 1).extra_minutes == 15
    for minutes, total in ((30, 45), (30, 75), (30, 105)):
        at_seat(client, work, 1, "extra-time", minutes=str(minutes), seen=str(total - 30))
    assert seat(app, work, 1).extra_minutes == 105
    too_much = at_seat(client, work, 1, "extra-time", minutes="30", seen="105")
    assert too_much.status_code == 422
    assert t("board.extra_time_range", most=120) in too_much.text
    assert at_seat(client, work, 1, "extra-time", minutes="600", seen="105").status_code == 404


def test_an_identity_is_marked_by_one_tap_and_taken_back(trainer, app):
    client, work = trainer
    at_seat(client, work, 1, "identity", kind="id_card")
    assert (seat(app, work, 1).identity_check, seat(app, work, 1).document_kind) == ("document_seen", "id_card")
    assert t("board_seat.id_card") in client.get(f"{work.board}/seats/1").text
    at_seat(client, work, 1, "identity", check="known_to_staff")
    assert (seat(app, work, 1).identity_check, seat(app, work, 1).document_kind) == ("known_to_staff", None)
    at_seat(client, work, 1, "identity", check="not_checked")
    assert seat(app, work, 1).identity_check == "not_checked"
    assert at_seat(client, work, 1, "identity", kind="AB 123456").status_code == 404


def test_a_sitting_is_declared_void_with_a_reason(trainer, begun, app):
    client, work = trainer
    sitting = waiting(app, begun).sitting_id.hex
    assert at_seat(client, work, 1, "void", sitting=sitting, reason="because").status_code == 404
    asked = at_seat(client, work, 1, "void", sitting=sitting, reason="other_person")
    assert asked.status_code == 422
    assert t("void_reason.other_person") in asked.text
    assert at_seat(client, work, 2, "void", sitting=sitting, reason="other_person", sure="1").status_code == 404
    assert waiting(app, begun).voided_at is None
    assert at_seat(client, work, 1, "void", sitting=sitting, reason="other_person", sure="1").status_code == 303
    assert waiting(app, begun).voided_at is not None
    assert t("board.state_void") in client.get(work.board).text


@pytest.mark.parametrize(("name", "says"), [("guardian", "learner.guardian_agreed"), ("of-age", "learner.of_age")])
def test_a_childs_test_waits_for_the_trainer(trainer, in_transaction, app, name, says):
    client, work = trainer
    in_transaction(learners.state_age, work.people[1], under_14=True)
    in_transaction(work.sit, 2)
    assert t("board.state_guardian") in client.get(work.board).text
    assert at_seat(client, work, 2, name).status_code == 422
    for _ in range(2):
        assert at_seat(client, work, 2, name, sure="1").status_code == 303
    with app.app_context():
        assert not learners.needs_guardian(work.people[1])
        assert db.session.scalar(select(func.count()).where(AuditEntry.action == says)) == 1
    assert t("board.state_guardian") not in client.get(work.board).text


def test_more_cards_and_a_longer_room_come_once_a_click(trainer, app):
    client, work = trainer
    page = client.get(work.board).text
    closes = re.search(r'value="(\d+)" formaction="[^"]*/extend"', page)[1]
    for _ in range(2):
        assert act(client, work, "more-seats", seen="6").status_code == 303
        assert act(client, work, "extend", seen=closes).status_code == 303
    with app.app_context():
        assert [seat(app, work, n).computer for n in (7, 8, 9)] == [1, 2, 1]
        assert len(work.room.seats) == 9
        room = rooms_service.room_of_session(work.session_id)
        assert room.closes_at == NOON + timedelta(hours=4, minutes=30)
    assert "/cards?after=6" in client.get(f"{work.board}?done=more-seats").text


def test_a_full_room_says_so(trainer, in_transaction):
    client, work = trainer
    in_transaction(lambda: rooms_service.add_seats(work.room.room_id, [None] * 53, actor="test"))
    reply = act(client, work, "more-seats", seen="59")
    assert reply.status_code == 422
    assert t("board.room_full", most=60) in reply.text


def test_a_closed_room_can_be_opened_again_and_does_nothing_else(trainer, app, in_transaction, frozen_clock):
    client, work = trainer
    in_transaction(lambda: rooms_service.close_room(work.room.room_id, actor="test"))
    page = client.get(work.board).text
    assert t("board.closed", time="14:00") in page
    assert f"{work.board}/alarm" not in page
    assert act(client, work, "alarm").location == work.board
    assert state_of(app, work).status == "ended"
    frozen_clock(NOON + timedelta(minutes=1))
    assert act(client, work, "reopen").status_code == 303
    assert state_of(app, work).status == "running"
    assert t("board.closes", time="16:01") in client.get(work.board).text


def test_what_is_not_there_is_not_found(trainer, in_transaction):
    client, work = trainer
    other = in_transaction(make_session, start=NOON)
    assert client.get(f"{work.board}/seats/7").status_code == 404
    assert act(client, work, "dance").status_code == 404
    assert at_seat(client, work, 1, "dance").status_code == 404
    assert client.send(f"{work.board}/seats/99/helped", page=work.board).status_code == 404
    code = in_transaction(lambda: sessions.session_by_id(other).code)
    for address in (f"/sessions/{code}/board", f"/sessions/{code}/board/seats/1", f"/sessions/{code}/cards"):
        assert client.get(address).status_code == 404  # another library's
    own = in_transaction(make_session, start=NOON, cohort_id=work.cohort_id)
    own_code = in_transaction(lambda: sessions.session_by_id(own).code)
    assert client.get(f"/sessions/{own_code}/board").location == f"/sessions/{own_code}"  # no room was opened


def test_a_session_is_nobody_elses(trainer, in_transaction, app):
    _, work = trainer
    stranger = app.test_client()
    assert stranger.get(work.board).location == "/sign-in"
    in_transaction(
        accounts_service.create_account, "r@x.example", "region", actor="t", password="жовтий човен на Дніпрі"
    )
    stranger.send("/sign-in", email="r@x.example", password="жовтий човен на Дніпрі")
    for address in (work.board, f"{work.board}/seats/1", f"/sessions/{work.session_code}/cards"):
        assert stranger.get(address).status_code == 404
    assert stranger.send(f"{work.board}/alarm", page="/staff").status_code == 404


# After fifteen idle minutes


@pytest.fixture
def away(trainer, begun, frozen_clock):
    """The same browser sixteen minutes later."""
    frozen_clock(NOON + AWAY)
    return trainer


def test_the_board_stays_and_nothing_else_opens(away):
    client, work = away
    page = client.get(work.board)
    assert page.status_code == 200
    assert "Учасник" not in page.text
    assert f'{work.board}/seats/1"' not in page.text
    for address in (f"{work.board}/seats/1", f"/sessions/{work.session_code}/cards"):
        reply = client.get(address)
        assert (reply.status_code, reply.location) == (303, work.board)
    assert client.get("/staff").location == "/sign-in?idle=1"


def test_an_act_asks_for_the_pin_on_the_same_page_and_is_done_at_once(away, app):
    client, work = away
    asked = act(client, work, "alarm")
    assert asked.status_code == 422
    assert 'name="pin"' in asked.text
    assert 'class="seats"' in asked.text
    assert state_of(app, work).interruption is None
    wrong = act(client, work, "alarm", pin="735190")
    assert (wrong.status_code, state_of(app, work).interruption) == (422, None)
    assert t("pin.wrong") in wrong.text
    assert "735190" not in wrong.text
    right = act(client, work, "alarm", pin=f" {PIN} ")
    assert (right.status_code, right.location) == (303, f"{work.board}?done=alarm")
    assert state_of(app, work).interruption == "alarm"
    assert client.get(f"{work.board}/seats/1").status_code == 200  # she is back


def test_she_comes_back_without_doing_anything(away):
    client, work = away
    assert f'formaction="{work.board}/back"' in client.get(work.board).text
    reply = act(client, work, "back", pin=PIN)
    assert reply.location == f"{work.board}?done=back"
    page = client.get(reply.location).text
    assert f'href="{work.board}/seats/1"' in page
    assert f'formaction="{work.board}/back"' not in page


def test_the_pin_carries_the_act_and_answers_its_question_too(away, begun, app):
    client, work = away
    page = f"{work.board}/seats/1"
    broken = waiting(app, begun).presentation_id.hex
    asked = client.send(f"{page}/replace", page=work.board, presentation=broken)
    assert asked.status_code == 422
    assert t("board_ask.replace_why") in asked.text
    fields = {name: hidden(asked.text, name) for name in ("presentation", "sure")}
    assert client.send(f"{page}/replace", page=work.board, pin=PIN, **fields).status_code == 303
    assert waiting(app, begun).position == 2


def test_from_a_seats_page_too_the_board_asks(trainer, frozen_clock, app):
    client, work = trainer
    page = client.get(f"{work.board}/seats/2").text
    token = hidden(page, "csrf_token")
    frozen_clock(NOON + AWAY)
    told = {"csrf_token": token, "from": "seat", "computer": "5"}
    asked = client.post(f"{work.board}/seats/2/move", data=told)
    assert asked.status_code == 422
    assert "Учасник" not in asked.text
    assert hidden(asked.text, "computer") == "5"
    done = client.post(f"{work.board}/seats/2/move", data=told | {"pin": PIN})
    assert done.location == f"{work.board}/seats/2?done=move"
    assert seat(app, work, 2).computer == 5


def test_five_wrong_pins_close_the_way(away):
    client, work = away
    for _ in range(5):
        assert act(client, work, "back", pin="111111").status_code == 422
    closed = act(client, work, "back", pin=PIN)
    assert closed.status_code == 429
    assert t("pin.too_many", minutes=5) in closed.text
    assert client.get(work.board).status_code == 200


def test_without_a_pin_the_board_says_to_sign_in(away, in_transaction, app):
    client, work = away
    with app.app_context():
        account = db.session.get(accounts_service.Account, work.account_id)
        account.pin_hash = None
        db.session.commit()
    asked = act(client, work, "alarm", pin=PIN)
    assert asked.status_code == 422
    assert t("pin.none") in asked.text
    assert 'name="pin"' not in asked.text
    assert state_of(app, work).interruption is None


def test_a_board_that_loads_itself_is_nobodys_presence(trainer, frozen_clock):
    client, work = trainer
    for minutes in range(1, 17):
        frozen_clock(NOON + timedelta(minutes=minutes))
        client.get(work.board, headers={"X-Requested-With": "refresh"})
    assert act(client, work, "alarm").status_code == 422
    sign_in(client)
    for minutes in range(17, 40):
        frozen_clock(NOON + timedelta(minutes=minutes))
        client.get(work.board)
    assert act(client, work, "alarm").status_code == 303


def test_once_the_room_is_closed_the_board_goes_too(away, in_transaction, frozen_clock, app):
    client, work = away
    token = client.token(work.board)
    in_transaction(lambda: rooms_service.close_room(work.room.room_id, actor="test"))
    assert client.get(work.board).location == "/sign-in?idle=1"
    reply = client.post(f"{work.board}/reopen", data={"csrf_token": token, "pin": PIN})
    assert reply.location == "/sign-in?idle=1"
    assert state_of(app, work).status == "ended"


def test_after_twelve_hours_she_signs_in_again(trainer, frozen_clock, in_transaction):
    client, work = trainer
    frozen_clock(NOON + timedelta(hours=12, seconds=1))
    assert client.get(work.board).location == "/sign-in?idle=1"


def test_a_report_is_read_at_the_seat_and_never_on_the_board(trainer, begun, in_transaction, app):
    client, work = trainer
    now = waiting(app, begun)
    in_transaction(invigilation.report_item, now.presentation_id, now.learner_id, "mistake", "Описка в слові")
    assert "Описка" not in client.get(work.board).text
    assert t("board.state_report") in client.get(work.board).text
    assert "Описка в слові" in client.get(f"{work.board}/seats/1").text


@pytest.mark.parametrize("learners_there", [2, 40])
def test_pages_cost_the_same_however_many_sit(client, in_transaction, frozen_clock, app, learners_there):
    work = in_transaction(prepare_open, learners=learners_there)
    sign_in(client)

    def everybody_begins() -> None:
        for number in range(1, learners_there + 1):
            taken = work.sit(number)
            service.start_sitting(taken.learner_id, taken.seat_id, "teacher", identifiers.new_id(), seed=number)

    in_transaction(everybody_begins)
    pages = (work.board, f"{work.board}/seats/2", f"/sessions/{work.session_code}/cards")
    assert [statements_of(app, client, page) for page in pages] == [11, 14, 10]


def statements_of(app, client, address: str) -> int:
    """Return how many statements a page costs."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            sent.append(statement)

    with app.app_context():
        target = db.engines[None]
    event.listen(target, "before_cursor_execute", note)
    try:
        assert client.get(address).status_code == 200
    finally:
        event.remove(target, "before_cursor_execute", note)
    return len(sent)
