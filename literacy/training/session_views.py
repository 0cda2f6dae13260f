"""What is done to a session besides marking who was there: begun, stopped, moved, corrected, gone on with."""

from datetime import timedelta

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from literacy.core import clock, issued_ids
from literacy.core.errors import Conflict, NotFound, Refused
from literacy.http.access import actor, requires
from literacy.training import session_times, sessions
from literacy.training.access import AtLibrary, AtSession, library_to, session_to
from literacy.training.models import INTERRUPTIONS
from literacy.training.places import PlaceToTeach, places_to_teach
from literacy.training.session_forms import PeriodForm, PlannedForm, TimesForm
from literacy.training.session_queries import head_of, times_page
from literacy.training.sessions import Plan

bp = Blueprint("training_sessions", __name__)
# Where a button may stand that leads here, and where it then leads back to.
BACK = {
    "session": "/sessions/{code}",
    "attendance": "/sessions/{code}/attendance",
    "board": "/sessions/{code}/board",
    "day": "/day",
}
USUAL_LENGTH = timedelta(hours=2)


def _back(code: str) -> ResponseReturnValue:
    return redirect(BACK.get(request.form.get("back", ""), BACK["session"]).format(code=code), 303)


@bp.post("/sessions/<code>/begin")
@requires(session_to("session.run"))
def begin(code: str) -> ResponseReturnValue:
    """Begin a session that needs no room."""
    at: AtSession = actor()
    session_times.begin(at.training_session.id, actor=at.staff.actor)
    return _back(code)


@bp.post("/sessions/<code>/interrupt")
@requires(session_to("session.run"))
def interrupt(code: str) -> ResponseReturnValue:
    """Stop the clock for everybody."""
    at: AtSession = actor()
    reason = request.form.get("reason", "")
    if reason not in INTERRUPTIONS:
        raise NotFound("reason")
    sessions.interrupt(at.training_session.id, reason, actor=at.staff.actor)
    return _back(code)


@bp.post("/sessions/<code>/resume")
@requires(session_to("session.run"))
def resume(code: str) -> ResponseReturnValue:
    """Let the clock go on; a session that was ended too early goes on too."""
    at: AtSession = actor()
    session_times.resume(at.training_session.id, actor=at.staff.actor)
    return _back(code)


@bp.get("/sessions/<code>/times")
@requires(session_to("session.run"))
def times(code: str) -> ResponseReturnValue:
    """Show how the session went, to correct it."""
    at: AtSession = actor()
    return _times_page(at, TimesForm(times_page(at.training_session)))


def _times_page(at: AtSession, form: TimesForm, consequence: session_times.Consequence | None = None) -> str:
    return render_template(
        "training/times_shown.html" if consequence else "training/times.html",
        head=head_of(at.training_session, at.state),
        form=form,
        consequence=consequence,
        reasons=INTERRUPTIONS,
        recordable=session_times.may_begin(at.state) and at.state.planned_start <= clock.now(),
    )


@bp.post("/sessions/<code>/times")
@requires(session_to("session.run"))
def correct_times(code: str) -> ResponseReturnValue:
    """Show what follows from other times, then keep them."""
    at: AtSession = actor()
    form = TimesForm(times_page(at.training_session), request.form)
    if request.form.get("step") == "edit":
        return _times_page(at, form)
    if form.validate():
        try:
            wanted = form.wanted()
            if request.form.get("step") != "save":
                return _times_page(at, form, session_times.consequence_of(at.training_session, wanted))
            seen = request.form.get("seen", "")
            session_times.keep_times(at.training_session.id, wanted, seen, actor=at.staff.actor)
        except Refused as refused:
            form.say(refused)
        else:
            return redirect(f"/sessions/{code}", 303)
    return _times_page(at, form), 422


@bp.get("/sessions/<code>/move")
@requires(session_to("session.run"))
def move(code: str) -> ResponseReturnValue:
    """Ask when a session that has not begun is to be."""
    at: AtSession = actor()
    form = PeriodForm()
    form.suggest(at.state.planned_start, at.state.planned_end)
    return render_template("training/move.html", head=head_of(at.training_session, at.state), form=form)


@bp.post("/sessions/<code>/move")
@requires(session_to("session.run"))
def moved(code: str) -> ResponseReturnValue:
    """Move a session that has not begun."""
    at: AtSession = actor()
    form = PeriodForm()
    if form.validate():
        try:
            session_times.move(at.training_session.id, *form.period(), actor=at.staff.actor)
        except Refused as refused:
            form.say(refused)
        else:
            return redirect(f"/sessions/{code}", 303)
    return render_template("training/move.html", head=head_of(at.training_session, at.state), form=form), 422


@bp.get("/sessions/<code>/cancel")
@requires(session_to("session.run"))
def cancel(code: str) -> ResponseReturnValue:
    """Ask whether a session is to be called off."""
    at: AtSession = actor()
    return render_template("training/cancel.html", head=head_of(at.training_session, at.state))


@bp.post("/sessions/<code>/cancel")
@requires(session_to("session.run"))
def cancelled(code: str) -> ResponseReturnValue:
    """Call off a session that has not begun."""
    at: AtSession = actor()
    sessions.cancel(at.training_session.id, actor=at.staff.actor)
    return redirect(f"/sessions/{code}", 303)


@bp.get("/sessions/<code>/continue")
@requires(session_to("session.run"))
def go_on(code: str) -> ResponseReturnValue:
    """Ask when and where a session goes on."""
    at: AtSession = actor()
    form = _continuation(at)
    form.suggest(*session_times.part_to_plan(at.state))
    form.suggest_place(at.training_session.library_id, at.training_session.classroom_id)
    form.session.data = issued_ids.issue("next part", at.training_session.id)
    return render_template("training/continue.html", head=head_of(at.training_session, at.state), form=form)


def _continuation(at: AtSession) -> PlannedForm:
    own = at.training_session.library_id
    return PlannedForm(places_to_teach(at.staff.libraries_to("session.run"), own))


@bp.post("/sessions/<code>/continue")
@requires(session_to("session.run"))
def gone_on(code: str) -> ResponseReturnValue:
    """Plan the next part of a session."""
    at: AtSession = actor()
    form = _continuation(at)
    new_id = issued_ids.accept(form.session.data or "", "next part", at.training_session.id)
    if form.validate() and new_id is not None:
        place = form.chosen_place()
        try:
            session_times.go_on(
                at.training_session,
                *form.period(),
                library_id=place.library_id,
                classroom_id=place.classroom_id,
                new_id=new_id,
                actor=at.staff.actor,
            )
        except Refused as refused:
            form.say(refused)
        else:
            return redirect(f"/sessions/{sessions.session_by_id(new_id).code}", 303)
    return render_template("training/continue.html", head=head_of(at.training_session, at.state), form=form), 422


@bp.get("/libraries/<code>/sessions/new")
@requires(library_to("library.teach"))
def new(code: str) -> ResponseReturnValue:
    """Ask when and where a session without a cohort is to be."""
    at: AtLibrary = actor()
    form = PlannedForm(_places_of(at))
    form.suggest(clock.now(), clock.now() + USUAL_LENGTH)
    form.session.data = issued_ids.issue("session", at.library.id)
    return render_template("training/new_session.html", library=at.library, form=form)


def _places_of(at: AtLibrary) -> list[PlaceToTeach]:
    if at.library.closed_at is not None:
        raise Conflict("nothing is planned in a closed library")
    return places_to_teach([at.library.id], at.library.id)


@bp.post("/libraries/<code>/sessions/new")
@requires(library_to("library.teach"))
def planned(code: str) -> ResponseReturnValue:
    """Plan a session that is open to whoever comes."""
    at: AtLibrary = actor()
    form = PlannedForm(_places_of(at))
    new_id = issued_ids.accept(form.session.data or "", "session", at.library.id)
    if form.validate() and new_id is not None:
        start, end = form.period()
        plan = Plan(
            at.library.id,
            start,
            end,
            classroom_id=form.chosen_place().classroom_id,
            purpose=form.purpose.data,
            led_by=at.staff.account_id,
        )
        try:
            session_times.plan_open(plan, session_id=new_id, actor=at.staff.actor)
        except Refused as refused:
            form.say(refused)
        else:
            return redirect(f"/sessions/{sessions.session_by_id(new_id).code}", 303)
    return render_template("training/new_session.html", library=at.library, form=form), 422
