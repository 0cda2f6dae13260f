"""Pages of cohorts, their lists and timetables, and the ways there."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.site import Site
from tests.browser.staff import sign_in

Way = Callable[[Page, Site], None]


def press(page: Page, button: str = "form[data-goes-on] button") -> None:
    """Press a button and wait for the next page."""
    page.locator(button).first.click()
    page.wait_for_load_state()


def _there(address: str, *after: Callable[[Page], None]) -> Way:
    """Return the way of the trainer of these cohorts to an address, and on from there."""

    def way(page: Page, site: Site) -> None:
        told = site.scenes["cohorts"]
        sign_in(page, site, told)
        page.goto(site.address + address.format(**told))
        for step in after:
            step(page)

    return way


def _names(page: Page) -> None:
    page.fill("[name=names]", "Орися\nївга\nМар’яна Довгопрізвищенко-Завзята")
    page.check("[name=consent]")


def _twice_a_week(page: Page) -> None:
    for day in range(7):
        page.check(f"#weekday{day}")
    page.fill("[name=number]", "9")


def _no_weekday(page: Page) -> None:
    for day in range(7):
        page.uncheck(f"#weekday{day}")
    page.fill("[name=skipped]", "колись")


PLACES: dict[str, Way] = {
    "cohorts": _there("/cohorts"),
    "cohort-new-wrong": _there("/libraries/{library}/cohorts/new", press),
    "cohort": _there("/cohorts/{cohort}"),
    "cohort-close": _there("/cohorts/{cohort}/close"),
    "cohort-people": _there("/cohorts/{cohort}/people"),
    "cohort-enrol-wrong": _there("/cohorts/{cohort}/people/new", press),
    "cohort-card-wrong": _there("/cohorts/{cohort}/people/card", press),
    "cohort-several-wrong": _there("/cohorts/{cohort}/people/several", press),
    "cohort-several-shown": _there("/cohorts/{cohort}/people/several", _names, press),
    "cohort-leave": _there("/cohorts/{cohort}/people/{card}/leave"),
    "cohort-list": _there("/cohorts/{cohort}/list"),
    "timetable-wrong": _there("/cohorts/{cohort}/sessions/new", _no_weekday, press),
    "timetable-shown": _there("/cohorts/{cohort}/sessions/new", _twice_a_week, press),
}
