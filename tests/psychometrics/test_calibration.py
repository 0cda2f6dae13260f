"""The parts of calibration: acceleration that cannot run away, grids that settle, exact derivatives."""

import numpy as np
import pytest

from literacy.psychometrics.acceleration import climb
from literacy.psychometrics.calibration import calibrate, grid_for, log_normal_weights, slope_groups
from literacy.psychometrics.expectation import category_curves, category_data, expectation
from literacy.psychometrics.maximisation import (
    DifficultyPrior,
    SlopeIntercept,
    derivatives,
    maximisation,
    objective,
)


def test_acceleration_needs_far_fewer_steps_than_the_plain_map() -> None:
    pull = np.diag([0.99, 0.9, 0.5])
    goal = np.array([1.0, -2.0, 3.0])

    def evaluate(point: np.ndarray) -> tuple[float, np.ndarray]:
        return -float(((point - goal) ** 2).sum()), goal + pull @ (point - goal)

    found = climb(evaluate, np.zeros(3), 1e-8, 100)
    np.testing.assert_allclose(found.point, goal, atol=1e-6)
    assert found.converged
    assert found.n_iter < 20


def test_acceleration_never_ends_below_a_value_it_had() -> None:
    """A kinked map misleads the extrapolation; the guard falls back to plain steps."""
    values = []

    def evaluate(point: np.ndarray) -> tuple[float, np.ndarray]:
        value = -float(np.abs(point[0] - 2))
        values.append(value)
        return value, point + np.clip(0.3 * (2 - point), -0.1, 0.1)

    found = climb(evaluate, np.zeros(1), 1e-9, 400)
    assert found.converged
    assert found.value == pytest.approx(max(values), abs=1e-9)
    assert found.point[0] == pytest.approx(2, abs=1e-6)


def small_case() -> tuple[SlopeIntercept, np.ndarray, np.ndarray]:
    """Three items, one with two steps, and responses of 60 persons with gaps."""
    rng = np.random.default_rng(3)
    matrix = np.column_stack([rng.integers(0, 2, 60), rng.integers(0, 2, 60), rng.integers(0, 3, 60)]).astype(float)
    matrix[rng.random(matrix.shape) < 0.2] = np.nan
    d = np.array([[0.3, -np.inf], [-0.4, -np.inf], [0.5, -0.2]])
    return SlopeIntercept(a=np.array([1.1, 0.8, 0.6]), d=d), matrix, np.array([1, 1, 2])


@pytest.mark.parametrize("with_prior", [False, True])
def test_gradient_equals_differences(with_prior: bool) -> None:
    at, matrix, highest = small_case()
    grid = np.linspace(-6, 6, 61)
    data = category_data(matrix, highest)
    tables = expectation(data, category_curves(at.a, at.d, grid), log_normal_weights(grid))
    prior = DifficultyPrior(np.array([0.1, 0.2, -0.3]), 0.7, np.full(3, 0.3)) if with_prior else None
    gradient = derivatives(tables, at, grid, prior)[0]
    for item in range(3):
        for place in range(1 + highest[item]):
            ends = []
            for move in (1e-6, -1e-6):
                a, d = at.a.copy(), at.d.copy()
                if place == 0:
                    a[item] += move
                else:
                    d[item, place - 1] += move
                ends.append(objective(tables, SlopeIntercept(a, d), grid, prior)[item])
            assert gradient[item, place] == pytest.approx((ends[0] - ends[1]) / 2e-6, abs=1e-5)


def test_curvature_equals_differences_of_the_gradient() -> None:
    at, matrix, highest = small_case()
    grid = np.linspace(-6, 6, 61)
    tables = expectation(category_data(matrix, highest), category_curves(at.a, at.d, grid), log_normal_weights(grid))
    curvature = derivatives(tables, at, grid, None)[1]
    up, down = (derivatives(tables, SlopeIntercept(at.a + move, at.d), grid, None)[0] for move in (1e-5, -1e-5))
    np.testing.assert_allclose(curvature[:, 0], (down - up) / 2e-5, atol=1e-5)


def test_a_maximisation_leaves_no_gradient() -> None:
    at, matrix, highest = small_case()
    grid = np.linspace(-6, 6, 61)
    tables = expectation(category_data(matrix, highest), category_curves(at.a, at.d, grid), log_normal_weights(grid))
    apart = maximisation(tables, at, grid, np.arange(3))
    np.testing.assert_allclose(derivatives(tables, apart, grid, None)[0], 0, atol=1e-7)
    together = maximisation(tables, SlopeIntercept(np.ones(3), at.d), grid, np.zeros(3, dtype=np.intp))
    gradient = derivatives(tables, together, grid, None)[0]
    assert gradient[:, 0].sum() == pytest.approx(0, abs=1e-7)
    np.testing.assert_allclose(gradient[:, 1:], 0, atol=1e-7)
    assert len(set(together.a)) == 1


def test_steep_items_get_a_finer_grid() -> None:
    rng = np.random.default_rng(5)
    theta = rng.normal(size=(1500, 1))
    b = np.linspace(-1, 1, 12)
    matrix = (rng.random((1500, 12)) < 1 / (1 + np.exp(4 * (b - theta)))).astype(float)
    found = calibrate(matrix, np.ones(12, dtype=np.intp), slope_groups(["2PL"] * 12))
    assert found.converged
    needed = grid_for(found.at)
    assert found.grid[1] - found.grid[0] <= 1.01 * (needed[1] - needed[0])
    fine = expectation(
        category_data(matrix, np.ones(12, dtype=np.intp)),
        category_curves(found.at.a, found.at.d, np.linspace(-10, 10, 2001)),
        log_normal_weights(np.linspace(-10, 10, 2001)),
    )
    assert found.log_likelihood == pytest.approx(fine.log_likelihood, abs=1e-6)
