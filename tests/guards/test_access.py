"""Each view says who may call it; each public one stands here with the reason why anybody may."""

import pytest
from flask import Flask

from literacy.http.access import public, requires
from tests.guards.application import assembled

# Why anybody may call it. A route that is not here needs an access function.
PUBLIC = {
    "static_file": "style sheet, pictures and fonts tell nothing about anybody",
    "web.home": "the front page",
    "web.choose_language": "the language of a page is nobody's secret",
    "web.data_notice": "what happens with data has to be readable before anything is given",
    "web.alive": "a monitor asks without an account; says only that the process answers",
    "web.ready": "a monitor asks without an account; says only that the database answers",
    "rooms.join": "the two codes are asked here: they are the way in",
    "rooms.sit_down": "the two codes are checked here, failures are limited",
    "rooms.join_upper": "the same in upper case, as a reader of QR codes may write it",
    "rooms.moved": "tells whoever lost the seat where to type the codes",
    "check_in.ask": "the room's code and a card's number are asked here",
    "check_in.note": "both are checked here, failures are limited; says nothing of anybody else",
    "assessment.declined": "a page of words for whoever did not agree",
    "assessment.leave_browser": "clears this browser, which is anybody's right",
    "assessment.left": "a page of words after leaving",
    "accounts.sign_in_page": "the sign-in is asked here",
    "accounts.sign_in": "the sign-in is checked here, failures are limited for the address and for the account",
    "accounts.sign_out": "ends this browser's own sign-in and nothing else",
    "accounts.invitation": "the link is the secret: 24 hours, once",
    "accounts.accept_invitation": "the link is the secret: 24 hours, once",
    "credentials.mine": "the holder's key is asked here; with it, access.holder decides",
    "credentials.open_mine": "the holder's key is checked here, failures are limited",
    "privacy.erased": "a page of words after one's data were erased",
    "banks.card": "the public card of a bank: counts and methods, no item's key",
    "verification.ask": "an employer checks without an account",
    "verification.ask_upper": "the same in upper case, as a QR code carries it",
    "verification.asked": "an employer checks without an account",
    "verification.show": "the number is the secret; the name stays masked",
    "verification.show_upper": "the same in upper case, as a QR code carries it",
    "verification.compare_surname": "who has the paper knows the surname; failures are limited",
    "verification.surname_upper": "the same in upper case, as a QR code carries it",
    "verification_api.verify": "job platforms check without an account; the name stays masked",
    "verification_api.verify_holder": "who has the paper knows the surname; failures are limited",
    "verification_api.verify_bulk": "job platforms check without an account; no names",
    "verification_api.verify_file": "who has the file has what it says",
    "verification_api.issuer": "public keys",
    "verification_api.status_list": "published for everybody's verifiers",
    "verification_api.openapi": "the description of the public interface",
}


def without_rule(app: Flask) -> list[str]:
    """Return views that declare neither an access function nor `public`."""
    return sorted(name for name, view in app.view_functions.items() if not getattr(view, "access_rule", ""))


def unexplained(app: Flask, reasons: dict[str, str]) -> list[str]:
    """Return public views without a reason, and reasons for views that are not public or not there."""
    found = {name for name, view in app.view_functions.items() if getattr(view, "access_rule", "") == "public"}
    return sorted(found ^ {name for name, reason in reasons.items() if reason.strip()})


def views(**rules) -> Flask:
    app = Flask("example")
    for name, rule in rules.items():

        def view():
            return "words"

        app.add_url_rule(f"/{name}", name, rule(view) if rule else view)
    app.view_functions.pop("static")
    return app


def seated():
    return object()


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    with assembled(tmp_path_factory.mktemp("access")) as application:
        yield application


def test_every_view_declares_its_access_rule(app):
    assert without_rule(app) == []


def test_every_public_view_says_why(app):
    assert unexplained(app, PUBLIC) == []


def test_a_view_without_rule_is_found():
    assert without_rule(views(open=public, own=requires(seated), forgotten=None)) == ["forgotten"]
    assert without_rule(views(open=public, own=requires(seated))) == []


def test_a_public_view_without_reason_and_a_reason_without_view_are_found():
    app = views(open=public, own=requires(seated))
    assert unexplained(app, {"open": "words only"}) == []
    assert unexplained(app, {}) == ["open"]
    assert unexplained(app, {"open": " "}) == ["open"]
    assert unexplained(app, {"open": "words only", "own": "not public"}) == ["own"]
