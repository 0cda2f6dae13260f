"""Why there is no certificate of a course yet, in words: to the learner herself, or to the staff about somebody."""

from collections.abc import Iterable
from datetime import datetime

from literacy.core.errors import Reason
from literacy.core.language import catalogue, format_date, percent, t
from literacy.credentials.facts import level_name
from literacy.training.quantities import span_words

_OWN, _STAFF = "refusal", "course_refusal"
_IN_MINUTES = "hours_short"
_OF_TESTS = frozenset({"test_missing", "level_short"})


def told_to_learner(reasons: Iterable[Reason]) -> list[str]:
    """Return what a learner is told."""
    return _told(reasons, _OWN)


def told_to_staff(reasons: Iterable[Reason]) -> list[str]:
    """Return what the staff are told."""
    return _told(reasons, _STAFF)


def _told(reasons: Iterable[Reason], section: str) -> list[str]:
    """Return a line for each reason; when it goes on is said once."""
    lines, dates = [], set[datetime]()
    for reason in reasons:
        line = _line(reason, section)
        coming = reason.values.get("next")
        if coming is not None and coming not in dates:
            dates.add(coming)
            line = f"{line} {_when(reason, coming)}"
        lines.append(line)
    return lines


def _line(reason: Reason, section: str) -> str:
    code, values = reason.code, dict(reason.values)
    if code == _IN_MINUTES:
        values |= {name: span_words(values[name]) for name in ("have", "need")}
    if code == "level_short":
        code, values = _of_level(values)
    words = f"{section}.{code}"
    return t(words if words in catalogue() else f"{_OWN}.{code}", **values)


def _of_level(values: dict[str, object]) -> tuple[str, dict[str, object]]:
    top_merged = bool(values["top_merged"])
    least = level_name(str(values["least"]), top_merged=False)
    if values["level"] is None:
        return "level_unknown", {"least": least}
    level = level_name(str(values["level"]), top_merged=top_merged)
    return "level_short", {"least": least, "level": level, "p": percent(float(str(values["probability"])))}


def _when(reason: Reason, coming: datetime) -> str:
    return t(f"{_OWN}.next_{'test' if reason.code in _OF_TESTS else 'session'}", date=format_date(coming))
