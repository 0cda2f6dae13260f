"""How a certificate is put into the books: its number, its places on the status lists and in the register, its message."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from literacy.accounts import learners, names
from literacy.accounts.learners import Identity
from literacy.core import clock, identifiers, outbox
from literacy.core.db import db
from literacy.core.models import Node
from literacy.credentials.models import Credential, CredentialState
from literacy.credentials.status_list import free_index

NAME_PURPOSE = "credential name"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the register of a year."""

    year: int
    number: int


def keep(
    credential_id: uuid.UUID,
    learner_id: uuid.UUID,
    identity: Identity,
    facts: Mapping[str, Any],
    *,
    edition: int,
    issued_at: datetime,
    **of_its_kind: Any,
) -> Credential:
    """Keep an award, to be signed by the worker."""
    credential = Credential(
        id=credential_id,
        code=identifiers.certificate_code(),
        edition=edition,
        learner_id=learner_id,
        sealed_name=learners.seal_for(learner_id, printed_identity(identity).to_bytes(), NAME_PURPOSE),
        facts=dict(facts),
        status_index=free_index(_TakenPlaces()),
        issued_at=issued_at,
        **of_its_kind,
    )
    db.session.add(credential)
    db.session.flush()
    db.session.add(CredentialState(credential_id=credential.id, status="to_be_signed", since=issued_at))
    outbox.enqueue("sign_credential", credential_id=credential.id.hex)
    db.session.flush()
    return credential


def keep_of_course(
    cohort_id: uuid.UUID,
    learner_id: uuid.UUID,
    identity: Identity,
    facts: Mapping[str, Any],
    *,
    edition: int,
    credential_id: uuid.UUID | None = None,
) -> Credential:
    """Keep the award of a course, with the next place in the register of this year."""
    hold_register()
    issued_at = now()
    place = next_place(clock.to_kyiv(issued_at).year)
    return keep(
        credential_id or identifiers.new_id(),
        learner_id,
        identity,
        facts,
        edition=edition,
        issued_at=issued_at,
        kind="course",
        cohort_id=cohort_id,
        register_year=place.year,
        register_number=place.number,
        valid_until=None,
    )


def printed_identity(identity: Identity) -> Identity:
    """Return the name as it is printed, and nothing else that is known of the person."""
    return Identity(identity.name_uk, identity.name_latin or names.latin_form(identity.name_uk))


def now() -> datetime:
    """Return the moment of an issue, to the second, as it is printed and signed."""
    return clock.now().replace(microsecond=0)


def hold_register() -> None:
    """Hold the register until the end of the transaction: whoever issues at the same moment waits.

    So each award reads what the earlier one stored, and one that is undone leaves no gap.
    """
    db.session.execute(select(Node.id).with_for_update(key_share=True))


def next_place(year: int) -> Place:
    """Return the first free place of a year; call it while the register is held."""
    highest = db.session.scalar(select(func.max(Credential.register_number)).where(Credential.register_year == year))
    return Place(year, (highest or 0) + 1)


class _TakenPlaces:
    """The places on the status lists that certificates hold, asked one at a time: random, so that they tell no order."""

    def __contains__(self, index: object) -> bool:
        return db.session.scalar(select(Credential.id).where(Credential.status_index == index)) is not None
