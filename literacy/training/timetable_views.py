"""A cohort's timetable: booked in one act, taken away for a calendar."""

from datetime import timedelta

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from literacy.core import clock, issued_ids
from literacy.core.errors import Conflict, Refused
from literacy.core.language import t
from literacy.http.access import actor, requires
from literacy.http.downloads import file_reply, site_address
from literacy.training import timetable
from literacy.training.access import AtCohort, cohort_to
from literacy.training.calendar import MIMETYPE, calendar_of
from literacy.training.calendar_queries import calendar_sessions
from literacy.training.cohort_forms import TimetableForm
from literacy.training.models import TrainingSession
from literacy.training.places import places_to_teach

bp = Blueprint("timetable", __name__)
PURPOSE = "timetable"


@bp.get("/cohorts/<code>/sessions/new")
@requires(cohort_to("cohort.manage"))
def new(code: str) -> ResponseReturnValue:
    """Ask when a cohort is to meet."""
    at: AtCohort = actor()
    form = _form_of(at)
    form.suggest(clock.today_kyiv() + timedelta(days=1))
    return _form_page(at, form)


def _form_of(at: AtCohort) -> TimetableForm:
    if at.cohort.closed_at is not None:
        raise Conflict("a closed cohort meets no more")
    library = at.cohort.library_id
    return TimetableForm(places_to_teach([library], library), timetable.modules_to_teach(at.cohort))


def _form_page(at: AtCohort, form: TimetableForm) -> str:
    return render_template("training/timetable.html", cohort=at.cohort, form=form)


@bp.post("/cohorts/<code>/sessions/new")
@requires(cohort_to("cohort.manage"))
def booked(code: str) -> ResponseReturnValue:
    """Show every day of a timetable, then plan all its sessions at once."""
    at: AtCohort = actor()
    form, step = _form_of(at), request.form.get("step", "show")
    read = form.read_weekdays(request.form.getlist("weekday"))
    if step != "edit" and form.validate() and read:
        try:
            return _shown_or_kept(at, form, keep=step == "save")
        except Refused as refused:
            form.say(refused)
    return _form_page(at, form), 200 if step == "edit" else 422


def _shown_or_kept(at: AtCohort, form: TimetableForm, *, keep: bool) -> ResponseReturnValue:
    first_id = issued_ids.accept(form.timetable.data or "", PURPOSE, at.cohort.id)
    classroom = form.chosen_place().classroom_id
    if keep and first_id is not None:
        wanted = form.wanted()
        timetable.book(at.cohort, wanted, classroom_id=classroom, first_id=first_id, actor=at.staff.actor)
        return redirect(f"/cohorts/{at.cohort.code}", 303)
    slots = timetable.slots_of(at.cohort, form.wanted(), classroom)
    issued = issued_ids.issue(PURPOSE, at.cohort.id)
    return render_template("training/timetable_shown.html", cohort=at.cohort, form=form, slots=slots, issued=issued)


@bp.get("/cohorts/<code>/timetable.ics")
@requires(cohort_to("cohort.see"))
def calendar(code: str) -> ResponseReturnValue:
    """Give the timetable for a calendar."""
    at: AtCohort = actor()
    name = t("cohort_page.calendar_file", cohort=at.cohort.name)
    sessions = calendar_sessions(TrainingSession.cohort_id == at.cohort.id, site=site_address())
    content = calendar_of(sessions, name=at.cohort.name, made_at=clock.now())
    return file_reply(content, f"{name}.ics", MIMETYPE)
