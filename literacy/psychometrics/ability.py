"""Ability from answers: one kernel for one learner live and for many at once.

Expected a posteriori on a fixed grid: log-probabilities are added, the maximum subtracted, then
exponentiated. One prior for everybody, so that equal answers give equal results.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from literacy.psychometrics.curves import (
    FloatArray,
    ItemParameters,
    fisher_information,
    log_category_probabilities,
    with_uncertainty_folded_in,
)
from literacy.psychometrics.interpolation import cumulative_of
from literacy.psychometrics.quadrature import ability_grid
from literacy.psychometrics.responses import (
    IndexArray,
    category_weights,
    checked_answers,
    checked_matrix,
)

_PERSONS_AT_ONCE = 4096


@dataclass(frozen=True, slots=True)
class AbilityEstimate:
    """Where a learner stands, and how surely.

    Parameters
    ----------
    theta : float
        Mean of the posterior, in logits.
    standard_error : float
        Standard deviation of the posterior, in logits.
    n_items : int
        How many answers it rests on.
    """

    theta: float
    standard_error: float
    n_items: int


@dataclass(frozen=True, slots=True, eq=False)
class ScoringTable:
    """Everything that scoring and selection look up, computed once for a parameter set.

    Made by `scoring_table`. All arrays are read-only; q is the number of grid points.

    Parameters
    ----------
    parameters : ItemParameters
        With uncertainty of difficulty folded into the slopes.
    prior_sd : float
        Standard deviation of the normal prior about zero, in logits.
    grid : array of shape (q,)
        Equally spaced abilities in logits.
    log_prior : array of shape (q,)
        Up to a constant.
    log_probabilities : array of shape (n, max + 1, q)
        Minus infinity for raw scores that an item does not have.
    information : array of shape (n, q)
        Fisher information per squared logit.
    max_raw_scores : array of shape (n,)

    Examples
    --------
    >>> from literacy.psychometrics.curves import dichotomous_items
    >>> table = scoring_table(dichotomous_items(["x", "y"], b=[-1.0, 1.0]))
    >>> table.log_probabilities.shape[:2], table.spacing > 0
    ((2, 2), True)
    """

    parameters: ItemParameters
    prior_sd: float
    grid: FloatArray
    log_prior: FloatArray
    log_probabilities: FloatArray
    information: FloatArray
    max_raw_scores: IndexArray

    @property
    def spacing(self) -> float:
        """Distance between neighbouring grid points, in logits."""
        return float(self.grid[1] - self.grid[0])

    @property
    def item_ids(self) -> tuple[str, ...]:
        """Identifiers of the items, in their order."""
        return self.parameters.item_ids

    def indices_of(self, item_ids: Sequence[str]) -> tuple[int, ...]:
        """Where these items stand; KeyError for one that the table does not have."""
        places = {item_id: index for index, item_id in enumerate(self.item_ids)}
        return tuple(places[item_id] for item_id in item_ids)


def scoring_table(parameters: ItemParameters, prior_sd: float = 1.0, spacing_ratio: float = 0.5) -> ScoringTable:
    """Compute once what every estimate, level probability and selection looks up.

    Parameters
    ----------
    parameters : ItemParameters
        Uncertainty in `sd_b` is folded in here; nobody can forget it.
    prior_sd : float
        The prior is N(0, prior_sd^2) for everybody.
    spacing_ratio : float
        See `ability_grid`. The default is finer than sums need (0.75), because level probabilities and
        intervals are read between the nodes.

    Returns
    -------
    ScoringTable

    Raises
    ------
    ValueError
        If `prior_sd` or `spacing_ratio` is not a positive finite number.

    Examples
    --------
    >>> from literacy.psychometrics.curves import dichotomous_items
    >>> scoring_table(dichotomous_items(["x"], b=0.0)).prior_sd
    1.0
    """
    for name, value in (("prior_sd", prior_sd), ("spacing_ratio", spacing_ratio)):
        if not (np.isfinite(value) and value > 0):
            raise ValueError(f"{name} must be a positive finite number, not {value}")
    folded = with_uncertainty_folded_in(parameters)
    grid = ability_grid(folded, prior_sd, spacing_ratio)
    table = ScoringTable(
        parameters=folded,
        prior_sd=float(prior_sd),
        grid=grid,
        log_prior=-(grid**2) / (2 * prior_sd**2),
        log_probabilities=log_category_probabilities(folded, grid),
        information=fisher_information(folded, grid),
        max_raw_scores=folded.max_raw_scores,
    )
    for array in (table.grid, table.log_prior, table.log_probabilities, table.information):
        array.setflags(write=False)
    return table


def posterior(
    table: ScoringTable,
    item_indices: Sequence[int] | IndexArray,
    raw_scores: Sequence[int] | IndexArray,
) -> FloatArray:
    """Posterior of one learner over the grid.

    Parameters
    ----------
    table : ScoringTable
    item_indices : sequence of k int
        Items answered. Omitted ones count with raw score 0, items not reached are left out.
    raw_scores : sequence of k int

    Returns
    -------
    array of shape (q,)
        Weights of the grid points, adding up to 1. The order of answering changes no bit of it.

    Raises
    ------
    ValueError
        If an item or a raw score is unknown, or an item comes twice.

    Examples
    --------
    >>> from literacy.psychometrics.curves import dichotomous_items
    >>> table = scoring_table(dichotomous_items(["x", "y"], b=[0.0, 1.0]))
    >>> bool(np.array_equal(posterior(table, [0, 1], [1, 0]), posterior(table, [1, 0], [0, 1])))
    True
    """
    items, raws = checked_answers(item_indices, raw_scores, table.max_raw_scores)
    log_weights = table.log_prior + table.log_probabilities[items, raws].sum(axis=0)
    weights = np.exp(log_weights - log_weights.max())
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def posteriors(table: ScoringTable, responses: ArrayLike) -> FloatArray:
    """Posteriors of many learners over the grid.

    Parameters
    ----------
    table : ScoringTable
    responses : array of shape (persons, n)
        Raw scores, NaN = not presented; fractions are fractional credit.

    Returns
    -------
    array of shape (persons, q)
        Each row agrees with `posterior` to 1e-9.

    Raises
    ------
    ValueError
        If the shape or a value is wrong.

    Examples
    --------
    >>> from literacy.psychometrics.curves import dichotomous_items
    >>> table = scoring_table(dichotomous_items(["x", "y"], b=[0.0, 1.0]))
    >>> bool(np.allclose(posteriors(table, [[np.nan, 1]])[0], posterior(table, [1], [1]), atol=1e-12))
    True
    """
    matrix = checked_matrix(responses, table.max_raw_scores)
    weights = np.empty((matrix.shape[0], table.grid.size))
    for rows, log_joint in _log_joint_blocks(table, matrix):
        weights[rows] = np.exp(log_joint - log_joint.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    return weights


def log_marginal_likelihoods(table: ScoringTable, responses: ArrayLike) -> FloatArray:
    """Logarithm of the probability of each learner's answers, ability integrated out.

    Parameters
    ----------
    table : ScoringTable
    responses : array of shape (persons, n)
        Raw scores, NaN = not presented.

    Returns
    -------
    array of shape (persons,)

    Raises
    ------
    ValueError
        If the shape or a value is wrong.

    Examples
    --------
    >>> from literacy.psychometrics.curves import dichotomous_items
    >>> table = scoring_table(dichotomous_items(["x"], b=0.0))
    >>> np.exp(log_marginal_likelihoods(table, [[1], [np.nan]])).round(6).tolist()
    [0.5, 1.0]
    """
    matrix = checked_matrix(responses, table.max_raw_scores)
    log_likelihoods = np.empty(matrix.shape[0])
    log_prior_mass = np.log(np.exp(table.log_prior).sum())
    for rows, log_joint in _log_joint_blocks(table, matrix):
        highest = log_joint.max(axis=1)
        log_likelihoods[rows] = highest + np.log(np.exp(log_joint - highest[:, None]).sum(axis=1))
    return np.asarray(log_likelihoods - log_prior_mass, dtype=np.float64)


def _log_joint_blocks(table: ScoringTable, matrix: FloatArray) -> Iterator[tuple[slice, FloatArray]]:
    """Log prior plus log-likelihood over the grid, a block of persons at a time."""
    for start in range(0, matrix.shape[0], _PERSONS_AT_ONCE):
        rows = slice(start, start + _PERSONS_AT_ONCE)
        log_joint = np.broadcast_to(table.log_prior, (matrix[rows].shape[0], table.grid.size)).copy()
        for raw_score in range(table.log_probabilities.shape[1]):
            having = table.max_raw_scores >= raw_score
            weights = category_weights(matrix[rows][:, having], raw_score)
            log_joint += weights @ table.log_probabilities[having, raw_score]
        yield rows, log_joint


def summarise(table: ScoringTable, weights: FloatArray, n_items: int) -> AbilityEstimate:
    """Mean and standard deviation of one posterior.

    Parameters
    ----------
    table : ScoringTable
    weights : array of shape (q,)
        From `posterior`.
    n_items : int
        How many answers it rests on.

    Returns
    -------
    AbilityEstimate

    Examples
    --------
    >>> from literacy.psychometrics.curves import dichotomous_items
    >>> table = scoring_table(dichotomous_items(["x"], b=0.0))
    >>> round(summarise(table, posterior(table, [], []), 0).standard_error, 6)
    1.0
    """
    theta = float(weights @ table.grid)
    variance = float(weights @ (table.grid - theta) ** 2)
    return AbilityEstimate(theta=theta, standard_error=float(np.sqrt(variance)), n_items=n_items)


def estimate(
    table: ScoringTable,
    item_indices: Sequence[int] | IndexArray,
    raw_scores: Sequence[int] | IndexArray,
) -> AbilityEstimate:
    """Ability of one learner.

    Parameters
    ----------
    table : ScoringTable
    item_indices, raw_scores : sequences of k int
        As in `posterior`.

    Returns
    -------
    AbilityEstimate

    Raises
    ------
    ValueError
        As `posterior`.

    Notes
    -----
    Bock and Mislevy (1982), Applied Psychological Measurement 6.

    Examples
    --------
    >>> from literacy.psychometrics.curves import dichotomous_items
    >>> table = scoring_table(dichotomous_items(["x", "y", "z"], b=[-1.0, 0.0, 1.0]))
    >>> estimate(table, [0, 1, 2], [1, 1, 0]).theta > 0
    True
    """
    return summarise(table, posterior(table, item_indices, raw_scores), len(item_indices))


def estimates(table: ScoringTable, responses: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Abilities of many learners.

    Parameters
    ----------
    table : ScoringTable
    responses : array of shape (persons, n)
        Raw scores, NaN = not presented.

    Returns
    -------
    theta, standard_error : arrays of shape (persons,)
        In logits; they agree with `estimate` to 1e-9.

    Examples
    --------
    >>> from literacy.psychometrics.curves import dichotomous_items
    >>> table = scoring_table(dichotomous_items(["x", "y"], b=[0.0, 0.0]))
    >>> theta, standard_error = estimates(table, [[1, 0], [np.nan, np.nan]])
    >>> bool(np.allclose(theta, 0)), standard_error.round(3).tolist()
    (True, [0.835, 1.0])
    """
    weights = posteriors(table, responses)
    theta = weights @ table.grid
    variance = np.maximum(weights @ table.grid**2 - theta**2, 0)
    return theta, np.sqrt(variance)


def credible_interval(table: ScoringTable, weights: FloatArray, mass: float = 0.95) -> tuple[float, float]:
    """Equal-tailed interval that holds this much of the posterior.

    Parameters
    ----------
    table : ScoringTable
    weights : array of shape (q,)
        From `posterior`.
    mass : float
        Between 0 and 1.

    Returns
    -------
    low, high : float
        In logits, smooth in the answers: not tied to grid points.

    Raises
    ------
    ValueError
        If `mass` is not between 0 and 1.

    Examples
    --------
    >>> from literacy.psychometrics.curves import dichotomous_items
    >>> table = scoring_table(dichotomous_items(["x"], b=0.0))
    >>> [round(end, 4) for end in credible_interval(table, posterior(table, [], []))]
    [-1.96, 1.96]
    """
    if not 0 < mass < 1:
        raise ValueError(f"mass must lie between 0 and 1, not {mass}")
    wanted = np.array([(1 - mass) / 2, (1 + mass) / 2])
    mass_below = cumulative_of(table.grid, weights)
    low, high = np.full(2, table.grid[0]), np.full(2, table.grid[-1])
    for _ in range(48):
        middle = (low + high) / 2
        below = mass_below(middle) < wanted
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return float(low[0] + high[0]) / 2, float(low[1] + high[1]) / 2
