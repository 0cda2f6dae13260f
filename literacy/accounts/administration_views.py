"""The administration: its doors, and who works here as what."""

import uuid

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from literacy.accounts import administration_queries, service
from literacy.accounts.access import AtAccount, Staff, account_to, staff_to
from literacy.accounts.administration_forms import InviteForm, RoleForm
from literacy.accounts.models import STAFF_ROLES
from literacy.core import installation, issued_ids
from literacy.core.errors import Conflict, NotFound, Refused
from literacy.core.language import t
from literacy.http.access import actor, requires

bp = Blueprint("administration", __name__)
INVITATION = "invitation"


@bp.get("/administration")
@requires(staff_to("staff.manage"))
def doors() -> ResponseReturnValue:
    """Show where the administration's work is done."""
    return render_template("accounts/administration.html", error="", typed="")


@bp.get("/administration/staff")
@requires(staff_to("staff.manage"))
def accounts() -> ResponseReturnValue:
    """List who works here, by e-mail address."""
    libraries = administration_queries.libraries_to_choose()
    role, code = request.args.get("role", ""), request.args.get("library", "")
    page = request.args.get("page", 1, type=int)
    library_id = next((each.id for each in libraries if each.code == code), None)
    found = administration_queries.accounts_page(page, role=role, library_id=library_id)
    return render_template(
        "accounts/accounts.html", found=found, libraries=libraries, role=role, library=code, roles=STAFF_ROLES
    )


@bp.get("/administration/staff/invite")
@requires(staff_to("staff.manage"))
def invite_page() -> ResponseReturnValue:
    """Ask whom to invite, and as what."""
    return _invite_page(InviteForm(administration_queries.libraries_to_choose()))


def _invite_page(form: InviteForm) -> str:
    form.invitation.data = issued_ids.issue(INVITATION)
    return render_template("accounts/invite.html", form=form)


@bp.post("/administration/staff/invite")
@requires(staff_to("staff.manage"))
def invite() -> ResponseReturnValue:
    """Give the role and show the link: here and now only, it is stored nowhere."""
    staff: Staff = actor()
    form = InviteForm(administration_queries.libraries_to_choose())
    invitation_id = issued_ids.accept(form.invitation.data or "", INVITATION)
    if not form.validate() or invitation_id is None:
        return _invite_page(form), 422
    email, role = (form.email.data or "").strip().lower(), form.role.data
    try:
        token = service.invite(email, role, actor=staff.actor, library_id=form.library_id, invitation_id=invitation_id)
    except Conflict:
        form.email.errors = [t("staff_admin.closed_refused")]
        return _invite_page(form), 422
    return _link_page(email, token)


def _link_page(email: str, token: str) -> str:
    """Show a link under the public address, or under the one that the administration uses itself."""
    own = url_for("accounts.invitation", token=token, _external=True)
    settings = installation.settings()
    link = f"{settings.public_address}/invitations/{token}" if settings.base_url else own
    return render_template("accounts/link.html", email=email, link=link, hours=service.INVITATION_HOURS)


@bp.get("/administration/staff/<code>")
@requires(account_to("staff.manage"))
def account(code: str) -> ResponseReturnValue:
    """Show an account: roles, last sign-in, what can be done."""
    return _account_page(actor())


def _account_page(at: AtAccount, form: RoleForm | None = None, trouble: str = "") -> str:
    return render_template(
        "accounts/account.html",
        account=administration_queries.account_line(at.account_id),
        form=form or RoleForm(administration_queries.libraries_to_choose()),
        trouble=trouble,
        own=at.account_id == at.staff.account_id,
        invitation=issued_ids.issue(INVITATION, at.account_id),
    )


@bp.post("/administration/staff/<code>/roles")
@requires(account_to("staff.manage"))
def give_role(code: str) -> ResponseReturnValue:
    """Give one more role."""
    at: AtAccount = actor()
    form = RoleForm(administration_queries.libraries_to_choose())
    if not form.validate():
        return _account_page(at, form), 422
    line = administration_queries.account_line(at.account_id)
    service.create_account(line.email, form.role.data, actor=at.staff.actor, library_id=form.library_id)
    return redirect(url_for(".account", code=code), 303)


@bp.post("/administration/staff/<code>/roles/withdraw")
@requires(account_to("staff.manage"))
def withdraw_role(code: str) -> ResponseReturnValue:
    """Take a role back, but the last administrator's."""
    at: AtAccount = actor()
    posted = request.form.get("grant", "")
    line = administration_queries.account_line(at.account_id)
    grant_id = next((grant.id for grant in line.grants if grant.id.hex == posted), None)
    if grant_id is not None:  # taken back already: nothing is left to do
        try:
            service.withdraw_role(grant_id, actor=at.staff.actor)
        except Refused:
            return _account_page(at, trouble=t("staff_admin.last_administrator")), 422
    return redirect(url_for(".account", code=code), 303)


@bp.post("/administration/staff/<code>/link")
@requires(account_to("staff.manage"))
def new_link(code: str) -> ResponseReturnValue:
    """Show a fresh link for who lost the password."""
    at: AtAccount = actor()
    line = administration_queries.account_line(at.account_id)
    invitation_id: uuid.UUID | None = issued_ids.accept(request.form.get("invitation", ""), INVITATION, at.account_id)
    if invitation_id is None or line.closed_at is not None:
        return redirect(url_for(".account", code=code), 303)
    token = service.new_link(at.account_id, actor=at.staff.actor, invitation_id=invitation_id)
    return _link_page(line.email, token)


@bp.get("/administration/staff/<code>/close")
@requires(account_to("staff.manage"))
def closing(code: str) -> ResponseReturnValue:
    """Ask once more before an account is closed for good."""
    at: AtAccount = actor()
    line = administration_queries.account_line(at.account_id)
    if line.closed_at is not None:
        raise NotFound("open account")
    return render_template("accounts/close_account.html", account=line)


@bp.post("/administration/staff/<code>/close")
@requires(account_to("staff.manage"))
def close(code: str) -> ResponseReturnValue:
    """Close an account, but the last administrator's."""
    at: AtAccount = actor()
    try:
        service.close_account(at.account_id, actor=at.staff.actor)
    except Refused:
        return _account_page(at, trouble=t("staff_admin.last_administrator")), 422
    return redirect(url_for(".accounts"), 303)
