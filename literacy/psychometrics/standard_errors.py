"""How surely a calibration knows its parameters: the observed information, exactly, without differences."""

import numpy as np

from literacy.psychometrics.calibration import Calibration, log_normal_weights
from literacy.psychometrics.curves import FloatArray
from literacy.psychometrics.expectation import (
    CategoryCurves,
    CategoryData,
    category_curves,
    expectation,
    log_weights_of,
)
from literacy.psychometrics.maximisation import derivatives, steps_of
from literacy.psychometrics.responses import IndexArray

_PERSONS_AT_ONCE = 2048


def parameter_covariance(data: CategoryData, groups: IndexArray, found: Calibration) -> FloatArray:
    """Covariance of slopes and intercepts: the inverse of the observed information.

    Parameters
    ----------
    data : CategoryData
        The data that were calibrated.
    groups : array of shape (n,)
        From `slope_groups`.
    found : Calibration
        With shrinkage, the prior's curvature is added: a posterior covariance.

    Returns
    -------
    array of shape (p, p)
        One slope a group, then every intercept in use, item by item. NaN where the information is not
        positive definite: then the data do not hold the parameters.

    Notes
    -----
    Louis (1982), Journal of the Royal Statistical Society B 44: complete-data curvature, less the
    conditional variance of the complete-data score.

    Examples
    --------
    >>> from literacy.psychometrics.calibration import calibrate, category_data
    >>> matrix = np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]] * 25)
    >>> shared = np.array([0, 0])
    >>> found = calibrate(matrix, np.array([1, 1]), shared, shrinkage=True)
    >>> parameter_covariance(category_data(matrix, np.array([1, 1])), shared, found).shape
    (3, 3)
    """
    curves = category_curves(found.at.a, found.at.d, found.grid)
    information = _complete_curvature(data, groups, found, curves)
    information -= _score_variance(data, groups, found, curves)
    try:
        np.linalg.cholesky(information)
    except np.linalg.LinAlgError:
        return np.full_like(information, np.nan)
    return np.asarray(np.linalg.inv(information), dtype=np.float64)


def _complete_curvature(
    data: CategoryData, groups: IndexArray, found: Calibration, curves: CategoryCurves
) -> FloatArray:
    """Add up the expected complete-data curvature, the prior's included, in the packed order."""
    tables = expectation(data, curves, log_normal_weights(found.grid))
    blocks = derivatives(tables, found.at, found.grid, found.prior)[1]
    n_slopes = int(groups.max()) + 1
    size = n_slopes + int(data.has_step.sum())
    curvature = np.zeros((size, size))
    for item, block in enumerate(blocks):
        used = data.has_step[item]
        places = np.concatenate([[groups[item]], n_slopes + data.slots[item][used]])
        kept = np.concatenate([[True], used])
        curvature[np.ix_(places, places)] += block[np.ix_(kept, kept)]
    return curvature


def _score_variance(data: CategoryData, groups: IndexArray, found: Calibration, curves: CategoryCurves) -> FloatArray:
    """Sum over persons of the conditional variance of their complete-data scores."""
    n_slopes = int(groups.max()) + 1
    item_of, step_of = np.nonzero(data.has_step)
    to_slopes = np.zeros((item_of.size, n_slopes))
    to_slopes[np.arange(item_of.size), groups[item_of]] = step_of + 1
    probabilities = curves.probabilities()[data.has_step]
    log_prior = log_normal_weights(found.grid)
    variance = np.zeros((n_slopes + item_of.size,) * 2)
    for start in range(0, data.counts.size, _PERSONS_AT_ONCE):
        rows = slice(start, start + _PERSONS_AT_ONCE)
        weights = log_weights_of(data, rows, curves, log_prior)
        weights = np.exp(weights - weights.max(axis=1, keepdims=True))
        weights /= weights.sum(axis=1, keepdims=True)
        counts = data.counts[rows]
        mean = np.zeros((counts.size, variance.shape[0]))
        for node, theta in enumerate(found.grid):
            expected = probabilities[:, node]
            left = data.credits[rows] - (expected if data.seen is None else data.seen[rows][:, item_of] * expected)
            scores = np.concatenate([theta * (left @ to_slopes), left], axis=1)
            weighted = weights[:, node, None] * scores
            mean += weighted
            variance += (counts[:, None] * weighted).T @ scores
        variance -= (counts[:, None] * mean).T @ mean
    return variance


def standard_errors(
    data: CategoryData, groups: IndexArray, found: Calibration, unit_slope: bool = False
) -> dict[str, FloatArray]:
    """Give standard errors of slopes, difficulties, asymptotes and intercepts.

    Parameters
    ----------
    data, groups, found
        As in `parameter_covariance`.
    unit_slope : bool
        On the scale where slopes are one (Rasch, PCM), else on that of theta ~ N(0, 1).

    Returns
    -------
    dict of str to array
        "a", "b" (the mean of an item's steps), "c" (zero: fixed) and "d" = -a b, each of shape (n,), and
        "thresholds" of shape (n, max), NaN in unused slots. Those of b by the delta method. NaN for a
        slope that is fixed at one.

    Examples
    --------
    >>> from literacy.psychometrics.calibration import calibrate, category_data
    >>> matrix = np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]] * 25)
    >>> shared = np.array([0, 0])
    >>> found = calibrate(matrix, np.array([1, 1]), shared, shrinkage=True)
    >>> errors = standard_errors(category_data(matrix, np.array([1, 1])), shared, found)
    >>> sorted(errors)
    ['a', 'b', 'c', 'd', 'thresholds']
    """
    covariance = parameter_covariance(data, groups, found)
    n_items, n_steps = data.slots.shape
    n_slopes = int(groups.max()) + 1
    steps = steps_of(found.at)
    errors = {name: np.empty(n_items) for name in ("a", "b", "c", "d")}
    errors["thresholds"] = np.full((n_items, n_steps), np.nan)
    errors["c"][:] = 0.0
    for item in range(n_items):
        m = int(data.has_step[item].sum())
        places = np.concatenate([[groups[item]], n_slopes + data.slots[item, :m]])
        own = covariance[np.ix_(places, places)]
        a = 1.0 if unit_slope else found.at.a[item]
        by_slope = np.zeros(m) if unit_slope else -steps[item, :m] / a
        to_steps = np.column_stack([by_slope, (np.eye(m, k=-1) - np.eye(m)) / a])
        of_steps = to_steps @ own @ to_steps.T
        errors["a"][item] = np.nan if unit_slope else np.sqrt(own[0, 0])
        errors["d"][item] = np.sqrt(own[m, m]) / m
        errors["b"][item] = np.sqrt(of_steps.sum()) / m
        errors["thresholds"][item, :m] = np.sqrt(np.diag(of_steps))
    return errors
