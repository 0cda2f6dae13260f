"""The part of a person's copy that is about tests: what she answered, as she gave it, and what came of it."""

import uuid
from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from literacy.accounts.models import LearnerKey
from literacy.assessment.invigilation import REPORT_PURPOSE
from literacy.assessment.models import ItemReport, ItemResponse, Presentation, Result, Sitting, SittingState
from literacy.assessment.scoring import LEVELS, Outcome, outcome_from
from literacy.banks.queries import ReleasedItem, items_of_releases
from literacy.banks.schema import Item, ShortAnswer
from literacy.core import installation
from literacy.core.db import db
from literacy.core.language import percent, t

MOST_SITTINGS = 40
MOST_ANSWERS = 60 * MOST_SITTINGS


def sittings_of(cards: Collection[uuid.UUID]) -> list[dict[str, Any]]:
    """Return a person's sittings with her answers; whether they were right stands nowhere."""
    rows = db.session.execute(
        select(Sitting, SittingState)
        .join(SittingState, SittingState.sitting_id == Sitting.id)
        .where(Sitting.learner_id.in_(cards))
        .order_by(Sitting.id)
        .limit(MOST_SITTINGS)
    ).all()
    answers = _answers([sitting.id for sitting, _ in rows])
    return [
        {
            "test": sitting.role,
            "test_uk": t(f"role_choice.{sitting.role}", lang="uk"),
            "started_at": sitting.recorded_at.isoformat(),
            "finished_at": state.finished_at.isoformat() if state.finished_at else None,
            "declared_void_at": state.voided_at.isoformat() if state.voided_at else None,
            "supervised": sitting.supervised,
            "bank_release": sitting.release_hash,
            "answers": answers.get(sitting.id, []),
        }
        for sitting, state in rows
    ]


def _answers(sitting_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[dict[str, Any]]]:
    rows = db.session.execute(
        select(Presentation, ItemResponse, Sitting.release_hash)
        .join(ItemResponse, ItemResponse.presentation_id == Presentation.id)
        .join(Sitting, Sitting.id == Presentation.sitting_id)
        .where(Presentation.sitting_id.in_(sitting_ids))
        .order_by(Presentation.sitting_id, Presentation.position)
        .limit(MOST_ANSWERS)
    ).all()
    items = items_of_releases({row.release_hash for row in rows}, {row.Presentation.item_id for row in rows})
    found: dict[uuid.UUID, list[dict[str, Any]]] = {}
    for shown, given, release_hash in rows:
        told = {
            "position": shown.position,
            "item": shown.item_id,
            "item_version": shown.item_version,
            "shown_at": shown.first_shown_at.isoformat() if shown.first_shown_at else None,
            "answered_at": given.recorded_at.isoformat(),
            "seconds": given.active_seconds,
            "skipped": given.omitted,
        }
        found.setdefault(shown.sitting_id, []).append(
            told | _said(items.get((release_hash, shown.item_id)), given.answer)
        )
    return found


def _said(released: ReleasedItem | None, answer: Any) -> dict[str, Any]:
    """Return the answer in the words of the options; the task itself only where the bank is open to everybody."""
    if released is None:
        return {"answer": None}
    said = {"answer": _in_words(released.item, answer)}
    return {"task": released.item.stem.uk.strip()} | said if released.public else said


def _in_words(item: Item, answer: Any) -> Any:
    if answer is None or isinstance(item, ShortAnswer):
        return answer
    texts = {option.id: option.uk for option in item.options}
    if isinstance(answer, str):
        return texts.get(answer)
    return [texts[each] for each in answer if each in texts]


def results_of(cards: Collection[uuid.UUID]) -> list[dict[str, Any]]:
    """Return a person's results, with what each of them says."""
    rows = db.session.execute(
        select(Result, Sitting.role)
        .join(Sitting, Sitting.id == Result.sitting_id)
        .where(Sitting.learner_id.in_(cards))
        .order_by(Result.id)
        .limit(MOST_SITTINGS)
    )
    return [
        {
            "test": role,
            "test_uk": t(f"role_choice.{role}", lang="uk"),
            "made_at": result.recorded_at.isoformat(),
            "document_hash": result.document_hash,
        }
        | _outcome(outcome_from(result.document["outcome"]))
        for result, role in rows
    ]


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "items": outcome.n_items,
        "level": outcome.level,
        "level_uk": t(f"levels.{outcome.level}", lang="uk") if outcome.level else None,
        "firm": outcome.firm,
        "other_level": outcome.neighbour,
        "chances_in_100": {
            level: percent(chance) for level, chance in zip(LEVELS, outcome.probabilities, strict=False)
        },
        "on_the_scale": {
            "estimate": outcome.band.place,
            "low": outcome.band.place_low,
            "high": outcome.band.place_high,
        },
        "areas": [
            {"area": each.area, "area_uk": t(f"levels.area_{each.area}", lang="uk"), "levels": list(each.levels)}
            for each in outcome.areas
        ],
    }


def reports_of(cards: Collection[uuid.UUID]) -> list[dict[str, Any]]:
    """Return what a person said of items."""
    rows = db.session.execute(
        select(ItemReport, Presentation.item_id, LearnerKey.wrapped)
        .join(Presentation, Presentation.id == ItemReport.presentation_id)
        .join(Sitting, Sitting.id == Presentation.sitting_id)
        .join(LearnerKey, LearnerKey.learner_id == Sitting.learner_id)
        .where(Sitting.learner_id.in_(cards))
        .order_by(ItemReport.recorded_at, ItemReport.id)
        .limit(MOST_ANSWERS)
    )
    vault = installation.vault()
    return [
        {
            "item": item_id,
            "kind": report.kind,
            "kind_uk": t(f"item_reports.kind_{report.kind}", lang="uk"),
            "text": vault.open(wrapped, report.sealed_text, REPORT_PURPOSE).decode() if report.sealed_text else None,
            "at": report.recorded_at.isoformat(),
        }
        for report, item_id, wrapped in rows
    ]
