"""Claiming a certificate: the name, a preview, the confirmation; then the certificate itself. And the holder's page."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask import session as browser
from flask.typing import ResponseReturnValue

from literacy.accounts import learners, people
from literacy.assessment import queries as assessment_queries
from literacy.assessment.access import holder, remember_holder
from literacy.core import issued_ids
from literacy.core.errors import NotFound
from literacy.core.identifiers import HOLDER_KEY_LENGTH, normalise_code
from literacy.core.language import t
from literacy.credentials import course_pages, queries, service
from literacy.credentials.access import OwnCertificate, own_certificate
from literacy.credentials.forms import ConfirmForm, NameForm
from literacy.credentials.models import Credential, SignedCredential
from literacy.http import limits
from literacy.http.access import actor, public, requires
from literacy.http.downloads import file_reply

bp = Blueprint("credentials", __name__)
HOLDER_FAILURES = 60


@bp.get("/results/<code>/certificate")
@requires(own_certificate)
def certificate(code: str) -> ResponseReturnValue:
    """Show the certificate, or ask for the name, or say what is missing."""
    own: OwnCertificate = actor()
    if own.credential is not None:
        return _certificate_page(own, code)
    reasons = service.reasons_against(own.result.facts)
    if reasons:
        return render_template("credentials/refusal.html", reasons=reasons, code=code)
    return render_template("credentials/name.html", form=NameForm(), code=code)


def _certificate_page(own: OwnCertificate, code: str) -> str:
    if own.credential is None or own.state is None:
        raise NotFound("certificate")
    return render_template(
        "credentials/mine.html",
        own=own,
        code=code,
        identity=queries.name_or_none(own.credential),
        status=queries.status_today(own.credential, own.state.status),
        waits=queries.waits_for_address(),
    )


@bp.post("/results/<code>/certificate")
@requires(own_certificate)
def preview(code: str) -> ResponseReturnValue:
    """Show how the certificate will look, with the Latin form to edit."""
    own: OwnCertificate = actor()
    if own.credential is not None or service.reasons_against(own.result.facts):
        return redirect(url_for(".certificate", code=code), 303)
    form = NameForm()
    if not form.validate():
        return render_template("credentials/name.html", form=form, code=code), 422
    return _preview_page(own, code, form)


def _preview_page(own: OwnCertificate, code: str, form: NameForm) -> str:
    return render_template(
        "credentials/preview.html",
        form=form,
        identity=form.identity(),
        facts=own.result.facts,
        code=code,
        claim=issued_ids.issue("claim", own.result.facts.result_id),
    )


@bp.post("/results/<code>/certificate/confirm")
@requires(own_certificate)
def confirm(code: str) -> ResponseReturnValue:
    """Award the certificate in this name; the worker signs and draws it."""
    own: OwnCertificate = actor()
    form = ConfirmForm()
    if request.form.get("back"):
        return render_template("credentials/name.html", form=form, code=code)
    if not form.validate():
        return render_template("credentials/name.html", form=form, code=code), 422
    claim = issued_ids.accept(form.claim.data or "", "claim", own.result.facts.result_id)
    if claim is None:
        return _preview_page(own, code, form)
    service.award(own.result.facts.result_id, form.identity(), claim)
    return redirect(url_for(".certificate", code=code), 303)


@bp.get("/results/<code>/certificate.pdf")
@requires(own_certificate)
def certificate_pdf(code: str) -> ResponseReturnValue:
    """Give the holder the file."""
    own: OwnCertificate = actor()
    if own.credential is None:
        raise NotFound("pdf")
    return pdf_reply(own.credential, own.signed)


def pdf_reply(credential: Credential, signed: SignedCredential | None) -> Response:
    """Return a certificate's file, called by its number; no name stands in a file name."""
    if signed is None:
        raise NotFound("pdf")
    return file_reply(queries.pdf_of(credential, signed), f"{credential.code}.pdf", "application/pdf")


@bp.get("/mine")
@public
def mine() -> ResponseReturnValue:
    """Ask for the holder's key, or show what belongs to it."""
    if "holder" not in browser:
        return render_template("credentials/holder_key.html", error=None, typed="")
    cards = people.cards_of(holder())
    return render_template(
        "credentials/holder.html",
        results=assessment_queries.results_of(cards),
        certificates=queries.certificates_of(cards),
        courses=course_pages.courses_of(cards),
    )


@bp.post("/mine")
@public
def open_mine() -> ResponseReturnValue:
    """Open the holder's page with the key from the slip."""
    limits.check_failures("holder key", HOLDER_FAILURES)
    typed = request.form.get("holder_key", "")
    have = len(normalise_code(typed))
    error = None
    if have != HOLDER_KEY_LENGTH:
        error = t("mine.key_length", need=HOLDER_KEY_LENGTH, have=have) if have else t("mine.key_missing")
    else:
        try:
            remember_holder(learners.learner_by_holder_key(typed))
        except NotFound:
            error = t("mine.key_unknown")
    if error is None:
        return redirect(url_for(".mine"), 303)
    limits.count_failure("holder key", HOLDER_FAILURES)
    return render_template("credentials/holder_key.html", error=error, typed=typed[:60]), 422
