"""Two cards of one person: looked at side by side, joined, and parted again."""

import uuid

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from literacy.accounts import people
from literacy.core import issued_ids
from literacy.core.errors import NotFound, Refused
from literacy.core.language import t
from literacy.desk import people_queries, people_search
from literacy.http.access import actor, requires
from literacy.training.access import AtPerson, person_to, places_of_person

bp = Blueprint("merging", __name__)
MERGE = "merge"


@bp.get("/people/<code>/merge")
@requires(person_to("person.manage"))
def choose(code: str) -> ResponseReturnValue:
    """Ask for the other card, or show both people side by side."""
    at: AtPerson = actor()
    typed = request.args.get("other", "")
    return _compare_page(at, _other(at, typed)) if typed else _choose_page(at)


@bp.post("/people/<code>/merge/find")
@requires(person_to("person.manage"))
def find(code: str) -> ResponseReturnValue:
    """Show whose card number or name was typed. The form is posted so that no name stands in an address."""
    at: AtPerson = actor()
    typed = request.form.get("q", "")[:80].strip()
    return _choose_page(at, typed)


def _choose_page(at: AtPerson, typed: str = "", trouble: str = "") -> str:
    found = people_search.find(at.staff, typed).hits if typed else people_search.likely(at.staff, at.learner_id)
    return render_template(
        "desk/merge_choose.html",
        own=people.called([at.learner_id])[at.learner_id],
        hits=[hit for hit in found if hit.learner_id not in at.cards],
        typed=typed,
        trouble=trouble,
    )


def _other(at: AtPerson, typed: str) -> uuid.UUID:
    """Return the other card, if its person is within reach too; a card of this same person is not another."""
    other_id = people.learner_by_card(typed)
    cards = people.cards_of(other_id)
    if other_id in at.cards or not at.staff.may("person.manage", *places_of_person(cards)):
        raise NotFound("learner")
    return other_id


def _compare_page(at: AtPerson, other_id: uuid.UUID) -> str:
    return render_template(
        "desk/merge_compare.html",
        sides=people_search.compare(at.staff, at.learner_id, other_id),
        merge=issued_ids.issue(MERGE, at.learner_id),
    )


@bp.post("/people/<code>/merge")
@requires(person_to("person.manage"))
def merge(code: str) -> ResponseReturnValue:
    """Say that the two are one person; sent twice it is one act."""
    at: AtPerson = actor()
    other_id = people.learner_by_card(request.form.get("other", ""))
    merge_id = issued_ids.accept(request.form.get("merge", ""), MERGE, at.learner_id)
    if merge_id is None or other_id in at.cards:
        return redirect(url_for("people.person", code=code), 303)
    try:
        people.merge(at.learner_id, _other(at, request.form.get("other", "")), actor=at.staff.actor, merge_id=merge_id)
    except Refused:
        return _choose_page(at, trouble=t("merging.erased_card")), 422
    return redirect(url_for("people.person", code=code), 303)


@bp.post("/people/<code>/part")
@requires(person_to("person.manage"))
def part(code: str) -> ResponseReturnValue:
    """Take a merge of this person's cards back."""
    at: AtPerson = actor()
    for line in people_queries.merges_of(at.cards):
        if line.id.hex == request.form.get("merge", ""):
            people.undo_merge(line.id, actor=at.staff.actor)
    return redirect(url_for("people.person", code=code), 303)
