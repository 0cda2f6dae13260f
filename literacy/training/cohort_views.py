"""Cohorts: the register, one formed, its page, told anew, closed and opened again."""

import uuid

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from literacy.accounts.access import Staff
from literacy.accounts.permissions import Place
from literacy.accounts.queries import teachers_of
from literacy.core import issued_ids
from literacy.core.errors import Conflict, Refused
from literacy.http.access import actor, requires
from literacy.http.downloads import table_reply
from literacy.training import cohorts
from literacy.training.access import AtCohort, AtLibrary, cohort_to, cohorts_to, library_to
from literacy.training.cohort_choices import courses_to_take, libraries_to_teach_in
from literacy.training.cohort_export import cohorts_table
from literacy.training.cohort_forms import CohortForm
from literacy.training.cohort_queries import all_cohorts, cohort_line, cohort_page, cohorts_page
from literacy.training.models import Cohort

bp = Blueprint("cohorts", __name__)
PURPOSE = "cohort"


@bp.get("/cohorts")
@requires(cohorts_to("cohort.see"))
def listed() -> ResponseReturnValue:
    """Show the cohorts within reach."""
    staff: Staff = actor()
    page = cohorts_page(staff, request.args.get("state", ""), request.args.get("page", 1, type=int))
    libraries = libraries_to_teach_in(staff.libraries_to("library.teach"))
    return render_template("training/cohorts.html", page=page, libraries=libraries)


@bp.get("/cohorts.csv", defaults={"kind": "csv"})
@bp.get("/cohorts.xlsx", defaults={"kind": "xlsx"})
@requires(cohorts_to("cohort.see"))
def exported(kind: str) -> ResponseReturnValue:
    """Give the cohorts within reach as a table."""
    staff: Staff = actor()
    return table_reply(cohorts_table(all_cohorts(staff, request.args.get("state", ""))), kind)


@bp.get("/libraries/<code>/cohorts/new")
@requires(library_to("library.teach"))
def new(code: str) -> ResponseReturnValue:
    """Ask what is to be told of a new cohort."""
    at: AtLibrary = actor()
    form = _new_form(at)
    form.suggest([at.staff.account_id])
    form.cohort.data = issued_ids.issue(PURPOSE, at.library.id)
    return render_template("training/cohort_form.html", form=form, library=at.library, cohort=None)


def _new_form(at: AtLibrary) -> CohortForm:
    if at.library.closed_at is not None:
        raise Conflict("no cohort begins in a closed library")
    return CohortForm(courses_to_take(), teachers_of(at.library.id, [at.staff.account_id]))


@bp.post("/libraries/<code>/cohorts/new")
@requires(library_to("library.teach"))
def formed(code: str) -> ResponseReturnValue:
    """Form a cohort."""
    at: AtLibrary = actor()
    form = _new_form(at)
    new_id = issued_ids.accept(form.cohort.data or "", PURPOSE, at.library.id)
    led = form.read_leaders(request.form.getlist("leader"))
    if form.validate() and led and new_id is not None:
        try:
            cohorts.form_cohort(
                at.library.id, form.told(), actor=at.staff.actor, leaders=form.leaders(), cohort_id=new_id
            )
        except Refused as refused:
            form.say(refused)
        else:
            return redirect(_after(at.staff, new_id), 303)
    return render_template("training/cohort_form.html", form=form, library=at.library, cohort=None), 422


def _after(staff: Staff, cohort_id: uuid.UUID) -> str:
    """Return where to go after a cohort was told of: its page, if it is still within reach."""
    cohort = cohorts.hold(cohort_id)
    place = Place(cohort.library_id, cohorts.leaders_of(cohort_id))
    return f"/cohorts/{cohort.code}" if staff.may("cohort.see", place) else "/cohorts"


@bp.get("/cohorts/<code>")
@requires(cohort_to("cohort.see"))
def cohort(code: str) -> ResponseReturnValue:
    """Show a cohort with its timetable."""
    at: AtCohort = actor()
    may = {action: at.may(f"cohort.{action}") for action in ("people", "manage", "results", "certify")}
    page = cohort_page(at.cohort, request.args.get("page", 1, type=int))
    return render_template("training/cohort.html", cohort=at.cohort, page=page, may=may)


@bp.get("/cohorts/<code>/change")
@requires(cohort_to("cohort.manage"))
def change(code: str) -> ResponseReturnValue:
    """Show what is told of a cohort, to change it."""
    at: AtCohort = actor()
    form = _form_of(at)
    form.suggest(at.place.leaders, at.cohort)
    return _change_page(at.cohort, form)


def _form_of(at: AtCohort) -> CohortForm:
    return CohortForm(courses_to_take(at.cohort.course_id), teachers_of(at.cohort.library_id, at.place.leaders))


def _change_page(found: Cohort, form: CohortForm) -> str:
    return render_template("training/cohort_form.html", form=form, library=None, cohort=found)


@bp.post("/cohorts/<code>/change")
@requires(cohort_to("cohort.manage"))
def changed(code: str) -> ResponseReturnValue:
    """Keep what is told of a cohort and who leads it."""
    at: AtCohort = actor()
    form = _form_of(at)
    led = form.read_leaders(request.form.getlist("leader"))
    if form.validate() and led:
        try:
            cohorts.change_cohort(at.cohort.id, form.told(), actor=at.staff.actor)
        except Refused as refused:
            form.say(refused)
        else:
            if form.leaders() != at.place.leaders:
                cohorts.set_leaders(at.cohort.id, form.leaders(), actor=at.staff.actor)
            return redirect(_after(at.staff, at.cohort.id), 303)
    return _change_page(at.cohort, form), 422


@bp.get("/cohorts/<code>/close")
@bp.get("/cohorts/<code>/reopen")
@requires(cohort_to("cohort.manage"))
def closing(code: str) -> ResponseReturnValue:
    """Say what follows before a cohort is closed or opened again."""
    at: AtCohort = actor()
    return render_template("training/cohort_close.html", cohort=at.cohort, line=cohort_line(at.cohort.id))


@bp.post("/cohorts/<code>/close")
@requires(cohort_to("cohort.manage"))
def close(code: str) -> ResponseReturnValue:
    """Close a cohort."""
    at: AtCohort = actor()
    cohorts.close_cohort(at.cohort.id, actor=at.staff.actor)
    return redirect(f"/cohorts/{code}", 303)


@bp.post("/cohorts/<code>/reopen")
@requires(cohort_to("cohort.manage"))
def reopen(code: str) -> ResponseReturnValue:
    """Open a cohort again."""
    at: AtCohort = actor()
    cohorts.reopen_cohort(at.cohort.id, actor=at.staff.actor)
    return redirect(f"/cohorts/{code}", 303)
