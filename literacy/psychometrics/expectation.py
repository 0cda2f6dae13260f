"""The E-step: what the answers say about ability, gathered into tables items x nodes.

Complete data cost two matrix products a step, missing data four; persons go through in blocks, so memory
does not grow with their number beyond the data themselves.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from literacy.psychometrics.curves import FloatArray
from literacy.psychometrics.responses import IndexArray, category_weights

_PERSONS_AT_ONCE = 2048
_COLLAPSED_UP_TO = 16


@dataclass(frozen=True, slots=True, eq=False)
class CategoryData:
    """Responses as the E-step takes them.

    Parameters
    ----------
    credits : array of shape (patterns, columns)
        For each item and raw score above zero, how much of the response counts as it.
    seen : array of shape (patterns, n), or None
        One where an item was presented; None where every item always was.
    counts : array of shape (patterns,)
        Persons with this pattern.
    slots : array of shape (n, max)
        Column of each item's raw scores 1, 2, ...; -1 where an item has no such raw score.
    """

    credits: FloatArray
    seen: FloatArray | None
    counts: FloatArray
    slots: IndexArray

    @property
    def has_step(self) -> NDArray[np.bool_]:
        """Which slots are in use, shape (n, max)."""
        return self.slots >= 0


def category_data(matrix: FloatArray, max_raw_scores: IndexArray) -> CategoryData:
    """Responses laid out for the E-step; equal rows of short tests counted once.

    Parameters
    ----------
    matrix : array of shape (persons, n)
        Checked responses, NaN = not presented.
    max_raw_scores : array of shape (n,)

    Returns
    -------
    CategoryData

    Examples
    --------
    >>> data = category_data(np.array([[1.0, 0.0], [1.0, 0.0], [0.0, np.nan]]), np.array([1, 1]))
    >>> data.counts.tolist(), data.slots.tolist()
    ([1.0, 2.0], [[0], [1]])
    """
    counts = np.ones(matrix.shape[0])
    if matrix.shape[1] <= _COLLAPSED_UP_TO:
        patterns, n_persons = np.unique(np.nan_to_num(matrix, nan=-1.0), axis=0, return_counts=True)
        matrix, counts = np.where(patterns < 0, np.nan, patterns), n_persons.astype(np.float64)
    steps = np.arange(1, int(max_raw_scores.max()) + 1)
    having = steps <= max_raw_scores[:, None]
    slots = np.where(having, having.ravel().cumsum().reshape(having.shape) - 1, -1)
    columns = np.empty((matrix.shape[0], int(having.sum())))
    for step in steps:
        rows = having[:, step - 1]
        columns[:, slots[rows, step - 1]] = category_weights(matrix[:, rows], int(step))
    missing = np.isnan(matrix)
    seen = (~missing).astype(np.float64) if missing.any() else None
    return CategoryData(credits=columns, seen=seen, counts=counts, slots=slots.astype(np.intp))


@dataclass(frozen=True, slots=True, eq=False)
class CategoryCurves:
    """Curves over a grid, from slopes a and intercepts d: log-numerator of raw score k is k a theta + d_k.

    Parameters
    ----------
    numerators : array of shape (n, max, q)
        Minus infinity in unused slots.
    log_zero : array of shape (n, q)
        Log-probability of raw score zero.
    """

    numerators: FloatArray
    log_zero: FloatArray

    def probabilities(self) -> FloatArray:
        """Probability of each raw score above zero, shape (n, max, q)."""
        return np.asarray(np.exp(self.numerators + self.log_zero[:, None, :]), dtype=np.float64)


def category_curves(a: FloatArray, d: FloatArray, grid: FloatArray) -> CategoryCurves:
    """Curves in slope-intercept form.

    Parameters
    ----------
    a : array of shape (n,)
    d : array of shape (n, max)
        Minus infinity in unused slots.
    grid : array of shape (q,)

    Returns
    -------
    CategoryCurves

    Examples
    --------
    >>> category_curves(np.ones(1), np.zeros((1, 1)), np.zeros(1)).probabilities().ravel().tolist()
    [0.5]
    """
    numerators = np.arange(1, d.shape[1] + 1)[:, None] * a[:, None, None] * grid + d[:, :, None]
    highest = np.maximum(numerators.max(axis=1), 0.0)
    total = np.exp(-highest) + np.exp(numerators - highest[:, None, :]).sum(axis=1)
    return CategoryCurves(numerators=numerators, log_zero=-highest - np.log(total))


@dataclass(frozen=True, slots=True, eq=False)
class Expectation:
    """What an E-step leaves behind.

    Parameters
    ----------
    log_likelihood : float
    credits : array of shape (n, max, q)
        Expected persons with each raw score above zero at each ability; zero in unused slots.
    presented : array of shape (n, q)
        Expected persons who saw the item at each ability.
    """

    log_likelihood: float
    credits: FloatArray
    presented: FloatArray


def log_weights_of(data: CategoryData, rows: slice, curves: CategoryCurves, log_prior: FloatArray) -> FloatArray:
    """Log prior plus log-likelihood of a block of patterns over the grid.

    Parameters
    ----------
    data : CategoryData
    rows : slice
    curves : CategoryCurves
    log_prior : array of shape (q,)

    Returns
    -------
    array of shape (patterns in the block, q)

    Examples
    --------
    >>> data = category_data(np.array([[1.0], [0.0]]), np.array([1]))
    >>> curves = category_curves(np.ones(1), np.zeros((1, 1)), np.zeros(1))
    >>> np.exp(log_weights_of(data, slice(0, 2), curves, np.zeros(1))).ravel().tolist()
    [0.5, 0.5]
    """
    log_weights = data.credits[rows] @ curves.numerators[data.has_step]
    if data.seen is None:
        log_weights += curves.log_zero.sum(axis=0)
    else:
        log_weights += data.seen[rows] @ curves.log_zero
    log_weights += log_prior
    return np.asarray(log_weights, dtype=np.float64)


def expectation(data: CategoryData, curves: CategoryCurves, log_prior: FloatArray) -> Expectation:
    """One E-step.

    Parameters
    ----------
    data : CategoryData
    curves : CategoryCurves
    log_prior : array of shape (q,)
        Adding up to one when exponentiated.

    Returns
    -------
    Expectation

    Notes
    -----
    Bock and Aitkin (1981), Psychometrika 46.

    Examples
    --------
    >>> data = category_data(np.array([[1.0], [0.0]]), np.array([1]))
    >>> curves = category_curves(np.ones(1), np.zeros((1, 1)), np.zeros(1))
    >>> round(expectation(data, curves, np.zeros(1)).log_likelihood, 4)
    -1.3863
    """
    n_items, n_steps = data.slots.shape
    credited = np.zeros((data.credits.shape[1], log_prior.size))
    presented = np.zeros((n_items, log_prior.size))
    log_likelihood = 0.0
    for start in range(0, data.counts.size, _PERSONS_AT_ONCE):
        rows = slice(start, start + _PERSONS_AT_ONCE)
        weights = log_weights_of(data, rows, curves, log_prior)
        highest = weights.max(axis=1, keepdims=True)
        weights = np.exp(np.maximum(weights - highest, -200.0))
        total = weights.sum(axis=1)
        log_likelihood += float(data.counts[rows] @ (np.log(total) + highest[:, 0]))
        weights *= (data.counts[rows] / total)[:, None]
        credited += data.credits[rows].T @ weights
        presented += weights.sum(axis=0) if data.seen is None else data.seen[rows].T @ weights
    padded = np.zeros((n_items, n_steps, log_prior.size))
    padded[data.has_step] = credited
    return Expectation(log_likelihood=log_likelihood, credits=padded, presented=presented)
