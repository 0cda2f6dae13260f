"""With the holder's key: what a person agreed to, what is held about her, and its end."""

from flask import Blueprint, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from literacy.accounts import consents, people
from literacy.assessment.access import holder_of_browser
from literacy.core import clock
from literacy.core.errors import NotFound
from literacy.credentials import service as credentials
from literacy.desk import people_certificates, people_export, people_holdings, people_retention
from literacy.desk.people_access import Holder, NoHolder, own_data
from literacy.desk.people_forms import EraseForm
from literacy.http.access import actor, public, requires
from literacy.http.downloads import file_reply
from literacy.rooms.access import forget_browser

bp = Blueprint("privacy", __name__)


@bp.get("/mine/consents")
@requires(own_data)
def decisions() -> ResponseReturnValue:
    """Show each purpose that she decided about: when, how, and what can be taken back."""
    own: Holder = actor()
    return render_template(
        "desk/consents.html",
        decisions=consents.last_of_each_purpose(consents.decisions_of(own.cards)),
        certificates=people_certificates.revocable(own.cards),
    )


@bp.get("/mine/consents/<purpose>")
@requires(own_data)
def withdrawing(purpose: str) -> ResponseReturnValue:
    """Say what follows before a consent is taken back."""
    own: Holder = actor()
    if not consents.stands(own.cards, purpose):
        raise NotFound("consent")
    return render_template("desk/withdraw.html", purpose=purpose)


@bp.post("/mine/consents/<purpose>")
@requires(own_data)
def withdrawn(purpose: str) -> ResponseReturnValue:
    """Take a consent back."""
    own: Holder = actor()
    consents.withdraw(own.cards, purpose)
    return redirect(url_for(".decisions"), 303)


@bp.get("/mine/revoke/<number>")
@requires(own_data)
def revoking(number: str) -> ResponseReturnValue:
    """Ask once before a certificate is revoked at the holder's wish."""
    own: Holder = actor()
    if number not in people_certificates.revocable(own.cards):
        raise NotFound("certificate")
    return render_template("desk/revoke.html", number=number)


@bp.post("/mine/revoke/<number>")
@requires(own_data)
def revoked(number: str) -> ResponseReturnValue:
    """Revoke a certificate of one's own; what is revoked already stays so."""
    own: Holder = actor()
    credential_id = people_certificates.own_certificate(own.cards, number)
    if number in people_certificates.revocable(own.cards):
        credentials.revoke(credential_id, "holder", actor=f"learner {own.learner_id}")
    return redirect(url_for(".decisions"), 303)


@bp.get("/mine/data")
@requires(own_data)
def data() -> ResponseReturnValue:
    """Say what is held, and until when."""
    own: Holder = actor()
    return render_template(
        "desk/data.html", held=people_holdings.holdings(own.cards), until=people_retention.kept_until(own.cards)
    )


@bp.get("/mine/data.json")
@requires(own_data)
def copy() -> ResponseReturnValue:
    """Give a copy of everything."""
    own: Holder = actor()
    return file_reply(people_export.copy_for_holder(own.cards), f"{clock.today_kyiv()}.json", "application/json")


@bp.get("/mine/erase")
@requires(own_data)
def erasing() -> ResponseReturnValue:
    """Say what goes and what stays."""
    return render_template("desk/erase.html", form=EraseForm())


@bp.post("/mine/erase")
@requires(own_data)
def erase() -> ResponseReturnValue:
    """Erase everything that names her, and leave nothing in this browser."""
    own: Holder = actor()
    form = EraseForm()
    if not form.validate():
        return render_template("desk/erase.html", form=form), 422
    people.erase(own.learner_id, reason="own_wish", actor=f"learner {own.learner_id}")
    forget_browser()
    reply = make_response(redirect(url_for(".erased"), 303))
    reply.headers["Clear-Site-Data"] = '"cache", "storage"'
    return reply


@bp.get("/mine/erased")
@public
def erased() -> ResponseReturnValue:
    """Say that it is done."""
    return render_template("accounts/erased.html")


@bp.app_errorhandler(NoHolder)
def no_holder(_error: NoHolder) -> ResponseReturnValue:
    """Ask for the key first."""
    return redirect(url_for("credentials.mine"), 303)


@bp.app_template_global("kept_until")
def kept_until_here() -> object:
    """Return until when the name of whose key was typed here is kept; for the holder's page, which stands floors below."""
    learner_id = holder_of_browser()
    return people_retention.kept_until(people.cards_of(learner_id)) if learner_id else None
