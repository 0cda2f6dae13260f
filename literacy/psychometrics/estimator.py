"""The scikit-learn face of calibration and scoring; the kernels below it do the work."""

import warnings
from collections.abc import Sequence
from numbers import Integral, Real
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, TransformerMixin  # type: ignore[import-untyped, unused-ignore]
from sklearn.exceptions import ConvergenceWarning  # type: ignore[import-untyped, unused-ignore]
from sklearn.utils import Tags  # type: ignore[import-untyped, unused-ignore]
from sklearn.utils._param_validation import Interval, StrOptions  # type: ignore[import-untyped, unused-ignore]
from sklearn.utils.validation import check_is_fitted, validate_data  # type: ignore[import-untyped, unused-ignore]

from literacy.psychometrics.ability import (
    ScoringTable,
    estimates,
    log_marginal_likelihoods,
    scoring_table,
)
from literacy.psychometrics.calibration import (
    DICHOTOMOUS,
    ITEM_TYPES,
    UNIT_SLOPE,
    calibrate,
    item_types,
    slope_groups,
)
from literacy.psychometrics.curves import FloatArray, ItemParameters
from literacy.psychometrics.expectation import category_data
from literacy.psychometrics.maximisation import MAX_SLOPE, steps_of
from literacy.psychometrics.responses import IndexArray, checked_matrix
from literacy.psychometrics.standard_errors import standard_errors

_HIGHEST = 100


class ItemResponseModel(TransformerMixin, BaseEstimator):  # type: ignore[misc, unused-ignore]
    """Item response model: items calibrated by marginal maximum likelihood, persons scored by EAP.

    Parameters
    ----------
    itemtype : {"Rasch", "1PL", "2PL", "3PL", "PCM", "GPCM", "GRM"} or a list, one an item
        Rasch and PCM have slopes of one and a free spread of ability; the others ability N(0, 1). 3PL and
        GRM are refused for now.
    prior : {"shrinkage"} or None
        None is plain marginal maximum likelihood. "shrinkage" draws difficulties to their ratings and
        slopes to one; how strongly difficulties are, is learnt from the data.
    tol : float
        Projected remaining error of the parameters at which the fit stops, in logits.
    max_iter : int
        E-steps at most.

    Attributes
    ----------
    a_, b_, c_ : arrays of shape (n_items,)
        Slope, difficulty in logits (the mean of an item's steps), lower asymptote.
    thresholds_ : array of shape (n_items, max)
        Step difficulties in logits, NaN padded.
    latent_sd_ : float
        Standard deviation of ability: free for Rasch and PCM, else 1.
    log_likelihood_ : float
        Marginal log-likelihood of the responses.
    n_iter_ : int
    converged_ : bool
    standard_errors_ : dict
        "a", "b", "c", "d" (d = -a b) and "thresholds"; computed when first asked for.
    item_parameters_ : ItemParameters

    Notes
    -----
    Responses are persons x items, NaN = not presented. Values between 0 and 1 are fractional credit.
    Bock and Aitkin (1981), Psychometrika 46; Muraki (1992), Applied Psychological Measurement 16.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> theta = rng.normal(size=(500, 1))
    >>> X = (rng.random((500, 4)) < 1 / (1 + np.exp(np.array([-1, 0, 0, 1]) - theta))).astype(float)
    >>> model = ItemResponseModel(itemtype="2PL").fit(X)
    >>> bool(model.converged_), bool(model.b_[0] < model.b_[3]), model.transform(X).shape
    (True, True, (500, 2))
    """

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        "itemtype": [StrOptions(set(ITEM_TYPES)), "array-like"],
        "prior": [StrOptions({"shrinkage"}), None],
        "tol": [Interval(Real, 0, None, closed="neither")],
        "max_iter": [Interval(Integral, 1, None, closed="left")],
    }

    def __init__(
        self,
        itemtype: str | Sequence[str] = "2PL",
        *,
        prior: str | None = None,
        tol: float = 1e-6,
        max_iter: int = 2000,
    ) -> None:
        self.itemtype = itemtype
        self.prior = prior
        self.tol = tol
        self.max_iter = max_iter

    def __sklearn_tags__(self) -> Tags:
        """Tell scikit-learn that NaN is allowed and negative responses are not."""
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.input_tags.positive_only = True
        return tags

    def fit(self, X: ArrayLike, y: object = None, ratings: ArrayLike | None = None) -> Self:
        """Calibrate the items.

        Parameters
        ----------
        X : array of shape (n_persons, n_items)
            Raw scores, NaN = not presented.
        y : ignored
        ratings : array of shape (n_items,), or None
            Rated difficulties in logits; only with prior="shrinkage".

        Returns
        -------
        self

        Raises
        ------
        ValueError
            If X holds anything but raw scores, or plain maximum likelihood has no finite answer.
        """
        self._validate_params()
        matrix = validate_data(self, X, dtype=np.float64, ensure_all_finite="allow-nan", ensure_min_samples=2)
        types = item_types(self.itemtype, matrix.shape[1])
        self._highest = _highest_raw_scores(matrix, types)
        matrix = checked_matrix(matrix, self._highest)
        self._groups = slope_groups(types)
        self._calibration = calibrate(
            matrix,
            self._highest,
            self._groups,
            shrinkage=self.prior == "shrinkage",
            ratings=self._checked_ratings(ratings, matrix.shape[1]),
            tolerance=self.tol,
            max_iter=self.max_iter,
        )
        self._responses = _compact(matrix)
        self._standard_errors: dict[str, FloatArray] | None = None
        self._unit_slope = bool(set(types) & UNIT_SLOPE)
        self._describe()
        return self

    def _checked_ratings(self, ratings: ArrayLike | None, n_items: int) -> FloatArray | None:
        """Ratings as numbers, one an item, and only where they are used."""
        if ratings is None:
            return None
        if self.prior != "shrinkage":
            raise ValueError("ratings are used with prior='shrinkage' only")
        rated = np.asarray(ratings, dtype=np.float64)
        if rated.shape != (n_items,) or not np.isfinite(rated).all():
            raise ValueError(f"ratings must be {n_items} finite numbers, one an item")
        return rated

    def _describe(self) -> None:
        """Set what the fit learnt, in the scale that the item type asks for."""
        found = self._calibration
        self.latent_sd_ = float(found.at.a[0]) if self._unit_slope else 1.0
        self.a_ = found.at.a / self.latent_sd_
        self.thresholds_ = steps_of(found.at) * self.latent_sd_
        self.b_ = np.nanmean(self.thresholds_, axis=1)
        self.c_ = np.zeros(self.a_.size)
        self.log_likelihood_ = found.log_likelihood
        self.n_iter_ = found.n_iter
        self.converged_ = found.converged
        self.item_parameters_ = ItemParameters(
            item_ids=tuple(str(name) for name in self._item_names()),
            a=self.a_,
            c=self.c_,
            steps=self.thresholds_,
            sd_b=np.zeros(self.a_.size),
        )
        self._table = scoring_table(self.item_parameters_, prior_sd=self.latent_sd_)
        if not found.converged:
            warnings.warn(f"calibration stopped after {found.n_iter} E-steps without converging", ConvergenceWarning, 2)
        steep = np.flatnonzero(np.abs(found.at.a) >= MAX_SLOPE)
        if steep.size:
            warnings.warn(f"items {steep.tolist()} have slopes at the bound", ConvergenceWarning, 2)

    def _item_names(self) -> list[str]:
        names = getattr(self, "feature_names_in_", None)
        return [f"x{item}" for item in range(self.n_features_in_)] if names is None else list(names)

    @property
    def standard_errors_(self) -> dict[str, FloatArray]:
        """Standard errors of a, b, c, d and thresholds; NaN for slopes fixed at one."""
        check_is_fitted(self)
        if self._standard_errors is None:
            data = category_data(_expanded(self._responses), self._highest)
            self._standard_errors = standard_errors(data, self._groups, self._calibration, self._unit_slope)
        return self._standard_errors

    def transform(self, X: ArrayLike) -> FloatArray:
        """Score persons.

        Parameters
        ----------
        X : array of shape (n_persons, n_items)
            Raw scores, NaN = not presented.

        Returns
        -------
        array of shape (n_persons, 2)
            Expected a posteriori ability and its standard error, in logits.

        Raises
        ------
        ValueError
            If X holds anything but raw scores that calibration knew.
        """
        return np.column_stack(estimates(*self._ready(X)))

    def score(self, X: ArrayLike, y: object = None) -> float:
        """Mean marginal log-likelihood a person.

        Parameters
        ----------
        X : array of shape (n_persons, n_items)
            Raw scores, NaN = not presented.
        y : ignored

        Returns
        -------
        float

        Raises
        ------
        ValueError
            As `transform`.
        """
        return float(log_marginal_likelihoods(*self._ready(X)).mean())

    def _ready(self, X: ArrayLike) -> tuple[ScoringTable, FloatArray]:
        check_is_fitted(self)
        matrix = validate_data(self, X, dtype=np.float64, ensure_all_finite="allow-nan", reset=False)
        return self._table, matrix

    def get_feature_names_out(self, input_features: object = None) -> NDArray[np.object_]:
        """Names of what `transform` gives.

        Parameters
        ----------
        input_features : ignored

        Returns
        -------
        array of two str
        """
        check_is_fitted(self)
        return np.array(["theta", "standard_error"], dtype=object)


def _highest_raw_scores(matrix: FloatArray, types: Sequence[str]) -> IndexArray:
    """Highest raw score of each item: one if dichotomous, else the highest that occurs."""
    if (matrix[np.isfinite(matrix)] < 0).any():
        raise ValueError("Negative values in data: raw scores start at 0, and NaN means not presented")
    unseen = np.isnan(matrix).all(axis=0)
    if unseen.any():
        raise ValueError(f"items {np.flatnonzero(unseen).tolist()} were presented to nobody")
    highest = np.maximum(np.ceil(np.nanmax(matrix, axis=0)), 1)
    dichotomous = np.array([name in DICHOTOMOUS for name in types])
    if (highest > _HIGHEST).any() and not dichotomous.all():
        raise ValueError(f"raw scores above {_HIGHEST} are not categories; merge them first")
    return np.where(dichotomous, 1, highest).astype(np.intp)


def _compact(matrix: FloatArray) -> NDArray[Any]:
    """Responses kept for later, a byte each where they are whole numbers; -1 for missing."""
    filled = np.where(np.isnan(matrix), -1.0, matrix)
    return filled.astype(np.int8) if (filled == np.rint(filled)).all() else filled


def _expanded(responses: NDArray[Any]) -> FloatArray:
    """Undo `_compact`."""
    return np.where(responses < 0, np.nan, responses).astype(np.float64)
