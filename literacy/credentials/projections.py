"""How a credential's state is made anew from its status changes."""

import uuid
from typing import Any

from sqlalchemy import select, update

from literacy.core.db import db
from literacy.credentials.models import Credential, CredentialState, StatusChange
from literacy.credentials.service import status_after

Rows = dict[str, dict[str, Any]]


def expected_rows() -> Rows:
    """Return what the status changes add up to."""
    rows: Rows = {
        str(row.id): {"status": "to_be_signed", "since": row.issued_at, "reason": None}
        for row in db.session.execute(select(Credential.id, Credential.issued_at))
    }
    changes = db.session.execute(
        select(StatusChange.credential_id, StatusChange.change, StatusChange.reason, StatusChange.recorded_at).order_by(
            StatusChange.recorded_at, StatusChange.id
        )
    )
    for row in changes:
        rows[str(row.credential_id)] = {
            "status": status_after(row.change),
            "since": row.recorded_at,
            "reason": row.reason,
        }
    return rows


def stored_rows() -> Rows:
    """Return what is stored."""
    return {
        str(state.credential_id): {"status": state.status, "since": state.since, "reason": state.reason}
        for state in db.session.scalars(select(CredentialState))
    }


def repair() -> None:
    """Store what the changes say."""
    known = set(stored_rows())
    for credential_id, values in expected_rows().items():
        key = uuid.UUID(credential_id)
        if credential_id in known:
            db.session.execute(update(CredentialState).where(CredentialState.credential_id == key).values(**values))
        else:
            db.session.add(CredentialState(credential_id=key, **values))
