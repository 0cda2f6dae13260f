"""What a generator makes: a table whose texts are word keys, and the computed answer key beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from literacy.psychometrics import draws

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Word:
    """A text in both languages: the name of a string in the section `tables`, with a number where it has one."""

    name: str
    number: int | None = None


Cell = Word | Decimal | date | int | str


@dataclass(frozen=True, slots=True)
class Table:
    """A table as a learner sees it, in either language."""

    caption: Word
    columns: tuple[Word, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Surface:
    """One table out of the many that a generator can make, with the answer to the item's question."""

    table: Table
    answer_key: str = field(repr=False)


class Draws:
    """A run of draws from one seed, by the integer rule that also replays sittings: no release changes them."""

    def __init__(self, seed: int, purpose: str) -> None:
        self._seed = seed
        self._purpose = purpose
        self._drawn = 0

    def below(self, n: int) -> int:
        """Draw a number from 0 to n - 1."""
        self._drawn += 1
        return draws.draw(self._seed, self._drawn, n, self._purpose)

    def among(self, first: int, last: int) -> int:
        """Draw a whole number from first to last, both included."""
        return first + self.below(last - first + 1)

    def one_of(self, values: Sequence[T]) -> T:
        """Draw one of the values."""
        return values[self.below(len(values))]

    def shuffled(self, values: Sequence[T]) -> list[T]:
        """Return the values in a drawn order."""
        self._drawn += 1
        order = draws.shuffled(self._seed, self._drawn, len(values), self._purpose)
        return [values[place] for place in order]

    def different(self, first: int, last: int, n: int) -> list[int]:
        """Draw n different whole numbers from first to last, in a drawn order."""
        return self.shuffled(range(first, last + 1))[:n]


def clock_text(minutes: int) -> str:
    """Return minutes after midnight as hh:mm."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
