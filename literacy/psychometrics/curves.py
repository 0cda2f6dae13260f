"""Item parameters, and the curves that they draw over ability.

Dichotomous items follow the two-parameter logistic model, with a lower asymptote that is fixed (single
choice) or zero. Partial credit follows the generalised partial credit model; a dichotomous item is the
case of one step.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class ItemParameters:
    """The parameters of n items on one scale, in logits.

    Parameters
    ----------
    item_ids : tuple of str, n of them, all different
        Their order is the order of the items everywhere below.
    a : array of shape (n,)
        Discriminations, per logit. Finite; a negative one belongs to a miskeyed item.
    c : array of shape (n,)
        Lower asymptotes in [0, 1); zero for partial credit.
    steps : array of shape (n, max)
        Step difficulties in logits, padded on the right with NaN. One step: dichotomous.
    sd_b : array of shape (n,)
        Standard deviation of what is not known of the difficulties, in logits; zero when known.

    Raises
    ------
    ValueError
        If shapes, identifiers or values are not as described.

    Notes
    -----
    Muraki (1992), Applied Psychological Measurement 16, for the generalised partial credit model.
    The arrays are copied and read-only.

    Examples
    --------
    >>> import numpy as np
    >>> items = ItemParameters(
    ...     item_ids=("mail", "folder"), a=np.ones(2), c=np.array([0.25, 0.0]),
    ...     steps=np.array([[-0.5, np.nan], [-1.0, 0.5]]), sd_b=np.full(2, 0.8))
    >>> items.max_raw_scores
    array([1, 2])
    """

    item_ids: tuple[str, ...]
    a: FloatArray
    c: FloatArray
    steps: FloatArray
    sd_b: FloatArray

    def __post_init__(self) -> None:
        """Copy, freeze and check."""
        object.__setattr__(self, "item_ids", tuple(self.item_ids))
        for name in ("a", "c", "steps", "sd_b"):
            values = np.array(getattr(self, name), dtype=np.float64)
            values.setflags(write=False)
            object.__setattr__(self, name, values)
        self._check_shapes()
        self._check_values()

    def _check_shapes(self) -> None:
        n_items = len(self.item_ids)
        if n_items == 0:
            raise ValueError("ItemParameters needs at least one item")
        if len(set(self.item_ids)) != n_items:
            raise ValueError("item_ids must all be different")
        for name in ("a", "c", "sd_b"):
            shape = getattr(self, name).shape
            if shape != (n_items,):
                raise ValueError(f"{name} has shape {shape}, expected ({n_items},)")
        shape = self.steps.shape
        if len(shape[1:]) != 1 or shape[0] != n_items or shape[1] == 0:
            raise ValueError(f"steps has shape {shape}, expected ({n_items}, max) with max >= 1")

    def _check_values(self) -> None:
        known = np.isfinite(self.steps)
        checks = (
            (np.isfinite(self.a), "a must be finite"),
            ((self.c >= 0) & (self.c < 1), "c must lie in [0, 1)"),
            (np.isfinite(self.sd_b) & (self.sd_b >= 0), "sd_b must be finite and not negative"),
            (known[:, 0], "the first step must be finite"),
            ((known | np.isnan(self.steps)).all(axis=1), "steps must be finite or NaN"),
            ((known[:, :-1] | ~known[:, 1:]).all(axis=1), "NaN in steps may only stand at the end"),
            ((self.c == 0) | (known.sum(axis=1) == 1), "c must be 0 for partial credit"),
        )
        for holds, message in checks:
            if not holds.all():
                bad = self.item_ids[int(np.argmin(holds))]
                raise ValueError(f"item {bad}: {message}")

    @property
    def n_items(self) -> int:
        """How many items there are."""
        return len(self.item_ids)

    @property
    def max_raw_scores(self) -> NDArray[np.intp]:
        """Highest raw score of each item, shape (n,)."""
        return np.asarray(np.isfinite(self.steps).sum(axis=1), dtype=np.intp)

    @property
    def locations(self) -> FloatArray:
        """Difficulty of each item in logits: the mean of its steps, shape (n,)."""
        return np.asarray(np.nanmean(self.steps, axis=1), dtype=np.float64)

    def taking(self, indices: Sequence[int]) -> "ItemParameters":
        """Only the items at these indices, in this order."""
        rows = np.asarray(indices, dtype=np.intp)
        return ItemParameters(
            item_ids=tuple(self.item_ids[i] for i in rows),
            a=self.a[rows],
            c=self.c[rows],
            steps=self.steps[rows],
            sd_b=self.sd_b[rows],
        )


def dichotomous_items(
    item_ids: Sequence[str],
    b: ArrayLike,
    a: ArrayLike = 1.0,
    c: ArrayLike = 0.0,
    sd_b: ArrayLike = 0.0,
) -> ItemParameters:
    """Parameters of items with two categories; single numbers hold for all.

    Parameters
    ----------
    item_ids : sequence of n str
    b : array of shape (n,) or a number
        Difficulties in logits.
    a, c, sd_b : arrays of shape (n,) or numbers
        Discriminations, lower asymptotes, and the standard deviations of b.

    Returns
    -------
    ItemParameters

    Raises
    ------
    ValueError
        As `ItemParameters`.

    Examples
    --------
    >>> dichotomous_items(["x", "y"], b=[-1.0, 1.0]).steps.tolist()
    [[-1.0], [1.0]]
    """
    n_items = len(item_ids)

    def column(values: ArrayLike) -> FloatArray:
        return np.broadcast_to(np.asarray(values, dtype=np.float64), (n_items,))

    return ItemParameters(
        item_ids=tuple(item_ids), a=column(a), c=column(c), steps=column(b)[:, None], sd_b=column(sd_b)
    )


def with_uncertainty_folded_in(parameters: ItemParameters) -> ItemParameters:
    """Slopes shrunk so that a curve is the mean over what is not known of its difficulty.

    Parameters
    ----------
    parameters : ItemParameters
        With `sd_b`, the standard deviation s of each difficulty.

    Returns
    -------
    ItemParameters
        The same with a / sqrt(1 + pi a^2 s^2 / 8) for slopes and zero for `sd_b`, so that folding twice
        changes nothing.

    Notes
    -----
    The logistic-normal approximation (MacKay 1992, Neural Computation 4). For partial credit the unknown
    is a common shift of an item's steps.

    Examples
    --------
    >>> rated = dichotomous_items(["x"], b=0.0, a=1.0, sd_b=0.8)
    >>> with_uncertainty_folded_in(rated).a.round(4).tolist()
    [0.894]
    """
    shrinkage = 1 / np.sqrt(1 + np.pi * parameters.a**2 * parameters.sd_b**2 / 8)
    return ItemParameters(
        item_ids=parameters.item_ids,
        a=parameters.a * shrinkage,
        c=parameters.c,
        steps=parameters.steps,
        sd_b=np.zeros(parameters.n_items),
    )


def log_category_probabilities(parameters: ItemParameters, theta: ArrayLike) -> FloatArray:
    """Logarithm of the probability of each raw score, as if `sd_b` were zero.

    Parameters
    ----------
    parameters : ItemParameters of n items, at most m steps
    theta : array of shape (q,)
        Abilities in logits.

    Returns
    -------
    array of shape (n, m + 1, q)
        Minus infinity for raw scores that an item does not have.

    Notes
    -----
    Computed in log space: no probability is rounded to 0 or 1 before its logarithm is taken.

    Examples
    --------
    >>> items = dichotomous_items(["x"], b=0.0, c=0.25)
    >>> np.exp(log_category_probabilities(items, [0.0]))[0, :, 0].tolist()
    [0.375, 0.625]
    """
    log_p = _log_partial_credit(parameters, np.atleast_1d(np.asarray(theta, dtype=np.float64)))
    guessed = parameters.c > 0
    if guessed.any():
        c = parameters.c[guessed, None]
        log_p[guessed, 0] += np.log1p(-c)
        log_p[guessed, 1] = np.logaddexp(np.log(c), np.log1p(-c) + log_p[guessed, 1])
    return log_p


def _log_partial_credit(parameters: ItemParameters, theta: FloatArray) -> FloatArray:
    """Log-probabilities without a lower asymptote."""
    n_items, n_steps = parameters.steps.shape
    known = np.isfinite(parameters.steps)[:, :, None]
    distances = np.where(known, theta - np.nan_to_num(parameters.steps)[:, :, None], 0.0)
    numerators = np.zeros((n_items, n_steps + 1, theta.size))
    np.cumsum(parameters.a[:, None, None] * distances, axis=1, out=numerators[:, 1:])
    numerators[:, 1:][~np.broadcast_to(known, distances.shape)] = -np.inf
    numerators -= numerators.max(axis=1, keepdims=True)
    numerators -= np.log(np.exp(numerators).sum(axis=1, keepdims=True))
    return numerators


def category_probabilities(parameters: ItemParameters, theta: ArrayLike) -> FloatArray:
    """Probability of each raw score, as if `sd_b` were zero.

    Parameters
    ----------
    parameters : ItemParameters of n items, at most m steps
    theta : array of shape (q,)
        Abilities in logits.

    Returns
    -------
    array of shape (n, m + 1, q)
        Zero for raw scores that an item does not have; sums to 1 over the second axis.

    Examples
    --------
    >>> category_probabilities(dichotomous_items(["x"], b=0.0), [0.0]).ravel().tolist()
    [0.5, 0.5]
    """
    return np.asarray(np.exp(log_category_probabilities(parameters, theta)), dtype=np.float64)


def fisher_information(parameters: ItemParameters, theta: ArrayLike) -> FloatArray:
    """Fisher information of each item, as if `sd_b` were zero.

    Parameters
    ----------
    parameters : ItemParameters of n items
    theta : array of shape (q,)
        Abilities in logits.

    Returns
    -------
    array of shape (n, q)
        Per squared logit.

    Notes
    -----
    a^2 Var(raw score) for partial credit; with a lower asymptote a^2 P* Q* is paid down by
    (1 - c) P* / P (Birnbaum, in Lord and Novick 1968).

    Examples
    --------
    >>> items = dichotomous_items(["x", "y"], b=0.0, c=[0.0, 0.25])
    >>> fisher_information(items, [0.0]).ravel().round(4).tolist()
    [0.25, 0.15]
    """
    grid = np.atleast_1d(np.asarray(theta, dtype=np.float64))
    p = np.exp(_log_partial_credit(parameters, grid))
    raw_scores = np.arange(p.shape[1])[:, None]
    mean = (p * raw_scores).sum(axis=1, keepdims=True)
    variance = (p * (raw_scores - mean) ** 2).sum(axis=1)
    right = p[:, 1]
    c = parameters.c[:, None]
    kept = np.where(c > 0, (1 - c) * right / (c + (1 - c) * right + (c == 0)), 1.0)
    return np.asarray(parameters.a[:, None] ** 2 * variance * kept, dtype=np.float64)
