"""The room's pages: the board, a seat, cards; and what a learner meets there besides items."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from tests.browser.staff import sign_in

Way = Callable[[Page, Any], None]


def _press(page: Page, button: str = "form[data-goes-on] button") -> None:
    page.locator(button).first.click()
    page.wait_for_load_state()


def _room(site: Any) -> dict[str, Any]:
    found: dict[str, Any] = site.scenes["room"]
    return found


def board(page: Page, site: Any, rest: str = "/board", *, which: str = "board") -> None:
    """Open a page of a room."""
    sign_in(page, site, _room(site))
    page.goto(f"{site.address}/sessions/{_room(site)[which]}{rest}")


def _asked(page: Page, site: Any) -> None:
    board(page, site)
    _press(page, "[data-state=report] button")


def _away(page: Page, site: Any) -> None:
    spoken = page.locator("html").get_attribute("lang")
    page.context.add_cookies([{"name": "literacy", "value": _room(site)["away"], "url": site.address}])
    if spoken:  # the cookie spoke no language
        page.goto(f"{site.address}/language/{spoken}")
    page.goto(f"{site.address}/sessions/{_room(site)['board']}/board")
    _press(page, "[data-state=help] button")


def _no_such_computer(page: Page, site: Any) -> None:
    board(page, site, "/board/seats/2")
    page.fill("[name=computer]", "0")
    _press(page, "form[action$='/move'] button")


def _poor_pin(page: Page, site: Any) -> None:
    sign_in(page, site, _room(site))
    page.goto(f"{site.address}/staff/pin")
    page.fill("[name=pin]", "123")
    _press(page)


def _sit(page: Page, site: Any, card: str) -> None:
    page.goto(
        f"{site.address}/join?room={_room(site)['cards'][card]['room']}&seat={_room(site)['cards'][card]['seat']}"
    )
    _press(page)


def _learner(card: str, link: str = "") -> Way:
    def way(page: Page, site: Any) -> None:
        _sit(page, site, card)
        if link:
            _press(page, f"a[href$='/{link}']")

    return way


def _nothing_chosen(page: Page, site: Any) -> None:
    _learner("report", "report")(page, site)
    _press(page)


def _child(page: Page, site: Any) -> None:
    _sit(page, site, "child")
    page.goto(f"{site.address}/sittings/consent/citizen")
    _press(page, "[name=under_14]")


PLACES: dict[str, Way] = {
    "board": board,
    "board-asked": _asked,
    "board-away": _away,
    "board-paused": lambda page, site: board(page, site, which="paused"),
    "board-seat": lambda page, site: board(page, site, "/board/seats/7"),
    "board-seat-wrong": _no_such_computer,
    "seat-cards": lambda page, site: board(page, site, "/cards"),
    "pin-wrong": _poor_pin,
    "help": _learner("help", "help"),
    "item-called": _learner("called"),
    "report-wrong": _nothing_chosen,
    "guardian": _child,
    "paused": _learner("paused"),
    "void": _learner("void"),
}
