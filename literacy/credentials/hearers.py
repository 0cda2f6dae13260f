"""What credentials hear from below and write in the sender's transaction."""

import uuid

from literacy.core import outbox
from literacy.core.signals import credential_status_changed


@credential_status_changed.connect
def ask_for_new_status_lists(_sender: object, *, credential_id: uuid.UUID) -> None:
    """A status changed: the published lists are signed anew by the worker."""
    outbox.enqueue("sign_status_lists", because_of=credential_id.hex)
