"""Libraries: all within reach, one more, one of them, what is told of it, closed and opened again."""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from literacy.accounts.access import Staff, staff_to
from literacy.core import issued_ids
from literacy.core.errors import Refused
from literacy.core.language import current_language, t
from literacy.core.tables import Table
from literacy.http.access import actor, requires
from literacy.http.downloads import table_reply
from literacy.training import libraries
from literacy.training.access import AtLibrary, library_to
from literacy.training.library_forms import LibraryForm
from literacy.training.library_queries import libraries_page, library_lines, library_page, still_ahead
from literacy.training.models import Library

bp = Blueprint("libraries", __name__)
COLUMNS = ("name", "kind", "community", "hours", "classrooms", "pcs", "cohorts", "state")


@bp.get("/libraries")
@requires(staff_to("library.see"))
def listed() -> ResponseReturnValue:
    """Show the libraries within reach."""
    staff: Staff = actor()
    page = libraries_page(
        staff.libraries_to("library.see"),
        request.args.get("community", ""),
        request.args.get("page", default=1, type=int),
    )
    return render_template("training/libraries.html", page=page, may_add=staff.reaches("library.add"))


@bp.get("/libraries.csv", defaults={"kind": "csv"})
@bp.get("/libraries.xlsx", defaults={"kind": "xlsx"})
@requires(staff_to("library.see"))
def exported(kind: str) -> ResponseReturnValue:
    """Give the libraries within reach as a table."""
    staff: Staff = actor()
    rows = (
        (
            line.names[current_language()],
            t(f"libraries.kind_{line.kind}"),
            line.community,
            line.hours,
            line.classrooms,
            line.pcs,
            line.cohorts,
            t("libraries.closed") if line.closed else t("libraries.open"),
        )
        for line in library_lines(staff.libraries_to("library.see"))
    )
    header = [t(f"libraries.column_{name}") for name in COLUMNS]
    return table_reply(Table(t("libraries.title"), header, rows), kind)


@bp.get("/libraries/new")
@requires(staff_to("library.add"))
def new() -> ResponseReturnValue:
    """Ask what is told of a new library."""
    form = LibraryForm()
    form.library.data = issued_ids.issue("library")
    return _form_page(form)


def _form_page(form: LibraryForm, library: Library | None = None) -> str:
    return render_template("training/library_form.html", form=form, library=library)


@bp.post("/libraries/new")
@requires(staff_to("library.add"))
def added() -> ResponseReturnValue:
    """Add a library."""
    staff: Staff = actor()
    form = LibraryForm()
    library_id = issued_ids.accept(form.library.data or "", "library")
    if form.validate() and library_id is not None:
        try:
            libraries.add_library(form.told(), actor=staff.actor, library_id=library_id)
        except Refused as refused:
            form.say(refused)
        else:
            return redirect(f"/libraries/{libraries.code_of(library_id)}", 303)
    form.library.data = form.library.data if library_id else issued_ids.issue("library")
    return _form_page(form), 422


@bp.get("/libraries/<code>")
@requires(library_to("library.see"))
def library(code: str) -> ResponseReturnValue:
    """Show a library: its classrooms, cohorts, the sessions of the days ahead, who works there, what can be done."""
    at: AtLibrary = actor()
    page = library_page(
        at.library.id,
        sees_cohort=lambda place: at.staff.may("cohort.see", place),
        sees_session=lambda place: at.staff.may("session.see", place),
    )
    return render_template(
        "training/library.html",
        library=at.library,
        page=page,
        manages=at.may("library.manage"),
        teaches=at.may("library.teach") and at.library.closed_at is None,
    )


@bp.get("/libraries/<code>/change")
@requires(library_to("library.manage"))
def change(code: str) -> ResponseReturnValue:
    """Show what is told of a library, to change it."""
    at: AtLibrary = actor()
    return _form_page(LibraryForm(at.library), at.library)


@bp.post("/libraries/<code>/change")
@requires(library_to("library.manage"))
def changed(code: str) -> ResponseReturnValue:
    """Tell other things of a library."""
    at: AtLibrary = actor()
    form = LibraryForm()
    if form.validate():
        try:
            libraries.change_library(at.library.id, form.told(), actor=at.staff.actor)
        except Refused as refused:
            form.say(refused)
        else:
            return redirect(f"/libraries/{code}", 303)
    return _form_page(form, at.library), 422


@bp.get("/libraries/<code>/close")
@requires(library_to("library.manage"))
def closing(code: str) -> ResponseReturnValue:
    """Ask once more before a library is closed."""
    at: AtLibrary = actor()
    return render_template("training/close_library.html", library=at.library, ahead=still_ahead(at.library.id))


@bp.post("/libraries/<code>/close")
@requires(library_to("library.manage"))
def closed(code: str) -> ResponseReturnValue:
    """Close a library."""
    at: AtLibrary = actor()
    libraries.close_library(at.library.id, actor=at.staff.actor)
    return redirect(f"/libraries/{code}", 303)


@bp.post("/libraries/<code>/reopen")
@requires(library_to("library.manage"))
def reopened(code: str) -> ResponseReturnValue:
    """Open a library again."""
    at: AtLibrary = actor()
    libraries.reopen_library(at.library.id, actor=at.staff.actor)
    return redirect(f"/libraries/{code}", 303)
