"""How a session really went, as one form to correct: begun, stood still from when to when, ended. Pure.

A correction never changes an event: it says which events were at another time, which were none, which were not noted.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from literacy.core import identifiers
from literacy.core.errors import Reason
from literacy.training.books import Happening, effective

LONGEST = timedelta(hours=14)


@dataclass(frozen=True, slots=True)
class Stop:
    """A stretch in which a session stood still; one without an end lasts.

    One without a reason is none that anybody noted: the session was ended too early and went on.
    """

    start: datetime
    end: datetime | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Times:
    """How a session really went."""

    started_at: datetime | None
    ended_at: datetime | None
    stops: tuple[Stop, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """The times with the events that say so; `stop_events` are the pairs that open and close each stop, in their order.

    `idle` events say nothing: an interruption noted while it stood still already. They would begin to say something
    once others are corrected, so a correction withdraws them.
    """

    times: Times
    start_id: uuid.UUID | None
    end_id: uuid.UUID | None
    stop_events: tuple[tuple[uuid.UUID, uuid.UUID | None], ...]
    idle: tuple[uuid.UUID, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """An event that was at another time (without a time: was none), or (without an event) one that was not noted."""

    event_id: uuid.UUID | None
    kind: str
    at: datetime | None
    reason: str | None = None


def record_of(happenings: Iterable[Happening]) -> Record:
    """Return how a session went and which events say so."""
    started, ended, idle = None, None, []
    stops: list[tuple[Stop, uuid.UUID, uuid.UUID | None]] = []
    standing: Happening | None = None
    for each in effective(happenings):
        opens, runs = each.kind in ("started", "resumed"), started is not None and ended is None
        if opens and started is None:
            started = each
        elif opens and (stopped := standing or ended) is not None:
            stops.append((Stop(stopped.happened_at, each.happened_at, stopped.reason), stopped.id, each.id))
            standing, ended = None, None
        elif each.kind == "interrupted" and runs and standing is None:
            standing = each
        elif each.kind == "ended" and runs:
            if standing is not None:
                stops.append((Stop(standing.happened_at, each.happened_at, standing.reason), standing.id, None))
            standing, ended = None, each
        elif each.kind in ("started", "resumed", "interrupted", "ended"):
            idle.append(each.id)
    if standing is not None:
        stops.append((Stop(standing.happened_at, None, standing.reason), standing.id, None))
    return Record(
        times=Times(
            started.happened_at if started else None,
            ended.happened_at if ended else None,
            tuple(stop for stop, _, _ in stops),
        ),
        start_id=started.id if started else None,
        end_id=ended.id if ended else None,
        stop_events=tuple((opened, closed) for _, opened, closed in stops),
        idle=tuple(idle),
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a session is said to have gone. Each stop names the recorded one that it corrects, by its place, or None."""

    started_at: datetime
    ended_at: datetime | None
    stops: tuple[tuple[int | None, Stop], ...] = ()

    @property
    def times(self) -> Times:
        """The times without what they correct, in order."""
        return Times(self.started_at, self.ended_at, tuple(sorted((s for _, s in self.stops), key=lambda s: s.start)))


def corrections(record: Record, wanted: Wanted) -> list[Correction]:
    """Return what has to be said so that the record is as wanted; nothing where it is so already."""
    if record.times == wanted.times:
        return []
    found = [_moved(record.start_id, "started", record.times.started_at, wanted.started_at)]
    kept = {place: stop for place, stop in wanted.stops if place is not None}
    for place, (before, (opened, closed)) in enumerate(zip(record.times.stops, record.stop_events, strict=True)):
        found += _of_stop(before, opened, closed, kept.get(place), wanted.ended_at)
    for stop in [stop for corrected, stop in wanted.stops if corrected is None]:
        found += [Correction(None, "interrupted", stop.start, stop.reason), Correction(None, "resumed", stop.end)]
    if wanted.ended_at is not None:
        found.append(_moved(record.end_id, "ended", record.times.ended_at, wanted.ended_at))
    found += [Correction(event_id, "withdrawn", None) for event_id in record.idle]
    return [each for each in found if each is not None]


def _moved(event_id: uuid.UUID | None, kind: str, before: datetime | None, after: datetime) -> Correction | None:
    return None if event_id is not None and before == after else Correction(event_id, kind, after)


def _of_stop(
    before: Stop, opened: uuid.UUID, closed: uuid.UUID | None, after: Stop | None, ended_at: datetime | None
) -> list[Correction | None]:
    """Return what is to be said of a recorded stop: moved, of another reason, or none at all."""
    withdrawn = [Correction(each, "withdrawn", None) for each in (opened, closed) if each is not None]
    if after is None:
        return [*withdrawn]
    found: list[Correction | None] = []
    opening = "ended" if before.reason is None else "interrupted"
    if before.reason == after.reason:
        moved = _moved(opened, opening, before.start, after.start)
        found.append(replace(moved, reason=after.reason) if moved else None)
    else:
        found.append(Correction(opened, "withdrawn", None))
        found.append(Correction(None, "interrupted", after.start, after.reason))
    if closed is not None and after.end is not None:
        found.append(_moved(closed, "resumed", before.end, after.end))
    elif after.end is not None and after.end != ended_at:
        found.append(Correction(None, "resumed", after.end))
    return found


def applied(happenings: Sequence[Happening], told: Iterable[Correction], now: datetime) -> list[Happening]:
    """Return the events as they will be once these corrections are kept: to show what follows before it is kept."""
    return [
        *happenings,
        *(
            Happening(
                identifiers.new_id(), each.kind if each.at else "withdrawn", each.at or now, now, each.reason,
                corrects_id=each.event_id,
            )
            for each in told
        ),
    ]  # fmt: skip


def reasons_against(wanted: Wanted, now: datetime) -> list[Reason]:
    """Return what cannot be so; `field` in the values says at which field, `row` at which stop."""
    last = wanted.ended_at or now
    if wanted.started_at > now:
        return [Reason("in_future", {"field": "started"})]
    if wanted.ended_at is not None and wanted.ended_at > now:
        return [Reason("in_future", {"field": "ended"})]
    if last <= wanted.started_at:
        return [Reason("reversed", {"field": "ended"})]
    if last - wanted.started_at > LONGEST:
        return [Reason("too_long", {"field": "ended", "most": LONGEST // timedelta(hours=1)})]
    found = []
    for row, (_, stop) in enumerate(wanted.stops):
        code = _wrong_with(stop, wanted.started_at, last)
        if code is None and any(_overlap(stop, other, last) for _, other in wanted.stops[:row]):
            code = "stops_overlap"
        if code is not None:
            found.append(Reason(code, {"field": "stop", "row": row}))
    return found


def _wrong_with(stop: Stop, first: datetime, last: datetime) -> str | None:
    if not first <= stop.start <= last or (stop.end or stop.start) > last:
        return "stop_outside"
    return "reversed" if stop.end is not None and stop.end <= stop.start else None


def _overlap(one: Stop, other: Stop, last: datetime) -> bool:
    return one.start < (other.end or last) and other.start < (one.end or last)
