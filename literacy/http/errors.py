"""The one table from domain error to status and page; problem+json under /api/."""

import logging
import secrets

from flask import Flask, current_app, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError
from werkzeug.exceptions import HTTPException

from literacy.core.errors import Conflict, HouseError, NotAllowed, NotFound, Refused, TooManyFailures, UnreadableInput
from literacy.core.language import t

logger = logging.getLogger("literacy")

# A refusal looks like absence: NotAllowed and NotFound are one page.
STATUS_OF: dict[type[HouseError], int] = {
    NotFound: 404,
    NotAllowed: 404,
    Conflict: 409,
    Refused: 409,
    TooManyFailures: 429,
    UnreadableInput: 400,
}


# Statuses whose page has words of its own; others use those of 400 or 500.
STATUSES_WITH_WORDS = (400, 404, 405, 409, 413, 429, 500)


def register(app: Flask) -> None:
    """Attach the handlers to the application."""
    app.register_error_handler(HouseError, house_error)
    app.register_error_handler(CSRFError, stale_page)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(DataError, unstorable)
    app.register_error_handler(Exception, broken)


def house_error(error: HouseError) -> ResponseReturnValue:
    """Show a domain error as its page."""
    status = next((code for kind, code in STATUS_OF.items() if isinstance(error, kind)), None)
    if status is None:
        return broken(error)
    minutes = error.minutes if isinstance(error, TooManyFailures) else 0
    return error_page(status, minutes=minutes)


def stale_page(_error: CSRFError) -> ResponseReturnValue:
    """A form whose token is too old or whose browser lost its cookie: open the page afresh."""
    if request.path.startswith("/api/"):
        return error_page(400)
    places = current_app.url_map.bind("")
    return redirect(request.path if places.test(request.path, "GET") else "/", 303)


def unstorable(_error: DataError) -> ResponseReturnValue:
    """A code that the database could not even hold (PostgreSQL takes no NUL) names nothing."""
    return error_page(404)


def http_error(error: HTTPException) -> ResponseReturnValue:
    """Show an HTTP error as a page of ours."""
    if error.code is None or error.code < 400:
        return error
    return error_page(error.code)


def broken(error: Exception) -> ResponseReturnValue:
    """Something broke on our side: a reference number for the person, the trace for us, no detail on the page."""
    reference = secrets.token_hex(4)
    logger.error("error %s at %s %s", reference, request.method, request.url_rule, exc_info=error)
    return error_page(500, reference=reference)


def error_page(status: int, *, minutes: int = 0, reference: str = "") -> ResponseReturnValue:
    """Return the page (or problem+json) of a status."""
    known = status if status in STATUSES_WITH_WORDS else (400 if status < 500 else 500)
    title = t(f"pages.error_{known}_title")
    if request.path.startswith("/api/") or request.path == "/openapi.json":
        reply = jsonify(type="about:blank", title=title, status=status)
        reply.mimetype = "application/problem+json"
        return reply, status
    body = t(f"pages.error_{known}_body", minutes=minutes, code=reference)
    return render_template("errors/error.html", title=title, body=body), status
