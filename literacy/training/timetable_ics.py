"""A cohort's timetable for a calendar: an event a session, known by the session's id, and nobody's name."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

from icalendar import Calendar, Event, Timezone
from sqlalchemy import func, select

from literacy.core import clock, installation
from literacy.core.db import db
from literacy.core.language import current_language, t
from literacy.training.cohort_queries import TimetableRow, timetable_of
from literacy.training.models import Cohort, SessionEvent

MIME = "text/calendar; charset=utf-8"
MOST_SESSIONS = 300
# What a calendar has to hear of: a session that was moved or called off.
_CHANGES = ("rescheduled", "cancelled")


def timetable_calendar(cohort: Cohort) -> bytes:
    """Return the calendar of a cohort, in two statements."""
    rows = timetable_of(cohort.id, MOST_SESSIONS)
    changes = _changes_of([row.id for row in rows])
    calendar = Calendar()
    calendar.add("prodid", "-//literacy//timetable//UK")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", cohort.name)
    if rows:
        calendar.add_component(_zone(rows))
    for row in rows:
        calendar.add_component(_event(cohort, row, *changes.get(row.id, (0, row.recorded_at))))
    return bytes(calendar.to_ical())


def _zone(rows: Sequence[TimetableRow]) -> Timezone:
    """Return the rules of Kyiv's time for the years of these sessions."""
    first, last = clock.to_kyiv(rows[0].start), clock.to_kyiv(max(row.end for row in rows))
    return Timezone.from_tzid(
        clock.KYIV.key,
        first_date=first.date().replace(month=1, day=1),
        last_date=last.date().replace(year=last.year + 1, month=1, day=1),
    )


def _changes_of(session_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, tuple[int, datetime]]:
    """Return how often each session was moved or called off, and when last."""
    statement = (
        select(SessionEvent.training_session_id, func.count(), func.max(SessionEvent.recorded_at))
        .where(SessionEvent.training_session_id.in_(session_ids), SessionEvent.kind.in_(_CHANGES))
        .group_by(SessionEvent.training_session_id)
    )
    return {row[0]: (row[1], row[2]) for row in db.session.execute(statement)}


def _event(cohort: Cohort, row: TimetableRow, changes: int, changed_at: datetime) -> Event:
    event = Event()
    event.add("uid", str(row.id))
    event.add("dtstamp", changed_at)
    event.add("sequence", changes)
    event.add("status", "CANCELLED" if row.status == "cancelled" else "CONFIRMED")
    event.add("dtstart", clock.to_kyiv(row.start))
    event.add("dtend", clock.to_kyiv(row.end))
    module = row.module[current_language()] if row.module else ""
    event.add("summary", t("cohort_page.event", cohort=cohort.name, module=module) if module else cohort.name)
    event.add("location", ", ".join(filter(None, (row.library[current_language()], row.classroom))))
    event.add("url", f"{installation.settings().public_address}/sessions/{row.code}")
    return event
