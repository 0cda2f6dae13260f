"""Marginal maximum likelihood: item parameters from responses, ability integrated out.

EM over an equally spaced grid whose spacing follows from the items (`quadrature`), accelerated
(`acceleration`). Dichotomous items are partial credit with one step, so one engine serves Rasch, 1PL, 2PL,
PCM and GPCM.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from literacy.psychometrics.acceleration import FixedPoint, climb
from literacy.psychometrics.curves import FloatArray, ItemParameters
from literacy.psychometrics.expectation import CategoryData, category_curves, category_data, expectation
from literacy.psychometrics.maximisation import (
    MAX_SLOPE,
    DifficultyPrior,
    SlopeIntercept,
    derivatives,
    maximisation,
    steps_of,
)
from literacy.psychometrics.quadrature import ability_grid
from literacy.psychometrics.responses import IndexArray

ITEM_TYPES = ("Rasch", "1PL", "2PL", "3PL", "PCM", "GPCM", "GRM")
"""Names that a calibration may ask for."""

UNIT_SLOPE = frozenset({"Rasch", "PCM"})
SHARED_SLOPE = frozenset({"Rasch", "1PL", "PCM"})
DICHOTOMOUS = frozenset({"Rasch", "1PL", "2PL", "3PL"})
_LATER = frozenset({"3PL", "GRM"})

SLOPE_SD = 0.3
SMALLEST_TAU = 0.1
_LARGEST_TAU = 3.0
_START_TAU = 0.8
_GRID_ROUNDS = 4
_PRIOR_ROUNDS = 25
_PRIOR_SETTLED = 1e-3
_FEWEST_TO_LEARN_FROM = 3


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """What a calibration found, on the scale theta ~ N(0, 1).

    Parameters
    ----------
    at : SlopeIntercept
    grid : array of shape (q,)
        The grid of the last E-step.
    log_likelihood : float
        Marginal log-likelihood at `at`, the prior of shrinkage left out.
    n_iter : int
        E-steps in all.
    converged : bool
    prior : DifficultyPrior or None
        As learnt from the data.
    """

    at: SlopeIntercept
    grid: FloatArray
    log_likelihood: float
    n_iter: int
    converged: bool
    prior: DifficultyPrior | None


def item_types(itemtype: str | Sequence[str], n_items: int) -> tuple[str, ...]:
    """One type an item, or a clear error.

    Parameters
    ----------
    itemtype : str or sequence of n str
        From `ITEM_TYPES`.
    n_items : int

    Returns
    -------
    tuple of n str

    Raises
    ------
    ValueError
        If a type is unknown, not offered yet, or cannot stand beside the others.

    Examples
    --------
    >>> item_types("2PL", 3)
    ('2PL', '2PL', '2PL')
    """
    types = (itemtype,) * n_items if isinstance(itemtype, str) else tuple(itemtype)
    if len(types) != n_items:
        raise ValueError(f"itemtype names {len(types)} types for {n_items} items")
    for name in types:
        if name not in ITEM_TYPES:
            raise ValueError(f"itemtype {name!r} is unknown; choose from {', '.join(ITEM_TYPES)}")
        if name in _LATER:
            raise ValueError(f"itemtype {name!r} cannot be calibrated yet; Rasch, 1PL, 2PL, PCM and GPCM can be")
    if UNIT_SLOPE & set(types) and not set(types) <= UNIT_SLOPE:
        raise ValueError(
            "Rasch and PCM fix the unit of the scale by their slope, so they cannot stand beside types "
            "with free slopes; use 1PL for a shared slope"
        )
    return types


def slope_groups(types: Sequence[str]) -> IndexArray:
    """Give items numbers so that equal numbers share a slope.

    Parameters
    ----------
    types : sequence of n str

    Returns
    -------
    array of shape (n,)
        Numbers from 0 without gaps.

    Examples
    --------
    >>> slope_groups(["1PL", "2PL", "1PL"]).tolist()
    [0, 1, 0]
    """
    names = ["shared" if name in SHARED_SLOPE else str(item) for item, name in enumerate(types)]
    first_seen = {name: number for number, name in enumerate(dict.fromkeys(names))}
    return np.array([first_seen[name] for name in names], dtype=np.intp)


def starting_values(data: CategoryData, difficulties: FloatArray | None) -> SlopeIntercept:
    """Slopes of one, and intercepts from the shares of the raw scores.

    Parameters
    ----------
    data : CategoryData
    difficulties : array of shape (n,), or None
        Expected difficulties, where shrinkage knows them.

    Returns
    -------
    SlopeIntercept

    Raises
    ------
    ValueError
        Without shrinkage, if an item was never presented or one of its raw scores never occurs: then no
        finite maximum exists.

    Examples
    --------
    >>> data = category_data(np.array([[1.0], [0.0]]), np.array([1]))
    >>> starting_values(data, None).d.tolist()
    [[0.0]]
    """
    n_items, n_steps = data.slots.shape
    seen = np.full(n_items, data.counts.sum()) if data.seen is None else data.counts @ data.seen
    credited = np.zeros((n_items, n_steps))
    credited[data.has_step] = data.counts @ data.credits
    shares = np.column_stack([np.maximum(seen - credited.sum(axis=1), 0), credited])
    if difficulties is None:
        never = (shares <= 1e-9 * np.maximum(seen, 1)[:, None]) & np.column_stack(
            [np.ones(n_items, dtype=np.bool_), data.has_step]
        )
        if never.any():
            item, raw_score = np.argwhere(never)[0]
            raise ValueError(
                f"item {item}: raw score {raw_score} never occurs, so maximum likelihood has no finite "
                "answer; drop the item, merge raw scores, or use prior='shrinkage'"
            )
    shares += 0.0 if difficulties is None else 0.5
    d = 1.1 * (np.log(shares[:, 1:]) - np.log(shares[:, :1])) if n_steps else shares[:, 1:]
    return SlopeIntercept(a=np.ones(n_items), d=np.where(data.has_step, d, -np.inf))


def calibrate(
    matrix: FloatArray,
    max_raw_scores: IndexArray,
    groups: IndexArray,
    shrinkage: bool = False,
    ratings: FloatArray | None = None,
    tolerance: float = 1e-6,
    max_iter: int = 2000,
) -> Calibration:
    """Fit slopes and intercepts to responses by marginal maximum likelihood, or with shrinkage.

    Parameters
    ----------
    matrix : array of shape (persons, n)
        Checked responses, NaN = not presented.
    max_raw_scores : array of shape (n,)
    groups : array of shape (n,)
        From `slope_groups`.
    shrinkage : bool
        Whether steps are drawn to expected difficulties and slopes to one; how strongly difficulties
        are, is learnt from the data.
    ratings : array of shape (n,), or None
        Rated difficulties in logits, right up to a common shift; None rates all items alike.
    tolerance : float
        Projected remaining error of the parameters, in logits.
    max_iter : int
        E-steps at most, on one grid.

    Returns
    -------
    Calibration

    Raises
    ------
    ValueError
        As `starting_values`.

    Notes
    -----
    Bock and Aitkin (1981), Psychometrika 46; Muraki (1992), Applied Psychological Measurement 16.

    Examples
    --------
    >>> matrix = np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
    >>> found = calibrate(matrix, np.array([1, 1]), np.array([0, 0]), shrinkage=True)
    >>> bool(np.allclose(found.at.d, 0, atol=1e-4)), found.converged
    (True, True)
    """
    data = category_data(matrix, max_raw_scores)
    if not shrinkage:
        at = starting_values(data, None)
        return _on_settled_grid(data, groups, at, None, tolerance, max_iter)
    rated = np.zeros(matrix.shape[1]) if ratings is None else np.asarray(ratings, dtype=np.float64)
    shared = np.bincount(groups)[groups]
    prior = DifficultyPrior(rated, _START_TAU, SLOPE_SD * np.sqrt(shared))
    return _with_learnt_prior(data, groups, starting_values(data, rated), prior, tolerance, max_iter)


def _with_learnt_prior(
    data: CategoryData,
    groups: IndexArray,
    at: SlopeIntercept,
    prior: DifficultyPrior,
    tolerance: float,
    max_iter: int,
) -> Calibration:
    """Fit items under a prior, learn its shift and width from them, and so on until both stand still."""
    rated, n_iter = prior.difficulties, 0
    found = _on_settled_grid(data, groups, at, prior, tolerance, max_iter)

    def evaluate(point: FloatArray) -> tuple[float, FloatArray]:
        nonlocal found, n_iter
        tau = float(np.exp(np.clip(point[1], np.log(SMALLEST_TAU), np.log(_LARGEST_TAU))))
        learnt = replace(prior, difficulties=rated + point[0], tau=tau)
        found = _on_settled_grid(data, groups, found.at, learnt, tolerance, max_iter)
        n_iter += found.n_iter
        off = steps_of(found.at) - rated[:, None]
        shift = float(np.nanmean(off))
        spread = float(np.nanmean((off - shift) ** 2 + _step_variances(data, found) * data.has_step))
        return 0.0, np.array([shift, np.log(max(np.sqrt(spread), SMALLEST_TAU))])

    if groups.size < _FEWEST_TO_LEARN_FROM:
        return found
    learnt = climb(evaluate, np.array([0.0, np.log(prior.tau)]), _PRIOR_SETTLED, _PRIOR_ROUNDS)
    return replace(found, n_iter=n_iter, converged=found.converged and learnt.converged)


def _step_variances(data: CategoryData, found: Calibration) -> FloatArray:
    """Posterior variance of steps, shape (n, max): from each item's own curvature, so slightly too small."""
    curves = category_curves(found.at.a, found.at.d, found.grid)
    tables = expectation(data, curves, log_normal_weights(found.grid))
    covariance = np.linalg.inv(derivatives(tables, found.at, found.grid, found.prior)[1])[:, 1:, 1:]
    n_steps = data.slots.shape[1]
    differences = np.eye(n_steps) - np.eye(n_steps, k=-1)
    between = np.einsum("kl,jlm,km->jk", differences, covariance, differences)
    return np.asarray(between / found.at.a[:, None] ** 2, dtype=np.float64)


def log_normal_weights(grid: FloatArray) -> FloatArray:
    """Log-weights of N(0, 1) on an equally spaced grid.

    Parameters
    ----------
    grid : array of shape (q,)

    Returns
    -------
    array of shape (q,)
        Adding up to one when exponentiated.

    Examples
    --------
    >>> np.exp(log_normal_weights(np.array([-1.0, 0.0, 1.0]))).round(3).tolist()
    [0.274, 0.452, 0.274]
    """
    log_weights = -(grid**2) / 2
    return np.asarray(log_weights - np.log(np.exp(log_weights).sum()), dtype=np.float64)


def grid_for(at: SlopeIntercept) -> FloatArray:
    """Grid on which these items are calibrated.

    Parameters
    ----------
    at : SlopeIntercept

    Returns
    -------
    array of shape (q,)

    Examples
    --------
    >>> grid_for(SlopeIntercept(a=np.ones(1), d=np.zeros((1, 1)))).size > 15
    True
    """
    n_items = at.a.size
    parameters = ItemParameters(
        item_ids=tuple(str(item) for item in range(n_items)),
        a=at.a,
        c=np.zeros(n_items),
        steps=steps_of(at),
        sd_b=np.zeros(n_items),
    )
    return ability_grid(parameters, spacing_ratio=0.75, max_nodes=801)


def _on_settled_grid(
    data: CategoryData,
    groups: IndexArray,
    at: SlopeIntercept,
    prior: DifficultyPrior | None,
    tolerance: float,
    max_iter: int,
) -> Calibration:
    """Fit roughly, fit on the grid that the rough fit calls for, and again if that fit calls for more."""
    grid, n_iter = grid_for(at), 0
    for round_number in range(_GRID_ROUNDS):
        rough = round_number == 0
        fixed = _climb_on(data, groups, at, grid, prior, 1e-2 if rough else tolerance, max_iter)
        at, n_iter = _unpacked(fixed.point, data, groups), n_iter + fixed.n_iter
        needed = grid_for(at)
        enough = grid[1] - grid[0] <= 1.01 * (needed[1] - needed[0]) and grid[-1] >= 0.99 * needed[-1]
        if enough and not rough:
            break
        grid = needed if not enough else grid
    density = 0.0 if prior is None else float(prior.log_density(at).sum())
    return Calibration(at, grid, fixed.value - density, n_iter, fixed.converged and bool(enough), prior)


def _climb_on(
    data: CategoryData,
    groups: IndexArray,
    start: SlopeIntercept,
    grid: FloatArray,
    prior: DifficultyPrior | None,
    tolerance: float,
    max_iter: int,
) -> FixedPoint:
    """Accelerated EM on one grid."""
    log_prior = log_normal_weights(grid)

    def evaluate(point: FloatArray) -> tuple[float, FloatArray]:
        at = _unpacked(point, data, groups)
        value = 0.0 if prior is None else float(prior.log_density(at).sum())
        if np.abs(at.a).max() > MAX_SLOPE or not np.isfinite(value):
            return -np.inf, point
        tables = expectation(data, category_curves(at.a, at.d, grid), log_prior)
        best = maximisation(tables, at, grid, groups, prior)
        return value + tables.log_likelihood, _packed(best, data, groups)

    return climb(evaluate, _packed(start, data, groups), tolerance, max_iter)


def _packed(at: SlopeIntercept, data: CategoryData, groups: IndexArray) -> FloatArray:
    """One slope a group, then every intercept in use."""
    slopes = np.bincount(groups, at.a) / np.bincount(groups)
    return np.concatenate([slopes, at.d[data.has_step]])


def _unpacked(point: FloatArray, data: CategoryData, groups: IndexArray) -> SlopeIntercept:
    n_slopes = int(groups.max()) + 1
    d = np.full(data.slots.shape, -np.inf)
    d[data.has_step] = point[n_slopes:]
    return SlopeIntercept(a=point[:n_slopes][groups], d=d)
