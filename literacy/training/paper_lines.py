"""Reading what was typed from a paper sheet: a code a line, and what else is to be said of the person. Pure.

A code alone: she was there. A number: for so many minutes. A time: she came then. A sign or word: `mark_words`.
Both alphabets and both languages are understood.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from literacy.core import typed_times
from literacy.core.identifiers import ROW_CODE_LENGTH, normalise_code, row_code_is_consistent

MOST_LINES = 200
MOST_MINUTES = 14 * 60
# The figure that looks like the sign for "late": which one was meant is asked.
THREE = "3"
_PARTS = re.compile(r"[\s,;|]+")
_MINUTES = re.compile(r"(\d{1,3})", re.ASCII)
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A line as it was understood: `mark` is None where it follows from when somebody came. Or what is wrong with it."""

    number: int
    text: str
    code: str = ""
    mark: str | None = None
    minutes: int | None = None
    arrived: time | None = None
    wrong: str = ""


def read_lines(text: str, words: Mapping[str, str]) -> list[PaperLine]:
    """Return each line that says something; `words` says which mark a word or sign stands for."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1)]
    return [read_line(number, line, words) for number, line in lines if line]


def read_line(number: int, text: str, words: Mapping[str, str]) -> PaperLine:
    """Return what a line says, or what is wrong with it."""
    code, rest = _split(text)
    if len(code) != ROW_CODE_LENGTH or not row_code_is_consistent(code):
        return PaperLine(number, text, code=code[:8], wrong="code_unknown")
    mark, minutes, arrived = None, None, None
    for part in rest:
        said = part.casefold()
        if said in words and mark is None:
            mark = words[said]
        elif said == THREE and mark is None:
            return PaperLine(number, text, code, wrong="three")
        elif (found := _MINUTES.fullmatch(said)) is not None and minutes is None:
            minutes = int(found[1])
        elif _CLOCK.fullmatch(said) is not None and arrived is None and typed_times.time_of(said):
            arrived = typed_times.time_of(said)
        else:
            return PaperLine(number, text, code, wrong="sign_unknown")
    wrong = _contradiction(mark, minutes, arrived)
    if arrived is None and mark is None:
        mark = "present"
    return PaperLine(number, text, code, mark, minutes, arrived, wrong)


def _split(text: str) -> tuple[str, list[str]]:
    """Return the code (which may be written in two pieces) and the other parts."""
    parts = [part for part in _PARTS.split(text) if part]
    first = normalise_code(parts[0]) if parts else ""
    if len(first) == 2 and len(parts) > 1 and len(normalise_code(parts[1])) == 2:
        whole = first + normalise_code(parts[1])
        if row_code_is_consistent(whole):
            return whole, parts[2:]
    return first, parts[1:]


def _contradiction(mark: str | None, minutes: int | None, arrived: time | None) -> str:
    if mark in ("excused", "absent") and (minutes is not None or arrived is not None):
        return "minutes_of_absent"
    if minutes is not None and arrived is not None:
        return "minutes_or_arrival"
    return "minutes_many" if minutes is not None and minutes > MOST_MINUTES else ""
