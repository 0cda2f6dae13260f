"""What pages, the worker and the verifier read of certificates."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import select

from literacy.accounts.learners import Identity
from literacy.core import installation
from literacy.core.db import db
from literacy.core.errors import NotFound
from literacy.credentials import service
from literacy.credentials.facts import CertificateFacts
from literacy.credentials.models import Credential, CredentialState, IssuingKey


def verify_address(code: str) -> str:
    """Return the address that a QR code carries: upper case, so that the symbol stays small."""
    return f"{installation.settings().public_address}/v/{code}".upper()


def host() -> str:
    """Return the host to print beside the QR code."""
    return urlsplit(installation.settings().public_address).netloc


def facts_of(credential: Credential, identity: Identity) -> CertificateFacts:
    """Put together everything that a certificate says."""
    settings = installation.settings()
    printed = {name: value for name, value in credential.facts.items() if name in CertificateFacts.__dataclass_fields__}
    return CertificateFacts(
        code=credential.code,
        credential_id=credential.id.urn,
        holder_name_uk=identity.name_uk,
        holder_name_latin=identity.name_latin,
        issued_at=credential.issued_at,
        valid_until=credential.valid_until,
        issuer_name_uk=settings.programme_uk,
        issuer_name_en=settings.programme_en,
        signatory_name_uk=settings.signatory_uk,
        signatory_name_en=settings.signatory_en,
        signatory_post_uk="",
        signatory_post_en="",
        host=host(),
        verify_address=verify_address(credential.code),
        **printed,
    )


@dataclass(frozen=True, slots=True)
class CertificateLine:
    """A certificate on the holder's page."""

    code: str
    result_id: uuid.UUID
    status: str
    issued_at: datetime
    valid_until: datetime
    level: str


def certificates_of(learner_id: uuid.UUID, *, limit: int = 20) -> list[CertificateLine]:
    """Return a learner's certificates, newest first."""
    rows = db.session.execute(
        select(Credential, CredentialState.status)
        .join(CredentialState, CredentialState.credential_id == Credential.id)
        .where(Credential.learner_id == learner_id)
        .order_by(Credential.id.desc())
        .limit(limit)
    )
    return [
        CertificateLine(row.code, row.result_id, status, row.issued_at, row.valid_until, str(row.facts["level"]))
        for row, status in rows
    ]


def issuing_keys() -> list[IssuingKey]:
    """Return all public keys that ever signed, oldest first."""
    return list(db.session.scalars(select(IssuingKey).order_by(IssuingKey.valid_from, IssuingKey.id)))


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
