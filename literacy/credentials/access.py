"""The only ways to a certificate: its holder's, from the result's own browser or with the key; its cohort's trainers'."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import request
from sqlalchemy import ColumnElement, select

from literacy.accounts import people
from literacy.accounts.access import named
from literacy.assessment.access import OwnResult, holder, own_result
from literacy.core.db import db
from literacy.core.errors import NotFound
from literacy.core.identifiers import canonical_certificate_code, certificate_code_is_consistent
from literacy.credentials import service
from literacy.credentials.models import Credential, CredentialState, SignedCredential
from literacy.training.access import AtCohort, cohort_to


@dataclass(frozen=True, slots=True)
class OwnCertificate:
    """A result of one's own and, if there is one, its certificate."""

    result: OwnResult
    credential: Credential | None
    state: CredentialState | None
    signed: SignedCredential | None


def own_certificate() -> OwnCertificate:
    """Return the certificate that belongs to the result of this address, for whoever may see the result."""
    result = own_result()
    credential_id = service.credential_of_result(result.facts.result_id)
    if credential_id is None:
        return OwnCertificate(result, None, None, None)
    return OwnCertificate(
        result,
        db.session.get(Credential, credential_id),
        db.session.get(CredentialState, credential_id),
        db.session.get(SignedCredential, credential_id),
    )


@dataclass(frozen=True, slots=True)
class HeldCertificate:
    """A certificate whose number stands in the address, for whoever may see it."""

    credential: Credential
    state: CredentialState
    signed: SignedCredential | None


def holders_certificate() -> HeldCertificate:
    """Return the certificate of this address, if it belongs to whoever typed the holder's key here, with whatever card."""
    cards = people.cards_of(holder())
    return _held(str((request.view_args or {})["code"]), Credential.learner_id.in_(cards))


@dataclass(frozen=True, slots=True)
class CohortCertificate:
    """A certificate of a cohort, for staff who may see its people."""

    at: AtCohort
    held: HeldCertificate

    @property
    def staff(self) -> object:
        """Who of the staff it is."""
        return self.at.staff


def certificate_of_cohort(action: str) -> Callable[[], CohortCertificate]:
    """Return the access function of an action on a cohort, for one of its certificates."""

    def check() -> CohortCertificate:
        at: AtCohort = cohort_to(action)()
        number = str((request.view_args or {})["number"])
        held = _held(number, Credential.cohort_id == at.cohort.id)
        if people.erased_among([held.credential.learner_id]):
            raise NotFound("certificate")  # staff are told nothing of an erasure that is not theirs
        return CohortCertificate(at, held)

    return named(check, action)


def _held(number: str, belongs: ColumnElement[bool]) -> HeldCertificate:
    if not certificate_code_is_consistent(number):
        raise NotFound("certificate")
    credential = db.session.scalar(
        select(Credential).where(Credential.code == canonical_certificate_code(number), belongs)
    )
    state = db.session.get(CredentialState, credential.id) if credential else None
    if credential is None or state is None:
        raise NotFound("certificate")
    return HeldCertificate(credential, state, db.session.get(SignedCredential, credential.id))
