"""The only ways to a sitting and a result: from the seat's own browser, or with the holder's key."""

import uuid
from dataclasses import dataclass

from flask import request
from flask import session as browser

from literacy.accounts import learners, people
from literacy.assessment import queries
from literacy.assessment.queries import ResultFacts, Standing
from literacy.core.errors import NotFound
from literacy.rooms.access import NotSeated, entry_of_browser, seated_learner


def own_sitting() -> Standing:
    """Return the sitting of this address, if the person who sits at this browser is taking it."""
    entry_id = entry_of_browser()
    standing = queries.standing_of(str((request.view_args or {})["code"]), entry_id)
    if standing is None:
        raise NotFound("sitting")
    if standing.seat_id is None:
        raise NotSeated(moved=True)
    if standing.seated_person_id != standing.person_id:
        raise NotFound("sitting")
    if standing.voided_at is not None:
        learners.require_not_erased(standing.learner_id)
    return standing


def own_sitting_in_open_room() -> Standing:
    """Return the sitting of this address while the seat may be used; once the room is closed, say how to go on."""
    standing = own_sitting()
    if not standing.seat_is_open:
        raise NotSeated(closed=True)
    return standing


@dataclass(frozen=True, slots=True)
class OwnResult:
    """A result that this browser may show, and how it may: from the seat, or with the holder's key."""

    facts: ResultFacts
    with_holders_key: bool


def own_result() -> OwnResult:
    """Return the result of this address, if it belongs to whoever sits here or typed the holder's key here.

    In a closed room every such address, right or wrong, leads to what can be done now.
    """
    code = str((request.view_args or {})["code"])
    facts = queries.result_by_code(code)
    holder_id = holder_of_browser()
    if facts is not None and holder_id is not None and people.same_person(holder_id, facts.learner_id):
        learners.require_not_erased(holder_id)
        return OwnResult(facts, with_holders_key=True)
    try:
        seated = seated_learner()
    except NotSeated as error:
        if error.closed:
            raise
        raise NotFound("result") from error
    if facts is None or not people.same_person(seated.learner_id, facts.learner_id):
        raise NotFound("result")
    return OwnResult(facts, with_holders_key=False)


def holder() -> uuid.UUID:
    """Return the learner whose holder's key was typed in this browser; Erased once her data were erased elsewhere."""
    learner_id = holder_of_browser()
    if learner_id is None:
        raise NotFound("holder")
    learners.require_not_erased(learner_id)
    return learner_id


def holder_of_browser() -> uuid.UUID | None:
    """Return whose holder's key was typed here, or None."""
    text = browser.get("holder")
    return uuid.UUID(hex=text) if isinstance(text, str) else None


def remember_holder(learner_id: uuid.UUID) -> None:
    """Let this browser show the holder's page."""
    browser["holder"] = learner_id.hex
