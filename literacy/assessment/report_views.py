"""Items that learners reported as wrong: looked at, and decided."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from literacy.accounts.access import Staff, staff_to
from literacy.assessment import invigilation, report_queries
from literacy.assessment.models import REPORT_DECISIONS
from literacy.core.errors import NotFound
from literacy.http.access import actor, requires

bp = Blueprint("item_reports", __name__)


@bp.get("/item-reports")
@requires(staff_to("item_report.see"))
def listed() -> ResponseReturnValue:
    """List the items that learners said something of."""
    return render_template("assessment/item_reports.html", items=report_queries.reported_items())


@bp.get("/item-reports/<item>/<int:version>")
@requires(staff_to("item_report.see"))
def show(item: str, version: int) -> ResponseReturnValue:
    """Show what was said, with the item beside it as it was shown."""
    return _item_page(item, version)


def _item_page(item: str, version: int, *, nothing_chosen: bool = False) -> str:
    found = report_queries.reported_item(item, version, request.args.get("seen", 1, type=int))
    return render_template("assessment/item_report.html", found=found, nothing_chosen=nothing_chosen)


@bp.post("/item-reports/<item>/<int:version>")
@requires(staff_to("item_report.see"))
def decide(item: str, version: int) -> ResponseReturnValue:
    """Keep what was found for the chosen reports; those that were decided meanwhile stay as they are."""
    staff: Staff = actor()
    decision, chosen = request.form.get("decision", ""), set(request.form.getlist("report"))
    if decision not in REPORT_DECISIONS:
        raise NotFound("decision")
    if not chosen:
        return _item_page(item, version, nothing_chosen=True), 422
    for report_id in report_queries.open_report_ids(item, version):
        if report_id.hex in chosen:
            invigilation.decide_report(report_id, decision, actor=staff.actor)
    return redirect(url_for(".listed"), 303)
