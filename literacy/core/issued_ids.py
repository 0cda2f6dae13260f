"""Ids that a page carries and only this server can have issued: whoever submits one twice acts once.

An issued id is a UUIDv7 and a keyed hash that binds it to a purpose and to whom it was issued for.
"""

import uuid

from literacy.core import identifiers, installation

_MAC_LENGTH = 24


def issue(purpose: str, bound_to: object = "") -> str:
    """Return a fresh id for a form."""
    issued = identifiers.new_id()
    return f"{issued.hex}.{_mac(issued, purpose, bound_to)}"


def accept(text: str, purpose: str, bound_to: object = "") -> uuid.UUID | None:
    """Return the id if this server issued it for this purpose, else None."""
    plain, _, mac = text.partition(".")
    try:
        issued = uuid.UUID(hex=plain)
    except ValueError:
        return None
    return issued if mac == _mac(issued, purpose, bound_to) else None


def _mac(issued: uuid.UUID, purpose: str, bound_to: object) -> str:
    return installation.vault().keyed_hash(f"issued id: {purpose}", f"{issued.hex} {bound_to}")[:_MAC_LENGTH]
