"""Anderson acceleration of a fixed-point map, with a guard that never lets the likelihood fall."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from literacy.psychometrics.curves import FloatArray

_MEMORY = 6


@dataclass(frozen=True, slots=True, eq=False)
class FixedPoint:
    """Where the iteration ended.

    Parameters
    ----------
    point : array of shape (p,)
    value : float
        The map's value (penalised log-likelihood) at `point`.
    n_iter : int
        Evaluations of the map.
    converged : bool
        Whether the projected remaining error fell below the tolerance.
    """

    point: FloatArray
    value: float
    n_iter: int
    converged: bool


@dataclass(slots=True)
class _History:
    """The last residuals and images, from which the next point is extrapolated."""

    residuals: list[FloatArray] = field(default_factory=list)
    images: list[FloatArray] = field(default_factory=list)

    def add(self, residual: FloatArray, image: FloatArray) -> None:
        self.residuals = [*self.residuals[-_MEMORY:], residual]
        self.images = [*self.images[-_MEMORY:], image]

    def extrapolated(self) -> FloatArray:
        """Combine the images so that the residuals cancel best."""
        if len(self.residuals) == 1:
            return self.images[-1]
        residual_changes = np.diff(np.array(self.residuals), axis=0).T
        image_changes = np.diff(np.array(self.images), axis=0).T
        weights = np.linalg.lstsq(residual_changes, self.residuals[-1], rcond=1e-12)[0]
        return np.asarray(self.images[-1] - image_changes @ weights, dtype=np.float64)


def climb(
    evaluate: Callable[[FloatArray], tuple[float, FloatArray]],
    start: FloatArray,
    tolerance: float,
    max_iter: int,
) -> FixedPoint:
    """Iterate a map whose plain steps never lower a value, until the projected remaining error is small.

    Parameters
    ----------
    evaluate : callable
        Takes a point of shape (p,); gives the value there and the point's image under the map.
    start : array of shape (p,)
    tolerance : float
        Both the residual and the step that the acceleration would still take must be smaller: a small
        plain step alone proves nothing, as EM is only linear.
    max_iter : int

    Returns
    -------
    FixedPoint

    Notes
    -----
    Anderson (1965), Journal of the ACM 12; restarted from the last plain step whenever the value falls.

    Examples
    --------
    >>> def halfway_to_three(point):
    ...     return -float((point[0] - 3) ** 2), (point + 3) / 2
    >>> climb(halfway_to_three, np.zeros(1), 1e-10, 50).point.round(6).tolist()
    [3.0]
    """
    point, history = start, _History()
    plain, best = start, -np.inf
    for n_iter in range(1, max_iter + 1):
        value, image = evaluate(point)
        if not value >= best - 1e-9 * (1 + abs(best)):
            if point is plain:
                return FixedPoint(point, value, n_iter, converged=False)
            point, history = plain, _History()
            continue
        best, plain = value, image
        history.add(image - point, image)
        ahead = history.extrapolated()
        if max(np.abs(image - point).max(), np.abs(ahead - point).max()) < tolerance:
            return FixedPoint(point, value, n_iter, converged=True)
        point = ahead if np.isfinite(ahead).all() else image
        if point is image:
            plain = point
    return FixedPoint(plain, best, max_iter, converged=False)
