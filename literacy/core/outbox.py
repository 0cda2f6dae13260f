"""The outbox: a message is written with the fact that asks for it and worked off afterwards."""

import uuid
from typing import Any

from sqlalchemy import select

from literacy.core import clock
from literacy.core.db import db
from literacy.core.models import OutboxMessage

# From so many failed tries on `literacy doctor` calls for help; the worker goes on trying, ever more seldom.
MAX_ATTEMPTS = 20


def enqueue(kind: str, **payload: Any) -> None:
    """Ask the worker for something, in the current transaction."""
    db.session.add(OutboxMessage(kind=kind, payload=payload))


def waiting(limit: int = 100) -> list[tuple[uuid.UUID, str, dict[str, Any]]]:
    """Return messages that are still to be worked off, oldest first."""
    statement = (
        select(OutboxMessage.id, OutboxMessage.kind, OutboxMessage.payload)
        .where(OutboxMessage.done_at.is_(None))
        .order_by(OutboxMessage.attempts, OutboxMessage.id)
        .limit(limit)
    )
    return [(row.id, row.kind, row.payload) for row in db.session.execute(statement)]


def mark_done(message_id: uuid.UUID) -> None:
    """Say that a message was worked off."""
    message = db.session.get(OutboxMessage, message_id)
    if message is not None:
        message.done_at = clock.now()


def mark_failed(message_id: uuid.UUID, error: str) -> int:
    """Count a failed try and keep its reason; return how many tries failed."""
    message = db.session.get(OutboxMessage, message_id)
    if message is None:
        return 0
    message.attempts += 1
    message.last_error = error[:500]
    return message.attempts
