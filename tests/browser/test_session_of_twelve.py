"""A trainer's session of twelve in a real browser without scripts, from booking to closing: an alarm, two walk-ins.

What she does ten times a day is counted: two taps at most, from the page where she is. What a learner does is done by
a robot over the same server.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from literacy.core import clock
from literacy.core.language import t
from literacy.core.typed_times import written_day, written_time
from tests.browser.inspection import faults_of_layout
from tests.browser.scenes_twelve import KNOWN, NAMES
from tests.journeys.robot import Robot
from tests.journeys.visitors import NetVisitor

SCREENS = {"1024": (1024, 768), "360": (360, 740)}
MOST_TAPS = 2
WALK_IN = f"{KNOWN}, друга картка"
TAKEN = ("seated", "begun", "working", "silent", "help", "report", "finished")


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

    def seats(self, session):
        """Return how many sit in the room."""
        self.open(f"{session}/board")
        return self.count(", ".join(f"[data-state={state}]" for state in TAKEN))

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
    """Book one session that begins now; the day then shows it first."""
    now = clock.now()
    trainer.open(f"/cohorts/{told['cohort']}")
    trainer.tap("a[href$='/sessions/new']")
    trainer.write("first_day", written_day(now))
    trainer.write("start", written_time(now))
    trainer.write("minutes", "90")
    trainer.write("number", "1")
    trainer.page.check(f"[name=weekday][value='{clock.to_kyiv(now).weekday()}']", force=True)
    trainer.tap("form[data-goes-on] button")
    trainer.tap("[name=step][value=save]")


def cards(page):
    """Return the two codes that stand on each card."""
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
    assert robot.here.path == "/sittings/choose"
    return robot


def at_an_item(robot):
    """Begin the test; return the sitting's address."""
    while "/items/" not in robot.here.path:
        robot.go_on()
    return robot.here.path.partition("/items/")[0]


def open_the_room(trainer):
    """From the day to the room and its cards; return the session's address and the cards."""
    trainer.open("/day")
    with trainer.within("open the room"):
        trainer.tap(".day-first form[action$='/room'] button")
    session = "/sessions/" + trainer.page.url.split("/sessions/")[1].split("/")[0]
    with trainer.within("print the cards"):
        trainer.tap("a[href$='/cards']")
    drawn = cards(trainer.page)
    assert len(drawn) >= len(NAMES) + 2
    return session, drawn


def act_from_the_board(trainer, session, people):
    """Somebody calls, an item is wrong, somebody needs another computer, more time, somebody is known."""
    calls, reports = at_an_item(people[0]), at_an_item(people[1])
    people[0].open(f"{calls}/help")
    people[0].go_on()
    people[1].open(f"{reports}/report")
    people[1].go_on()
    trainer.open(f"{session}/board")
    with trainer.within("help given"):
        trainer.tap("[data-state=help] button[formaction$='/helped']")
    assert not trainer.count("[data-state=help]")
    with trainer.within("replace an item"):
        trainer.tap("[data-state=report] button[formaction$='/replace']")
        trainer.tap("form.asked button")
    assert not trainer.count("[data-state=report]")
    with trainer.within("to another computer"):
        trainer.tap("a.seat-no", has_text="2")
        trainer.write("computer", "12")
        trainer.tap("form[action$='/move'] button")
    with trainer.within("identity"):
        trainer.tap("form[action$='/identity'] [value=known_to_staff]")
    with trainer.within("more time"):
        trainer.tap("form[action$='/extra-time'] button")


def sit_through_an_alarm(trainer, session, robot):
    """Everybody waits, and goes on at the same item."""
    item = at_an_item(robot)
    trainer.open(f"{session}/board")
    with trainer.within("alarm"):
        trainer.tap("button[formaction$='/alarm']")
    assert trainer.count(".board-paused") == 1
    assert not [form for form in robot.reload().forms if form.goes_on], "nobody answers while the room waits"
    with trainer.within("go on after it"):
        trainer.tap(".board-paused button")
    assert robot.reload().path.startswith(item)
    assert robot.here.main_form


def take_in_two_walk_ins(trainer, site, spare_card):
    """One sits down with a spare card, one is written down; then everybody is on the list and marked."""
    learner(site, spare_card)
    with trainer.within("write a walk-in down"):
        trainer.tap("a[href$='/attendance']")
        trainer.write("nickname", WALK_IN)
        trainer.tap("button[formaction$='/walk-ins']")
    assert trainer.count(".marks tbody tr") == len(NAMES) + 2
    with trainer.within("mark one late"):
        trainer.tick(".marks tr:nth-child(3) [value=late]")
        trainer.tap("form[data-goes-on] button")
    with trainer.within("mark everybody else present"):
        trainer.tap("[name=all]")
    assert trainer.count(".marks [value=late]:checked") == 1
    assert trainer.count(".marks [value=present]:checked") == len(NAMES) + 1


def close(trainer, session, robot):
    """The session ends, and the room with it; the alarm stands in its books."""
    trainer.open(f"{session}/board")
    with trainer.within("close"):
        trainer.tap("a[href$='/close']")
        trainer.tap("form[data-goes-on] button")
    assert robot.reload().path == "/join"
    assert robot.here.says(t("join.closed_title"))
    trainer.open(session)
    assert t("session_page.reason_alarm") in trainer.page.locator("dl.facts").first.inner_text()


def merge_and_undo(trainer, session, known):
    """The walk-in had a card from last week: the two are one person, and then two again."""
    trainer.open(f"{session}/attendance")
    trainer.tap(f"tr:has-text('{WALK_IN}') a[href^='/people/']")
    person = urlsplit(trainer.page.url).path
    with trainer.within("merge", most=3):  # once a month: find, compare, decide
        trainer.tap(f"a[href='{person}/merge']")
        trainer.tap(f"a[href*='other={known}']")
        trainer.tap("form[data-goes-on] button")
    trainer.open(person)
    assert trainer.count("details tbody tr") == 2
    with trainer.within("undo the merge"):
        trainer.tap("form[action$='/part'] button")
    assert trainer.count("details tbody tr") == 1


@pytest.mark.parametrize("screen", SCREENS)
def test_a_session_of_twelve(plain_page, site, screen):
    told = site.scenes["twelve"][screen]
    plain_page.set_viewport_size(dict(zip(("width", "height"), SCREENS[screen], strict=True)))
    trainer = Trainer(plain_page, site.address)
    sign_in(trainer, told)
    book(trainer, told)
    session, drawn = open_the_room(trainer)
    people = [learner(site, card) for card in drawn[: len(NAMES)]]
    act_from_the_board(trainer, session, people)
    assert trainer.seats(session) == len(NAMES)
    sit_through_an_alarm(trainer, session, people[2])
    take_in_two_walk_ins(trainer, site, drawn[len(NAMES)])
    close(trainer, session, people[2])
    merge_and_undo(trainer, session, told["known"])
    assert not trainer.faults
