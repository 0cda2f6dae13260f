"""What a sitting needs of the bank: the next item, the item as shown, its raw score, the frozen result."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations
from typing import Any

from sqlalchemy import select

import literacy
from literacy.assessment import queries
from literacy.assessment.models import ItemResponse, Presentation, PresentationDrop, Sitting, SittingState
from literacy.assessment.queries import Standing
from literacy.assessment.scoring import Outcome, Standard, score
from literacy.banks import presenting, scoring
from literacy.banks.presenting import ItemView
from literacy.banks.queries import LoadedRelease, release
from literacy.banks.schema import AREAS, Item
from literacy.core.db import db
from literacy.core.errors import NotFound, Refused
from literacy.core.language import current_language
from literacy.psychometrics.ability import ScoringTable, estimate, scoring_table
from literacy.psychometrics.selection import Candidates, Quota, QuotasMet, QuotasOutOfReach, pick_next
from literacy.rooms.models import Seat

SCALE_VERSION = "1"


@dataclass(frozen=True, slots=True, eq=False)
class RoleTest:
    """A role's test in one bank release: everything computed once, used by every answer."""

    release: LoadedRelease
    role: str
    table: ScoringTable
    candidates: Candidates
    quotas: tuple[Quota, ...]
    index_of: dict[str, int]
    standard: Standard

    def item(self, item_id: str) -> Item:
        """Return an item of the release."""
        return self.release.items[item_id]


@lru_cache(maxsize=32)
def role_test(release_hash: str, role: str) -> RoleTest:
    """Return a role's test; a release never changes, so it is put together once."""
    loaded = release(release_hash)
    pool = loaded.pool(role)
    return RoleTest(
        release=loaded,
        role=role,
        table=scoring_table(pool.parameters),
        candidates=pool.candidates,
        quotas=pool.quotas,
        index_of={item_id: index for index, item_id in enumerate(pool.parameters.item_ids)},
        standard=Standard(pool.cut_scores, provisional=loaded.stage == "provisional"),
    )


@dataclass(frozen=True, slots=True)
class ChosenItem:
    """The item to show next, as it will be shown."""

    item_id: str
    item_version: int
    option_order: tuple[str, ...]
    surface_seed: int


def next_item(
    test: RoleTest,
    answered: Sequence[tuple[str, int]],
    seed: int,
    position: int,
    *,
    dropped: Sequence[str] = (),
    avoided: Sequence[str] = (),
) -> ChosenItem | None:
    """Choose the item for a position (from 1) after these answers; None once the sitting is complete.

    The same input chooses the same for ever. A dropped item is replaced where the bank has another one for its place;
    where it has none, the sitting is that much shorter.
    """
    indices = [test.index_of[item_id] for item_id, _ in answered]
    theta = estimate(test.table, indices, [raw_score for _, raw_score in answered]).theta
    index = _pick(test, indices, theta, seed, position, _known(test, dropped), _known(test, avoided))
    if index is None:
        return None
    item = test.item(test.table.item_ids[index])
    return ChosenItem(
        item_id=item.id,
        item_version=item.version,
        option_order=presenting.draw_option_order(item, seed, position),
        surface_seed=presenting.draw_surface_seed(item, seed, position),
    )


def _known(test: RoleTest, item_ids: Sequence[str]) -> tuple[int, ...]:
    return tuple(test.index_of[item_id] for item_id in item_ids if item_id in test.index_of)


def _pick(
    test: RoleTest,
    indices: Sequence[int],
    theta: float,
    seed: int,
    position: int,
    dropped: Sequence[int],
    avoided: Sequence[int],
) -> int | None:
    candidates = replace(test.candidates, avoided=frozenset(avoided)) if avoided else test.candidates
    for size in range(len(dropped) + 1):
        for missed in combinations(dropped, size):
            given = [*indices, *missed]
            try:
                return pick_next(test.table, theta, candidates, given, test.quotas, seed, position - 1, dropped)
            except QuotasMet:
                return None
            except QuotasOutOfReach:
                continue
    return None


def view_of(standing: Standing) -> ItemView:
    """Return what the learner sees of the item that waits."""
    item = role_test(standing.release_hash, standing.role).item(standing.item_id or "")
    return presenting.present(item, standing.option_order or (), standing.surface_seed or 0, current_language())


def answer_from(standing: Standing, posted: Sequence[str]) -> Any:
    """Return the answer to store. What cannot be an order, though sent twice, is kept as it was sent and scores 0."""
    item = role_test(standing.release_hash, standing.role).item(standing.item_id or "")
    try:
        return presenting.answer_from_positions(item, standing.option_order or (), posted)
    except Refused:
        return list(posted)


def raw_score(item: Item, answer: Any, surface_seed: int) -> int:
    """Return the raw score by the one scorer."""
    return scoring.raw_score(item, answer, surface_seed)


def score_sitting(test: RoleTest, answered: Sequence[tuple[str, int]]) -> Outcome:
    """Score items answered or omitted."""
    indices = [test.index_of[item_id] for item_id, _ in answered]
    raw_scores = [raw for _, raw in answered]
    return score(test.table, test.standard, indices, raw_scores, test.candidates.areas, AREAS)


@dataclass(frozen=True, slots=True)
class Told:
    """What a sitting tells of itself when it is frozen: (item, raw score) in the order answered, and what is around."""

    seed: int
    supervised: bool
    identity_check: str
    answered: Sequence[tuple[str, int]]
    dropped: Sequence[str]
    avoided: Sequence[str]
    omitted: int
    active_seconds: int


def result_document(sitting_id: uuid.UUID) -> dict[str, Any]:
    """Return the document that freezes a sitting's outcome, with everything needed to replay it."""
    sitting = db.session.get(Sitting, sitting_id)
    if sitting is None:
        raise NotFound("sitting")
    omitted, seconds = _omitted_and_seconds(sitting_id)
    told = Told(
        seed=sitting.seed,
        supervised=sitting.supervised,
        identity_check=_identity_check(sitting_id),
        answered=[(entry.item_id, entry.raw_score) for entry in queries.answered_items(sitting_id)],
        dropped=queries.dropped_items(sitting_id),
        avoided=sitting.avoided,
        omitted=omitted,
        active_seconds=seconds,
    )
    return document_of(role_test(sitting.release_hash, sitting.role), told)


def document_of(test: RoleTest, told: Told) -> dict[str, Any]:
    """Return the document of a sitting of this test."""
    hands_on = sum(test.item(item_id).evidence == "does" for item_id, _ in told.answered)
    return {
        "role": test.role,
        "bank_release": test.release.hash,
        "bank_label": test.release.label,
        "open_bank": test.release.open_bank,
        "parameter_set": test.release.parameter_set_hash,
        "scale_version": SCALE_VERSION,
        "code_version": literacy.__version__,
        "seed": told.seed,
        "cut_scores": list(test.standard.cut_scores),
        "cut_score_record": test.release.cut_score_record(test.role),
        "provisional": test.standard.provisional,
        "supervised": told.supervised,
        "identity_check": told.identity_check,
        "does_percent": round(100 * hands_on / len(told.answered)) if told.answered else 0,
        "dropped": list(told.dropped),
        "avoided": list(told.avoided),
        "omitted": told.omitted,
        "active_seconds": told.active_seconds,
        "outcome": score_sitting(test, told.answered).as_document(),
    }


def _identity_check(sitting_id: uuid.UUID) -> str:
    """Return how it was known who sat there, as staff noted it at the seat where the sitting was gone on with last."""
    statement = (
        select(Seat.identity_check)
        .join(SittingState, SittingState.seat_id == Seat.id)
        .where(SittingState.sitting_id == sitting_id)
    )
    return db.session.scalar(statement) or "not_checked"


def _omitted_and_seconds(sitting_id: uuid.UUID) -> tuple[int, int]:
    rows = db.session.execute(
        select(ItemResponse.omitted, ItemResponse.active_seconds)
        .join(Presentation, Presentation.id == ItemResponse.presentation_id)
        .outerjoin(PresentationDrop, PresentationDrop.presentation_id == Presentation.id)
        .where(Presentation.sitting_id == sitting_id, PresentationDrop.id.is_(None))
    ).all()
    return sum(row.omitted for row in rows), sum(row.active_seconds for row in rows)
