"""The finished tests of a group and what was answered in them, for everybody at once: one statement each.

A person is whoever the caller says that she is, with all her cards; what is told of her goes by the caller's key.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import Select, String, cast, func, select

from literacy.accounts.models import Learner
from literacy.assessment.delivery import RoleTest
from literacy.assessment.models import ItemResponse, Presentation, PresentationDrop, Result, Sitting, SittingState
from literacy.assessment.scoring import Outcome, outcome_from
from literacy.core.db import db
from literacy.psychometrics.curves import FloatArray

People = Mapping[uuid.UUID, Collection[uuid.UUID]]


@dataclass(frozen=True, slots=True)
class FinishedTest:
    """A supervised test that was finished and not declared void, with its newest result."""

    sitting_id: uuid.UUID
    result_id: uuid.UUID
    finished_at: datetime
    simulated: bool
    provisional: bool
    outcome: Outcome


def finished_tests(
    people: People, role: str, *, begins: datetime | None = None, ends: datetime | None = None
) -> dict[uuid.UUID, tuple[FinishedTest, ...]]:
    """Return person -> her finished tests of a role in this time, the earliest first; nobody without any."""
    person_of = {card: person for person, cards in people.items() for card in cards}
    found: dict[uuid.UUID, dict[uuid.UUID, FinishedTest]] = {}
    for row in db.session.execute(_finished(person_of, role, begins, ends)):
        test = FinishedTest(
            sitting_id=row.sitting_id,
            result_id=row.id,
            finished_at=row.finished_at,
            simulated=row.simulated,
            provisional=row.provisional,
            outcome=outcome_from(row.outcome),
        )
        found.setdefault(person_of[row.learner_id], {})[row.sitting_id] = test
    return {person: tuple(sorted(own.values(), key=lambda each: each.finished_at)) for person, own in found.items()}


def _finished(cards: Collection[uuid.UUID], role: str, begins: datetime | None, ends: datetime | None) -> Select[Any]:
    """Select the results in the order made, so that the newest of a sitting comes last."""
    statement = (
        select(
            Sitting.learner_id,
            Sitting.id.label("sitting_id"),
            Result.id,
            SittingState.finished_at,
            Learner.simulated,
            Result.document["outcome"].label("outcome"),
            Result.document["provisional"].as_boolean().label("provisional"),
        )
        .join(Sitting, Sitting.id == Result.sitting_id)
        .join(SittingState, SittingState.sitting_id == Sitting.id)
        .join(Learner, Learner.id == Sitting.learner_id)
        .where(Sitting.learner_id.in_(cards), Sitting.role == role, Sitting.supervised)
        .where(SittingState.voided_at.is_(None), SittingState.finished_at.is_not(None))
        .order_by(Result.id)
    )
    if begins is not None:
        statement = statement.where(SittingState.finished_at >= begins)
    return statement.where(SittingState.finished_at <= ends) if ends is not None else statement


@dataclass(frozen=True, slots=True)
class Answered:
    """An item answered or omitted, and not dropped."""

    item_id: str
    item_version: int
    raw_score: int


def answers_of(sitting_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Answered]]:
    """Return sitting -> what was answered in it, without what was taken out as broken.

    The database puts the answers of a sitting into one text: a row for each answer would take most of a page's time.
    """
    version, raw_score = cast(Presentation.item_version, String), cast(ItemResponse.raw_score, String)
    answered = Presentation.item_id + " " + version + " " + raw_score
    statement = (
        select(Presentation.sitting_id, func.aggregate_strings(answered, ";").label("answered"))
        .join(ItemResponse, ItemResponse.presentation_id == Presentation.id)
        .outerjoin(PresentationDrop, PresentationDrop.presentation_id == Presentation.id)
        .where(Presentation.sitting_id.in_(sitting_ids), PresentationDrop.id.is_(None))
        .group_by(Presentation.sitting_id)
    )
    return {
        row.sitting_id: [_answered(each) for each in row.answered.split(";")] for row in db.session.execute(statement)
    }


def _answered(told: str) -> Answered:
    item_id, version, raw_score = told.split(" ")
    return Answered(item_id, int(version), int(raw_score))


def responses(test: RoleTest, answers: Iterable[Sequence[Answered]]) -> FloatArray:
    """Return raw scores on a test's items, one row a sitting; NaN for what was not answered, or is another version now."""
    rows = list(answers)
    found = np.full((len(rows), len(test.index_of)), np.nan)
    for row, answered in enumerate(rows):
        for each in answered:
            place = test.index_of.get(each.item_id)
            if place is not None and test.item(each.item_id).version == each.item_version:
                found[row, place] = each.raw_score
    return found
