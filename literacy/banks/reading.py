"""From files to checked objects, each with the place where it stands, every fault with its line."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from literacy.banks.bank_yaml import Document, Place, read_document
from literacy.banks.schema import ITEM, Item
from literacy.core.errors import BadBankFile

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a bank file: rule, line, what was expected there, and the item if it has an id."""

    item_id: str
    rule: str
    file: Path
    line: int
    expected: str

    def as_error(self) -> BadBankFile:
        """Return the fault as the error that a loader raises."""
        subject = f"{self.item_id}: " if self.item_id else ""
        return BadBankFile(self.file, self.line, f"{subject}{self.expected}")


@dataclass(frozen=True, slots=True)
class PlacedItem:
    """An item and where it stands."""

    item: Item
    document: Document
    index: int

    @property
    def file(self) -> Path:
        """The file of the item."""
        return self.document.file

    def line_of(self, *place: str | int) -> int:
        """Return the line of a field of the item, by its path in the file."""
        return self.document.line_of((self.index, *place))


def item_files(folder: Path) -> list[Path]:
    """Return the item files of a bank folder, in a fixed order."""
    return sorted((folder / "items").rglob("*.yaml"))


def read_items(file: Path) -> list[PlacedItem]:
    """Read an item file; raises BadBankFile at the first fault."""
    placed, faults = try_items(file)
    if faults:
        raise faults[0].as_error()
    return placed


def try_items(file: Path) -> tuple[list[PlacedItem], list[Fault]]:
    """Read what can be read of an item file, and every fault of the rest."""
    try:
        document = read_document(file)
    except BadBankFile as error:
        return [], [Fault("", "L01", file, error.line, error.expected)]
    if not isinstance(document.value, list):
        return [], [Fault("", "L01", file, 1, "a list of items")]
    placed: list[PlacedItem] = []
    faults: list[Fault] = []
    for index, content in enumerate(document.value):
        try:
            item = _validated(ITEM, content)
        except ValidationError as error:
            faults.extend(_faults(error, document, (index,), content))
        else:
            placed.append(PlacedItem(item, document, index))
    return placed, faults


def read_one(file: Path, model: type[T]) -> tuple[T, Document]:
    """Read a file that holds one thing, such as a specification; raises BadBankFile at the first fault."""
    document = read_document(file)
    try:
        return _validated(TypeAdapter(model), document.value), document
    except ValidationError as error:
        raise next(_faults(error, document, (), document.value)).as_error() from error


def item_from_content(content: dict[str, Any]) -> Item:
    """Return an item from its stored content."""
    return _validated(ITEM, content)


def _validated(adapter: TypeAdapter[T], content: Any) -> T:
    return adapter.validate_json(json.dumps(content, default=_day), strict=True)


def _day(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot stand in a bank file")


def _faults(error: ValidationError, document: Document, start: Place, content: Any) -> Iterator[Fault]:
    named = content.get("id") if isinstance(content, dict) else None
    item_id = named if isinstance(named, str) else ""
    for detail in error.errors(include_url=False):
        place = (*start, *detail["loc"], *detail.get("ctx", {}).get("at", ()))
        own_rule = detail["type"] if detail["type"].startswith("L") else "L01"
        field = ".".join(str(part) for part in detail["loc"]) or "the item"
        expected = detail["msg"] if detail["type"].startswith("L") else f"{field}: {detail['msg']}"
        yield Fault(item_id, own_rule, document.file, document.line_of(place), expected)
