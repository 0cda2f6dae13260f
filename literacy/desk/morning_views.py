"""The morning sheet, ready to print."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from literacy.desk.morning_sheet import morning_sheet
from literacy.http.access import actor, requires
from literacy.training.access import AtSession, session_to

bp = Blueprint("morning", __name__)


@bp.get("/sessions/<code>/morning-sheet")
@requires(session_to("session.run"))
def sheet(code: str) -> ResponseReturnValue:
    """Show on one page who comes, what to teach them and why, and what is unfinished from last time."""
    at: AtSession = actor()
    sheet = morning_sheet(at.training_session, at.state)
    return render_template("desk/morning_sheet.html", sheet=sheet, head=sheet.page.head)
