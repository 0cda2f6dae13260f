"""What may be said of answers: levels, intervals and areas from one posterior."""

import numpy as np
import pytest

from literacy.assessment.pictures import area_bar, gauge, stitches
from literacy.assessment.scoring import LEVELS, Standard, gauge_place, outcome_from, score
from literacy.psychometrics.ability import scoring_table
from literacy.psychometrics.curves import dichotomous_items

AREAS = ("basics", "safety")
CUTS = (-1.0, 0.5, 1.5, 2.0)
N = 40


def outcome_of(raw_scores, *, provisional=True, items=None):
    difficulties = np.linspace(-2, 2, N)
    table = scoring_table(dichotomous_items([f"i{n:02}" for n in range(N)], b=difficulties))
    chosen = list(range(len(raw_scores))) if items is None else items
    area_of = tuple(AREAS[n % 2] for n in range(N))
    return score(table, Standard(CUTS, provisional), chosen, raw_scores, area_of, AREAS)


def test_all_right_is_the_highest_level_that_may_be_awarded():
    provisional, operational = outcome_of([1] * N), outcome_of([1] * N, provisional=False)
    assert provisional.level == "advanced"
    assert provisional.top_merged
    assert len(provisional.probabilities) == 4
    assert operational.level == "highly_specialised"
    assert operational.probabilities[-1] > 0.5


def test_probabilities_add_up_and_name_the_likeliest():
    outcome = outcome_of([1] * 20 + [0] * 20)
    assert sum(outcome.probabilities) == pytest.approx(1)
    assert outcome.level == LEVELS[int(np.argmax(outcome.probabilities))]
    assert outcome.level_probability == max(outcome.probabilities)


def test_borderline_names_the_likelier_neighbour():
    outcome = outcome_of([1] * 12 + [0] * 28)
    assert not outcome.firm
    assert outcome.neighbour is not None
    assert abs(LEVELS.index(outcome.neighbour) - LEVELS.index(outcome.level)) == 1


def test_too_few_items_name_no_level_but_keep_the_estimate():
    outcome = outcome_of([1] * 17)
    assert outcome.level is None
    assert not outcome.firm
    assert outcome.band.standard_error > 0


def test_an_area_with_four_items_says_nothing():
    items = [0, 2, 4, 6, *range(1, 21, 2)]
    outcome = outcome_of([1] * len(items), items=items)
    by_area = {area.area: area for area in outcome.areas}
    assert by_area["basics"].n_items == 4
    assert by_area["basics"].levels == ()
    assert by_area["basics"].band is None


def test_an_area_names_at_most_two_neighbours():
    outcome = outcome_of([1, 0] * 20)
    for area in outcome.areas:
        places = [LEVELS.index(level) for level in area.levels]
        assert len(places) <= 2
        assert places == sorted(places)
        if len(places) == 2:
            assert places[1] - places[0] == 1


def test_the_order_of_answers_changes_no_bit():
    order = np.random.default_rng(3).permutation(N)
    raws = [n % 3 == 0 for n in range(N)]
    shuffled = outcome_of([int(raws[n]) for n in order], items=[int(n) for n in order])
    assert shuffled.band == outcome_of([int(raw) for raw in raws]).band


def test_an_outcome_survives_the_frozen_document():
    outcome = outcome_of([1] * 20 + [0] * 20)
    assert outcome_from(outcome.as_document()) == outcome


@pytest.mark.parametrize(
    ("theta", "place"),
    [(-9, 0), (-2, 0.5), (-1, 1), (-0.25, 1.5), (0.5, 2), (1.0, 2.5), (1.5, 3), (2.5, 3.5), (9, 4)],
)
def test_places_on_the_gauge(theta, place):
    assert gauge_place(CUTS[:-1], theta) == pytest.approx(place)


def test_the_gauge_shows_its_own_numbers():
    outcome = outcome_of([1] * 20 + [0] * 20)
    rows = gauge(outcome)
    assert [row.level for row in rows] == list(reversed(LEVELS))
    assert rows[0].chances is None
    assert [row.mine for row in rows].count(True) == 1
    assert sum(row.mark is not None for row in rows) == 1
    assert sum(row.ends_at_top for row in rows) == sum(row.ends_at_bottom for row in rows) == 1


def test_stitches_never_go_back():
    drawn = stitches(14, 36)
    assert drawn.saved.count("M") == 2 * 13 - 13
    assert drawn.to_come.count("M") == 22
    assert stitches(37, 36).now == ""


def test_area_bars_lie_within_the_zones():
    band = outcome_of([1] * N).areas[0].band
    if band is not None:
        bar = area_bar(band)
        assert 0 <= bar.start <= bar.mark <= bar.start + bar.width <= 100
