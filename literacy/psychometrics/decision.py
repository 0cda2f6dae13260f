"""From a posterior to a level: how probable each level is, and whether one may be called firm."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from literacy.psychometrics.ability import ScoringTable
from literacy.psychometrics.curves import FloatArray
from literacy.psychometrics.interpolation import cumulative

FIRM_AT = 0.80
"""A level is firm where its posterior probability reaches this; else the result is borderline."""


@dataclass(frozen=True, slots=True)
class Classification:
    """The most probable level.

    Parameters
    ----------
    level_index : int
        0 is below the first cut score.
    probability : float
        Posterior probability of this level.
    firm : bool
        Whether the probability reaches `FIRM_AT`.

    Examples
    --------
    >>> Classification(level_index=1, probability=0.84, firm=True).firm
    True
    """

    level_index: int
    probability: float
    firm: bool


def level_probabilities(
    table: ScoringTable, weights: FloatArray, cut_scores: Sequence[float] | FloatArray
) -> FloatArray:
    """Posterior probability of each level.

    Parameters
    ----------
    table : ScoringTable
    weights : array of shape (q,)
        From `posterior`.
    cut_scores : k rising numbers
        In logits. To count two levels as one, leave out the cut between them.

    Returns
    -------
    array of shape (k + 1,)
        Adds up to 1; smooth in the cut scores and in the answers.

    Raises
    ------
    ValueError
        If the cut scores are not finite and rising.

    Examples
    --------
    >>> from literacy.psychometrics.ability import posterior, scoring_table
    >>> from literacy.psychometrics.curves import dichotomous_items
    >>> table = scoring_table(dichotomous_items(["x"], b=0.0))
    >>> level_probabilities(table, posterior(table, [], []), [-1.0, 1.0]).round(4).tolist()
    [0.1587, 0.6827, 0.1587]
    """
    cuts = np.asarray(cut_scores, dtype=np.float64)
    if cuts.ndim != 1 or not np.isfinite(cuts).all() or (np.diff(cuts) <= 0).any():
        raise ValueError(f"cut scores must be finite and rising, not {list(cut_scores)}")
    below = np.maximum.accumulate(cumulative(table.grid, weights, cuts)) if cuts.size else cuts
    return np.asarray(np.diff(below, prepend=0.0, append=1.0), dtype=np.float64)


def classify(
    table: ScoringTable,
    weights: FloatArray,
    cut_scores: Sequence[float] | FloatArray,
    firm_at: float = FIRM_AT,
) -> Classification:
    """Name the most probable level; of two that are equal to 1e-9 the lower.

    Parameters
    ----------
    table : ScoringTable
    weights : array of shape (q,)
        From `posterior`.
    cut_scores : k rising numbers
        In logits.
    firm_at : float
        Probability from which a level is firm.

    Returns
    -------
    Classification

    Raises
    ------
    ValueError
        As `level_probabilities`.

    Examples
    --------
    >>> from literacy.psychometrics.ability import posterior, scoring_table
    >>> from literacy.psychometrics.curves import dichotomous_items
    >>> table = scoring_table(dichotomous_items(["x"], b=0.0))
    >>> classify(table, posterior(table, [], []), [-1.0, 1.0])  # doctest: +ELLIPSIS
    Classification(level_index=1, probability=0.682689..., firm=False)
    """
    probabilities = level_probabilities(table, weights, cut_scores)
    level_index = int(np.argmax(probabilities.round(9)))
    probability = float(probabilities[level_index])
    return Classification(level_index, probability, probability >= firm_at)
