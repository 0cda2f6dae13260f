"""Sessions as iCalendar, for whatever calendar a trainer keeps. Pure; it names places and cohorts, never a learner.

Moments are written in UTC: every program shows them at the reader's own time, and none has to know the zone's rules.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from icalendar import Calendar, Event

from literacy.core.language import current_language, t

MIMETYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class CalendarSession:
    """A session as it stands in a calendar. Names in both languages; None where there is none.

    `uid` is the session's for ever, so that a file taken twice makes one entry; `changes` counts how often it was moved
    or called off, by which a program knows the newer of two files. `address` is that of its page.
    """

    uid: str
    changes: int
    start: datetime
    end: datetime
    library: dict[str, str]
    classroom: str | None
    cohort: str | None
    module: dict[str, str] | None
    purpose: str
    cancelled: bool
    address: str


def calendar_of(sessions: Iterable[CalendarSession], *, name: str, made_at: datetime) -> bytes:
    """Return these sessions as a calendar of that name, made at that moment."""
    calendar = Calendar()
    calendar.add("prodid", "-//literacy//timetable//UK")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for session in sessions:
        calendar.add_component(_event(session, made_at))
    return bytes(calendar.to_ical())


def _event(session: CalendarSession, made_at: datetime) -> Event:
    event = Event()
    event.add("uid", session.uid)
    event.add("dtstamp", made_at)
    event.add("sequence", session.changes)
    event.add("dtstart", session.start)
    event.add("dtend", session.end)
    event.add("summary", _summary(session))
    event.add("location", ", ".join(filter(None, (session.library[current_language()], session.classroom))))
    event.add("status", "CANCELLED" if session.cancelled else "CONFIRMED")
    event.add("url", session.address)
    event.add("description", session.address)
    return event


def _summary(session: CalendarSession) -> str:
    """Return what the entry is called: the group first, for that is what a narrow column still shows."""
    what = session.module[current_language()] if session.module else t(f"calendar.{session.purpose}")
    text = (
        t("calendar.of_cohort", cohort=session.cohort, what=what) if session.cohort else t("calendar.open", what=what)
    )
    return t("calendar.cancelled", what=text) if session.cancelled else text
