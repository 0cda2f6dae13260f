"""The page on which people note by themselves that they came."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from literacy.core.errors import Refused
from literacy.core.language import t
from literacy.http import limits
from literacy.http.access import public
from literacy.rooms.check_in import check_in
from literacy.rooms.check_in_forms import CheckInForm

bp = Blueprint("check_in", __name__)
# A room's PCs share one address; a card number is one of 2^28, a room's code one of 2^24.
FAILURES = 60
NOTED = ("present", "late", "known")


@bp.get("/check-in")
@public
def ask() -> ResponseReturnValue:
    """Ask for the two codes, or say that it is noted."""
    noted = request.args.get("noted", "")
    if noted in NOTED:
        return render_template("rooms/checked_in.html", noted=noted)
    return render_template("rooms/check_in.html", form=CheckInForm())


@bp.post("/check-in")
@public
def note() -> ResponseReturnValue:
    """Note that somebody is there."""
    limits.check_failures("check in", FAILURES)
    form = CheckInForm()
    if form.validate():
        try:
            noted = check_in(form.room.data, form.card.data)
        except Refused:
            form.room.errors = [t("check_in.does_not_fit")]
        else:
            return redirect(url_for(".ask", noted=noted), 303)
    limits.count_failure("check in", FAILURES)
    return render_template("rooms/check_in.html", form=form), 422
