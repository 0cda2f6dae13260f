"""The live board of a room and the pages of its seats. Every act is a form; what comes after it is a redirect."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from literacy.accounts import service as accounts
from literacy.accounts.access import NotSignedIn
from literacy.accounts.forms import PinForm
from literacy.assessment import board_acts, board_queries
from literacy.assessment.board_acts import EXTRA_MINUTES, ROOM_ACTS, SEAT_ACTS, TELLABLE, Act, Here
from literacy.assessment.models import VOID_REASONS
from literacy.core import clock
from literacy.core.errors import Conflict, Reason, Refused
from literacy.http.access import actor, requires
from literacy.rooms import seats, service
from literacy.rooms.models import Room
from literacy.rooms.presence import Asked, asked_before, present
from literacy.training.access import AtSession, session_to

bp = Blueprint("board", __name__)


@bp.get("/sessions/<code>/board")
@requires(session_to("session.board"))
def show(code: str) -> ResponseReturnValue:
    """Show the board: seat numbers, no names. It stays on the screen while nobody of the staff is near."""
    at: AtSession = actor()
    room = _room(at)
    if room is None:
        return redirect(f"/sessions/{code}", 303)
    return _board_page(at, room)


@bp.get("/sessions/<code>/board/seats/<int:number>")
@requires(session_to("session.board"))
@present
def seat(code: str, number: int) -> ResponseReturnValue:
    """Show what can be done at a seat."""
    at: AtSession = actor()
    room = _room(at)
    if room is None:
        return redirect(f"/sessions/{code}", 303)
    return _seat_page(at, room, number)


@bp.post("/sessions/<code>/board/<act>")
@requires(session_to("session.board"))
def room_act(code: str, act: str) -> ResponseReturnValue:
    """Do something to the whole room."""
    return _carry_out(actor(), act, board_acts.act_named(ROOM_ACTS, act, request.form), None)


@bp.post("/sessions/<code>/board/seats/<int:number>/<act>")
@requires(session_to("session.board"))
def seat_act(code: str, number: int, act: str) -> ResponseReturnValue:
    """Do something at a seat."""
    return _carry_out(actor(), act, board_acts.act_named(SEAT_ACTS, act, request.form), number)


def _carry_out(at: AtSession, name: str, act: Act, number: int | None) -> ResponseReturnValue:
    """Do an act and show what came of it; whoever was away gives the PIN first, and what would hurt is asked once."""
    room = _room(at)
    if room is None or not (act.when_closed or service.is_open(room)):
        return redirect(url_for(".show", code=at.training_session.code), 303)
    here = board_acts.here(room, at.training_session.classroom_id, number, actor=at.staff.actor)
    asked = asked_before(at.staff, request.form, destructive=act.asks)
    if asked is not None:
        return _same_page(at, here, asked=asked), asked.status
    try:
        act.do(here, request.form)
    except Refused as refusal:
        return _same_page(at, here, trouble=refusal.reasons[0]), 422
    except Conflict:
        name = "too-late"
    return redirect(_following(at, name, number), 303)


def _room(at: AtSession) -> Room | None:
    """Return the session's room. Whoever was away and finds it closed signs in again."""
    room = service.room_of_session(at.training_session.id)
    if at.staff.away and (room is None or not service.is_open(room)):
        raise NotSignedIn(idle=True)
    return room


def _following(at: AtSession, name: str, number: int | None) -> str:
    code = at.training_session.code
    if number is not None and request.form.get("from") == "seat":
        return url_for(".seat", code=code, number=number, done=name)
    return url_for(".show", code=code, done=name, seat=number)


def _same_page(at: AtSession, here: Here, *, asked: Asked | None = None, trouble: Reason | None = None) -> str:
    """Show the page from which an act came; to whoever was away always the board, which has no names."""
    if here.the_seat is not None and request.form.get("from") == "seat" and not at.staff.away:
        return _seat_page(at, here.room, here.the_seat.number, asked=asked, trouble=trouble)
    return _board_page(at, here.room, asked=asked, trouble=trouble)


def _board_page(at: AtSession, room: Room, *, asked: Asked | None = None, trouble: Reason | None = None) -> str:
    return render_template(
        "assessment/board.html",
        at=at,
        room=room,
        now=clock.now(),
        is_open=service.is_open(room),
        can_reopen=board_acts.can_reopen(room),
        has_pin=accounts.has_pin(at.staff.account_id),
        room_code=service.codes_of(room.id).code,
        board=board_queries.board_of(room, interrupted=at.state.interruption is not None),
        seen_closing=board_acts.mark_of(room),
        **_asking(asked, trouble),
    )


def _seat_page(
    at: AtSession, room: Room, number: int, *, asked: Asked | None = None, trouble: Reason | None = None
) -> str:
    interrupted = at.state.interruption is not None
    return render_template(
        "assessment/board_seat.html",
        at=at,
        page=board_queries.seat_page(room, seats.seat_in_room(room.id, number), interrupted=interrupted),
        is_open=service.is_open(room),
        minutes=EXTRA_MINUTES,
        document_kinds=seats.DOCUMENT_KINDS,
        void_reasons=VOID_REASONS,
        **_asking(asked, trouble),
    )


def _asking(asked: Asked | None, trouble: Reason | None) -> dict[str, object]:
    """Return what a page says first: what is asked, what is wrong, or what was done."""
    form = PinForm("pin.field")
    if asked is not None and asked.wrong:
        form.pin.errors = [asked.wrong]
    done, number = request.args.get("done"), request.args.get("seat", type=int)
    place = request.view_args or {}
    return {
        "asked": asked,
        "asked_act": place.get("act"),
        "asked_seat": place.get("number"),
        "asked_once": place.get("act") in SEAT_ACTS and SEAT_ACTS[place["act"]].asks,
        "pin": form,
        "trouble": trouble,
        "done": done if request.method == "GET" and done in TELLABLE else None,
        "done_seat": place.get("number") or number,
    }
