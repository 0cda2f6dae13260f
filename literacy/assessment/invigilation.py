"""What staff do to a sitting: take a broken item out, declare it void. And what a learner says of an item."""

import uuid

from sqlalchemy import select

from literacy.accounts import learners
from literacy.assessment import queries, service
from literacy.assessment.models import (
    ERASED,
    REPORT_DECISIONS,
    REPORT_KINDS,
    VOID_REASONS,
    ItemReport,
    ItemReportDecision,
    ItemResponse,
    Presentation,
    PresentationDrop,
    Sitting,
)
from literacy.core import audit, identifiers
from literacy.core.db import db
from literacy.core.errors import Conflict, NotFound
from literacy.core.signals import sitting_voided

LONGEST_REPORT = 300
REPORT_PURPOSE = "item report"


def replace_item(presentation_id: uuid.UUID, *, actor: str) -> None:
    """Take a broken item out of a sitting that is under way: it is not scored, and another one takes its place.

    Doing it twice is doing it once. Where the bank has no other item for its place, the sitting is one item shorter.
    """
    presentation = db.session.get(Presentation, presentation_id)
    if presentation is None:
        raise NotFound("presentation")
    state = service.held(presentation.sitting_id)
    if state.finished_at is not None or state.voided_at is not None:
        raise Conflict("this sitting has ended: its result is frozen")
    if queries.is_dropped(presentation_id):
        return
    db.session.add(PresentationDrop(presentation_id=presentation_id, recorded_by=actor))
    db.session.flush()
    if presentation.position == state.position:
        state.position += 1
    elif _was_answered(presentation_id):
        state.answered -= 1
    db.session.flush()
    sitting = db.session.get(Sitting, presentation.sitting_id)
    if sitting is not None and not queries.has_position(sitting.id, state.position):
        service.present(sitting, state.position, queries.dropped_items(sitting.id))
    audit.record(actor, "sitting.item_replaced", "sitting", presentation.sitting_id, item=presentation.item_id)


def _was_answered(presentation_id: uuid.UUID) -> bool:
    statement = select(ItemResponse.id).where(ItemResponse.presentation_id == presentation_id)
    return db.session.scalar(statement) is not None


def void_sitting(sitting_id: uuid.UUID, reason: str, *, actor: str) -> None:
    """Declare a sitting void, with the reason; its answers stay. Doing it twice is doing it once."""
    if reason not in (*VOID_REASONS, ERASED):
        raise NotFound("reason")
    state = service.held(sitting_id)
    if state.voided_at is not None:
        return
    event = service.append_event(sitting_id, "voided", {"reason": reason}, recorded_by=actor)
    state.voided_at, state.open_learner_id = event.recorded_at, None
    db.session.flush()
    audit.record(actor, "sitting.voided", "sitting", sitting_id, reason=reason)
    sitting_voided.send(sitting_id=sitting_id)


def report_item(
    presentation_id: uuid.UUID, learner_id: uuid.UUID, kind: str, text: str, *, report_id: uuid.UUID | None = None
) -> uuid.UUID:
    """Keep what a learner says of an item; the same id twice is one report."""
    if kind not in REPORT_KINDS:
        raise NotFound("kind of report")
    known = db.session.get(ItemReport, report_id) if report_id else None
    if known is not None:
        return known.id
    said = text.strip()[:LONGEST_REPORT]
    report = ItemReport(
        id=report_id or identifiers.new_id(),
        presentation_id=presentation_id,
        kind=kind,
        sealed_text=learners.seal_for(learner_id, said.encode(), REPORT_PURPOSE) if said else None,
    )
    db.session.add(report)
    db.session.flush()
    return report.id


def words_of_report(learner_id: uuid.UUID, sealed: bytes) -> str:
    """Return what a learner wrote of an item, or "" once her key was erased."""
    try:
        return learners.open_for(learner_id, sealed, REPORT_PURPOSE).decode()
    except NotFound:
        return ""


def decide_report(report_id: uuid.UUID, decision: str, *, actor: str) -> None:
    """Say what was found when somebody looked at the item; a second decision changes nothing."""
    if decision not in REPORT_DECISIONS or db.session.get(ItemReport, report_id, with_for_update=True) is None:
        raise NotFound("item report")
    known = select(ItemReportDecision.id).where(ItemReportDecision.report_id == report_id)
    if db.session.scalar(known) is None:
        db.session.add(ItemReportDecision(report_id=report_id, decision=decision, recorded_by=actor))
        audit.record(actor, "item_report.decided", "item_report", report_id, decision=decision)
        db.session.flush()
