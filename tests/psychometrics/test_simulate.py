"""The acceptance simulation: intervals hold what they say although difficulties are guessed."""

import numpy as np
import pytest

from literacy.psychometrics.curves import ItemParameters, dichotomous_items
from literacy.psychometrics.selection import Candidates, equal_quotas
from literacy.psychometrics.simulate import simulate

AREAS = ("basics", "information", "content", "communication", "safety", "problem_solving")
N_ITEMS = 120
CANDIDATES = Candidates(tuple(AREAS[k % 6] for k in range(N_ITEMS)), ("core",) * N_ITEMS)
QUOTAS = equal_quotas(AREAS, {"core": 6})


def rated_bank(sd_b: float) -> ItemParameters:
    """Six in ten items can be guessed with one chance in four."""
    rng = np.random.default_rng(1)
    b = rng.normal(size=N_ITEMS)
    c = np.where(rng.random(N_ITEMS) < 0.6, 0.25, 0.0)
    return dichotomous_items([f"x{k:03}" for k in range(N_ITEMS)], b=b, a=1.04, c=c, sd_b=sd_b)


def test_coverage_with_guessing_and_ratings_that_err() -> None:
    report = simulate(rated_bank(0.8), CANDIDATES, QUOTAS, n_people=400, seed=7)
    assert 0.93 <= report.coverage <= 0.97
    assert abs(report.bias) < 0.06
    assert report.rmse < 0.44
    assert report.mean_standard_error == pytest.approx(report.rmse, abs=0.05)


def test_ignoring_the_doubt_narrows_what_is_shown() -> None:
    told = simulate(rated_bank(0.8), CANDIDATES, QUOTAS, n_people=60, seed=3)
    untold = simulate(rated_bank(0.8), CANDIDATES, QUOTAS, n_people=60, seed=3, folded_in=False)
    assert untold.mean_standard_error < told.mean_standard_error - 0.02


def test_exposure_adds_up_to_the_length() -> None:
    report = simulate(rated_bank(0.0), CANDIDATES, QUOTAS, n_people=50, seed=2)
    assert report.exposure.sum() == pytest.approx(36)
    assert 36 / N_ITEMS <= report.overlap < 0.6
    assert report.exposure.max() <= 1


def test_a_seed_fixes_everything() -> None:
    one, other = (simulate(rated_bank(0.8), CANDIDATES, QUOTAS, n_people=5, seed=4) for _ in range(2))
    np.testing.assert_array_equal(one.estimates, other.estimates)
    np.testing.assert_array_equal(one.exposure, other.exposure)


def test_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one person"):
        simulate(rated_bank(0.8), CANDIDATES, QUOTAS, n_people=0, seed=1)
