"""Many simulated sittings at once: the same facts as the verbs would leave, written in bulk.

An answer of a real sitting is a transaction of its own; a simulated year has tens of thousands of them.
`tests/demo/test_year.py` compares a sitting made here with one made by the verbs, answer by answer.
"""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from numpy.random import Generator
from sqlalchemy import insert

from literacy.accounts.models import Consent
from literacy.assessment import delivery
from literacy.assessment.delivery import RoleTest, role_test
from literacy.assessment.models import ItemResponse, Presentation, Result, Sitting, SittingEvent, SittingState
from literacy.assessment.service import CONSENT_TEXT_VERSION
from literacy.banks.queries import LoadedRelease, current_release
from literacy.core import canonical, identifiers
from literacy.core.db import current_node_id, db
from literacy.demo.simulated import answer_scoring, raw_score_drawn

SECONDS_AN_ITEM = (15, 90)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A simulated person who takes a test at a seat, beginning at a moment. `most` answers where she stops early."""

    learner_id: uuid.UUID
    seat_id: uuid.UUID
    role: str
    theta: float
    begins_at: datetime
    avoided: tuple[str, ...] = ()
    most: int = 99


@dataclass
class Sittings:
    """Rows that wait to be written."""

    chance: Generator
    release: LoadedRelease = field(default_factory=current_release)
    rows: dict[Any, list[dict[str, Any]]] = field(default_factory=dict)

    def sit(self, who: Candidate) -> tuple[uuid.UUID | None, tuple[str, ...]]:
        """Simulate a sitting; return its result (None where she stopped early) and the items shown."""
        test = role_test(self.release.hash, who.role)
        sitting = self._begin(test, who)
        answered: list[tuple[str, int]] = []
        moment, spent, omitted = who.begins_at, 0, 0
        while len(answered) < who.most:
            shown = delivery.next_item(test, answered, sitting["seed"], len(answered) + 1, avoided=list(who.avoided))
            if shown is None:
                break
            presentation_id = self._present(sitting["id"], shown, len(answered) + 1, moment)
            seconds = int(self.chance.integers(*SECONDS_AN_ITEM))
            moment += timedelta(seconds=seconds)
            raw_score, was_omitted = self._answer(test, shown, who, presentation_id, moment, seconds)
            answered.append((shown.item_id, raw_score))
            spent, omitted = spent + seconds, omitted + was_omitted
        result_id = self._end(test, sitting, who, answered, moment, spent, omitted)
        return result_id, tuple(item_id for item_id, _ in answered)

    def _add(self, model: Any, moment: datetime, **values: Any) -> dict[str, Any]:
        row = {"id": identifiers.new_id(), "recorded_at": moment, "node_id": current_node_id()} | values
        self.rows.setdefault(model, []).append(row)
        return row

    def _begin(self, test: RoleTest, who: Candidate) -> dict[str, Any]:
        consent = self._add(
            Consent,
            who.begins_at,
            learner_id=who.learner_id,
            purpose="sitting",
            text_version=CONSENT_TEXT_VERSION,
            given=True,
            channel="screen",
            recorded_by="learner",
        )
        sitting = self._add(
            Sitting,
            who.begins_at,
            code=identifiers.short_code(),
            learner_id=who.learner_id,
            seat_id=who.seat_id,
            consent_id=consent["id"],
            role=who.role,
            release_hash=self.release.hash,
            parameter_set_hash=self.release.parameter_set_hash,
            seed=int(self.chance.integers(2**62)),
            planned_items=self.release.specification(who.role).length,
            avoided=list(who.avoided),
            supervised=True,
        )
        self._event(sitting["id"], "started", who.begins_at)
        return sitting

    def _event(self, sitting_id: uuid.UUID, kind: str, moment: datetime) -> None:
        self._add(SittingEvent, moment, sitting_id=sitting_id, kind=kind, detail={}, recorded_by="learner")

    def _present(self, sitting_id: uuid.UUID, shown: delivery.ChosenItem, position: int, moment: datetime) -> uuid.UUID:
        row = self._add(
            Presentation,
            moment,
            sitting_id=sitting_id,
            position=position,
            item_id=shown.item_id,
            item_version=shown.item_version,
            option_order=list(shown.option_order),
            surface_seed=shown.surface_seed,
            first_shown_at=moment,
        )
        presentation_id: uuid.UUID = row["id"]
        return presentation_id

    def _answer(
        self,
        test: RoleTest,
        shown: delivery.ChosenItem,
        who: Candidate,
        presentation_id: uuid.UUID,
        moment: datetime,
        seconds: int,
    ) -> tuple[int, bool]:
        item = test.item(shown.item_id)
        drawn = raw_score_drawn(test, item.id, who.theta, self.chance)
        given = answer_scoring(item, drawn, shown.surface_seed, self.chance)
        raw_score = 0 if given is None else delivery.raw_score(item, given, shown.surface_seed)
        self._add(
            ItemResponse,
            moment,
            presentation_id=presentation_id,
            omitted=given is None,
            answer=given,
            raw_score=raw_score,
            max_score=item.scoring.max,
            active_seconds=seconds,
        )
        return raw_score, given is None

    def _end(
        self,
        test: RoleTest,
        sitting: dict[str, Any],
        who: Candidate,
        answered: list[tuple[str, int]],
        moment: datetime,
        spent: int,
        omitted: int,
    ) -> uuid.UUID | None:
        finished_at = moment + timedelta(seconds=20) if len(answered) < who.most else None
        self.rows.setdefault(SittingState, []).append(
            {
                "sitting_id": sitting["id"],
                "open_learner_id": None if finished_at else who.learner_id,
                "seat_id": who.seat_id,
                "position": len(answered) + 1,
                "answered": len(answered),
                "active_seconds": spent,
                "finished_at": finished_at,
                "voided_at": None,
            }
        )
        if finished_at is None:
            self._leave_waiting(test, sitting, who, answered, moment)
            return None
        self._event(sitting["id"], "finished", finished_at)
        told = delivery.Told(sitting["seed"], True, "not_checked", answered, (), who.avoided, omitted, spent)
        return self._freeze(sitting["id"], finished_at, delivery.document_of(test, told))

    def _leave_waiting(
        self,
        test: RoleTest,
        sitting: dict[str, Any],
        who: Candidate,
        answered: list[tuple[str, int]],
        moment: datetime,
    ) -> None:
        """Show the item that waits for whoever stopped in the middle."""
        place = len(answered) + 1
        shown = delivery.next_item(test, answered, sitting["seed"], place, avoided=list(who.avoided))
        if shown is not None:
            self._present(sitting["id"], shown, place, moment)

    def _freeze(self, sitting_id: uuid.UUID, finished_at: datetime, document: dict[str, Any]) -> uuid.UUID:
        result = self._add(
            Result,
            finished_at,
            code=identifiers.short_code(),
            sitting_id=sitting_id,
            supersedes_id=None,
            document=document,
            document_hash=canonical.digest(document),
        )
        result_id: uuid.UUID = result["id"]
        return result_id

    def write(self) -> None:
        """Write everything that waits, tables in the order in which they refer to each other."""
        for model in (Consent, Sitting, SittingEvent, Presentation, ItemResponse, SittingState, Result):
            if self.rows.get(model):
                db.session.execute(insert(model), self.rows.pop(model))
        db.session.flush()
