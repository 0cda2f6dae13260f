"""Sittings of simulated people: what the live rule would do to them, measured before it does it.

The rule, the scoring table and the stopping length are those of a real sitting; only the people are made
up. Ratings err: each true difficulty is drawn about the rated one with its standard deviation, once for
each simulated bank.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from literacy.psychometrics.ability import (
    ScoringTable,
    posterior,
    scoring_table,
    summarise,
)
from literacy.psychometrics.curves import FloatArray, ItemParameters, category_probabilities
from literacy.psychometrics.draws import mixed
from literacy.psychometrics.interpolation import cumulative
from literacy.psychometrics.selection import Candidates, Quota, pick_next

_TAIL = 0.025


@dataclass(frozen=True, slots=True, eq=False)
class SimulationReport:
    """What came of simulated sittings.

    Parameters
    ----------
    theta, estimates, standard_errors : arrays of shape (people,)
        True and estimated abilities, and the errors that were shown, in logits.
    covered : array of bool of shape (people,)
        Whether the 95 % interval held the true ability.
    exposure : array of shape (n,)
        Share of the people who saw each item.
    """

    theta: FloatArray
    estimates: FloatArray
    standard_errors: FloatArray
    covered: NDArray[np.bool_]
    exposure: FloatArray

    @property
    def bias(self) -> float:
        """Mean of estimated less true ability, in logits."""
        return float((self.estimates - self.theta).mean())

    @property
    def rmse(self) -> float:
        """Root mean squared error, in logits."""
        return float(np.sqrt(((self.estimates - self.theta) ** 2).mean()))

    @property
    def coverage(self) -> float:
        """Share of the 95 % intervals that held the true ability."""
        return float(self.covered.mean())

    @property
    def mean_standard_error(self) -> float:
        """Mean of the standard errors shown, in logits."""
        return float(self.standard_errors.mean())

    @property
    def overlap(self) -> float:
        """Expected share of items that two sittings have in common."""
        return float((self.exposure**2).sum() / self.exposure.sum())


def simulate(
    rated: ItemParameters,
    candidates: Candidates,
    quotas: Sequence[Quota],
    n_people: int,
    seed: int,
    n_banks: int = 50,
    folded_in: bool = True,
) -> SimulationReport:
    """Let simulated people sit the provisional rule.

    Parameters
    ----------
    rated : ItemParameters
        As the live bank has them; `sd_b` says how far ratings err.
    candidates : Candidates
    quotas : sequence of Quota
    n_people : int
        Abilities are drawn from N(0, 1).
    seed : int
        Fixes people, answers and picks.
    n_banks : int
        So many times are the true difficulties drawn; people are dealt over these banks in turn.
    folded_in : bool
        Whether scoring knows of `sd_b`; False shows what ignoring it costs.

    Returns
    -------
    SimulationReport

    Raises
    ------
    ValueError
        If there are no people or no banks, or the quotas cannot be met.

    Examples
    --------
    >>> from literacy.psychometrics.curves import dichotomous_items
    >>> from literacy.psychometrics.selection import Candidates, Quota
    >>> rated = dichotomous_items([f"x{k}" for k in range(8)], b=np.linspace(-1, 1, 8), sd_b=0.8)
    >>> candidates = Candidates(areas=("safety",) * 8, shares=("core",) * 8)
    >>> report = simulate(rated, candidates, [Quota("safety", "core", 4)], n_people=20, seed=1)
    >>> report.estimates.shape, round(float(report.exposure.sum()), 6)
    ((20,), 4.0)
    """
    if n_people < 1 or n_banks < 1:
        raise ValueError("a simulation needs at least one person and one bank")
    table = scoring_table(rated if folded_in else _without_doubt(rated, rated.steps))
    rng = np.random.default_rng(seed)
    theta = rng.standard_normal(n_people)
    shifts = rng.standard_normal((n_banks, rated.n_items)) * rated.sd_b
    luck = rng.random((n_people, rated.n_items))
    estimates, errors, below = np.empty((3, n_people))
    exposure = np.zeros(rated.n_items)
    for person in range(n_people):
        truth = _without_doubt(rated, rated.steps + shifts[person % n_banks][:, None])
        raw_scores = _answers(truth, float(theta[person]), luck[person])
        items, weights = _sit(table, candidates, quotas, raw_scores, mixed(seed * n_people + person))
        shown = summarise(table, weights, len(items))
        estimates[person], errors[person] = shown.theta, shown.standard_error
        below[person] = cumulative(table.grid, weights, theta[person])[0]
        exposure[items] += 1
    return SimulationReport(
        theta=theta,
        estimates=estimates,
        standard_errors=errors,
        covered=(below >= _TAIL) & (below <= 1 - _TAIL),
        exposure=exposure / n_people,
    )


def _without_doubt(rated: ItemParameters, steps: FloatArray) -> ItemParameters:
    """Take the items with these steps as known."""
    return ItemParameters(rated.item_ids, rated.a, rated.c, steps, np.zeros(rated.n_items))


def _answers(truth: ItemParameters, theta: float, luck: FloatArray) -> list[int]:
    """Answer every item as one person would: by the category that their luck falls into."""
    reached = category_probabilities(truth, [theta])[:, :, 0].cumsum(axis=1)
    raw_scores = (reached < luck[:, None]).sum(axis=1)
    return [int(raw) for raw in np.minimum(raw_scores, truth.max_raw_scores)]


def _sit(
    table: ScoringTable,
    candidates: Candidates,
    quotas: Sequence[Quota],
    raw_scores: Sequence[int],
    seed: int,
) -> tuple[list[int], FloatArray]:
    """One sitting from the first item to the last: the items in order, and the posterior at the end."""
    items: list[int] = []
    weights = posterior(table, [], [])
    for position in range(sum(quota.n_items for quota in quotas)):
        theta = float(weights @ table.grid)
        items.append(pick_next(table, theta, candidates, items, quotas, seed, position))
        weights = posterior(table, items, [raw_scores[item] for item in items])
    return items, weights
