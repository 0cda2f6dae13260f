"""The words: kept in `literacy/words/*.yaml`, both languages side by side, looked up by key.

Plural forms and dates come from Babel. Catalogs keep ordinary spaces; `typography` alone sets no-break ones.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from babel import Locale
from babel.dates import format_date as babel_date

from literacy.core import clock

LANGUAGES = ("uk", "en")
WORDS_FOLDER = Path(__file__).resolve().parents[1] / "words"
NBSP = "\u00a0"
_current: ContextVar[str] = ContextVar("language", default="uk")
_LOCALES = {code: Locale(code) for code in LANGUAGES}
_MONTHS_UK = "січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня"
# Ukrainian letters stand among the code points of Cyrillic in another order than in the alphabet.
_ALPHABET = {sign: ord("а") + place / 100 for place, sign in enumerate("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя")}
_RULES_UK: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile("\u202f"), NBSP),
    (re.compile(r"(?<=\d)\s?%"), NBSP + "%"),
    (re.compile(r" (?=[–—])"), NBSP),
    (re.compile(r"(№|\bст\.|\bс\.) (?=\S)"), r"\1" + NBSP),
    (re.compile(rf"(?<=\d) (?={_MONTHS_UK})"), NBSP),
    (re.compile(r"(?<=\d) (?=[^\W\d_]|₴|%)"), NBSP),
    (re.compile(r"(?<=\d) (?=\d{3}\b)"), NBSP),
    (re.compile(r"(?<![\w’])([увзійаоУВЗІЙАО]|на|На|не|Не) (?=\S)"), r"\1" + NBSP),
    (re.compile(r"(?<=\bі) (?=т\.)|(?<=т\.) (?=[дп]\.)"), NBSP),
)
_RULES_EN: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<=\d) (?=%)"), NBSP),
    (re.compile(r" (?=–)"), NBSP),
    (re.compile(r"(?<=\d) (?=[^\W\d_])"), NBSP),
)


def current_language() -> str:
    """Return the language of this request or command: "uk" or "en"."""
    return _current.get()


def set_language(code: str) -> None:
    """Speak this language from now on in this context; anything unknown means Ukrainian."""
    _current.set(code if code in LANGUAGES else "uk")


@contextmanager
def using_language(code: str) -> Iterator[None]:
    """Speak this language within the block."""
    token = _current.set(code if code in LANGUAGES else "uk")
    try:
        yield
    finally:
        _current.reset(token)


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, Any]:
    """Return every string by "section.key": {"uk": …, "en": …}."""
    strings: dict[str, Any] = {}
    for path in sorted(WORDS_FOLDER.glob("*.yaml")):
        for section, entries in (yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader) or {}).items():
            for name, texts in entries.items():
                full = f"{section}.{name}"
                if full in strings:
                    raise ValueError(f"{path.name}: {full} stands twice")
                strings[full] = texts
    return strings


def t(string_key: str, *, lang: str | None = None, **values: Any) -> str:
    """Return a string in the current (or given) language, plural form chosen by `n`, typography set."""
    code = lang or _current.get()
    text = catalogue()[string_key][code]
    if isinstance(text, dict):
        text = text[_LOCALES[code].plural_form(values["n"])]
    return typography(text.format(**values) if values else text, code)


@lru_cache(maxsize=8192)
def typography(text: str, lang: str | None = None) -> str:
    """Set no-break spaces as language.md §3 says."""
    for pattern, replacement in _RULES_UK if (lang or _current.get()) == "uk" else _RULES_EN:
        text = pattern.sub(replacement, text)
    return text


def format_date(day: date | datetime, lang: str | None = None) -> str:
    """Return a date for running text: 3 грудня 2026 р. / 3 December 2026."""
    code = lang or _current.get()
    if isinstance(day, datetime):
        day = clock.to_kyiv(day).date()
    text = babel_date(day, "d MMMM y", locale=_LOCALES[code])
    return typography(f"{text} р." if code == "uk" else text, code)


def format_weekday(moment: datetime, lang: str | None = None) -> str:
    """Return a day as it is spoken of while it is near, with no year: четвер, 26 листопада / Thursday, 26 November."""
    code = lang or _current.get()
    return typography(babel_date(clock.to_kyiv(moment).date(), "EEEE, d MMMM", locale=_LOCALES[code]), code)


def format_time(moment: datetime) -> str:
    """Return the time of day in Kyiv: 14:30."""
    return f"{clock.to_kyiv(moment):%H:%M}"


def alphabetical(text: str) -> tuple[float, ...]:
    """Return by what a text is put in the order of the Ukrainian alphabet; other signs keep their places."""
    return tuple(_ALPHABET.get(sign, ord(sign)) for sign in text.casefold())


def format_decimal(number: float, lang: str | None = None) -> str:
    """Return a number with two decimals as the language writes it, with a true minus."""
    text = f"{number:.2f}".replace("-", "\u2212")
    return text.replace(".", ",") if (lang or _current.get()) == "uk" else text


def percent(probability: float) -> int:
    """Return a probability as whole percent that never claims certainty (1 to 99)."""
    return min(99, max(1, round(probability * 100)))
