"""One-to-one help: a month of it, one more record, a record to correct."""

import uuid
from datetime import date

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from literacy.accounts import people
from literacy.accounts.access import Staff, staff_to
from literacy.core import issued_ids
from literacy.core.errors import NotFound, Reason, Refused
from literacy.core.language import current_language, t
from literacy.core.tables import Table
from literacy.http.access import actor, requires
from literacy.http.downloads import table_reply
from literacy.training import consultations
from literacy.training.access import AtLibrary, library_to
from literacy.training.consultation_forms import HelpForm
from literacy.training.consultation_queries import help_page, help_records, month_of, record_of_library, was_replaced
from literacy.training.models import Library

bp = Blueprint("consultations", __name__)
COLUMNS = ("when", "library", "kind", "topic", "outcome", "minutes", "named")


@bp.get("/consultations")
@requires(staff_to("library.teach"))
def listed() -> ResponseReturnValue:
    """Show a month of help, newest first, with how often which topic came."""
    staff: Staff = actor()
    page = help_page(staff.libraries_to("library.teach"), month_of(request.args.get("month", "")))
    return render_template("training/consultations.html", page=page, added=bool(request.args.get("added")))


@bp.get("/consultations.csv", defaults={"kind": "csv"})
@bp.get("/consultations.xlsx", defaults={"kind": "xlsx"})
@requires(staff_to("library.teach"))
def exported(kind: str) -> ResponseReturnValue:
    """Give a month of help as a table, without people."""
    staff: Staff = actor()
    first_day = month_of(request.args.get("month", ""))
    return table_reply(_table(staff, first_day), kind)


def _table(staff: Staff, first_day: date) -> Table:
    records = help_records(staff.libraries_to("library.teach"), first_day)
    rows = (
        (
            each.held_at,
            each.library[current_language()],
            t(f"consultations.kind_{each.kind}"),
            t(f"consultations.topic_{each.topic}"),
            t(f"consultations.outcome_{each.outcome}"),
            each.minutes,
            t("common.answer_yes") if each.card else t("common.answer_no"),
        )
        for each in records
    )
    header = [t(f"consultations.column_{name}") for name in COLUMNS]
    return Table(t("consultations.file_name", month=f"{first_day:%Y-%m}"), header, rows)


@bp.get("/libraries/<code>/consultations/new")
@requires(library_to("library.teach"))
def new(code: str) -> ResponseReturnValue:
    """Ask what help was given."""
    at: AtLibrary = actor()
    form = HelpForm()
    form.record.data = issued_ids.issue("help", at.library.id)
    return _form_page(at.library, form)


def _form_page(library: Library, form: HelpForm, number: int = 0) -> str:
    return render_template("training/consultation.html", library=library, form=form, number=number)


@bp.post("/libraries/<code>/consultations/new")
@requires(library_to("library.teach"))
def record(code: str) -> ResponseReturnValue:
    """Keep what help was given."""
    at: AtLibrary = actor()
    form = HelpForm()
    record_id = issued_ids.accept(form.record.data or "", "help", at.library.id)
    if form.validate() and record_id is not None:
        try:
            told = form.told(_learner_of(form))
            consultations.record_consultation(at.library.id, at.staff.account_id, told, consultation_id=record_id)
        except Refused as refused:
            form.say(refused)
        else:
            return redirect(f"/consultations?month={told.held_at:%Y-%m}&added=1", 303)
    form.record.data = form.record.data if record_id else issued_ids.issue("help", at.library.id)
    return _form_page(at.library, form), 422


def _learner_of(form: HelpForm) -> uuid.UUID | None:
    """Return whose card it was; none where the person stayed unnamed."""
    if not (form.card.data or "").strip():
        return None
    try:
        return people.learner_by_card(form.card.data)
    except NotFound as error:
        raise Refused([Reason("card_unknown")]) from error


@bp.get("/libraries/<code>/consultations/<int:number>")
@requires(library_to("library.teach"))
def correct(code: str, number: int) -> ResponseReturnValue:
    """Show a record, to correct it."""
    at: AtLibrary = actor()
    found = record_of_library(at.library.id, number)
    form = HelpForm()
    form.show(found)
    form.record.data = found.id.hex
    return _form_page(at.library, form, number)


@bp.post("/libraries/<code>/consultations/<int:number>")
@requires(library_to("library.teach"))
def corrected(code: str, number: int) -> ResponseReturnValue:
    """Replace a record by another, or take it out."""
    at: AtLibrary = actor()
    if was_replaced(at.library.id, number):  # sent twice
        return redirect("/consultations", 303)
    found = record_of_library(at.library.id, number)
    form = HelpForm()
    if "withdraw" in request.form and form.record.data == found.id.hex:
        consultations.correct_consultation(found.id, at.staff.account_id, None)
        return redirect("/consultations", 303)
    if form.validate() and form.record.data == found.id.hex:
        try:
            consultations.correct_consultation(found.id, at.staff.account_id, form.told(_learner_of(form)))
        except Refused as refused:
            form.say(refused)
        else:
            return redirect("/consultations", 303)
    return _form_page(at.library, form, number), 422
