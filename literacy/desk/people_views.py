"""People: found, looked at, described anew, given their key and their copy, forgotten."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from literacy.accounts import consents, learners, people, registration
from literacy.accounts.access import Staff
from literacy.accounts.people import Called
from literacy.accounts.person_forms import PersonForm
from literacy.core import audit, installation
from literacy.core.errors import NotFound
from literacy.desk import people_export, people_queries, people_search
from literacy.desk.people_access import people_to
from literacy.desk.people_forms import EraseForm
from literacy.http.access import actor, requires
from literacy.http.downloads import file_reply
from literacy.training.access import AtPerson, person_to

bp = Blueprint("people", __name__)


@bp.get("/people")
@requires(people_to("person.see"))
def search() -> ResponseReturnValue:
    """Show the search and, without a word in it, the people who came last."""
    return _search_page(request.args.get("q", ""))


@bp.post("/people")
@requires(people_to("person.see"))
def found() -> ResponseReturnValue:
    """Show who was found. The form is posted so that no name stands in an address."""
    return _search_page(request.form.get("q", ""))


def _search_page(typed: str) -> str:
    staff: Staff = actor()
    return render_template("desk/people.html", typed=typed[:80], found=people_search.find(staff, typed[:80]))


@bp.get("/people/<code>")
@requires(person_to("person.see"))
def person(code: str) -> ResponseReturnValue:
    """Show a person: what those who work with her need."""
    at: AtPerson = actor()
    return render_template(
        "desk/person.html",
        person=people_queries.person_page(at.staff, at.learner_id, at.cards),
        may_manage=at.may("person.manage"),
        may_erase=at.may("person.erase"),
    )


def _called(at: AtPerson) -> Called:
    return people.called([at.learner_id])[at.learner_id]


@bp.get("/people/<code>/describe")
@requires(person_to("person.manage"))
def describe(code: str) -> ResponseReturnValue:
    """Show what is written down of her."""
    at: AtPerson = actor()
    card = people_queries.described_card(at.learner_id, at.cards)
    known = learners.identity_of(card) or learners.Identity()
    form = PersonForm(
        nickname=known.nickname,
        name=known.name_uk,
        phone=known.phone,
        age="child" if learners.is_under_14(card) else "adult",
        guardian=learners.has_consent(card, "guardian"),
        consent=learners.has_consent(card, "training"),
    )
    return render_template("desk/describe.html", form=form, called=_called(at), code=code)


@bp.post("/people/<code>/describe")
@requires(person_to("person.manage"))
def described(code: str) -> ResponseReturnValue:
    """Keep what was told."""
    at: AtPerson = actor()
    form = PersonForm()
    if not form.validate():
        return render_template("desk/describe.html", form=form, called=_called(at), code=code), 422
    card = people_queries.described_card(at.learner_id, at.cards)
    registration.describe(card, form.registration(), actor=at.staff.actor)
    return redirect(url_for(".person", code=code), 303)


@bp.post("/people/<code>/guardian")
@requires(person_to("person.manage"))
def guardian_agreed(code: str) -> ResponseReturnValue:
    """Note that a parent or guardian signed."""
    at: AtPerson = actor()
    registration.guardian_agreed(at.cards, actor=at.staff.actor)
    return redirect(url_for(".person", code=code), 303)


@bp.post("/people/<code>/slip")
@requires(person_to("person.manage"))
def slip(code: str) -> ResponseReturnValue:
    """Show the slip with the holder's key, to be printed and given to her; the log says who did."""
    at: AtPerson = actor()
    holder_key = learners.holder_key_of(at.learner_id)
    audit.record(at.staff.actor, "learner.slip_printed", "learner", at.learner_id)
    address = f"{installation.settings().public_address}/mine"
    return render_template("desk/slip.html", holder_key=holder_key, called=_called(at), address=address)


@bp.post("/people/<code>/copy")
@requires(person_to("person.manage"))
def copy(code: str) -> ResponseReturnValue:
    """Give a copy of what staff see, to hand it to her; the log says who took it."""
    at: AtPerson = actor()
    learners.require_not_erased(at.learner_id)
    audit.record(at.staff.actor, "learner.copied", "learner", at.learner_id)
    return file_reply(people_export.copy_by_staff(at.cards), f"{code}.json", "application/json")


@bp.get("/people/<code>/consents")
@requires(person_to("person.manage"))
def consents_of(code: str) -> ResponseReturnValue:
    """Show what she agreed to."""
    at: AtPerson = actor()
    decided = consents.last_of_each_purpose(consents.decisions_of(at.cards))
    return render_template("desk/person_consents.html", decisions=decided, called=_called(at), code=code)


@bp.get("/people/<code>/consents/<purpose>")
@requires(person_to("person.manage"))
def withdrawing(code: str, purpose: str) -> ResponseReturnValue:
    """Say what follows before a consent is taken back at her request."""
    at: AtPerson = actor()
    if not consents.stands(at.cards, purpose):
        raise NotFound("consent")
    return render_template("desk/person_withdraw.html", purpose=purpose, called=_called(at), code=code)


@bp.post("/people/<code>/consents/<purpose>")
@requires(person_to("person.manage"))
def withdrawn(code: str, purpose: str) -> ResponseReturnValue:
    """Take a consent back at her request."""
    at: AtPerson = actor()
    consents.withdraw(at.cards, purpose, channel="spoken", recorded_by=at.staff.actor)
    return redirect(url_for(".consents_of", code=code), 303)


@bp.get("/people/<code>/erase")
@requires(person_to("person.erase"))
def erasing(code: str) -> ResponseReturnValue:
    """Say what goes and what stays; the name only to who may see it."""
    return _erase_page(actor(), EraseForm())


def _erase_page(at: AtPerson, form: EraseForm) -> str:
    called = _called(at)
    name = called.name if at.may("person.see") else ""
    return render_template("desk/person_erase.html", form=form, name=name, code=called.card_number, cards=len(at.cards))


@bp.post("/people/<code>/erase")
@requires(person_to("person.erase"))
def erase(code: str) -> ResponseReturnValue:
    """Erase her data at her request."""
    at: AtPerson = actor()
    form = EraseForm()
    if not form.validate():
        return _erase_page(at, form), 422
    people.erase(at.learner_id, reason="own_wish", actor=at.staff.actor)
    after = url_for(".person", code=code) if at.may("person.see") else url_for("administration.doors", erased=1)
    return redirect(after, 303)
