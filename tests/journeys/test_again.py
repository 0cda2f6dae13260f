"""Reload, back, double click, two tabs, another PC, leaving: a sitting goes on where it was, each answer counts once."""

import re
import uuid

import pytest
from sqlalchemy import func, select

from literacy.assessment.models import ItemResponse, Presentation, Result, Sitting
from literacy.core.db import db
from literacy.core.transaction import reading, transaction
from literacy.credentials.models import Credential
from literacy.rooms.models import SeatEntry
from tests.journeys.right_answers import right_values, sit_knowingly
from tests.journeys.robot import Robot
from tests.journeys.test_walks import ITEMS

CHANGING = re.compile(r'(name="(csrf_token|start|claim|entry)" value=)"[^"]*"')


def started(house, **told):
    robot = house.robot(role="citizen", **told)
    robot.open("/join")
    robot.walk_to_item(1)
    return robot


def code_of(robot) -> str:
    return robot.here.path.split("/")[2]


def counted(house, code: str) -> dict[str, int]:
    """Return how much of a sitting is stored."""
    answers = (
        select(func.count())
        .select_from(ItemResponse)
        .join(Presentation, Presentation.id == ItemResponse.presentation_id)
    )
    of_sitting = select(Sitting.id).where(Sitting.code == code).scalar_subquery()
    learner = select(Sitting.learner_id).where(Sitting.code == code).scalar_subquery()
    statements = {
        "answers": answers.where(Presentation.sitting_id == of_sitting),
        "presentations": select(func.count()).select_from(Presentation).where(Presentation.sitting_id == of_sitting),
        "results": select(func.count()).select_from(Result).where(Result.sitting_id == of_sitting),
        "sittings": select(func.count()).select_from(Sitting).where(Sitting.learner_id == learner),
        "certificates": select(func.count()).select_from(Credential).where(Credential.learner_id == learner),
    }
    with house.app.app_context(), reading(), transaction():
        return {name: db.session.scalar(statement) for name, statement in statements.items()}


class StutteringRobot(Robot):
    """A robot that sends every form twice, as a double click does."""

    def send(self, address, fields):
        first, second = self.send_only(address, fields), self.send_only(address, fields)
        assert first.status in (200, 303), f"{first.status} {address}"
        assert (second.status, second.headers.get("location")) == (first.status, first.headers.get("location")), address
        self.sent.append((address, fields))
        return self._arrive(first)


def test_every_form_sent_twice_acts_once(house):
    plain = house.robot(role="teacher", given_name="Оксана", surname="Подвійна", latin="")
    robot = StutteringRobot(plain.visitor, plain.draw, plain.told, plain.check)
    sit_knowingly(house, robot)
    code = next(address.split("/")[2] for address, _ in robot.sent if "/items/" in address)
    robot.open(f"{robot.here.path}/certificate")
    while robot.here.forms and any(form.goes_on for form in robot.here.forms):
        robot.go_on()
    answered = {"answers": ITEMS, "presentations": ITEMS, "results": 1, "sittings": 1, "certificates": 1}
    assert counted(house, code) == answered
    whole_walk_sent_again_in_order(robot)
    assert counted(house, code) == answered


def whole_walk_sent_again_in_order(robot):
    """Press Back to the very beginning and send each old form again: each leads on, none is an error."""
    for address, fields in list(robot.sent):
        reply = robot.send_only(address, fields)
        assert reply.status in (200, 303), f"{reply.status} {address}"


def test_a_repeated_answer_leads_where_it_led_and_changes_nothing(house):
    robot = started(house)
    code = code_of(robot)
    for _ in range(5):
        robot.go_on()
    stored = answers_of(house, code)
    for address, fields in [pair for pair in robot.sent if "/items/" in pair[0]]:
        reply = robot.send_only(address, fields)
        position = int(address.rsplit("/", 1)[1])
        assert (reply.status, reply.headers["location"]) == (303, f"/sittings/{code}/items/{position + 1}")
        skipping = [pair for pair in fields if pair[0] in ("csrf_token", "answer_id")] + [("skip", "1")]
        assert robot.send_only(address, skipping).headers["location"] == f"/sittings/{code}/items/{position + 1}"
    assert answers_of(house, code) == stored
    robot.open(f"/sittings/{code}")
    assert robot.here.path.endswith("/items/6")


def answers_of(house, code: str) -> list[tuple]:
    statement = (
        select(Presentation.position, ItemResponse.id, ItemResponse.answer, ItemResponse.raw_score)
        .join(ItemResponse, ItemResponse.presentation_id == Presentation.id)
        .join(Sitting, Sitting.id == Presentation.sitting_id)
        .where(Sitting.code == code)
        .order_by(Presentation.position)
    )
    with house.app.app_context(), reading(), transaction():
        return [tuple(row) for row in db.session.execute(statement)]


def test_a_reload_shows_the_same_page(house):
    robot = started(house)
    for _ in range(3):
        before = robot.here
        robot.reload()
        assert CHANGING.sub("", robot.here.html) == CHANGING.sub("", before.html)
        assert robot.here.hidden("answer_id") == before.hidden("answer_id")
        robot.go_on()


def test_the_first_of_two_tabs_counts(house):
    robot = started(house)
    code, first_tab = code_of(robot), robot.here
    second_tab = robot.look(first_tab.address)
    values = right_values(house, first_tab)
    robot.go_on(**values)
    kept = answers_of(house, code)
    robot.page = second_tab
    robot.press("skip")
    assert robot.here.path.endswith("/items/2")
    assert answers_of(house, code) == kept
    assert kept[0][3] > 0, "the right answer of the first tab"


@pytest.mark.parametrize("position", [0, 5, 36, 99])
def test_the_address_of_another_item_leads_to_the_one_that_waits(house, position):
    robot = started(house)
    robot.go_on()
    code = code_of(robot)
    robot.open(f"/sittings/{code}/items/{position}")
    assert robot.here.path == f"/sittings/{code}/items/2"


def test_the_same_card_on_another_pc_goes_on_and_closes_the_first(house):
    card = house.card()
    first, second = house.robot(card=card, role="doctor"), house.robot(card=card, seed=2)
    first.open("/join")
    first.walk_to_item(4)
    code, unsent = code_of(first), first.here
    second.open("/join")
    second.go_on()
    assert second.here.address == unsent.address
    assert second.here.hidden("answer_id") == unsent.hidden("answer_id")
    first.go_on()
    assert first.here.path == "/moved"
    assert len(answers_of(house, code)) == 3, "a closed seat's answer is not taken"
    first.open(unsent.address)
    assert first.here.path == "/moved"
    second.go_on()
    first.open("/join")
    first.go_on()
    assert first.here.path == f"/sittings/{code}/items/5"
    second.open(f"/sittings/{code}")
    assert second.here.path == "/moved"


def test_a_card_typed_twice_on_one_pc_is_one_entry(house):
    robot = house.robot(role="citizen")
    robot.open("/join")
    form = robot.filled(robot.here.main_form)
    places = [robot.send_only("/join", form) for _ in range(3)]
    assert {(page.status, page.headers["location"]) for page in places} == {(303, "/sittings/continue")}
    entry = next(value for name, value in form if name == "entry").partition(".")[0]
    with house.app.app_context(), reading(), transaction():
        seats = select(SeatEntry.seat_id).where(SeatEntry.id == uuid.UUID(hex=entry))
        (seat_id,) = db.session.scalars(seats)
        assert db.session.scalar(select(func.count()).where(SeatEntry.seat_id == seat_id)) == 1


@pytest.mark.parametrize("typing", [str.lower, lambda code: f"{code[:3]}-{code[3:]}", lambda code: f" {code} "])
def test_codes_are_understood_however_they_are_typed(house, typing):
    card = house.card()
    robot = house.robot(card=card, role="citizen")
    robot.told |= {"room": typing(card.room), "seat": in_cyrillic(typing(card.seat))}
    robot.open("/join")
    robot.go_on()
    assert robot.here.path == "/sittings/choose"


def in_cyrillic(code: str) -> str:
    """Return a code as it comes out with the Ukrainian keyboard left on: the same shapes, other letters."""
    return code.translate(str.maketrans("ABEKMHPCTXabekmhpctx", "АВЕКМНРСТХавекмнрстх"))


def test_a_wrong_card_is_said_beside_the_field(house):
    robot = house.robot()
    robot.told["seat"] = "AAAAAB"
    robot.open("/join")
    robot.go_on()
    assert robot.here.status == 422
    assert robot.here.path == "/join"


def test_finish_and_leave_clears_the_browser(house):
    robot = started(house)
    robot.go_on()
    here, code = robot.here.address, code_of(robot)
    assert f"/sittings/{code}/leave" in robot.here.links
    robot.open(f"/sittings/{code}/leave")
    robot.go_on()
    assert robot.here.path == "/left"
    cleared = next(page for page in robot.seen if page.path == "/leave")
    assert '"storage"' in cleared.headers["clear-site-data"]
    assert robot.look(here).headers["location"] == "/join"
    robot.open("/join")
    robot.go_on()
    assert robot.here.address == here, "the break is over where it began"


def test_every_page_of_a_sitting_offers_to_finish_and_leave(house):
    robot = started(house)
    robot.walk_to("/results/")
    pages = [page for page in robot.seen if page.path.startswith("/sittings/") and page.status == 200]
    inside = [page for page in pages if "/items/" in page.path or page.path.endswith("/finish")]
    assert inside
    assert all(f"/sittings/{page.path.split('/')[2]}/leave" in page.links for page in inside)
