"""How a session's events and marks add up: pure, and the same whatever order they come in, however often.

Everything here is a function of the set of facts, so that books kept on two nodes agree once both know the same facts.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

# What weighs more where one person has two marks in a session, as after a merge: whoever was there once was there.
WEIGHT = {"absent": 0, "excused": 1, "late": 2, "present": 3}
# What staff noted holds against what people noted of themselves, whichever came later.
STAFF_SOURCES = frozenset({"list", "paper", "csv"})
CAME = frozenset({"present", "late"})
_ORDER = {"started": 0, "resumed": 1, "interrupted": 2, "ended": 3}
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Happening:
    """An event of a session."""

    id: uuid.UUID
    kind: str
    happened_at: datetime
    recorded_at: datetime
    reason: str | None = None
    planned_start: datetime | None = None
    planned_end: datetime | None = None
    corrects_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time; lost ones carry the reason."""

    start: datetime
    end: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """How a session went. `held` and `lost` do not overlap; an open stretch is not in them but in `open_since`."""

    status: str
    planned_start: datetime
    planned_end: datetime
    started_at: datetime | None
    ended_at: datetime | None
    held: tuple[Span, ...]
    lost: tuple[Span, ...]
    interruption: str | None = None
    open_since: datetime | None = None

    @property
    def planned_minutes(self) -> int:
        """How long it was to be."""
        return _minutes(self.planned_end - self.planned_start)

    @property
    def held_minutes(self) -> int:
        """How long it was, without interruptions."""
        return minutes_of(self.held)

    def lost_minutes(self, reason: str) -> int:
        """How long it stood still for this reason."""
        return minutes_of([span for span in self.lost if span.reason == reason])

    def until(self, moment: datetime) -> "Timeline":
        """Return how it went up to a moment, the open stretch counted."""
        if self.open_since is None or moment <= self.open_since:
            return self
        span = Span(self.open_since, moment, self.interruption)
        held, lost = (self.held, (*self.lost, span)) if self.interruption else ((*self.held, span), self.lost)
        return Timeline(self.status, self.planned_start, self.planned_end, self.started_at, self.ended_at, held, lost)


def minutes_of(spans: Iterable[Span]) -> int:
    """Return the whole minutes in these stretches together."""
    return _minutes(sum((span.end - span.start for span in spans), timedelta()))


def _minutes(span: timedelta) -> int:
    return span // _MINUTE


def effective(happenings: Iterable[Happening]) -> list[Happening]:
    """Return the events that no other corrects, without those that only take something back, in their order."""
    known = {each.id: each for each in happenings}
    corrected = {each.corrects_id for each in known.values()}
    left = [each for each in known.values() if each.id not in corrected and each.kind != "withdrawn"]
    return sorted(left, key=lambda each: (each.happened_at, _ORDER.get(each.kind, 4), each.id))


def timeline_of(happenings: Iterable[Happening], planned_start: datetime, planned_end: datetime) -> Timeline:
    """Return how a session went. What cannot be (a pause of what stands still) changes nothing."""
    events = effective(happenings)
    for each in sorted((e for e in events if e.kind == "rescheduled"), key=lambda e: (e.recorded_at, e.id)):
        if each.planned_start is not None and each.planned_end is not None:
            planned_start, planned_end = each.planned_start, each.planned_end
    held: list[Span] = []
    lost: list[Span] = []
    started_at, ended_at, since, reason = None, None, None, None
    for each in events:
        if each.kind in ("started", "resumed"):
            if reason is not None and since is not None:
                lost.append(Span(since, each.happened_at, reason))
            if reason is not None or since is None:
                since, reason, ended_at = each.happened_at, None, None
                started_at = started_at or each.happened_at
        elif since is None:
            continue
        elif each.kind == "interrupted" and reason is None:
            held.append(Span(since, each.happened_at))
            since, reason = each.happened_at, each.reason
        elif each.kind == "ended":
            (lost if reason else held).append(Span(since, each.happened_at, reason))
            since, reason, ended_at = None, None, each.happened_at
    status = _status(events, running=since is not None, paused=reason is not None, ended=ended_at is not None)
    return Timeline(status, planned_start, planned_end, started_at, ended_at, _whole(held), _whole(lost), reason, since)


def _whole(spans: Sequence[Span]) -> tuple[Span, ...]:
    return tuple(span for span in spans if span.end > span.start)


def _status(events: Sequence[Happening], *, running: bool, paused: bool, ended: bool) -> str:
    if ended:
        return "ended"
    if running:
        return "interrupted" if paused else "running"
    return "cancelled" if any(each.kind == "cancelled" for each in events) else "planned"


@dataclass(frozen=True, slots=True)
class Noted:
    """A mark of one learner in one session; without `mark` it takes earlier ones back."""

    id: uuid.UUID
    recorded_at: datetime
    source: str
    mark: str | None
    minutes: int | None = None
    arrived_at: datetime | None = None


def in_force(marks: Iterable[Noted]) -> Noted | None:
    """Return the mark in force: staff's before people's own, then the one made last; None where it was taken back."""
    best = max(marks, key=lambda each: (each.source in STAFF_SOURCES, each.recorded_at, each.id), default=None)
    return best if best is not None and best.mark is not None else None


def minutes_attended(noted: Noted, timeline: Timeline) -> int:
    """Return what a mark comes to: never more than was held, nothing for who was not there."""
    if noted.mark not in CAME:
        return 0
    if noted.minutes is not None:
        return min(noted.minutes, timeline.held_minutes)
    if noted.arrived_at is None:
        return timeline.held_minutes
    return minutes_of(
        Span(max(span.start, noted.arrived_at), span.end) for span in timeline.held if span.end > noted.arrived_at
    )


def of_one_person(marks: Iterable[tuple[str, int]]) -> tuple[str, int] | None:
    """Return one mark and its minutes for a person with several cards in one session: nobody is there twice."""
    listed = list(marks)
    if not listed:
        return None
    mark = max((mark for mark, _ in listed), key=WEIGHT.__getitem__)
    return mark, max(minutes for _, minutes in listed)


@dataclass(frozen=True, slots=True)
class Part:
    """A training session of the cohort: a unit, or the part of one that was continued another day."""

    session_id: uuid.UUID
    unit_id: uuid.UUID
    purpose: str
    counts: bool
    status: str
    planned_start: datetime
    planned_end: datetime
    started_at: datetime | None
    ended_at: datetime | None
    held_minutes: int

    @property
    def began(self) -> datetime:
        """When it began, as far as anybody noted."""
        return self.started_at or self.planned_start

    @property
    def over(self) -> datetime:
        """When it was over, as far as anybody noted."""
        return self.ended_at or self.planned_end


def attended(parts: Iterable[Part], marks: Mapping[uuid.UUID, tuple[str, int]]) -> list[Part]:
    """Return the parts that somebody came to, from her marks: session -> mark, minutes."""
    return [
        part for part in parts if part.status != "cancelled" and marks.get(part.session_id, ("absent", 0))[0] in CAME
    ]


def first_session_over(parts: Iterable[Part], marks: Mapping[uuid.UUID, tuple[str, int]]) -> datetime | None:
    """Return when the first session was over that somebody came to; none for whoever is marked nowhere."""
    return min((part.over for part in attended(parts, marks)), default=None)
