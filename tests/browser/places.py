"""Every page of the walk in every state that a person can meet, and the way there."""

import io
import json
import os
from collections.abc import Callable
from pathlib import Path

import pikepdf
from playwright.sync_api import Page

from tests.browser import (
    places_certificates,
    places_cohorts,
    places_courses,
    places_day,
    places_results,
    places_room,
    places_sessions,
)
from tests.browser.places_people import PLACES as PEOPLE
from tests.browser.site import Site

Way = Callable[[Page, Site], None]
VERIFIED = ("valid", "expired", "suspended", "revoked", "superseded")
RESULTS = ("firm", "edge", "below", "top", "few")
ADULT_YEAR = "1961"


def go(page: Page, site: Site, path: str) -> None:
    """Open an address of the site."""
    page.goto(site.address + path)


def press(page: Page, button: str = "form[data-goes-on] button") -> None:
    """Press a button (by default the first one of the form that goes on) and wait for the next page."""
    page.locator(button).first.click()
    page.wait_for_load_state()


def at(path: str) -> Way:
    """Return the way to an address."""
    return lambda page, site: go(page, site, path)


def join(page: Page, site: Site, card: dict[str, str]) -> None:
    """Sit down with a card."""
    go(page, site, "/join")
    page.fill("[name=room]", card["room"])
    page.fill("[name=seat]", card["seat"])
    press(page)


def _seated(page: Page, site: Site) -> None:
    """Sit down with a card that no other process of tests types meanwhile."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    join(page, site, site.scenes["cards"][-1 - int(worker)])


def _practice(number: int) -> Way:
    def way(page: Page, site: Site) -> None:
        _seated(page, site)
        go(page, site, f"/sittings/practice/{number}")

    return way


def _practice_mistyped(page: Page, site: Site) -> None:
    _practice(2)(page, site)
    page.fill("[name=text]", "dtcyf")
    press(page)


def _consent(page: Page, site: Site) -> None:
    _seated(page, site)
    page.locator("[name=role]").first.check()
    press(page)


def _unchosen(page: Page, site: Site) -> None:
    _seated(page, site)
    press(page)


def _item(name: str) -> Way:
    return lambda page, site: join(page, site, site.scenes["items"][name])


def _unanswered(name: str) -> Way:
    def way(page: Page, site: Site) -> None:
        _item(name)(page, site)
        press(page)

    return way


def _order_repeated(page: Page, site: Site) -> None:
    _item("order")(page, site)
    for box in page.locator("select").all():
        box.select_option("1")
    press(page)


def _unread_number(page: Page, site: Site) -> None:
    _item("short_answer")(page, site)
    page.fill("[name=text]", "багато")
    press(page)


def _of_sitting(rest: str) -> Way:
    def way(page: Page, site: Site) -> None:
        _item("single_choice")(page, site)
        page.goto(page.url.partition("/items/")[0] + rest)

    return way


def _all_answered(page: Page, site: Site) -> None:
    join(page, site, site.scenes["answered"])


def open_mine(page: Page, site: Site, form: str) -> None:
    """Open the holder's page with the key of a result of this form."""
    go(page, site, "/mine")
    page.fill("[name=holder_key]", site.scenes["results"][form]["holder_key"])
    press(page)


def _mine(form: str) -> Way:
    return lambda page, site: open_mine(page, site, form)


def _result(form: str, rest: str = "") -> Way:
    def way(page: Page, site: Site) -> None:
        open_mine(page, site, form)
        go(page, site, f"/results/{site.scenes['results'][form]['code']}{rest}")

    return way


def _adults(page: Page, site: Site) -> None:
    _result("firm", "/about-you")(page, site)
    page.select_option("[name=birth_year]", ADULT_YEAR)
    press(page)


def _named(given_name: str, surname: str) -> Way:
    def way(page: Page, site: Site) -> None:
        _result("firm", "/certificate")(page, site)
        page.fill("[name=given_name]", given_name)
        page.fill("[name=surname]", surname)
        press(page)

    return way


def _mistyped_key(page: Page, site: Site) -> None:
    go(page, site, "/mine")
    page.fill("[name=holder_key]", "47VC")
    press(page)


def _wrong_card(page: Page, site: Site) -> None:
    join(page, site, {"room": site.scenes["cards"][0]["room"], "seat": "222222"})


def _checked(state: str) -> Way:
    return lambda page, site: go(page, site, f"/v/{site.number(state)}")


def _surname(text: Callable[[Site], str]) -> Way:
    def way(page: Page, site: Site) -> None:
        _checked("valid")(page, site)
        page.fill("[name=surname]", text(site))
        press(page)

    return way


def _file(name: str, content: Callable[[Site], bytes]) -> Way:
    def way(page: Page, site: Site) -> None:
        go(page, site, "/v")
        page.set_input_files("[name=file]", [{"name": name, "mimeType": "application/pdf", "buffer": content(site)}])
        press(page, "form[enctype] button")

    return way


def _saved_anew(site: Site) -> bytes:
    content = io.BytesIO()
    with pikepdf.open(_pdf(site)) as pdf:
        pdf.save(content)
    return content.getvalue()


def _changed(site: Site) -> bytes:
    with pikepdf.open(_pdf(site)) as pdf:
        document = json.loads(pdf.attachments["credential.json"].get_file().read_bytes())
    document["validUntil"] = "2099-01-01T00:00:00Z"
    return json.dumps(document).encode()


def _pdf(site: Site) -> Path:
    return site.data / site.certificate("valid")["pdf"]


def _sign_in(page: Page, site: Site, password: str | None = None) -> None:
    go(page, site, "/sign-in")
    page.fill("[name=email]", site.demo["trainer"]["email"])
    page.fill("[name=password]", site.demo["trainer"]["password"] if password is None else password)
    press(page)


def _weak_password(page: Page, site: Site) -> None:
    go(page, site, f"/invitations/{site.scenes['invitation']}")
    page.fill("[name=password]", "123")
    press(page)


PLACES: dict[str, Way] = {
    "home": at("/"),
    "data": at("/data"),
    "missing": at("/no-such-page"),
    "join": at("/join"),
    "join-empty": lambda page, site: join(page, site, {"room": "", "seat": ""}),
    "join-wrong": _wrong_card,
    "moved": at("/moved"),
    "choose": _seated,
    "choose-wrong": _unchosen,
    "practice": _practice(1),
    "practice-mistyped": _practice_mistyped,
    "practice-done": _practice(4),
    "consent": _consent,
    "declined": at("/sittings/declined"),
    **{f"item-{name}": _item(name) for name in ("single_choice", "multi_select", "order", "short_answer", "stimulus")},
    **{f"item-{name}-wrong": _unanswered(name) for name in ("single_choice", "multi_select", "order", "short_answer")},
    "item-order-repeated": _order_repeated,
    "item-short_answer-unread": _unread_number,
    "leave": _of_sitting("/leave"),
    "finish-early": _of_sitting("/finish"),
    "finish": _all_answered,
    "left": at("/left"),
    "about-you": _result("firm", "/about-you"),
    "adults": _adults,
    **{f"result-{form}": _result(form) for form in RESULTS},
    "name": _result("firm", "/certificate"),
    "name-wrong": _named("", "Hай"),
    "preview": _named("Олександра", "Нечуй-Левицька"),
    "refusal": _result("below", "/certificate"),
    "certificate-waiting": _result("waiting", "/certificate"),
    "certificate-ready": _result("certified", "/certificate"),
    "mine": at("/mine"),
    "mine-wrong": _mistyped_key,
    "holder": _mine("certified"),
    "holder-no-certificate": _mine("below"),
    "verify": at("/v"),
    "verify-empty": lambda page, site: (go(page, site, "/v"), press(page)),
    **{f"verify-{state}": _checked(state) for state in VERIFIED},
    "verify-unknown": lambda page, site: go(page, site, f"/v/{site.scenes['unknown_number']}"),
    "verify-mistyped": lambda page, site: go(page, site, "/v/KH26-8888-8888-8888-8888-88"),
    "verify-surname": _surname(lambda site: site.certificate("valid")["surname"]),
    "verify-surname-wrong": _surname(lambda _: "Іваненко"),
    "verify-surname-empty": _surname(lambda _: ""),
    "verify-file": _file("certificate.pdf", lambda site: _pdf(site).read_bytes()),
    "verify-file-modified": _file("certificate.pdf", _saved_anew),
    "verify-file-tampered": _file("certificate.json", _changed),
    "verify-file-not-ours": _file("other.json", lambda _: b'{"issuer": "https://college.example"}'),
    "verify-file-unreadable": _file("notes.pdf", lambda _: b"not a document"),
    "sign-in": at("/sign-in"),
    "sign-in-away": at("/sign-in?idle=1"),
    "sign-in-wrong": lambda page, site: _sign_in(page, site, "wrong"),
    "staff": lambda page, site: (_sign_in(page, site), go(page, site, "/staff")),
    "invitation": lambda page, site: go(page, site, f"/invitations/{site.scenes['invitation']}"),
    "invitation-wrong": _weak_password,
    **places_certificates.PLACES,
    **PEOPLE,
    **places_results.PLACES,
    **places_room.PLACES,
    **places_sessions.PLACES,
    **places_day.PLACES,
    **places_courses.PLACES,
    **places_cohorts.PLACES,
}


def arrive(page: Page, site: Site, name: str, language: str) -> None:
    """Bring a fresh browser to a page, in a language."""
    if language != "uk":
        go(page, site, f"/language/{language}")
    PLACES[name](page, site)
