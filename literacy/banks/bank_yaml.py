"""Bank files are YAML, read as plain values only, with the line of every one of them.

Nothing of YAML that could run, refer or multiply is understood: tags, anchors and aliases are refused, so are
doubled keys, deep nesting and big files. Words such as `no` or `10:00` stay words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from literacy.core.errors import BadBankFile

MAX_BYTES = 2_000_000
MAX_DEPTH = 12
MAX_NODES = 200_000
Place = tuple[str | int, ...]
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?[0-9]{1,15}\.[0-9]{1,15}([eE][-+]?[0-9]{1,3})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Document:
    """What a file holds, and on which line each value stands."""

    file: Path
    value: Any
    lines: dict[Place, int]

    def line_of(self, place: Place) -> int:
        """Return the line of a value; parts of the place that the file does not have are passed over."""
        known: Place = ()
        for part in place:
            if (*known, part) in self.lines:
                known = (*known, part)
        return self.lines[known]


def read_document(file: Path) -> Document:
    """Read a bank file.

    Raises BadBankFile with the line of what cannot stand there.
    """
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise BadBankFile(file, 1, f"a readable file ({error.strerror})") from error
    if len(raw) > MAX_BYTES:
        raise BadBankFile(file, 1, f"at most {MAX_BYTES} bytes")
    return parse_document(raw, file)


def parse_document(raw: bytes, file: Path) -> Document:
    """Parse the bytes of a bank file; `file` is only named in errors."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadBankFile(file, raw[: error.start].count(b"\n") + 1, "text in UTF-8") from error
    reader = _Reader(file, yaml.parse(text, Loader=yaml.CSafeLoader))
    try:
        return reader.document()
    except yaml.YAMLError as error:
        raise _ill_formed(file, error) from error


def _ill_formed(file: Path, error: yaml.YAMLError) -> BadBankFile:
    problem, line = "cannot be parsed", 1
    if isinstance(error, yaml.MarkedYAMLError):
        problem = error.problem or problem
        mark = error.problem_mark
        line = mark.line + 1 if mark is not None else 1
    return BadBankFile(file, line, f"well-formed YAML ({problem})")


def _line_of(event: Any) -> int:
    line: int = event.start_mark.line
    return line + 1


class _Reader:
    """Builds plain values from the parser's events, one pass, no constructors."""

    def __init__(self, file: Path, events: Iterator[Any]) -> None:
        self._file = file
        self._events = events
        self._lines: dict[Place, int] = {}

    def document(self) -> Document:
        """Read the one document of the file."""
        event = self._next()
        while isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent):
            event = self._next()
        if isinstance(event, yaml.StreamEndEvent):
            raise BadBankFile(self._file, 1, "a list or a mapping, not an empty file")
        value = self._value(event, ())
        self._next()
        event = self._next()
        if not isinstance(event, yaml.StreamEndEvent):
            raise self._bad(event, "one document a file")
        return Document(self._file, value, self._lines)

    def _next(self) -> Any:
        return next(self._events)

    def _bad(self, event: Any, expected: str) -> BadBankFile:
        return BadBankFile(self._file, _line_of(event), expected)

    def _value(self, event: Any, place: Place) -> Any:
        self._lines.setdefault(place, _line_of(event))
        if len(self._lines) > MAX_NODES:
            raise self._bad(event, f"at most {MAX_NODES} values a file")
        if len(place) > MAX_DEPTH:
            raise self._bad(event, f"at most {MAX_DEPTH} levels of nesting")
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise self._bad(event, "the value itself: anchors and aliases are not used here")
        if event.tag is not None:
            raise self._bad(event, f"a plain value, without the tag {event.tag}")
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(place)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(place)
        return self._scalar(event)

    def _sequence(self, place: Place) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            values.append(self._value(event, (*place, len(values))))
        return values

    def _mapping(self, place: Place) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent) or event.tag is not None or event.anchor is not None:
                raise self._bad(event, "a plain word as the name of a field")
            name = event.value
            if name in values:
                raise self._bad(event, f"the field {name} once, not twice")
            self._lines[(*place, name)] = _line_of(event)
            values[name] = self._value(self._next(), (*place, name))
        return values

    def _scalar(self, event: Any) -> Any:
        text: str = event.value
        if not event.implicit[0]:  # quoted or a block: always text
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _WHOLE.fullmatch(text):
            return int(text)
        if _DECIMAL.fullmatch(text):
            return float(text)
        if _DAY.fullmatch(text):
            try:
                return date.fromisoformat(text)
            except ValueError as error:
                raise self._bad(event, f"a day that exists, not {text}") from error
        return text
