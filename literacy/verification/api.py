"""The same check for machines: job platforms ask here, without an account."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from literacy.core.db import db
from literacy.core.errors import NotFound, UnreadableInput
from literacy.core.language import t
from literacy.core.transaction import reading
from literacy.credentials import queries
from literacy.credentials.keys import did_document
from literacy.credentials.models import StatusList
from literacy.http import limits
from literacy.http.access import public
from literacy.verification import service
from literacy.verification.openapi import OPENAPI
from literacy.verification.views import LONGEST_NUMBER, NUMBER_FAILURES, SURNAME_FAILURES

bp = Blueprint("verification_api", __name__)
MAX_BULK = 500
LONGEST_SURNAME = 120


@bp.get("/api/v1/verify/<path:code>")
@public
def verify(code: str) -> ResponseReturnValue:
    """Answer for a number."""
    limits.check_failures("verify number", NUMBER_FAILURES)
    report = service.verify_code(code[:LONGEST_NUMBER])
    if report.state == "unknown":
        limits.count_failure("verify number", NUMBER_FAILURES)
    return jsonify(report.as_json())


@bp.post("/api/v1/verify/<path:code>")
@public
@reading()
def verify_holder(code: str) -> ResponseReturnValue:
    """Answer for a number and the surname on the paper."""
    limits.check_failures("verify surname", SURNAME_FAILURES)
    surname = _posted("surname")
    if not isinstance(surname, str) or not 0 < len(surname) <= LONGEST_SURNAME:
        return problem(400, "api.surname_expected")
    report = service.verify_code(code[:LONGEST_NUMBER], surname=surname)
    if report.holder_matches is False:
        limits.count_failure("verify surname", SURNAME_FAILURES)
    return jsonify(report.as_json())


@bp.post("/api/v1/verify/bulk")
@public
@reading()
def verify_bulk() -> ResponseReturnValue:
    """Answer for up to 500 numbers, one report each, in their order."""
    limits.check_failures("verify number", NUMBER_FAILURES)
    codes = _posted("codes")
    if not isinstance(codes, list) or not codes or not all(isinstance(code, str) for code in codes):
        return problem(400, "api.codes_expected")
    if len(codes) > MAX_BULK:
        return problem(413, "api.too_many_codes")
    reports = [service.verify_code(code[:LONGEST_NUMBER]) for code in codes]
    for _ in [report for report in reports if report.state == "unknown"]:
        limits.count_failure("verify number", NUMBER_FAILURES)
    return jsonify(reports=[report.as_json() for report in reports])


@bp.post("/api/v1/verify/file")
@public
@reading()
def verify_file() -> ResponseReturnValue:
    """Answer for a PDF or JSON file, sent as the body or as a form's `file`."""
    data = b"" if request.mimetype == "multipart/form-data" else request.get_data()
    uploaded = None if data else request.files.get("file")
    if uploaded is not None:
        data = uploaded.read(service.MAX_FILE_BYTES + 1)
    if len(data) > service.MAX_FILE_BYTES:
        return problem(413, "errors.file_too_large")
    if not data.startswith(b"%PDF-") and data.lstrip()[:1] != b"{":
        return problem(415 if data else 400, "errors.file_wrong_type")
    try:
        return jsonify(service.verify_file(data).as_json())
    except UnreadableInput:
        return problem(400, "errors.file_unreadable")


def _posted(name: str) -> Any:
    """Return a member of the JSON object that was sent, or None where none was sent, or nothing readable."""
    try:
        body = request.get_json(silent=True)
    except RecursionError:
        return None
    return body.get(name) if isinstance(body, dict) else None


def problem(status: int, words: str) -> ResponseReturnValue:
    """Return an error as problem+json, with what to do."""
    reply = jsonify(type="about:blank", title=t(words), status=status)
    reply.mimetype = "application/problem+json"
    return reply, status


@bp.get("/.well-known/did.json")
@public
def issuer() -> ResponseReturnValue:
    """Publish the issuer's keys."""
    return _public_json(did_document(queries.host(), queries.published_keys()), "application/did+json")


@bp.get("/status/<purpose>")
@public
def status_list(purpose: str) -> ResponseReturnValue:
    """Publish a signed status list."""
    row = db.session.get(StatusList, purpose)
    if row is None:
        raise NotFound("status list")
    return _public_json(row.document, "application/vc+ld+json")


@bp.get("/openapi.json")
@public
def openapi() -> ResponseReturnValue:
    """Describe this interface."""
    return _public_json(OPENAPI, "application/json")


def _public_json(document: Any, kind: str) -> Response:
    reply = jsonify(document)
    reply.mimetype = kind
    reply.headers["Cache-Control"] = f"public, max-age={int(timedelta(minutes=5).total_seconds())}"
    reply.headers["Access-Control-Allow-Origin"] = "*"
    return reply
