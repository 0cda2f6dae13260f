"""Days and times as people type them, in Kyiv: 3.12.2026, 03.12.26, 9:30, 9.30, 930. Pure."""

import re
from datetime import UTC, date, datetime, time

from literacy.core import clock

_DAY = re.compile(r"(\d{1,2})[.\-/ ](\d{1,2})[.\-/ ](\d{4}|\d{2})", re.ASCII)
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_TIME = re.compile(r"(\d{1,2})[:.,\- ]?(\d{2})", re.ASCII)
_HOUR = re.compile(r"\d{1,2}", re.ASCII)
_CENTURY = 2000


def day_of(text: str) -> date | None:
    """Return the day that was typed, or None."""
    plain = text.strip().rstrip(".")
    if (found := _DAY.fullmatch(plain)) is not None:
        day, month, year = map(int, found.groups())
    elif (found := _ISO_DAY.fullmatch(plain)) is not None:
        year, month, day = map(int, found.groups())
    else:
        return None
    try:
        return date(year if year >= 100 else _CENTURY + year, month, day)
    except ValueError:
        return None


def time_of(text: str) -> time | None:
    """Return the time of day that was typed, or None; an hour alone is a full hour."""
    plain = text.strip()
    found = _TIME.fullmatch(plain)
    if found is None and _HOUR.fullmatch(plain) is None:
        return None
    hour, minute = (int(found[1]), int(found[2])) if found else (int(plain), 0)
    try:
        return time(hour, minute)
    except ValueError:
        return None


def moment_of(day: date, at: time) -> datetime:
    """Return the moment when clocks in Kyiv show this."""
    return datetime.combine(day, at, clock.KYIV).astimezone(UTC)


def written_day(moment: datetime) -> str:
    """Return a moment's day in Kyiv as fields and tables show it: 03.12.2026."""
    return f"{clock.to_kyiv(moment):%d.%m.%Y}"


def written_time(moment: datetime) -> str:
    """Return a moment's time in Kyiv as fields show it: 09:30."""
    return f"{clock.to_kyiv(moment):%H:%M}"
