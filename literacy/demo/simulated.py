"""How a simulated person answers: by the bank's own parameters, at an ability of their own, from a seeded draw."""

from typing import Any

import numpy as np
from numpy.random import Generator

from literacy.assessment.delivery import RoleTest
from literacy.banks.generators import surface_for
from literacy.banks.schema import Item, MultiSelect, Order, ShortAnswer, SingleChoice

SHARE_OMITTED = 0.3


def raw_score_drawn(test: RoleTest, item_id: str, theta: float, chance: Generator) -> int:
    """Draw a raw score from the item's category probabilities at this ability."""
    table = test.table
    index = test.index_of[item_id]
    point = int(np.argmin(np.abs(table.grid - theta)))
    probabilities = np.exp(table.log_probabilities[index, : int(table.max_raw_scores[index]) + 1, point])
    return int(chance.choice(probabilities.size, p=probabilities / probabilities.sum()))


def answer_scoring(item: Item, raw_score: int, surface_seed: int, chance: Generator) -> Any:
    """Return an answer that scores so much, or None for an omission."""
    if raw_score == 0 and chance.random() < SHARE_OMITTED:
        return None
    if isinstance(item, SingleChoice):
        options = [option.id for option in item.options if option.keyed == (raw_score == 1)]
        return options[int(chance.integers(len(options)))]
    if isinstance(item, MultiSelect):
        return _marked(item, raw_score)
    if isinstance(item, Order):
        return _ordered(item, raw_score)
    if isinstance(item, ShortAnswer):
        right = surface_for(item, surface_seed).answer_key
        return right if raw_score == 1 else "0"
    raise TypeError(f"no simulated answer for {item.format}")


def _marked(item: MultiSelect, raw_score: int) -> list[str]:
    """Mark as many right options as leave this raw score, with a wrong one where nothing is right."""
    keyed = list(item.keyed_ids)
    wrong = [option.id for option in item.options if not option.keyed]
    if raw_score == 0:
        return wrong[:1]
    return keyed if raw_score == item.max_raw_score else keyed[:raw_score]


def _ordered(item: Order, raw_score: int) -> list[str]:
    order = list(item.answer)
    if raw_score == 1:
        order[0], order[1] = order[1], order[0]
    elif raw_score == 0:
        order.reverse()
    return order
