"""A cohort's attendance to take away."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from literacy.http.access import actor, requires
from literacy.http.downloads import table_reply
from literacy.training.access import AtCohort, cohort_to
from literacy.training.attendance_export import attendance_table

bp = Blueprint("cohort_attendance", __name__)


@bp.get("/cohorts/<code>/attendance.csv", defaults={"kind": "csv"})
@bp.get("/cohorts/<code>/attendance.xlsx", defaults={"kind": "xlsx"})
@requires(cohort_to("cohort.see"))
def exported(code: str, kind: str) -> ResponseReturnValue:
    """Give who was there and for how long: names for who works with the people, card numbers for who does not."""
    at: AtCohort = actor()
    return table_reply(attendance_table(at.cohort, with_names=at.may("cohort.people")), kind)
