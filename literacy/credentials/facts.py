"""What a certificate of a test states. Page, API, PDF and credential all read these facts and print them in these words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Literal

from literacy.assessment.scoring import LEVELS
from literacy.core.language import format_date, percent, t
from literacy.credentials.issued import IssuedFacts, moment_from

IdentityCheck = Literal["document_seen", "known_to_staff", "not_checked"]
ROLES = ("citizen", "civil_servant", "teacher", "doctor")
AWARDABLE = LEVELS[1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFacts(IssuedFacts):
    """Everything that a certificate of a test says.

    `gauge_*` are places on the scale of levels, one unit a level, as `literacy.assessment.scoring.gauge_place` gives
    them (with `top_merged` the fourth unit is the last one). `does_percent` is the share of hands-on items.
    """

    READERS: ClassVar[Mapping[str, Callable[[Any], Any]]] = dict.fromkeys(("issued_at", "valid_until"), moment_from)

    role: str
    item_count: int
    level: str
    level_probability: float
    other_level: str | None
    other_probability: float
    firm: bool
    top_merged: bool
    gauge_estimate: float
    gauge_low: float
    gauge_high: float
    supervised: bool
    identity_check: IdentityCheck
    open_bank: bool
    provisional: bool
    sittings_count: int
    bank_release: str
    scale_version: str
    does_percent: int
    valid_until: datetime

    def __post_init__(self) -> None:
        """Refuse facts that contradict themselves: they would be signed."""
        if self.role not in ROLES or self.level not in AWARDABLE:
            raise ValueError(f"no certificate for {self.role}, {self.level}")
        if self.other_level is not None and self.other_level not in LEVELS:
            raise ValueError(f"no such level: {self.other_level}")
        if not self.firm and self.other_level is None:
            raise ValueError("a borderline result names the other level")
        if self.top_merged and LEVELS[-1] in (self.level, self.other_level):
            raise ValueError("while the two top levels are merged they are called by the lower one's id")
        if not 0 <= self.gauge_low <= self.gauge_estimate <= self.gauge_high <= len(self.gauge_levels):
            raise ValueError("the gauge contradicts itself")
        self.require_time_zones()

    @property
    def gauge_levels(self) -> tuple[str, ...]:
        """The levels that the gauge shows, lowest first."""
        return LEVELS[:-1] if self.top_merged else LEVELS

    def printed_values(self, lang: str | None = None) -> dict[str, str]:
        """Return every printed value by the name of its string in `certificate_fields`, in the order of the paper."""
        values = {
            "issuer": self.issuer(lang),
            "number": self.code,
            "holder": self.holder_name_uk,
            "holder_latin": self.holder_name_latin,
            "assessment": t(f"certificate_values.{self.role}", lang=lang),
            "item_count": t("certificate_values.item_count", lang=lang, n=self.item_count),
            "bank": t(f"certificate_values.bank_{'open' if self.open_bank else 'closed'}", lang=lang),
            "taken": t(f"certificate_values.{'supervised' if self.supervised else 'unsupervised'}", lang=lang),
            "identity": t(f"certificate_values.{self.identity_check}", lang=lang),
            "level": level_heading(self.level, top_merged=self.top_merged, lang=lang),
            "probability": t("certificate_values.percent", lang=lang, p=percent(self.level_probability)),
            "certainty": certainty_words(self, lang),
            "band": band_words(self, lang),
            "scale": scale_words(provisional=self.provisional, lang=lang),
            "sittings": str(self.sittings_count),
            "signatory": self.signatory(lang),
            "issued": format_date(self.issued_at, lang),
            "valid_until": format_date(self.valid_until, lang),
            "replaces": self.replacement(lang),
            "host": self.host,
            "mark": self.mark(lang),
            "release": self.bank_release,
            "scale_version": self.scale_version,
            "does": t("certificate_values.percent", lang=lang, p=self.does_percent),
        }
        return {name: value for name, value in values.items() if value}


def level_name(level: str, *, top_merged: bool, lang: str | None = None) -> str:
    """Return a level's name in a sentence («середній»); the merged top is «високий або вищий»."""
    merged = top_merged and level == LEVELS[-2]
    return t(f"certificate_levels.{'top_merged' if merged else level}", lang=lang)


def level_heading(level: str, *, top_merged: bool, lang: str | None = None) -> str:
    """Return a level's name as it stands by itself («Середній»)."""
    name = level_name(level, top_merged=top_merged, lang=lang)
    return name[0].upper() + name[1:]


def scale_words(*, provisional: bool, lang: str | None = None) -> str:
    """Return what the level rests on: «Попередня шкала»."""
    return t(f"certificate_values.{'provisional' if provisional else 'calibrated'}", lang=lang)


def band_words(facts: CertificateFacts, lang: str | None = None) -> str:
    """Return the interval in words: the levels where it begins and ends."""
    ends = [_level_at(facts, place) for place in (facts.gauge_low, facts.gauge_high)]
    low, high = (level_name(level, top_merged=facts.top_merged, lang=lang) for level in ends)
    return low if low == high else t("certificate_values.band", lang=lang, low=low, high=high)


def certainty_words(facts: CertificateFacts, lang: str | None = None) -> str:
    """Return firm or borderline, in words."""
    if facts.firm or facts.other_level is None:
        return t("certificate_values.firm", lang=lang)
    return t(
        "certificate_values.borderline",
        lang=lang,
        level=level_name(facts.level, top_merged=facts.top_merged, lang=lang),
        p=percent(facts.level_probability),
        other_level=level_name(facts.other_level, top_merged=facts.top_merged, lang=lang),
        other_p=percent(facts.other_probability),
    )


def _level_at(facts: CertificateFacts, place: float) -> str:
    return facts.gauge_levels[min(int(place), len(facts.gauge_levels) - 1)]
