"""The verbs of a sitting: start, answer, finish. Each answer and the next presentation are one transaction."""

import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from literacy.accounts import learners, people
from literacy.accounts.models import Learner
from literacy.assessment import delivery, queries, statements
from literacy.assessment.delivery import role_test
from literacy.assessment.models import Result, Sitting, SittingEvent, SittingState
from literacy.assessment.queries import Standing
from literacy.banks.queries import current_release
from literacy.core import canonical, clock, identifiers
from literacy.core.db import db
from literacy.core.errors import Conflict, NotFound, Reason, Refused
from literacy.core.signals import result_released
from literacy.training.books import Span
from literacy.training.timelines import timeline_of_session

CONSENT_TEXT_VERSION = "sitting 1"
PROFILE_TEXT_VERSION = "profile 1"
SEED_BITS = 62
# Longer silence on one item is a break or a power cut, not thinking.
LONGEST_ACTIVE_SECONDS = 600


def start_sitting(
    learner_id: uuid.UUID, seat_id: uuid.UUID, role: str, start_id: uuid.UUID, *, seed: int | None = None
) -> str:
    """Record the consent and start a test; the same start id, or a sitting still open, is gone on with.

    Whoever said to be under 14 waits for a guardian's consent.
    """
    _one_at_a_time(learner_id)
    known = db.session.scalar(select(Sitting.code).where(Sitting.id == start_id, Sitting.learner_id == learner_id))
    cards = people.cards_of(learner_id)
    already = known or queries.open_sitting_of(cards)
    if already is not None:
        return already
    if learners.needs_guardian(learner_id):
        raise Refused([Reason("guardian_needed")])
    release = current_release()
    sitting = Sitting(
        id=start_id,
        code=identifiers.short_code(),
        learner_id=learner_id,
        seat_id=seat_id,
        consent_id=learners.record_consent(learner_id, "sitting", CONSENT_TEXT_VERSION),
        role=role,
        release_hash=release.hash,
        parameter_set_hash=release.parameter_set_hash,
        seed=secrets.randbits(SEED_BITS) if seed is None else seed,
        planned_items=release.specification(role).length,
        avoided=queries.items_seen_by(cards),
        supervised=True,
    )
    _begin(sitting)
    return sitting.code


def _begin(sitting: Sitting) -> None:
    """Store a sitting with its first event, its state and its first presentation."""
    db.session.add(sitting)
    db.session.flush()
    append_event(sitting.id, "started")
    db.session.add(
        SittingState(
            sitting_id=sitting.id,
            open_learner_id=sitting.learner_id,
            seat_id=sitting.seat_id,
            position=1,
            answered=0,
            active_seconds=0,
        )
    )
    db.session.flush()
    present(sitting, 1, [])


def _one_at_a_time(learner_id: uuid.UUID) -> None:
    """Let a double click's second request wait here until the first is done, and then see what it stored."""
    db.session.execute(select(Learner.id).where(Learner.id == learner_id).with_for_update(key_share=True))


def say_under_14(learner_id: uuid.UUID) -> None:
    """Keep that somebody says to be under 14; said twice it is said once."""
    _one_at_a_time(learner_id)
    if not learners.needs_guardian(learner_id):
        learners.state_age(learner_id, under_14=True)


def keep_profile(learner_id: uuid.UUID, answers: dict[str, object]) -> None:
    """Keep the optional answers, if any; a second sending changes nothing."""
    if answers:
        _one_at_a_time(learner_id)
        learners.store_profile(learner_id, PROFILE_TEXT_VERSION, answers)


def record_response(
    standing: Standing, presentation_id: uuid.UUID, answer: Any, *, omitted: bool = False
) -> int | None:
    """Keep an answer and present the next item; return the position to go to, or None where all are answered.

    A presentation answered before keeps its first answer, whatever comes now, and leads where it led then.
    """
    if standing.presentation_id != presentation_id or standing.ended:
        return _after_earlier_answer(standing, presentation_id)
    test = role_test(standing.release_hash, standing.role)
    item = test.item(standing.item_id or "")
    raw_score = 0 if omitted else delivery.raw_score(item, answer, standing.surface_seed or 0)
    spent = _active_seconds(standing)
    if not _move_on(standing, spent):
        return _after_earlier_answer(standing, presentation_id)
    kept = statements.keep_answer(
        presentation_id=presentation_id,
        omitted=omitted,
        answer=answer,
        raw_score=raw_score,
        max_score=item.scoring.max,
        active_seconds=spent,
    )
    if not kept:
        raise Conflict("answered, and yet the sitting's state waits: literacy db rebuild")
    if standing.seat_id not in (None, standing.last_seat_id):
        append_event(standing.sitting_id, "moved", {"seat_id": standing.seat_id.hex if standing.seat_id else ""})
    dropped = queries.dropped_items(standing.sitting_id) if standing.position > standing.answered + 1 else []
    return standing.position + 1 if present(standing, standing.position + 1, dropped) else None


def _move_on(standing: Standing, spent: int) -> bool:
    return statements.move_on(
        of_sitting=standing.sitting_id,
        from_position=standing.position,
        new_position=standing.position + 1,
        new_answered=standing.answered + 1,
        new_seconds=standing.active_seconds + spent,
        at_seat=standing.seat_id or standing.last_seat_id,
    )


def _after_earlier_answer(standing: Standing, presentation_id: uuid.UUID) -> int | None:
    """Return where an answer that was given before led: to the item after it, if there is one by now."""
    position = queries.position_of(standing.sitting_id, presentation_id)
    if position is None:
        raise NotFound("presentation")
    return position + 1 if queries.has_position(standing.sitting_id, position + 1) else None


def present(sitting: Sitting | Standing, position: int, dropped: list[str]) -> bool:
    """Store what will be shown before it can be answered; False where the sitting is complete."""
    sitting_id = sitting.id if isinstance(sitting, Sitting) else sitting.sitting_id
    test = role_test(sitting.release_hash, sitting.role)
    answered = [(entry.item_id, entry.raw_score) for entry in queries.answered_items(sitting_id)]
    chosen = delivery.next_item(test, answered, sitting.seed, position, dropped=dropped, avoided=sitting.avoided)
    if chosen is None:
        return False
    statements.run(
        statements.PRESENT,
        sitting_id=sitting_id,
        position=position,
        item_id=chosen.item_id,
        item_version=chosen.item_version,
        option_order=list(chosen.option_order),
        surface_seed=chosen.surface_seed,
    )
    return True


def _active_seconds(standing: Standing) -> int:
    """Return how long the item was thought about: what the session stood still meanwhile does not count."""
    if standing.first_shown_at is None:
        return 0
    now = clock.now()
    spent = now - standing.first_shown_at
    if standing.training_session_id is not None and (standing.lost_minutes or standing.interruption):
        lost = timeline_of_session(standing.training_session_id).until(now).lost
        spent -= sum((_overlap(span, standing.first_shown_at, now) for span in lost), timedelta())
    return min(LONGEST_ACTIVE_SECONDS, max(0, int(spent.total_seconds())))


def _overlap(span: Span, start: datetime, end: datetime) -> timedelta:
    return max(timedelta(), min(span.end, end) - max(span.start, start))


def mark_shown(presentation_id: uuid.UUID) -> None:
    """Stamp, once, when an item was first on a screen."""
    statements.run(statements.MARK_SHOWN, of_presentation=presentation_id, shown_at=clock.now())


def finish_sitting(sitting_id: uuid.UUID) -> str:
    """Close the sitting and freeze its result; finishing twice gives the first result."""
    state = held(sitting_id)
    if state.voided_at is not None:
        raise Conflict("this sitting was declared void")
    if state.finished_at is not None:
        existing = queries.result_of_sitting(sitting_id)
        if existing is None:
            raise Conflict("a finished sitting without a result")
        return existing.code
    event = append_event(sitting_id, "finished")
    state.finished_at, state.open_learner_id = event.recorded_at, None
    db.session.flush()
    result = _freeze(sitting_id)
    result_released.send(result_id=result.id)
    return result.code


def held(sitting_id: uuid.UUID) -> SittingState:
    """Return where a sitting stands, held until the end of the transaction."""
    statement = select(SittingState).where(SittingState.sitting_id == sitting_id)
    state = db.session.scalar(statement.with_for_update().execution_options(populate_existing=True))
    if state is None:
        raise NotFound("sitting")
    return state


def append_event(
    sitting_id: uuid.UUID, kind: str, detail: dict[str, Any] | None = None, *, recorded_by: str = "learner"
) -> SittingEvent:
    """Append what happened to a sitting."""
    event = SittingEvent(
        sitting_id=sitting_id, kind=kind, detail=detail or {}, recorded_by=recorded_by, recorded_at=clock.now()
    )
    db.session.add(event)
    db.session.flush()
    return event


def _freeze(sitting_id: uuid.UUID) -> Result:
    document = delivery.result_document(sitting_id)
    result = Result(
        id=identifiers.new_id(),
        code=identifiers.short_code(),
        sitting_id=sitting_id,
        document=document,
        document_hash=canonical.digest(document),
        recorded_at=clock.now(),
    )
    db.session.add(result)
    db.session.flush()
    return result
