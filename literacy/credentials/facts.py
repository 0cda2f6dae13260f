"""What a certificate states. Page, API, PDF and credential all read these facts and print them in these words."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, Literal, Self

from literacy.assessment.scoring import LEVELS
from literacy.core.language import NBSP, current_language, format_date, percent, t

IdentityCheck = Literal["document_seen", "known_to_staff", "not_checked"]
ROLES = ("citizen", "civil_servant", "teacher", "doctor")
AWARDABLE = LEVELS[1:]
_MOMENTS = ("issued_at", "valid_until")


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """Everything that a certificate says; frozen when it is issued.

    `gauge_*` are places on the scale of levels, one unit a level, as `literacy.assessment.scoring.gauge_place` gives
    them (with `top_merged` the fourth unit is the last one). `does_percent` is the share of hands-on items.
    """

    code: str
    credential_id: str
    holder_name_uk: str
    holder_name_latin: str
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
    issued_at: datetime
    valid_until: datetime
    issuer_name_uk: str
    issuer_name_en: str
    signatory_name_uk: str
    signatory_name_en: str
    signatory_post_uk: str
    signatory_post_en: str
    host: str
    verify_address: str
    simulated: bool
    replaces_earlier: bool = False

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
        if any(moment.tzinfo is None for moment in (self.issued_at, self.valid_until)):
            raise ValueError("moments need a time zone")

    @property
    def gauge_levels(self) -> tuple[str, ...]:
        """The levels that the gauge shows, lowest first."""
        return LEVELS[:-1] if self.top_merged else LEVELS

    def as_json(self) -> dict[str, Any]:
        """Return the facts as plain JSON types, to be stored."""
        document = asdict(self)
        for name in _MOMENTS:
            document[name] = getattr(self, name).isoformat()
        return document

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> Self:
        """Return the facts that `as_json` stored."""
        values = {each.name: document[each.name] for each in fields(cls) if each.name in document}
        for name in _MOMENTS:
            values[name] = datetime.fromisoformat(values[name])
        return cls(**values)


def level_name(facts: CertificateFacts, level: str, lang: str | None = None) -> str:
    """Return a level's name in a sentence («середній»); the merged top is «високий або вищий»."""
    merged = facts.top_merged and level == LEVELS[-2]
    return t(f"certificate_levels.{'top_merged' if merged else level}", lang=lang)


def level_heading(facts: CertificateFacts, lang: str | None = None) -> str:
    """Return the awarded level as it stands large on the certificate («Середній»)."""
    name = level_name(facts, facts.level, lang)
    return name[0].upper() + name[1:]


def band_words(facts: CertificateFacts, lang: str | None = None) -> str:
    """Return the interval in words: the levels where it begins and ends."""
    ends = [_level_at(facts, place) for place in (facts.gauge_low, facts.gauge_high)]
    low, high = (level_name(facts, level, lang) for level in ends)
    return low if low == high else t("certificate_values.band", lang=lang, low=low, high=high)


def certainty_words(facts: CertificateFacts, lang: str | None = None) -> str:
    """Return firm or borderline, in words."""
    if facts.firm or facts.other_level is None:
        return t("certificate_values.firm", lang=lang)
    return t(
        "certificate_values.borderline",
        lang=lang,
        level=level_name(facts, facts.level, lang),
        p=percent(facts.level_probability),
        other_level=level_name(facts, facts.other_level, lang),
        other_p=percent(facts.other_probability),
    )


def issuer_name(facts: CertificateFacts, lang: str | None = None) -> str:
    """Return who issued it."""
    return _either(facts.issuer_name_uk, facts.issuer_name_en, lang)


def signatory(facts: CertificateFacts, lang: str | None = None) -> str:
    """Return name and post of who signs, or nothing."""
    name = _either(facts.signatory_name_uk, facts.signatory_name_en, lang)
    post = _either(facts.signatory_post_uk, facts.signatory_post_en, lang)
    return ", ".join(part for part in (name, post) if part)


def printed_values(facts: CertificateFacts, lang: str | None = None) -> dict[str, str]:
    """Return every printed value by the name of its string in `certificate_fields`, in the order of the paper."""
    values = {
        "issuer": issuer_name(facts, lang),
        "number": facts.code,
        "holder": facts.holder_name_uk,
        "holder_latin": facts.holder_name_latin,
        "assessment": t(f"certificate_values.{facts.role}", lang=lang),
        "item_count": t("certificate_values.item_count", lang=lang, n=facts.item_count),
        "bank": t(f"certificate_values.bank_{'open' if facts.open_bank else 'closed'}", lang=lang),
        "taken": t(f"certificate_values.{'supervised' if facts.supervised else 'unsupervised'}", lang=lang),
        "identity": t(f"certificate_values.{facts.identity_check}", lang=lang),
        "level": level_heading(facts, lang),
        "probability": t("certificate_values.percent", lang=lang, p=percent(facts.level_probability)),
        "certainty": certainty_words(facts, lang),
        "band": band_words(facts, lang),
        "scale": t(f"certificate_values.{'provisional' if facts.provisional else 'calibrated'}", lang=lang),
        "sittings": str(facts.sittings_count),
        "signatory": signatory(facts, lang),
        "issued": format_date(facts.issued_at, lang),
        "valid_until": format_date(facts.valid_until, lang),
        "replaces": t("certificate_values.replaces", lang=lang) if facts.replaces_earlier else "",
        "host": facts.host,
        "mark": t("certificate_values.specimen", lang=lang) if facts.simulated else "",
        "release": facts.bank_release,
        "scale_version": facts.scale_version,
        "does": t("certificate_values.percent", lang=lang, p=facts.does_percent),
    }
    return {name: value for name, value in values.items() if value}


def printed_fields(facts: CertificateFacts, lang: str | None = None) -> dict[str, str]:
    """Return every printed field: printed name -> printed value, in the order of the paper, ordinary spaces."""
    return {
        _plain(t(f"certificate_fields.{name}", lang=lang)): _plain(value)
        for name, value in printed_values(facts, lang).items()
    }


def _plain(text: str) -> str:
    return text.replace(NBSP, " ")


def _either(ukrainian: str, english: str, lang: str | None) -> str:
    return english if (lang or current_language()) == "en" and english else ukrainian


def _level_at(facts: CertificateFacts, place: float) -> str:
    return facts.gauge_levels[min(int(place), len(facts.gauge_levels) - 1)]
