"""The estimator: exact answers of an independent engine, scikit-learn's own checks, hostile input."""

import pickle
import warnings
from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.typing import ArrayLike, NDArray
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.model_selection import KFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.utils.estimator_checks import check_estimator
from sklearn.utils.validation import validate_data

from literacy.psychometrics import estimator
from literacy.psychometrics.ability import estimate, scoring_table
from literacy.psychometrics.estimator import ItemResponseModel

if TYPE_CHECKING:
    from conftest import Reference

EXACT = [
    ("lsat6", "lsat6", "2PL", "2PL"),
    ("lsat6", "lsat6", "1PL_common_slope", "1PL"),
    ("lsat6", "lsat6", "Rasch", "Rasch"),
    ("lsat7", "lsat7", "2PL", "2PL"),
    ("lsat7", "lsat7", "1PL_common_slope", "1PL"),
    ("lsat7", "lsat7", "Rasch", "Rasch"),
    ("sat12", "sat12", "2PL", "2PL"),
    ("sat12", "sat12", "Rasch", "Rasch"),
    ("sat12_missing50", "sat12", "2PL_missing50", "2PL"),
    ("science", "science", "gpcm", "GPCM"),
]
FITTED = pytest.mark.parametrize(("responses", "name", "stored", "itemtype"), EXACT)


def generated(n_persons: int, n_items: int, seed: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """2PL responses with slopes of one, and the difficulties behind them."""
    rng = np.random.default_rng(seed)
    b = rng.normal(size=n_items)
    theta = rng.normal(size=(n_persons, 1))
    return (rng.random((n_persons, n_items)) < 1 / (1 + np.exp(b - theta))).astype(float), b


def intercepts_of(model: ItemResponseModel) -> NDArray[np.float64]:
    """Intercepts of raw scores 1, 2, ... from slopes and steps."""
    return -np.cumsum(model.a_[:, None] * model.thresholds_, axis=1)


@FITTED
def test_equals_the_exact_maximum(
    reference: "Reference", responses: str, name: str, stored: str, itemtype: str
) -> None:
    expected = reference.expected(name, stored)
    model = ItemResponseModel(itemtype=itemtype).fit(reference.responses(responses))
    assert model.converged_
    assert model.log_likelihood_ == pytest.approx(expected.log_likelihood, abs=1e-4)
    np.testing.assert_allclose(model.a_, expected.slopes, atol=1e-4)
    np.testing.assert_allclose(intercepts_of(model), expected.intercepts, atol=1e-4)
    assert model.latent_sd_**2 == pytest.approx(expected.values["latent_var"], abs=1e-4)


@FITTED
def test_standard_errors_are_exact(
    reference: "Reference", responses: str, name: str, stored: str, itemtype: str
) -> None:
    expected = reference.expected(name, stored)
    if "SE_oakes_slope_intercept" not in expected.values:
        pytest.fail(f"no expected standard errors stored for {name} {stored}")
    errors = ItemResponseModel(itemtype=itemtype).fit(reference.responses(responses)).standard_errors_
    n_steps = expected.intercepts.shape[1]
    np.testing.assert_allclose(errors["d"] * n_steps, expected.intercept_errors[:, -1], atol=1e-4)
    if itemtype in {"2PL", "GPCM"}:
        np.testing.assert_allclose(errors["a"], expected.slope_errors, atol=1e-4)
    if itemtype == "Rasch":
        np.testing.assert_allclose(errors["b"], errors["d"], atol=1e-12)
        assert np.isnan(errors["a"]).all()


def test_partial_credit_with_unit_slopes(reference: "Reference") -> None:
    """The stored answer itself is 1.2e-4 from the maximum: ours must be at least as likely."""
    expected = reference.expected("science", "PCM")
    model = ItemResponseModel(itemtype="PCM").fit(reference.responses("science"))
    assert model.log_likelihood_ >= expected.log_likelihood
    assert model.log_likelihood_ == pytest.approx(expected.log_likelihood, abs=1e-4)
    np.testing.assert_allclose(intercepts_of(model), expected.intercepts, atol=2e-4)
    np.testing.assert_allclose(model.standard_errors_["d"] * 3, expected.intercept_errors[:, -1], atol=1e-4)


def test_rasch_and_a_common_slope_are_one_model_on_two_scales(reference: "Reference") -> None:
    matrix = reference.responses("lsat6")
    rasch, common = ItemResponseModel("Rasch").fit(matrix), ItemResponseModel("1PL").fit(matrix)
    assert rasch.log_likelihood_ == pytest.approx(common.log_likelihood_, abs=1e-9)
    assert rasch.latent_sd_ == pytest.approx(common.a_[0], abs=1e-9)
    np.testing.assert_allclose(rasch.b_, common.b_ * common.a_, atol=1e-9)
    np.testing.assert_allclose(rasch.transform(matrix), rasch.latent_sd_ * common.transform(matrix), atol=1e-6)


def test_mixed_types_share_a_slope_where_they_say_so(reference: "Reference") -> None:
    model = ItemResponseModel(["1PL", "2PL", "1PL", "2PL", "1PL"]).fit(reference.responses("lsat7"))
    assert model.a_[0] == model.a_[2] == model.a_[4]
    assert len(set(model.a_)) == 3
    assert -2664.9009 < model.log_likelihood_ < -2658.8051


@pytest.mark.parametrize("name", ["lsat6", "lsat7"])
def test_abilities_equal_the_stored_ones(reference: "Reference", name: str) -> None:
    expected = reference.expected(name, "2PL").values["EAP"]
    scored = ItemResponseModel().fit(reference.responses(name)).transform(reference.patterns(name))
    np.testing.assert_allclose(scored[:, 0], expected["theta"], atol=1e-5)
    np.testing.assert_allclose(scored[:, 1], expected["SE"], atol=1e-5)


def test_abilities_of_a_long_test_equal_the_stored_ones(reference: "Reference") -> None:
    matrix = reference.responses("sat12")
    expected = reference.expected("sat12", "2PL").values["EAP"]
    scored = ItemResponseModel().fit(matrix).transform(matrix[:50])
    np.testing.assert_allclose(scored, np.column_stack([expected["theta"], expected["SE"]]), atol=1e-5)


def test_the_batch_estimate_is_the_live_one(reference: "Reference") -> None:
    matrix = reference.responses("sat12_missing50")
    model = ItemResponseModel().fit(matrix)
    table = scoring_table(model.item_parameters_)
    for row, scored in zip(matrix[:40], model.transform(matrix[:40]), strict=True):
        seen = np.flatnonzero(~np.isnan(row))
        live = estimate(table, seen, row[seen].astype(int))
        np.testing.assert_allclose(scored, [live.theta, live.standard_error], atol=1e-9)


def test_score_is_the_mean_log_likelihood(reference: "Reference") -> None:
    matrix = reference.responses("sat12")
    model = ItemResponseModel().fit(matrix)
    assert model.score(matrix) * 600 == pytest.approx(model.log_likelihood_, abs=1e-5)


def test_parameters_are_recovered() -> None:
    matrix, b = generated(4000, 20, seed=3)
    model = ItemResponseModel().fit(matrix)
    assert np.sqrt(np.mean((model.b_ - b) ** 2)) < 0.08
    within = np.abs(model.b_ - b) < 1.96 * model.standard_errors_["b"]
    assert within.mean() >= 0.8


def test_shrinkage_beats_plain_likelihood_on_few_people() -> None:
    rmse: dict[str, list[float]] = {"plain": [], "alone": [], "rated": []}
    for seed in range(6):
        matrix, b = generated(40, 30, seed=seed)
        ratings = b + np.random.default_rng(seed + 50).normal(0, 0.4, 30) + 0.4
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "items .* have slopes at the bound", ConvergenceWarning)
            plain = ItemResponseModel().fit(matrix)
        models = {
            "plain": plain,
            "alone": ItemResponseModel(prior="shrinkage").fit(matrix),
            "rated": ItemResponseModel(prior="shrinkage").fit(matrix, ratings=ratings),
        }
        for name, model in models.items():
            assert model.converged_
            rmse[name].append(float(np.sqrt(np.mean((model.b_ - b) ** 2))))
        assert np.isfinite(models["rated"].standard_errors_["b"]).all()
    assert np.mean(rmse["alone"]) < 0.5 * np.mean(rmse["plain"])
    assert np.mean(rmse["rated"]) < np.mean(rmse["alone"])


def test_shrinkage_takes_items_that_everybody_passed() -> None:
    matrix, _ = generated(50, 6, seed=2)
    matrix[:, 0] = 1
    with pytest.raises(ValueError, match="item 0: raw score 0 never occurs"):
        ItemResponseModel().fit(matrix)
    model = ItemResponseModel(prior="shrinkage").fit(matrix)
    assert np.isfinite(model.b_).all()
    assert model.b_[0] == model.b_.min()


def test_shrinkage_fades_with_data() -> None:
    matrix, _ = generated(6000, 12, seed=8)
    plain, shrunk = ItemResponseModel().fit(matrix), ItemResponseModel(prior="shrinkage").fit(matrix)
    np.testing.assert_allclose(plain.b_, shrunk.b_, atol=0.05)


def test_fractional_credit_is_a_likelihood() -> None:
    matrix, _ = generated(400, 8, seed=4)
    doubled = np.vstack([matrix, 1 - matrix])
    half = np.full((2, 8), 0.5)
    assert np.isfinite(ItemResponseModel().fit(np.vstack([doubled, half])).log_likelihood_)


def test_missing_answers_stay_out_of_it() -> None:
    matrix, _ = generated(300, 6, seed=5)
    nothing = np.full((20, 6), np.nan)
    with_them, without = (
        ItemResponseModel().fit(np.vstack([matrix, nothing])),
        ItemResponseModel().fit(matrix),
    )
    np.testing.assert_allclose(with_them.b_, without.b_, atol=1e-5)
    np.testing.assert_allclose(with_them.transform(nothing), [[0, 1]] * 20, atol=1e-6)


def test_more_persons_than_a_block(reference: "Reference") -> None:
    """Blocks of persons and collapsed patterns give what one pass gives."""
    matrix = reference.responses("sat12")
    many = np.tile(matrix, (8, 1))
    one, all_of_them = ItemResponseModel().fit(matrix), ItemResponseModel().fit(many)
    np.testing.assert_allclose(one.a_, all_of_them.a_, atol=1e-5)
    assert all_of_them.log_likelihood_ == pytest.approx(8 * one.log_likelihood_, rel=1e-9)


def test_it_lives_in_pipelines_clones_pickles_and_cross_validation(reference: "Reference") -> None:
    matrix = reference.responses("lsat7")
    pipeline = make_pipeline(FunctionTransformer(feature_names_out="one-to-one"), ItemResponseModel("1PL")).fit(matrix)
    assert pipeline.get_feature_names_out().tolist() == ["theta", "standard_error"]
    model = ItemResponseModel("2PL", prior="shrinkage", tol=1e-5).fit(matrix)
    assert clone(model).get_params() == model.get_params()
    again = pickle.loads(pickle.dumps(model))
    np.testing.assert_array_equal(again.transform(matrix), model.transform(matrix))
    np.testing.assert_allclose(again.standard_errors_["a"], model.standard_errors_["a"])
    assert cross_val_score(ItemResponseModel("2PL"), matrix, cv=KFold(3, shuffle=True, random_state=1)).min() > -3


@pytest.mark.parametrize("itemtype", ["3PL", "GRM"])
def test_types_that_come_later_say_so(itemtype: str) -> None:
    with pytest.raises(ValueError, match=f"itemtype '{itemtype}' cannot be calibrated yet"):
        ItemResponseModel(itemtype).fit(generated(20, 3, seed=1)[0])


GOOD = generated(30, 3, seed=1)[0]


@pytest.mark.parametrize(
    ("wish", "matrix", "message"),
    [
        ({}, [["right", "wrong"]] * 5, "could not convert|must be numbers"),
        ({}, [1, 0, 1], "2D array"),
        ({}, np.empty((0, 3)), "minimum of 2|0 sample"),
        ({}, [[1, 0, 1]], "minimum of 2"),
        ({}, np.where(GOOD == 1, np.inf, GOOD), "infinity"),
        ({}, GOOD - 1, "Negative values"),
        ({}, GOOD * 2, "response 2 of person"),
        ({}, GOOD + 1j, "Complex data"),
        ({}, np.column_stack([GOOD, np.full(30, np.nan)]), r"items \[3\] were presented to nobody"),
        ({}, np.column_stack([GOOD, np.zeros(30)]), "item 3: raw score 1 never occurs"),
        ({"itemtype": "GPCM"}, np.column_stack([GOOD, np.arange(30) % 2 * 2]), "item 3: raw score 1 never"),
        ({"itemtype": "GPCM"}, GOOD * 1000, "merge them"),
        ({"itemtype": "4PL"}, GOOD, "itemtype"),
        ({"itemtype": ["2PL", "2PL"]}, GOOD, "names 2 types for 3 items"),
        ({"itemtype": ["2PL", "2PL", "5PL"]}, GOOD, "'5PL' is unknown"),
        ({"itemtype": ["2PL", "2PL", "Rasch"]}, GOOD, "Rasch and PCM fix the unit"),
        ({"prior": "uniform"}, GOOD, "prior"),
        ({"tol": 0.0}, GOOD, "tol"),
        ({"max_iter": 0}, GOOD, "max_iter"),
    ],
)
def test_hostile_input_ends_in_a_clear_error(wish: dict[str, object], matrix: ArrayLike, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ItemResponseModel(**wish).fit(matrix)


@pytest.mark.parametrize(("ratings", "message"), [([0.0], "3 finite numbers"), ([0, 0, np.nan], "3 finite")])
def test_hostile_ratings_are_refused(ratings: list[float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ItemResponseModel(prior="shrinkage").fit(GOOD, ratings=ratings)
    with pytest.raises(ValueError, match="only"):
        ItemResponseModel().fit(GOOD, ratings=[0, 0, 0])


def test_an_early_stop_is_told() -> None:
    with pytest.warns(ConvergenceWarning, match="without converging"):
        assert not ItemResponseModel(max_iter=2).fit(generated(200, 5, seed=1)[0]).converged_


def test_a_slope_without_bound_is_told() -> None:
    rng = np.random.default_rng(2)
    matrix = (rng.random((300, 1)) < 0.5).astype(float).repeat(3, axis=1)
    with pytest.warns(ConvergenceWarning):
        model = ItemResponseModel().fit(matrix)
    assert np.abs(model.a_).max() <= 20


def test_nothing_is_known_before_fit() -> None:
    for ask in (lambda m: m.standard_errors_, lambda m: m.transform(GOOD), lambda m: m.score(GOOD)):
        with pytest.raises(NotFittedError):
            ask(ItemResponseModel())


WANTS_ANY_NUMBER = "feeds numbers above 1, which are no raw scores; the check passes on squeezed numbers below"
EXPECTED_FAILURES = dict.fromkeys(
    (
        "check_dict_unchanged",
        "check_dont_overwrite_parameters",
        "check_estimators_dtypes",
        "check_estimators_fit_returns_self",
        "check_estimators_overwrite_params",
        "check_estimators_pickle",
        "check_f_contiguous_array_estimator",
        "check_fit2d_1feature",
        "check_fit2d_predict1d",
        "check_fit_check_is_fitted",
        "check_fit_idempotent",
        "check_methods_sample_order_invariance",
        "check_methods_subset_invariance",
        "check_n_features_in",
        "check_n_features_in_after_fitting",
        "check_pipeline_consistency",
        "check_readonly_memmap_input",
        "check_transformer_data_not_an_array",
        "check_transformer_general",
        "check_transformer_n_iter",
        "check_transformer_preserve_dtypes",
    ),
    WANTS_ANY_NUMBER,
)
FAILING_EVEN_SQUEEZED: dict[str, str] = {}


def failed_checks() -> set[str]:
    """Names of scikit-learn's checks that the estimator fails."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        results = check_estimator(ItemResponseModel(), on_fail=None, on_skip=None)
    return {result["check_name"] for result in results if result["status"] == "failed"}


def test_scikit_learn_checks_fail_only_where_expected() -> None:
    assert failed_checks() == set(EXPECTED_FAILURES)


def test_scikit_learn_checks_pass_on_numbers_squeezed_into_zero_to_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same checks with every value x turned into x / (1 + x): the protocol itself holds."""

    def squeezed(*args: object, **options: object) -> NDArray[np.float64]:
        matrix = validate_data(*args, **options)
        return np.where(matrix > 0, matrix / (1 + np.abs(matrix)), matrix)

    monkeypatch.setattr(estimator, "validate_data", squeezed)
    assert failed_checks() == set(FAILING_EVEN_SQUEEZED)
