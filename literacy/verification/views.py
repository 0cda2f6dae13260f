"""What an employer sees: the state at a glance, every printed field, the name only to who has the paper."""

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from literacy.assessment.scoring import LEVELS
from literacy.banks.queries import can_do
from literacy.core.errors import UnreadableInput
from literacy.core.identifiers import canonical_certificate_code, certificate_code_is_consistent
from literacy.core.language import t
from literacy.core.transaction import reading
from literacy.http import limits
from literacy.http.access import public
from literacy.verification import service
from literacy.verification.forms import NumberForm, SurnameForm
from literacy.verification.report import VerificationReport

bp = Blueprint("verification", __name__)
LONGEST_NUMBER = 60
# A guesser of 80-bit numbers gains nothing from this many; a person who mistypes never gets there.
NUMBER_FAILURES = 300
SURNAME_FAILURES = 20


@bp.get("/v")
@bp.get("/V", endpoint="ask_upper")
@public
def ask() -> ResponseReturnValue:
    """Ask for the number, or take it from the address of a form that was sent by GET."""
    typed = request.args.get("number", "").strip()[:LONGEST_NUMBER]
    if typed:
        return redirect(url_for(".show", code=_for_address(typed)), 303)
    return render_template("verification/ask.html", form=NumberForm(), error=None)


@bp.post("/v")
@public
@reading()
def asked() -> ResponseReturnValue:
    """Take the number or the file and go to the answer."""
    uploaded = request.files.get("file")
    if uploaded is not None and uploaded.filename:
        return _answer_for_file(uploaded.read(service.MAX_FILE_BYTES + 1))
    form = NumberForm()
    typed = (form.number.data or "").strip()[:LONGEST_NUMBER]
    if not typed:
        return render_template("verification/ask.html", form=form, error=t("verify.number_missing")), 422
    return redirect(url_for(".show", code=_for_address(typed)), 303)


def _for_address(typed: str) -> str:
    if certificate_code_is_consistent(typed):
        return canonical_certificate_code(typed)
    return typed.replace("/", "-")


def _answer_for_file(data: bytes) -> ResponseReturnValue:
    limits.check_failures("verify file", NUMBER_FAILURES)
    try:
        report = service.verify_file(data)
    except UnreadableInput:
        limits.count_failure("verify file", NUMBER_FAILURES)
        too_large = len(data) > service.MAX_FILE_BYTES
        message = t("errors.file_too_large") if too_large else t("errors.file_unreadable")
        return render_template("verification/ask.html", form=NumberForm(), error=message, field="file"), 422
    return _page(report)


@bp.get("/v/<path:code>")
@bp.get("/V/<path:code>", endpoint="show_upper")
@public
def show(code: str) -> ResponseReturnValue:
    """Answer for a number: a page, or JSON for who asks for it."""
    limits.check_failures("verify number", NUMBER_FAILURES)
    report = service.verify_code(code[:LONGEST_NUMBER])
    if report.state == "unknown":
        limits.count_failure("verify number", NUMBER_FAILURES)
    if _wants_json():
        return jsonify(report.as_json())
    return _page(report, typed=code[:LONGEST_NUMBER])


@bp.post("/v/<path:code>")
@bp.post("/V/<path:code>", endpoint="surname_upper")
@public
@reading()
def compare_surname(code: str) -> ResponseReturnValue:
    """Show the name to who has the paper: the surname printed on it was typed."""
    limits.check_failures("verify surname", SURNAME_FAILURES)
    form = SurnameForm()
    typed = (form.surname.data or "").strip()
    if not typed:
        return _page(service.verify_code(code[:LONGEST_NUMBER]), form=form, error=t("verify.surname_missing")), 422
    report = service.verify_code(code[:LONGEST_NUMBER], surname=typed)
    if report.holder_matches is False:
        limits.count_failure("verify surname", SURNAME_FAILURES)
    return _page(report, form=form)


def _wants_json() -> bool:
    accepted = request.accept_mimetypes
    return accepted.best_match(["text/html", "application/json"]) == "application/json"


def _page(
    report: VerificationReport, *, typed: str = "", form: SurnameForm | None = None, error: str | None = None
) -> str:
    return render_template(
        "verification/report.html",
        report=report,
        typed=typed,
        form=form or SurnameForm(),
        error=error,
        can_do=can_do(report.role, report.level) if report.role and report.level in LEVELS else (),
    )
