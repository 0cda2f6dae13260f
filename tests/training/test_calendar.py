"""A timetable as iCalendar: read back by the library that programs are held to, and by its raw lines."""

from datetime import UTC, datetime, timedelta

from icalendar import Calendar

from literacy.core.language import using_language
from literacy.training.calendar import CalendarSession, calendar_of
from literacy.training.calendar_queries import calendar_sessions
from literacy.training.models import TrainingSession
from literacy.training.sessions import cancel, reschedule
from tests.conftest import NOON
from tests.training.world import make_world

# The clocks of Ukraine go back in the night before the second one.
BEFORE, AFTER = datetime(2026, 10, 24, 7, 0, tzinfo=UTC), datetime(2026, 10, 25, 8, 0, tzinfo=UTC)
ODD = CalendarSession(
    uid="1",
    changes=0,
    start=BEFORE,
    end=BEFORE + timedelta(hours=2),
    library={"uk": "Бібліотека; «Липова», \\ філія", "en": "Lypova"},
    classroom="Зала",
    cohort="Ранкова " + "дуже довга назва " * 8 + "\nBEGIN:VALARM",
    module=None,
    purpose="lesson",
    cancelled=False,
    address="https://hub.example/sessions/AB",
)


def test_what_is_written_is_read_back_whatever_signs_it_has():
    later = CalendarSession(**{name: getattr(ODD, name) for name in ODD.__slots__} | {"uid": "2", "start": AFTER})
    text = calendar_of([ODD, later], name="День", made_at=NOON)
    lines = text.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert lines.count(b"BEGIN:VALARM") == 0
    first, second = Calendar.from_ical(text).walk("VEVENT")
    assert (first["dtstart"].dt, second["dtstart"].dt) == (BEFORE, AFTER)
    assert str(first["location"]) == "Бібліотека; «Липова», \\ філія, Зала"
    assert str(first["summary"]).startswith("Ранкова дуже довга")
    with using_language("en"):
        assert b"Lypova" in calendar_of([ODD], name="Day", made_at=NOON)


def test_the_sessions_of_a_cohort_stand_there_with_what_was_called_off(database, frozen_clock):
    world = make_world()
    reschedule(world.session_id, NOON + timedelta(days=1), NOON + timedelta(days=1, hours=1), actor="test")
    cancel(world.session_id, actor="test")
    (found,) = calendar_sessions(TrainingSession.cohort_id == world.cohort_id, site="https://hub.example")
    assert (found.start, found.cancelled) == (NOON + timedelta(days=1), True)
    assert found.address == f"https://hub.example{world.address}"
    (entry,) = Calendar.from_ical(calendar_of([found], name="x", made_at=NOON)).walk("VEVENT")
    assert str(entry["status"]) == "CANCELLED"
    assert (str(entry["uid"]), entry["sequence"]) == (str(world.session_id), 2)
