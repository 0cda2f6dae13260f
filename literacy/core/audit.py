"""The audit log: one line for each act of staff, administrators and the worker, with no secret and no name."""

from literacy.core.db import db
from literacy.core.models import AuditEntry


def record(actor: str, action: str, subject_kind: str, subject_id: object, **detail: object) -> None:
    """Append a line in the current transaction."""
    db.session.add(
        AuditEntry(actor=actor, action=action, subject_kind=subject_kind, subject_id=str(subject_id), detail=detail)
    )
