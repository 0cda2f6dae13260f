"""A learner's view carries no key, and what the page posts finds its way back."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from literacy.banks.generators import surface_for
from literacy.banks.presenting import (
    answer_from_positions,
    draw_option_order,
    draw_surface_seed,
    present,
    shown_answer,
)
from literacy.banks.reading import item_from_content
from literacy.banks.schema import Item, Order, ShortAnswer, swaps_away
from literacy.banks.scoring import raw_score
from literacy.core.errors import Refused

ItemOf = Callable[..., Item]
Make = Callable[..., dict[str, Any]]
FORMATS = ("single_choice", "multi_select", "order", "short_answer")
CANARY = "канарка"


def _with_canaries(content: dict[str, Any]) -> dict[str, Any]:
    """Put a canary into everything that a learner must not see, and rename option ids to one."""
    canary = {"uk": f"{CANARY} пояснення для перевірки тут", "en": f"{CANARY} rationale to be found"}
    content |= {
        "author": CANARY,
        "source": {"uk": CANARY, "en": CANARY, "kind": "practice"},
        "also": {"x": CANARY},
    }
    content["prior"] |= {"by": CANARY}
    if "why" in content:
        content["why"] = canary
    renamed = {option["id"]: f"CANARY{place}" for place, option in enumerate(content.get("options", []))}
    for option in content.get("options", []):
        option["id"] = renamed[option["id"]]
        if "why" in option:
            option["why"] = canary
    if "answer" in content:
        content["answer"] = [renamed[option] for option in content["answer"]]
    content["samples"] = [
        {"answer": f"{CANARY} sample", "raw_score": 0} | ({"seed": 1} if "generator" in content else {})
    ]
    return content


@pytest.mark.parametrize("lang", ["uk", "en"])
@pytest.mark.parametrize("item_format", FORMATS)
def test_a_view_holds_no_canary(item_format: str, lang: str, content_of: Make) -> None:
    item = item_from_content(_with_canaries(content_of(item_format)))
    view = present(item, draw_option_order(item, 5, 0), draw_surface_seed(item, 5, 0), lang)
    assert CANARY not in repr(view).casefold()
    assert "canary" not in repr(view).casefold()
    assert "keyed" not in repr(view)


def test_a_surface_does_not_show_its_key(item_of: ItemOf) -> None:
    item = item_of("short_answer")
    assert isinstance(item, ShortAnswer)
    assert "answer_key" not in repr(surface_for(item, 7))


def test_a_view_speaks_the_language(item_of: ItemOf) -> None:
    item = item_of("single_choice", stimulus={"uk": "Абзац перший.\n\nАбзац другий.", "en": "One.\n\nTwo."})
    view = present(item, ("D", "A", "B", "C"), 0, "en")
    assert (view.stem, view.stimulus) == ("What to do with the letter?", ("One.", "Two."))
    assert [(option.value, option.label[:6]) for option in view.options][:2] == [
        ("1", "Fourth"),
        ("2", "First "),
    ]
    assert present(item, ("D", "A", "B", "C"), 0, "uk").stimulus == ("Абзац перший.", "Абзац другий.")


def test_a_table_item_shows_table_and_unit(item_of: ItemOf) -> None:
    view = present(item_of("short_answer"), (), 7, "uk")
    assert view.table is not None
    assert (len(view.table.rows), view.table.numeric) == (14, (True, False, False, False, False))
    assert (view.unit, view.asks_for, view.hint) == ("заяв", "number", "item.short_answer")


def test_an_order_that_is_not_the_items_is_refused(item_of: ItemOf) -> None:
    with pytest.raises(ValueError, match="each option once"):
        present(item_of("single_choice"), ("A", "B"), 0, "uk")


def test_single_choice_goes_and_returns(item_of: ItemOf) -> None:
    item, order = item_of("single_choice"), ("D", "B", "A", "C")
    assert [answer_from_positions(item, order, [place]) for place in "1234"] == list(order)
    for nothing in ([], ["0"], ["5"], ["B"], ["1", "2"], ["x" * 10_000]):
        assert answer_from_positions(item, order, nothing) is None
    assert shown_answer(item, order, "A") == ("3",)
    assert shown_answer(item, order, None) == ()


def test_multi_select_goes_and_returns(item_of: ItemOf) -> None:
    item, order = item_of("multi_select"), ("E", "D", "C", "B", "A")
    for size in range(1, 6):
        for posted in itertools.combinations("12345", size):
            answer = answer_from_positions(item, order, list(posted))
            assert shown_answer(item, order, answer) == posted
    assert raw_score(item, answer_from_positions(item, order, ["1", "3", "5"])) == 3


def test_order_goes_and_returns(item_of: ItemOf) -> None:
    item, order = item_of("order"), ("B", "A", "D", "C")
    for ranks in itertools.permutations("1234"):
        answer = answer_from_positions(item, order, list(ranks))
        assert shown_answer(item, order, answer) == ranks
    assert raw_score(item, answer_from_positions(item, order, ["4", "2", "3", "1"])) == 2


@pytest.mark.parametrize("ranks", [["1", "1", "2", "3"], ["1", "", "", ""], ["1", "2", "3"], ["1", "2", "3", "9"]])
def test_an_unfinished_order_is_asked_again(ranks: list[str], item_of: ItemOf) -> None:
    with pytest.raises(Refused, match="order_incomplete"):
        answer_from_positions(item_of("order"), ("B", "A", "D", "C"), ranks)


def test_an_untouched_order_is_omitted(item_of: ItemOf) -> None:
    assert answer_from_positions(item_of("order"), ("B", "A", "D", "C"), ["", "", "", ""]) is None
    assert answer_from_positions(item_of("order"), ("B", "A", "D", "C"), []) is None


def test_typed_text_is_kept_as_typed(item_of: ItemOf) -> None:
    assert answer_from_positions(item_of("short_answer"), (), ["  8 заяв "]) == "8 заяв"
    assert answer_from_positions(item_of("short_answer"), (), []) is None


def test_no_order_item_starts_nearly_solved(item_of: ItemOf) -> None:
    item = item_of("order")
    assert isinstance(item, Order)
    drawn = {draw_option_order(item, seed, position) for seed in range(100) for position in range(5)}
    assert all(swaps_away(list(order), item.answer) > 1 for order in drawn)
    assert len(drawn) == 20


def test_draws_are_the_same_for_ever(item_of: ItemOf) -> None:
    assert draw_option_order(item_of("single_choice"), 11, 3) == draw_option_order(item_of("single_choice"), 11, 3)
    assert len({draw_option_order(item_of("single_choice"), seed, 0) for seed in range(300)}) == 24
    assert draw_option_order(item_of("short_answer"), 11, 3) == ()
    assert draw_surface_seed(item_of("single_choice"), 11, 3) == 0
    assert 0 < draw_surface_seed(item_of("short_answer"), 11, 3) < 2**53
