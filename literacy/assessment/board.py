"""The room's board as it is drawn: who needs help first, then who works, who is done, who has not begun. Pure."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

SILENT_MINUTES = 5
_MINUTE = timedelta(minutes=1)
# Which group a state belongs to; the groups stand in this order.
GROUPS = ("help", "work", "done", "empty")
_GROUP_OF = {
    "help": "help",
    "report": "help",
    "guardian": "help",
    "paused": "work",
    "silent": "work",
    "working": "work",
    "begun": "work",
    "at_end": "work",
    "seated": "work",
    "finished": "done",
    "void": "done",
    "expected": "empty",
    "empty": "empty",
}


@dataclass(frozen=True, slots=True)
class SittingAtSeat:
    """The sitting that belongs on a seat's tile. What begins with `reported` is of its reports by the learner."""

    sitting_id: uuid.UUID
    learner_id: uuid.UUID
    answered: int
    planned: int
    finished_at: datetime | None
    voided_at: datetime | None
    presentation_id: uuid.UUID | None
    first_shown_at: datetime | None
    last_answer_at: datetime | None
    reported_at: datetime | None
    reported_before: bool

    @property
    def is_open(self) -> bool:
        """Whether it takes answers."""
        return self.finished_at is None and self.voided_at is None


@dataclass(frozen=True, slots=True)
class SeatFacts:
    """A seat as its room's books have it, with the sitting on it."""

    number: int
    computer: int
    turns_with: tuple[int, ...]
    learner_id: uuid.UUID | None
    help_since: datetime | None
    help_kind: str | None
    identity_check: str
    extra_minutes: int
    entered_at: datetime | None
    waits_for_guardian: bool
    sitting: SittingAtSeat | None


@dataclass(frozen=True, slots=True)
class Tile:
    """A seat on the board. `minutes` are how long its state lasts, where that matters."""

    seat: SeatFacts
    state: str
    minutes: int = 0
    since: datetime | None = None

    @property
    def group(self) -> str:
        """Where it stands on the board."""
        return _GROUP_OF[self.state]

    @property
    def replaceable(self) -> uuid.UUID | None:
        """The presentation on the screen, which may be replaced."""
        sitting = self.seat.sitting
        return sitting.presentation_id if sitting is not None and sitting.is_open else None


@dataclass(frozen=True, slots=True)
class Board:
    """All tiles by group, in their order."""

    groups: tuple[tuple[str, tuple[Tile, ...]], ...]

    @property
    def sections(self) -> tuple[tuple[tuple[tuple[str, int], ...], tuple[Tile, ...]], ...]:
        """What stands under one heading, with the groups and their counts: who is done and who has not begun, together."""
        found = []
        for joined in (("help",), ("work",), ("done", "empty")):
            here = [(group, tiles) for group, tiles in self.groups if group in joined]
            counts = tuple((group, len(tiles)) for group, tiles in here)
            found.append((counts, tuple(tile for _, tiles in here for tile in tiles)))
        return tuple(section for section in found if section[0])

    @property
    def highest(self) -> int:
        """The highest number of a seat; 0 without seats."""
        return max((tile.seat.number for _, tiles in self.groups for tile in tiles), default=0)

    def tile(self, number: int) -> Tile:
        """Return the tile of a seat."""
        return next(tile for _, tiles in self.groups for tile in tiles if tile.seat.number == number)


def arranged(seats: Iterable[SeatFacts], now: datetime, *, interrupted: bool, resumed_at: datetime | None) -> Board:
    """Return the board of these seats at a moment."""
    tiles = [_tile(seat, now, interrupted=interrupted, resumed_at=resumed_at) for seat in seats]
    by_group = {group: sorted((t for t in tiles if t.group == group), key=_order) for group in GROUPS}
    return Board(tuple((group, tuple(found)) for group, found in by_group.items() if found))


def _order(tile: Tile) -> tuple[bool, datetime | int, int]:
    """Who waits longest for help comes first; all others stand by their seats."""
    if tile.group == "help" and tile.since is not None:
        return (False, tile.since, tile.seat.number)
    return (True, tile.seat.number, tile.seat.number)


def _tile(seat: SeatFacts, now: datetime, *, interrupted: bool, resumed_at: datetime | None) -> Tile:
    sitting = seat.sitting
    if seat.help_since is not None:
        return Tile(seat, "help", _minutes(now, seat.help_since), seat.help_since)
    if sitting is not None and sitting.is_open:
        return _under_way(seat, sitting, now, interrupted=interrupted, resumed_at=resumed_at)
    if seat.waits_for_guardian and seat.entered_at is not None:
        return Tile(seat, "guardian", since=seat.entered_at)
    if sitting is not None and sitting.voided_at is not None:
        return Tile(seat, "void", since=sitting.voided_at)
    if sitting is not None:
        return Tile(seat, "finished", since=sitting.finished_at)
    if seat.entered_at is not None:
        return Tile(seat, "seated")
    return Tile(seat, "expected" if seat.learner_id is not None else "empty")


def _under_way(
    seat: SeatFacts, sitting: SittingAtSeat, now: datetime, *, interrupted: bool, resumed_at: datetime | None
) -> Tile:
    if sitting.reported_at is not None:
        return Tile(seat, "report", _minutes(now, sitting.reported_at), sitting.reported_at)
    if interrupted:
        return Tile(seat, "paused")
    if sitting.presentation_id is None:
        return Tile(seat, "at_end")
    seen = latest(sitting.last_answer_at, sitting.first_shown_at, seat.entered_at, resumed_at)
    minutes = _minutes(now, seen) if seen is not None else 0
    if minutes >= SILENT_MINUTES:
        return Tile(seat, "silent", minutes, seen)
    if sitting.last_answer_at is None:
        return Tile(seat, "begun")
    return Tile(seat, "working", minutes, seen)


def latest(*moments: datetime | None) -> datetime | None:
    """Return the latest of these moments, or None."""
    return max((moment for moment in moments if moment is not None), default=None)


def _minutes(now: datetime, since: datetime) -> int:
    return max(0, (now - since) // _MINUTE)


def sitting_of_seat(
    sittings: Sequence[tuple[SittingAtSeat, uuid.UUID]], seat_id: uuid.UUID, *, shows_open: bool
) -> SittingAtSeat | None:
    """Return which of a person's sittings (with the seat of each) belongs on a seat's tile.

    The one under way, if this is the seat at which the person sits; else the last one that was gone on with here.
    """
    if shows_open:
        under_way = [sitting for sitting, _ in sittings if sitting.is_open]
        if under_way:
            return under_way[-1]
    ended = [sitting for sitting, at in sittings if at == seat_id and not sitting.is_open]
    return ended[-1] if ended else None
