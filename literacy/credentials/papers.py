"""What is put into the templates of the two papers, a test's and a course's: words, sizes, the gauge. Pure."""

import re
from dataclasses import dataclass
from functools import partial
from typing import Any

from literacy.core.language import percent, t
from literacy.credentials import course_paper
from literacy.credentials.course_facts import CourseCertificateFacts
from literacy.credentials.facts import CertificateFacts, level_heading, level_name
from literacy.credentials.issued import IssuedFacts
from literacy.credentials.lettering import LARGEST_SIZE_ON_ONE_LINE, name_size
from literacy.credentials.proof import instant

_GAUGE_WIDTH = 150.0
_TICKS_A_LEVEL = 5
_OPTIONAL = ("signatory", "replaces", "mark", "holder_latin", "ects")


@dataclass(frozen=True, slots=True)
class Paper:
    """A template of the design and what goes into it."""

    template: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class GaugeRow:
    """One level on the lying gauge."""

    x: str
    mine: bool
    uk: str
    en: str
    means_uk: str
    means_en: str


def paper_of(facts: IssuedFacts, qr_name: str) -> Paper:
    """Return the paper of a certificate."""
    uk, en = (dict.fromkeys(_OPTIONAL, "") | facts.printed_values(lang) for lang in ("uk", "en"))
    size = name_size(facts.holder_name_uk)
    alike = {
        "title": t("certificate_front.document_title", lang="uk", code=facts.code),
        "created": instant(facts.issued_at),
        "uk": uk,
        "en": en,
        "say_uk": partial(t, lang="uk"),
        "say_en": partial(t, lang="en"),
        "name_size": size,
        "tight": size > LARGEST_SIZE_ON_ONE_LINE,
        "qr": qr_name,
    }
    if isinstance(facts, CourseCertificateFacts):
        return Paper("course.html", alike | course_paper.values_of(facts, size))
    if not isinstance(facts, CertificateFacts):
        raise TypeError(f"no paper for {type(facts).__name__}")
    return Paper("test.html", alike | _test_values(facts))


def _test_values(facts: CertificateFacts) -> dict[str, Any]:
    return {
        "gauge": _gauge(facts),
        "firm": facts.firm,
        "provisional": facts.provisional,
        "level_uk": level_name(facts.level, top_merged=facts.top_merged, lang="uk"),
        "level_en": level_name(facts.level, top_merged=facts.top_merged, lang="en"),
        "percent": percent(facts.level_probability),
        "scale_body": f"certificate_front.{'provisional' if facts.provisional else 'calibrated'}_body",
        "bank_note": f"certificate_back.bank_{'open' if facts.open_bank else 'closed'}_note",
    }


def _gauge(facts: CertificateFacts) -> dict[str, Any]:
    levels = facts.gauge_levels
    unit = _GAUGE_WIDTH / len(levels)
    ticks = range(1, len(levels) * _TICKS_A_LEVEL)
    return {
        "unit": _place(unit),
        "rows": [_gauge_row(facts, level, place * unit) for place, level in enumerate(levels)],
        "ticks": [_place(tick * unit / _TICKS_A_LEVEL) for tick in ticks if tick % _TICKS_A_LEVEL],
        "low": _place(facts.gauge_low * unit),
        "width": _place((facts.gauge_high - facts.gauge_low) * unit),
        "estimate": _place(facts.gauge_estimate * unit),
    }


def _gauge_row(facts: CertificateFacts, level: str, x: float) -> GaugeRow:
    uk, en = (level_heading(level, top_merged=facts.top_merged, lang=lang) for lang in ("uk", "en"))
    merged = facts.top_merged and level == facts.gauge_levels[-1]
    meaning = f"certificate_levels.{'top_merged' if merged else level}_means"
    return GaugeRow(_place(x), level == facts.level, uk, en, t(meaning, lang="uk"), t(meaning, lang="en"))


def _place(number: float) -> str:
    return re.sub(r"\.?0+$", "", f"{number:.2f}")
