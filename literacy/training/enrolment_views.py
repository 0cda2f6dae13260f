"""A cohort's list: seen, printed, taken away; people come on it, wait, get a place, go off it."""

import uuid

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from literacy.accounts import people
from literacy.core import issued_ids
from literacy.core.errors import Conflict, Refused
from literacy.core.language import t
from literacy.http.access import actor, requires
from literacy.http.downloads import table_reply
from literacy.training import cohorts, enrolment
from literacy.training.access import AtCohort, cohort_to
from literacy.training.cohort_export import people_table
from literacy.training.cohort_forms import CardForm, ConsentForm, NewPersonForm, SeveralForm
from literacy.training.cohort_people import called_like, people_list

bp = Blueprint("enrolment", __name__)
PURPOSE = "enrolment"
PEOPLE_A_PAGE = 30
WAITING_SHOWN = 6


@bp.get("/cohorts/<code>/people")
@requires(cohort_to("cohort.people"))
def listed(code: str) -> ResponseReturnValue:
    """Show the list."""
    return _list_page(actor())


def _list_page(at: AtCohort, trouble: str = "") -> str:
    found = people_list(at.cohort)
    page = max(1, min(request.args.get("page", 1, type=int), -(-len(found.enrolled) // PEOPLE_A_PAGE)))
    first = (page - 1) * PEOPLE_A_PAGE
    return render_template(
        "training/cohort_people.html",
        cohort=at.cohort,
        people=found,
        shown=found.enrolled[first : first + PEOPLE_A_PAGE],
        page=page,
        more=first + PEOPLE_A_PAGE < len(found.enrolled),
        trouble=trouble,
        waiting_shown=WAITING_SHOWN,
    )


@bp.get("/cohorts/<code>/people.csv", defaults={"kind": "csv"})
@bp.get("/cohorts/<code>/people.xlsx", defaults={"kind": "xlsx"})
@requires(cohort_to("cohort.people"))
def exported(code: str, kind: str) -> ResponseReturnValue:
    """Give the list as a table."""
    at: AtCohort = actor()
    return table_reply(people_table(at.cohort, people_list(at.cohort)), kind)


@bp.get("/cohorts/<code>/list")
@requires(cohort_to("cohort.people"))
def printed(code: str) -> ResponseReturnValue:
    """Show the list as it is printed."""
    at: AtCohort = actor()
    return render_template("training/cohort_list.html", cohort=at.cohort, people=people_list(at.cohort))


@bp.get("/cohorts/<code>/people/new")
@requires(cohort_to("cohort.people"))
def new(code: str) -> ResponseReturnValue:
    """Ask what to call somebody new."""
    return _form_page(actor(), NewPersonForm(), "training/cohort_enrol.html")


def _form_page(at: AtCohort, form: ConsentForm, template: str) -> str:
    if issued_ids.accept(form.enrolment.data or "", PURPOSE, at.cohort.id) is None:
        form.enrolment.data = issued_ids.issue(PURPOSE, at.cohort.id)
    return render_template(template, cohort=at.cohort, form=form, free=cohorts.places_left(at.cohort.id))


@bp.post("/cohorts/<code>/people/new")
@requires(cohort_to("cohort.people"))
def enrolled(code: str) -> ResponseReturnValue:
    """Write somebody new down and on the list."""
    at: AtCohort = actor()
    form = NewPersonForm()
    change_id = issued_ids.accept(form.enrolment.data or "", PURPOSE, at.cohort.id)
    if not form.validate() or change_id is None:
        return _form_page(at, form, "training/cohort_enrol.html"), 422
    enrolment.enrol_new(at.cohort.id, form.nickname.data, change_id=change_id, actor=at.staff.actor)
    return redirect(f"/cohorts/{code}/people", 303)


@bp.get("/cohorts/<code>/people/card")
@requires(cohort_to("cohort.people"))
def card(code: str) -> ResponseReturnValue:
    """Ask for the number of a card that somebody has already."""
    return _card_page(actor(), CardForm())


def _card_page(at: AtCohort, form: CardForm) -> str:
    free = cohorts.places_left(at.cohort.id)
    return render_template("training/cohort_enrol_card.html", cohort=at.cohort, form=form, free=free)


@bp.post("/cohorts/<code>/people/card")
@requires(cohort_to("cohort.people"))
def enrolled_by_card(code: str) -> ResponseReturnValue:
    """Put the person with this card on the list."""
    at: AtCohort = actor()
    form = CardForm()
    try:
        enrolment.enrol_card(at.cohort.id, form.card.data or "", actor=at.staff.actor)
    except Refused as refused:
        form.say(refused)
        return _card_page(at, form), 422
    return redirect(f"/cohorts/{code}/people", 303)


@bp.get("/cohorts/<code>/people/several")
@requires(cohort_to("cohort.people"))
def several(code: str) -> ResponseReturnValue:
    """Ask for names, one a line."""
    return _form_page(actor(), SeveralForm(), "training/cohort_several.html")


@bp.post("/cohorts/<code>/people/several")
@requires(cohort_to("cohort.people"))
def enrolled_several(code: str) -> ResponseReturnValue:
    """Show what several names come to, then write them all down at once."""
    at: AtCohort = actor()
    form = SeveralForm()
    step = request.form.get("step", "show")
    if step == "edit" or not form.validate():
        return _form_page(at, form, "training/cohort_several.html"), 200 if step == "edit" else 422
    first_id = issued_ids.accept(form.enrolment.data or "", PURPOSE, at.cohort.id)
    if step == "save" and first_id is not None:
        enrolment.enrol_several(at.cohort.id, form.nicknames(), first_id=first_id, actor=at.staff.actor)
        return redirect(f"/cohorts/{code}/people", 303)
    return _several_page(at, form)


def _several_page(at: AtCohort, form: SeveralForm) -> str:
    """Show the names before they are kept, under an id of their own."""
    if at.cohort.closed_at is not None:
        raise Conflict("this cohort is closed")
    names = form.nicknames()
    return render_template(
        "training/cohort_several_shown.html",
        cohort=at.cohort,
        names=names,
        known=called_like(people_list(at.cohort), names),
        free=max(0, cohorts.places_left(at.cohort.id)),
        issued=issued_ids.issue(PURPOSE, at.cohort.id),
    )


@bp.get("/cohorts/<code>/people/<card>/leave")
@requires(cohort_to("cohort.people"))
def leaving(code: str, card: str) -> ResponseReturnValue:
    """Say what follows before somebody is taken off the list."""
    at: AtCohort = actor()
    standing = enrolment.standing_of(at.cohort.id, card)
    return render_template("training/cohort_leave.html", cohort=at.cohort, called=_called(card), standing=standing)


def _called(number: str) -> people.Called:
    learner_id: uuid.UUID = people.learner_by_card(number)
    return people.called([learner_id])[learner_id]


@bp.post("/cohorts/<code>/people/<card>/leave")
@requires(cohort_to("cohort.people"))
def left(code: str, card: str) -> ResponseReturnValue:
    """Take somebody off the list."""
    at: AtCohort = actor()
    enrolment.take_off(at.cohort.id, card, actor=at.staff.actor)
    return redirect(f"/cohorts/{code}/people", 303)


@bp.post("/cohorts/<code>/people/<card>/admit")
@requires(cohort_to("cohort.people"))
def admitted(code: str, card: str) -> ResponseReturnValue:
    """Give a place to somebody who waits."""
    at: AtCohort = actor()
    try:
        enrolment.admit(at.cohort.id, card, actor=at.staff.actor)
    except Refused:
        return _list_page(at, t("cohort_people.cohort_full", n=at.cohort.capacity)), 422
    return redirect(f"/cohorts/{code}/people", 303)
