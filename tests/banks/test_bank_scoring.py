"""Raw scores by rule, and answers that nobody foresaw."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from literacy.banks.generators import surface_for
from literacy.banks.reading import item_from_content
from literacy.banks.schema import Item, ShortAnswer
from literacy.banks.scoring import normalise_answer, raw_score
from literacy.banks.text_answers import number_readings, time_reading
from tests.banks.conftest import CONTENTS

ItemOf = Callable[..., Item]
FORMATS = ("single_choice", "multi_select", "order", "short_answer")
HOSTILE: list[Any] = [
    None, "", " ", "x" * 10_000, "1" * 10_000, 0, 1, True, 3.5, [], [None], [[]], [["A"]], {}, {"A": 1}, ["A"] * 9,
    ["A", "A"], ["Z"], ("A", "B", "C", "D", "E", "F"), b"A", object(), "\x00", "’", "NaN", "inf", "1e5", "٣",
]  # fmt: skip


@pytest.mark.parametrize("item_format", FORMATS)
@pytest.mark.parametrize("answer", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_answers_get_nothing(item_format: str, answer: Any, item_of: ItemOf) -> None:
    item = item_of(item_format)
    if item_format == "multi_select" and answer == ["A"]:
        return
    assert raw_score(item, answer, 7) == 0
    assert raw_score(item, normalise_answer(item, answer), 7) == 0


def test_single_choice(item_of: ItemOf) -> None:
    item = item_of("single_choice")
    assert [raw_score(item, option) for option in "ABCD"] == [0, 1, 0, 0]
    assert raw_score(item, "b") == 0


@pytest.mark.parametrize("highest", [2, 3])
def test_multi_select_over_every_answer(highest: int, item_of: ItemOf) -> None:
    item = item_of("multi_select", scoring={"rule": "hits_minus_false", "max": highest})
    for size in range(6):
        for marked in itertools.combinations("ABCDE", size):
            hits = len(set(marked) & set("ACE"))
            expected = 0 if size == 5 else min(max(hits - (size - hits), 0), highest)
            assert raw_score(item, marked) == expected
            assert raw_score(item, list(reversed(marked))) == expected


def test_order_over_every_answer(item_of: ItemOf) -> None:
    item = item_of("order")
    scores = [raw_score(item, order) for order in itertools.permutations("ABCD")]
    assert (scores.count(2), scores.count(1), scores.count(0)) == (1, 3, 20)
    assert raw_score(item, ("A", "C", "D", "B")) == 1
    assert raw_score(item, ("D", "A", "C", "B")) == 0  # a swap of strangers


def test_short_answer_needs_its_surface(item_of: ItemOf) -> None:
    item = item_of("short_answer")
    assert isinstance(item, ShortAnswer)
    surface = surface_for(item, 7)
    assert raw_score(item, f" {surface.answer_key} заяв", surface) == 1
    assert raw_score(item, surface.answer_key, 7) == 1
    assert raw_score(item, str(int(surface.answer_key) + 1), surface) == 0
    with pytest.raises(ValueError, match="which one was shown"):
        raw_score(item, "1")


SAME_AS_1234 = [
    "1234", " 1234 ", "1\u00a0234", "1\u202f234", "1 234", "1,234", "1234,0", "1234.00", "+1234", "1234 грн", "1234грн.",
    "1234 КБ", "1 234 UAH", "1234 ₴", "1234.", "01234",
]  # fmt: skip
OTHERS = [
    "12 34", "-1234", "1234 5", "1234 або 1235", "1234 чи більше", "не 1234", "12.34", "1.234", "1234-1235", "1234/2",
    "сто", "1234 і ще", "l234", "1234; 1235", "=1234",
]  # fmt: skip


@pytest.mark.parametrize("typed", SAME_AS_1234)
def test_the_same_number(typed: str) -> None:
    assert 1234 in number_readings(typed)


@pytest.mark.parametrize("typed", [typed for typed in OTHERS if typed != "1234 і ще"])
def test_another_number_or_none(typed: str) -> None:
    assert 1234 not in number_readings(typed)


def test_letters_are_never_folded() -> None:
    assert number_readings("12З4") == frozenset()  # a Cyrillic letter that looks like 3
    assert number_readings("І234") == frozenset()


@pytest.mark.parametrize(
    "typed", ["08:30", "8:30", " 8.30", "8-30", "8 30", "8 год 30 хв", "08:30 год", "8,30", "8–30"]
)
def test_the_same_time(typed: str) -> None:
    assert time_reading(typed) == "08:30"


@pytest.mark.parametrize("typed", ["830", "20:30", "8:60", "24:30", "8:3", "08:30 09:00", "08:30 або 9", "x", "", "8"])
def test_another_time_or_none(typed: str) -> None:
    assert time_reading(typed) != "08:30"


def test_latest_departure_is_scored_as_a_time(item_of: ItemOf) -> None:
    item = item_of(
        "short_answer",
        generator={"name": "timetable"},
        question={"kind": "latest_departure", "arrive_by": "10:00", "days": "weekdays"},
        scoring={"rule": "exact_time", "max": 1},
    )
    assert isinstance(item, ShortAnswer)
    key = surface_for(item, 3).answer_key
    assert raw_score(item, key.lstrip("0").replace(":", "."), 3) == 1
    assert raw_score(item, "23:59", 3) == 0


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.sampled_from("ABCDE"),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


ITEMS = [item_from_content(content) for content in CONTENTS.values()]


@given(answer=JSON_VALUES)
def test_any_answer_gives_a_raw_score_within_bounds(answer: Any) -> None:
    for item in ITEMS:
        assert 0 <= raw_score(item, answer, 7) <= item.max_raw_score
        assert 0 <= raw_score(item, normalise_answer(item, answer), 7) <= item.max_raw_score


def test_normalised_answers(item_of: ItemOf) -> None:
    assert normalise_answer(item_of("single_choice"), ["B"]) == "B"
    assert normalise_answer(item_of("single_choice"), "Q") is None
    assert normalise_answer(item_of("multi_select"), ["E", "A"]) == ("A", "E")
    assert normalise_answer(item_of("multi_select"), []) is None
    assert normalise_answer(item_of("order"), ["C", "A", "D", "B"]) == ("C", "A", "D", "B")
    assert normalise_answer(item_of("order"), ["C", "A", "D"]) is None
    assert normalise_answer(item_of("short_answer"), "  12 заяв ") == "12 заяв"
    assert normalise_answer(item_of("short_answer"), "   ") is None
