"""Pages of people, of one's own data and of the administration, and the ways there."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.site import Site
from tests.browser.staff import sign_in

Way = Callable[[Page, Site], None]


def _press(page: Page, button: str) -> None:
    page.locator(button).first.click()
    page.wait_for_load_state()


def _coordinator(path: str, after: Way = lambda page, site: None) -> Way:
    """Return the way to a page of somebody who works with people; `{known}` stands for a card of the scenes."""

    def way(page: Page, site: Site) -> None:
        told = site.scenes["people"]
        sign_in(page, site, told)
        page.goto(site.address + path.format(**told))
        after(page, site)

    return way


def _administration(path: str, after: Way = lambda page, site: None) -> Way:
    def way(page: Page, site: Site) -> None:
        told = site.demo["administrator"]
        sign_in(page, site, told)
        page.goto(site.address + path.format(valid=site.number("valid"), **site.scenes["people"]))
        after(page, site)

    return way


def _own(path: str, after: Way = lambda page, site: None) -> Way:
    def way(page: Page, site: Site) -> None:
        page.goto(f"{site.address}/mine")
        page.fill("[name=holder_key]", site.scenes["people"]["holder_key"])
        _press(page, "form[data-goes-on] button")
        page.goto(site.address + path)
        after(page, site)

    return way


def _search(page: Page, site: Site) -> None:
    page.fill("[name=q]", "олекс")
    _press(page, "form[role=search] button")


def _sent(page: Page, site: Site) -> None:
    _press(page, "form[data-goes-on] button")


def _described_wrong(page: Page, site: Site) -> None:
    page.fill("[name=nickname]", "")
    page.fill("[name=name]", "Її")
    page.fill("[name=phone]", "12")
    _press(page, "form[data-goes-on] button")


def _all_sessions(page: Page, site: Site) -> None:
    page.locator("summary").first.click()


def _invited(page: Page, site: Site) -> None:
    page.fill("[name=email]", "another@library.example")
    page.check("#role-trainer")
    page.select_option("[name=library]", "region")
    _press(page, "form[data-goes-on] button")


def _account(page: Page, site: Site) -> None:
    page.locator(f"a:text-is('{site.scenes['people']['email']}')").click()
    page.wait_for_load_state()
    page.locator("summary").click()


PLACES: dict[str, Way] = {
    "people": _coordinator("/people"),
    "people-found": _coordinator("/people", _search),
    "person": _coordinator("/people/{known}", _all_sessions),
    "person-child": _coordinator("/people/{child}"),
    "person-erased": _coordinator("/people/{gone}"),
    "person-describe-wrong": _coordinator("/people/{known}/describe", _described_wrong),
    "person-merge": _coordinator("/people/{walk_in}/merge"),
    "person-compare": _coordinator("/people/{walk_in}/merge?other={known}"),
    "person-slip": _coordinator("/people/{known}", lambda page, _: _press(page, "form[action$=slip] button")),
    "person-consents": _coordinator("/people/{known}/consents"),
    "person-erase-unsure": _coordinator("/people/{known}/erase", _sent),
    "own-consents": _own("/mine/consents"),
    "own-withdraw": _own("/mine/consents/training"),
    "own-data": _own("/mine/data"),
    "own-erase-unsure": _own("/mine/erase", _sent),
    "own-erased": lambda page, site: page.goto(f"{site.address}/mine/erased"),
    "administration": _administration("/administration"),
    "accounts": _administration("/administration/staff"),
    "account": _administration("/administration/staff", _account),
    "invite-wrong": _administration("/administration/staff/invite", _sent),
    "invite-link": _administration("/administration/staff/invite", _invited),
    "audit": _administration("/administration/audit"),
    "certificate-found": _administration("/administration/certificates/{valid}"),
    "certificate-unknown": _administration("/administration/certificates?number=KH26-1"),
    "certificate-revoke": _administration("/administration/certificates/{valid}/revoke"),
    "item-reports": _administration("/item-reports"),
    "item-report": _administration("{reported}"),
}
