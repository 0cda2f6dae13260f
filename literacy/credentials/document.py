"""The credential: Open Badges 3.0 on the W3C data model 2.0, built from facts and read back. Pure.

It holds what is printed and nothing else: no birth date, venue, community or evidence. Every term stands in the pinned
contexts, all text is NFC.
"""

import unicodedata
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote, urlsplit

from literacy.assessment.scoring import LEVELS
from literacy.core.language import NBSP, percent, t
from literacy.credentials.facts import AWARDABLE, CertificateFacts, level_heading, level_name, printed_fields
from literacy.credentials.proof import (
    CREDENTIALS_CONTEXT,
    OPEN_BADGES_CONTEXT,
    Document,
    Kind,
    Listed,
    instant,
)

StatusPurpose = Literal["revocation", "suspension"]
STATUS_PURPOSES: tuple[StatusPurpose, ...] = ("revocation", "suspension")
_LANGUAGE = "uk"
_FIELD_MARK = "- "
_FIELD_SEPARATOR = ": "


@dataclass(frozen=True, slots=True)
class StatusPlace:
    """Where a credential's status bit stands: the address of the list and the index in it."""

    purpose: StatusPurpose
    list_address: str
    index: int


def base_address(facts: CertificateFacts) -> str:
    """Return the installation's address: https://literacy.example."""
    parts = urlsplit(facts.verify_address.lower())
    return f"{parts.scheme}://{parts.netloc}"


def issuer_did(host: str) -> str:
    """Return the issuer's identity by its host (and port): did:web:literacy.example."""
    return "did:web:" + quote(host.lower(), safe="")


def credential_document(facts: CertificateFacts, revocation: StatusPlace, suspension: StatusPlace) -> Document:
    """Return the credential without its proof."""
    subject: Document = {
        "type": ["AchievementSubject"],
        "identifier": [_identity(name) for name in _names(facts)],
        "achievement": _achievement(facts),
        "narrative": "\n".join(
            f"{_FIELD_MARK}{name}{_FIELD_SEPARATOR}{value}" for name, value in printed_fields(facts, _LANGUAGE).items()
        ),
        "result": _results(facts),
    }
    document = {
        "@context": [CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT],
        "id": facts.credential_id,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": _achievement_name(facts),
        "issuer": {
            "id": issuer_did(facts.host),
            "type": ["Profile"],
            "name": facts.issuer_name_uk,
            "url": base_address(facts),
        },
        "validFrom": instant(facts.issued_at),
        "validUntil": instant(facts.valid_until),
        "credentialSubject": subject,
        "credentialStatus": [_status(revocation), _status(suspension)],
    }
    composed: Document = _composed(document)
    return composed


def printed_fields_in(document: Document) -> dict[str, str]:
    """Return the printed fields (Ukrainian) that a credential of our shape holds."""
    lines = document["credentialSubject"]["narrative"].splitlines()
    pairs = (line.removeprefix(_FIELD_MARK).partition(_FIELD_SEPARATOR) for line in lines)
    return {name: value for name, _, value in pairs}


def status_places_in(document: Document) -> tuple[StatusPlace, StatusPlace]:
    """Return where a credential of our shape keeps its revocation and its suspension bit."""
    revocation, suspension = (
        StatusPlace(entry["statusPurpose"], entry["statusListCredential"], int(entry["statusListIndex"]))
        for entry in document["credentialStatus"]
    )
    return revocation, suspension


def holder_names_in(document: Document) -> tuple[str, str]:
    """Return the holder's name in Ukrainian and in Latin letters."""
    identities = document["credentialSubject"]["identifier"]
    return identities[0]["identityHash"], identities[-1]["identityHash"]


def _names(facts: CertificateFacts) -> list[str]:
    return list(dict.fromkeys(name for name in (facts.holder_name_uk, facts.holder_name_latin) if name))


def _identity(name: str) -> Document:
    return {"type": "IdentityObject", "hashed": False, "identityHash": name, "identityType": "name"}


def _achievement_name(facts: CertificateFacts) -> str:
    test_name = t(f"certificate_values.{facts.role}", lang=_LANGUAGE)
    return t(
        "certificate_achievement.name",
        lang=_LANGUAGE,
        level=level_name(facts, facts.level, _LANGUAGE),
        assessment=test_name,
    )


def _achievement(facts: CertificateFacts) -> Document:
    bank = f"{base_address(facts)}/banks/{facts.role}"
    merged = facts.top_merged and facts.level == LEVELS[-2]
    meaning = t(f"certificate_levels.{'top_merged' if merged else facts.level}_means", lang=_LANGUAGE)
    return {
        "id": f"{bank}#{facts.level}",
        "type": ["Achievement"],
        "achievementType": "Assessment",
        "name": _achievement_name(facts),
        "description": t("certificate_achievement.description", lang=_LANGUAGE),
        "criteria": {"narrative": f"{level_heading(facts, _LANGUAGE)}. {meaning}"},
        "inLanguage": _LANGUAGE,
        "resultDescription": [
            {
                "id": f"{bank}#result-level",
                "type": ["ResultDescription"],
                "name": t("certificate_fields.level", lang=_LANGUAGE),
                "resultType": "PerformanceLevel",
                "allowedValue": list(AWARDABLE),
            },
            {
                "id": f"{bank}#result-probability",
                "type": ["ResultDescription"],
                "name": t("certificate_fields.probability", lang=_LANGUAGE),
                "resultType": "Percent",
                "valueMin": "0",
                "valueMax": "100",
            },
        ],
    }


def _results(facts: CertificateFacts) -> list[Document]:
    bank = f"{base_address(facts)}/banks/{facts.role}"
    return [
        {"type": ["Result"], "resultDescription": f"{bank}#result-level", "value": facts.level},
        {
            "type": ["Result"],
            "resultDescription": f"{bank}#result-probability",
            "value": str(percent(facts.level_probability)),
        },
    ]


def _status(place: StatusPlace) -> Document:
    return {
        "id": f"{place.list_address}#{place.index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": place.purpose,
        "statusListIndex": str(place.index),
        "statusListCredential": place.list_address,
    }


def _composed(value: Any) -> Any:
    """Return the value with all text NFC and with ordinary spaces: a decomposed й would break the signature later."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value.replace(NBSP, " "))
    if isinstance(value, list):
        return [_composed(element) for element in value]
    if isinstance(value, dict):
        return {name: _composed(element) for name, element in value.items()}
    return value


def _status_shape(purpose: StatusPurpose) -> dict[str, Any]:
    return {
        "id": str,
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str,
        "statusListCredential": str,
    }


_RESULT_SHAPE = {"type": ("Result",), "resultDescription": str, "value": str}
_DESCRIPTION_SHAPE = {"id": str, "type": ("ResultDescription",), "name": str}
_SUBJECT_SHAPE = {
    "type": ("AchievementSubject",),
    "identifier": Listed(
        {"type": "IdentityObject", "hashed": False, "identityHash": str, "identityType": "name"},
        least=1,
        most=2,
        distinct="identityHash",
    ),
    "achievement": {
        "id": str,
        "type": ("Achievement",),
        "achievementType": "Assessment",
        "name": str,
        "description": str,
        "criteria": {"narrative": str},
        "inLanguage": _LANGUAGE,
        "resultDescription": (
            {**_DESCRIPTION_SHAPE, "resultType": "PerformanceLevel", "allowedValue": AWARDABLE},
            {**_DESCRIPTION_SHAPE, "resultType": "Percent", "valueMin": "0", "valueMax": "100"},
        ),
    },
    "narrative": str,
    "result": Listed(_RESULT_SHAPE, least=2, most=2, distinct="resultDescription"),
}
CREDENTIAL = Kind(
    contexts=(CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT),
    shape={
        "id": str,
        "type": ("VerifiableCredential", "OpenBadgeCredential"),
        "name": str,
        "issuer": {"id": str, "type": ("Profile",), "name": str, "url": str},
        "validFrom": str,
        "validUntil": str,
        "credentialSubject": _SUBJECT_SHAPE,
        "credentialStatus": (_status_shape("revocation"), _status_shape("suspension")),
    },
)
"""The one kind of credential that this house signs: `proof.verify` asks for it."""
