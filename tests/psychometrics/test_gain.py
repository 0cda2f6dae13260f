"""Gains: the interval holds what it says at every ability, nothing is pulled to a mean, and a group's error is its own."""

import numpy as np
import pytest

from literacy.psychometrics.ability import estimates, posterior, scoring_table
from literacy.psychometrics.curves import ItemParameters, category_probabilities, dichotomous_items
from literacy.psychometrics.gain import gain_table, gains, group_gain

N_ITEMS = 36
ITEMS = dichotomous_items(
    [f"i{k}" for k in range(2 * N_ITEMS)],
    b=np.tile(np.linspace(-2, 2, N_ITEMS), 2),
    c=np.tile([0.25, 0.0, 0.0], 2 * N_ITEMS // 3),
)
TABLE, GAIN_TABLE = scoring_table(ITEMS), gain_table(ITEMS)
FIRST, SECOND = range(N_ITEMS), range(N_ITEMS, 2 * N_ITEMS)


def sit(rng, theta, items, bank=ITEMS):
    """Let people answer these items of a bank."""
    chances = category_probabilities(bank, theta)[:, 1].T
    answers = (rng.random(chances.shape) < chances).astype(float)
    answers[:, [k for k in range(bank.n_items) if k not in items]] = np.nan
    return answers


@pytest.mark.parametrize("gain", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("ability", [-2.0, 0.0, 2.0])
def test_the_interval_holds_at_each_ability_not_on_the_average_over_them(ability, gain):
    rng, people = np.random.default_rng(5), 400
    theta = np.full(people, ability)
    found = gains(GAIN_TABLE, sit(rng, theta, FIRST), sit(rng, theta + gain, SECOND))
    assert 0.92 <= np.mean((found.low <= gain) & (gain <= found.high)) <= 0.985
    assert abs(found.mean.mean() - gain) < 0.12
    if gain == 0:
        assert np.mean(found.low > 0) < 0.05


def test_it_is_the_convolution_of_the_two_posteriors():
    before, after = [1, 0, 1] + [np.nan] * (2 * N_ITEMS - 3), [np.nan] * (2 * N_ITEMS - 2) + [1, 1]
    found = gains(GAIN_TABLE, [before], [after])
    one = posterior(GAIN_TABLE, [0, 1, 2], [1, 0, 1])
    two = posterior(GAIN_TABLE, [2 * N_ITEMS - 2, 2 * N_ITEMS - 1], [1, 1])
    joint, difference = np.outer(one, two), GAIN_TABLE.grid[None, :] - GAIN_TABLE.grid[:, None]
    mean = (joint * difference).sum()
    assert found.mean[0] == pytest.approx(mean, abs=1e-9)
    assert found.standard_error[0] == pytest.approx(np.sqrt((joint * (difference - mean) ** 2).sum()), abs=1e-9)
    above = (joint * (difference > 1e-9)).sum() + (joint * (np.abs(difference) <= 1e-9)).sum() / 2
    assert found.grew[0] == pytest.approx(above, abs=1e-9)
    inside = (difference >= found.low[0]) & (difference <= found.high[0])
    assert (joint * inside).sum() == pytest.approx(0.95, abs=0.02)


def test_a_short_first_test_of_weak_people_fakes_no_loss_as_two_scores_would():
    rng = np.random.default_rng(6)
    theta = np.full(400, -1.8)
    before, after = sit(rng, theta, range(0, N_ITEMS, 4)), sit(rng, theta, SECOND)
    scores = estimates(TABLE, after)[0] - estimates(TABLE, before)[0]
    told = group_gain(TABLE, before, after).gain
    assert scores.mean() < -0.25
    assert told.low <= 0 <= told.high


def test_a_group_chosen_for_low_ability_that_does_not_grow_is_told_no_gain():
    rng, called = np.random.default_rng(7), 0
    for _ in range(60):
        theta = np.sort(rng.standard_normal(40))[:10]
        called += group_gain(TABLE, sit(rng, theta, FIRST), sit(rng, theta, SECOND)).gain.low > 0
    assert called <= 6


def test_the_interval_of_a_group_holds_for_these_very_people_and_in_short_tests():
    rng, held = np.random.default_rng(8), {"all": 0, "few": 0}
    for _ in range(100):
        theta = rng.standard_normal(8) * 0.8 - 0.5
        grown = theta + 0.4 + 0.3 * rng.standard_normal(8)
        for name, items in (("all", FIRST), ("few", range(0, N_ITEMS, 6))):
            told = group_gain(TABLE, sit(rng, theta, items), sit(rng, grown, items)).gain
            held[name] += told.low <= (grown - theta).mean() <= told.high
    assert min(held.values()) >= 88


def test_doubt_about_difficulties_counts_where_the_items_are_others_and_cancels_where_they_are_the_same():
    rng = np.random.default_rng(9)
    theta = rng.standard_normal(30)
    before, same, other = (sit(rng, theta, items) for items in (FIRST, FIRST, SECOND))
    sure, doubtful = (group_gain(TABLE, before, other, sd_b) for sd_b in (0.0, 0.8))
    assert doubtful.gain.standard_error > 1.5 * sure.gain.standard_error
    assert doubtful.gain.mean == sure.gain.mean
    again, doubted = (group_gain(TABLE, before, same, sd_b).gain.standard_error for sd_b in (0.0, 0.8))
    assert doubted < 1.05 * again
    # True difficulties that err by so much move the mean of the other test by about as much as is told.
    moved = []
    for _ in range(60):
        true = ItemParameters(
            ITEMS.item_ids, ITEMS.a, ITEMS.c, ITEMS.steps + 0.8 * rng.standard_normal((2 * N_ITEMS, 1)), ITEMS.sd_b
        )
        moved.append(group_gain(TABLE, sit(rng, theta, FIRST, true), sit(rng, theta, SECOND, true)).gain.mean)
    assert np.std(moved) == pytest.approx(doubtful.gain.standard_error, rel=0.35)


def test_all_wrong_and_all_right_give_figures_that_nobody_believes_too_much():
    wrong, right = np.full((2, 4, 2 * N_ITEMS), np.nan)
    wrong[:, :6], right[:, :6] = 0, 1
    for before, after, sign in ((wrong, wrong, 0), (right, right, 0), (wrong, right, 1), (right, wrong, -1)):
        gain = group_gain(TABLE, before, after).gain
        assert sign or abs(gain.mean) < 0.2
        assert abs(gain.mean) < 9
        assert 0.4 < gain.standard_error < 4
        assert (gain.low > 0) - (gain.high < 0) == sign


def test_two_people_are_no_group_and_two_lists_must_be_of_the_same_people():
    answers = np.ones((2, 2 * N_ITEMS))
    with pytest.raises(ValueError, match="at least 3 people"):
        group_gain(TABLE, answers, answers)
    with pytest.raises(ValueError, match="2 persons before, but 1 after"):
        gains(GAIN_TABLE, answers, answers[:1])
