"""Raw scores: the one scorer for sittings, practice, the linter and simulations. Pure; no answer can make it raise.

An answer is what is stored: an option id, a list of option ids, or typed text; None means omitted. Anything else
(wrong types, unknown ids, doubled ids, huge texts) gets 0, and so does marking everything.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal

from literacy.banks.generators import surface_for
from literacy.banks.schema import Item, MultiSelect, Order, ShortAnswer, SingleChoice, swaps_away
from literacy.banks.surfaces import Surface
from literacy.banks.text_answers import MAX_TYPED, number_readings, time_reading

Answer = str | tuple[str, ...] | None


def raw_score(item: Item, answer: object, surface: Surface | int | None = None) -> int:
    """Return the raw score of a stored answer, from 0 to `item.max_raw_score`.

    `surface` is the generated table that was shown, or its seed; items without a generator need none.
    """
    if answer is None:
        return 0
    return _RULES[item.scoring.rule](item, answer, surface)


def normalise_answer(item: Item, posted: object) -> Answer:
    """Return an answer (option ids or typed text) as it is stored; what cannot be an answer becomes None."""
    if isinstance(item, ShortAnswer):
        text = _single(posted)
        return text.strip()[:MAX_TYPED] or None if text is not None else None
    known = [option.id for option in item.options]
    if isinstance(item, SingleChoice):
        chosen = _single(posted)
        return chosen if chosen in known else None
    marked = _ids(posted, known)
    if not marked:
        return None
    if isinstance(item, Order):
        return tuple(marked) if len(marked) == len(known) else None
    return tuple(option for option in known if option in marked)


def _single(posted: object) -> str | None:
    if isinstance(posted, list | tuple) and len(posted) == 1:
        posted = posted[0]
    return posted if isinstance(posted, str) else None


def _ids(answer: object, known: Sequence[str]) -> list[str] | None:
    """Return the answer as different known option ids, or None where it is anything else."""
    if not isinstance(answer, list | tuple) or len(answer) > len(known):
        return None
    if not all(isinstance(part, str) and part in known for part in answer) or len(set(answer)) != len(answer):
        return None
    return list(answer)


def _right_option(item: Item, answer: object, _surface: object) -> int:
    if not isinstance(item, SingleChoice):
        return 0
    return int(_single(answer) in item.keyed_ids)


def _hits_minus_false(item: Item, answer: object, _surface: object) -> int:
    if not isinstance(item, MultiSelect):
        return 0
    marked = _ids(answer, [option.id for option in item.options])
    if not marked or len(marked) == len(item.options):
        return 0
    hits = sum(option in item.keyed_ids for option in marked)
    return min(max(2 * hits - len(marked), 0), item.max_raw_score)


def _exact_or_one_swap(item: Item, answer: object, _surface: object) -> int:
    if not isinstance(item, Order):
        return 0
    order = _ids(answer, item.answer)
    if order is None or len(order) != len(item.answer):
        return 0
    return item.max_raw_score - swaps_away(order, item.answer)


def _exact_number(item: Item, answer: object, surface: Surface | int | None) -> int:
    if not isinstance(item, ShortAnswer) or not isinstance(answer, str):
        return 0
    return int(Decimal(_shown(item, surface).answer_key) in number_readings(answer))


def _exact_time(item: Item, answer: object, surface: Surface | int | None) -> int:
    if not isinstance(item, ShortAnswer) or not isinstance(answer, str):
        return 0
    return int(_shown(item, surface).answer_key == time_reading(answer))


def _shown(item: ShortAnswer, surface: Surface | int | None) -> Surface:
    if surface is None:
        raise ValueError(f"{item.id} has a generated table: say which one was shown")
    return surface if isinstance(surface, Surface) else surface_for(item, surface)


_RULES: dict[str, Callable[[Item, object, Surface | int | None], int]] = {
    "right_option": _right_option,
    "hits_minus_false": _hits_minus_false,
    "exact_or_one_swap": _exact_or_one_swap,
    "exact_number": _exact_number,
    "exact_time": _exact_time,
}
