"""Staff accounts: made, invited, signed in and out."""

import hashlib
import secrets
import uuid
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select

from literacy.accounts.models import STAFF_ROLES, Account, Invitation, LoginSession, RoleGrant
from literacy.core import audit, clock, identifiers, installation
from literacy.core.db import db
from literacy.core.errors import Conflict, NotFound, Reason, Refused

INVITATION_HOURS = 24
IDLE_MINUTES = 15
SHORTEST_PASSWORD = 10
# The least that OWASP asks for: 19 MiB, two passes; a village box must bear a room of trainers.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Verified against when there is no such account, so that both answers take as long.
_nobody = _hasher.hash(secrets.token_hex(8))
_COMMON = {"password12", "1234567890", "qwertyuiop", "qwerty12345", "password123"}


def create_account(
    email: str, role: str, *, actor: str, password: str | None = None, library_id: uuid.UUID | None = None
) -> uuid.UUID:
    """Make an account with a role, or give the role to the account that exists."""
    if role not in STAFF_ROLES:
        raise Conflict(f"the role must be one of {', '.join(STAFF_ROLES)}")
    address = email.strip().lower()
    account = db.session.scalar(select(Account).where(Account.email == address))
    if account is None:
        account = Account(id=identifiers.new_id(), email=address)
        db.session.add(account)
        db.session.flush()
    if password is not None:
        account.password_hash = _hasher.hash(password)
    granted = select(RoleGrant.id).where(RoleGrant.account_id == account.id, RoleGrant.role == role).limit(1)
    if db.session.scalar(granted) is None:
        db.session.add(RoleGrant(account_id=account.id, role=role, library_id=library_id))
    audit.record(actor, "account.role_granted", "account", account.id, role=role)
    db.session.flush()
    return account.id


def invite(email: str, role: str, *, actor: str) -> str:
    """Return the token of a link that sets a password once, within a day; so also for a lost password."""
    account_id = create_account(email, role, actor=actor)
    token = secrets.token_urlsafe(24)
    expires_at = clock.now() + timedelta(hours=INVITATION_HOURS)
    db.session.add(Invitation(account_id=account_id, token_hash=_token_hash(token), expires_at=expires_at))
    audit.record(actor, "account.invited", "account", account_id)
    db.session.flush()
    return token


def invited(token: str) -> Invitation:
    """Return the invitation of a link that is still good."""
    row = db.session.scalar(select(Invitation).where(Invitation.token_hash == _token_hash(token)))
    if row is None or row.used_at is not None or row.expires_at <= clock.now():
        raise NotFound("invitation")
    return row


def set_password(token: str, password: str) -> uuid.UUID:
    """Set the password of whom the link was made for; the link is used up and other browsers are signed out."""
    invitation = invited(token)
    account = db.session.get(Account, invitation.account_id)
    if account is None:
        raise NotFound("account")
    if len(password) < SHORTEST_PASSWORD:
        raise Refused([Reason("password_short", {"least": SHORTEST_PASSWORD})])
    if password.lower() in _COMMON or password.lower() == account.email:
        raise Refused([Reason("password_common")])
    account.password_hash = _hasher.hash(password)
    invitation.used_at = clock.now()
    for browser_session in db.session.scalars(
        select(LoginSession).where(LoginSession.account_id == account.id, LoginSession.ended_at.is_(None))
    ):
        browser_session.ended_at = clock.now()
    audit.record(f"account {account.id}", "account.password_set", "account", account.id)
    return account.id


def sign_in(email: str, password: str) -> uuid.UUID:
    """Check the password and begin a signed-in browser; return its id."""
    account = db.session.scalar(
        select(Account).where(Account.email == email.strip().lower(), Account.closed_at.is_(None))
    )
    try:
        _hasher.verify(account.password_hash if account and account.password_hash else _nobody, password)
    except (VerificationError, InvalidHashError) as error:
        raise Refused([Reason("sign_in_failed")]) from error
    if account is None or account.password_hash is None:
        raise Refused([Reason("sign_in_failed")])
    row = LoginSession(id=identifiers.new_id(), account_id=account.id, started_at=clock.now(), last_seen_at=clock.now())
    db.session.add(row)
    audit.record(f"account {account.id}", "account.signed_in", "account", account.id)
    db.session.flush()
    return row.id


def seen(login_session_id: uuid.UUID) -> None:
    """Count the idle minutes anew."""
    row = db.session.get(LoginSession, login_session_id)
    if row is not None and row.ended_at is None:
        row.last_seen_at = clock.now()


def sign_out(login_session_id: uuid.UUID) -> None:
    """End a signed-in browser."""
    row = db.session.get(LoginSession, login_session_id)
    if row is not None and row.ended_at is None:
        row.ended_at = clock.now()


def _token_hash(token: str) -> str:
    return installation.vault().keyed_hash("invitation", hashlib.sha256(token.encode()).hexdigest())
