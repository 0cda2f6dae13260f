"""Who of the staff is signed in at this browser: the only way to a page of theirs."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import request
from flask import session as browser

from literacy.accounts import queries, service
from literacy.accounts.permissions import MATRIX, NOWHERE, Place, permits
from literacy.accounts.queries import Grant
from literacy.core import clock, identifiers
from literacy.core.errors import HouseError, NotAllowed, NotFound
from literacy.core.transaction import writing_after_reading

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=12)
# Where who may do what begins; who may do none of it begins at the page of her account.
FIRST_PAGES = (("day.see", "/day"), ("staff.manage", "/administration"), ("item_report.see", "/item-reports"))
# Idle minutes are counted anew at most so often: reading a page costs no write.
_NOTED_EVERY = timedelta(minutes=1)


class NotSignedIn(HouseError):
    """Nobody is signed in here; `idle` says that somebody was, too long ago."""

    def __init__(self, *, idle: bool) -> None:
        super().__init__("idle" if idle else "nobody")
        self.idle = idle


@dataclass(frozen=True, slots=True)
class Staff:
    """A signed-in member of staff. `away` says that a room's board may stay on the screen, and nothing be done."""

    account_id: uuid.UUID
    email: str
    grants: tuple[Grant, ...]
    login_session_id: uuid.UUID
    away: bool = False

    @property
    def roles(self) -> frozenset[str]:
        """The roles, wherever they hold."""
        return frozenset(grant.role for grant in self.grants)

    @property
    def actor(self) -> str:
        """Who did it, for the audit log: no name, no address."""
        return f"account {self.account_id}"

    def may(self, action: str, *places: Place) -> bool:
        """Say whether one of the roles permits an action on an object of these places."""
        return any(permits(action, grant.role, grant.library_id, self.account_id, places) for grant in self.grants)

    def reaches(self, action: str) -> bool:
        """Say whether one of the roles permits an action on anything at all."""
        return any(role in MATRIX[action] for role in self.roles)

    def libraries_to(self, action: str) -> frozenset[uuid.UUID] | None:
        """Return the libraries within reach of an action; None means all."""
        reached = [
            grant.library_id
            for grant in self.grants
            if permits(action, grant.role, grant.library_id, self.account_id, (Place(grant.library_id),))
        ]
        return None if None in reached else frozenset(library for library in reached if library is not None)


def staff() -> Staff:
    """Return who is signed in: within fifteen idle minutes, twelve hours at most."""
    found = staff_at_board()
    if found.away:
        raise NotSignedIn(idle=True)
    return found


def staff_at_board() -> Staff:
    """Return who is signed in, also who was away for over fifteen minutes: for pages that show no name.

    A page that loads itself anew counts as nobody's presence: it asks with the header of a script's request.
    """
    login_session_id = login_session_of_browser()
    found = queries.signed_in(login_session_id) if login_session_id else None
    if login_session_id is None or found is None:
        raise NotSignedIn(idle=False)
    now = clock.now()
    if now - found.started_at > LONGEST:
        raise NotSignedIn(idle=True)
    away = now - found.last_seen_at > IDLE
    if not away and now - found.last_seen_at >= _NOTED_EVERY and not _loads_itself():
        with writing_after_reading():
            service.seen(login_session_id)
    return Staff(found.account_id, found.email, queries.grants_of(found.account_id), login_session_id, away)


def _loads_itself() -> bool:
    return request.headers.get("X-Requested-With") == "refresh"


def staff_to(action: str) -> Callable[[], Staff]:
    """Return the access function of an action that has no object: whoever may do it at all is let through."""

    def check() -> Staff:
        found = staff()
        if not found.may(action, NOWHERE):
            raise NotAllowed(action)
        return found

    return named(check, action)


@dataclass(frozen=True, slots=True)
class AtAccount:
    """Staff at somebody's account."""

    staff: Staff
    account_id: uuid.UUID


def account_to(action: str) -> Callable[[], AtAccount]:
    """Return the access function of an action on the account of this address."""

    def check() -> AtAccount:
        found = staff_to(action)()
        account_id = identifiers.id_of_code(str((request.view_args or {})["code"]))
        if account_id is None or not queries.is_account(account_id):
            raise NotFound("account")
        return AtAccount(found, account_id)

    return named(check, action)


def named(check: Callable[..., Any], action: str) -> Callable[..., Any]:
    """Name an access function by its action: routes, matrix and tests know it by that."""
    check.__name__ = action
    return check


def first_page(login_session_id: uuid.UUID) -> str:
    """Return where somebody begins who just signed in: at what her roles are for."""
    found = queries.signed_in(login_session_id)
    roles = {grant.role for grant in queries.grants_of(found.account_id)} if found else set()
    return next((address for action, address in FIRST_PAGES if roles & MATRIX[action].keys()), "/staff")


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
