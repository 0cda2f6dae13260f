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
from literacy.credentials.issued import IssuedFacts
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
    """Open the issuer's key (made on first use)."""
    path = signing_key_path()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    signing_key = keys.load_signing_key(path) if path.exists() else keys.new_signing_key(path)
    return Signer(signing_key, keys.verification_method(queries.host(), keys.key_id(signing_key.public_key())))


def _publish(signed_by: Signer) -> None:
    """Publish the public half under the present address, once."""
    method = signed_by.verification_method
    if db.session.get(IssuingKey, method) is None:
        public_key = signed_by.signing_key.public_key()
        db.session.add(IssuingKey(id=method, public_key_multibase=keys.multibase(public_key)))
        audit.record(ACTOR, "issuing_key.published", "issuing_key", method)
        db.session.flush()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A certificate that is signed and drawn, not yet kept."""

    facts: IssuedFacts
    document: bytes
    pdf: bytes
    signed_by: Signer


def draw_credential(credential_id: uuid.UUID) -> Drawn | None:
    """Sign an awarded credential and draw its PDF, the slow part; None where it is done, or may not be done (yet).

    It only reads, so that learners' answers need not wait for it.
    """
    credential = db.session.get(Credential, credential_id)
    if credential is None:
        raise NotFound("credential")
    if not may_sign() or db.session.get(SignedCredential, credential_id) is not None:
        return None
    identity = queries.name_or_none(credential)
    if identity is None:
        return None
    facts, signed_by = queries.facts_to_sign(credential, identity), signer()
    signed = sign(_document(facts, credential), signed_by.signing_key, signed_by.verification_method, clock.now())
    document = canonical.to_bytes(signed)
    return Drawn(facts, document, pdf.render(facts, document), signed_by)


def sign_credential(credential_id: uuid.UUID, drawn: Drawn | None = None) -> bool:
    """Keep an awarded credential as signed and drawn; False while there is no public address to sign for.

    The state is held meanwhile: who revokes at the same moment waits, and the revocation comes after the signing.
    """
    state = db.session.get(CredentialState, credential_id, with_for_update=True)
    credential = db.session.get(Credential, credential_id)
    if credential is None or state is None:
        raise NotFound("credential")
    if db.session.get(SignedCredential, credential_id) is not None or queries.name_or_none(credential) is None:
        return True  # done, or never to be done: the person was erased meanwhile
    drawn = drawn or draw_credential(credential_id)
    if drawn is None:
        return False
    _keep(credential, drawn)
    if state.status == "to_be_signed":
        service.append_change(state, "signed", None, clock.now())
    audit.record(ACTOR, "credential.signed", "credential", credential_id)
    return True


def _document(facts: IssuedFacts, credential: Credential) -> dict[str, object]:
    revocation, suspension = (
        StatusPlace(purpose, status_address(purpose), credential.status_index)  # type: ignore[arg-type]
        for purpose in PURPOSES
    )
    return credential_document(facts, revocation, suspension)


def status_address(purpose: str) -> str:
    """Return where a status list is published."""
    return f"{installation.settings().public_address}/status/{purpose}"


def _keep(credential: Credential, drawn: Drawn) -> None:
    _publish(drawn.signed_by)
    db.session.add(
        SignedCredential(
            credential_id=credential.id,
            signed_at=clock.now(),
            key_id=drawn.signed_by.verification_method,
            printed=queries.without_name(drawn.facts),
            sealed_document=learners.seal_for(credential.learner_id, drawn.document, service.DOCUMENT_PURPOSE),
            document_hash=hashlib.sha256(drawn.document).hexdigest(),
            sealed_pdf=learners.seal_for(credential.learner_id, drawn.pdf, service.PDF_PURPOSE),
            pdf_hash=hashlib.sha256(drawn.pdf).hexdigest(),
        )
    )
    db.session.flush()


def sign_status_lists() -> None:
    """Publish both status lists anew. The lists are held first: of two workers the later one knows more."""
    if not may_sign():
        return
    published = {row.purpose: row for row in db.session.scalars(db.select(StatusList).with_for_update())}
    signed_by, places, moment = signer(), queries.status_index_of_changed(), clock.now()
    _publish(signed_by)
    for purpose in PURPOSES:
        unsigned = status_list_document(
            address=status_address(purpose),
            issuer=issuer_did(queries.host()),
            purpose=purpose,  # type: ignore[arg-type]
            set_indices=places[purpose],
            moment=moment,
        )
        document = sign(unsigned, signed_by.signing_key, signed_by.verification_method, moment)
        row = published.get(purpose) or StatusList(purpose=purpose)
        db.session.add(row)
        row.document, row.signed_at, row.valid_until = document, moment, moment + LIFETIME
    db.session.flush()


def status_lists_are_due() -> bool:
    """Say whether a list is missing or past half of its life."""
    rows = {row.purpose: row for row in db.session.scalars(db.select(StatusList))}
    return any(p not in rows or clock.now() > rows[p].signed_at + LIFETIME / 2 for p in PURPOSES)
