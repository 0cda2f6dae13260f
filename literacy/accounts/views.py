"""Staff sign in and out; an invitation sets the password."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask import session as browser
from flask.typing import ResponseReturnValue

from literacy.accounts import service
from literacy.accounts.access import NotSignedIn, remember_staff, staff
from literacy.accounts.forms import PasswordForm, SignInForm
from literacy.core.errors import Refused
from literacy.core.language import t
from literacy.core.transaction import writing_after_reading
from literacy.http import limits
from literacy.http.access import actor, public, requires

bp = Blueprint("accounts", __name__)
SIGN_IN_FAILURES = 20


@bp.get("/sign-in")
@public
def sign_in_page() -> ResponseReturnValue:
    """Ask for address and password."""
    notice = t("errors.signed_out_idle") if request.args.get("idle") else ""
    return render_template("accounts/sign_in.html", form=SignInForm(), notice=notice)


@bp.post("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Sign in, or say that the two do not fit, without saying which."""
    limits.check_failures("sign in", SIGN_IN_FAILURES)
    form = SignInForm()
    if form.validate():
        try:
            remember_staff(service.sign_in(form.email.data, form.password.data or ""))
        except Refused:
            form.email.errors = [t("errors.sign_in_failed")]
        else:
            return redirect(url_for(".start"), 303)
    limits.count_failure("sign in", SIGN_IN_FAILURES)
    return render_template("accounts/sign_in.html", form=form, notice=""), 422


@bp.post("/sign-out")
@requires(staff)
def sign_out() -> ResponseReturnValue:
    """End this browser's sign-in."""
    service.sign_out(actor().login_session_id)
    browser.pop("staff", None)
    return redirect(url_for("web.home"), 303)


@bp.get("/staff")
@requires(staff)
def start() -> ResponseReturnValue:
    """Say who is signed in, and what can be done here so far."""
    page = render_template("accounts/start.html", staff=actor())
    with writing_after_reading():
        service.seen(actor().login_session_id)
    return page


@bp.get("/invitations/<token>")
@public
def invitation(token: str) -> ResponseReturnValue:
    """Ask for a password, once."""
    service.invited(token)
    return render_template("accounts/password.html", form=PasswordForm())


@bp.post("/invitations/<token>")
@public
def accept_invitation(token: str) -> ResponseReturnValue:
    """Set the password and lead to the sign-in."""
    form = PasswordForm()
    try:
        service.set_password(token, form.password.data or "")
    except Refused as refusal:
        reason = refusal.reasons[0]
        form.password.errors = [t(f"accounts.{reason.code}", **reason.values)]
        return render_template("accounts/password.html", form=form), 422
    return redirect(url_for(".sign_in_page"), 303)


@bp.app_errorhandler(NotSignedIn)
def not_signed_in(error: NotSignedIn) -> ResponseReturnValue:
    """Lead to the sign-in, saying why if somebody was away too long."""
    return redirect(url_for("accounts.sign_in_page", idle=1 if error.idle else None), 303)
