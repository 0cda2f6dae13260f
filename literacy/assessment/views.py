"""The sitting, page by page: choose, agree, answer, finish. One item a page; each answer is saved before the next."""

import uuid

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from literacy.accounts import people
from literacy.assessment import delivery, queries, service, ways
from literacy.assessment.access import own_sitting, own_sitting_in_open_room
from literacy.assessment.forms import ROLES, RoleForm, StartForm, read_answer
from literacy.assessment.pictures import stitches
from literacy.assessment.queries import Standing
from literacy.banks.presenting import ItemView
from literacy.core import issued_ids
from literacy.core.errors import NotFound, Refused
from literacy.core.transaction import writing_after_reading
from literacy.http.access import actor, public, requires
from literacy.rooms.access import NotSeated, forget_browser, remembered_room, seated_learner

bp = Blueprint("assessment", __name__)


@bp.get("/sittings/continue")
@requires(seated_learner)
def continue_or_choose() -> ResponseReturnValue:
    """Go where this learner left off: the open item, the result, or the choice of a test."""
    open_code = queries.open_sitting_of(people.cards_of(actor().learner_id))
    if open_code is not None:
        return redirect(url_for(".item_now", code=open_code), 303)
    ended = queries.last_ended_at(actor().seat_id)
    if ended is not None and ended.result_code is None:
        return redirect(url_for(".voided", code=ended.sitting_code), 303)
    if ended is not None:
        return redirect(url_for("results.show", code=ended.result_code), 303)
    return redirect(url_for(".choose"), 303)


@bp.get("/sittings/choose")
@requires(seated_learner)
def choose() -> ResponseReturnValue:
    """Ask which test; the one of the cohort's course is chosen beforehand."""
    form = RoleForm()
    form.role.data = queries.suggested_role(actor().room_id)
    return render_template("assessment/choose.html", form=form, seat=actor().seat_number)


@bp.post("/sittings/choose")
@requires(seated_learner)
def chosen() -> ResponseReturnValue:
    """Go on to the consent of the chosen test."""
    form = RoleForm()
    if not form.validate():
        return render_template("assessment/choose.html", form=form, seat=actor().seat_number), 422
    return redirect(url_for(".consent", role=form.role.data), 303)


@bp.get("/sittings/consent/<role>")
@requires(seated_learner)
def consent(role: str) -> ResponseReturnValue:
    """Say in plain words what happens with the answers."""
    if role not in ROLES:
        raise NotFound("role")
    form = StartForm()
    form.start.data = issued_ids.issue("start", actor().learner_id)
    return render_template("assessment/consent.html", form=form, role=role, seat=actor().seat_number)


@bp.post("/sittings/consent/<role>")
@requires(seated_learner)
def start(role: str) -> ResponseReturnValue:
    """Start the test, or respect the refusal. Who is under 14 waits for a guardian's consent."""
    if role not in ROLES:
        raise NotFound("role")
    if request.form.get("under_14"):
        service.say_under_14(actor().learner_id)
        return redirect(url_for("help.guardian", role=role), 303)
    if request.form.get("decline"):
        forget_browser()
        return redirect(url_for(".declined"), 303)
    start_id = issued_ids.accept(request.form.get("start", ""), "start", actor().learner_id)
    if start_id is None:
        return redirect(url_for(".consent", role=role), 303)
    try:
        code = service.start_sitting(actor().learner_id, actor().seat_id, role, start_id)
    except Refused:
        return redirect(url_for("help.guardian", role=role), 303)
    return redirect(url_for(".item", code=code, position=1), 303)


@bp.get("/sittings/declined")
@public
def declined() -> ResponseReturnValue:
    """All right, no test."""
    return render_template("assessment/declined.html")


@bp.get("/sittings/<code>")
@requires(own_sitting)
def item_now(code: str) -> ResponseReturnValue:
    """Go to the item that waits, or to the end."""
    return redirect(ways.place_of(actor()), 303)


@bp.get("/sittings/<code>/items/<int:position>")
@requires(own_sitting)
def item(code: str, position: int) -> ResponseReturnValue:
    """Show the item that waits for an answer; any other address leads to it."""
    standing: Standing = actor()
    if standing.ended or standing.position != position or standing.presentation_id is None:
        return redirect(ways.place_of(standing), 303)
    if not standing.seat_is_open:
        raise NotSeated(closed=True)
    if standing.interruption is not None:
        return render_template("assessment/paused.html", standing=standing)
    page = _item_page(standing, delivery.view_of(standing))
    if standing.first_shown_at is None:
        with writing_after_reading():
            service.mark_shown(standing.presentation_id)
    return page


@bp.post("/sittings/<code>/items/<int:position>")
@requires(own_sitting)
def answer(code: str, position: int) -> ResponseReturnValue:
    """Save the answer, then go on. An answer id used before leads where it led then."""
    standing: Standing = actor()
    presentation_id = _answer_id()
    if presentation_id != standing.presentation_id or standing.ended:
        following = service.record_response(standing, presentation_id, None)
        return redirect(ways.following(standing, following), 303)
    view = delivery.view_of(standing)
    posted = read_answer(view, request.form)
    if posted.trouble:
        return _item_page(standing, view, posted), 422
    given = None if posted.skipped else delivery.answer_from(standing, posted.values)
    following = service.record_response(standing, presentation_id, given, omitted=posted.skipped)
    return redirect(ways.following(standing, following), 303)


def _answer_id() -> uuid.UUID:
    try:
        return uuid.UUID(hex=request.form.get("answer_id", ""))
    except ValueError as error:
        raise NotFound("answer id") from error


def _item_page(standing: Standing, view: ItemView, posted: object = None) -> str:
    return render_template(
        "assessment/item.html",
        standing=standing,
        view=view,
        posted=posted,
        stitches=stitches(standing.answered + 1, standing.planned_items),
        reported=request.args.get("reported"),
        replaced=_took_the_place_of_another(standing),
    )


def _took_the_place_of_another(standing: Standing) -> bool:
    """Say, at its first showing, whether the item stands where another one was taken out. Most sittings never ask."""
    if standing.first_shown_at is not None or standing.position <= standing.answered + 1:
        return False
    return queries.was_replaced(standing.sitting_id, standing.position - 1)


@bp.get("/sittings/<code>/finish")
@requires(own_sitting_in_open_room)
def finish(code: str) -> ResponseReturnValue:
    """Say that the end is reached, or ask whether to stop early."""
    if actor().ended:
        return redirect(ways.place_of(actor()), 303)
    return render_template("assessment/finish.html", standing=actor())


@bp.post("/sittings/<code>/finish")
@requires(own_sitting_in_open_room)
def finished(code: str) -> ResponseReturnValue:
    """Close the test and freeze the result; the optional questions come after."""
    if actor().voided_at is not None:
        return redirect(ways.place_of(actor()), 303)
    result_code = service.finish_sitting(actor().sitting_id)
    return redirect(url_for("results.about_you", code=result_code), 303)


@bp.get("/sittings/<code>/void")
@requires(own_sitting)
def voided(code: str) -> ResponseReturnValue:
    """Say that this sitting does not count, and what can be done now."""
    if actor().voided_at is None:
        return redirect(ways.place_of(actor()), 303)
    reason = queries.void_reason(actor().sitting_id)
    return render_template("assessment/voided.html", reason=reason, seat=actor().seat_number, again=True)


@bp.get("/sittings/<code>/leave")
@requires(own_sitting)
def leave(code: str) -> ResponseReturnValue:
    """Offer the two ways to go: a break with everything saved, or the result now."""
    if actor().ended:
        return redirect(ways.place_of(actor()), 303)
    return render_template("assessment/leave.html", standing=actor())


@bp.post("/leave")
@public
def leave_browser() -> ResponseReturnValue:
    """Clear this shared PC of the person who sat here; everything saved stays saved."""
    forget_browser()
    reply = make_response(redirect(url_for(".left"), 303))
    reply.headers["Clear-Site-Data"] = '"cache", "storage"'
    return reply


@bp.get("/left")
@public
def left() -> ResponseReturnValue:
    """Say that the break has begun and how to come back, or how the next person takes this PC."""
    return render_template("assessment/left.html", room_known=bool(remembered_room()))
