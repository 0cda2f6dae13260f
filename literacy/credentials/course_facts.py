"""What a certificate of a course states: what was taught, how much of it was attended, where it stands in the register."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from literacy.core.language import format_date, percent, t
from literacy.credentials.facts import AWARDABLE, ROLES, level_heading, scale_words
from literacy.credentials.issued import IssuedFacts, either, moment_from
from literacy.training.models import COURSE_TESTS, DOCUMENT_KINDS
from literacy.training.quantities import credits_words, hours_words, span_words

_REGISTER = re.compile(r"\d{4}/\d{6,}")
# Named apart from a test's certificate; what both say alike has one name.
_OWN_FIELDS = frozenset({"register", "kind", "course", "hours", "ects", "period", "attended", "test", "level"})
_OUTCOME = "outcome_"


def _pairs_from(stored: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((ukrainian, english) for ukrainian, english in stored)


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseCertificateFacts(IssuedFacts):
    """Everything that a certificate of a course says; `outcomes` are pairs of texts, Ukrainian and English.

    A level stands there only where the course's rule asked for one, and then with its probability.
    """

    READERS: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "issued_at": moment_from,
        "outcomes": _pairs_from,
        "began_on": date.fromisoformat,
        "ended_on": date.fromisoformat,
    }

    register_number: str
    course_id: str
    document_kind: str
    title_uk: str
    title_en: str
    role: str
    hours: float
    ects: float
    outcomes: tuple[tuple[str, str], ...]
    began_on: date
    ended_on: date
    units_attended: int
    units_held: int
    minutes_attended: int
    minutes_held: int
    tests: str
    test_before: bool
    test_after: bool
    level: str | None = None
    level_probability: float = 0.0
    top_merged: bool = False
    provisional: bool = False
    valid_until: None = None

    def __post_init__(self) -> None:
        """Refuse facts that contradict themselves: they would be signed."""
        if self.document_kind not in DOCUMENT_KINDS or self.tests not in COURSE_TESTS or self.role not in ROLES:
            raise ValueError(f"no such course: {self.document_kind}, {self.tests}, {self.role}")
        if not _REGISTER.fullmatch(self.register_number):
            raise ValueError(f"not a place in the register: {self.register_number}")
        if self.level is not None and self.level not in AWARDABLE:
            raise ValueError(f"no certificate says {self.level}")
        if self.hours <= 0 or self.ects < 0 or self.ended_on < self.began_on:
            raise ValueError("the volume contradicts itself")
        if not (0 < self.units_attended <= self.units_held and 0 <= self.minutes_attended <= self.minutes_held):
            raise ValueError("nobody attends more than was held")
        self.require_time_zones()

    def title(self, lang: str | None = None) -> str:
        """Return the course's title."""
        return either(self.title_uk, self.title_en, lang)

    def outcome_texts(self, lang: str | None = None) -> list[str]:
        """Return the learning outcomes, in their order."""
        return [either(ukrainian, english, lang) for ukrainian, english in self.outcomes]

    def kind_words(self, lang: str | None = None) -> str:
        """Return what kind of document it is: «Сертифікат про підвищення кваліфікації…»."""
        return t(f"course_values.kind_{self.document_kind}", lang=lang)

    def kind_rest(self) -> str:
        """Return the same in Ukrainian without its first word, as it stands under the heading of the paper."""
        return self.kind_words("uk").removeprefix(t("certificate_front.heading", lang="uk")).strip()

    def volume(self, lang: str | None = None) -> str:
        """Return the volume in hours and credits, in a sentence."""
        parts = [hours_words(self.hours, lang)] + ([credits_words(self.ects, lang)] if self.ects else [])
        return t("course_values.volume", lang=lang, volume=", ".join(parts))

    def printed_values(self, lang: str | None = None) -> dict[str, str]:
        """Return every printed value by the name of its field, in the order of the paper."""
        values = {
            "issuer": self.issuer(lang),
            "number": self.code,
            "register": self.register_number,
            "kind": self.kind_words(lang),
            "holder": self.holder_name_uk,
            "holder_latin": self.holder_name_latin,
            "course": self.title(lang),
            "hours": hours_words(self.hours, lang),
            "ects": credits_words(self.ects, lang) if self.ects else "",
            **{f"{_OUTCOME}{place}": text for place, text in enumerate(self.outcome_texts(lang), start=1)},
            "period": self._period(lang),
            "attended": self._attended(lang),
            "test": self._test(lang),
            **self._level_values(lang),
            "signatory": self.signatory(lang),
            "issued": format_date(self.issued_at, lang),
            "replaces": self.replacement(lang),
            "host": self.host,
            "mark": self.mark(lang),
        }
        return {name: value for name, value in values.items() if value}

    def field_name(self, name: str, lang: str | None = None) -> str:
        """Return the printed name of a field."""
        if name.startswith(_OUTCOME):
            return t("course_fields.outcome", lang=lang, number=name.removeprefix(_OUTCOME))
        return (
            t(f"course_fields.{name}", lang=lang) if name in _OWN_FIELDS else IssuedFacts.field_name(self, name, lang)
        )

    def _period(self, lang: str | None) -> str:
        first, last = format_date(self.began_on, lang), format_date(self.ended_on, lang)
        return first if first == last else t("course_values.period", lang=lang, first=first, last=last)

    def _attended(self, lang: str | None) -> str:
        return t(
            "course_values.attended",
            lang=lang,
            n=self.units_held,
            have=self.units_attended,
            attended=span_words(self.minutes_attended, lang),
            held=span_words(self.minutes_held, lang),
        )

    def _test(self, lang: str | None) -> str:
        if self.tests == "none":
            return ""
        if self.tests == "after":
            return t(f"course_values.test_{'taken' if self.test_after else 'not_taken'}", lang=lang)
        when = {(True, True): "both", (True, False): "only_before", (False, True): "after", (False, False): "not_taken"}
        return t(f"course_values.test_{when[self.test_before, self.test_after]}", lang=lang)

    def _level_values(self, lang: str | None) -> dict[str, str]:
        if self.level is None:
            return {}
        return {
            "level": level_heading(self.level, top_merged=self.top_merged, lang=lang),
            "probability": t("certificate_values.percent", lang=lang, p=percent(self.level_probability)),
            "scale": scale_words(provisional=self.provisional, lang=lang),
        }
