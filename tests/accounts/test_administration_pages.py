"""The administration's pages: who works here, and the log of what was done."""

import re

import pytest
from sqlalchemy import select

from literacy.accounts import audit_queries, queries, service
from literacy.accounts.administration_queries import ACCOUNTS_A_PAGE
from literacy.accounts.models import Account, Invitation
from literacy.core import audit, clock
from literacy.core.db import db
from literacy.core.identifiers import code_of_id, new_id
from literacy.core.language import catalogue, t
from literacy.training import libraries
from tests.guards.source import ROOT, sources
from tests.staff import begin_sign_in, make_staff, remember

STAFF = "/administration/staff"
GOOD = "жовтий човен на Дніпрі"


@pytest.fixture
def library(in_transaction):
    return in_transaction(libraries.ensure_library, "Бібліотека на Суворова", "Library on the corner")


@pytest.fixture
def administrator(client, in_transaction):
    """A browser in which the administration is signed in."""
    account_id = in_transaction(
        service.create_account, "boss@library.example", "administrator", actor="test", password=GOOD
    )
    remember(client, staff=in_transaction(begin_sign_in, account_id))
    return client


def words(reply):
    return reply.get_data(as_text=True)


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page).group(1)


def address_of(app, email):
    with app.app_context():
        return f"{STAFF}/{code_of_id(db.session.scalars(select(Account.id).where(Account.email == email)).one())}"


def test_the_doors_are_the_administrations(administrator, client, in_transaction):
    page = words(administrator.get("/administration"))
    for door in ("staff", "certificates", "item_reports", "audit"):
        assert t(f"administration.{door}") in page
    for role in ("trainer", "coordinator", "region", "author"):
        remember(client, staff=in_transaction(begin_sign_in, in_transaction(make_staff, role)))
        for address in ("/administration", STAFF, f"{STAFF}/invite", "/administration/audit"):
            assert client.get(address).status_code == 404


def test_inviting_shows_a_link_once_and_a_second_click_shows_the_same(administrator, library, app):
    page = words(administrator.get(f"{STAFF}/invite"))
    with app.app_context():
        code = db.session.scalars(select(libraries.Library.code)).one()
    told = {"email": " Olena@Library.example ", "role": "trainer", "library": code}
    sent = told | {"csrf_token": hidden(page, "csrf_token"), "invitation": hidden(page, "invitation")}
    links = []
    for _ in range(2):
        reply = administrator.post(f"{STAFF}/invite", data=sent)
        assert reply.status_code == 200
        links += re.findall(r"/invitations/\w+", words(reply))
    assert links[0] == links[1]
    with app.app_context():
        assert len(db.session.scalars(select(Invitation)).all()) == 1
    account = words(administrator.get(address_of(app, "olena@library.example")))
    assert "Бібліотека на Суворова" in account
    assert t("staff_admin.state_invited") in account
    listed = words(administrator.get(f"{STAFF}?role=trainer&library={code}"))
    assert "olena@library.example" in listed
    assert "boss@library.example" not in listed
    assert administrator.get(links[0]).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"email": "olena"}, "errors.email_expected"),
        ({"role": ""}, "staff_admin.role_missing"),
        ({"library": ""}, "staff_admin.library_missing"),
        ({"library": "NOSUCHLIBRARY"}, "staff_admin.library_missing"),
        ({"email": "closed@library.example"}, "staff_admin.closed_refused"),
    ],
)
def test_what_is_missing_is_said_and_nobody_is_invited(wrong, says, administrator, app, in_transaction):
    closed = in_transaction(make_staff, "trainer", email="closed@library.example")
    in_transaction(service.close_account, closed, actor="test")
    page = words(administrator.get(f"{STAFF}/invite"))
    told = {"email": "olena@library.example", "role": "trainer", "library": "region"} | wrong
    told |= {"csrf_token": hidden(page, "csrf_token"), "invitation": hidden(page, "invitation")}
    reply = administrator.post(f"{STAFF}/invite", data=told)
    assert reply.status_code == 422
    assert t(says) in words(reply)
    assert told["email"] in words(reply)
    with app.app_context():
        assert db.session.scalar(select(Invitation.id)) is None


def test_a_role_is_given_and_taken_back(administrator, app, in_transaction):
    in_transaction(make_staff, "trainer", email="olena@library.example")
    address = address_of(app, "olena@library.example")
    assert administrator.send(f"{address}/roles", address, role="author", library="").status_code == 303
    page = words(administrator.get(address))
    assert t("staff_admin.role_author") in page
    assert administrator.send(f"{address}/roles", address, role="").status_code == 422
    for _ in range(2):
        grant = hidden(page, "grant")
        assert administrator.send(f"{address}/roles/withdraw", address, grant=grant).status_code == 303
    with app.app_context():
        account_id = db.session.scalars(select(Account.id).where(Account.email == "olena@library.example")).one()
        assert [each.role for each in queries.grants_of(account_id)] == ["author"]


def test_a_role_of_somebody_else_is_not_taken_at_this_address(administrator, app, in_transaction):
    mine = address_of(app, "boss@library.example")
    other = in_transaction(make_staff, "trainer")
    with app.app_context():
        grant = queries.grants_of(other)[0].id.hex
    administrator.send(f"{mine}/roles/withdraw", mine, grant=grant)
    with app.app_context():
        assert queries.grants_of(other)


def test_the_last_administrator_locks_nobody_out(administrator, app):
    own = address_of(app, "boss@library.example")
    page = words(administrator.get(own))
    assert t("staff_admin.your_own") in page
    for reply in (
        administrator.send(f"{own}/roles/withdraw", own, grant=hidden(page, "grant")),
        administrator.send(f"{own}/close"),
    ):
        assert reply.status_code == 422
        assert t("staff_admin.last_administrator") in words(reply)
    assert administrator.get("/administration").status_code == 200


def test_a_closed_account_is_closed_for_good(administrator, app, in_transaction):
    olena = in_transaction(make_staff, "trainer", email="olena@library.example")
    address = address_of(app, "olena@library.example")
    browser = app.test_client()
    remember(browser, staff=in_transaction(begin_sign_in, olena))
    assert browser.get("/people").status_code == 200
    assert "olena@library.example" in words(administrator.get(f"{address}/close"))
    assert administrator.send(f"{address}/close").status_code == 303
    assert browser.get("/people").location == "/sign-in"
    assert t("staff_admin.state_closed") in words(administrator.get(address))
    assert administrator.get(f"{address}/close").status_code == 404
    assert administrator.send(f"{address}/link", address, invitation="x").status_code == 303
    with app.app_context():
        assert db.session.scalar(select(Invitation.id)) is None


def test_a_new_link_for_a_lost_password(administrator, app):
    own = address_of(app, "boss@library.example")
    page = words(administrator.get(own))
    reply = administrator.send(f"{own}/link", own, invitation=hidden(page, "invitation"))
    assert re.search(r"/invitations/\w{40}", words(reply))
    assert administrator.send(f"{own}/link", own, invitation="0" * 32).status_code == 303


def test_a_list_of_many_accounts_goes_on_another_page(administrator, in_transaction):
    for number in range(ACCOUNTS_A_PAGE + 3):
        in_transaction(make_staff, "trainer", email=f"t{number:03}@library.example")
    first, second = (words(administrator.get(f"{STAFF}?page={page}")) for page in (1, 2))
    assert "t000@library.example" in first
    assert t("staff_admin.next_page") in first
    assert f"t{ACCOUNTS_A_PAGE + 2:03}@library.example" in second
    assert t("staff_admin.previous_page") in second
    assert len(first.encode()) < 25 * 1024
    assert words(administrator.get(f"{STAFF}?page=99")).count("<tr>") == words(
        administrator.get(f"{STAFF}?page=2")
    ).count("<tr>")
    for odd in ("0", "-1", "x"):
        assert administrator.get(f"{STAFF}?page={odd}").status_code == 200


def test_an_address_of_no_account_is_not_there(administrator):
    for code in (code_of_id(new_id()), "X", "Z" * 26, "й" * 26):
        assert administrator.get(f"{STAFF}/{code}").status_code == 404


def test_the_log_says_who_did_what_newest_first(administrator, library, app, in_transaction):
    with app.app_context():
        boss = db.session.scalars(select(Account.id)).one()
    in_transaction(libraries.close_library, library, actor=f"account {boss}")
    page = words(administrator.get("/administration/audit"))
    rows = page.split("<tr>")[2:]
    assert t("audit_log.act_library_closed") in rows[0]
    assert "Бібліотека на Суворова" in rows[0]
    assert "boss@library.example" in rows[0]
    assert t("audit_log.act_account_role_granted") in page
    assert t("audit_log.value_administrator") in page
    only = words(administrator.get("/administration/audit?action=library_closed"))
    assert len(only.split("<tr>")) == 3


def test_the_log_of_a_day_in_kyiv(administrator, in_transaction, frozen_clock):
    day = clock.to_kyiv(clock.now()).date()
    frozen_clock(clock.now().replace(hour=22, minute=30))  # already tomorrow in Kyiv
    in_transaction(audit.record, "worker", "credential.signed", "credential", "x")
    signed = t("audit_log.act_credential_signed")
    for more, told in ((0, False), (1, True)):
        address = f"/administration/audit?day={day.day + more:02}.{day.month:02}.{day.year}"
        assert (signed in words(administrator.get(address)).partition("</form>")[2]) is told
    reply = administrator.get("/administration/audit?day=31.02.2026")
    assert reply.status_code == 422
    assert t("errors.date_expected") in words(reply)
    assert administrator.get(f"/administration/audit?day={day.isoformat()}").status_code == 200


def test_the_log_goes_back_page_by_page_without_gap_or_repetition(administrator, in_transaction, monkeypatch):
    monkeypatch.setattr(audit_queries, "LINES_A_PAGE", 7)
    for number in range(20):
        in_transaction(audit.record, "worker", "room.opened", "room", number, seats=1000 + number)
    seen, address = [], "/administration/audit?action=room_opened"
    while address:
        page = words(administrator.get(address))
        seen += re.findall(r": (1\d\d\d)<", page)
        link = re.search(r'href="(/administration/audit\?before=[^"]+)"', page)
        address = link and link.group(1).replace("&amp;", "&")
    assert seen == [str(1019 - number) for number in range(20)]
    assert administrator.get("/administration/audit?before=nonsense").status_code == 200


def test_a_line_names_people_by_their_cards_and_nothing_unknown_breaks_it(administrator, in_transaction):
    in_transaction(audit.record, f"account {new_id()}", "something.new", "thing", new_id(), odd=[1, None], other="x")
    page = words(administrator.get("/administration/audit"))
    assert "something.new" in page
    assert t("audit_log.who_account") in page


def test_a_page_of_the_log_costs_the_same_however_long_it_is(administrator, in_transaction, app, count_statements):
    def page():
        return administrator.get("/administration/audit")

    page()
    short = count_statements(page)
    for _ in range(40):
        in_transaction(make_staff, "trainer")
    assert count_statements(page) == short


def actions_recorded():
    """Return every action that the code writes into the log."""
    written = re.compile(r'audit\.record\(\s*[^,]+,\s*"([a-z_]+\.[a-z_]+)"')
    found = {action for source in sources(ROOT) for action in written.findall(source.text)}
    return found | {f"credential.{change}" for change in ("revoked", "suspended", "resumed", "superseded")}


def test_every_action_has_words():
    known = set(catalogue())
    assert "account.closed" in actions_recorded()
    missing = [action for action in actions_recorded() if f"audit_log.act_{action.replace('.', '_')}" not in known]
    assert missing == [], "write them in literacy/words/administration.yaml"
