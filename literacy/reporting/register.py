"""The provider's register: every certificate of a course in the order of its numbers, with names.

The law asks a provider to keep one (`docs/operate.md` says who may see it). A revoked or replaced certificate stays in it
with its state, one whose holder was erased without the name.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from literacy.accounts import learners
from literacy.accounts.learners import Identity
from literacy.core import clock
from literacy.core.db import db
from literacy.core.language import t
from literacy.core.tables import Cell, Table
from literacy.credentials import issuing, queries
from literacy.credentials.course_facts import CourseCertificateFacts
from literacy.credentials.models import Credential, CredentialState, SignedCredential

COLUMNS = (
    "register",
    "issued",
    "number",
    "name",
    "course",
    "kind",
    "hours",
    "ects",
    "outcomes",
    "signatory",
    "state",
)
_AT_ONCE = 500


def register_table(year: int | None = None) -> Table:
    """Return the register of a year, or of all years."""
    header = [t(f"course_certificate.column_{name}") for name in COLUMNS]
    name = t("course_certificate.register_name") if year is None else t("course_certificate.register_of", year=year)
    return Table(name, header, list(_rows(year)))


def _rows(year: int | None) -> Iterator[Sequence[Cell]]:
    statement = (
        select(Credential, CredentialState.status, SignedCredential)
        .join(CredentialState, CredentialState.credential_id == Credential.id)
        .outerjoin(SignedCredential, SignedCredential.credential_id == Credential.id)
        .where(Credential.kind == "course")
        .order_by(Credential.register_year, Credential.register_number)
        .execution_options(yield_per=_AT_ONCE)
    )
    if year is not None:
        statement = statement.where(Credential.register_year == year)
    for rows in db.session.execute(statement).partitions():
        sealed = [(credential.learner_id, credential.sealed_name) for credential, _, _ in rows]
        names = learners.open_all(sealed, issuing.NAME_PURPOSE)
        for (credential, status, signed), name in zip(rows, names, strict=True):
            yield _row(credential, status, signed, Identity.from_bytes(name) if name else Identity())


def _row(credential: Credential, status: str, signed: SignedCredential | None, identity: Identity) -> Sequence[Cell]:
    """Return a line: as it was signed, or as it will be while it waits for that."""
    facts = (
        queries.signed_facts(credential, signed, identity) if signed else queries.facts_to_sign(credential, identity)
    )
    if not isinstance(facts, CourseCertificateFacts):
        raise TypeError(f"{credential.code} is no certificate of a course")
    return (
        facts.register_number,
        clock.to_kyiv(facts.issued_at).date(),
        facts.code,
        facts.holder_name_uk or t("course_certificate.erased"),
        facts.title(),
        facts.kind_words(),
        facts.hours,
        facts.ects or None,
        "; ".join(facts.outcome_texts()),
        facts.signatory(),
        t(f"certificate_page.status_{queries.status_today(credential, status)}"),
    )
