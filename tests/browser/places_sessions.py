"""Sessions and attendance in every state that a trainer can meet, and the way there."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.site import Site
from tests.browser.staff import sign_in

Way = Callable[[Page, Site], None]


def _enter(page: Page, site: Site) -> dict[str, str]:
    """Sign in as the trainer of these sessions."""
    told = site.scenes["sessions"]
    sign_in(page, site, told)
    return told


def _at(state: str, rest: str = "") -> Way:
    def way(page: Page, site: Site) -> None:
        page.goto(site.address + _enter(page, site)[state] + rest)

    return way


def _there(address: str) -> Way:
    def way(page: Page, site: Site) -> None:
        page.goto(site.address + address.format(**_enter(page, site)))

    return way


def _press(page: Page, button: str = "form[data-goes-on] button") -> None:
    page.locator(button).first.click()
    page.wait_for_load_state()


def _minutes_of_nobody(page: Page, site: Site) -> None:
    _at("running", "/attendance")(page, site)
    page.fill("[name=minutes4]", "40")
    _press(page)


def _both_versions(page: Page, site: Site) -> None:
    """Let a page of before meet what was marked since."""
    _at("running", "/attendance")(page, site)
    row = page.locator("tr", has_text="Лука Б.")
    row.locator("input[type=hidden]").evaluate("row => row.value = row.value.split(' ').slice(0, 2).join(' ')")
    row.locator("[value=excused]").check()
    _press(page)


def _wrong_times(page: Page, site: Site) -> None:
    _at("over", "/times")(page, site)
    page.fill("[name=from0]", "3:00")
    _press(page)


def _times_shown(page: Page, site: Site) -> None:
    _at("over", "/times")(page, site)
    page.check("[name=gone0]")
    _press(page)


def _wrong_lines(page: Page, site: Site) -> None:
    _at("running", "/paper")(page, site)
    page.fill("[name=lines]", "ААА2 40\nчому\n")
    _press(page)


def _wrong_file(page: Page, site: Site) -> None:
    _at("running", "/csv")(page, site)
    page.fill("[name=lines]", "картка;позначка;хвилини\nAAAA-AAAA;є;\n;так;\n")
    _press(page)


def _marked_otherwise(page: Page, site: Site) -> None:
    told = _enter(page, site)
    page.goto(site.address + told["running"] + "/csv")
    page.fill("[name=lines]", f"картка;позначка\n{told['card']};немає\n")
    _press(page)


def _wrong_help(page: Page, site: Site) -> None:
    _there("/libraries/{library}/consultations/new")(page, site)
    _press(page)


def _wrong_check_in(page: Page, site: Site) -> None:
    page.goto(site.address + "/check-in")
    page.fill("[name=room]", "AAAAAA")
    page.fill("[name=card]", "7KHM")
    _press(page)


def _wrong_plan(page: Page, site: Site) -> None:
    _there("/libraries/{library}/sessions/new")(page, site)
    page.fill("[name=day]", "завтра")
    _press(page)


PLACES: dict[str, Way] = {
    "session-to-come": _at("to_come"),
    "session-due": _at("due"),
    "session-running": _at("running"),
    "session-standing": _at("standing"),
    "session-over": _at("over"),
    "session-times-wrong": _wrong_times,
    "session-times-shown": _times_shown,
    "session-cancel": _at("to_come", "/cancel"),
    "session-continue": _at("standing", "/continue"),
    "session-close": _at("standing", "/close"),
    "session-new-wrong": _wrong_plan,
    "attendance": _at("running", "/attendance"),
    "attendance-over": _at("over", "/attendance"),
    "attendance-to-come": _at("to_come", "/attendance"),
    "attendance-empty": _at("empty", "/attendance"),
    "attendance-wrong": _minutes_of_nobody,
    "attendance-both": _both_versions,
    "attendance-history": _there("{over}/attendance/{card}"),
    "attendance-sheet": _at("running", "/sheet"),
    "attendance-paper-wrong": _wrong_lines,
    "attendance-csv-wrong": _wrong_file,
    "attendance-csv-otherwise": _marked_otherwise,
    "check-in-wrong": _wrong_check_in,
    "check-in-noted": lambda page, site: page.goto(site.address + "/check-in?noted=late") and None,
    "consultations": _there("/consultations"),
    "consultation-wrong": _wrong_help,
    "consultation-correct": _there("/libraries/{library}/consultations/1"),
}
