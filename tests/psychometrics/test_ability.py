"""Ability: the live kernel against brute force, against the batch kernel, and under hostile input."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from literacy.psychometrics.ability import (
    ScoringTable,
    credible_interval,
    estimate,
    estimates,
    log_marginal_likelihoods,
    posterior,
    posteriors,
    scoring_table,
)
from literacy.psychometrics.curves import ItemParameters, dichotomous_items, log_category_probabilities
from literacy.psychometrics.quadrature import ability_grid, smallest_posterior_sd

N_ITEMS = 36


def starter_items(seed: int = 4) -> ItemParameters:
    """36 items: a third guessable, a third open, a third with three categories."""
    rng = np.random.default_rng(seed)
    steps = np.full((N_ITEMS, 2), np.nan)
    steps[:, 0] = rng.normal(size=N_ITEMS)
    steps[24:, 1] = steps[24:, 0] + rng.normal(0.8, 0.5, size=12)
    c = np.where(np.arange(N_ITEMS) < 12, 0.25, 0.0)
    ids = tuple(f"item-{k:02}" for k in range(N_ITEMS))
    return ItemParameters(ids, a=rng.lognormal(0, 0.3, N_ITEMS), c=c, steps=steps, sd_b=np.full(N_ITEMS, 0.5))


TABLE = scoring_table(starter_items())


def some_raw_scores(seed: int, table: ScoringTable = TABLE) -> NDArray[np.intp]:
    """One random raw score an item."""
    return np.random.default_rng(seed).integers(0, table.max_raw_scores + 1)


def brute_force(table: ScoringTable, raw_scores: NDArray[np.intp]) -> tuple[float, float, float]:
    """Mean, standard deviation and 2.5 % point by a plain sum over 40,001 nodes."""
    grid = np.linspace(-20, 20, 40001)
    log_p = log_category_probabilities(table.parameters, grid)
    log_weights = log_p[np.arange(len(raw_scores)), raw_scores].sum(axis=0) - grid**2 / 2
    weights = np.exp(log_weights - log_weights.max())
    weights /= weights.sum()
    mean = float(weights @ grid)
    at_right_edges = np.cumsum(weights)
    low = float(np.interp(0.025, at_right_edges, grid + 0.0005))
    return mean, float(np.sqrt(weights @ (grid - mean) ** 2)), low


@pytest.mark.parametrize("seed", range(6))
def test_estimate_equals_brute_force(seed: int) -> None:
    raw_scores = some_raw_scores(seed)
    found = estimate(TABLE, range(N_ITEMS), raw_scores)
    mean, sd, low = brute_force(TABLE, raw_scores)
    assert found.theta == pytest.approx(mean, abs=1e-8)
    assert found.standard_error == pytest.approx(sd, abs=1e-8)
    assert found.n_items == N_ITEMS
    interval = credible_interval(TABLE, posterior(TABLE, range(N_ITEMS), raw_scores))
    assert interval[0] == pytest.approx(low, abs=1e-5)


@pytest.mark.parametrize("extreme", ["lowest", "highest"])
def test_extreme_answers_fit_on_the_grid(extreme: str) -> None:
    raw_scores = TABLE.max_raw_scores * (extreme == "highest")
    mean, sd, _ = brute_force(TABLE, raw_scores)
    found = estimate(TABLE, range(N_ITEMS), raw_scores)
    assert (found.theta, found.standard_error) == (pytest.approx(mean, abs=1e-6), pytest.approx(sd, abs=1e-6))


def test_live_and_batch_agree() -> None:
    rng = np.random.default_rng(8)
    matrix = np.array([some_raw_scores(seed) for seed in range(200)], dtype=float)
    matrix[rng.random(matrix.shape) < 0.4] = np.nan
    theta, standard_error = estimates(TABLE, matrix)
    weights = posteriors(TABLE, matrix)
    for person, row in enumerate(matrix):
        seen = np.flatnonzero(~np.isnan(row))
        alone = estimate(TABLE, seen, row[seen].astype(int))
        assert abs(alone.theta - theta[person]) < 1e-9
        assert abs(alone.standard_error - standard_error[person]) < 1e-9
        np.testing.assert_allclose(weights[person], posterior(TABLE, seen, row[seen].astype(int)), atol=1e-12)


@given(st.permutations(range(N_ITEMS)), st.integers(0, 2**32))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_order_of_answering_changes_no_bit(order: list[int], seed: int) -> None:
    raw_scores = some_raw_scores(seed)
    straight = posterior(TABLE, range(N_ITEMS), raw_scores)
    np.testing.assert_array_equal(posterior(TABLE, order, raw_scores[order]), straight)


@given(st.integers(0, 2**32), st.integers(0, N_ITEMS - 1))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_a_better_answer_never_lowers_ability(seed: int, item: int) -> None:
    raw_scores = some_raw_scores(seed)
    better = raw_scores.copy()
    better[item] = TABLE.max_raw_scores[item]
    gained = estimate(TABLE, range(N_ITEMS), better).theta - estimate(TABLE, range(N_ITEMS), raw_scores).theta
    assert gained > 0 if better[item] > raw_scores[item] else gained == 0


def test_without_answers_the_prior_stays() -> None:
    assert estimate(TABLE, [], []).theta == pytest.approx(0, abs=1e-12)
    assert estimate(TABLE, [], []).standard_error == pytest.approx(1, abs=1e-7)


def test_fractional_credit_lies_between() -> None:
    table = scoring_table(dichotomous_items(["x", "y"], b=0.0))
    theta, _ = estimates(table, [[0, 0], [0.5, 0], [1, 0]])
    assert theta[0] < theta[1] < theta[2]


def test_marginal_likelihoods_of_all_patterns_add_up_to_one() -> None:
    table = scoring_table(starter_items().taking([0, 13, 30]))
    patterns = [[i, j, k] for i in range(2) for j in range(2) for k in range(3)]
    assert np.exp(log_marginal_likelihoods(table, patterns)).sum() == pytest.approx(1, abs=1e-9)


def test_uncertain_difficulties_widen_the_standard_error() -> None:
    sure = dichotomous_items([f"x{k}" for k in range(20)], b=np.linspace(-2, 2, 20))
    rated = dichotomous_items(sure.item_ids, b=np.linspace(-2, 2, 20), sd_b=0.8)
    raws = [1] * 10 + [0] * 10
    assert (
        estimate(scoring_table(rated), range(20), raws).standard_error
        > 1.02 * estimate(scoring_table(sure), range(20), raws).standard_error
    )


@given(st.floats(0.3, 4), st.integers(1, 60), st.floats(-3, 3))
@settings(max_examples=30, deadline=None, derandomize=True)
def test_grid_follows_its_rule(a: float, n_items: int, b: float) -> None:
    items = dichotomous_items([str(k) for k in range(n_items)], b=b, a=a)
    grid = ability_grid(items, spacing_ratio=0.5)
    assert grid[1] - grid[0] <= 0.5 * smallest_posterior_sd(items)
    np.testing.assert_array_equal(grid, -grid[::-1])
    table = scoring_table(items)
    for raw_score in (0, 1):
        weights = posterior(table, range(n_items), [raw_score] * n_items)
        assert max(weights[0], weights[-1]) < 1e-8


@pytest.mark.parametrize(
    ("items", "raw_scores", "message"),
    [
        ([0, 0], [1, 1], "twice"),
        ([0, 1], [1], "2 items but 1 raw scores"),
        ([N_ITEMS], [0], "outside 0..35"),
        ([-1], [0], "outside"),
        ([0], [2], "raw score 2 of item 0"),
        ([0], [-1], "raw score -1 of item 0"),
        ([0], [0.5], "whole number"),
        ([0], [np.nan], "whole number"),
        ([[0]], [[1]], "flat"),
        (["a"], [1], "whole number"),
        ([0], [None], "whole number"),
    ],
)
def test_hostile_answers_are_refused(items: list[int], raw_scores: list[int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        posterior(TABLE, items, raw_scores)


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        ([[1, 0]], r"shape \(1, 2\), expected \(persons, 36\)"),
        ([0.0] * N_ITEMS, "shape"),
        ([["yes"] * N_ITEMS], "must be numbers"),
        ([[0.0] * 35 + [np.inf]], "response inf of person 0, item 35"),
        ([[0.0] * N_ITEMS, [-1.0] + [0.0] * 35], "response -1 of person 1, item 0"),
    ],
)
def test_hostile_matrices_are_refused(matrix: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        posteriors(TABLE, matrix)


@pytest.mark.parametrize("prior_sd", [0.0, -1.0, np.nan, np.inf])
def test_senseless_priors_are_refused(prior_sd: float) -> None:
    with pytest.raises(ValueError, match="prior_sd"):
        scoring_table(starter_items(), prior_sd=prior_sd)


@pytest.mark.parametrize("mass", [0.0, 1.0, 95.0])
def test_senseless_intervals_are_refused(mass: float) -> None:
    with pytest.raises(ValueError, match="mass"):
        credible_interval(TABLE, posterior(TABLE, [], []), mass)
