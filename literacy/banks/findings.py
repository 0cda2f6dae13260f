"""What the linter finds, and the texts of an item with their places."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

from literacy.banks.reading import PlacedItem
from literacy.banks.schema import Bilingual, Item, Order, ShortAnswer

ERROR, WARNING, BANK = "E", "W", "B"
EXEMPT = "# noqa-mova"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: which item, which rule, where. E fails the lint, W needs a look, B speaks of the whole bank."""

    item_id: str
    rule: str
    severity: str
    file: Path
    line: int
    message: str

    def as_line(self) -> str:
        """Return the finding as the command prints it."""
        return f"{self.item_id or '-'} {self.rule} {self.file}:{self.line} {self.severity}: {self.message}"


class InTwoLanguages(Protocol):
    """Anything with a Ukrainian and an English text."""

    @property
    def uk(self) -> str:
        """The Ukrainian text."""

    @property
    def en(self) -> str:
        """The English text."""


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A text of an item in both languages, and its place in the item."""

    place: tuple[str | int, ...]
    uk: str
    en: str
    seen_by_learner: bool

    @property
    def name(self) -> str:
        """The place in words: stem, options.2.why."""
        return ".".join(str(part) for part in self.place)


@dataclass(frozen=True)
class Checked:
    """An item under the linter's eyes."""

    placed: PlacedItem

    @property
    def item(self) -> Item:
        """The item itself."""
        return self.placed.item

    def finding(self, rule: str, severity: str, message: str, *place: str | int) -> Finding:
        """Return a finding about a place in this item."""
        return Finding(self.item.id, rule, severity, self.placed.file, self.placed.line_of(*place), message)

    @cached_property
    def texts(self) -> tuple[PlacedText, ...]:
        """Every text of the item."""
        return tuple(self._texts())

    @cached_property
    def _lines(self) -> list[str]:
        return self.placed.file.read_text("utf-8").splitlines()

    def is_exempt(self, text: PlacedText) -> bool:
        """Say whether the line of a Ukrainian text carries the mark of an official name or a bad example."""
        return EXEMPT in self._lines[self.placed.line_of(*text.place, "uk") - 1]

    def _texts(self) -> Iterator[PlacedText]:
        item = self.item
        yield _text(item.title, True, "title")
        yield _text(item.stem, True, "stem")
        if item.stimulus:
            yield _text(item.stimulus, True, "stimulus")
        if isinstance(item, ShortAnswer):
            if item.unit:
                yield _text(item.unit, True, "unit")
        else:
            for place, option in enumerate(item.options):
                yield _text(option, True, "options", place)
                if option.why:
                    yield _text(option.why, False, "options", place, "why")
        if item.why:
            yield _text(item.why, False, "why")
        yield _text(item.source, False, "source")


def _text(text: InTwoLanguages, seen: bool, *place: str | int) -> PlacedText:
    return PlacedText(place, text.uk, text.en, seen)


def whys(checked: Checked) -> Iterator[tuple[tuple[str | int, ...], Bilingual | None, bool]]:
    """Yield the rationales that an item must have: place, text, and whether it explains a mistake."""
    item = checked.item
    if isinstance(item, Order | ShortAnswer):
        yield ("why",), item.why, True
        return
    for place, option in enumerate(item.options):
        yield ("options", place, "why"), option.why, not option.keyed
