"""The only clock: UTC inside, Europe/Kyiv for people, and one way to stand still in tests and demonstrations."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

KYIV = ZoneInfo("Europe/Kyiv")
_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


def to_kyiv(moment: datetime) -> datetime:
    """Return the moment as a person in Kherson reads it."""
    return moment.astimezone(KYIV)


def today_kyiv() -> date:
    """Return today's date in Kyiv."""
    return to_kyiv(now()).date()


@contextmanager
def at(moment: datetime) -> Iterator[datetime]:
    """Stand still at an aware moment within the block."""
    if moment.tzinfo is None:
        raise ValueError("the moment needs a time zone")
    token = _frozen.set(moment.astimezone(UTC))
    try:
        yield moment
    finally:
        _frozen.reset(token)
