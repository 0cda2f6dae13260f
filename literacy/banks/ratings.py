"""From rated difficulties to provisional parameters and cut scores. Pure; the results stand in files, with their maker.

Slopes are 1, and 0.7 for partial credit; the lower asymptote of a single choice is one over its options
(question banks research §1.2, measurement §2). The steps of an item worth m points lie half a logit apart about its b.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from literacy.banks.content import ItemParameterEntry
from literacy.banks.schema import LEVELS, Item, SingleChoice
from literacy.psychometrics.curves import ItemParameters, category_probabilities

PARTIAL_CREDIT_SLOPE = 0.7
STEP_DISTANCE = 1.0
# "In about two tasks of three": what the level descriptors ask of a person who has just reached the level.
RESPONSE_PROBABILITY = 2 / 3
_GRID = np.linspace(-6.0, 6.0, 2401)


def rated_parameters(item: Item) -> ItemParameterEntry:
    """Return an item's provisional parameters from its rating."""
    points = item.max_raw_score
    offsets = [(place - (points - 1) / 2) * STEP_DISTANCE for place in range(points)]
    return ItemParameterEntry(
        id=item.id,
        version=item.version,
        a=1.0 if points == 1 else PARTIAL_CREDIT_SLOPE,
        c=1 / len(item.options) if isinstance(item, SingleChoice) else 0.0,
        steps=[round(item.prior.b + offset, 6) for offset in offsets],
        sd_b=item.prior.sd,
    )


def item_parameters(entries: Sequence[ItemParameterEntry]) -> ItemParameters:
    """Return the entries as arrays."""
    most = max(len(entry.steps) for entry in entries)
    steps = np.full((len(entries), most), np.nan)
    for row, entry in enumerate(entries):
        steps[row, : len(entry.steps)] = entry.steps
    return ItemParameters(
        item_ids=tuple(entry.id for entry in entries),
        a=np.array([entry.a for entry in entries]),
        c=np.array([entry.c for entry in entries]),
        steps=steps,
        sd_b=np.array([entry.sd_b for entry in entries]),
    )


def rated_cut_scores(items: Iterable[Item]) -> list[tuple[float, float]]:
    """Return for each level (ability, standard error) where its items are solved in two of three cases on average."""
    by_level = {level: [item for item in items_ if item.level == level] for items_ in [list(items)] for level in LEVELS}
    return [_cut(of_level) for of_level in by_level.values()]


def _cut(items: Sequence[Item]) -> tuple[float, float]:
    """Solve for the mean expected share of points; the error is that of the ratings and of the items' spread."""
    parameters = item_parameters([rated_parameters(item) for item in items])
    probabilities = category_probabilities(parameters, _GRID)
    points = np.arange(probabilities.shape[1])
    expected = np.einsum("ncq,c->nq", np.nan_to_num(probabilities), points) / parameters.max_raw_scores[:, None]
    cut = float(np.interp(RESPONSE_PROBABILITY, expected.mean(axis=0), _GRID))
    own = np.array([np.interp(RESPONSE_PROBABILITY, row, _GRID) for row in expected])
    error = float(np.sqrt((own.var() + np.mean(parameters.sd_b**2)) / len(items)))
    return round(cut, 3), round(error, 3)
