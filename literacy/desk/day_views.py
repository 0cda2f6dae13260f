"""The trainer's day, on one screen and as a calendar."""

from datetime import timedelta

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from literacy.accounts.access import Staff, staff_to
from literacy.core import clock
from literacy.core.language import t
from literacy.desk.day_queries import day_of
from literacy.desk.day_steps import further_steps, next_step
from literacy.http.access import actor, requires
from literacy.http.downloads import file_reply, site_address
from literacy.training.calendar import MIMETYPE, calendar_of
from literacy.training.calendar_queries import calendar_sessions
from literacy.training.models import TrainingSessionState
from literacy.training.reach import reached_by

bp = Blueprint("day", __name__)
# The buttons of an emergency; "other" is on the session's own page.
EMERGENCIES = ("alarm", "power", "internet")
CALENDAR_SINCE = timedelta(days=31)


@bp.get("/day")
@requires(staff_to("day.see"))
def day() -> ResponseReturnValue:
    """Show what comes next, who comes, and what was left unfinished."""
    staff: Staff = actor()
    return render_template(
        "desk/day.html",
        day=day_of(staff),
        next_step=next_step,
        further_steps=further_steps,
        emergencies=EMERGENCIES,
        sees_people=staff.reaches("person.see"),
    )


@bp.get("/day.ics")
@requires(staff_to("day.see"))
def calendar() -> ResponseReturnValue:
    """Give the sessions of last month and all to come as a calendar."""
    staff: Staff = actor()
    since = TrainingSessionState.planned_start >= clock.now() - CALENDAR_SINCE
    reached = reached_by(staff, "session.run").sessions
    sessions = calendar_sessions(reached, since, site=site_address())
    content = calendar_of(sessions, name=t("day.calendar_name"), made_at=clock.now())
    return file_reply(content, f"{t('day.calendar_file')}.ics", MIMETYPE)
