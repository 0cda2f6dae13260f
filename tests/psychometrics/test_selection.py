"""The provisional rule: quotas always met, enemies apart, areas interleaved, paths replayed."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from literacy.psychometrics.ability import ScoringTable, estimate, scoring_table
from literacy.psychometrics.completion import can_be_completed
from literacy.psychometrics.curves import dichotomous_items
from literacy.psychometrics.selection import (
    EASY_POSITIONS,
    Candidates,
    Quota,
    equal_quotas,
    pick_next,
    rounded_information,
)

AREAS = ("basics", "information", "content", "communication", "safety", "problem_solving")
ROLES = ("civil_servant", "teacher", "doctor")
TEACHER = equal_quotas(AREAS, {"core": 5, "teacher": 1})


def bank(per_area: int, seed: int = 3) -> tuple[ScoringTable, tuple[str, ...], tuple[str, ...]]:
    """Core items in every area and one item a role, difficulties spread in each area."""
    rng = np.random.default_rng(seed)
    areas = tuple(area for area in AREAS for _ in range(per_area + len(ROLES)))
    shares = tuple(share for _ in AREAS for share in ["core"] * per_area + list(ROLES))
    ids = tuple(f"{area}-{k:03}" for k, area in enumerate(areas))
    items = dichotomous_items(ids, b=rng.normal(size=len(ids)), c=0.2, sd_b=0.8)
    return scoring_table(items), areas, shares


TABLE, ITEM_AREAS, ITEM_SHARES = bank(per_area=6)
STARTER = Candidates(ITEM_AREAS, ITEM_SHARES)

FROZEN_PATH = [
    23, 30, 5, 48, 12, 39, 22, 49, 36, 11, 2, 34, 50, 3, 10, 25, 31, 41,
    27, 37, 9, 18, 52, 1, 13, 21, 4, 43, 32, 47, 38, 45, 7, 19, 28, 16,
]  # fmt: skip
"""A stored path: a change of it means that stored sittings no longer replay."""


def sit(table: ScoringTable, candidates: Candidates, quotas: tuple[Quota, ...], seed: int, answers: int) -> list[int]:
    """Go through a whole sitting with answers drawn from a generator of their own."""
    luck = np.random.default_rng(answers).integers(0, 2, candidates.n_items)
    items: list[int] = []
    for position in range(sum(quota.n_items for quota in quotas)):
        theta = estimate(table, items, luck[items]).theta
        items.append(pick_next(table, theta, candidates, items, quotas, seed, position))
    return items


def test_same_seed_and_answers_give_the_same_items_in_the_same_order() -> None:
    paths = [sit(TABLE, STARTER, TEACHER, seed=11, answers=5) for _ in range(2)]
    assert paths[0] == paths[1]
    assert paths[0] == FROZEN_PATH
    assert sit(TABLE, STARTER, TEACHER, seed=12, answers=5) != paths[0]


def test_a_rebuilt_table_and_a_jittered_ability_change_nothing() -> None:
    again = scoring_table(TABLE.parameters)
    for position, item in enumerate(FROZEN_PATH):
        given_so_far = FROZEN_PATH[:position]
        first = pick_next(TABLE, 0.31415, STARTER, given_so_far, TEACHER, 11, position)
        assert pick_next(again, 0.31415 + 1e-10, STARTER, given_so_far, TEACHER, 11, position) == first
        assert item not in given_so_far


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**32))
@settings(max_examples=25, deadline=None, derandomize=True)
def test_every_sitting_has_its_quotas_and_no_item_twice(seed: int, answers: int) -> None:
    items = sit(TABLE, STARTER, TEACHER, seed, answers)
    assert len(set(items)) == 36
    cells = Counter((ITEM_AREAS[item], ITEM_SHARES[item]) for item in items)
    assert cells == {(quota.area, quota.share): quota.n_items for quota in TEACHER}


@given(st.integers(0, 2**64 - 1))
@settings(max_examples=25, deadline=None, derandomize=True)
def test_areas_take_turns(seed: int) -> None:
    areas = [ITEM_AREAS[item] for item in sit(TABLE, STARTER, TEACHER, seed, answers=1)]
    assert all(set(areas[start : start + 6]) == set(AREAS) for start in range(0, 36, 6))
    assert all(one != next_one for one, next_one in pairwise(areas))


def test_areas_keep_pace_with_unequal_quotas() -> None:
    quotas = (Quota("basics", "core", 6), Quota("safety", "core", 3), Quota("content", "core", 1))
    areas = [ITEM_AREAS[item] for item in sit(TABLE, STARTER, quotas, seed=5, answers=1)]
    assert Counter(areas[:6])["basics"] in {3, 4}
    assert Counter(areas[:6])["safety"] in {1, 2}


def test_role_items_come_anywhere_in_the_sitting() -> None:
    places = [
        position
        for seed in range(60)
        for position, item in enumerate(sit(TABLE, STARTER, TEACHER, seed, answers=seed))
        if ITEM_SHARES[item] == "teacher"
    ]
    thirds = np.bincount(np.array(places) // 12, minlength=3) / len(places)
    assert (thirds > 0.25).all()


def test_first_items_are_easy_to_middling() -> None:
    locations = TABLE.parameters.locations
    open_pool = np.array([share in {"core", "teacher"} for share in ITEM_SHARES])
    for seed in range(40):
        left = open_pool.copy()
        for item in sit(TABLE, STARTER, TEACHER, seed, answers=1)[:EASY_POSITIONS]:
            assert locations[item] <= np.median(locations[left])
            left[item] = False


def test_first_items_differ_between_sittings() -> None:
    first = {pick_next(TABLE, 0.0, STARTER, [], TEACHER, seed, 0) for seed in range(200)}
    assert len(first) >= 10


def test_the_pick_is_random_among_the_most_informative_of_a_large_pool() -> None:
    table, areas, shares = bank(per_area=50)
    candidates, quotas = Candidates(areas, shares), equal_quotas(AREAS, {"core": 6})
    ranks = []
    for seed in range(150):
        item = pick_next(table, 0.7, candidates, [], quotas, seed, EASY_POSITIONS)
        rivals = candidates.cells[areas[item], "core"]
        information = dict(zip(rivals, rounded_information(table, 0.7, rivals), strict=True))
        ranks.append(sum(value > information[item] for value in information.values()))
    assert set(ranks) == set(range(8))


def test_equal_information_goes_by_item_id() -> None:
    items = dichotomous_items([f"x{k:02}" for k in range(20)][::-1], b=0.0)
    candidates = Candidates(("safety",) * 20, ("core",) * 20)
    quotas = [Quota("safety", "core", 1), Quota("basics", "core", 1)]
    crowd = Candidates((*["safety"] * 20, *["basics"] * 200), ("core",) * 220)
    table = scoring_table(dichotomous_items([*items.item_ids, *map(str, range(200))], b=0.0))
    assert candidates.n_items == 20
    safety = {pick_next(table, 0.0, crowd, [20], quotas, seed, EASY_POSITIONS) for seed in range(60)}
    assert {table.item_ids[item] for item in safety} == {f"x{k:02}" for k in range(20)}


def test_enemies_never_meet_and_quotas_are_still_met() -> None:
    rng = np.random.default_rng(9)
    table, areas, shares = bank(per_area=9)
    n_items = len(areas)
    for trial in range(15):
        enemies = [frozenset[int]()] * n_items
        for _ in range(20):
            one, other = (int(item) for item in rng.choice(n_items, 2, replace=False))
            enemies[one] |= {other}
        candidates = Candidates(areas, shares, tuple(enemies))
        quotas = equal_quotas(AREAS, {"core": 6, "teacher": 1})
        if not can_be_completed({(q.area, q.share): q.n_items for q in quotas}, candidates.cells, candidates.enemies):
            continue
        items = sit(table, candidates, quotas, seed=trial, answers=trial)
        assert len(items) == 42
        assert all(not candidates.enemies[item] & set(items) for item in items)


def test_look_ahead_gives_up_a_good_item_that_would_block_a_quota() -> None:
    """Item 0 is the enemy of the only role item: it can never be taken."""
    table = scoring_table(dichotomous_items(["a", "b", "c"], b=0.0))
    candidates = Candidates(("safety",) * 3, ("core", "core", "teacher"), (frozenset({2}), *[frozenset()] * 2))
    quotas = [Quota("safety", "core", 1), Quota("safety", "teacher", 1)]
    for seed in range(20):
        assert sorted(sit(table, candidates, tuple(quotas), seed, answers=0)) == [1, 2]


@given(st.integers(0, 2**32))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_look_ahead_equals_trying_everything(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n_items, cells = 8, [("a", "core"), ("b", "core"), ("b", "role")]
    place = [cells[int(k)] for k in rng.integers(0, 3, n_items)]
    pool = {cell: [i for i in range(n_items) if place[i] == cell] for cell in cells}
    hostile = rng.random((n_items, n_items)) < rng.choice([0.1, 0.3, 0.5])
    enemies = [frozenset(int(j) for j in np.flatnonzero(hostile[i] | hostile[:, i]) if j != i) for i in range(n_items)]
    owed = {cell: int(n) for cell, n in zip(cells, rng.integers(0, 4, 3), strict=True)}
    possible = any(
        all(not enemies[i] & chosen for i in chosen)
        and all(sum(place[i] == cell for i in chosen) == n for cell, n in owed.items())
        for mask in range(2**n_items)
        for chosen in [frozenset(i for i in range(n_items) if mask >> i & 1)]
    )
    assert can_be_completed(owed, pool, enemies) == possible


def test_items_of_an_earlier_sitting_only_where_there_is_no_other() -> None:
    table, areas, shares = bank(per_area=12)
    quotas = equal_quotas(AREAS, {"core": 5, "teacher": 1})
    first = sit(table, Candidates(areas, shares), quotas, seed=1, answers=1)
    second = sit(table, Candidates(areas, shares, avoided=frozenset(first)), quotas, seed=1, answers=1)
    again = set(first) & set(second)
    assert {shares[item] for item in again} == {"teacher"}


def test_information_is_read_between_nodes_and_at_the_edges() -> None:
    table = scoring_table(dichotomous_items([f"x{k}" for k in range(40)], b=0.3))
    p = 1 / (1 + np.exp(-0.4))
    assert rounded_information(table, 0.7, [0])[0] == pytest.approx(p * (1 - p), abs=5e-4)
    assert rounded_information(table, 99.0, [0]) == rounded_information(table, table.grid[-1], [0])


@pytest.mark.parametrize(
    ("quotas", "administered", "message"),
    [
        ([Quota("safety", "core", 7)], [], "cannot be met"),
        ([Quota("astronomy", "core", 1)], [], "cannot be met"),
        ([Quota("basics", "core", 1)], [0], "complete"),
        ([Quota("basics", "core", 1), Quota("basics", "core", 2)], [], "same area and share"),
        ([], [], "complete"),
    ],
)
def test_impossible_wishes_are_refused(quotas: list[Quota], administered: list[int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        pick_next(TABLE, 0.0, STARTER, administered, quotas, 1, 0)


def test_candidates_must_describe_the_items_of_the_table() -> None:
    with pytest.raises(ValueError, match="different numbers"):
        pick_next(TABLE, 0.0, Candidates(("safety",), ("core",)), [], [Quota("safety", "core", 1)], 1, 0)
    with pytest.raises(ValueError, match="same items"):
        Candidates(("safety",), ())
    with pytest.raises(ValueError, match="unknown enemy"):
        Candidates(("safety",), ("core",), (frozenset({4}),))
    with pytest.raises(ValueError, match="negative"):
        Quota("safety", "core", -1)
