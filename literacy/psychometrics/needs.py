"""What a group can do less well than the rest of what it can do, from its own answers, and how sure that is.

A hard item is no weakness: answers are held against what the same people's other answers make expected. Nor is a
misjudged item one: what is not known of the difficulties counts as doubt. What remains is told with a probability.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import erf, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from literacy.psychometrics.ability import ScoringTable
from literacy.psychometrics.curves import FloatArray
from literacy.psychometrics.responses import IndexArray, checked_matrix

SURE_AT = 0.80
"""A need is named where it truly lies in the weaker half with this probability, as a level is called firm."""

MOST_NEEDS = 3
FEWEST_PEOPLE = 3

LEAST_OFFSET = 0.2
"""What is expected to lie less than this below the rest, in logits, is not worth a lesson of its own."""

PERSONAL_SPREAD = 0.5
"""Standard deviation, in logits, of how far a person's standing in a skill strays from what her group's suggests."""

_REACH = 3.0
_SPREADS = np.array([0.05, 0.15, 0.25, 0.35, 0.5, 0.65, 0.8, 1.0])
_below_normal = np.vectorize(lambda z: 0.5 * (1 + erf(z / sqrt(2))), otypes=[np.float64])


@dataclass(frozen=True, slots=True, eq=False)
class GroupProfile:
    """How a group stands in each of k skills, beside its own level in general.

    Parameters
    ----------
    offsets : array of shape (k,)
        Expected distance from the middle of the group's skills, in logits; below zero is weaker.
    standard_errors : array of shape (k,)
        Standard deviation of that distance, in logits, doubt about the items' difficulties included.
    weaker : array of shape (k,)
        Probability that the skill truly lies in the weaker half.
    n_people : array of shape (k,)
        How many people answered anything in it.
    """

    offsets: FloatArray
    standard_errors: FloatArray
    weaker: FloatArray
    n_people: IndexArray

    def needs(self, most: int = MOST_NEEDS, sure_at: float = SURE_AT) -> tuple[int, ...]:
        """Skills that are surely enough among the weaker half, the surest first; none if the people are too few.

        Measured by `benchmarks/gain.py`: where the skills truly differ (by 0.5 logits or more), at least `sure_at` of
        those named do lie in the weaker half; in flatter groups fewer do, and much more seldom is any named.
        """
        enough = (self.weaker >= sure_at) & (self.offsets <= -LEAST_OFFSET) & (self.n_people >= FEWEST_PEOPLE)
        order = np.argsort(-self.weaker, kind="stable")
        return tuple([int(skill) for skill in order if enough[skill]][:most])


def group_profile(
    table: ScoringTable, responses: ArrayLike, skill_of: Sequence[int] | IndexArray, sd_b: ArrayLike = 0.0
) -> GroupProfile:
    """How a group stands in each skill.

    Parameters
    ----------
    table : ScoringTable
        Of n items, with their difficulties taken as known; the doubt comes in by `sd_b`.
    responses : array of shape (persons, n)
        Raw scores, NaN = not presented.
    skill_of : n whole numbers
        The skill of each item, from 0 to k - 1.
    sd_b : array of shape (n,) or a number
        Standard deviations of what is not known of the difficulties, in logits.

    Returns
    -------
    GroupProfile

    Raises
    ------
    ValueError
        If the shape or a value of the responses is wrong.

    Notes
    -----
    For each skill, the likelihood of a common shift of these people in it, their abilities integrated out over the
    posterior from their answers to everything else. The shift is the group's true offset and the mean error of its
    items' ratings, N(0, s^2), s^2 from `sd_b` by share of information. True offsets are N(centre, spread^2); the
    spread is integrated out over a flat prior from 0.05 to 1 logit, so a group without a profile is not given one.

    Examples
    --------
    >>> from literacy.psychometrics.ability import scoring_table
    >>> from literacy.psychometrics.curves import dichotomous_items
    >>> table = scoring_table(dichotomous_items(["v", "w", "x", "y"], b=0.0))
    >>> profile = group_profile(table, [[0, 0, 1, 1]] * 9, [0, 0, 1, 1])
    >>> bool(profile.offsets[0] < 0 < profile.offsets[1])
    True
    """
    matrix = checked_matrix(responses, table.max_raw_scores)
    skills = np.asarray(skill_of, dtype=np.intp)
    doubt = np.broadcast_to(np.asarray(sd_b, dtype=np.float64), skills.shape)
    answers, seen = _log_likelihoods(table, matrix), np.isfinite(matrix)
    steps = int(_REACH / table.spacing)
    likelihoods, item_sds, n_people = [], [], []
    for skill in range(int(skills.max()) + 1):
        items = np.flatnonzero(skills == skill)
        people = seen[:, items].any(axis=1)
        likelihoods.append(_likelihood_of_shift(table, answers[people], items, steps))
        item_sds.append(_item_doubt(table, answers, seen, items, doubt))
        n_people.append(int(people.sum()))
    shifts = np.asarray(np.arange(-steps, steps + 1) * table.spacing, dtype=np.float64)
    mean, error, weaker = _offsets(np.array(likelihoods), np.array(item_sds, dtype=np.float64), shifts)
    return GroupProfile(mean, error, weaker, np.array(n_people, dtype=np.intp))


def standings(
    table: ScoringTable, responses: ArrayLike, in_skill: ArrayLike, offset: float
) -> tuple[FloatArray, FloatArray]:
    """Where each person of a group stands in one skill.

    Parameters
    ----------
    table : ScoringTable
        Of n items.
    responses : array of shape (persons, n)
        Raw scores, NaN = not presented.
    in_skill : array of bool of shape (n,)
        Which items belong to the skill.
    offset : float
        The group's offset in it, in logits.

    Returns
    -------
    mean, standard_deviation : arrays of shape (persons,)
        In logits, on the scale of ability.

    Raises
    ------
    ValueError
        If the shape or a value of the responses is wrong.

    Notes
    -----
    What her other answers say of a person, moved by the group's offset and widened by `PERSONAL_SPREAD`, is the prior
    of her answers in the skill. Errors of the items' difficulties are the same for all and do not change their order.

    Examples
    --------
    >>> from literacy.psychometrics.ability import scoring_table
    >>> from literacy.psychometrics.curves import dichotomous_items
    >>> table = scoring_table(dichotomous_items(["x", "y"], b=0.0))
    >>> mean, _ = standings(table, [[1, 1], [1, 0]], [False, True], 0.0)
    >>> bool(mean[0] > mean[1])
    True
    """
    matrix = checked_matrix(responses, table.max_raw_scores)
    answers, own = _log_likelihoods(table, matrix), np.asarray(in_skill, dtype=np.bool_)
    inside = answers[:, own].sum(axis=1)
    elsewhere = _normalised(table.log_prior + answers[:, ~own].sum(axis=1))
    distance = table.grid[None, :] - (table.grid[:, None] + offset)
    expected = elsewhere @ np.exp(-(distance**2) / (2 * PERSONAL_SPREAD**2))
    weights = expected * np.exp(inside - inside.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    mean = weights @ table.grid
    return mean, np.sqrt(np.maximum(weights @ table.grid**2 - mean**2, 0))


def _log_likelihoods(table: ScoringTable, matrix: FloatArray) -> FloatArray:
    """Log-probability of each answer over the grid, zero where nothing was presented: persons x items x grid."""
    raws = np.nan_to_num(matrix).astype(np.intp)
    found = table.log_probabilities[np.arange(matrix.shape[1]), raws]
    return np.asarray(np.where(np.isfinite(matrix)[:, :, None], found, 0.0), dtype=np.float64)


def _normalised(log_weights: FloatArray) -> FloatArray:
    weights = np.exp(log_weights - log_weights.max(axis=1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), dtype=np.float64)


def _likelihood_of_shift(table: ScoringTable, answers: FloatArray, items: IndexArray, steps: int) -> FloatArray:
    """Log-likelihood, over shifts by whole nodes, of a common shift of these people in the skill of these items."""
    inside = answers[:, items].sum(axis=1)
    elsewhere = _normalised(table.log_prior + answers.sum(axis=1) - inside)
    nodes = np.arange(table.grid.size)
    probability, found = np.exp(inside), np.zeros(2 * steps + 1)
    for index in range(2 * steps + 1):
        moved = probability[:, np.clip(nodes + index - steps, 0, table.grid.size - 1)]
        found[index] = np.log((elsewhere * moved).sum(axis=1)).sum()
    return found


def _item_doubt(
    table: ScoringTable, answers: FloatArray, seen: NDArray[np.bool_], items: IndexArray, doubt: FloatArray
) -> float:
    """Standard deviation of the mean error of these items' difficulties, weighted by what each tells of the group."""
    group = _normalised(table.log_prior + answers.sum(axis=1))
    told = (seen[:, items] * (group @ table.information[items].T)).sum(axis=0)
    shares = told / told.sum() if told.sum() > 0 else np.full(items.size, 1 / max(items.size, 1))
    return float(np.sqrt((shares**2 * doubt[items] ** 2).sum()))


def _offsets(
    log_likelihoods: FloatArray, item_sds: FloatArray, shifts: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Posterior mean and standard deviation of each true offset, and the probability that it is below the centre."""
    likelihoods = np.exp(log_likelihoods - log_likelihoods.max(axis=1, keepdims=True))
    evidence, moments = [], []
    for spread in _SPREADS:
        variances = spread**2 + item_sds**2
        centre = _centre(likelihoods, variances, shifts)
        prior = np.exp(-((shifts - centre) ** 2) / (2 * variances[:, None])) / np.sqrt(variances[:, None])
        weights = likelihoods * prior
        evidence.append(np.log(weights.sum(axis=1)).sum())
        weights /= weights.sum(axis=1, keepdims=True)
        share = spread**2 / variances
        moments.append(_moments(weights, share, item_sds, shifts - centre))
    trust = np.exp(np.array(evidence) - max(evidence))
    mean, square, below = np.tensordot(trust / trust.sum(), np.array(moments), axes=1)
    return mean, np.sqrt(np.maximum(square - mean**2, 0)), below


def _centre(likelihoods: FloatArray, variances: FloatArray, shifts: FloatArray) -> float:
    """The middle of the true offsets at this spread, where it is likeliest; by fixed-point iteration."""
    centre = 0.0
    for _ in range(8):
        weights = likelihoods * np.exp(-((shifts - centre) ** 2) / (2 * variances[:, None]))
        means = (weights @ shifts) / weights.sum(axis=1)
        centre = float((means / variances).sum() / (1 / variances).sum())
    return centre


def _moments(weights: FloatArray, share: FloatArray, item_sds: FloatArray, distances: FloatArray) -> FloatArray:
    """Mean, mean square and probability below zero of the true offsets, given those of the observed shifts."""
    expected = share[:, None] * distances
    rest = np.sqrt(share) * item_sds
    below = _below_normal(-expected / np.maximum(rest, 1e-9)[:, None])
    mean = (weights * expected).sum(axis=1)
    square = (weights * (expected**2 + rest[:, None] ** 2)).sum(axis=1)
    return np.array([mean, square, (weights * below).sum(axis=1)])
