"""Who of the staff is signed in at this browser."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from flask import session as browser
from sqlalchemy import select

from literacy.accounts.models import Account, LoginSession, RoleGrant
from literacy.accounts.service import IDLE_MINUTES
from literacy.core import clock
from literacy.core.db import db
from literacy.core.errors import HouseError, NotFound


class NotSignedIn(HouseError):
    """Nobody is signed in here; `idle` says that somebody was, too long ago."""

    def __init__(self, *, idle: bool) -> None:
        super().__init__("idle" if idle else "nobody")
        self.idle = idle


@dataclass(frozen=True, slots=True)
class Staff:
    """A signed-in member of staff."""

    account_id: uuid.UUID
    email: str
    roles: tuple[str, ...]
    login_session_id: uuid.UUID


def staff() -> Staff:
    """Return who is signed in, within fifteen idle minutes."""
    text = browser.get("staff")
    row = db.session.get(LoginSession, uuid.UUID(hex=text)) if isinstance(text, str) else None
    if row is None or row.ended_at is not None:
        raise NotSignedIn(idle=False)
    if clock.now() - row.last_seen_at > timedelta(minutes=IDLE_MINUTES):
        raise NotSignedIn(idle=True)
    account = db.session.get(Account, row.account_id)
    if account is None or account.closed_at is not None:
        raise NotSignedIn(idle=False)
    roles = db.session.scalars(select(RoleGrant.role).where(RoleGrant.account_id == account.id).distinct())
    return Staff(account.id, account.email, tuple(sorted(roles)), row.id)


def administrator() -> Staff:
    """Return the administrator who is signed in; for anybody else there is nothing here."""
    found = staff()
    if "administrator" not in found.roles:
        raise NotFound("page")
    return found


def remember_staff(login_session_id: uuid.UUID) -> None:
    """Let this browser be signed in."""
    browser["staff"] = login_session_id.hex
