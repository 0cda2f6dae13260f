"""What a learner sees of an item, and the way back from what the page posts.

A view holds texts and shown positions only: no option id, no key, no rationale, no sample, no source. A page posts the
positions "1", "2", … in the order in which options were shown, so nothing in it tells which option is which.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from literacy.banks.generators import surface_for
from literacy.banks.schema import Item, Order, ShortAnswer, SingleChoice, swaps_away
from literacy.banks.scoring import Answer, normalise_answer
from literacy.banks.surfaces import Cell, Table, Word
from literacy.core.errors import Reason, Refused
from literacy.core.language import NBSP, format_date, t, typography
from literacy.psychometrics import draws

SURFACE_SEEDS = 2**53
_GROUPED_FROM = 10_000


@dataclass(frozen=True, slots=True)
class OptionView:
    """An option as shown: the value that the page posts, and its text."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class TableView:
    """A generated table in one language; `numeric` says which columns to set flush right."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class ItemView:
    """Everything that a learner sees of an item, and nothing else."""

    format: str
    stem: str
    stimulus: tuple[str, ...]
    options: tuple[OptionView, ...]
    table: TableView | None
    hint: str
    unit: str
    asks_for: str

    @property
    def ranks(self) -> tuple[str, ...]:
        """The numbers to choose from for each row of an `order` item."""
        return tuple(option.value for option in self.options) if self.format == "order" else ()


def present(item: Item, option_order: Sequence[str], surface_seed: int, lang: str) -> ItemView:
    """Return what a learner sees in a language; `option_order` are the option ids as drawn, empty without options.

    `hint` is the key of the instruction's words; `asks_for` is "option", "options", "order", "number" or "time".
    """
    options: tuple[OptionView, ...] = ()
    table: TableView | None = None
    unit = ""
    if isinstance(item, ShortAnswer):
        table = table_view(surface_for(item, surface_seed).table, lang)
        unit = typography(item.unit.in_language(lang), lang) if item.unit else ""
    else:
        by_id = {option.id: option for option in item.options}
        if sorted(option_order) != sorted(by_id):
            raise ValueError(f"{item.id}: the option order does not name each option once")
        options = tuple(
            OptionView(str(place), typography(by_id[option].in_language(lang), lang))
            for place, option in enumerate(option_order, start=1)
        )
    return ItemView(
        format=item.format,
        stem=typography(item.stem.in_language(lang).strip(), lang),
        stimulus=_paragraphs(item.stimulus.in_language(lang), lang) if item.stimulus else (),
        options=options,
        table=table,
        hint=f"item.{item.format}",
        unit=unit,
        asks_for=_asks_for(item),
    )


def _paragraphs(text: str, lang: str) -> tuple[str, ...]:
    return tuple(typography(part.strip(), lang) for part in text.split("\n\n") if part.strip())


def _asks_for(item: Item) -> str:
    if isinstance(item, ShortAnswer):
        return "time" if item.scoring.rule == "exact_time" else "number"
    return {"single_choice": "option", "multi_select": "options", "order": "order"}[item.format]


def table_view(table: Table, lang: str) -> TableView:
    """Return a table in one language."""
    return TableView(
        caption=_shown(table.caption, lang),
        columns=tuple(_shown(column, lang) for column in table.columns),
        rows=tuple(tuple(_shown(cell, lang) for cell in row) for row in table.rows),
        numeric=tuple(isinstance(cell, int | Decimal) for cell in table.rows[0]),
    )


def _shown(cell: Cell, lang: str) -> str:
    if isinstance(cell, Word):
        if cell.number is None:
            return t(f"tables.{cell.name}", lang=lang)
        return t(f"tables.{cell.name}", lang=lang, number=cell.number)
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}" if lang == "uk" else format_date(cell, lang)
    if isinstance(cell, Decimal):
        return str(cell) if lang == "en" else str(cell).replace(".", ",")
    if isinstance(cell, int) and cell >= _GROUPED_FROM:
        return f"{cell:,}" if lang == "en" else f"{cell:,}".replace(",", NBSP)
    return str(cell)


def draw_option_order(item: Item, seed: int, position: int) -> tuple[str, ...]:
    """Draw the order in which options are shown at a position of a sitting; empty without options.

    An `order` item never starts in the right order nor one swap from it.
    """
    if isinstance(item, ShortAnswer):
        return ()
    written = [option.id for option in item.options]
    for turn in range(100):
        purpose = "options" if turn == 0 else f"options:{turn}"
        order = [written[place] for place in draws.shuffled(seed, position, len(written), purpose)]
        if not isinstance(item, Order) or swaps_away(order, item.answer) > 1:
            return tuple(order)
    return tuple(written)  # by the schema neither right nor one swap from it


def draw_surface_seed(item: Item, seed: int, position: int) -> int:
    """Draw the seed of the table shown at a position of a sitting; 0 without a generator."""
    return draws.draw(seed, position, SURFACE_SEEDS, "surface") if isinstance(item, ShortAnswer) else 0


def answer_from_positions(item: Item, option_order: Sequence[str], posted: Sequence[str]) -> Answer:
    """Return the stored answer for what a page posted; None where nothing was answered.

    `posted` is: one shown position (single choice); the marked positions (multi-select); for each shown row, in the
    order shown, the number chosen for it, "" where none was (order); the typed text (short answer).
    Raises Refused where some rows of an `order` item have no number, or two have the same.
    """
    if isinstance(item, ShortAnswer):
        return normalise_answer(item, posted[0] if posted else None)
    shown = {str(place): option for place, option in enumerate(option_order, start=1)}
    if isinstance(item, Order):
        return _order_from_ranks(list(shown.values()), posted)
    chosen = [shown[value] for value in posted if value in shown]
    if isinstance(item, SingleChoice):
        return chosen[0] if len(chosen) == 1 else None
    return normalise_answer(item, chosen)


def _order_from_ranks(shown: list[str], posted: Sequence[str]) -> Answer:
    ranks = [value.strip() for value in posted]
    if not any(ranks):
        return None
    if sorted(ranks) != [str(place) for place in range(1, len(shown) + 1)]:
        raise Refused([Reason("answers.order_incomplete")])
    by_rank = dict(zip(ranks, shown, strict=True))
    return tuple(by_rank[str(place)] for place in range(1, len(shown) + 1))


def shown_answer(item: Item, option_order: Sequence[str], answer: Answer) -> tuple[str, ...]:
    """Return the posted values that stand for a stored answer, so that a page can show it again."""
    if answer is None:
        return ()
    if isinstance(item, ShortAnswer):
        return (str(answer),)
    place_of = {option: str(place) for place, option in enumerate(option_order, start=1)}
    if isinstance(item, Order):
        return tuple(str(list(answer).index(option) + 1) for option in option_order)
    chosen = (answer,) if isinstance(answer, str) else answer
    return tuple(sorted(place_of[option] for option in chosen))
