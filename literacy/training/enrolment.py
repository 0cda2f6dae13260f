"""Who stands on a cohort's list: somebody new, somebody with a card, several at once; admitted, taken off with every card."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select

from literacy.accounts import learners, people, registration
from literacy.accounts.learners import Erased
from literacy.accounts.registration import Registration
from literacy.core import identifiers, installation
from literacy.core.db import db
from literacy.core.errors import Conflict, NotFound, Reason, Refused
from literacy.training import cohorts
from literacy.training.models import Cohort, Enrolment, EnrolmentChange, Library

MOST_AT_ONCE = 30


def enrol_new(cohort_id: uuid.UUID, nickname: str, *, change_id: uuid.UUID, actor: str) -> uuid.UUID:
    """Write somebody down and on the list; the same id and nickname twice are one person. Return the card's learner."""
    cohort = cohorts.hold(cohort_id)
    known = db.session.get(EnrolmentChange, change_id)
    if known is not None:
        identity = learners.identity_of(known.learner_id)
        if identity is not None and identity.nickname == nickname:
            return known.learner_id
        change_id = identifiers.new_id()  # the same page once more, for somebody else
    return _enrol(cohort, nickname, change_id, actor, simulated=_made_up(cohort))


def enrol_several(cohort_id: uuid.UUID, nicknames: Sequence[str], *, first_id: uuid.UUID, actor: str) -> None:
    """Write several people down and on the list, in their order; the same id twice is one act."""
    cohort = cohorts.hold(cohort_id)
    if db.session.get(EnrolmentChange, first_id) is not None:
        return
    made_up = _made_up(cohort)
    for place, nickname in enumerate(nicknames[:MOST_AT_ONCE]):
        _enrol(cohort, nickname, following(first_id, place), actor, simulated=made_up)


def following(first_id: uuid.UUID, place: int) -> uuid.UUID:
    """Return the id of this place in a row of ids of which the first one was issued."""
    return uuid.UUID(int=first_id.int + place)


def _enrol(cohort: Cohort, nickname: str, change_id: uuid.UUID, actor: str, *, simulated: bool) -> uuid.UUID:
    if cohort.closed_at is not None:
        raise Conflict("this cohort is closed")
    learner_id = registration.register(Registration(nickname), actor=actor, simulated=simulated)
    cohorts.enrol(cohort.id, learner_id, actor=actor, change_id=change_id)
    return learner_id


def _made_up(cohort: Cohort) -> bool:
    library = db.session.get(Library, cohort.library_id)
    return installation.settings().demonstration or bool(library and library.simulated)


def enrol_card(cohort_id: uuid.UUID, typed: str, *, actor: str) -> str:
    """Put the person with this card on the list; return where she stands now."""
    number = identifiers.normalise_code(typed)
    if not identifiers.card_number_is_consistent(number):
        raise Refused([Reason("card_mistyped" if number else "card_missing")])
    try:
        learner_id = people.learner_by_card(number)
        learners.require_not_erased(learner_id)
    except Erased as error:  # whoever asked to be forgotten is known by no list
        raise Refused([Reason("card_erased")]) from error
    except NotFound as error:
        raise Refused([Reason("card_unknown")]) from error
    return cohorts.enrol(cohort_id, learner_id, actor=actor)


def admit(cohort_id: uuid.UUID, number: str, *, actor: str) -> None:
    """Give a place to the person with this card who waits; whoever has one keeps it."""
    standing = _standings(cohort_id, number)
    waiting = sorted(card for card, status in standing.items() if status == "waiting")
    if waiting and "enrolled" not in standing.values():
        cohorts.admit(cohort_id, waiting[0], actor=actor)


def take_off(cohort_id: uuid.UUID, number: str, *, actor: str) -> None:
    """Take the person with this card off the list, with whatever cards she stands on it."""
    for card, status in _standings(cohort_id, number).items():
        if status != "left":
            cohorts.leave(cohort_id, card, actor=actor)


def standing_of(cohort_id: uuid.UUID, number: str) -> str:
    """Return where the person with this card stands: "enrolled", "waiting" or "left"; NotFound who never stood there."""
    return min(_standings(cohort_id, number).values(), key=("enrolled", "waiting", "left").index)


def _standings(cohort_id: uuid.UUID, number: str) -> dict[uuid.UUID, str]:
    """Return where each card of a person stands in a cohort."""
    cards = people.cards_of(people.learner_by_card(number))
    statement = select(Enrolment.learner_id, Enrolment.status)
    rows = db.session.execute(statement.where(Enrolment.cohort_id == cohort_id, Enrolment.learner_id.in_(cards)))
    found = {row.learner_id: row.status for row in rows}
    if not found:
        raise NotFound("enrolment")
    return found
