"""The staff's way in and out through pages, each of them checked."""

from datetime import timedelta

import pytest
from flask import session
from sqlalchemy import func, select

from literacy.accounts import service, views
from literacy.accounts.access import staff_to
from literacy.accounts.models import LoginSession
from literacy.core import clock
from literacy.core.db import db
from literacy.core.errors import NotAllowed
from literacy.core.language import t
from literacy.training import libraries as training
from tests.conftest import NOON

EMAIL = "olena@library.example"
GOOD = "жовтий човен на Дніпрі"


@pytest.fixture
def link(in_transaction):
    return "/invitations/" + in_transaction(service.invite, EMAIL, "trainer", actor="test")


@pytest.fixture
def signed_in(client, link):
    """A browser that is signed in."""
    client.send(link, password=GOOD)
    reply = client.send("/sign-in", email=EMAIL, password=GOOD)
    assert (reply.status_code, reply.location) == (303, "/day")
    return client


def words(reply):
    return reply.get_data(as_text=True)


@pytest.mark.parametrize("language", ["uk", "en"])
def test_from_the_link_to_the_staff_page(language, client, link):
    client.get(f"/language/{language}")
    page = client.get(link)
    assert page.status_code == 200
    assert EMAIL in words(page)
    saved = client.send(link, password=GOOD)
    assert saved.status_code == 303
    assert t("accounts.password_saved", lang=language) in words(client.get(saved.location))
    client.send("/sign-in", email=EMAIL, password=GOOD)
    page = words(client.get("/staff"))
    assert t("accounts.role_trainer", lang=language) in page
    assert t("accounts.whole_region", lang=language) in page


def test_a_library_is_named_in_the_visitors_language(client, in_transaction):
    library_id = in_transaction(training.ensure_library, "Бібліотека на Суворова", "Library on the corner")
    in_transaction(service.create_account, EMAIL, "trainer", actor="test", password=GOOD, library_id=library_id)
    client.get("/language/en")
    client.send("/sign-in", email=EMAIL, password=GOOD)
    assert "Library on the corner" in words(client.get("/staff"))


def test_a_poor_password_is_said_at_the_field(client, link):
    reply = client.send(link, password="123")
    assert reply.status_code == 422
    assert t("accounts.password_short", least=10, have=3) in words(reply)
    assert 'aria-invalid="true"' in words(reply)
    assert 'value="123"' not in words(reply)
    assert client.send(link, password=GOOD).status_code == 303


def test_a_used_link_says_how_to_get_another(client, link):
    client.send(link, password=GOOD)
    for reply in (client.get(link), client.post(link, data={"csrf_token": client.token("/sign-in"), "password": GOOD})):
        assert reply.status_code == 404
        assert t("accounts.dead_link_title") in words(reply)


@pytest.mark.parametrize(
    ("email", "password", "says"),
    [
        (EMAIL, "wrong password", "errors.sign_in_failed"),
        ("nobody@library.example", GOOD, "errors.sign_in_failed"),
        ("olena", GOOD, "errors.email_expected"),
        (EMAIL, "", "accounts.password_missing"),
    ],
)
def test_what_does_not_fit_is_said_and_nobody_is_signed_in(email, password, says, client, link):
    client.send(link, password=GOOD)
    reply = client.send("/sign-in", email=email, password=password)
    assert reply.status_code == 422
    assert t(says) in words(reply)
    assert client.get("/staff").location == "/sign-in"


def test_without_a_token_nothing_is_done(client, link, app):
    client.send(link, password=GOOD)
    assert client.post("/sign-in", data={"email": EMAIL, "password": GOOD}).location == "/sign-in"
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(LoginSession)) == 0


def test_failures_close_one_account_and_not_its_neighbour(client, link, in_transaction):
    client.send(link, password=GOOD)
    in_transaction(service.create_account, "taras@library.example", "trainer", actor="test", password=GOOD)
    for _ in range(views.FAILURES_OF_ACCOUNT):
        assert client.send("/sign-in", email=EMAIL, password="wrong").status_code == 422
    assert client.send("/sign-in", email=EMAIL, password=GOOD).status_code == 429
    assert client.send("/sign-in", email=EMAIL.upper(), password=GOOD).status_code == 429
    assert client.send("/sign-in", email="taras@library.example", password=GOOD).status_code == 303


def test_successes_never_count(client, link):
    client.send(link, password=GOOD)
    for _ in range(views.FAILURES_OF_ACCOUNT + 2):
        assert client.send("/sign-in", email=EMAIL, password=GOOD).status_code == 303


def test_guessing_over_many_accounts_is_stopped(client, link):
    for number in range(views.FAILURES_OF_ADDRESS):
        client.send("/sign-in", email=f"{number}@library.example", password="wrong")
    assert client.send("/sign-in", email="another@library.example", password="wrong").status_code == 429


def test_signing_out_ends_it_on_the_server(signed_in, app):
    cookie = signed_in.get_cookie("literacy").value
    reply = signed_in.send("/sign-out", page="/staff")
    assert (reply.status_code, reply.location) == (303, "/")
    assert "cache" in reply.headers["Clear-Site-Data"]
    assert signed_in.get("/staff").location == "/sign-in"
    signed_in.set_cookie("literacy", cookie)  # somebody kept the cookie of a shared PC
    assert signed_in.get("/staff").location == "/sign-in"


def test_fifteen_idle_minutes_end_it_and_activity_does_not(in_transaction, client, frozen_clock):
    in_transaction(service.create_account, EMAIL, "trainer", actor="test", password=GOOD)
    client.send("/sign-in", email=EMAIL, password=GOOD)
    for minutes in (14, 28, 42):
        frozen_clock(NOON + timedelta(minutes=minutes))
        assert client.get("/staff").status_code == 200
    frozen_clock(NOON + timedelta(minutes=57, seconds=1))
    reply = client.get("/staff")
    assert reply.location == "/sign-in?idle=1"
    assert t("errors.signed_out_idle") in words(client.get(reply.location))


def test_twelve_hours_end_it_however_busy(in_transaction, client, frozen_clock):
    in_transaction(service.create_account, EMAIL, "trainer", actor="test", password=GOOD)
    client.send("/sign-in", email=EMAIL, password=GOOD)
    for quarters in range(1, 60):
        frozen_clock(NOON + timedelta(minutes=14 * quarters))
        reply = client.get("/staff")
        if reply.status_code != 200:
            break
    assert reply.location == "/sign-in?idle=1"
    assert clock.now() - NOON > timedelta(hours=12)


def test_staff_and_learner_share_no_cookie(signed_in):
    with signed_in.session_transaction() as browser:
        assert set(browser) <= {"staff", "csrf_token", "language"}
        browser["entry"] = "0" * 32
    signed_in.send("/sign-in", email=EMAIL, password=GOOD)
    with signed_in.session_transaction() as browser:
        assert "entry" not in browser


def test_a_page_of_the_administration_is_not_there_for_a_trainer(signed_in, app, in_transaction):
    with signed_in.session_transaction() as browser:
        cookie = dict(browser)
    with app.test_request_context():
        session.update(cookie)
        with pytest.raises(NotAllowed):
            staff_to("staff.manage")()
    in_transaction(service.create_account, EMAIL, "administrator", actor="test")
    with app.test_request_context():
        session.update(cookie)
        assert staff_to("staff.manage")().email == EMAIL


def test_staff_pages_are_never_kept(signed_in):
    assert signed_in.get("/staff").headers["Cache-Control"] == "no-store"
