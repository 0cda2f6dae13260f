"""What pages, the worker and the verifier read of certificates."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select

from literacy.accounts import learners
from literacy.accounts.learners import Identity
from literacy.core import clock, installation
from literacy.core.db import db
from literacy.core.errors import NotFound
from literacy.core.language import t
from literacy.credentials import service
from literacy.credentials.course_facts import CourseCertificateFacts
from literacy.credentials.document import issuer_did
from literacy.credentials.facts import CertificateFacts
from literacy.credentials.issued import IssuedFacts, either
from literacy.credentials.keys import PublishedKey, public_key_of
from literacy.credentials.models import Credential, CredentialState, IssuingKey, SignedCredential


def verify_address(code: str) -> str:
    """Return the address that a QR code carries: upper case, so that the symbol stays small."""
    return f"{installation.settings().public_address}/v/{code}".upper()


def host() -> str:
    """Return the host to print beside the QR code."""
    return urlsplit(installation.settings().public_address).netloc


def facts_to_sign(credential: Credential, identity: Identity) -> IssuedFacts:
    """Put together everything that a certificate will say, with the installation's settings of this moment."""
    settings = installation.settings()
    alike = {
        "code": credential.code,
        "credential_id": credential.id.urn,
        "holder_name_uk": identity.name_uk,
        "holder_name_latin": identity.name_latin,
        "issued_at": credential.issued_at,
        "issuer_name_uk": settings.programme_uk,
        "issuer_name_en": settings.programme_en,
        "signatory_name_uk": settings.signatory_uk,
        "signatory_name_en": settings.signatory_en,
        "signatory_post_uk": "",
        "signatory_post_en": "",
        "host": host(),
        "verify_address": verify_address(credential.code),
    }
    if credential.kind == "course":
        place = {"register_number": register_number(credential)}
        return CourseCertificateFacts.from_json(credential.facts | alike | place)
    return CertificateFacts.from_json(credential.facts | alike | {"valid_until": credential.valid_until})


def register_number(credential: Credential) -> str:
    """Return a certificate's place in the register as it is printed: 2026/000123."""
    return f"{credential.register_year}/{credential.register_number:06d}"


def pdf_of(credential: Credential, signed: SignedCredential) -> bytes:
    """Return a certificate's file; NotFound once the person's key was erased."""
    return learners.open_for(credential.learner_id, signed.sealed_pdf, service.PDF_PURPOSE)


def without_name(facts: IssuedFacts) -> dict[str, Any]:
    """Return the facts as plain JSON without the name, to be stored in the open."""
    return {name: value for name, value in facts.as_json().items() if not name.startswith("holder_name")}


def signed_facts(credential: Credential, signed: SignedCredential, identity: Identity | None) -> IssuedFacts:
    """Return what a certificate says, as it was signed; without the name once that was erased."""
    shown = identity or Identity("", "")
    kind = CourseCertificateFacts if credential.kind == "course" else CertificateFacts
    return kind.from_json(signed.printed | {"holder_name_uk": shown.name_uk, "holder_name_latin": shown.name_latin})


@dataclass(frozen=True, slots=True)
class CertificateLine:
    """A certificate on the holder's page; a course's has a title, a test's its result."""

    code: str
    kind: str
    result_id: uuid.UUID | None
    title: str
    status: str
    issued_at: datetime
    valid_until: datetime | None


def certificates_of(cards: Collection[uuid.UUID], *, limit: int = 20) -> list[CertificateLine]:
    """Return a person's certificates, newest first."""
    rows = db.session.execute(
        select(Credential, CredentialState.status)
        .join(CredentialState, CredentialState.credential_id == Credential.id)
        .where(Credential.learner_id.in_(cards))
        .order_by(Credential.id.desc())
        .limit(limit)
    )
    return [
        CertificateLine(
            code=row.code,
            kind=row.kind,
            result_id=row.result_id,
            title=title_of(row),
            status=status_today(row, status),
            issued_at=row.issued_at,
            valid_until=row.valid_until,
        )
        for row, status in rows
    ]


def title_of(credential: Credential) -> str:
    """Return what a certificate is for, in the reader's language."""
    if credential.kind == "course":
        return either(str(credential.facts["title_uk"]), str(credential.facts["title_en"]), None)
    return t(f"certificate_values.{credential.facts['role']}")


def waits_for_address() -> bool:
    """Say whether real certificates wait because the installation has no public address yet."""
    settings = installation.settings()
    return not settings.base_url and not settings.demonstration


def unsigned_of(learner_id: uuid.UUID) -> list[uuid.UUID]:
    """Return the certificates of a card that still wait for their signature."""
    statement = (
        select(Credential.id)
        .join(CredentialState, CredentialState.credential_id == Credential.id)
        .where(Credential.learner_id == learner_id, CredentialState.status == "to_be_signed")
        .order_by(Credential.id)
    )
    return list(db.session.scalars(statement))


def holds(credential_id: uuid.UUID) -> bool:
    """Say whether a certificate is, or will be, worth something: neither revoked nor replaced."""
    state = db.session.get(CredentialState, credential_id)
    return state is not None and state.status not in ("revoked", "superseded")


def status_today(credential: Credential, status: str) -> str:
    """Return a status as people are told it: what was in force and has run out is expired."""
    ran_out = credential.valid_until is not None and credential.valid_until <= clock.now()
    return "expired" if status == "in_force" and ran_out else status


def issuing_keys() -> list[IssuingKey]:
    """Return all public keys that ever signed, oldest first."""
    return list(db.session.scalars(select(IssuingKey).order_by(IssuingKey.valid_from, IssuingKey.id)))


def verification_keys() -> dict[str, Ed25519PublicKey]:
    """Return verification method -> public key, of every key that ever signed here, at whatever address."""
    return {key.id: public_key_of(key.public_key_multibase) for key in issuing_keys()}


def issuers() -> set[str]:
    """Return every identity under which this installation issued."""
    return {key.id.partition("#")[0] for key in issuing_keys()}


def published_keys() -> list[PublishedKey]:
    """Return the keys of the present identity, for did.json."""
    ours = [key for key in issuing_keys() if key.id.partition("#")[0] == issuer_did(host())]
    return [PublishedKey(key.id.partition("#")[2], key.public_key_multibase) for key in ours]


def status_index_of_changed() -> dict[str, list[int]]:
    """Return the set places of both status lists: revoked (or superseded) and suspended."""
    rows = db.session.execute(
        select(Credential.status_index, CredentialState.status)
        .join(CredentialState, CredentialState.credential_id == Credential.id)
        .where(CredentialState.status.in_(("revoked", "superseded", "suspended")))
    ).all()
    return {
        "revocation": [row.status_index for row in rows if row.status != "suspended"],
        "suspension": [row.status_index for row in rows if row.status == "suspended"],
    }


def name_or_none(credential: Credential) -> Identity | None:
    """Return the name on a certificate, or None once it was erased."""
    try:
        return service.name_on(credential)
    except NotFound:
        return None
