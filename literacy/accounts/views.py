"""Staff sign in and out; an invitation sets the password."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask import session as browser
from flask.typing import ResponseReturnValue

from literacy.accounts import service
from literacy.accounts.access import (
    NotSignedIn,
    first_page,
    forget_staff,
    login_session_of_browser,
    remember_staff,
    staff,
)
from literacy.accounts.forms import PasswordForm, PinForm, SignInForm
from literacy.accounts.learners import Erased
from literacy.accounts.service import DeadLink
from literacy.core import installation
from literacy.core.errors import Refused
from literacy.core.language import t
from literacy.http import limits
from literacy.http.access import actor, public, requires

bp = Blueprint("accounts", __name__)
# A library's PCs share one address: the limit for one account is the narrow one.
FAILURES_OF_ADDRESS, FAILURES_OF_ACCOUNT = 40, 8


@bp.get("/sign-in")
@public
def sign_in_page() -> ResponseReturnValue:
    """Ask for address and password."""
    notice = "errors.signed_out_idle" if request.args.get("idle") else ""
    notice = "accounts.password_saved" if request.args.get("saved") else notice
    return render_template("accounts/sign_in.html", form=SignInForm(), notice=notice)


@bp.post("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Sign in, or say that the two do not fit, without saying which."""
    form = SignInForm()
    if form.validate():
        account = f"sign in: {installation.vault().keyed_hash('sign-in limit', form.email.data.strip().lower())}"
        limits.check_failures("sign in", FAILURES_OF_ADDRESS)
        limits.check_failures(account, FAILURES_OF_ACCOUNT)
        try:
            login_session_id = service.sign_in(form.email.data, form.password.data)
        except Refused:
            limits.count_failure("sign in", FAILURES_OF_ADDRESS)
            limits.count_failure(account, FAILURES_OF_ACCOUNT)
            form.email.errors = [t("errors.sign_in_failed")]
        else:
            remember_staff(login_session_id)
            return redirect(first_page(login_session_id), 303)
    return render_template("accounts/sign_in.html", form=form, notice=""), 422


@bp.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """End this browser's sign-in, also one that ran out by itself, and leave nothing on a shared PC."""
    login_session_id = login_session_of_browser()
    if login_session_id is not None:
        service.sign_out(login_session_id)
    forget_staff()
    reply = make_response(redirect(url_for("web.home"), 303))
    reply.headers["Clear-Site-Data"] = '"cache", "storage"'
    return reply


@bp.get("/staff")
@requires(staff)
def start() -> ResponseReturnValue:
    """Say who is signed in, for what, and what can be done here so far."""
    has_pin = service.has_pin(actor().account_id)
    return render_template("accounts/start.html", staff=actor(), has_pin=has_pin, saved=request.args.get("pin"))


@bp.get("/staff/pin")
@requires(staff)
def pin_page() -> ResponseReturnValue:
    """Ask for the six digits that the room's board will ask for."""
    return render_template("accounts/pin.html", form=PinForm(), has_pin=service.has_pin(actor().account_id))


@bp.post("/staff/pin")
@requires(staff)
def choose_pin() -> ResponseReturnValue:
    """Keep the PIN, or say why it is not taken."""
    form = PinForm()
    try:
        service.set_pin(actor().account_id, (form.pin.data or "").strip())
    except Refused as refusal:
        reason = refusal.reasons[0]
        form.pin.errors = [t(f"pin.{reason.code}", **reason.values)]
        has_pin = service.has_pin(actor().account_id)
        return render_template("accounts/pin.html", form=form, has_pin=has_pin), 422
    return redirect(url_for(".start", pin="saved"), 303)


@bp.get("/invitations/<token>")
@public
def invitation(token: str) -> ResponseReturnValue:
    """Ask for a password, once."""
    return render_template("accounts/password.html", form=PasswordForm(), email=service.invited(token))


@bp.post("/invitations/<token>")
@public
def accept_invitation(token: str) -> ResponseReturnValue:
    """Set the password and lead to the sign-in."""
    form, email = PasswordForm(), service.invited(token)
    try:
        service.set_password(token, form.password.data or "")
    except Refused as refusal:
        reason = refusal.reasons[0]
        form.password.errors = [t(f"accounts.{reason.code}", **reason.values)]
        return render_template("accounts/password.html", form=form, email=email), 422
    return redirect(url_for(".sign_in_page", saved=1), 303)


@bp.errorhandler(DeadLink)
def dead_link(_error: DeadLink) -> ResponseReturnValue:
    """Say how to get a link that works."""
    return render_template("accounts/dead_link.html", hours=service.INVITATION_HOURS), 404


@bp.app_errorhandler(Erased)
def erased(_error: Erased) -> ResponseReturnValue:
    """Say that the data of whoever this browser remembers were erased, and remember her no longer."""
    for remembered in ("holder", "entry"):
        browser.pop(remembered, None)
    return render_template("accounts/erased.html"), 410


@bp.app_errorhandler(NotSignedIn)
def not_signed_in(error: NotSignedIn) -> ResponseReturnValue:
    """Lead to the sign-in, saying why if somebody was away too long."""
    return redirect(url_for("accounts.sign_in_page", idle=1 if error.idle else None), 303)
