"""Drawings made of numbers: the row of stitches, the staff of the level gauge, the bars of the areas."""

from dataclasses import dataclass
from functools import lru_cache

from literacy.assessment.scoring import LEVELS, Band, Outcome
from literacy.core.language import percent

_STEP = 10


@dataclass(frozen=True, slots=True)
class Stitches:
    """Three paths: saved answers, the item now, what is to come."""

    width: int
    saved: str
    now: str
    to_come: str


@lru_cache(maxsize=256)
def stitches(position: int, total: int) -> Stitches:
    """Draw one stitch for each saved answer, a rhomb for the item now, small stitches for the rest."""
    saved = "".join(f"M{place * _STEP + 1}.5 2l7 7m0-7l-7 7" for place in range(position - 1))
    now = f"M{(position - 1) * _STEP + 5} 0l5 5.5l-5 5.5l-5-5.5z" if position <= total else ""
    to_come = "".join(f"M{place * _STEP + 3}.5 4l3 3m0-3l-3 3" for place in range(position, total))
    return Stitches(total * _STEP, saved, now, to_come)


@dataclass(frozen=True, slots=True)
class GaugeRow:
    """A level of the gauge: its chance of 100 (None = not assessed) and its piece of the interval, 0 at the top."""

    level: str
    chances: int | None
    mine: bool
    top: float | None
    bottom: float | None
    ends_at_top: bool
    ends_at_bottom: bool
    mark: float | None


def gauge(outcome: Outcome) -> tuple[GaugeRow, ...]:
    """Return the rows of the gauge, highest level first."""
    chances = _chances(outcome.probabilities)
    rows = []
    for index in reversed(range(len(LEVELS))):
        assessed = index < len(chances)
        top, bottom = _piece(outcome.band, index)
        holds_mark = index <= outcome.band.place < index + 1
        rows.append(
            GaugeRow(
                level=LEVELS[index],
                chances=chances[index] if assessed else None,
                mine=LEVELS[index] == outcome.level,
                top=top,
                bottom=bottom,
                ends_at_top=top is not None and outcome.band.place_high <= index + 1,
                ends_at_bottom=bottom is not None and outcome.band.place_low >= index,
                mark=round(100 * (index + 1 - outcome.band.place), 1) if holds_mark else None,
            )
        )
    return tuple(rows)


def _piece(band: Band, index: int) -> tuple[float | None, float | None]:
    low, high = max(band.place_low, index), min(band.place_high, index + 1)
    if high <= low:
        return None, None
    return round(100 * (index + 1 - high), 1), round(100 * (index + 1 - low), 1)


def _chances(probabilities: tuple[float, ...]) -> tuple[int, ...]:
    """Round as the certificate does, so that both say the same; what is below one half of a percent is none."""
    return tuple(percent(probability) if probability >= 0.005 else 0 for probability in probabilities)


@dataclass(frozen=True, slots=True)
class AreaBar:
    """A bar on five zones of 20 units each."""

    start: float
    width: float
    mark: float


def area_bar(band: Band) -> AreaBar:
    """Return the bar of an area's interval."""
    start, end = 20 * band.place_low, 20 * band.place_high
    return AreaBar(round(start, 1), round(end - start, 1), round(20 * band.place, 1))
