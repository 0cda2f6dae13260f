"""Who of the staff is signed in at this browser: the only way to a page of theirs."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from flask import session as browser

from literacy.accounts import queries, service
from literacy.accounts.queries import Grant
from literacy.core import clock
from literacy.core.errors import HouseError, NotAllowed
from literacy.core.transaction import writing_after_reading

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=12)
# Idle minutes are counted anew at most so often: reading a page costs no write.
_NOTED_EVERY = timedelta(minutes=1)


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
    grants: tuple[Grant, ...]
    login_session_id: uuid.UUID

    @property
    def roles(self) -> frozenset[str]:
        """The roles, wherever they hold."""
        return frozenset(grant.role for grant in self.grants)

    @property
    def actor(self) -> str:
        """Who did it, for the audit log: no name, no address."""
        return f"account {self.account_id}"


def staff() -> Staff:
    """Return who is signed in: within fifteen idle minutes, twelve hours at most."""
    login_session_id = login_session_of_browser()
    found = queries.signed_in(login_session_id) if login_session_id else None
    if login_session_id is None or found is None:
        raise NotSignedIn(idle=False)
    now = clock.now()
    if now - found.last_seen_at > IDLE or now - found.started_at > LONGEST:
        raise NotSignedIn(idle=True)
    if now - found.last_seen_at >= _NOTED_EVERY:
        with writing_after_reading():
            service.seen(login_session_id)
    return Staff(found.account_id, found.email, queries.grants_of(found.account_id), login_session_id)


def administrator() -> Staff:
    """Return the administrator who is signed in; for anybody else there is nothing here."""
    found = staff()
    if "administrator" not in found.roles:
        raise NotAllowed("administrators only")
    return found


def login_session_of_browser() -> uuid.UUID | None:
    """Return the sign-in that this browser's cookie names, whether or not it still holds."""
    text = browser.get("staff")
    return uuid.UUID(hex=text) if isinstance(text, str) else None


def remember_staff(login_session_id: uuid.UUID) -> None:
    """Let this browser be signed in; whatever a learner left in the cookie goes."""
    forget_staff()
    browser["staff"] = login_session_id.hex


def forget_staff() -> None:
    """Clear the cookie of everybody; the language stays."""
    spoken = browser.get("language")
    browser.clear()
    if spoken:
        browser["language"] = spoken
