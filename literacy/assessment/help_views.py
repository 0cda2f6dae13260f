"""What a learner may need besides answering: the trainer, a better item, a guardian's consent."""

import uuid

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from literacy.accounts import learners
from literacy.assessment import invigilation, queries, ways
from literacy.assessment.access import own_sitting_in_open_room
from literacy.assessment.forms import ROLES, ReportForm
from literacy.assessment.queries import Standing
from literacy.core import issued_ids
from literacy.core.errors import NotFound
from literacy.http.access import actor, requires
from literacy.rooms import seats
from literacy.rooms.access import seated_learner
from literacy.rooms.models import HELP_KINDS

bp = Blueprint("help", __name__)


@bp.get("/sittings/<code>/help")
@requires(own_sitting_in_open_room)
def call(code: str) -> ResponseReturnValue:
    """Offer to call the trainer."""
    if actor().ended:
        return redirect(ways.place_of(actor()), 303)
    return render_template("assessment/help.html", standing=actor(), kinds=HELP_KINDS)


@bp.post("/sittings/<code>/help")
@requires(own_sitting_in_open_room)
def called(code: str) -> ResponseReturnValue:
    """Call the trainer, or say that it is not needed any more; then back to the item."""
    standing: Standing = actor()
    if standing.ended or standing.seat_id is None:
        return redirect(ways.place_of(standing), 303)
    if request.form.get("cancel"):
        seats.no_more_help(standing.seat_id, actor=seats.LEARNER)
    else:
        kind = request.form.get("kind", "other")
        seats.call_for_help(standing.seat_id, kind if kind in HELP_KINDS else "other")
    return redirect(ways.place_of(standing), 303)


@bp.get("/sittings/<code>/report")
@requires(own_sitting_in_open_room)
def report(code: str) -> ResponseReturnValue:
    """Ask what is wrong with the item that waits."""
    standing: Standing = actor()
    if standing.ended or standing.presentation_id is None:
        return redirect(ways.place_of(standing), 303)
    form = ReportForm()
    form.presentation.data = standing.presentation_id.hex
    form.report.data = issued_ids.issue("item report", standing.presentation_id)
    return render_template("assessment/report.html", standing=standing, form=form)


@bp.post("/sittings/<code>/report")
@requires(own_sitting_in_open_room)
def reported(code: str) -> ResponseReturnValue:
    """Keep the report, say thank you on the item's page."""
    standing, form = actor(), ReportForm()
    presentation_id = _of_sitting(standing, form.presentation.data or "")
    report_id = issued_ids.accept(form.report.data or "", "item report", presentation_id)
    if report_id is None:
        return redirect(url_for(".report", code=code), 303)
    if not form.validate():
        return render_template("assessment/report.html", standing=standing, form=form), 422
    text = form.text.data or ""
    invigilation.report_item(presentation_id, standing.learner_id, form.kind.data, text, report_id=report_id)
    return redirect(ways.place_of(standing, reported=True), 303)


def _of_sitting(standing: Standing, text: str) -> uuid.UUID:
    """Return the presentation that a form names, if it is one of this sitting."""
    try:
        presentation_id = uuid.UUID(hex=text)
    except ValueError as error:
        raise NotFound("presentation") from error
    if queries.position_of(standing.sitting_id, presentation_id) is None:
        raise NotFound("presentation")
    return presentation_id


@bp.get("/sittings/guardian")
@requires(seated_learner)
def guardian() -> ResponseReturnValue:
    """Say that a guardian's written consent is missing; once the trainer has noted it, lead on."""
    role = request.args.get("role", "")
    if learners.needs_guardian(actor().learner_id):
        return render_template("assessment/guardian.html", role=role, seat=actor().seat_number)
    if role in ROLES:
        return redirect(url_for("assessment.consent", role=role), 303)
    return redirect(url_for("assessment.choose"), 303)
