"""Libraries and courses in every state that staff can meet, and the way there."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.site import Site
from tests.browser.staff import sign_in

Way = Callable[[Page, Site], None]
SAVE = "form[data-goes-on] .actions button"


def _enter(page: Page, site: Site, who: str) -> dict[str, str]:
    told = site.scenes["courses"]
    sign_in(page, site, {"email": told[who], "password": told["password"]})
    return told


def _press(page: Page) -> None:
    page.locator(SAVE).first.click()
    page.wait_for_load_state()


def _at(address: str, who: str = "region") -> Way:
    def way(page: Page, site: Site) -> None:
        page.goto(site.address + address.format(**_enter(page, site, who)))

    return way


def _wrong_library(page: Page, site: Site) -> None:
    _at("/libraries/new")(page, site)
    _press(page)


def _wrong_classroom(page: Page, site: Site) -> None:
    _at("{library}/classrooms/1")(page, site)
    page.fill("[name=pcs]", "вісім")
    _press(page)


def _wrong_course(page: Page, site: Site) -> None:
    _at("{course}/change")(page, site)
    page.fill("[name=module_en2]", "")
    page.fill("[name=outcome_uk2]", "")
    page.fill("[name=least_hours]", "багато")
    _press(page)


PLACES: dict[str, Way] = {
    "libraries": _at("/libraries"),
    "library": _at("{library}"),
    "library-trainer": _at("{library}", "trainer"),
    "library-closed": _at("{closed}"),
    "library-wrong": _wrong_library,
    "library-close": _at("{library}/close"),
    "classroom-wrong": _wrong_classroom,
    "courses": _at("/courses"),
    "course": _at("{course}"),
    "course-unfinished": _at("{unfinished}"),
    "course-wrong": _wrong_course,
}
