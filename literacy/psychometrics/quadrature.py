"""The grid on which a posterior is held: its spacing and range follow from the items, never from a guess.

An equally spaced sum over a smooth density converges exponentially once the spacing falls below its
standard deviation. So the spacing is a fraction of the smallest posterior standard deviation that these
items can give, and the range grows until nothing that anybody can answer leaves mass at its edge.
"""

import numpy as np

from literacy.psychometrics.curves import (
    FloatArray,
    ItemParameters,
    fisher_information,
    log_category_probabilities,
)

EDGE_MASS = 1e-8
"""What may be left in the outermost half logit of the worst posterior."""

_RESOLUTION = 1024
_EDGE_WIDTH = 0.5
_WIDEST = 40.0


def smallest_posterior_sd(parameters: ItemParameters, prior_sd: float = 1.0) -> float:
    """Lower bound of the posterior standard deviation if every item were answered.

    Parameters
    ----------
    parameters : ItemParameters
    prior_sd : float
        Standard deviation of the normal prior, in logits.

    Returns
    -------
    float
        In logits: one over the root of the greatest curvature of the log posterior.

    Notes
    -----
    Taken without lower asymptotes: then the expected information is the observed one, and guessing can
    only lower it.

    Examples
    --------
    >>> from literacy.psychometrics.curves import dichotomous_items
    >>> round(smallest_posterior_sd(dichotomous_items(["w", "x", "y", "z"], b=0.0)), 4)
    0.7071
    """
    lowest, highest = np.nanmin(parameters.steps), np.nanmax(parameters.steps)
    theta = np.linspace(np.clip(lowest, -_WIDEST, _WIDEST), np.clip(highest, -_WIDEST, _WIDEST), 401)
    unguessed = ItemParameters(
        parameters.item_ids, parameters.a, np.zeros(parameters.n_items), parameters.steps, parameters.sd_b
    )
    curvature = 1 / prior_sd**2 + fisher_information(unguessed, theta).sum(axis=0)
    return float(1 / np.sqrt(curvature.max()))


def ability_grid(
    parameters: ItemParameters,
    prior_sd: float = 1.0,
    spacing_ratio: float = 0.75,
    max_nodes: int = 4001,
) -> FloatArray:
    """Equally spaced abilities, symmetric about zero, fine and wide enough for these items.

    Parameters
    ----------
    parameters : ItemParameters
    prior_sd : float
        Standard deviation of the normal prior, in logits.
    spacing_ratio : float
        Spacing as a part of the smallest posterior standard deviation: 0.75 serves sums over the whole
        line (relative error below 1e-9), 0.5 also interpolation between the nodes.
    max_nodes : int
        Where the rule would need more, the spacing grows instead.

    Returns
    -------
    array of shape (q,), q odd
        Abilities in logits. The spacing is a multiple of 1/1024, so the nodes are exact in binary.

    Notes
    -----
    The answers that push furthest to either side (with positive slopes: all right, all wrong) bound
    every other pattern, so the range is widened until these two leave less than `EDGE_MASS` in the
    outermost half logit.

    Examples
    --------
    >>> from literacy.psychometrics.curves import dichotomous_items
    >>> grid = ability_grid(dichotomous_items(["x"], b=0.0))
    >>> float(grid[1] - grid[0]) < 0.75 and bool(grid[0] == -grid[-1])
    True
    """
    spacing = spacing_ratio * smallest_posterior_sd(parameters, prior_sd)
    half_width = 6.0 * prior_sd
    while True:
        wanted = max(spacing, 2 * half_width / (max_nodes - 1))
        step = max(np.floor(wanted * _RESOLUTION), 1) / _RESOLUTION
        n_side = min(int(np.ceil(half_width / step)), (max_nodes - 1) // 2)
        grid = np.arange(-n_side, n_side + 1) * step
        wide_enough = half_width >= _WIDEST * max(prior_sd, 1.0)
        if wide_enough or _mass_at_edges(parameters, grid, prior_sd) < EDGE_MASS:
            return np.asarray(grid, dtype=np.float64)
        half_width += prior_sd


def _mass_at_edges(parameters: ItemParameters, grid: FloatArray, prior_sd: float) -> float:
    """Greatest posterior mass that any answers can leave in the outermost half logit."""
    log_p = log_category_probabilities(parameters, grid)
    worst = 0.0
    for edge, inside in ((-1, grid[-1] - _EDGE_WIDTH), (0, grid[0] + _EDGE_WIDTH)):
        pulling = np.argmax(log_p[:, :, edge], axis=1)
        log_weights = log_p[np.arange(len(pulling)), pulling].sum(axis=0) - grid**2 / (2 * prior_sd**2)
        weights = np.exp(log_weights - log_weights.max())
        outside = grid >= inside if edge == -1 else grid <= inside
        worst = max(worst, float(weights[outside].sum() / weights.sum()))
    return worst
