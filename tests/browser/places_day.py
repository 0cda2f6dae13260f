"""The trainer's day, full and empty, and its morning sheets."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.site import Site
from tests.browser.staff import sign_in

Way = Callable[[Page, Site], None]


def _enter(page: Page, site: Site, who: str = "email") -> None:
    told = site.scenes["day"]
    sign_in(page, site, {"email": told[who], "password": told["password"]})


def _day(who: str = "email") -> Way:
    def way(page: Page, site: Site) -> None:
        _enter(page, site, who)
        page.goto(site.address + "/day")

    return way


def _sheet(which: str) -> Way:
    def way(page: Page, site: Site) -> None:
        _enter(page, site)
        page.goto(f"{site.address}/sessions/{site.scenes['day'][which]}/morning-sheet")

    return way


PLACES: dict[str, Way] = {
    "day": _day(),
    "day-empty": _day("quiet"),
    "morning-sheet": _sheet("full"),
    "morning-sheet-first": _sheet("first"),
}
