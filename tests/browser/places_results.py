"""The results of a cohort, and the way there."""

from playwright.sync_api import Page

from tests.browser.places_certificates import sign_in
from tests.browser.site import Site


def _results(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.goto(f"{site.address}/cohorts/{site.scenes['cohort_results']}/results")
    page.locator("summary").click()


PLACES = {"cohort-results": _results}
