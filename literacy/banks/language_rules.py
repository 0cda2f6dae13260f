"""The linter's rules about wording: readability, parity of the languages, letters, real addresses, slips."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from literacy.banks.findings import ERROR, WARNING, Checked, Finding, PlacedText
from literacy.banks.reading import read_one
from literacy.banks.real_things import real_things
from literacy.banks.schema import Strict
from literacy.core.config import ROOT

FRAMEWORKS = ROOT / "question_banks" / "frameworks"
MOST_STEM_WORDS, MEAN_SENTENCE, LONGEST_SENTENCE = 60, 16, 25
LONG_WORD, MOST_LONG_WORDS = 14, 0.10
LENGTH_RATIO, SHORTEST_COMPARED = (0.7, 1.4), 40
CYRILLIC, LATIN = r"[\u0400-\u04ff]", "[A-Za-z]"
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?…»”)])\s+|\n\s*\n")
_RUSSIAN = re.compile(r"[\u044b\u044a\u044d\u0451\u042b\u042a\u042d\u0401]")
_MIXED = re.compile(f"{CYRILLIC}{LATIN}|{LATIN}{CYRILLIC}")
_LONE_CYRILLIC = re.compile(r"(?<![\w’'])[\u0400-\u04ff](?![\w’'])")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_GROUPED = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))")
_ADDRESS = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}|[\w.+-]+@[\w.-]+", re.IGNORECASE)


class Slip(Strict):
    """A wording to avoid."""

    id: str
    re: str
    use: str
    sev: str


class Wording(Strict):
    """A wording that no option may have."""

    id: str
    lang: str
    re: str


@dataclass(frozen=True, slots=True)
class _Pattern:
    rule: str
    severity: str
    pattern: re.Pattern[str]
    message: str
    lang: str


@lru_cache(maxsize=4)
def slips(file: Path = FRAMEWORKS / "slips.yaml") -> tuple[_Pattern, ...]:
    """Return the calques and slips; mixed alphabets (M56) are rule L17 here, in both languages."""
    rules, _ = read_one(file, list[Slip])
    return tuple(
        _Pattern(rule.id, rule.sev, re.compile(rule.re, re.IGNORECASE), rule.use, "uk")
        for rule in rules
        if rule.id != "M56"
    )


@lru_cache(maxsize=4)
def wordings(file: Path = FRAMEWORKS / "wording.yaml") -> tuple[_Pattern, ...]:
    """Return the wordings that no option may have."""
    rules, _ = read_one(file, list[Wording])
    message = "an option that says something by itself"
    return tuple(_Pattern(rule.id, ERROR, re.compile(rule.re, re.IGNORECASE), message, rule.lang) for rule in rules)


def check_language(checked: Checked) -> Iterator[Finding]:
    """Apply every rule about an item's wording."""
    for text in checked.texts:
        if not checked.is_exempt(text):
            yield from _slips(checked, text)
        yield from _letters(checked, text)
        yield from _parity(checked, text)
        if text.place[0] != "source":
            yield from _real_things(checked, text)
        if text.place[0] == "options" and text.seen_by_learner:
            yield from _empty_options(checked, text)
    yield from _readability(checked)


def _slips(checked: Checked, text: PlacedText) -> Iterator[Finding]:
    plain = text.uk.replace("\u00a0", " ")
    for slip in slips():
        found = slip.pattern.search(plain)
        if found:
            message = f"«{found[0]}»: {slip.message}"
            yield checked.finding(slip.rule, slip.severity, message, *text.place, "uk")


def _empty_options(checked: Checked, text: PlacedText) -> Iterator[Finding]:
    for lang, words in (("uk", text.uk), ("en", text.en)):
        for wording in wordings():
            found = wording.pattern.search(words) if wording.lang == lang else None
            if found:
                yield checked.finding(wording.rule, ERROR, f"«{found[0]}»: {wording.message}", *text.place, lang)


def _letters(checked: Checked, text: PlacedText) -> Iterator[Finding]:
    russian = _RUSSIAN.search(text.uk)
    if russian and not checked.is_exempt(text):
        yield checked.finding("L17", ERROR, f"Ukrainian letters, not «{russian[0]}»", *text.place, "uk")
    for lang, words in (("uk", text.uk), ("en", text.en)):
        mixed = _MIXED.search(words)
        if mixed:
            yield checked.finding("L17", ERROR, f"one alphabet in a word: «{_around(words, mixed)}»", *text.place, lang)
    lone = _LONE_CYRILLIC.search(text.en)
    if lone:
        yield checked.finding("L17", ERROR, f"a Latin letter instead of Cyrillic «{lone[0]}»", *text.place, "en")


def _around(words: str, found: re.Match[str]) -> str:
    start = words.rfind(" ", 0, found.start()) + 1
    end = words.find(" ", found.end())
    return words[start : end if end > 0 else len(words)]


def _parity(checked: Checked, text: PlacedText) -> Iterator[Finding]:
    low, high = LENGTH_RATIO
    if max(len(text.uk), len(text.en)) >= SHORTEST_COMPARED and not low <= len(text.en) / len(text.uk) <= high:
        message = f"languages of like length (uk {len(text.uk)}, en {len(text.en)} signs)"
        yield checked.finding("L16", WARNING, message, *text.place)
    for what, uk, en in (
        ("numbers", _numbers(text.uk, ","), _numbers(text.en, ".")),
        ("addresses and file names", _addresses(text.uk), _addresses(text.en)),
    ):
        if uk != en:
            yield checked.finding(
                "L16", WARNING, f"the same {what} in both languages: {_differing(uk, en)}", *text.place
            )


def _numbers(words: str, decimal_sign: str) -> Counter[str]:
    ungrouped = _GROUPED.sub("", words)
    if decimal_sign == ".":
        ungrouped = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", ungrouped)
    return Counter(
        number.replace(",", ".").lstrip("0") or "0" for number in _NUMBER.findall(ungrouped) if ":" not in number
    ) + Counter(number for number in _NUMBER.findall(ungrouped) if ":" in number)


def _addresses(words: str) -> Counter[str]:
    """Return Latin addresses and file names; a Ukrainian file name is translated with the text."""
    found = (address.casefold() for address in _ADDRESS.findall(words))
    return Counter(address for address in found if address.isascii() and not address[0].isdigit())


def _differing(uk: Counter[str], en: Counter[str]) -> str:
    return ", ".join(sorted((uk - en) + (en - uk)))


def _readability(checked: Checked) -> Iterator[Finding]:
    stem = checked.item.stem.uk
    words = _WORD.findall(stem)
    sentences = [len(_WORD.findall(sentence)) for sentence in _sentences(stem)]
    if not sentences:
        yield checked.finding("L15", WARNING, "a stem of words", "stem", "uk")
        return
    long_words = [word for word in words if len(word) > LONG_WORD]
    for wrong, message in (
        (len(words) > MOST_STEM_WORDS, f"at most {MOST_STEM_WORDS} words, not {len(words)}"),
        (max(sentences) > LONGEST_SENTENCE, f"no sentence over {LONGEST_SENTENCE} words, not {max(sentences)}"),
        (
            sum(sentences) / len(sentences) > MEAN_SENTENCE,
            f"sentences of {MEAN_SENTENCE} words on average, not {sum(sentences) / len(sentences):.1f}",
        ),
        (len(long_words) > MOST_LONG_WORDS * len(words), f"fewer long words: {', '.join(long_words)}"),
    ):
        if wrong:
            yield checked.finding("L15", WARNING, message, "stem", "uk")


def _sentences(words: str) -> list[str]:
    """Return the sentences of a text; after a full stop a sentence begins with no small letter."""
    sentences: list[str] = []
    for part in _SENTENCE_END.split(words):
        ended = not sentences or re.search(r"[.!?…][»”)]?$", sentences[-1])
        if ended and not part[:1].islower():
            sentences.append(part)
        elif sentences:
            sentences[-1] += f" {part}"
        else:
            sentences.append(part)
    return [sentence for sentence in sentences if _WORD.search(sentence)]


def _real_things(checked: Checked, text: PlacedText) -> Iterator[Finding]:
    for lang, words in (("uk", text.uk), ("en", text.en)):
        for what, found in real_things(words):
            yield checked.finding("L18", ERROR, f"nothing real: {what} «{found}»", *text.place, lang)
