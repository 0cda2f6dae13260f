"""Curves: probabilities, information, folding of uncertainty, and the errors of bad parameters."""

import numpy as np
import pytest

from literacy.psychometrics.curves import (
    ItemParameters,
    category_probabilities,
    dichotomous_items,
    fisher_information,
    log_category_probabilities,
    with_uncertainty_folded_in,
)

THETA = np.linspace(-4, 4, 81)


def mixed_items() -> ItemParameters:
    """One open answer, one single choice, one with three steps out of order."""
    return ItemParameters(
        item_ids=("open", "choice", "steps"),
        a=np.array([1.2, 0.8, 0.9]),
        c=np.array([0.0, 0.25, 0.0]),
        steps=np.array([[0.3, np.nan, np.nan], [-0.7, np.nan, np.nan], [-0.2, -1.0, 1.5]]),
        sd_b=np.array([0.0, 0.8, 0.5]),
    )


def test_dichotomous_curve_is_the_logistic_one() -> None:
    p = category_probabilities(mixed_items(), THETA)
    np.testing.assert_allclose(p[0, 1], 1 / (1 + np.exp(-1.2 * (THETA - 0.3))), atol=1e-14)
    np.testing.assert_allclose(p[1, 1], 0.25 + 0.75 / (1 + np.exp(-0.8 * (THETA + 0.7))), atol=1e-14)


def test_partial_credit_by_its_definition() -> None:
    p = category_probabilities(mixed_items(), [0.4])[2, :, 0]
    numerators = np.exp([0.0, 0.9 * 0.6, 0.9 * (0.6 + 1.4), 0.9 * (0.6 + 1.4 - 1.1)])
    np.testing.assert_allclose(p, numerators / numerators.sum(), atol=1e-14)


def test_adjacent_categories_are_logistic_in_their_step() -> None:
    log_p = log_category_probabilities(mixed_items(), THETA)[2]
    np.testing.assert_allclose(log_p[2] - log_p[1], 0.9 * (THETA + 1.0), atol=1e-12)


def test_probabilities_add_up_and_missing_categories_are_empty() -> None:
    p = category_probabilities(mixed_items(), THETA)
    np.testing.assert_allclose(p.sum(axis=1), 1, atol=1e-14)
    assert (p[:2, 2:] == 0).all()


def test_log_probabilities_stay_finite_far_out() -> None:
    log_p = log_category_probabilities(dichotomous_items(["x"], b=0.0, a=5.0), [-300.0, 300.0])
    np.testing.assert_allclose(log_p[0], [[0.0, -1500.0], [-1500.0, 0.0]], atol=1e-12)


def test_information_is_the_expected_squared_score() -> None:
    items, width = mixed_items(), 1e-5
    p = category_probabilities(items, THETA)
    slope = (category_probabilities(items, THETA + width) - category_probabilities(items, THETA - width)) / (2 * width)
    squared = np.divide(slope**2, p, out=np.zeros_like(p), where=p > 0)
    np.testing.assert_allclose(fisher_information(items, THETA), squared.sum(axis=1), atol=1e-8)


@pytest.mark.parametrize(("a", "sd_b", "c"), [(1.0, 0.8, 0.0), (1.0, 0.8, 0.25), (0.7, 1.0, 0.0), (1.5, 0.5, 0.2)])
def test_folding_is_close_to_the_mean_over_difficulties(a: float, sd_b: float, c: float) -> None:
    rated = dichotomous_items(["x"], b=0.2, a=a, c=c, sd_b=sd_b)
    offsets = np.linspace(-6, 6, 601)
    weights = np.exp(-(offsets**2) / 2)
    curves = [
        category_probabilities(dichotomous_items(["x"], b=0.2 + sd_b * z, a=a, c=c), THETA)[0, 1] for z in offsets
    ]
    mean = np.average(curves, axis=0, weights=weights)
    folded = category_probabilities(with_uncertainty_folded_in(rated), THETA)[0, 1]
    assert np.abs(folded - mean).max() < 0.015
    unfolded = category_probabilities(rated, THETA)[0, 1]
    assert np.abs(folded - mean).max() < np.abs(unfolded - mean).max() / 3


def test_folding_twice_changes_nothing_more() -> None:
    once = with_uncertainty_folded_in(mixed_items())
    np.testing.assert_array_equal(with_uncertainty_folded_in(once).a, once.a)
    assert (once.a[1:] < mixed_items().a[1:]).all()
    np.testing.assert_array_equal(once.a[0], 1.2)


def test_taking_keeps_everything_of_the_chosen() -> None:
    chosen = mixed_items().taking([2, 0])
    assert chosen.item_ids == ("steps", "open")
    np.testing.assert_array_equal(chosen.steps[0], [-0.2, -1.0, 1.5])
    np.testing.assert_allclose(chosen.locations, [0.1, 0.3])


def test_parameters_cannot_be_changed_from_outside() -> None:
    difficulties = np.zeros(2)
    items = dichotomous_items(["x", "y"], b=difficulties)
    difficulties[0] = 9
    assert items.steps[0, 0] == 0
    with pytest.raises(ValueError, match="read-only"):
        items.a[0] = 2


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"item_ids": ("open", "open", "steps")}, "different"),
        ({"a": np.ones(2)}, r"a has shape \(2,\)"),
        ({"a": np.array([1.0, np.nan, 1.0])}, "item choice: a must be finite"),
        ({"c": np.array([0.0, 1.0, 0.0])}, "item choice: c must lie"),
        ({"c": np.array([0.0, 0.0, 0.2])}, "item steps: c must be 0"),
        ({"sd_b": np.array([-0.1, 0.0, 0.0])}, "item open: sd_b"),
        ({"steps": np.zeros(3)}, "steps has shape"),
        ({"steps": np.array([[0.0, 0.0], [np.nan, 0.0], [0.0, 0.0]])}, "item choice: the first step"),
        ({"steps": np.array([[0.0, np.inf], [0.0, np.nan], [0.0, 0.0]])}, "item open: steps must be finite"),
        ({"steps": np.array([[0, 1, 2], [0, np.nan, np.nan], [0, np.nan, 2.0]])}, "item steps: NaN"),
    ],
)
def test_bad_parameters_are_refused_by_name(changed: dict[str, object], message: str) -> None:
    items = mixed_items()
    given = {name: getattr(items, name) for name in ("item_ids", "a", "c", "steps", "sd_b")}
    with pytest.raises(ValueError, match=message):
        ItemParameters(**{**given, **changed})


def test_no_items_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one item"):
        dichotomous_items([], b=[])
