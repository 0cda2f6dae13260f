"""What every certificate states, whatever it is for: document, PDF, page, API and command read it by these names."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any, ClassVar, Self

from literacy.core.language import NBSP, current_language, t


def moment_from(value: datetime | str) -> datetime:
    """Return a moment that was stored."""
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedFacts:
    """What all certificates say alike; frozen when one is issued. Without `valid_until` it does not run out."""

    # What is not stored as it is: name of the field -> how it is read back.
    READERS: ClassVar[Mapping[str, Callable[[Any], Any]]] = {"issued_at": moment_from}

    code: str
    credential_id: str
    holder_name_uk: str
    holder_name_latin: str
    issued_at: datetime
    valid_until: datetime | None
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

    def printed_values(self, lang: str | None = None) -> dict[str, str]:
        """Return every printed value by the name of its field, in the order of the paper."""
        raise NotImplementedError

    def field_name(self, name: str, lang: str | None = None) -> str:
        """Return the printed name of a field."""
        return t(f"certificate_fields.{name}", lang=lang)

    def printed_fields(self, lang: str | None = None) -> dict[str, str]:
        """Return every printed field: printed name -> printed value, in the order of the paper, ordinary spaces."""
        return {_plain(self.field_name(name, lang)): _plain(value) for name, value in self.printed_values(lang).items()}

    def issuer(self, lang: str | None = None) -> str:
        """Return who issued it."""
        return either(self.issuer_name_uk, self.issuer_name_en, lang)

    def signatory(self, lang: str | None = None) -> str:
        """Return name and post of who signs, or nothing."""
        name = either(self.signatory_name_uk, self.signatory_name_en, lang)
        post = either(self.signatory_post_uk, self.signatory_post_en, lang)
        return ", ".join(part for part in (name, post) if part)

    def mark(self, lang: str | None = None) -> str:
        """Return what stands across a specimen, or nothing."""
        return t("certificate_values.specimen", lang=lang) if self.simulated else ""

    def replacement(self, lang: str | None = None) -> str:
        """Return that it stands in for an earlier one, or nothing."""
        return t("certificate_values.replaces", lang=lang) if self.replaces_earlier else ""

    def require_time_zones(self) -> None:
        """Refuse moments that nobody could place."""
        values = [getattr(self, each.name) for each in fields(self)]
        if any(value.tzinfo is None for value in values if isinstance(value, datetime)):
            raise ValueError("moments need a time zone")

    def as_json(self) -> dict[str, Any]:
        """Return the facts as plain JSON types, to be stored."""
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(self).items()}

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> Self:
        """Return the facts that `as_json` stored; what is stored beside them and not printed is left out."""
        names = [each.name for each in fields(cls) if each.name in document]
        return cls(**{name: cls.READERS.get(name, _as_it_is)(document[name]) for name in names})


def either(ukrainian: str, english: str, lang: str | None) -> str:
    """Return the text in a language, Ukrainian where there is no English."""
    return english if (lang or current_language()) == "en" and english else ukrainian


def _as_it_is(value: Any) -> Any:
    return value


def _plain(text: str) -> str:
    return text.replace(NBSP, " ")
