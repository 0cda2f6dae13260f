"""Staff for tests of pages: an account with a role, and a browser that is signed in with it, without a password."""

import uuid
from itertools import count

from flask.testing import FlaskClient

from literacy.accounts import service
from literacy.accounts.models import LoginSession
from literacy.core import identifiers
from literacy.core.db import db

_numbers = count(1)


def make_staff(role: str, library_id: uuid.UUID | None = None, *, email: str = "") -> uuid.UUID:
    """Make an account with a role in a library, or in the region."""
    address = email or f"{role}{next(_numbers)}@library.example"
    return service.create_account(address, role, actor="test", library_id=library_id)


def begin_sign_in(account_id: uuid.UUID) -> str:
    """Begin a sign-in; return what the browser's cookie holds."""
    row = LoginSession(id=identifiers.new_id(), account_id=account_id)
    db.session.add(row)
    db.session.flush()
    return row.id.hex


def remember(client: FlaskClient, **cookie: str) -> None:
    """Let a browser's cookie hold these and nothing else of anybody."""
    with client.session_transaction() as browser:
        for name in ("staff", "entry", "holder"):
            browser.pop(name, None)
        browser.update(cookie)
