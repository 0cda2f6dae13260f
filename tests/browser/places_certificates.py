"""The pages of courses' certificates, in every state that a person can meet, and the way there."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.site import Site
from tests.browser.staff import sign_in

Way = Callable[[Page, Site], None]


def _told(site: Site, name: str) -> str:
    return site.scenes["course_certificates"][name]


def _press(page: Page) -> None:
    page.locator("form[data-goes-on] button").first.click()
    page.wait_for_load_state()


def _cohort(scene: str, role: str = "trainer") -> Way:
    def way(page: Page, site: Site) -> None:
        sign_in(page, site, site.demo[role])
        page.goto(f"{site.address}/cohorts/{_told(site, scene)}/certificates")

    return way


def _mine(key: str, rest: Callable[[Site], str] = lambda _: "") -> Way:
    def way(page: Page, site: Site) -> None:
        page.goto(f"{site.address}/mine")
        page.fill("[name=holder_key]", _told(site, key))
        _press(page)
        page.goto(f"{site.address}/mine{rest(site)}")

    return way


def _checked(number: str) -> Way:
    def way(page: Page, site: Site) -> None:
        page.goto(f"{site.address}/v/{_told(site, number)}")

    return way


PLACES: dict[str, Way] = {
    "certify": _cohort("mixed"),
    "certify-numbers": _cohort("mixed", "administrator"),
    "certify-waiting": _cohort("waiting"),
    "certify-empty": _cohort("empty"),
    "certify-too-long": _cohort("too_long"),
    "holder-course": _mine("holder_key"),
    "holder-course-short": _mine("short_key"),
    "own-course": _mine("holder_key", lambda site: f"/certificates/{_told(site, 'number')}"),
    "verify-course": _checked("number"),
    "verify-course-revoked": _checked("revoked"),
}
