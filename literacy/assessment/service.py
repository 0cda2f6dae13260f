"""The verbs of a sitting: start, answer, finish. Each answer and the next presentation are one transaction."""

import secrets
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import select

from literacy.accounts import learners
from literacy.accounts.models import Learner
from literacy.assessment import delivery, queries, statements
from literacy.assessment.delivery import RoleTest, role_test
from literacy.assessment.models import Result, Sitting, SittingEvent, SittingState
from literacy.assessment.queries import Standing
from literacy.banks.queries import current_release
from literacy.core import canonical, clock, identifiers
from literacy.core.db import db
from literacy.core.errors import Conflict, NotFound
from literacy.core.signals import result_released

CONSENT_TEXT_VERSION = "sitting 1"
PROFILE_TEXT_VERSION = "profile 1"
SEED_BITS = 62
# Longer silence on one item is a break or a power cut, not thinking.
LONGEST_ACTIVE_SECONDS = 600


def start_sitting(
    learner_id: uuid.UUID, seat_id: uuid.UUID, role: str, start_id: uuid.UUID, *, seed: int | None = None
) -> str:
    """Record the consent and start a test; the same start id, or a sitting still open, is gone on with."""
    _one_at_a_time(learner_id)
    known = db.session.scalar(select(Sitting.code).where(Sitting.id == start_id, Sitting.learner_id == learner_id))
    already = known or queries.open_sitting_of(learner_id)
    if already is not None:
        return already
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
        supervised=True,
    )
    db.session.add(sitting)
    db.session.flush()
    _append_event(sitting.id, "started")
    db.session.add(
        SittingState(sitting_id=sitting.id, open_learner_id=learner_id, position=1, answered=0, active_seconds=0)
    )
    db.session.flush()
    _present(role_test(sitting.release_hash, sitting.role), sitting.id, sitting.seed, [], position=1)
    return sitting.code


def _one_at_a_time(learner_id: uuid.UUID) -> None:
    """Let a double click's second request wait here until the first is done, and then see what it stored."""
    db.session.execute(select(Learner.id).where(Learner.id == learner_id).with_for_update(key_share=True))


def keep_profile(learner_id: uuid.UUID, answers: dict[str, object]) -> None:
    """Keep the optional answers, if any; a second sending changes nothing."""
    if answers:
        _one_at_a_time(learner_id)
        learners.store_profile(learner_id, PROFILE_TEXT_VERSION, answers)


def record_response(standing: Standing, presentation_id: uuid.UUID, answer: Any, *, omitted: bool = False) -> int:
    """Keep an answer and present the next item; return the position to go to.

    A presentation answered before keeps its first answer, whatever comes now, and leads where it led then.
    """
    if standing.presentation_id != presentation_id or standing.finished_at is not None:
        return _after_earlier_answer(standing, presentation_id)
    test = role_test(standing.release_hash, standing.role)
    item = test.item(standing.item_id or "")
    raw_score = 0 if omitted else delivery.raw_score(item, answer, standing.surface_seed or 0)
    spent = _active_seconds(standing.first_shown_at)
    if not _move_on(standing, spent):
        return standing.position + 1
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
    answered = queries.answered_items(standing.sitting_id)
    if len(answered) < standing.planned_items:
        _present(test, standing.sitting_id, standing.seed, answered, position=standing.position + 1)
    return standing.position + 1


def _move_on(standing: Standing, spent: int) -> bool:
    return statements.move_on(
        of_sitting=standing.sitting_id,
        from_position=standing.position,
        new_position=standing.position + 1,
        new_answered=standing.answered + 1,
        new_seconds=standing.active_seconds + spent,
    )


def _after_earlier_answer(standing: Standing, presentation_id: uuid.UUID) -> int:
    position = queries.position_of(standing.sitting_id, presentation_id)
    if position is None:
        raise NotFound("presentation")
    return position + 1


def _present(
    test: RoleTest, sitting_id: uuid.UUID, seed: int, answered: list[queries.AnsweredItem], *, position: int
) -> None:
    """Store what will be shown before it can be answered."""
    chosen = delivery.next_item(test, [(entry.item_id, entry.raw_score) for entry in answered], seed, position)
    statements.run(
        statements.PRESENT,
        sitting_id=sitting_id,
        position=position,
        item_id=chosen.item_id,
        item_version=chosen.item_version,
        option_order=list(chosen.option_order),
        surface_seed=chosen.surface_seed,
    )


def _active_seconds(shown_at: datetime | None) -> int:
    if shown_at is None:
        return 0
    return min(LONGEST_ACTIVE_SECONDS, max(0, int((clock.now() - shown_at).total_seconds())))


def mark_shown(presentation_id: uuid.UUID) -> None:
    """Stamp, once, when an item was first on a screen."""
    statements.run(statements.MARK_SHOWN, of_presentation=presentation_id, shown_at=clock.now())


def finish_sitting(sitting_id: uuid.UUID) -> str:
    """Close the sitting and freeze its result; finishing twice gives the first result."""
    state = db.session.scalar(select(SittingState).where(SittingState.sitting_id == sitting_id).with_for_update())
    if state is None:
        raise NotFound("sitting")
    if state.finished_at is not None:
        existing = queries.result_of_sitting(sitting_id)
        if existing is None:
            raise Conflict("a finished sitting without a result")
        return existing.code
    event = _append_event(sitting_id, "finished")
    state.finished_at, state.open_learner_id = event.recorded_at, None
    db.session.flush()
    result = _freeze(sitting_id)
    result_released.send(result_id=result.id)
    return result.code


def _append_event(sitting_id: uuid.UUID, kind: str) -> SittingEvent:
    event = SittingEvent(sitting_id=sitting_id, kind=kind, recorded_at=clock.now())
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


def void_sitting(sitting_id: uuid.UUID, reason: str) -> None:
    """Declare a sitting void, with the reason; its answers stay."""
    event = _append_event(sitting_id, "voided")
    event.detail = {"reason": reason}
    db.session.flush()
