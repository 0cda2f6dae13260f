"""The credential: Open Badges 3.0 on the W3C data model 2.0, built from facts and read back. Pure.

It holds what is printed and nothing else: no birth date, venue, community or evidence. Every term stands in the pinned
contexts, all text is NFC.
"""

import unicodedata
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote

from literacy.core.language import NBSP
from literacy.credentials.achievements import DOCUMENT_LANGUAGE, SUBJECT_SHAPES, achievement_name, base_address, subject
from literacy.credentials.issued import IssuedFacts
from literacy.credentials.proof import (
    CREDENTIALS_CONTEXT,
    OPEN_BADGES_CONTEXT,
    Document,
    Kind,
    instant,
)

StatusPurpose = Literal["revocation", "suspension"]
STATUS_PURPOSES: tuple[StatusPurpose, ...] = ("revocation", "suspension")
_FIELD_MARK = "- "
_FIELD_SEPARATOR = ": "


@dataclass(frozen=True, slots=True)
class StatusPlace:
    """Where a credential's status bit stands: the address of the list and the index in it."""

    purpose: StatusPurpose
    list_address: str
    index: int


def issuer_did(host: str) -> str:
    """Return the issuer's identity by its host (and port): did:web:literacy.example."""
    return "did:web:" + quote(host.lower(), safe="")


def credential_document(facts: IssuedFacts, revocation: StatusPlace, suspension: StatusPlace) -> Document:
    """Return the credential without its proof."""
    narrative = "\n".join(
        f"{_FIELD_MARK}{name}{_FIELD_SEPARATOR}{value}"
        for name, value in facts.printed_fields(DOCUMENT_LANGUAGE).items()
    )
    document: Document = {
        "@context": [CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT],
        "id": facts.credential_id,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": achievement_name(facts),
        "issuer": {
            "id": issuer_did(facts.host),
            "type": ["Profile"],
            "name": facts.issuer_name_uk,
            "url": base_address(facts),
        },
        "validFrom": instant(facts.issued_at),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [_identity(name) for name in _names(facts)],
            "narrative": narrative,
            **subject(facts),
        },
        "credentialStatus": [_status(revocation), _status(suspension)],
    }
    if facts.valid_until is not None:
        document["validUntil"] = instant(facts.valid_until)
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


def _names(facts: IssuedFacts) -> list[str]:
    return list(dict.fromkeys(name for name in (facts.holder_name_uk, facts.holder_name_latin) if name))


def _identity(name: str) -> Document:
    return {"type": "IdentityObject", "hashed": False, "identityHash": name, "identityType": "name"}


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


def _kind(subject_shape: dict[str, Any], *, runs_out: bool) -> Kind:
    return Kind(
        contexts=(CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT),
        shape={
            "id": str,
            "type": ("VerifiableCredential", "OpenBadgeCredential"),
            "name": str,
            "issuer": {"id": str, "type": ("Profile",), "name": str, "url": str},
            "validFrom": str,
            **({"validUntil": str} if runs_out else {}),
            "credentialSubject": subject_shape,
            "credentialStatus": (_status_shape("revocation"), _status_shape("suspension")),
        },
    )


CREDENTIAL = _kind(SUBJECT_SHAPES["test"], runs_out=True)
COURSE_CREDENTIAL = _kind(SUBJECT_SHAPES["course"], runs_out=False)
KINDS = {"test": CREDENTIAL, "course": COURSE_CREDENTIAL}
"""The kinds of credential that this house signs, by `Credential.kind`: `proof.verify` asks for one."""
