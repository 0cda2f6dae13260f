"""Accounts as verbs: links that work once, passwords that are taken, sign-ins that end."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from literacy.accounts import access, passwords, queries, service
from literacy.accounts.models import Account, Invitation, RoleGrant
from literacy.core import clock
from literacy.core.db import db
from literacy.core.errors import Conflict, Refused, UnreadableInput
from literacy.core.identifiers import new_id
from literacy.core.models import AuditEntry
from literacy.training import libraries as training
from tests.conftest import NOON

EMAIL = "olena@library.example"
GOOD = "жовтий човен на Дніпрі"


@pytest.fixture
def invite(in_transaction):
    return lambda role="trainer", email=EMAIL, **more: in_transaction(service.invite, email, role, actor="test", **more)


@pytest.fixture
def account(invite, in_transaction):
    """Sign-in is possible with EMAIL and GOOD."""
    in_transaction(service.set_password, invite(), GOOD)


def count(app, model):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model))


def test_a_link_sets_the_password_once(invite, in_transaction):
    token = invite()
    assert in_transaction(service.invited, token) == EMAIL
    account_id = in_transaction(service.set_password, token, GOOD)
    with pytest.raises(service.DeadLink):
        in_transaction(service.set_password, token, "інший пароль тут")
    login_session_id = in_transaction(service.sign_in, EMAIL, GOOD)
    assert in_transaction(queries.signed_in, login_session_id).account_id == account_id


@pytest.mark.parametrize(("hours", "works"), [(23.99, True), (24, False)])
def test_a_link_works_for_a_day(hours, works, invite, in_transaction, frozen_clock):
    token = invite()
    frozen_clock(NOON + timedelta(hours=hours))
    if works:
        in_transaction(service.set_password, token, GOOD)
    else:
        with pytest.raises(service.DeadLink):
            in_transaction(service.set_password, token, GOOD)


def test_a_newer_link_ends_the_older_one_but_not_somebody_elses(invite, in_transaction):
    older, other = invite(), invite(email="taras@library.example")
    newer = invite()
    with pytest.raises(service.DeadLink):
        in_transaction(service.invited, older)
    assert in_transaction(service.invited, newer) == EMAIL
    assert in_transaction(service.invited, other) == "taras@library.example"


def test_a_made_up_link_is_dead(app, in_transaction):
    with pytest.raises(service.DeadLink):
        in_transaction(service.invited, "0" * 32)


def test_the_link_itself_is_not_stored(invite, app):
    token = invite()
    with app.app_context():
        assert token not in db.session.scalars(select(Invitation.token_hash)).all()


def test_inviting_again_adds_only_what_is_new(invite, app, in_transaction):
    library_id = in_transaction(training.ensure_library, "Бібліотека № 1", "Library 1")
    invite()
    invite(email=" Olena@Library.Example ")
    invite(library="Library 1")
    assert count(app, Account) == 1
    assert count(app, RoleGrant) == 2
    with app.app_context():
        (account_id,) = db.session.scalars(select(Account.id))
        grants = queries.grants_of(account_id)
    assert [(grant.role, grant.library_id, grant.library_uk) for grant in grants] == [
        ("trainer", None, None),
        ("trainer", library_id, "Бібліотека № 1"),
    ]


@pytest.mark.parametrize(
    "email", ["", "olena", "@", "olena@", "@library.example", "o lena@library.example", "o" * 251 + "@x.y"]
)
def test_what_is_no_address_is_refused(email, invite, app):
    with pytest.raises(UnreadableInput):
        invite(email=email)
    assert count(app, Account) == 0


def test_an_unknown_role_or_library_is_refused(invite, app):
    with pytest.raises(UnreadableInput):
        invite(role="king")
    with pytest.raises(UnreadableInput):
        invite(library="Немає такої")
    assert count(app, Account) == 0


def test_a_closed_account_neither_signs_in_nor_is_invited(account, invite, app, in_transaction):
    def close():
        db.session.scalars(select(Account)).one().closed_at = clock.now()

    login_session_id = in_transaction(service.sign_in, EMAIL, GOOD)
    in_transaction(close)
    assert in_transaction(queries.signed_in, login_session_id) is None
    with pytest.raises(Refused):
        in_transaction(service.sign_in, EMAIL, GOOD)
    with pytest.raises(Conflict):
        invite()


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("", "password_short"),
        ("123456789", "password_short"),
        ("а" * 257, "password_long"),
        (EMAIL.upper(), "password_is_email"),
        ("1234567890", "password_common"),
        ("QWERTYuiop", "password_common"),
        ("йцукенгшщз", "password_common"),
    ],
)
def test_a_poor_password_is_refused_and_the_link_stays_good(password, code, invite, in_transaction):
    token = invite()
    with pytest.raises(Refused) as refusal:
        in_transaction(service.set_password, token, password)
    assert [reason.code for reason in refusal.value.reasons] == [code]
    in_transaction(service.set_password, token, GOOD)


@pytest.mark.parametrize("password", ["0123456780", "aaaa aaaa1", "а" * 256, "  жовтий  "])
def test_there_are_no_other_rules(password):
    assert passwords.reasons_against(password, EMAIL) == []


def test_a_letter_typed_as_two_signs_is_the_same_letter():
    one, two = "ї" * 10, "і\u0308" * 10
    assert one != two
    assert passwords.fits(passwords.hashed(one), two)


def test_every_known_password_is_long_enough_to_matter():
    listed = [line for line in passwords.KNOWN.read_text("utf-8").splitlines() if line]
    assert [line for line in listed if len(line) < passwords.SHORTEST] == []
    assert len(listed) == len(set(listed))


def test_the_stored_hash_costs_what_was_decided():
    assert passwords.hashed(GOOD).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize(
    ("email", "password"), [(EMAIL, GOOD + "."), (EMAIL, ""), ("nobody@library.example", GOOD), ("", "")]
)
def test_a_wrong_pair_signs_nobody_in(email, password, account, in_transaction):
    with pytest.raises(Refused):
        in_transaction(service.sign_in, email, password)


def test_an_account_without_password_is_closed_to_every_password(invite, in_transaction):
    invite()
    for password in ("", GOOD):
        with pytest.raises(Refused):
            in_transaction(service.sign_in, EMAIL, password)


def test_the_address_may_be_typed_in_capitals(account, in_transaction):
    assert in_transaction(service.sign_in, " OLENA@library.example", GOOD)


def test_a_new_password_signs_every_browser_out(account, invite, in_transaction):
    login_session_id = in_transaction(service.sign_in, EMAIL, GOOD)
    in_transaction(service.set_password, invite(), GOOD + "!")
    assert in_transaction(queries.signed_in, login_session_id) is None
    with pytest.raises(Refused):
        in_transaction(service.sign_in, EMAIL, GOOD)


def test_signing_out_ends_only_this_sign_in(account, in_transaction):
    first, second = (in_transaction(service.sign_in, EMAIL, GOOD) for _ in range(2))
    in_transaction(service.sign_out, first)
    in_transaction(service.sign_out, first)
    in_transaction(service.sign_out, uuid.uuid4())
    assert in_transaction(queries.signed_in, first) is None
    assert in_transaction(queries.signed_in, second).email == EMAIL


def test_the_audit_log_names_accounts_by_id(account, app, in_transaction):
    in_transaction(service.sign_in, EMAIL, GOOD)
    with app.app_context():
        lines = db.session.execute(
            select(AuditEntry.action, AuditEntry.actor, AuditEntry.detail).where(AuditEntry.subject_kind == "account")
        ).all()
    assert [line.action for line in lines] == [
        "account.role_granted",
        "account.invited",
        "account.password_set",
        "account.signed_in",
    ]
    assert EMAIL not in repr(lines)


def test_roles_and_actor_of_staff():
    grants = (
        queries.Grant(uuid.uuid4(), "trainer", None, None, None),
        queries.Grant(uuid.uuid4(), "trainer", uuid.uuid4(), "Б", "L"),
    )
    found = access.Staff(uuid.UUID(int=7), EMAIL, grants, uuid.uuid4())
    assert found.roles == {"trainer"}
    assert found.actor == f"account {uuid.UUID(int=7)}"


@pytest.fixture
def administrator(in_transaction):
    """Make an account that administers, and can sign in."""
    return lambda email, **more: in_transaction(
        service.create_account, email, "administrator", actor="test", **({"password": GOOD} | more)
    )


def grant_of(account_id):
    return queries.grants_of(account_id)[0].id


def test_the_last_administration_is_neither_closed_nor_taken_away(administrator, in_transaction):
    only = administrator(EMAIL)
    administrator("invited@library.example", password=None)  # cannot sign in yet
    in_transaction(service.create_account, "taras@library.example", "trainer", actor="test", password=GOOD)
    closed = administrator("closed@library.example")
    in_transaction(service.close_account, closed, actor="test")
    with pytest.raises(Refused, match="last_administrator"):
        in_transaction(service.close_account, only, actor="test")
    with pytest.raises(Refused, match="last_administrator"):
        in_transaction(lambda: service.withdraw_role(grant_of(only), actor="test"))
    other = administrator("oksana@library.example")
    for _ in range(2):  # twice is once
        in_transaction(service.close_account, only, actor="test")
    with pytest.raises(Refused, match="last_administrator"):
        in_transaction(lambda: service.withdraw_role(grant_of(other), actor="test"))


def test_of_two_administrator_roles_of_one_account_one_may_go(administrator, in_transaction):
    library_id = in_transaction(training.ensure_library, "Бібліотека № 1", "Library 1")
    only = administrator(EMAIL)
    administrator(EMAIL, library_id=library_id)
    grants = in_transaction(queries.grants_of, only)
    in_transaction(service.withdraw_role, grants[0].id, actor="test")
    in_transaction(service.withdraw_role, grants[0].id, actor="test")
    with pytest.raises(Refused, match="last_administrator"):
        in_transaction(service.withdraw_role, grants[1].id, actor="test")


def test_the_same_invitation_twice_is_one_link(invite, in_transaction):
    invitation_id = new_id()
    first = invite(invitation_id=invitation_id)
    assert invite(invitation_id=invitation_id) == first
    other = invite(email="taras@library.example", invitation_id=invitation_id)  # sent again for somebody else
    assert other != first
    assert in_transaction(service.invited, first) == EMAIL
    assert in_transaction(service.invited, other) == "taras@library.example"


def test_a_closed_account_gets_no_link(account, in_transaction, app):
    with app.app_context():
        account_id = db.session.scalars(select(Account.id)).one()
    in_transaction(service.close_account, account_id, actor="test")
    with pytest.raises(Conflict):
        in_transaction(service.new_link, account_id, actor="test")
