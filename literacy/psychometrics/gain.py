"""Measured gain: how much somebody, or a group, grew between two tests on one scale, with an interval that holds.

Nobody's gain is the difference of two scores that were each pulled towards a mean: that pull hides gains, and fakes them
where one test is longer than the other or a group is far from the mean. Both tests are read anew from their answers.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from literacy.psychometrics.ability import ScoringTable, posteriors, scoring_table
from literacy.psychometrics.curves import FloatArray, ItemParameters
from literacy.psychometrics.responses import checked_matrix

WIDE_PRIOR_SD = 2.0
"""Standard deviation, in logits, of the prior of either ability: wide enough not to shrink a difference noticeably."""

GAIN_SPACING_RATIO = 0.2
FEWEST_FOR_A_GROUP = 3

_TAIL = 0.025
_NORMAL_95 = 1.959964
_ABILITY_SD, _GAIN_SD = 1.0, 0.7
_MEAN_SD = 3.0
_COARSE, _REACH = 0.32, 6.0
_NEWTON_STEPS, _CLOSE_ENOUGH = 20, 1e-7


@dataclass(frozen=True, slots=True, eq=False)
class Gains:
    """The gain of each person.

    Parameters
    ----------
    mean, standard_error : arrays of shape (persons,)
        Of the posterior of later less earlier ability, in logits.
    low, high : arrays of shape (persons,)
        Ends of the equal-tailed 95 % interval, in logits.
    grew : array of shape (persons,)
        Probability that the gain is above zero.
    """

    mean: FloatArray
    standard_error: FloatArray
    low: FloatArray
    high: FloatArray
    grew: FloatArray


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure with its standard error and 95 % interval, in logits."""

    mean: float
    standard_error: float

    @property
    def low(self) -> float:
        """Lower end."""
        return self.mean - _NORMAL_95 * self.standard_error

    @property
    def high(self) -> float:
        """Upper end."""
        return self.mean + _NORMAL_95 * self.standard_error


@dataclass(frozen=True, slots=True)
class GroupGain:
    """The mean ability of these people before and after, and the mean gain; of so many people."""

    before: Measured
    after: Measured
    gain: Measured
    n_people: int


def gain_table(parameters: ItemParameters) -> ScoringTable:
    """Compute once what the gains of persons look up.

    Parameters
    ----------
    parameters : ItemParameters
        With `sd_b`: what is not known of the difficulties is folded in, as in every score.

    Returns
    -------
    ScoringTable
        With the wide prior, on a grid fine enough for reading intervals off it.

    Examples
    --------
    >>> from literacy.psychometrics.curves import dichotomous_items
    >>> gain_table(dichotomous_items(["x"], b=0.0)).prior_sd
    2.0
    """
    return scoring_table(parameters, prior_sd=WIDE_PRIOR_SD, spacing_ratio=GAIN_SPACING_RATIO)


def gains(table: ScoringTable, before: ArrayLike, after: ArrayLike) -> Gains:
    """How much each person grew.

    Parameters
    ----------
    table : ScoringTable
        From `gain_table`, of n items.
    before, after : arrays of shape (persons, n)
        Raw scores, NaN = not presented. The items of the two tests may be others or the same.

    Returns
    -------
    Gains

    Raises
    ------
    ValueError
        If a shape or a value is wrong.

    Notes
    -----
    The two abilities are independent under the prior N(0, 2^2) each, so the gain's posterior is the convolution of the
    two posteriors. The interval's coverage at given abilities, not on the average over them, is measured by
    `benchmarks/gain.py`.

    Examples
    --------
    >>> from literacy.psychometrics.curves import dichotomous_items
    >>> table = gain_table(dichotomous_items(["x", "y"], b=0.0))
    >>> found = gains(table, [[0, 0], [1, 1]], [[1, 1], [1, 1]])
    >>> bool(found.mean[0] > 1), bool(abs(found.mean[1]) < 1e-9), found.grew.round(2)[1].item()
    (True, True, 0.5)
    """
    earlier, later = posteriors(table, before), posteriors(table, after)
    if earlier.shape != later.shape:
        raise ValueError(f"{earlier.shape[0]} persons before, but {later.shape[0]} after")
    nodes = table.grid.size
    differences = np.arange(1 - nodes, nodes) * table.spacing
    weights = _convolved(later, earlier[:, ::-1])
    mean = weights @ differences
    variance = np.maximum(weights @ differences**2 - mean**2, 0)
    reached, ends = weights.cumsum(axis=1), differences + table.spacing / 2
    low, high = (np.array([np.interp(at, row, ends) for row in reached]) for at in (_TAIL, 1 - _TAIL))
    grew = 1 - (reached[:, nodes - 1] - weights[:, nodes - 1] / 2)
    return Gains(mean, np.sqrt(variance), low, high, grew)


def _convolved(first: FloatArray, second: FloatArray) -> FloatArray:
    """Convolve row by row; each row of the outcome adds up to 1."""
    size = first.shape[1] + second.shape[1] - 1
    product = np.fft.rfft(first, size) * np.fft.rfft(second, size)
    found = np.maximum(np.fft.irfft(product, size), 0)
    return np.asarray(found / found.sum(axis=1, keepdims=True), dtype=np.float64)


def group_gain(table: ScoringTable, before: ArrayLike, after: ArrayLike, sd_b: ArrayLike = 0.0) -> GroupGain:
    """How much these people grew on the average.

    Parameters
    ----------
    table : ScoringTable
        Of n items, with their difficulties taken as known; the doubt comes in by `sd_b`. Its prior is not used.
    before, after : arrays of shape (persons, n)
        Raw scores, NaN = not presented. Items of one area alone give the gain in that area.
    sd_b : array of shape (n,) or a number
        Standard deviations of what is not known of the difficulties, in logits.

    Returns
    -------
    GroupGain

    Raises
    ------
    ValueError
        If a shape or a value is wrong, or the persons are fewer than 3.

    Notes
    -----
    Marginal maximum likelihood of the two means (latent regression; Mislevy 1984, Psychometrika 49): abilities before
    are N(mean, 1), gains N(mean, 0.7^2), so that short tests are pulled towards the group's own mean, which is
    estimated with them (under N(0, 3^2)), never towards the population's. The error is that of the mean of these very
    people (Louis 1982, J. R. Statist. Soc. B 44, less their own spread). Errors of the difficulties are common to all
    and do not average out over people; they count as far as the two tests put different weight on an item, so that in
    two tests of the same items they cancel out of the gain.

    Examples
    --------
    >>> from literacy.psychometrics.curves import dichotomous_items
    >>> table = scoring_table(dichotomous_items(["w", "x", "y", "z"], b=[-1.0, -0.5, 0.5, 1.0]))
    >>> found = group_gain(table, [[1, 0, 0, 0]] * 9, [[1, 1, 1, 0]] * 9)
    >>> bool(found.gain.low > 0), found.n_people
    (True, 9)
    """
    tests = [checked_matrix(each, table.max_raw_scores) for each in (before, after)]
    n_people = len(tests[0])
    if tests[0].shape != tests[1].shape or n_people < FEWEST_FOR_A_GROUP:
        raise ValueError(f"a group needs at least {FEWEST_FOR_A_GROUP} people with both tests")
    grid, nodes = _coarse(table)
    likelihoods = [_likelihoods(table, each, nodes) for each in tests]
    weights, means, covariance = _means(grid, *likelihoods)
    shares = [
        _shares(table.information[:, nodes], one, seen)
        for one, seen in zip((weights.sum(axis=2), weights.sum(axis=1)), map(np.isfinite, tests), strict=True)
    ]
    doubt = np.broadcast_to(np.asarray(sd_b, dtype=np.float64), shares[0].shape)

    def measured(direction: tuple[float, float]) -> Measured:
        way = np.array(direction)
        of_items = (way @ np.array(shares)) * doubt
        return Measured(float(way @ means), float(np.sqrt(way @ covariance @ way + of_items @ of_items)))

    return GroupGain(measured((1, 0)), measured((0, 1)), measured((-1, 1)), n_people)


def _coarse(table: ScoringTable) -> tuple[FloatArray, slice]:
    """Every so many nodes of the grid: sums over a normal density are exact while its deviation exceeds the spacing."""
    stride = max(1, int(_COARSE / table.spacing))
    inside = np.flatnonzero(np.abs(table.grid) <= _REACH)
    nodes = slice(int(inside[0]), int(inside[-1]) + 1, stride)
    return table.grid[nodes], nodes


def _likelihoods(table: ScoringTable, matrix: FloatArray, nodes: slice) -> FloatArray:
    raws = np.nan_to_num(matrix).astype(np.intp)
    found = table.log_probabilities[:, :, nodes][np.arange(matrix.shape[1]), raws]
    logs = np.where(np.isfinite(matrix)[:, :, None], found, 0.0).sum(axis=1)
    return np.asarray(np.exp(logs - logs.max(axis=1, keepdims=True)), dtype=np.float64)


def _means(grid: FloatArray, earlier: FloatArray, later: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Posterior of each person over both grids, the means of these people's two abilities, and their covariance.

    The means of whom they stand for are found by Newton's steps, under a prior so wide that it only keeps groups with
    everything wrong or right from running away.
    """
    n_people = len(earlier)
    spread = np.array([[_ABILITY_SD**2, _ABILITY_SD**2], [_ABILITY_SD**2, _ABILITY_SD**2 + _GAIN_SD**2]])
    precision, bound = np.linalg.inv(spread), np.eye(2) / _MEAN_SD**2
    both = earlier[:, :, None] * later[:, None, :]
    means = np.zeros(2)
    for _ in range(_NEWTON_STEPS):
        weights = both * _prior(grid, means)
        weights /= weights.sum(axis=(1, 2), keepdims=True)
        expected, covariance = _moments(grid, weights)
        told = n_people * precision @ (spread - covariance) @ precision + bound
        step = np.linalg.solve(told, n_people * precision @ (expected - means) - bound @ means)
        if np.abs(step).max() < _CLOSE_ENOUGH:
            break
        means = means + np.clip(step, -1, 1)
    response = covariance @ precision
    return weights, expected, covariance / n_people + response @ np.linalg.inv(told) @ response.T


def _prior(grid: FloatArray, means: FloatArray) -> FloatArray:
    first = grid[:, None] - means[0]
    gained = grid[None, :] - grid[:, None] - (means[1] - means[0])
    return np.asarray(np.exp(-(first**2) / (2 * _ABILITY_SD**2) - gained**2 / (2 * _GAIN_SD**2)), dtype=np.float64)


def _moments(grid: FloatArray, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Mean over people of the posterior means and of the posterior covariances."""
    one, other = weights.sum(axis=2), weights.sum(axis=1)
    firsts, seconds = one @ grid, other @ grid
    across = (weights @ grid * grid).sum(axis=1) - firsts * seconds
    covariance = np.array(
        [[(one @ grid**2 - firsts**2).mean(), across.mean()], [across.mean(), (other @ grid**2 - seconds**2).mean()]]
    )
    return np.array([firsts.mean(), seconds.mean()]), covariance


def _shares(information: FloatArray, weights: FloatArray, seen: FloatArray) -> FloatArray:
    """How much of what the group's test tells hangs on each item; adds up to 1."""
    told = seen * (weights @ information.T)
    return np.asarray((told / np.maximum(told.sum(axis=1, keepdims=True), 1e-12)).mean(axis=0), dtype=np.float64)
