"""Which of a person's tests is the one before a course, and which come after it: pure, and the only place that says so."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol, TypeVar


class Finished(Protocol):
    """A test that was finished at some time."""

    @property
    def finished_at(self) -> datetime:
        """When it was finished."""


Test = TypeVar("Test", bound=Finished)


def told_apart(
    shown: Iterable[Test], tests: str, first_session_over: datetime | None
) -> tuple[Test | None, tuple[Test, ...]]:
    """Return a person's test before a course, and those after it; `tests` is what the course asks for.

    Where a course has both, what was finished by the end of the first session that she came to is the one before;
    whoever is marked nowhere took that one first.
    """
    ordered = sorted(shown, key=lambda each: each.finished_at)
    if tests != "before_and_after":
        return None, tuple(ordered)
    if first_session_over is None:
        return (ordered[0], tuple(ordered[1:])) if ordered else (None, ())
    earlier = [each for each in ordered if each.finished_at <= first_session_over]
    later = tuple(each for each in ordered if each.finished_at > first_session_over)
    return (earlier[0] if earlier else None), later
