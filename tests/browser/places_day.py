"""The trainer's day, full and empty, and its morning sheets."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.site import Site

Way = Callable[[Page, Site], None]


def _day(who: str = "email") -> Way:
    """Sign in; the day is where a trainer begins."""

    def way(page: Page, site: Site) -> None:
        told = site.scenes["day"]
        page.goto(site.address + "/sign-in")
        page.fill("[name=email]", told[who])
        page.fill("[name=password]", told["password"])
        page.locator("form[data-goes-on] button").first.click()
        page.wait_for_load_state()

    return way


def _sheet(which: str) -> Way:
    def way(page: Page, site: Site) -> None:
        _day()(page, site)
        page.goto(f"{site.address}/sessions/{site.scenes['day'][which]}/morning-sheet")

    return way


PLACES: dict[str, Way] = {
    "day": _day(),
    "day-empty": _day("quiet"),
    "morning-sheet": _sheet("full"),
    "morning-sheet-first": _sheet("first"),
}
