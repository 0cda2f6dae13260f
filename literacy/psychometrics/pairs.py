"""Who could help whom: people matched so that everybody is in at most one pair, and each difference is sure enough."""

from dataclasses import dataclass
from math import erf

import numpy as np
from numpy.typing import ArrayLike

from literacy.psychometrics.curves import FloatArray
from literacy.psychometrics.responses import IndexArray

SURE_AT = 0.90
"""A pair is formed only where who helps is truly the stronger with this probability."""

_above = np.vectorize(lambda z: 0.5 * (1 + erf(z / np.sqrt(2))), otypes=[np.float64])


@dataclass(frozen=True, slots=True)
class Pair:
    """Somebody who could help somebody, and in what.

    Parameters
    ----------
    helper, learner : int
        Rows of the standings.
    skill : int
        Column of the standings in which the two differ most among those where it is sure enough.
    difference : float
        Expected distance between the two, in logits.
    probability : float
        That the helper is truly the stronger.
    """

    helper: int
    learner: int
    skill: int
    difference: float
    probability: float


def paired(means: ArrayLike, standard_deviations: ArrayLike, sure_at: float = SURE_AT) -> tuple[Pair, ...]:
    """Match the stronger half of a group with the weaker half.

    Parameters
    ----------
    means, standard_deviations : arrays of shape (persons, skills)
        Where each person stands in each skill that the group needs, in logits.
    sure_at : float
        Probability from which a difference counts.

    Returns
    -------
    tuple of Pair
        The greatest difference first; everybody at most once, some in none.

    Raises
    ------
    ValueError
        If the shapes differ.

    Notes
    -----
    The halves are told apart by the mean over the skills. Among all matchings of the two the one with the greatest sum
    of sure differences is found by shortest augmenting paths (Kuhn 1955; Jonker and Volgenant 1987, Computing 38).

    Examples
    --------
    >>> [(pair.helper, pair.learner) for pair in paired([[2.0], [-1.0], [0.0], [0.1]], [[0.3]] * 4)]
    [(0, 2), (3, 1)]
    """
    places, doubts = np.asarray(means, dtype=np.float64), np.asarray(standard_deviations, dtype=np.float64)
    if places.ndim != 2 or places.shape != doubts.shape:
        raise ValueError(f"means have shape {places.shape}, standard deviations {doubts.shape}")
    if places.shape[0] < 2 or places.shape[1] == 0:
        return ()
    order = np.argsort(-places.mean(axis=1), kind="stable")
    helpers, learners = order[: len(order) // 2], order[len(order) // 2 :]
    differences = places[helpers][:, None, :] - places[learners][None, :, :]
    spread = np.sqrt(doubts[helpers][:, None, :] ** 2 + doubts[learners][None, :, :] ** 2)
    probabilities = _above(differences / np.maximum(spread, 1e-9))
    worth = np.where(probabilities >= sure_at, np.maximum(differences, 0), 0)
    found = []
    for row, column in enumerate(_matched(-worth.max(axis=2))):
        skill = int(worth[row, column].argmax())
        if worth[row, column, skill] > 0:
            difference, probability = differences[row, column, skill], probabilities[row, column, skill]
            found.append(Pair(int(helpers[row]), int(learners[column]), skill, float(difference), float(probability)))
    return tuple(sorted(found, key=lambda pair: -pair.difference))


def _matched(cost: FloatArray) -> IndexArray:
    """Column of each row in the cheapest matching; there are no fewer columns than rows."""
    n_rows, n_columns = cost.shape
    of_column = np.full(n_columns + 1, -1, dtype=np.intp)
    row_price, column_price = np.zeros(n_rows), np.zeros(n_columns + 1)
    for row in range(n_rows):
        _augment(cost, of_column, row_price, column_price, row)
    found = np.empty(n_rows, dtype=np.intp)
    for column in np.flatnonzero(of_column[:-1] >= 0):
        found[of_column[column]] = column
    return found


def _augment(
    cost: FloatArray, of_column: IndexArray, row_price: FloatArray, column_price: FloatArray, row: int
) -> None:
    """Give one more row a column along the cheapest alternating path; the last column is where the path begins."""
    start = cost.shape[1]
    of_column[start] = row
    least, came_from = np.full(start, np.inf), np.full(start, start, dtype=np.intp)
    done, column = np.zeros(start + 1, dtype=np.bool_), start
    while of_column[column] >= 0:
        done[column] = True
        reduced = cost[of_column[column]] - row_price[of_column[column]] - column_price[:-1]
        better = ~done[:-1] & (reduced < least)
        least[better], came_from[better] = reduced[better], column
        open_least = np.where(done[:-1], np.inf, least)
        column = int(open_least.argmin())
        step = open_least[column]
        row_price[of_column[done]] += step
        column_price[done] -= step
        least[~done[:-1]] -= step
    while column != start:
        of_column[column] = of_column[came_from[column]]
        column = int(came_from[column])
    of_column[start] = -1
