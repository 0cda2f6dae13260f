"""The worker's part: sign what was awarded, draw its PDF, publish the status lists. It alone opens the signing key."""

import hashlib
import uuid
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from literacy.accounts import learners
from literacy.core import audit, canonical, clock, installation
from literacy.core.db import db
from literacy.core.errors import NotFound
from literacy.credentials import keys, pdf, queries, service
from literacy.credentials.document import StatusPlace, credential_document, issuer_did
from literacy.credentials.facts import CertificateFacts
from literacy.credentials.models import PURPOSES, Credential, CredentialState, IssuingKey, SignedCredential, StatusList
from literacy.credentials.proof import sign
from literacy.credentials.status_list import LIFETIME, status_list_document

ACTOR = "worker"


@dataclass(frozen=True, slots=True)
class Signer:
    """The signing key and the name under which others find its public half."""

    signing_key: Ed25519PrivateKey
    verification_method: str


def may_sign() -> bool:
    """Say whether certificates can be signed: a public address is set, or this is the demonstration."""
    settings = installation.settings()
    return bool(settings.base_url) or settings.demonstration


def signing_key_path() -> Path:
    """Return where the issuer's key lies."""
    return installation.settings().data / "keys" / "issuer-ed25519.pem"


def signer() -> Signer:
    """Open the issuer's key (made on first use) and publish its public half under the present address."""
    path = signing_key_path()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    signing_key = keys.load_signing_key(path) if path.exists() else keys.new_signing_key(path)
    public_key = signing_key.public_key()
    method = keys.verification_method(queries.host(), keys.key_id(public_key))
    if db.session.get(IssuingKey, method) is None:
        db.session.add(IssuingKey(id=method, public_key_multibase=keys.multibase(public_key)))
        audit.record(ACTOR, "issuing_key.published", "issuing_key", method)
        db.session.flush()
    return Signer(signing_key, method)


def sign_credential(credential_id: uuid.UUID) -> bool:
    """Sign an awarded credential and draw its PDF; False while there is no public address to sign for."""
    credential = db.session.get(Credential, credential_id)
    state = db.session.get(CredentialState, credential_id)
    if credential is None or state is None:
        raise NotFound("credential")
    if db.session.get(SignedCredential, credential_id) is not None:
        return True
    if not may_sign():
        return False
    facts = queries.facts_to_sign(credential, service.name_on(credential))
    signed_by = signer()
    document = sign(_document(facts, credential), signed_by.signing_key, signed_by.verification_method, clock.now())
    _keep(credential, facts, canonical.to_bytes(document), signed_by)
    if state.status == "to_be_signed":
        service.append_change(state, "signed", None, clock.now())
    audit.record(ACTOR, "credential.signed", "credential", credential_id)
    return True


def _document(facts: CertificateFacts, credential: Credential) -> dict[str, object]:
    revocation, suspension = (
        StatusPlace(purpose, status_address(purpose), credential.status_index)  # type: ignore[arg-type]
        for purpose in PURPOSES
    )
    return credential_document(facts, revocation, suspension)


def status_address(purpose: str) -> str:
    """Return where a status list is published."""
    return f"{installation.settings().public_address}/status/{purpose}"


def _keep(credential: Credential, facts: CertificateFacts, document: bytes, signed_by: Signer) -> None:
    rendered = pdf.render(facts, document)
    db.session.add(
        SignedCredential(
            credential_id=credential.id,
            signed_at=clock.now(),
            key_id=signed_by.verification_method,
            printed=queries.without_name(facts),
            sealed_document=learners.seal_for(credential.learner_id, document, service.DOCUMENT_PURPOSE),
            document_hash=hashlib.sha256(document).hexdigest(),
            sealed_pdf=learners.seal_for(credential.learner_id, rendered, service.PDF_PURPOSE),
            pdf_hash=hashlib.sha256(rendered).hexdigest(),
        )
    )
    db.session.flush()


def sign_status_lists() -> None:
    """Publish both status lists anew."""
    if not may_sign():
        return
    signed_by, places, moment = signer(), queries.status_index_of_changed(), clock.now()
    for purpose in PURPOSES:
        unsigned = status_list_document(
            address=status_address(purpose),
            issuer=issuer_did(queries.host()),
            purpose=purpose,  # type: ignore[arg-type]
            set_indices=places[purpose],
            moment=moment,
        )
        document = sign(unsigned, signed_by.signing_key, signed_by.verification_method, moment)
        row = db.session.get(StatusList, purpose)
        if row is None:
            row = StatusList(purpose=purpose)
            db.session.add(row)
        row.document, row.signed_at, row.valid_until = document, moment, moment + LIFETIME
    db.session.flush()


def status_lists_are_due() -> bool:
    """Say whether a list is missing or past half of its life."""
    rows = {row.purpose: row for row in db.session.scalars(db.select(StatusList))}
    return any(p not in rows or clock.now() > rows[p].signed_at + LIFETIME / 2 for p in PURPOSES)
