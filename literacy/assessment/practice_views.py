"""A try before the test: three small tasks that show how to answer. Nothing of it is kept, so nobody needs to agree.

It is also what a child without a guardian's consent may do.
"""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from literacy.core.errors import NotFound
from literacy.core.language import t
from literacy.http.access import actor, requires
from literacy.rooms.access import seated_learner

bp = Blueprint("practice", __name__)
TASKS = ("mouse", "typing", "scroll")


@bp.get("/sittings/practice/<int:number>")
@requires(seated_learner)
def task(number: int) -> ResponseReturnValue:
    """Show a task, or after the last one say that it was all."""
    if not 1 <= number <= len(TASKS) + 1:
        raise NotFound("task")
    return _page(number)


@bp.post("/sittings/practice/<int:number>")
@requires(seated_learner)
def done(number: int) -> ResponseReturnValue:
    """Go on, or help with typing once; whoever sends the same again goes on."""
    if not 1 <= number <= len(TASKS):
        raise NotFound("task")
    typed = request.form.get("text", "").strip(" «»\"'.").casefold()
    if TASKS[number - 1] == "typing" and typed != t("warm_up.word") and not request.form.get("again"):
        return _page(number, typed=request.form.get("text", "")[:40]), 422
    return redirect(url_for(".task", number=number + 1), 303)


def _page(number: int, **more: str) -> str:
    name = TASKS[number - 1] if number <= len(TASKS) else ""
    return render_template(
        "assessment/practice.html", number=number, total=len(TASKS), task=name, seat=actor().seat_number, **more
    )
