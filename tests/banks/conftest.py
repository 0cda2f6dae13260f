"""Items for tests: small, valid, boring; a test changes the one thing that it is about."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from literacy.banks.reading import item_from_content
from literacy.banks.schema import Item


def _both(text: str) -> dict[str, str]:
    return {"uk": f"{text} українською мовою тут", "en": f"{text} in the English language"}


def _common(item_id: str, item_format: str) -> dict[str, Any]:
    return {
        "id": item_id,
        "version": 1,
        "status": "provisional",
        "title": {"uk": "Назва завдання", "en": "Title of item"},
        "competence": item_id[3:6],
        "level": "intermediate",
        "cognitive": "apply",
        "evidence": "does",
        "format": item_format,
        "stem": {"uk": "Що зробити з листом?", "en": "What to do with the letter?"},
        "source": {"uk": "Практика", "en": "Practice", "kind": "practice"},
        "prior": {"b": -0.5, "sd": 0.8, "method": "author_guess", "by": "model"},
        "enemies": [],
        "time_hint_seconds": 60,
        "author": "model",
        "created": "2026-11-23",
    }


def _option(option_id: str, keyed: bool = False) -> dict[str, Any]:
    names = {"A": "Перший", "B": "Другий", "C": "Третій", "D": "Четвертий", "E": "П’ятий"}
    english = {"A": "First", "B": "Second", "C": "Third", "D": "Fourth", "E": "Fifth"}
    option: dict[str, Any] = {
        "id": option_id,
        "uk": f"{names[option_id]} спосіб дії",
        "en": f"{english[option_id]} way to act",
        "why": {
            "uk": f"{names[option_id]} спосіб показує окрему хибу",
            "en": f"{english[option_id]} way shows its own mistake",
        },
    }
    if keyed:
        option["key"] = True
    return option


def _single_choice() -> dict[str, Any]:
    return _common("CO-5.2-0001", "single_choice") | {
        "options": [_option(name, name == "B") for name in "ABCD"],
        "scoring": {"rule": "right_option", "max": 1},
        "samples": [
            {"answer": "B", "raw_score": 1},
            {"answer": "A", "raw_score": 0},
            {"answer": None, "raw_score": 0},
        ],
    }


def _multi_select() -> dict[str, Any]:
    return _common("CO-2.1-0002", "multi_select") | {
        "options": [_option(name, name in "ACE") for name in "ABCDE"],
        "scoring": {"rule": "hits_minus_false", "max": 3},
        "samples": [
            {"answer": ["A", "C", "E"], "raw_score": 3},
            {"answer": ["A", "B", "C"], "raw_score": 1},
            {"answer": ["B"], "raw_score": 0},
        ],
    }


def _order() -> dict[str, Any]:
    return _common("TE-3.3-0003", "order") | {
        "options": [{name: text for name, text in _option(letter).items() if name != "why"} for letter in "ABCD"],
        "answer": ["C", "A", "D", "B"],
        "why": _both("Пояснення порядку"),
        "scoring": {"rule": "exact_or_one_swap", "max": 2},
        "samples": [
            {"answer": ["C", "A", "D", "B"], "raw_score": 2},
            {"answer": ["A", "C", "D", "B"], "raw_score": 1},
            {"answer": ["B", "D", "A", "C"], "raw_score": 0},
        ],
    }


def _short_answer() -> dict[str, Any]:
    return _common("CS-2.3-0004", "short_answer") | {
        "generator": {"name": "requests_table"},
        "question": {"kind": "count", "where": {"channel": "online", "status": "done"}},
        "unit": {"uk": "заяв", "en": "requests"},
        "scoring": {"rule": "exact_number", "max": 1},
        "why": _both("Треба відфільтрувати обидва"),
        "samples": [
            {"answer": "<key>", "raw_score": 1, "seed": 7},
            {"answer": "99", "raw_score": 0, "seed": 7},
            {"answer": None, "raw_score": 0, "seed": 7},
        ],
    }


CONTENTS = {
    "single_choice": _single_choice(),
    "multi_select": _multi_select(),
    "order": _order(),
    "short_answer": _short_answer(),
}


@pytest.fixture
def content_of() -> Callable[..., dict[str, Any]]:
    """Return the content of a valid item of a format, with fields replaced."""

    def make(item_format: str, **changes: Any) -> dict[str, Any]:
        return copy.deepcopy(CONTENTS[item_format]) | changes

    return make


@pytest.fixture
def item_of(content_of: Callable[..., dict[str, Any]]) -> Callable[..., Item]:
    """Return a valid item of a format, with fields replaced."""
    return lambda item_format, **changes: item_from_content(content_of(item_format, **changes))


@pytest.fixture
def bank_file(tmp_path: Path) -> Callable[..., Path]:
    """Write items as a bank file and return its path."""

    def write(*contents: dict[str, Any], name: str = "items/core/safety/starter.yaml") -> Path:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(yaml.safe_dump(list(contents), allow_unicode=True, sort_keys=False), "utf-8")
        return file

    return write
