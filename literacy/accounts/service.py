"""Staff accounts: made, invited, signed in and out."""

import uuid
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from literacy.accounts import passwords, queries
from literacy.accounts.models import STAFF_ROLES, Account, Invitation, LoginSession, RoleGrant, RoleWithdrawal
from literacy.core import audit, clock, identifiers, installation
from literacy.core.db import db
from literacy.core.errors import Conflict, NotFound, Reason, Refused, UnreadableInput

INVITATION_HOURS = 24
LONGEST_EMAIL = 254
_TOKEN_LENGTH = 40


class DeadLink(NotFound):
    """A link that was never issued, was used, ran out, or was followed by a newer one."""


def create_account(
    email: str, role: str, *, actor: str, password: str | None = None, library_id: uuid.UUID | None = None
) -> uuid.UUID:
    """Make an account with a role, or give the role to the account that exists."""
    if role not in STAFF_ROLES:
        raise UnreadableInput(f"the role must be one of {', '.join(STAFF_ROLES)}")
    account = _account_of(email)
    if password is not None:
        account.password_hash = passwords.hashed(password)
    if not any(grant.role == role and grant.library_id == library_id for grant in queries.grants_of(account.id)):
        db.session.add(RoleGrant(account_id=account.id, role=role, library_id=library_id))
        audit.record(actor, "account.role_granted", "account", account.id, role=role, library=str(library_id or ""))
    db.session.flush()
    return account.id


def _account_of(email: str) -> Account:
    """Return the account of this address, made if it is new."""
    address = _address(email)
    name, at, host = address.rpartition("@")
    if not (name and at and host) or len(address) > LONGEST_EMAIL or len(address.split()) != 1:
        raise UnreadableInput(f"{email!r} is not an e-mail address")
    account = _held(address) or _made(address)
    if account.closed_at is not None:
        raise Conflict(f"the account {address} is closed")
    return account


def _held(address: str) -> Account | None:
    """Return the account of an address, held: a double click's second request waits and then sees what the first did."""
    return db.session.scalar(select(Account).where(Account.email == address).with_for_update())


def _made(address: str) -> Account:
    """Make an account, or return the one that another request made at this moment."""
    account = Account(id=identifiers.new_id(), email=address)
    try:
        with db.session.begin_nested():
            db.session.add(account)
    except IntegrityError:
        return db.session.scalars(select(Account).where(Account.email == address).with_for_update()).one()
    return account


def _address(email: str) -> str:
    return email.strip().lower()


def invite(
    email: str,
    role: str,
    *,
    actor: str,
    library: str | None = None,
    library_id: uuid.UUID | None = None,
    invitation_id: uuid.UUID | None = None,
) -> str:
    """Return the token of a link that sets a password once, within a day; so also for a lost password.

    The library is given by name or by id. Earlier links of the account stop working; the same id twice is one link.
    """
    if library:
        library_id = queries.library_of_name(library)
        if library_id is None:
            raise UnreadableInput(f"there is no library {library!r}")
    account_id = create_account(email, role, actor=actor, library_id=library_id)
    return new_link(account_id, actor=actor, invitation_id=invitation_id)


def new_link(account_id: uuid.UUID, *, actor: str, invitation_id: uuid.UUID | None = None) -> str:
    """Return the token of a fresh link for an account; earlier ones stop working.

    The token is drawn by the node's key from the invitation's id, so that the same id twice is the same link.
    """
    account = db.session.get(Account, account_id, with_for_update=True)
    known = db.session.get(Invitation, invitation_id) if invitation_id else None
    if known is not None and known.account_id == account_id:
        return _token(known.id)
    if account is None or account.closed_at is not None:
        raise Conflict("a closed account gets no link")
    now, made_id = clock.now(), identifiers.new_id() if known or invitation_id is None else invitation_id
    earlier = (Invitation.account_id == account_id) & Invitation.used_at.is_(None) & (Invitation.expires_at > now)
    db.session.execute(update(Invitation).where(earlier).values(expires_at=now))
    token, expires_at = _token(made_id), now + timedelta(hours=INVITATION_HOURS)
    db.session.add(Invitation(id=made_id, account_id=account_id, token_hash=_token_hash(token), expires_at=expires_at))
    audit.record(actor, "account.invited", "account", account_id)
    db.session.flush()
    return token


def _token(invitation_id: uuid.UUID) -> str:
    number = installation.vault().drawn_number("invitation link", invitation_id.hex)
    return f"{number:064x}"[:_TOKEN_LENGTH]


def _token_hash(token: str) -> str:
    return installation.vault().keyed_hash("invitation", token)


def invited(token: str) -> str:
    """Return whose e-mail address a link is for that is still good."""
    return _open_invitation(token)[1].email


def _open_invitation(token: str, *, lock: bool = False) -> tuple[Invitation, Account]:
    statement = (
        select(Invitation, Account)
        .join(Account, Account.id == Invitation.account_id)
        .where(Invitation.token_hash == _token_hash(token), Account.closed_at.is_(None))
    )
    row = db.session.execute(statement.with_for_update(of=Invitation) if lock else statement).first()
    if row is None or row.Invitation.used_at is not None or row.Invitation.expires_at <= clock.now():
        raise DeadLink("invitation")
    return row.Invitation, row.Account


def set_password(token: str, password: str) -> uuid.UUID:
    """Set the password of whom the link was made for; the link is used up and every browser is signed out."""
    invitation, account = _open_invitation(token, lock=True)
    if reasons := passwords.reasons_against(password, account.email):
        raise Refused(reasons)
    account.password_hash = passwords.hashed(password)
    invitation.used_at = clock.now()
    open_ones = (LoginSession.account_id == account.id) & LoginSession.ended_at.is_(None)
    db.session.execute(update(LoginSession).where(open_ones).values(ended_at=clock.now()))
    audit.record(f"account {account.id}", "account.password_set", "account", account.id)
    db.session.flush()
    return account.id


def sign_in(email: str, password: str) -> uuid.UUID:
    """Check the password and begin a sign-in; return its id. Which of the two was wrong is not told."""
    account = db.session.scalar(select(Account).where(Account.email == _address(email), Account.closed_at.is_(None)))
    if not passwords.fits(account.password_hash if account else None, password) or account is None:
        raise Refused([Reason("sign_in_failed")])
    now = clock.now()
    row = LoginSession(id=identifiers.new_id(), account_id=account.id, started_at=now, last_seen_at=now)
    db.session.add(row)
    audit.record(f"account {account.id}", "account.signed_in", "account", account.id)
    db.session.flush()
    return row.id


def seen(login_session_id: uuid.UUID) -> None:
    """Count the idle minutes anew."""
    this_one = (LoginSession.id == login_session_id) & LoginSession.ended_at.is_(None)
    db.session.execute(update(LoginSession).where(this_one).values(last_seen_at=clock.now()))


def set_pin(account_id: uuid.UUID, pin: str) -> None:
    """Choose the six digits that are asked at the board after a while."""
    if reasons := passwords.reasons_against_pin(pin):
        raise Refused(reasons)
    account = db.session.get(Account, account_id)
    if account is None:
        raise NotFound("account")
    account.pin_hash = passwords.hashed(pin)
    audit.record(f"account {account_id}", "account.pin_set", "account", account_id)
    db.session.flush()


def has_pin(account_id: uuid.UUID) -> bool:
    """Say whether a PIN was chosen."""
    return db.session.scalar(select(Account.pin_hash).where(Account.id == account_id)) is not None


def come_back(login_session_id: uuid.UUID, pin: str) -> bool:
    """Go on after having been away, if the PIN is the right one. The page limits how often it may be tried."""
    row = db.session.get(LoginSession, login_session_id)
    account = db.session.get(Account, row.account_id) if row else None
    if account is None or account.pin_hash is None or not passwords.fits(account.pin_hash, pin.strip()):
        return False
    seen(login_session_id)
    return True


def withdraw_role(grant_id: uuid.UUID, *, actor: str) -> None:
    """Take a role back; taking it back twice changes nothing. The last administration is not taken away."""
    grant = db.session.get(RoleGrant, grant_id, with_for_update=True)
    if grant is None:
        raise NotFound("grant")
    if grant.role == "administrator":
        _require_another_administrator(grant.account_id, without=grant_id)
    if db.session.scalar(select(RoleWithdrawal.id).where(RoleWithdrawal.grant_id == grant_id)) is None:
        db.session.add(RoleWithdrawal(grant_id=grant_id, actor=actor))
        audit.record(actor, "account.role_withdrawn", "account", grant.account_id, role=grant.role)
        db.session.flush()


def close_account(account_id: uuid.UUID, *, actor: str) -> None:
    """Close an account for good: its sign-ins end, its links die, its facts stay. Not the last administration's."""
    account = db.session.get(Account, account_id)
    if account is None:
        raise NotFound("account")
    _require_another_administrator(account_id)
    if account.closed_at is None:
        account.closed_at = clock.now()
        open_ones = (LoginSession.account_id == account_id) & LoginSession.ended_at.is_(None)
        db.session.execute(update(LoginSession).where(open_ones).values(ended_at=clock.now()))
        audit.record(actor, "account.closed", "account", account_id)
        db.session.flush()


def _require_another_administrator(account_id: uuid.UUID, *, without: uuid.UUID | None = None) -> None:
    """Refuse to lock everybody out: somebody who can sign in has to stay who administers.

    The administration's accounts are held first, so that of two who take each other's role away the later one sees it.
    """
    administration = select(RoleGrant.account_id).where(RoleGrant.role == "administrator")
    held = select(Account.id).where(Account.id.in_(administration)).order_by(Account.id).with_for_update()
    db.session.execute(held).all()
    standing = (
        select(RoleGrant.id, RoleGrant.account_id)
        .join(Account, Account.id == RoleGrant.account_id)
        .outerjoin(RoleWithdrawal, RoleWithdrawal.grant_id == RoleGrant.id)
        .where(
            RoleGrant.role == "administrator",
            RoleWithdrawal.id.is_(None),
            Account.closed_at.is_(None),
            Account.password_hash.is_not(None),
        )
        .order_by(RoleGrant.id)
    )
    grants = db.session.execute(standing).all()
    left = [grant for grant in grants if grant.account_id != account_id or without not in (None, grant.id)]
    if grants and not left:
        raise Refused([Reason("last_administrator")])


def sign_out(login_session_id: uuid.UUID) -> None:
    """End a sign-in; ending it twice changes nothing."""
    this_one = (LoginSession.id == login_session_id) & LoginSession.ended_at.is_(None)
    db.session.execute(update(LoginSession).where(this_one).values(ended_at=clock.now()))
