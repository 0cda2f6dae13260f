"""The verbs of a credential: award, revoke, suspend, resume, reissue. Signing is the worker's (`signing.py`)."""

import uuid
from datetime import datetime

from sqlalchemy import select

from literacy.accounts import learners
from literacy.accounts.learners import Identity
from literacy.accounts.models import Learner
from literacy.assessment.models import Result, SittingEvent
from literacy.assessment.queries import ResultFacts, finished_sittings, result_by_id
from literacy.assessment.scoring import outcome_from
from literacy.core import audit, clock, identifiers
from literacy.core.db import db
from literacy.core.errors import Conflict, NotFound, Reason, Refused
from literacy.core.signals import credential_status_changed
from literacy.credentials import issuing, rules
from literacy.credentials.models import Credential, CredentialState, StatusChange

CONSENT_TEXT_VERSION = "certificate 1"
DOCUMENT_PURPOSE = "credential document"
PDF_PURPOSE = "credential pdf"


def award(result_id: uuid.UUID, identity: Identity, credential_id: uuid.UUID) -> uuid.UUID:
    """Award a certificate for a result in this name, to be signed by the worker.

    The same credential id, or a second wish for the same result, gives the certificate that exists.
    """
    # A double click's second request waits here until the first is done, and then sees what it stored.
    db.session.execute(select(Result.id).where(Result.id == result_id).with_for_update(key_share=True))
    existing = credential_of_result(result_id)
    if existing is not None:
        return existing
    result = result_by_id(result_id)
    if result is None:
        raise NotFound("result")
    reasons = reasons_against(result)
    if reasons:
        raise Refused(reasons)
    learners.record_consent(result.learner_id, "certificate", CONSENT_TEXT_VERSION)
    learners.name_learner(result.learner_id, identity)
    credential = _add(result, identity, credential_id, edition=1)
    return credential.id


def reasons_against(result: ResultFacts) -> list[Reason]:
    """Return what stands against a certificate for a result."""
    voided = db.session.scalar(
        select(SittingEvent.id)
        .where(SittingEvent.sitting_id == result.sitting_id, SittingEvent.kind == "voided")
        .limit(1)
    )
    return rules.reasons_against(
        outcome_from(result.document["outcome"]),
        voided=voided is not None,
        supervised=bool(result.document["supervised"]),
    )


def credential_of_result(result_id: uuid.UUID) -> uuid.UUID | None:
    """Return the newest certificate of a result."""
    return db.session.scalar(
        select(Credential.id).where(Credential.result_id == result_id).order_by(Credential.edition.desc()).limit(1)
    )


def _add(result: ResultFacts, identity: Identity, credential_id: uuid.UUID, *, edition: int) -> Credential:
    issued_at = issuing.now()
    return issuing.keep(
        credential_id,
        result.learner_id,
        identity,
        _printed_facts(result),
        edition=edition,
        issued_at=issued_at,
        kind="test",
        result_id=result.result_id,
        valid_until=rules.valid_until(issued_at),
    )


def name_on(credential: Credential) -> Identity:
    """Return the name that stands on a certificate; NotFound once the person's key was erased."""
    return Identity.from_bytes(learners.open_for(credential.learner_id, credential.sealed_name, issuing.NAME_PURPOSE))


def _printed_facts(result: ResultFacts) -> dict[str, object]:
    """Return what is printed besides the name, read from the frozen result alone."""
    document = result.document
    outcome = outcome_from(document["outcome"])
    simulated = db.session.scalar(select(Learner.simulated).where(Learner.id == result.learner_id))
    return {
        "role": result.role,
        "item_count": outcome.n_items,
        "level": outcome.level,
        "level_probability": outcome.level_probability,
        "other_level": outcome.neighbour,
        "other_probability": outcome.neighbour_probability,
        "firm": outcome.firm,
        "top_merged": outcome.top_merged,
        "gauge_estimate": outcome.band.place,
        "gauge_low": outcome.band.place_low,
        "gauge_high": outcome.band.place_high,
        "supervised": document["supervised"],
        "identity_check": document["identity_check"],
        "open_bank": document["open_bank"],
        "provisional": document["provisional"],
        "sittings_count": finished_sittings(result.role),
        "bank_release": document["bank_label"],
        "scale_version": document["scale_version"],
        "does_percent": document["does_percent"],
        "simulated": bool(simulated),
    }


def credential_by_code(code: str) -> Credential:
    """Return the certificate of this number, however it was typed."""
    credential = db.session.scalar(
        select(Credential).where(Credential.code == identifiers.canonical_certificate_code(code))
    )
    if credential is None:
        raise NotFound("credential")
    return credential


def code_of(credential_id: uuid.UUID) -> str:
    """Return the number of a certificate."""
    code = db.session.scalar(select(Credential.code).where(Credential.id == credential_id))
    if code is None:
        raise NotFound("credential")
    return code


def revoke(credential_id: uuid.UUID, reason: str, *, actor: str) -> None:
    """Revoke for good, with a reason class."""
    if reason not in rules.REVOCATION_REASONS:
        raise Conflict(f"the reason must be one of {', '.join(rules.REVOCATION_REASONS)}")
    _change(credential_id, "revoked", reason, actor=actor, allowed_from=("in_force", "suspended", "to_be_signed"))


def suspend(credential_id: uuid.UUID, reason: str, *, actor: str) -> None:
    """Suspend while the circumstances are looked into."""
    if reason not in rules.SUSPENSION_REASONS:
        raise Conflict(f"the reason must be one of {', '.join(rules.SUSPENSION_REASONS)}")
    _change(credential_id, "suspended", reason, actor=actor, allowed_from=("in_force",))


def resume(credential_id: uuid.UUID, *, actor: str) -> None:
    """Put a suspended certificate in force again."""
    _change(credential_id, "resumed", None, actor=actor, allowed_from=("suspended",))


def reissue(credential_id: uuid.UUID, identity: Identity | None, *, actor: str) -> uuid.UUID:
    """Issue a new certificate in place of one that was lost, or whose holder changed name; the old is superseded.

    A course's certificate says what the old one said, under a new number of the register.
    """
    old = db.session.get(Credential, credential_id)
    if old is None:
        raise NotFound("credential")
    _change(credential_id, "superseded", None, actor=actor, allowed_from=("in_force", "suspended"))
    if identity is not None:
        learners.name_learner(old.learner_id, identity)
    new = _next_edition(old, identity or name_on(old))
    audit.record(actor, "credential.reissued", "credential", new.id, replaces=old.id.hex)
    return new.id


def _next_edition(old: Credential, identity: Identity) -> Credential:
    if old.cohort_id is not None:
        facts = old.facts | {"replaces_earlier": True}
        return issuing.keep_of_course(old.cohort_id, old.learner_id, identity, facts, edition=old.edition + 1)
    result = result_by_id(old.result_id) if old.result_id else None
    if result is None:
        raise NotFound("result")
    return _add(result, identity, identifiers.new_id(), edition=old.edition + 1)


def _change(
    credential_id: uuid.UUID, change: str, reason: str | None, *, actor: str, allowed_from: tuple[str, ...]
) -> None:
    state = db.session.scalar(
        select(CredentialState).where(CredentialState.credential_id == credential_id).with_for_update()
    )
    if state is None:
        raise NotFound("credential")
    if state.status not in allowed_from:
        raise Conflict(f"this certificate is {state.status}; it cannot be {change}")
    append_change(state, change, reason, clock.now())
    audit.record(actor, f"credential.{change}", "credential", credential_id, reason=reason)
    credential_status_changed.send(credential_id=credential_id)


def append_change(state: CredentialState, change: str, reason: str | None, at: datetime) -> None:
    """Append the fact and move the projection with it."""
    db.session.add(StatusChange(credential_id=state.credential_id, change=change, reason=reason, recorded_at=at))
    state.status, state.since, state.reason = status_after(change), at, reason
    db.session.flush()


def status_after(change: str) -> str:
    """Return the status that a change leads to."""
    return "in_force" if change in ("signed", "resumed") else change
