"""Typed answers: what counts as the same number or time. Letters are never folded into one another."""

import re
import unicodedata
from decimal import Decimal

MAX_TYPED = 100
_SPACES = re.compile(r"\s+")
_THOUSANDS = re.compile(r"(?<=[0-9]) (?=[0-9]{3}(?![0-9]))")
_COMMA_THOUSANDS = re.compile(r"[0-9]{1,3}(,[0-9]{3})+")
# A number, then at most two words such as a unit; a second number or a doubt («12 чи 13») is no answer.
_NUMBER = re.compile(r"([+-]?[0-9]{1,12}(?:[.,][0-9]{1,6})?)((?: ?[^\W\d_][^\W\d_’./³²]*\.?| ?[%₴]){0,2})\.?")
_DOUBT = re.compile(r"або|чи|не|or|not")
_TIME = re.compile(r"([01]?[0-9]|2[0-3]) ?(?:[:.,–-]| |год\.? ?|h ?)([0-5][0-9])(?: ?(?:хв|год|h|am|min)\.?)?")


def plain_text(typed: str) -> str:
    """Return typed text in one form: NFC, no case, one apostrophe, single ordinary spaces, trimmed."""
    text = unicodedata.normalize("NFC", typed)
    for sign in "'ʼ`‘":
        text = text.replace(sign, "’")
    text = text.replace("−", "-").replace("\u200b", "").replace("\ufeff", "")
    return _SPACES.sub(" ", text).strip().casefold()


def number_readings(typed: str) -> frozenset[Decimal]:
    """Return the numbers that a typed text can mean: none, one, or two where a comma may part thousands."""
    if len(typed) > MAX_TYPED:
        return frozenset()
    text = _THOUSANDS.sub("", plain_text(typed))
    found = _NUMBER.fullmatch(text)
    if found is None or any(_DOUBT.fullmatch(word) for word in found[2].split()):
        return frozenset()
    readings = {Decimal(found[1].replace(",", "."))}
    if _COMMA_THOUSANDS.fullmatch(found[1]):
        readings.add(Decimal(found[1].replace(",", "")))
    return frozenset(readings)


def time_reading(typed: str) -> str | None:
    """Return a typed time of day as hh:mm, or None where it is none."""
    if len(typed) > MAX_TYPED:
        return None
    found = _TIME.fullmatch(plain_text(typed))
    return f"{int(found[1]):02d}:{found[2]}" if found else None
