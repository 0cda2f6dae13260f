"""The M-step: slopes and intercepts that fit the E-step's tables best, by Newton's method.

In slope-intercept form the objective is concave, so Newton with step halving is safe. Each item's
intercepts are eliminated first; what remains is one number for each slope, or one for a group of items
that share a slope.
"""

from dataclasses import dataclass

import numpy as np

from literacy.psychometrics.curves import FloatArray
from literacy.psychometrics.expectation import Expectation, category_curves
from literacy.psychometrics.responses import IndexArray

MAX_SLOPE = 20.0
"""Slopes stop here on either side; whoever calibrates is told."""

_HALVINGS = 20
_STILL = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class SlopeIntercept:
    """Item parameters as calibration moves them.

    Parameters
    ----------
    a : array of shape (n,)
        Slopes, equal within a group.
    d : array of shape (n, max)
        Intercepts of raw scores 1, 2, ...; minus infinity in unused slots.
    """

    a: FloatArray
    d: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class DifficultyPrior:
    """Shrinkage: steps about expected difficulties, slopes lognormal about one.

    Parameters
    ----------
    difficulties : array of shape (n,)
        Expected difficulty of each item, in logits.
    tau : float
        Standard deviation of a step about it, in logits.
    slope_sd : array of shape (n,)
        Standard deviation of the logarithm of a slope; a slope shared by g items is counted g times, so
        theirs is larger by the root of g.
    """

    difficulties: FloatArray
    tau: float
    slope_sd: FloatArray

    def log_density(self, at: SlopeIntercept) -> FloatArray:
        """Log-density of each item up to a constant, minus infinity for a slope that is not positive."""
        positive = at.a > 0
        a = np.where(positive, at.a, 1.0)
        off = np.nan_to_num(_steps(at.d, a) - self.difficulties[:, None])
        density = -((np.log(a) / self.slope_sd) ** 2) / 2 - (off**2).sum(axis=1) / (2 * self.tau**2)
        return np.asarray(np.where(positive, density, -np.inf), dtype=np.float64)

    def derivatives(self, at: SlopeIntercept) -> tuple[FloatArray, FloatArray]:
        """Gradient (n, max + 1) and Gauss-Newton curvature (n, max + 1, max + 1) in (a, d)."""
        n_items, n_steps = at.d.shape
        used = np.isfinite(at.d)
        steps = np.nan_to_num(_steps(at.d, at.a))
        jacobian = np.zeros((n_items, n_steps + 1, n_steps + 1))
        jacobian[:, 0, 0] = 1 / (at.a * self.slope_sd)
        each = np.arange(n_steps)
        scale = 1 / (at.a * self.tau)
        jacobian[:, 1:, 0] = np.where(used, -steps * scale[:, None], 0.0)
        jacobian[:, each + 1, each + 1] = np.where(used, -scale[:, None], 0.0)
        jacobian[:, each[1:] + 1, each[1:]] = np.where(used[:, 1:], scale[:, None], 0.0)
        off = np.empty((n_items, n_steps + 1))
        off[:, 0] = np.log(at.a) / self.slope_sd
        off[:, 1:] = np.where(used, (steps - self.difficulties[:, None]) / self.tau, 0.0)
        gradient = -np.einsum("jrp,jr->jp", jacobian, off)
        return gradient, np.einsum("jrp,jrs->jps", jacobian, jacobian)


def _steps(d: FloatArray, a: FloatArray) -> FloatArray:
    """Step difficulties from intercepts, NaN in unused slots."""
    finite = np.where(np.isfinite(d), d, np.nan)
    return np.asarray(-np.diff(finite, axis=1, prepend=0.0) / a[:, None], dtype=np.float64)


def steps_of(at: SlopeIntercept) -> FloatArray:
    """Step difficulties in logits.

    Parameters
    ----------
    at : SlopeIntercept

    Returns
    -------
    array of shape (n, max)
        NaN in unused slots.

    Examples
    --------
    >>> steps_of(SlopeIntercept(a=np.array([2.0]), d=np.array([[1.0]]))).tolist()
    [[-0.5]]
    """
    tiny = 1e-8
    return _steps(at.d, np.where(np.abs(at.a) < tiny, np.where(at.a < 0, -tiny, tiny), at.a))


def objective(tables: Expectation, at: SlopeIntercept, grid: FloatArray, prior: DifficultyPrior | None) -> FloatArray:
    """Weigh slopes and intercepts by each item's expected complete-data log-likelihood, with its prior.

    Parameters
    ----------
    tables : Expectation
    at : SlopeIntercept
    grid : array of shape (q,)
    prior : DifficultyPrior or None

    Returns
    -------
    array of shape (n,)

    Examples
    --------
    >>> tables = Expectation(0.0, credits=np.ones((1, 1, 1)), presented=np.full((1, 1), 2.0))
    >>> at = SlopeIntercept(a=np.ones(1), d=np.zeros((1, 1)))
    >>> objective(tables, at, np.zeros(1), None).round(4).tolist()
    [-1.3863]
    """
    curves = category_curves(at.a, at.d, grid)
    used = np.isfinite(curves.numerators)
    gained = np.where(used, tables.credits * np.where(used, curves.numerators, 0.0), 0.0).sum(axis=(1, 2))
    value = gained + (tables.presented * curves.log_zero).sum(axis=1)
    if prior is not None:
        value += prior.log_density(at)
    return np.asarray(value, dtype=np.float64)


def derivatives(
    tables: Expectation, at: SlopeIntercept, grid: FloatArray, prior: DifficultyPrior | None
) -> tuple[FloatArray, FloatArray]:
    """Gradient and curvature (negative Hessian) of each item's objective in (a, d).

    Parameters
    ----------
    tables, at, grid, prior
        As in `objective`.

    Returns
    -------
    gradient : array of shape (n, max + 1)
        Slope first; zero in unused slots.
    curvature : array of shape (n, max + 1, max + 1)
        One on the diagonal of unused slots.

    Examples
    --------
    >>> tables = Expectation(0.0, credits=np.ones((1, 1, 1)), presented=np.full((1, 1), 2.0))
    >>> at = SlopeIntercept(a=np.ones(1), d=np.zeros((1, 1)))
    >>> derivatives(tables, at, np.zeros(1), None)[1].tolist()
    [[[0.0, 0.0], [0.0, 0.5]]]
    """
    p = category_curves(at.a, at.d, grid).probabilities()
    n_items, n_steps, _ = p.shape
    raw_scores = np.arange(1, n_steps + 1)[:, None]
    mean = (p * raw_scores).sum(axis=1)
    variance = (p * raw_scores**2).sum(axis=1) - mean**2
    seen = tables.presented
    left = tables.credits - seen[:, None, :] * p
    gradient = np.empty((n_items, n_steps + 1))
    gradient[:, 0] = ((left * raw_scores).sum(axis=1) * grid).sum(axis=1)
    gradient[:, 1:] = left.sum(axis=2)
    curvature = np.empty((n_items, n_steps + 1, n_steps + 1))
    curvature[:, 0, 0] = (seen * variance * grid**2).sum(axis=1)
    weighted = seen[:, None, :] * p
    crossed = (weighted * (raw_scores - mean[:, None, :]) * grid).sum(axis=2)
    curvature[:, 0, 1:], curvature[:, 1:, 0] = crossed, crossed
    curvature[:, 1:, 1:] = -np.einsum("jkq,jlq->jkl", weighted, p)
    each = np.arange(1, n_steps + 1)
    curvature[:, each, each] += weighted.sum(axis=2)
    curvature[:, each, each] += ~np.isfinite(at.d)
    if prior is not None:
        added = prior.derivatives(at)
        gradient, curvature = gradient + added[0], curvature + added[1]
    return gradient, curvature


def _newton_step(gradient: FloatArray, curvature: FloatArray, groups: IndexArray) -> tuple[FloatArray, FloatArray]:
    """Joint Newton step with slopes shared in groups: (da of shape (n,), dd of shape (n, max))."""
    ridged = curvature[:, 1:, 1:] + 1e-10 * np.eye(curvature.shape[1] - 1)
    solved = np.linalg.solve(ridged, np.concatenate([gradient[:, 1:, None], curvature[:, 1:, :1]], axis=2))
    crossed = curvature[:, 0, 1:]
    slope_gradient = gradient[:, 0] - (crossed * solved[:, :, 0]).sum(axis=1)
    slope_curvature = curvature[:, 0, 0] - (crossed * solved[:, :, 1]).sum(axis=1)
    together = np.bincount(groups, slope_gradient) / np.maximum(np.bincount(groups, slope_curvature), 1e-10)
    da = together[groups]
    return da, solved[:, :, 0] - solved[:, :, 1] * da[:, None]


def maximisation(
    tables: Expectation,
    start: SlopeIntercept,
    grid: FloatArray,
    groups: IndexArray,
    prior: DifficultyPrior | None = None,
    max_steps: int = 12,
) -> SlopeIntercept:
    """One M-step.

    Parameters
    ----------
    tables : Expectation
    start : SlopeIntercept
    grid : array of shape (q,)
    groups : array of shape (n,)
        Items with equal numbers share a slope.
    prior : DifficultyPrior or None
    max_steps : int
        Newton steps at most.

    Returns
    -------
    SlopeIntercept

    Examples
    --------
    >>> tables = Expectation(0.0, credits=np.array([[[1.0, 3.0]]]), presented=np.array([[4.0, 4.0]]))
    >>> start = SlopeIntercept(a=np.ones(1), d=np.zeros((1, 1)))
    >>> best = maximisation(tables, start, np.array([-1.0, 1.0]), np.array([0]))
    >>> best.a.round(4).tolist(), best.d.round(4).tolist()
    ([1.0986], [[0.0]])
    """
    at = start
    value = objective(tables, at, grid, prior)
    for _ in range(max_steps):
        da, dd = _newton_step(*derivatives(tables, at, grid, prior), groups)
        size = np.ones(start.a.size)
        slack = -1e-9 * (1 + np.bincount(groups, np.abs(value)))[groups]
        for _ in range(_HALVINGS):
            tried = SlopeIntercept(np.clip(at.a + size * da, -MAX_SLOPE, MAX_SLOPE), at.d + size[:, None] * dd)
            new_value = objective(tables, tried, grid, prior)
            gain = np.bincount(groups, new_value - value)[groups]
            worse = ~(gain >= slack)
            if not worse.any():
                break
            size = np.where(worse, size / 2, size)
        else:
            return at
        at, value = tried, new_value
        if max(np.abs(da).max(), np.abs(dd).max()) < _STILL:
            break
    return at
