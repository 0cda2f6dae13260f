"""Sitting down with a card: two codes, no e-mail, no password."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from literacy.core import identifiers, issued_ids
from literacy.core.errors import Refused
from literacy.core.language import t
from literacy.http import limits
from literacy.http.access import public
from literacy.rooms import access, service
from literacy.rooms.access import NotSeated
from literacy.rooms.forms import JoinForm

bp = Blueprint("rooms", __name__)
# A room of twenty people with one address may mistype often; a guesser of 2^44 codes gains nothing from this many.
JOIN_FAILURES = 60
LONGEST_CODE = 20


@bp.get("/join")
@public
def join() -> ResponseReturnValue:
    """Ask for the two codes; a card's QR code brings them along, and a shared PC knows its room.

    Whoever sat in a room that is closed is told how to go on.
    """
    form = JoinForm()
    form.entry.data = issued_ids.issue("seat entry")
    form.room.data = request.args.get("room", "")[:LONGEST_CODE] or access.remembered_room()
    form.seat.data = request.args.get("seat", "")[:LONGEST_CODE]
    return render_template("rooms/join.html", form=form, over=access.room_is_over())


@bp.get("/JOIN")
@public
def join_upper() -> ResponseReturnValue:
    """Take an address that a reader of QR codes wrote in upper case."""
    told = {name.lower(): value for name, value in request.args.items()}
    return redirect(url_for(".join", room=told.get("room"), seat=told.get("seat")), 303)


@bp.post("/join")
@public
def sit_down() -> ResponseReturnValue:
    """Take the seat and go where the learner left off."""
    limits.check_failures("join", JOIN_FAILURES)
    form = JoinForm()
    entry_id = issued_ids.accept(form.entry.data or "", "seat entry")
    if form.validate() and entry_id is not None:
        try:
            taken = service.sit_down(form.room.data, form.seat.data, entry_id)
        except Refused as refusal:
            code = refusal.reasons[0].code
            wrong = form.seat if code.startswith("seat") else form.room
            wrong.errors = [t(f"errors.{code}")]
        else:
            access.remember_entry(taken.entry_id, identifiers.normalise_code(form.room.data))
            return redirect(url_for("assessment.continue_or_choose"), 303)
    limits.count_failure("join", JOIN_FAILURES)
    form.entry.data = issued_ids.issue("seat entry")
    return render_template("rooms/join.html", form=form), 422


@bp.get("/moved")
@public
def moved() -> ResponseReturnValue:
    """Say that the card is in use on another computer."""
    return render_template("rooms/moved.html")


@bp.app_errorhandler(NotSeated)
def not_seated(error: NotSeated) -> ResponseReturnValue:
    """Lead whoever has no seat here to the codes: never an error, a person only changed places."""
    return redirect(url_for("rooms.moved" if error.moved else "rooms.join"), 303)
