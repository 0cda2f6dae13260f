"""Checking a certificate by its number or its file, judged by this installation's own records and public keys.

Nothing foreign is ever canonicalised: an uploaded document is compared with the one that was issued.
"""

import hashlib
import json
import uuid
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import select

from literacy.accounts import learners, names
from literacy.accounts.learners import Identity
from literacy.core import clock, identifiers
from literacy.core.db import db
from literacy.core.errors import NotFound, UnreadableInput
from literacy.core.language import current_language
from literacy.credentials import queries, service
from literacy.credentials.document import KINDS, printed_fields_in
from literacy.credentials.models import Credential, CredentialState, SignedCredential
from literacy.credentials.proof import BadProof, read_document, verify
from literacy.verification.attachment import UnreadablePdf, attached_credential
from literacy.verification.report import HolderFacts, StatusFacts, VerificationReport

MAX_FILE_BYTES = 2 * 1024 * 1024
END_OF_TIME = datetime.max.replace(tzinfo=UTC)


def verify_code(typed: str, surname: str | None = None) -> VerificationReport:
    """Answer for a number, however it was typed. With a surname, also say whether it is the holder's."""
    moment = clock.now()
    if not identifiers.certificate_code_is_consistent(typed):
        return VerificationReport("mistyped", moment, reasons=("check_characters",))
    code = identifiers.canonical_certificate_code(typed)
    credential = db.session.scalar(select(Credential).where(Credential.code == code))
    if credential is None:
        return VerificationReport("unknown", moment, code=code)
    return _judge(credential, moment, surname)


def _judge(credential: Credential, moment: datetime, surname: str | None = None) -> VerificationReport:
    signed = db.session.get(SignedCredential, credential.id)
    state = db.session.get(CredentialState, credential.id)
    if signed is None or state is None:
        return VerificationReport("unknown", moment, code=credential.code)
    identity = queries.name_or_none(credential)
    document = _signed_document(credential, signed) if identity else None
    if identity and document is None:
        return VerificationReport("tampered", moment, code=credential.code, reasons=("record_differs_from_signature",))
    report = VerificationReport(
        _state(credential, state, moment),
        moment,
        code=credential.code,
        simulated=bool(credential.facts["simulated"]),
        kind=credential.kind,
        level=credential.facts.get("level"),
        role=str(credential.facts["role"]),
        valid_until=credential.valid_until,
        status=StatusFacts(state.reason, state.since),
        name_erased=identity is None,
        fields=_masked_fields(credential, document, signed, identity),
    )
    return _with_holder(report, identity, surname) if identity else report


def _state(credential: Credential, state: CredentialState, moment: datetime) -> str:
    if state.status in ("revoked", "superseded", "suspended"):
        return state.status
    return "expired" if credential.valid_until is not None and credential.valid_until <= moment else "valid"


def _masked_fields(
    credential: Credential, document: dict[str, Any] | None, signed: SignedCredential, identity: Identity | None
) -> dict[str, str]:
    """Return the printed fields, in Ukrainian as they were signed, with the name masked."""
    if document is not None and current_language() == "uk":
        fields = printed_fields_in(document)
    else:
        fields = queries.signed_facts(credential, signed, identity).printed_fields(current_language())
    hidden = {identity.name_uk, identity.name_latin} if identity else set()
    return {name: names.masked(value) if value in hidden else value for name, value in fields.items()}


def _with_holder(report: VerificationReport, identity: Identity, surname: str | None) -> VerificationReport:
    if surname is None:
        return report
    if not names.surname_matches(surname, identity.name_uk, identity.name_latin):
        return replace(report, holder_matches=False)
    return replace(report, holder_matches=True, holder=HolderFacts(identity.name_uk, identity.name_latin))


def _signed_document(credential: Credential, signed: SignedCredential) -> dict[str, Any] | None:
    """Return the signed statement if it is whole and its signature holds, else None."""
    data = learners.open_for(credential.learner_id, signed.sealed_document, service.DOCUMENT_PURPOSE)
    if hashlib.sha256(data).hexdigest() != signed.document_hash or not _signature_holds(data, credential.kind):
        return None
    document: dict[str, Any] = json.loads(data)
    return document


def _signature_holds(data: bytes, kind: str) -> bool:
    try:
        _require_signature(data, kind)
    except BadProof:
        return False
    return True


@lru_cache(maxsize=512)
def _require_signature(data: bytes, kind: str) -> None:
    """Verify a signature of ours once per document and process; canonicalising is the dear part.

    When it was made is not asked: a clock that was put right after the signing makes no certificate a forgery.
    """
    verify(read_document(data), queries.verification_keys(), END_OF_TIME, KINDS[kind])


def verify_file(data: bytes) -> VerificationReport:
    """Answer for a PDF or a JSON file. Only the very bytes that were issued can be better than a modified copy."""
    if len(data) > MAX_FILE_BYTES:
        raise UnreadableInput("the file is larger than 2 MB")
    if data.startswith(b"%PDF-"):
        return _verify_pdf(data)
    if data.lstrip()[:1] == b"{":
        return _verify_json(data)
    raise UnreadableInput("neither a PDF nor a JSON file")


def _verify_pdf(data: bytes) -> VerificationReport:
    issued = _issued_with(SignedCredential.pdf_hash == hashlib.sha256(data).hexdigest())
    if issued is not None:
        return _judge(issued, clock.now())
    try:
        attached = attached_credential(data)
    except UnreadablePdf as error:
        raise UnreadableInput("the PDF is damaged or has a password") from error
    if attached is None:
        return VerificationReport("not_ours", clock.now(), reasons=("no_credential_inside",))
    report = _verify_json(attached)
    if report.state in ("tampered", "not_ours", "unknown"):
        return report
    return replace(report, state="genuine_but_modified_copy", reasons=(*report.reasons, "file_was_saved_anew"))


def _verify_json(data: bytes) -> VerificationReport:
    try:
        document = read_document(data)
    except BadProof as error:
        raise UnreadableInput("the JSON cannot be read") from error
    moment = clock.now()
    if _issuer_of(document) not in queries.issuers():
        return VerificationReport("not_ours", moment, reasons=("other_issuer",))
    issued = _issued_with(Credential.id == _credential_id(document))
    if issued is None:
        return VerificationReport("tampered", moment, reasons=("never_issued",))
    original = _original(issued)
    if original is None:
        return replace(_judge(issued, moment), state="status_unavailable", reasons=("name_erased",))
    if data == original:
        return _judge(issued, moment)
    if document == json.loads(original):
        return replace(_judge(issued, moment), state="genuine_but_modified_copy", reasons=("file_was_saved_anew",))
    return replace(_judge(issued, moment), state="tampered", reasons=("content_differs",), holder=None)


def _issuer_of(document: dict[str, Any]) -> str:
    issuer = document.get("issuer")
    found = issuer.get("id") if isinstance(issuer, dict) else issuer
    return found if isinstance(found, str) else ""


def _credential_id(document: dict[str, Any]) -> uuid.UUID:
    try:
        return uuid.UUID(str(document.get("id", "")))
    except ValueError:
        return uuid.UUID(int=0)


def _issued_with(condition: Any) -> Credential | None:
    return db.session.scalar(
        select(Credential).join(SignedCredential, SignedCredential.credential_id == Credential.id).where(condition)
    )


def _original(credential: Credential) -> bytes | None:
    signed = db.session.get(SignedCredential, credential.id)
    if signed is None:
        return None
    try:
        return learners.open_for(credential.learner_id, signed.sealed_document, service.DOCUMENT_PURPOSE)
    except NotFound:
        return None
