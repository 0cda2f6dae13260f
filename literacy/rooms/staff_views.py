"""Staff open a room and print its cards."""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from literacy.core.errors import NotFound, Refused
from literacy.http.access import actor, requires
from literacy.rooms import cards, opening, service
from literacy.rooms.presence import present
from literacy.training.access import AtLibrary, AtSession, library_to, session_to

bp = Blueprint("room_staff", __name__)


@bp.post("/sessions/<code>/room")
@requires(session_to("session.run"))
def open_room(code: str) -> ResponseReturnValue:
    """Open the room of a planned session and show its board."""
    at: AtSession = actor()
    try:
        opening.open_for_session(at.training_session.id, actor=at.staff.actor)
    except Refused as refusal:
        return render_template("rooms/not_opened.html", reason=refusal.reasons[0], code=code), 409
    return redirect(f"/sessions/{code}/board", 303)


@bp.post("/libraries/<code>/room")
@requires(library_to("library.teach"))
def open_drop_in(code: str) -> ResponseReturnValue:
    """Open a room to whoever comes and show its board."""
    at: AtLibrary = actor()
    session_code = opening.open_for_whoever_comes(at.library.id, at.staff.account_id, actor=at.staff.actor)
    return redirect(f"/sessions/{session_code}/board", 303)


@bp.get("/sessions/<code>/cards")
@requires(session_to("session.board"))
@present
def print_cards(code: str) -> ResponseReturnValue:
    """Show the seat cards, ready to print: all of them, one (`seat`), or those after a number (`after`)."""
    at: AtSession = actor()
    room = service.room_of_session(at.training_session.id)
    if room is None:
        raise NotFound("room")
    if not service.is_open(room):
        return render_template("rooms/cards.html", code=code, sheets=(), whole=True)
    only, after = (request.args.get(name, type=int) for name in ("seat", "after"))
    sheets = cards.sheets_of(room.id, request.host_url, only=only, after=after or 0)
    whole = only is None and not after
    return render_template("rooms/cards.html", code=code, sheets=sheets, whole=whole, host=request.host)
