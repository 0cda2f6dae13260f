"""Marks told from paper or in a file: who is meant, what is wrong with a line, what was marked otherwise meanwhile."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from literacy.accounts import people
from literacy.accounts.models import Learner
from literacy.core import clock, identifiers, typed_times
from literacy.core.db import db
from literacy.core.errors import Reason, Refused
from literacy.training import intake
from literacy.training.books import Noted
from literacy.training.intake import Told
from literacy.training.mark_words import column_words, mark_words
from literacy.training.marks_csv import COLUMNS, CsvMark, Wrong, read_marks
from literacy.training.models import TrainingSession, TrainingSessionState
from literacy.training.paper_lines import MOST_LINES, PaperLine, read_lines
from literacy.training.roster import Roster, roster_of
from literacy.training.sheet import near_codes, row_codes

# Why a mark is changed after the session: the source says so itself.
REASON_OF = {"paper": "paper", "csv": "file"}


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a line (0: with everything), and what helps to mend it."""

    line: int
    code: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Clash:
    """Somebody marked a person otherwise meanwhile: `holding` is what stands there, `told` what was told now."""

    name: str
    holding: Noted
    told: Told

    @property
    def choice(self) -> str:
        """How a form says that what was told is meant."""
        return f"{self.told.learner_id.hex}:{self.holding.id.hex}"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was told, and what keeps it from being kept."""

    told: tuple[Told, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    clashes: tuple[Clash, ...] = ()
    kept: int = 0

    @property
    def settled(self) -> bool:
        """Whether nothing is left to mend or to decide."""
        return not self.troubles and not self.clashes


def read_paper(
    training_session: TrainingSession, state: TrainingSessionState, text: str, *, rest_absent: bool
) -> Reading:
    """Understand the lines typed from a session's sheet."""
    lines = read_lines(text, mark_words())
    if not lines and not rest_absent:
        return Reading(troubles=(Trouble(0, "nothing"),))
    if len(lines) > MOST_LINES:
        return Reading(troubles=(Trouble(0, "too_many_lines", {"most": MOST_LINES}),))
    roster = roster_of(training_session)
    codes = {code: learner_id for learner_id, code in row_codes(training_session).items()}
    calls = people.called(codes.values())
    names = {code: calls[learner_id].name for code, learner_id in codes.items()}
    standing = _row_of_person(roster)
    told, troubles = [], []
    for line in lines:
        trouble = _trouble_of(line, names) or _outside(line, state)
        if trouble is not None:
            troubles.append(trouble)
            continue
        learner_id = codes[line.code]
        told.append(_told_from(line, standing.get(calls[learner_id].person_id, learner_id), state))
    troubles += _twice({each.line: each for each in told}, {line.number: line.code for line in lines})
    rest = intake.the_rest(roster, told) if rest_absent else []
    return Reading((*_each_once(told), *rest), tuple(sorted(troubles, key=lambda each: each.line)))


def _row_of_person(roster: Roster) -> dict[uuid.UUID, uuid.UUID]:
    """Return person -> the card by which the list has her: marked with one card, enrolled with another."""
    return {row.called.person_id: row.learner_id for row in reversed(roster.rows)}


def _trouble_of(line: PaperLine, names: Mapping[str, str]) -> Trouble | None:
    if line.wrong and line.wrong != "code_unknown":
        return Trouble(line.number, line.wrong, {"text": line.text[:40]})
    if not line.wrong and line.code in names:
        return None
    near = ", ".join(f"{code} ({names[code]})" for code in near_codes(line.code, names))
    return Trouble(
        line.number,
        "code_near" if near else "code_unknown",
        {"text": line.text[:40]} | ({"near": near} if near else {}),
    )


def _outside(line: PaperLine, state: TrainingSessionState) -> Trouble | None:
    """Say where somebody is told to have come after everybody went."""
    if line.arrived is None or _arrival_of(line, state) <= (state.ended_at or clock.now()) + timedelta(minutes=1):
        return None
    return Trouble(line.number, "arrival_late", {"text": line.text[:40]})


def _arrival_of(line: PaperLine, state: TrainingSessionState) -> datetime:
    day = clock.to_kyiv(state.started_at or state.planned_start).date()
    return typed_times.moment_of(day, line.arrived or datetime.min.time())


def _told_from(line: PaperLine, learner_id: uuid.UUID, state: TrainingSessionState) -> Told:
    mark, arrived_at = line.mark, None
    if line.arrived is not None:
        arrived_at = _arrival_of(line, state)
        if mark is None:
            mark, arrived_at = intake.arrival(state, arrived_at)
    return Told(learner_id, mark or "present", line.minutes, arrived_at, line=line.number)


def _twice(told: Mapping[int, Told], codes: Mapping[int, str]) -> list[Trouble]:
    """Return lines that say something else of a person than a line before."""
    first: dict[uuid.UUID, Told] = {}
    found = []
    for each in told.values():
        before = first.setdefault(each.learner_id, each)
        if replace(each, id=before.id, line=before.line) != before:
            values = {"text": codes.get(each.line, ""), "first": before.line}
            found.append(Trouble(each.line, "twice", values))
    return found


def _each_once(told: list[Told]) -> list[Told]:
    return list({each.learner_id: each for each in reversed(told)}.values())[::-1]


def read_csv(training_session: TrainingSession, text: str) -> Reading:
    """Understand a file of marks of a session."""
    headers = {column: column_words(column) for column in COLUMNS}
    marks, wrong = read_marks(text, headers, mark_words())
    cards = _learners_of([mark.card for mark in marks])
    roster = roster_of(training_session)
    calls = people.called(cards.values())
    standing = _row_of_person(roster)
    told, troubles = [], [_from_wrong(each) for each in wrong]
    for mark in marks:
        learner_id = cards.get(mark.card)
        here = None if learner_id is None else standing.get(calls[learner_id].person_id)
        if here is None and training_session.cohort_id is None:
            here = learner_id  # open to whoever comes: every card there is
        if here is None:
            troubles.append(Trouble(mark.line, "card_not_here", {"value": identifiers.grouped(mark.card)}))
        else:
            told.append(_told_by(mark, here))
    troubles += [Trouble(each.line, "id_elsewhere") for each in intake.marked_elsewhere(training_session, told)]
    return Reading(tuple(_each_once(told)), tuple(sorted(troubles, key=lambda each: each.line)))


def _learners_of(cards: list[str]) -> dict[str, uuid.UUID]:
    statement = select(Learner.card_number, Learner.id).where(Learner.card_number.in_(cards))
    return dict(db.session.execute(statement).all())


def _from_wrong(wrong: Wrong) -> Trouble:
    return Trouble(wrong.line, wrong.code, {"value": wrong.value} if wrong.value else {})


def _told_by(mark: CsvMark, learner_id: uuid.UUID) -> Told:
    return Told(learner_id, mark.mark, mark.minutes, id=mark.id or identifiers.new_id(), line=mark.line)


def keep(training_session: TrainingSession, reading: Reading, *, source: str, meant: list[str], actor: str) -> Reading:
    """Keep what was read; where somebody was marked otherwise meanwhile, only what is `meant` on purpose."""
    if not reading.settled:
        return reading
    told = intake.overridden(reading.told, _seen(meant))
    taken = intake.take_in(training_session.id, told, source=source, actor=actor, reason=REASON_OF[source])
    if taken.settled:
        return replace(reading, kept=taken.kept)
    clashes = _clashes(training_session, told, taken.conflicts)
    shown = {clash.told.learner_id for clash in clashes}
    hidden = [each for each in told if each.learner_id in taken.conflicts - shown]
    return replace(reading, clashes=clashes, troubles=tuple(Trouble(each.line, "id_elsewhere") for each in hidden))


def _seen(meant: list[str]) -> dict[uuid.UUID, uuid.UUID]:
    found = {}
    for choice in meant:
        learner, _, mark = choice.partition(":")
        try:
            found[uuid.UUID(hex=learner)] = uuid.UUID(hex=mark)
        except ValueError:
            continue
    return found


def _clashes(training_session: TrainingSession, told: list[Told], conflicts: frozenset[uuid.UUID]) -> tuple[Clash, ...]:
    roster = roster_of(training_session)
    found = []
    for each in told:
        row = roster.of(each.learner_id)
        if each.learner_id in conflicts and row is not None and row.holding is not None:
            found.append(Clash(row.called.name, row.holding, each))
    return tuple(found)


def require_begun(state: TrainingSessionState) -> None:
    """Refuse to read marks of a session that is still to come, or was called off."""
    if not intake.can_be_marked(state):
        raise Refused([Reason("cancelled_session" if state.status == "cancelled" else "future_session")])
