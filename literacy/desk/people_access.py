"""The ways to people without an address of their own: a search, a certificate, and one's own data with the holder's key."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from flask import request

from literacy.accounts import learners, people
from literacy.accounts.access import Staff, named, staff, staff_to
from literacy.assessment.access import holder_of_browser
from literacy.core.errors import HouseError, NotAllowed, NotFound
from literacy.core.identifiers import certificate_code_is_consistent
from literacy.credentials import service as credentials


class NoHolder(HouseError):
    """No holder's key was typed in this browser."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose holder's key was typed in this browser, with every card of the person."""

    learner_id: uuid.UUID
    cards: tuple[uuid.UUID, ...]


def own_data() -> Holder:
    """Return whose holder's key was typed here; Erased once the data were erased, here or elsewhere."""
    learner_id = holder_of_browser()
    if learner_id is None:
        raise NoHolder("holder")
    learners.require_not_erased(learner_id)
    return Holder(learner_id, people.cards_of(learner_id))


def people_to(action: str) -> Callable[[], Staff]:
    """Return the access function of a search: whoever reaches people at all; what is found is for the search to limit."""

    def check() -> Staff:
        found = staff()
        if not found.reaches(action):
            raise NotAllowed(action)
        return found

    return named(check, action)


@dataclass(frozen=True, slots=True)
class AtCertificate:
    """Staff at a certificate."""

    staff: Staff
    credential_id: uuid.UUID
    code: str


def certificate_to(action: str) -> Callable[[], AtCertificate]:
    """Return the access function of an action on the certificate whose number stands in this address."""

    def check() -> AtCertificate:
        found = staff_to(action)()
        typed = str((request.view_args or {})["code"])
        if not certificate_code_is_consistent(typed):
            raise NotFound("certificate")
        credential = credentials.credential_by_code(typed)
        return AtCertificate(found, credential.id, credential.code)

    return named(check, action)
