"""The page of a session, and its attendance list: who is there, in one tap and one save."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from literacy.core.errors import Refused
from literacy.http.access import actor, requires
from literacy.rooms.session_queries import room_facts, turns_in
from literacy.training import attendance_list, intake, session_times
from literacy.training.access import AtSession, session_to
from literacy.training.attendance_forms import AttendanceList, fresh_list, posted_list
from literacy.training.models import INTERRUPTIONS, MARKS
from literacy.training.roster import roster_of
from literacy.training.session_queries import head_of, session_page, stops_of

bp = Blueprint("sessions", __name__)


@bp.get("/sessions/<code>")
@requires(session_to("session.see"))
def session(code: str) -> ResponseReturnValue:
    """Show a session: where and when, how it went, who was there, and what can be done now."""
    at: AtSession = actor()
    runs = at.may("session.run")
    return render_template(
        "rooms/session.html",
        page=session_page(at.training_session, at.state, with_people=runs),
        room=room_facts(at.training_session.id),
        runs=runs,
        sees_cohort=at.may("cohort.see"),
        may_begin=session_times.may_begin(at.state),
        can_be_marked=intake.can_be_marked(at.state),
        reopens=session_times.may_reopen(at.state),
        marks=MARKS,
        reasons=INTERRUPTIONS,
    )


@bp.get("/sessions/<code>/attendance")
@requires(session_to("session.run"))
def attendance(code: str) -> ResponseReturnValue:
    """Show who is on the list, with what is noted of each."""
    at: AtSession = actor()
    listed = fresh_list(at.training_session, roster_of(at.training_session))
    return _attendance_page(at, listed.at_part(request.args.get("part", "")))


def _attendance_page(at: AtSession, listed: AttendanceList) -> str:
    names = {row.learner_id: row.called.name for row in listed.roster.rows}
    return render_template(
        "rooms/attendance.html",
        head=head_of(at.training_session, at.state),
        state=at.state,
        listed=listed,
        stops=stops_of(at.training_session),
        turns=turns_in(at.training_session.id, names),
        room=room_facts(at.training_session.id),
        can_be_marked=intake.can_be_marked(at.state),
        begins_at=intake.begun_at(at.state),
        marks=MARKS,
        reasons=intake.MARK_REASONS,
        added=bool(request.args.get("added")),
    )


@bp.post("/sessions/<code>/attendance")
@requires(session_to("session.run"))
def mark(code: str) -> ResponseReturnValue:
    """Keep the list, all of it or nothing."""
    return _keep_list(actor())


@bp.post("/sessions/<code>/walk-ins")
@requires(session_to("session.run"))
def add_walk_in(code: str) -> ResponseReturnValue:
    """Add somebody who came without being enrolled, and keep what was marked on the same page."""
    return _keep_list(actor(), needs_nickname=True)


def _keep_list(at: AtSession, *, needs_nickname: bool = False) -> ResponseReturnValue:
    roster = roster_of(at.training_session)
    held = at.state.held_minutes if at.state.status == "ended" else None
    listed = posted_list(at.training_session, roster, request.form, held=held, needs_nickname=needs_nickname)
    if not listed.troubles:
        try:
            listed = attendance_list.keep(at.training_session, listed, actor=at.staff.actor)
        except Refused:  # to come, or called off: the page says so itself
            return _attendance_page(at, fresh_list(at.training_session, roster_of(at.training_session))), 422
    listed = listed.at_part(request.form.get("part", ""))
    if listed.troubles:
        return _attendance_page(at, listed), 422
    part = listed.part if listed.parts > 1 else None
    back = url_for(".attendance", code=at.training_session.code, added=1 if listed.nickname else None, part=part)
    return redirect(back, 303)
