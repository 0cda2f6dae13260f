"""Provisional parameters and cut scores from ratings."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from literacy.banks.ratings import item_parameters, rated_cut_scores, rated_parameters
from literacy.banks.schema import LEVELS, Item
from literacy.psychometrics.curves import category_probabilities

ItemOf = Callable[..., Item]


def _prior(b: float) -> dict[str, Any]:
    return {"b": b, "sd": 0.9, "method": "author_guess", "by": "model"}


def test_formats_have_their_parameters(item_of: ItemOf) -> None:
    single = rated_parameters(item_of("single_choice", prior=_prior(0.4)))
    assert (single.a, single.c, single.steps, single.sd_b) == (1.0, 0.25, [0.4], 0.9)
    typed = rated_parameters(item_of("short_answer", prior=_prior(0.4)))
    assert (typed.a, typed.c, typed.steps) == (1.0, 0.0, [0.4])
    order = rated_parameters(item_of("order", prior=_prior(0.4)))
    assert (order.a, order.c, order.steps) == (0.7, 0.0, [-0.1, 0.9])
    marks = rated_parameters(item_of("multi_select", prior=_prior(0.4)))
    assert (marks.a, marks.steps) == (0.7, [-0.6, 0.4, 1.4])


def test_arrays_are_padded_and_keep_the_ratings_mean(item_of: ItemOf) -> None:
    items = [item_of(name, prior=_prior(0.4)) for name in ("single_choice", "order", "multi_select")]
    parameters = item_parameters([rated_parameters(item) for item in items])
    assert parameters.max_raw_scores.tolist() == [1, 2, 3]
    assert np.isnan(parameters.steps[0, 1:]).all()
    assert parameters.locations == pytest.approx([0.4] * 3)


def test_a_level_begins_where_two_tasks_of_three_are_done(item_of: ItemOf) -> None:
    ratings = {"foundation": -1.5, "intermediate": 0.0, "advanced": 1.0, "highly_specialised": 2.0}
    items = [
        item_of("short_answer", id=f"CS-2.3-{number:04d}", level=level, prior=_prior(b))
        for number, (level, b) in enumerate(ratings.items())
    ]
    cuts = rated_cut_scores(items)
    for (theta, error), b in zip(cuts, ratings.values(), strict=True):
        assert theta == pytest.approx(b + math.log(2), abs=0.002)  # without guessing: logit of two thirds
        assert error == pytest.approx(0.9, abs=0.01)  # one item: as unsure as its rating


def test_cuts_meet_their_definition_on_mixed_formats(item_of: ItemOf) -> None:
    items = [
        item_of(name, level=level, prior=_prior(b + shift))
        for level, b in zip(LEVELS, (-1.5, 0.0, 1.0, 2.0), strict=True)
        for name, shift in (("single_choice", -0.3), ("order", 0.2), ("multi_select", 0.1))
    ]
    for number, (theta, error) in enumerate(rated_cut_scores(items)):
        share = 0.0
        for item in items[3 * number : 3 * number + 3]:
            probabilities = category_probabilities(item_parameters([rated_parameters(item)]), [theta])[0, :, 0]
            share += float(probabilities @ np.arange(item.max_raw_score + 1)) / item.max_raw_score / 3
        assert share == pytest.approx(2 / 3, abs=0.001)
        assert 0 < error < 0.9
