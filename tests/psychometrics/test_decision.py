"""Levels: probabilities that are right, smooth and add up; the firm rule."""

import numpy as np
import pytest
from scipy.stats import norm

from literacy.psychometrics.ability import credible_interval, posterior, scoring_table
from literacy.psychometrics.curves import dichotomous_items, log_category_probabilities
from literacy.psychometrics.decision import Classification, classify, level_probabilities

CUTS = [-1.0, 0.1, 1.2]
ITEMS = dichotomous_items([f"x{k}" for k in range(36)], b=np.linspace(-2, 2, 36), c=0.2, a=1.3)
TABLE = scoring_table(ITEMS)
RAW_SCORES = [1] * 25 + [0] * 11
WEIGHTS = posterior(TABLE, range(36), RAW_SCORES)


def test_level_probabilities_equal_a_fine_sum() -> None:
    grid = np.linspace(-12, 12, 240001)
    log_p = log_category_probabilities(ITEMS, grid)
    log_weights = log_p[np.arange(36), RAW_SCORES].sum(axis=0) - grid**2 / 2
    fine = np.exp(log_weights - log_weights.max())
    fine /= fine.sum()
    wanted = [fine[(grid >= low) & (grid < high)].sum() for low, high in zip([-99, *CUTS], [*CUTS, 99], strict=True)]
    np.testing.assert_allclose(level_probabilities(TABLE, WEIGHTS, CUTS), wanted, atol=5e-5)


def test_without_answers_levels_are_those_of_the_prior() -> None:
    found = level_probabilities(TABLE, posterior(TABLE, [], []), CUTS)
    np.testing.assert_allclose(found, np.diff(norm.cdf([-np.inf, *CUTS, np.inf])), atol=1e-7)


def test_probabilities_add_up_and_are_smooth_in_the_cut() -> None:
    cuts = np.linspace(-1.5, 1.5, 3001)
    below = np.array([level_probabilities(TABLE, WEIGHTS, [cut])[0] for cut in cuts])
    assert (np.diff(below) >= 0).all()
    bends = np.abs(np.diff(below, 2))
    assert bends.max() < 5e-6
    assert level_probabilities(TABLE, WEIGHTS, CUTS).sum() == pytest.approx(1, abs=1e-12)


def test_without_cut_scores_there_is_one_level() -> None:
    assert level_probabilities(TABLE, WEIGHTS, []).tolist() == [1.0]


def test_cut_scores_beyond_the_grid() -> None:
    np.testing.assert_allclose(level_probabilities(TABLE, WEIGHTS, [-50.0, 50.0]), [0, 1, 0], atol=1e-12)


def test_leaving_out_a_cut_merges_two_levels() -> None:
    apart, merged = level_probabilities(TABLE, WEIGHTS, CUTS), level_probabilities(TABLE, WEIGHTS, CUTS[:2])
    np.testing.assert_allclose(merged, [apart[0], apart[1], apart[2] + apart[3]], atol=1e-12)


def test_firm_from_eighty_percent() -> None:
    weights = posterior(TABLE, [], [])
    assert classify(TABLE, weights, [norm.ppf(0.1999)]) == Classification(1, pytest.approx(0.8001, abs=1e-6), True)
    assert classify(TABLE, weights, [norm.ppf(0.2001)]) == Classification(1, pytest.approx(0.7999, abs=1e-6), False)


def test_of_equal_levels_the_lower() -> None:
    assert classify(TABLE, posterior(TABLE, [], []), [0.0]).level_index == 0


def test_interval_and_levels_agree() -> None:
    low, high = credible_interval(TABLE, WEIGHTS)
    np.testing.assert_allclose(level_probabilities(TABLE, WEIGHTS, [low, high]), [0.025, 0.95, 0.025], atol=1e-9)


@pytest.mark.parametrize("cuts", [[0.0, 0.0], [1.0, -1.0], [np.nan], [np.inf], [[0.0]]])
def test_senseless_cut_scores_are_refused(cuts: list[float]) -> None:
    with pytest.raises(ValueError, match="finite and rising"):
        level_probabilities(TABLE, WEIGHTS, cuts)
