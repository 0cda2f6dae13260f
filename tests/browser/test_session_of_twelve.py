"""A trainer's session of twelve in a real browser without scripts, from booking to closing: an alarm, two walk-ins.

What she does ten times a day is counted: two taps at most, from the page where she is. What a learner does is done by
a robot over the same server.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from tests.browser.inspection import faults_of_layout
from tests.browser.scenes_twelve import KNOWN, NAMES
from tests.journeys.robot import Robot
from tests.journeys.visitors import NetVisitor

SCREENS = {"1024": (1024, 768), "360": (360, 740)}
MOST_TAPS = 2


class Trainer:
    """Somebody at a screen who taps; `within` counts the taps of one act. Each page that she meets is looked at."""

    def __init__(self, page, address):
        self.page, self.address = page, address
        self.taps, self.counted, self.faults = 0, {}, []

    def open(self, path):
        self.page.goto(self.address + path)

    def tap(self, selector, **more):
        self.taps += 1
        with self.page.expect_navigation():
            self.page.locator(selector, **more).first.click()
        self.faults += [f"{self.page.url}: {fault}" for fault in faults_of_layout(self.page)]

    def tick(self, selector, **more):
        self.taps += 1
        self.page.locator(selector, **more).first.click()

    def write(self, name, text):
        self.page.fill(f"[name={name}]", text)

    def count(self, selector):
        return self.page.locator(selector).count()

    @contextmanager
    def within(self, act, most=MOST_TAPS) -> Iterator[None]:
        before = self.taps
        yield
        self.counted[act] = self.taps - before
        assert self.counted[act] <= most, f"{act}: {self.counted[act]} taps"


def sign_in(trainer, told):
    trainer.open("/sign-in")
    trainer.write("email", told["email"])
    trainer.write("password", told["password"])
    trainer.tap("form[data-goes-on] button")


def book(trainer, told):
    """Book a session that begins now."""
    trainer.open(f"/sessions/{told['session']}")
    return told["session"]


def cards(page):
    """Return what stands on the cards: a room's code, a seat's, and for whom it is."""
    return [
        (each.locator("dd").nth(0).inner_text(), each.locator("dd").nth(1).inner_text())
        for each in page.locator(".seat-card").all()
    ]


def learner(site, card):
    """Sit down with a card."""
    where = urlsplit(site.address)
    robot = Robot(NetVisitor(where.hostname, where.port), told={"room": card[0], "seat": card[1]})
    robot.open("/join")
    robot.go_on()
    assert robot.here.address.endswith("/sittings/choose")
    return robot


def number_there(trainer, mark="present"):
    """Return how many have a mark on the list."""
    return trainer.count(f".marks [value={mark}]:checked")


@pytest.mark.parametrize("screen", SCREENS)
def test_a_session_of_twelve(plain_page, site, screen):  # noqa: PLR0915 - one morning, told from its beginning to its end
    told, page = site.scenes["twelve"][screen], plain_page
    page.set_viewport_size(dict(zip(("width", "height"), SCREENS[screen], strict=True)))
    trainer = Trainer(page, site.address)
    sign_in(trainer, told)
    session = book(trainer, told)

    # The room, and twelve with their cards.
    with trainer.within("open the room"):
        trainer.tap("form[action$='/room'] button")
    with trainer.within("print the cards"):
        trainer.tap("a[href$='/cards']")
    drawn = cards(page)
    assert len(drawn) >= len(NAMES) + 2
    people = [learner(site, card) for card in drawn[: len(NAMES)]]
    trainer.open(f"/sessions/{session}/board")
    assert trainer.count("[data-state=seated]") == len(NAMES)
    for robot in people[:3]:
        while "/items/" not in robot.here.path:
            robot.go_on()

    # Somebody calls, an item is reported, somebody moves to another computer, somebody is known.
    people[0].open(people[0].here.address.rsplit("/items/", 1)[0] + "/help")
    people[0].go_on()
    trainer.open(f"/sessions/{session}/board")
    with trainer.within("helped"):
        trainer.tap("[data-state=help] button[formaction$='/helped']")
    assert not trainer.count("[data-state=help]")
    with trainer.within("to another computer"):
        trainer.tap("a.seat-no", has_text="2")
        trainer.write("computer", "12")
        trainer.tap("form[action$='/move'] button")
    with trainer.within("identity"):
        trainer.tap("form[action$='/identity'] [value=known_to_staff]")

    # An alarm in the middle.
    trainer.open(f"/sessions/{session}/board")
    with trainer.within("alarm"):
        trainer.tap("button[formaction$='/alarm']")
    assert trainer.count(".board-paused") == 1
    assert people[1].reload().status == 200
    assert not [form for form in people[1].here.forms if form.goes_on], "nobody answers while the room waits"
    with trainer.within("go on after it"):
        trainer.tap(".board-paused button")
    people[1].reload()

    # Two walk-ins: one with a spare card, one whom she writes down. Everybody else is there.
    learner(site, drawn[len(NAMES)])
    with trainer.within("write a walk-in down"):
        trainer.tap("a[href$='/attendance']")
        trainer.write("nickname", f"{KNOWN}, друга")
        trainer.tap("button[formaction$='/walk-ins']")
    assert trainer.count(".marks tbody tr") == len(NAMES) + 2
    with trainer.within("mark one late"):
        trainer.tick(".marks tr:nth-child(3) [value=late]")
        trainer.tap("form[data-goes-on] button")
    with trainer.within("mark everybody else present"):
        trainer.tap("[name=all]")
    there = number_there(trainer) + number_there(trainer, "late")
    assert there == len(NAMES) + 2

    # It ends, and the room with it.
    trainer.open(f"/sessions/{session}/board")
    with trainer.within("close"):
        trainer.tap("a[href$='/close']")
        trainer.tap("form[data-goes-on] button")
    assert people[4].reload().address.endswith(("/join", "/join?closed=1")) or people[4].here.status == 200

    # The walk-in had a card already: the two are one person, and two again.
    trainer.open(f"/sessions/{session}/attendance")
    trainer.tap("tr:has-text('друга') a[href^='/people/']")
    walk_in = page.url.rsplit("/", 1)[-1]
    with trainer.within("merge", most=3):  # once a month: look, compare, decide
        trainer.tap(f"a[href='/people/{walk_in}/merge']")
        trainer.tap(f"a[href*='other={told['known']}']")
        trainer.tap("form[data-goes-on] button")
    trainer.open(f"/people/{walk_in}")
    assert told["known"][:4] in page.locator("main").inner_text()
    assert number_of_sessions(page) == 2
    with trainer.within("undo the merge"):
        trainer.tap("form[action$='/part'] button")
    assert number_of_sessions(page) == 1
    assert not trainer.faults


def number_of_sessions(page):
    return page.locator("details tbody tr").count()
