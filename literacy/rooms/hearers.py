"""What rooms hear from below."""

import uuid

from literacy.core.signals import training_session_closed
from literacy.rooms import service


@training_session_closed.connect
def close_its_room(_sender: object, *, training_session_id: uuid.UUID) -> None:
    """A session ended: the codes of its room stop working."""
    room = service.room_of_session(training_session_id)
    if room is not None and room.closed_at is None:
        service.close_room(room.id, actor="hearer")
