"""Who works here, at a browser: signed in by the page the first time, by the same cookies from then on."""

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Page

from tests.browser.site import Site

_kept: dict[tuple[str, str, str], Any] = {}


def sign_in(page: Page, site: Site, told: Mapping[str, str]) -> None:
    """Be signed in as somebody (an e-mail address and a password), in the language that the browser speaks.

    Afterwards open a page: which one stands in the browser is not said.
    """
    key = site.address, told["email"], page.locator("html").get_attribute("lang") or "uk"
    if key in _kept:
        page.context.add_cookies(_kept[key])
        return
    page.goto(f"{site.address}/sign-in")
    page.fill("[name=email]", told["email"])
    page.fill("[name=password]", told["password"])
    page.locator("form[data-goes-on] button").first.click()
    page.wait_for_load_state()
    _kept[key] = page.context.cookies()
