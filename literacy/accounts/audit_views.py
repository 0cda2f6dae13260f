"""The audit log: what staff, administrators and the worker did."""

from datetime import date

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from literacy.accounts import audit_queries
from literacy.accounts.access import staff_to
from literacy.core.language import catalogue, t
from literacy.http.access import requires

bp = Blueprint("audit", __name__)


@bp.get("/administration/audit")
@requires(staff_to("audit.see"))
def log() -> ResponseReturnValue:
    """Show the log, newest first: of all actions and days, or of some."""
    action, typed = request.args.get("action", ""), request.args.get("day", "").strip()
    day = _day(typed)
    found = audit_queries.audit_page(action=action, day=day, before=request.args.get("before", ""))
    return render_template(
        "accounts/audit.html",
        found=found,
        action=action,
        actions=sorted(known_actions(), key=lambda name: said(f"act_{name}", name)),
        day=typed,
        unread=bool(typed) and day is None,
        said=said,
    ), 422 if typed and day is None else 200


def _day(typed: str) -> date | None:
    """Return the day that was typed: 23.11.2026, or as a browser's calendar sends it."""
    day, _, rest = typed.partition(".")
    month, _, year = rest.partition(".")
    try:
        return date.fromisoformat(f"{year}-{month.zfill(2)}-{day.zfill(2)}" if rest else typed)
    except ValueError:
        return None


def known_actions() -> list[str]:
    """Return the actions that have words, with underscores: `cohort_closed`."""
    return [name.removeprefix("audit_log.act_") for name in catalogue() if name.startswith("audit_log.act_")]


def said(name: str, otherwise: str) -> str:
    """Return a word of the log, or something else where there is none."""
    return t(f"audit_log.{name}") if f"audit_log.{name}" in catalogue() else otherwise
