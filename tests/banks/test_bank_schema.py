"""Items: the four formats pass, and each fault is named with its rule and line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from literacy.banks.reading import item_from_content, read_items, try_items
from literacy.banks.schema import Item, item_content
from literacy.core.errors import BadBankFile

Make = Callable[..., dict[str, Any]]
FORMATS = ("single_choice", "multi_select", "order", "short_answer")


@pytest.mark.parametrize("item_format", FORMATS)
def test_an_item_survives_file_and_store(item_format: str, content_of: Make, bank_file: Callable[..., Path]) -> None:
    (placed,) = read_items(bank_file(content_of(item_format)))
    assert placed.item.format == item_format
    assert item_from_content(item_content(placed.item)) == placed.item


def test_area_and_share_come_from_the_id(item_of: Callable[..., Item]) -> None:
    assert (item_of("order").area, item_of("order").share) == ("content", "teacher")
    assert (item_of("single_choice").area, item_of("single_choice").share) == ("safety", "core")


FAULTS: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "unknown field": ("single_choice", {"shuffle": True}, "L01", "shuffle"),
    "id": ("single_choice", {"id": "CO-9.2-0001"}, "L01", "id"),
    "competence": ("single_choice", {"competence": "5.3"}, "L01", "competence of the id"),
    "version as text": ("single_choice", {"version": "1"}, "L01", "version"),
    "version as truth": ("single_choice", {"version": True}, "L01", "version"),
    "one language": ("single_choice", {"stem": {"uk": "Текст"}}, "L01", "stem"),
    "blank text": ("single_choice", {"stem": {"uk": " ", "en": "x"}}, "L01", "stem"),
    "format": ("single_choice", {"format": "essay"}, "L01", "essay"),
    "no format": ("single_choice", {"format": None}, "L01", "format"),
    "rule": ("single_choice", {"scoring": {"rule": "exact_number", "max": 1}}, "L01", "right_option"),
    "max": ("multi_select", {"scoring": {"rule": "hits_minus_false", "max": 1}}, "L01", "max 2 or 3"),
    "own enemy": ("single_choice", {"enemies": ["CO-5.2-0001"]}, "L01", "enemy of itself"),
    "too sure": (
        "single_choice",
        {"prior": {"b": 0, "sd": 0.3, "method": "guess", "by": "model"}},
        "L01",
        "prior.sd",
    ),
    "order of other options": ("order", {"answer": ["A", "B", "C", "C"]}, "L02", "exactly once"),
    "written right": ("order", {"answer": ["A", "B", "C", "D"]}, "L02", "one swap"),
    "written nearly right": ("order", {"answer": ["A", "C", "B", "D"]}, "L02", "one swap"),
    "foreign question": ("short_answer", {"question": {"kind": "total"}}, "L01", "requests_table"),
    "no condition": ("short_answer", {"question": {"kind": "count", "where": {}}}, "L01", "at least one"),
    "unknown channel": (
        "short_answer",
        {"question": {"kind": "count", "where": {"channel": "fax"}}},
        "L01",
        "channel",
    ),
}


@pytest.mark.parametrize(("item_format", "change", "rule", "words"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_named(
    item_format: str,
    change: dict[str, Any],
    rule: str,
    words: str,
    content_of: Make,
    bank_file: Callable[..., Path],
) -> None:
    placed, faults = try_items(bank_file(content_of(item_format, **change)))
    assert not placed
    assert faults[0].rule == rule
    assert words in faults[0].expected


@pytest.mark.parametrize("keyed", [[], ["A", "B"], ["A", "B", "C", "D"]])
def test_single_choice_has_one_key(keyed: list[str], content_of: Make, bank_file: Callable[..., Path]) -> None:
    content = content_of("single_choice")
    for option in content["options"]:
        option["key"] = option["id"] in keyed
    _, faults = try_items(bank_file(content))
    assert [fault.rule for fault in faults] == ["L02"]


def test_equal_options_are_refused_at_their_line(content_of: Make, bank_file: Callable[..., Path]) -> None:
    content = content_of("single_choice")
    content["options"][2]["uk"] = content["options"][0]["uk"].upper()
    file = bank_file(content)
    with pytest.raises(BadBankFile) as refusal:
        read_items(file)
    lines = file.read_text("utf-8").splitlines()
    assert content["options"][2]["uk"] in lines[refusal.value.line - 1]


def test_good_items_beside_a_bad_one_are_read(content_of: Make, bank_file: Callable[..., Path]) -> None:
    placed, faults = try_items(bank_file(content_of("single_choice"), content_of("order", version=0)))
    assert [one.item.id for one in placed] == ["CO-5.2-0001"]
    assert [(fault.item_id, fault.rule) for fault in faults] == [("TE-3.3-0003", "L01")]


def test_a_file_that_is_no_list_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "items.yaml"
    file.write_text("id: CO-1.1-0001\n", "utf-8")
    with pytest.raises(BadBankFile, match="a list of items"):
        read_items(file)
