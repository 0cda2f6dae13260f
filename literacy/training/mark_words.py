"""How a mark may be written on paper or in a file: by its sign or its word, in either language. Kept with the other words."""

from collections.abc import Mapping
from functools import lru_cache

from literacy.core.language import catalogue
from literacy.training.models import MARKS


@lru_cache(maxsize=1)
def mark_words() -> Mapping[str, str]:
    """Return word or sign -> mark."""
    found: dict[str, str] = {}
    for mark in MARKS:
        for text in catalogue()[f"paper_sheet.signs_{mark}"].values():
            found |= dict.fromkeys((sign.strip() for sign in text.split(",")), mark)
    return found


def column_words(column: str) -> frozenset[str]:
    """Return how the header of a column may be written."""
    texts = catalogue()[f"marks_csv.headers_{column}"].values()
    return frozenset(word.strip() for text in texts for word in text.split(","))
