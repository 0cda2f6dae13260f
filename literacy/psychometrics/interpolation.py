"""Reading a posterior between its grid points, so that no result jumps where a cut score meets a node."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from literacy.psychometrics.curves import FloatArray


def cumulative(grid: FloatArray, weights: FloatArray, theta: ArrayLike) -> FloatArray:
    """Probability of an ability below theta, smooth between the grid points.

    Parameters
    ----------
    grid : array of shape (q,), q odd
        Equally spaced abilities in logits, at most half a posterior standard deviation apart.
    weights : array of shape (q,)
        Adding up to 1, with next to nothing at the edges.
    theta : array of shape (k,)
        In logits.

    Returns
    -------
    array of shape (k,)
        Within [0, 1], zero to the left of the grid and one to its right.

    Notes
    -----
    The trigonometric polynomial through the density at the nodes, integrated term by term. Its error is
    about 1e-8 under the conditions above; a step or a straight line between nodes would be wrong in the
    second digit.

    Examples
    --------
    >>> grid = np.arange(-16, 17) * 0.5
    >>> weights = np.exp(-grid**2 / 2) / np.exp(-grid**2 / 2).sum()
    >>> cumulative(grid, weights, [0.0, 1.0]).round(6).tolist()
    [0.5, 0.841345]
    """
    return cumulative_of(grid, weights)(theta)


def cumulative_of(grid: FloatArray, weights: FloatArray) -> Callable[[ArrayLike], FloatArray]:
    """Return `cumulative` of one posterior, for whoever asks it many times.

    Parameters
    ----------
    grid, weights : arrays of shape (q,)
        As in `cumulative`.

    Returns
    -------
    callable
        From abilities in logits, shape (k,), to probabilities below them, bit for bit those of `cumulative`.

    Examples
    --------
    >>> grid = np.arange(-16, 17) * 0.5
    >>> weights = np.exp(-grid**2 / 2) / np.exp(-grid**2 / 2).sum()
    >>> cumulative_of(grid, weights)(0.0).round(6).tolist()
    [0.5]
    """
    half_a_node = 0.5 / grid.size
    width = grid.size * float(grid[1] - grid[0])
    coefficients = np.fft.rfft(weights)[1:]
    turns = 2j * np.pi * np.arange(1, coefficients.size + 1)
    started = coefficients * np.exp(-turns * half_a_node)
    total = weights.sum()

    def below(theta: ArrayLike) -> FloatArray:
        points = np.atleast_1d(np.asarray(theta, dtype=np.float64))
        places = np.clip((points - grid[0]) / width + half_a_node, 0.0, 1.0)
        moved = np.exp(turns * places[:, None]) - 1
        found = places * total + 2 * (started * moved / turns).sum(axis=1).real
        return np.asarray(np.clip(found, 0.0, 1.0), dtype=np.float64)

    return below
