"""What was noted of one person in a session, and taking the last word back."""

import uuid

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from literacy.core import issued_ids
from literacy.http.access import actor, requires
from literacy.training import attendance, intake
from literacy.training.access import AtSession, session_to
from literacy.training.attendance import NewMark
from literacy.training.mark_queries import MarkHistory, history_of
from literacy.training.session_queries import head_of

bp = Blueprint("marks", __name__)


@bp.get("/sessions/<code>/attendance/<card>")
@requires(session_to("session.run"))
def history(code: str, card: str) -> ResponseReturnValue:
    """Show who noted what of a person, and when."""
    at: AtSession = actor()
    return _history_page(at, history_of(at.training_session, card, at.staff.actor))


def _history_page(at: AtSession, found: MarkHistory, *, asks_why: bool = False) -> str:
    return render_template(
        "training/marks.html",
        head=head_of(at.training_session, at.state),
        history=found,
        over=at.state.status == "ended",
        reasons=intake.ALL_REASONS,
        choosable=intake.MARK_REASONS,
        asks_why=asks_why,
        issued=issued_ids.issue("mark taken back", f"{at.training_session.id} {found.called.learner_id}"),
    )


@bp.post("/sessions/<code>/attendance/<card>")
@requires(session_to("session.run"))
def take_back(code: str, card: str) -> ResponseReturnValue:
    """Take the mark in force back: nothing is noted of the person then."""
    at: AtSession = actor()
    found = history_of(at.training_session, card, at.staff.actor)
    learner_id = found.called.learner_id
    mark_id = issued_ids.accept(request.form.get("id", ""), "mark taken back", f"{at.training_session.id} {learner_id}")
    reason = request.form.get("reason", "")
    if mark_id is None or (reason and reason not in intake.MARK_REASONS):
        return _history_page(at, found), 422
    mark = NewMark(learner_id, None, seen=_shown(), reason=reason, id=mark_id)
    (kept,) = attendance.note_marks(at.training_session.id, [mark], source="list", actor=at.staff.actor)
    if kept.outcome in ("conflict", "reason_needed"):
        return _history_page(at, found, asks_why=kept.outcome == "reason_needed"), 422
    return redirect(f"/sessions/{code}/attendance", 303)


def _shown() -> uuid.UUID | None:
    try:
        return uuid.UUID(hex=request.form.get("seen", ""))
    except ValueError:
        return None
