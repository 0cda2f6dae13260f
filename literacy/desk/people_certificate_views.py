"""The administration's work on certificates, and its way to a person whose data are to be erased."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from literacy.accounts import people
from literacy.accounts.access import Staff, staff_to
from literacy.core.errors import NotFound
from literacy.core.identifiers import canonical_certificate_code, certificate_code_is_consistent
from literacy.core.language import t
from literacy.credentials import service
from literacy.desk import people_certificates
from literacy.desk.people_access import AtCertificate, certificate_to
from literacy.desk.people_forms import RevokeForm
from literacy.http.access import actor, requires
from literacy.training.access import places_of_person

bp = Blueprint("certificate_administration", __name__)


@bp.get("/administration/certificates")
@requires(staff_to("certificate.manage"))
def find() -> ResponseReturnValue:
    """Find a certificate by its number."""
    typed = request.args.get("number", "").strip()[:60]
    if not typed:
        return render_template("desk/certificates.html", typed="", error="")
    error = t("certificate_admin.mistyped")
    if certificate_code_is_consistent(typed):
        try:
            code = service.credential_by_code(canonical_certificate_code(typed)).code
        except NotFound:
            error = t("certificate_admin.unknown")
        else:
            return redirect(url_for(".show", code=code), 303)
    return render_template("desk/certificates.html", typed=typed, error=error), 422


@bp.get("/administration/certificates/<code>")
@requires(certificate_to("certificate.manage"))
def show(code: str) -> ResponseReturnValue:
    """Show what is printed, the name masked, what happened, and what can be done."""
    at: AtCertificate = actor()
    found = people_certificates.certificate_page(at.credential_id)
    return render_template("desk/certificate.html", certificate=found)


@bp.get("/administration/certificates/<code>/<act>")
@requires(certificate_to("certificate.manage"))
def asking(code: str, act: str) -> ResponseReturnValue:
    """Say what follows and ask once."""
    return _ask_page(actor(), act, RevokeForm())


def _ask_page(at: AtCertificate, act: str, form: RevokeForm) -> str:
    found = people_certificates.certificate_page(at.credential_id)
    if act not in found.acts:
        raise NotFound("act")
    return render_template("desk/certificate_act.html", certificate=found, act=act, form=form)


@bp.post("/administration/certificates/<code>/<act>")
@requires(certificate_to("certificate.manage"))
def done(code: str, act: str) -> ResponseReturnValue:
    """Do it; sent twice it is done once."""
    at: AtCertificate = actor()
    form = RevokeForm()
    if act == "revoke" and not form.validate():
        return _ask_page(at, act, form), 422
    people_certificates.act_on(at.credential_id, act, reason=form.reason.data, actor=at.staff.actor)
    return redirect(url_for(".show", code=at.code), 303)


@bp.post("/administration/person")
@requires(staff_to("staff.manage"))
def person() -> ResponseReturnValue:
    """Lead to the erasure of the person whose card number was typed; nobody's name is shown on the way."""
    staff: Staff = actor()
    typed = request.form.get("card", "")[:60]
    try:
        learner_id = people.learner_by_card(typed)
    except NotFound:
        learner_id = None
    if learner_id is None or not staff.may("person.erase", *places_of_person(people.cards_of(learner_id))):
        return render_template("accounts/administration.html", typed=typed, error=t("administration.no_such_card")), 422
    code = people.called([learner_id])[learner_id].card_number
    return redirect(url_for("people.erasing", code=code), 303)
