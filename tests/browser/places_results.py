"""The results of a cohort, and the way there."""

from playwright.sync_api import Page

from tests.browser.site import Site
from tests.browser.staff import sign_in


def _results(page: Page, site: Site) -> None:
    sign_in(page, site, site.demo["trainer"])
    page.goto(f"{site.address}/cohorts/{site.scenes['cohort_results']}/results")
    page.locator("summary").click()


PLACES = {"cohort-results": _results}
