"""Ending a session: when it really ended, who is not marked yet, who is still in the middle of a test."""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from literacy.assessment.session_close_queries import in_the_middle
from literacy.core.errors import Refused
from literacy.http.access import actor, requires
from literacy.rooms.service import room_of_session
from literacy.training import session_close, session_times
from literacy.training.access import AtSession, session_to
from literacy.training.roster import roster_of
from literacy.training.session_forms import EndForm
from literacy.training.session_queries import head_of

bp = Blueprint("session_close", __name__)


@bp.get("/sessions/<code>/close")
@requires(session_to("session.run"))
def close(code: str) -> ResponseReturnValue:
    """Ask when the session ended, and what of those who are not marked."""
    at: AtSession = actor()
    form = EndForm()
    form.suggest(session_times.usual_end(at.state))
    return _close_page(at, form)


def _close_page(at: AtSession, form: EndForm) -> str:
    return render_template(
        "assessment/session_close.html",
        head=head_of(at.training_session, at.state),
        state=at.state,
        form=form,
        unmarked=[row.called.name for row in roster_of(at.training_session).rows if row.holding is None],
        working=in_the_middle(at.training_session.id),
        has_room=room_of_session(at.training_session.id) is not None,
        forgotten=session_times.usual_end(at.state) == at.state.planned_end,
        rest="rest" in request.form,
    )


@bp.post("/sessions/<code>/close")
@requires(session_to("session.run"))
def closed(code: str) -> ResponseReturnValue:
    """End the session; its room closes with it."""
    at: AtSession = actor()
    form = EndForm()
    if form.validate():
        try:
            session_close.close(
                at.training_session, form.moment(), rest_absent="rest" in request.form, actor=at.staff.actor
            )
        except Refused as refused:
            form.say(refused)
        else:
            return redirect(f"/sessions/{code}", 303)
    return _close_page(at, form), 422
