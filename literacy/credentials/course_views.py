"""Certificates of courses: the staff's page, where a cohort gets them, and the holder's own."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from literacy.core import issued_ids
from literacy.core.errors import Refused
from literacy.credentials import course_awards, course_pages, queries
from literacy.credentials.access import (
    CohortCertificate,
    HeldCertificate,
    certificate_of_cohort,
    holders_certificate,
)
from literacy.credentials.views import pdf_reply
from literacy.http.access import actor, requires
from literacy.training.access import AtCohort, cohort_to

bp = Blueprint("course_certificates", __name__)
PURPOSE = "course certificates"


@bp.get("/cohorts/<code>/certificates")
@requires(cohort_to("cohort.certify"))
def cohort(code: str) -> ResponseReturnValue:
    """Show who of a cohort may have a certificate, who lacks what, who has one."""
    return _cohort_page(actor())


def _cohort_page(at: AtCohort) -> str:
    with_names = at.may("cohort.people")
    return render_template(
        "credentials/cohort.html",
        cohort=at.cohort,
        page=course_pages.certify_page(at.cohort.id, with_names=with_names),
        with_names=with_names,
        no_address=queries.waits_for_address(),
        issue=issued_ids.issue(PURPOSE, at.cohort.id),
    )


@bp.post("/cohorts/<code>/certificates")
@requires(cohort_to("cohort.certify"))
def award(code: str) -> ResponseReturnValue:
    """Issue for all who may have one; whoever has one keeps it, so that a second click changes nothing."""
    at: AtCohort = actor()
    if issued_ids.accept(request.form.get("issue", ""), PURPOSE, at.cohort.id) is not None:
        again = course_awards.members_by_card(request.form.getlist("again"))
        try:
            course_awards.award_to_cohort(at.cohort.id, actor=at.staff.actor, again=again)
        except Refused:  # the page says what stands against it
            return _cohort_page(at), 422
    return redirect(url_for(".cohort", code=code), 303)


@bp.get("/cohorts/<code>/certificates/<number>.pdf")
@requires(certificate_of_cohort("cohort.people"))
def cohort_pdf(code: str, number: str) -> Response:
    """Give the trainer the file, to print it for who has no printer and no telephone."""
    found: CohortCertificate = actor()
    return pdf_reply(found.held.credential, found.held.signed)


@bp.get("/mine/certificates/<code>")
@requires(holders_certificate)
def own(code: str) -> ResponseReturnValue:
    """Show a certificate to its holder."""
    held: HeldCertificate = actor()
    return render_template(
        "credentials/own.html",
        held=held,
        title=queries.title_of(held.credential),
        register=queries.register_number(held.credential) if held.credential.kind == "course" else "",
        identity=queries.name_or_none(held.credential),
        status=queries.status_today(held.credential, held.state.status),
        waits=queries.waits_for_address(),
    )


@bp.get("/mine/certificates/<code>.pdf")
@requires(holders_certificate)
def own_pdf(code: str) -> Response:
    """Give the holder the file."""
    held: HeldCertificate = actor()
    return pdf_reply(held.credential, held.signed)
