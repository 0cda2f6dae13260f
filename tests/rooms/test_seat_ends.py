"""A seat's cookie ends with its room: a PC left open shows the next person nothing."""

from literacy.core.identifiers import new_id
from literacy.rooms import service
from literacy.training.libraries import ensure_library


def test_a_closed_room_shows_no_seat(client, in_transaction):
    library_id = in_transaction(ensure_library, "Бібліотека", "Library")
    room = in_transaction(service.open_drop_in, library_id, 1, actor="test")
    taken = in_transaction(service.take_seat, room.room_id, room.seats[0][1], new_id())
    with client.session_transaction() as browser:
        browser["entry"] = taken.entry_id.hex
    assert client.get("/sittings/choose").status_code == 200
    in_transaction(service.close_room, room.room_id, actor="test")
    reply = client.get("/sittings/choose")
    assert (reply.status_code, reply.headers["Location"]) == (303, "/join")
