"""The classrooms of a library: one more, other facts of one, used no more and again."""

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from literacy.core import issued_ids
from literacy.core.errors import Refused
from literacy.http.access import actor, requires
from literacy.training import libraries
from literacy.training.access import AtLibrary, library_to
from literacy.training.library_forms import ClassroomForm
from literacy.training.library_queries import classroom_of_library, still_ahead
from literacy.training.models import Classroom

bp = Blueprint("classrooms", __name__)


@bp.get("/libraries/<code>/classrooms/new")
@requires(library_to("library.manage"))
def new(code: str) -> ResponseReturnValue:
    """Ask about one more classroom."""
    at: AtLibrary = actor()
    form = ClassroomForm()
    form.classroom.data = issued_ids.issue("classroom", at.library.id)
    return _form_page(at, form)


def _form_page(at: AtLibrary, form: ClassroomForm, number: int = 0, classroom: Classroom | None = None) -> str:
    ahead = still_ahead(at.library.id, classroom.id) if classroom else None
    return render_template(
        "training/classroom.html", library=at.library, form=form, number=number, classroom=classroom, ahead=ahead
    )


@bp.post("/libraries/<code>/classrooms/new")
@requires(library_to("library.manage"))
def added(code: str) -> ResponseReturnValue:
    """Add a classroom."""
    at: AtLibrary = actor()
    form = ClassroomForm()
    classroom_id = issued_ids.accept(form.classroom.data or "", "classroom", at.library.id)
    if form.validate() and classroom_id is not None:
        name, pcs = form.told()
        try:
            libraries.keep_classroom(at.library.id, name, pcs, actor=at.staff.actor, classroom_id=classroom_id)
        except Refused as refused:
            form.say(refused)
        else:
            return redirect(f"/libraries/{code}", 303)
    form.classroom.data = form.classroom.data if classroom_id else issued_ids.issue("classroom", at.library.id)
    return _form_page(at, form), 422


@bp.get("/libraries/<code>/classrooms/<int:number>")
@requires(library_to("library.manage"))
def classroom(code: str, number: int) -> ResponseReturnValue:
    """Show a classroom, to change it."""
    at: AtLibrary = actor()
    found = classroom_of_library(at.library.id, number)
    return _form_page(at, ClassroomForm(found), number, found)


@bp.post("/libraries/<code>/classrooms/<int:number>")
@requires(library_to("library.manage"))
def changed(code: str, number: int) -> ResponseReturnValue:
    """Tell other things of a classroom."""
    at: AtLibrary = actor()
    found = classroom_of_library(at.library.id, number)
    form = ClassroomForm()
    if form.validate():
        name, pcs = form.told()
        try:
            libraries.keep_classroom(at.library.id, name, pcs, actor=at.staff.actor, classroom_id=found.id)
        except Refused as refused:
            form.say(refused)
        else:
            return redirect(f"/libraries/{code}", 303)
    return _form_page(at, form, number, found), 422


@bp.post("/libraries/<code>/classrooms/<int:number>/close")
@requires(library_to("library.manage"))
def closed(code: str, number: int) -> ResponseReturnValue:
    """Use a classroom no more."""
    at: AtLibrary = actor()
    libraries.close_classroom(classroom_of_library(at.library.id, number).id, actor=at.staff.actor)
    return redirect(f"/libraries/{code}", 303)


@bp.post("/libraries/<code>/classrooms/<int:number>/reopen")
@requires(library_to("library.manage"))
def reopened(code: str, number: int) -> ResponseReturnValue:
    """Use a classroom again."""
    at: AtLibrary = actor()
    libraries.reopen_classroom(classroom_of_library(at.library.id, number).id, actor=at.staff.actor)
    return redirect(f"/libraries/{code}", 303)
