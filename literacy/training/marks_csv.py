"""Reading marks from a CSV file, with the habits of spreadsheets: semicolons, tabs, old encodings, empty rows. Pure."""

import csv
import io
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from literacy.core.identifiers import card_number_is_consistent, normalise_code
from literacy.training.paper_lines import MOST_MINUTES

COLUMNS = ("card", "mark", "minutes", "id")
NEEDED = ("card", "mark")
MOST_BYTES, MOST_LINES = 200 * 1024, 500
_DELIMITERS = ",;\t|"
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_WHOLE_NUMBER = re.compile(r"(\d{1,4})(?:[.,]0+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong, and in which line; 0 for the whole file."""

    line: int
    code: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class CsvMark:
    """A mark as a line gives it."""

    line: int
    card: str
    mark: str
    minutes: int | None
    id: uuid.UUID | None


def decoded(content: bytes) -> str | None:
    """Return the text of a file: UTF-8 with or without a mark, UTF-16 with one, else Windows-1251; None for no text."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1251")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None


def read_marks(
    text: str, headers: Mapping[str, frozenset[str]], words: Mapping[str, str]
) -> tuple[list[CsvMark], list[Wrong]]:
    """Return the marks of a file and what is wrong with it. A line without a mark says nothing."""
    text = text.removeprefix("\ufeff")
    told = _SEPARATOR_LINE.match(text)
    skipped = 1 if told else 0
    rows = list(_rows(text[told.end() :] if told else text, told[1] if told else _delimiter(text)))
    while rows and not any(rows[0][1]):
        rows.pop(0)
    if not rows:
        return [], [Wrong(0, "empty")]
    if len(rows) > MOST_LINES + 1:
        return [], [Wrong(0, "too_long", str(MOST_LINES))]
    places = _places([cell.casefold() for cell in rows[0][1]], headers)
    missing = [Wrong(0, "column_missing", column) for column in NEEDED if column not in places]
    if missing:
        return [], missing
    read = [_mark(number + skipped, cells, places, words) for number, cells in rows[1:] if any(cells)]
    marks = [each for each in read if isinstance(each, CsvMark)]
    wrong = [each for each in read if isinstance(each, Wrong)] + _doubled(marks)
    if not marks and not wrong:
        wrong = [Wrong(0, "no_marks")]
    return marks, sorted(wrong, key=lambda each: each.line)


def _delimiter(text: str) -> str:
    """Return which of the usual signs the first line has most of."""
    first = text.lstrip("\r\n").partition("\n")[0]
    return max(_DELIMITERS, key=first.count)


def _rows(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """Return the cells of each row with the line where it begins; what a quoted cell breaks over lines stays one row."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    found, begins = [], 1
    try:
        for cells in reader:
            found.append((begins, [_plain(cell) for cell in cells]))
            begins = reader.line_num + 1
    except csv.Error:  # a cell beyond every measure: nothing of ours
        return [*found, (begins, ["?"])]
    return found


def _plain(cell: str) -> str:
    """Return a cell without the spaces and the apostrophe that guard it in a spreadsheet."""
    return " ".join(cell.replace("\u00a0", " ").split()).removeprefix("'").removeprefix("’").strip()


def _places(header: list[str], headers: Mapping[str, frozenset[str]]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, cell in enumerate(header):
        column = next((name for name in COLUMNS if cell in headers[name]), None)
        if column is not None:
            places.setdefault(column, place)
    return places


def _mark(line: int, cells: list[str], places: Mapping[str, int], words: Mapping[str, str]) -> CsvMark | Wrong | None:
    told = {name: cells[place] if place < len(cells) else "" for name, place in places.items()}
    if not told["mark"] and not told.get("minutes"):
        return None
    card = normalise_code(told["card"])
    if not card_number_is_consistent(card):
        return Wrong(line, "card_unknown" if told["card"] else "card_missing", told["card"][:20])
    mark = words.get(told["mark"].casefold())
    if mark is None:
        return Wrong(line, "mark_unknown" if told["mark"] else "mark_missing", told["mark"][:20])
    minutes = None
    if told.get("minutes"):
        number = _WHOLE_NUMBER.fullmatch(told["minutes"])
        if number is None or int(number[1]) > MOST_MINUTES:
            return Wrong(line, "minutes_unread", told["minutes"][:20])
        minutes = int(number[1])
    if mark in ("absent", "excused"):
        if minutes:
            return Wrong(line, "minutes_of_absent")
        minutes = None
    mark_id = None
    if told.get("id"):
        try:
            mark_id = uuid.UUID(told["id"])
        except ValueError:
            return Wrong(line, "id_unread", told["id"][:40])
    return CsvMark(line, card, mark, minutes, mark_id)


def _doubled(marks: list[CsvMark]) -> list[Wrong]:
    """Return lines that say something else of a person, or with the same id, than a line before."""
    said: dict[str, CsvMark] = {}
    ids: dict[uuid.UUID, str] = {}
    found = []
    for each in marks:
        before = said.setdefault(each.card, each)
        if (before.mark, before.minutes) != (each.mark, each.minutes):
            found.append(Wrong(each.line, "card_twice", str(before.line)))
        elif each.id is not None and ids.setdefault(each.id, each.card) != each.card:
            found.append(Wrong(each.line, "id_twice"))
    return found
