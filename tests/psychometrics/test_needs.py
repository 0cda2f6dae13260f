"""What a group needs and who could help whom: the rules keep their word on simulated groups."""

import itertools

import numpy as np
import pytest

from literacy.psychometrics.ability import scoring_table
from literacy.psychometrics.curves import category_probabilities, dichotomous_items
from literacy.psychometrics.needs import group_profile, standings
from literacy.psychometrics.pairs import paired

N_SKILLS, ITEMS_A_SKILL, GROUP = 12, 3, 12
SKILLS = np.repeat(np.arange(N_SKILLS), ITEMS_A_SKILL)
DIFFICULTIES = np.random.default_rng(1).uniform(-2, 2, SKILLS.size)


def bank(moved=0.0):
    return dichotomous_items([f"i{k}" for k in range(SKILLS.size)], b=DIFFICULTIES + moved)


TABLE = scoring_table(bank())


def answers(rng, theta, offsets, sd_b=0.0):
    """Let a group answer; the skills lie off by these offsets, the difficulties err by this much."""
    moved = sd_b * rng.standard_normal(SKILLS.size) - offsets[SKILLS]
    chances = category_probabilities(bank(moved), theta)[:, 1].T
    return (rng.random(chances.shape) < chances).astype(float)


@pytest.mark.parametrize("sd_b", [0.25, 0.8])
def test_what_is_named_is_mostly_true_and_a_group_without_a_profile_is_seldom_given_one(sd_b):
    rng, named, right, false, groups = np.random.default_rng(2), 0, 0, 0, 60
    for _ in range(groups):
        theta, offsets = 0.8 * rng.standard_normal(GROUP) - 0.3, 0.6 * rng.standard_normal(N_SKILLS)
        needs = group_profile(TABLE, answers(rng, theta, offsets, sd_b), SKILLS, sd_b).needs()
        named, right = named + len(needs), right + sum(offsets[skill] < np.median(offsets) for skill in needs)
        flat = group_profile(TABLE, answers(rng, theta, 0 * offsets, sd_b), SKILLS, sd_b)
        false += bool(flat.needs())
    assert named > groups
    assert right / named >= 0.85
    assert false / groups <= 0.3


def test_hard_items_are_no_weakness():
    rng = np.random.default_rng(3)
    hard = dichotomous_items(bank().item_ids, b=np.where(SKILLS == 0, 2.5, -0.5))
    table, theta = scoring_table(hard), np.zeros(40)
    chances = category_probabilities(hard, theta)[:, 1].T
    found = group_profile(table, (rng.random(chances.shape) < chances).astype(float), SKILLS)
    assert 0 not in found.needs()
    assert found.offsets[0] == pytest.approx(0, abs=0.35)


def test_doubt_about_difficulties_lessens_what_is_said_and_two_people_say_nothing():
    rng = np.random.default_rng(4)
    offsets = np.where(np.arange(N_SKILLS) == 5, -1.5, 0.1)
    matrix = answers(rng, rng.standard_normal(GROUP), offsets)
    sure, doubtful = group_profile(TABLE, matrix, SKILLS, 0.1), group_profile(TABLE, matrix, SKILLS, 1.5)
    assert sure.needs()[0] == 5
    assert doubtful.weaker[5] < sure.weaker[5]
    assert abs(doubtful.offsets[5]) < abs(sure.offsets[5]) / 2
    assert group_profile(TABLE, matrix[:2], SKILLS, 0.1).needs() == ()
    unseen = np.where(SKILLS == 5, np.nan, matrix)
    assert group_profile(TABLE, unseen, SKILLS, 0.1).n_people[5] == 0
    assert 5 not in group_profile(TABLE, unseen, SKILLS, 0.1).needs()


def test_who_is_said_to_be_the_stronger_is():
    rng, told, right = np.random.default_rng(5), 0, 0
    for _ in range(40):
        theta = rng.standard_normal(GROUP)
        matrix = answers(rng, theta, np.zeros(N_SKILLS))
        stood = [standings(TABLE, matrix, skill == SKILLS, 0.0) for skill in (0, 1)]
        pairs = paired(*(np.column_stack(each) for each in zip(*stood, strict=True)))
        people = [person for pair in pairs for person in (pair.helper, pair.learner)]
        assert len(set(people)) == len(people)
        told, right = told + len(pairs), right + sum(theta[pair.helper] > theta[pair.learner] for pair in pairs)
    assert told >= 40
    assert right / told >= 0.9


def test_no_other_matching_of_the_halves_is_worth_more():
    rng = np.random.default_rng(6)
    for _ in range(40):
        means, doubts = rng.standard_normal((7, 2)), np.full((7, 2), 0.4)
        order = np.argsort(-means.mean(axis=1))
        helpers, learners = order[:3], order[3:]
        sure = means[helpers][:, None] - means[learners][None]
        worth = np.where(sure / np.hypot(0.4, 0.4) >= 1.28156, sure, 0).max(axis=2)
        best = max(
            sum(worth[row, column] for row, column in enumerate(way)) for way in itertools.permutations(range(4), 3)
        )
        assert sum(pair.difference for pair in paired(means, doubts)) == pytest.approx(best)


def test_nobody_is_paired_where_nothing_is_sure_or_nobody_else_is_there():
    assert paired([[1.0], [0.0]], [[2.0], [2.0]]) == ()
    assert paired([[1.0]], [[0.1]]) == ()
    with pytest.raises(ValueError, match="standard deviations"):
        paired([[1.0], [0.0]], [[0.1]])
