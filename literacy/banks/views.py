"""The bank card of a role, for everybody."""

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from literacy.banks.queries import card_of
from literacy.http.access import public

bp = Blueprint("banks", __name__)


@bp.get("/banks/<role>")
@public
def card(role: str) -> ResponseReturnValue:
    """Show what a role's bank holds and what it cannot say yet."""
    found = card_of(role)
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        return jsonify(found.as_json())
    return render_template("banks/card.html", card=found)
