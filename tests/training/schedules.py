"""Random schedules of a library's facts, and books kept of them by hand: minute by minute, without the product's code."""

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from literacy.accounts.models import LearnerMerge
from literacy.core import identifiers
from literacy.training.models import AttendanceMark, EnrolmentChange, SessionEvent

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
REASONS = ("alarm", "power", "internet", "other")
MARKS = ("present", "late", "excused", "absent")
STAFF = ("list", "paper", "csv")
LONGEST = 240


@dataclass(frozen=True)
class Fact:
    """One fact with the facts that whoever made it had seen."""

    kind: str
    id: uuid.UUID
    values: dict[str, Any]
    after: tuple[uuid.UUID, ...] = ()


@dataclass
class Schedule:
    """What happened in two sessions of a cohort to a few cards. Places are numbers; a world gives them ids."""

    sessions: int = 2
    cards: int = 4
    facts: list[Fact] = field(default_factory=list)


def draw_schedule(chance: random.Random) -> Schedule:
    """Draw events, marks, enrolments and merges with corrections, each knowing some earlier ones."""
    schedule = Schedule()
    makers = [_event, _event, _event, _mark, _mark, _mark, _enrolment, _merge]
    for number in range(schedule.sessions):
        schedule.facts.append(_fact("event", chance, session=number, what="started", minute=chance.randrange(0, 20)))
    for _ in range(chance.randrange(4, 22)):
        schedule.facts.append(chance.choice(makers)(schedule, chance))
    return schedule


def _fact(kind: str, chance: random.Random, after: tuple[Fact, ...] = (), **values: Any) -> Fact:
    made = {"made": chance.randrange(0, 10_000)} | values
    return Fact(kind, identifiers.new_id(), made, tuple(each.id for each in after))


def _of(schedule: Schedule, kind: str, **wanted: Any) -> list[Fact]:
    found = [each for each in schedule.facts if each.kind == kind]
    return [each for each in found if all(each.values[name] == value for name, value in wanted.items())]


def _event(schedule: Schedule, chance: random.Random) -> Fact:
    session = chance.randrange(schedule.sessions)
    what = chance.choice(["interrupted", "interrupted", "resumed", "resumed", "ended", "started"])
    known = _of(schedule, "event", session=session)
    wrong = chance.choice(known) if known and chance.random() < 0.25 else None
    if wrong is not None and chance.random() < 0.4:
        what = "withdrawn"
    return _fact(
        "event",
        chance,
        (wrong,) if wrong else (),
        session=session,
        what=what,
        minute=chance.randrange(0, LONGEST),
        reason=chance.choice(REASONS),
    )


def _mark(schedule: Schedule, chance: random.Random) -> Fact:
    place = {"session": chance.randrange(schedule.sessions), "card": chance.randrange(schedule.cards)}
    known = _of(schedule, "mark", **place)
    seen = chance.choice(known) if known and chance.random() < 0.6 else None
    what = None if seen and chance.random() < 0.2 else chance.choice(MARKS)
    came = what in ("present", "late")
    return _fact(
        "mark",
        chance,
        (seen,) if seen else (),
        **place,
        what=what,
        minutes=chance.randrange(0, LONGEST) if came and chance.random() < 0.4 else None,
        arrived=chance.randrange(0, LONGEST) if came and chance.random() < 0.4 else None,
        source="self" if chance.random() < 0.3 else chance.choice(STAFF),
    )


def _enrolment(schedule: Schedule, chance: random.Random) -> Fact:
    return _fact(
        "enrolment", chance, card=chance.randrange(schedule.cards), what=chance.choice(["enrolled", "waiting", "left"])
    )


def _merge(schedule: Schedule, chance: random.Random) -> Fact:
    known = [each for each in _of(schedule, "merge") if not any(each.id in u.after for u in _of(schedule, "undoing"))]
    if known and chance.random() < 0.5:
        return _fact("undoing", chance, (chance.choice(known),))
    one, other = chance.sample(range(schedule.cards), 2)
    return _fact("merge", chance, card=one, other=other)


def some_order(schedule: Schedule, chance: random.Random) -> Iterator[Fact]:
    """Yield the facts in an order in which they may arrive: none before what its maker had seen, some of them twice."""
    waiting, arrived = list(schedule.facts), set[uuid.UUID]()
    while waiting:
        ready = [each for each in waiting if arrived.issuperset(each.after)]
        fact = chance.choice(ready)
        waiting.remove(fact)
        arrived.add(fact.id)
        yield fact
        if chance.random() < 0.3:
            yield fact
        if chance.random() < 0.1:
            yield chance.choice([each for each in schedule.facts if each.id in arrived])


@dataclass
class World:
    """The ids that a schedule's places have in one installation, and those of its facts there."""

    cohort_id: uuid.UUID
    session_ids: list[uuid.UUID]
    card_ids: list[uuid.UUID]
    of_fact: dict[uuid.UUID, uuid.UUID] = field(default_factory=dict)

    def id_of(self, fact_id: uuid.UUID) -> uuid.UUID:
        """Return the id of a fact here. In one world they sort as they do in another."""
        return self.of_fact[fact_id]

    def event(self, fact: Fact) -> SessionEvent:
        told = fact.values
        return SessionEvent(
            id=self.id_of(fact.id),
            training_session_id=self.session_ids[told["session"]],
            kind=told["what"],
            happened_at=NOON + timedelta(minutes=told["minute"]),
            reason=told["reason"] if told["what"] == "interrupted" else None,
            corrects_id=self.id_of(fact.after[0]) if fact.after else None,
            recorded_by="somebody",
            recorded_at=NOON + timedelta(seconds=told["made"]),
        )

    def mark(self, fact: Fact) -> AttendanceMark:
        told = fact.values
        return AttendanceMark(
            id=self.id_of(fact.id),
            training_session_id=self.session_ids[told["session"]],
            learner_id=self.card_ids[told["card"]],
            mark=told["what"],
            minutes=told["minutes"],
            arrived_at=None if told["arrived"] is None else NOON + timedelta(minutes=told["arrived"]),
            source=told["source"],
            supersedes_id=self.id_of(fact.after[0]) if fact.after else None,
            reason="",
            recorded_by="somebody",
            recorded_at=NOON + timedelta(seconds=told["made"]),
        )

    def change(self, fact: Fact) -> EnrolmentChange:
        return EnrolmentChange(
            id=self.id_of(fact.id),
            cohort_id=self.cohort_id,
            learner_id=self.card_ids[fact.values["card"]],
            change=fact.values["what"],
            recorded_by="somebody",
            recorded_at=NOON + timedelta(seconds=fact.values["made"]),
        )

    def merge(self, fact: Fact) -> LearnerMerge:
        return LearnerMerge(
            id=self.id_of(fact.id),
            learner_id=self.card_ids[fact.values["card"]],
            other_id=self.card_ids[fact.values["other"]],
            actor="somebody",
        )


@dataclass
class Books:
    """What must stand in the end, in the schedule's own numbers."""

    status: list[str]
    held: list[int]
    lost: list[dict[str, int]]
    rows: dict[tuple[int, int], tuple[str, int]]
    places: dict[int, str]
    persons: dict[int, frozenset[int]]
    hours: dict[frozenset[int], int]


def kept_by_hand(schedule: Schedule) -> Books:
    """Keep the books with a pencil: one line a minute."""
    minutes = [_minute_by_minute(schedule, number) for number in range(schedule.sessions)]
    rows = {}
    for session in range(schedule.sessions):
        held = [state == "running" for state in minutes[session][0]]
        for card in range(schedule.cards):
            marks = _of(schedule, "mark", session=session, card=card)
            if not marks:
                continue
            last = max(marks, key=lambda m: (m.values["source"] != "self", m.values["made"], m.id)).values
            if last["what"] is None:
                continue
            rows[session, card] = (last["what"], _minutes_there(last, held))
    persons = _persons(schedule)
    return Books(
        status=[each[1] for each in minutes],
        held=[each[0].count("running") for each in minutes],
        lost=[{reason: each[0].count(reason) for reason in REASONS} for each in minutes],
        rows=rows,
        places=_places(schedule),
        persons=persons,
        hours={person: _hours(schedule, rows, person) for person in set(persons.values())},
    )


def _minute_by_minute(schedule: Schedule, session: int) -> tuple[list[str], str]:
    """Return what each minute was ("running", a reason, or "") and how the session stands in the end."""
    known = _of(schedule, "event", session=session)
    replaced = {fact_id for each in known for fact_id in each.after}
    order = {"started": 0, "resumed": 1, "interrupted": 2, "ended": 3}
    events = [each for each in known if each.id not in replaced and each.values["what"] != "withdrawn"]
    events.sort(key=lambda each: (each.values["minute"], order[each.values["what"]], each.id))
    line, now, ended, begun = [], "", False, False
    last = max((each.values["minute"] for each in events), default=0)
    for minute in range(last + 1):
        for each in [e for e in events if e.values["minute"] == minute]:
            what = each.values["what"]
            if what in ("started", "resumed"):
                now, ended, begun = "running", False, True
            elif what == "interrupted" and now == "running":
                now = each.values["reason"]
            elif what == "ended" and now:
                now, ended = "", True
        line.append(now)
    if now:  # what goes on is not counted yet
        since = next((place for place in range(len(line) - 1, -1, -1) if line[place] != now), -1) + 1
        line = line[:since] if begun else line
    return line, "ended" if ended else ("running" if now == "running" else "interrupted") if now else "planned"


def _minutes_there(last: dict[str, Any], held: list[bool]) -> int:
    if last["what"] not in ("present", "late"):
        return 0
    if last["minutes"] is not None:
        return min(last["minutes"], sum(held))
    return sum(held[last["arrived"] or 0 :])


def _places(schedule: Schedule) -> dict[int, str]:
    found: dict[int, Fact] = {}
    for each in _of(schedule, "enrolment"):
        card = each.values["card"]
        if card not in found or (found[card].values["made"], found[card].id) < (each.values["made"], each.id):
            found[card] = each
    return {card: each.values["what"] for card, each in found.items()}


def _persons(schedule: Schedule) -> dict[int, frozenset[int]]:
    undone = {each.after[0] for each in _of(schedule, "undoing")}
    groups = [{card} for card in range(schedule.cards)]
    for each in _of(schedule, "merge"):
        if each.id in undone:
            continue
        touched = [group for group in groups if group & {each.values["card"], each.values["other"]}]
        groups = [group for group in groups if group not in touched] + [set().union(*touched)]
    return {card: frozenset(group) for group in groups for card in group}


def _hours(schedule: Schedule, rows: dict[tuple[int, int], tuple[str, int]], person: frozenset[int]) -> int:
    """Nobody is in one session twice: of several cards the longer stay counts."""
    return sum(
        max((rows[session, card][1] for card in person if (session, card) in rows), default=0)
        for session in range(schedule.sessions)
    )
