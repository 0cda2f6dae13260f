"""Certificates as the administration, and their holders, end or renew them."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from literacy.accounts import learners
from literacy.accounts.learners import Identity
from literacy.accounts.models import Learner
from literacy.core.db import db
from literacy.core.errors import Conflict, NotFound
from literacy.credentials import service
from literacy.credentials.models import Credential, CredentialState, StatusChange
from literacy.credentials.queries import status_today
from literacy.verification.report import VerificationReport
from literacy.verification.service import verify_code

# What can be done to a certificate, from which states, and where it leads.
ACTS: dict[str, tuple[tuple[str, ...], str]] = {
    "suspend": (("in_force",), "suspended"),
    "resume": (("suspended",), "in_force"),
    "reissue": (("in_force", "suspended"), "superseded"),
    "revoke": (("in_force", "suspended", "to_be_signed"), "revoked"),
}
MOST = 40


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened to a certificate."""

    at: datetime
    change: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class CertificatePage:
    """A certificate as the administration sees it: the name masked, as for everybody who checks it."""

    code: str
    kind: str
    status: str
    since: datetime
    issued_at: datetime
    card: str
    report: VerificationReport
    changes: tuple[Change, ...]
    acts: tuple[str, ...]
    renamed: bool


def certificate_page(credential_id: uuid.UUID) -> CertificatePage:
    """Return a certificate with its history and what can be done to it."""
    row = db.session.execute(
        select(Credential, CredentialState, Learner.card_number)
        .join(CredentialState, CredentialState.credential_id == Credential.id)
        .join(Learner, Learner.id == Credential.learner_id)
        .where(Credential.id == credential_id)
    ).first()
    if row is None:
        raise NotFound("certificate")
    credential, state, card = row
    changes = db.session.scalars(
        select(StatusChange)
        .where(StatusChange.credential_id == credential_id)
        .order_by(StatusChange.recorded_at, StatusChange.id)
        .limit(MOST)
    )
    report = verify_code(credential.code)
    acts = [act for act, (allowed_from, _) in ACTS.items() if state.status in allowed_from]
    return CertificatePage(
        code=credential.code,
        kind=credential.kind,
        status=status_today(credential, state.status),
        since=state.since,
        issued_at=credential.issued_at,
        card=card,
        report=report,
        changes=tuple(Change(each.recorded_at, each.change, each.reason) for each in changes),
        acts=tuple(act for act in acts if act != "reissue" or not report.name_erased),
        renamed=not report.name_erased and _newer_name(credential) is not None,
    )


def _newer_name(credential: Credential) -> Identity | None:
    """Return who somebody is by now, if it is written otherwise than on the certificate."""
    now, printed = learners.identity_of(credential.learner_id), service.name_on(credential)
    if now is None or not (now.name_uk and now.name_latin):
        return None
    return now if (now.name_uk, now.name_latin) != (printed.name_uk, printed.name_latin) else None


def _reissue(credential_id: uuid.UUID, *, actor: str) -> None:
    """Issue a new certificate, in the name that is written down by now."""
    service.reissue(credential_id, _newer_name(db.session.get_one(Credential, credential_id)), actor=actor)


def act_on(credential_id: uuid.UUID, act: str, *, reason: str | None, actor: str) -> None:
    """Do something to a certificate; what was done already, as by a double click, is not done again."""
    verbs = {
        "suspend": lambda: service.suspend(credential_id, "checking", actor=actor),
        "resume": lambda: service.resume(credential_id, actor=actor),
        "reissue": lambda: _reissue(credential_id, actor=actor),
        "revoke": lambda: service.revoke(credential_id, reason or "", actor=actor),
    }
    if act not in verbs:
        raise NotFound("act")
    try:
        verbs[act]()
    except Conflict:
        state = db.session.get(CredentialState, credential_id, populate_existing=True)
        if state is None or state.status != ACTS[act][1]:
            raise


def revocable(cards: Collection[uuid.UUID]) -> tuple[str, ...]:
    """Return the numbers of a person's certificates that are worth something, so that she may end them."""
    allowed_from, _ = ACTS["revoke"]
    statement = (
        select(Credential.code)
        .join(CredentialState, CredentialState.credential_id == Credential.id)
        .where(Credential.learner_id.in_(cards), CredentialState.status.in_(allowed_from))
        .order_by(Credential.issued_at.desc(), Credential.id)
        .limit(MOST)
    )
    return tuple(db.session.scalars(statement))


def own_certificate(cards: Collection[uuid.UUID], number: str) -> uuid.UUID:
    """Return a certificate of a person by its number."""
    statement = select(Credential.id).where(Credential.learner_id.in_(cards), Credential.code == number)
    credential_id = db.session.scalar(statement)
    if credential_id is None:
        raise NotFound("certificate")
    return credential_id
