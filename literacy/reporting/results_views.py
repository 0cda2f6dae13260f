"""Results of a cohort: the page, and the same as a file."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from literacy.http.access import actor, requires
from literacy.http.downloads import table_reply
from literacy.reporting.results_pages import results_page, results_table
from literacy.training.access import AtCohort, cohort_to

bp = Blueprint("cohort_results", __name__)


@bp.get("/cohorts/<code>/results")
@requires(cohort_to("cohort.results"))
def cohort(code: str) -> ResponseReturnValue:
    """Show levels and gains: names for who works with the people, card numbers for who does not."""
    at: AtCohort = actor()
    with_names = at.may("cohort.people")
    number = request.args.get("page", 1, type=int)
    page = results_page(at.cohort, with_names=with_names, number=number)
    return render_template("reporting/results.html", cohort=at.cohort, page=page, with_names=with_names)


@bp.get("/cohorts/<code>/results.csv", defaults={"kind": "csv"})
@bp.get("/cohorts/<code>/results.xlsx", defaults={"kind": "xlsx"})
@requires(cohort_to("cohort.results"))
def exported(code: str, kind: str) -> ResponseReturnValue:
    """Give the results as a table."""
    at: AtCohort = actor()
    return table_reply(results_table(at.cohort, with_names=at.may("cohort.people")), kind)
