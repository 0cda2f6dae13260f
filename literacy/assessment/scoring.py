"""From answers to what may be said of them: pure, replayable, the same for a page, a certificate and a check.

Answers become a posterior; the level, its probability, the interval and the areas are all read from that one posterior
(an area's from its own answers alone).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from literacy.psychometrics.ability import ScoringTable, credible_interval, posterior, summarise
from literacy.psychometrics.decision import FIRM_AT, classify, level_probabilities

LEVELS = ("below_foundation", "foundation", "intermediate", "advanced", "highly_specialised")
FEWEST_FOR_A_LEVEL = 18
FEWEST_FOR_AN_AREA = 5
# How far the open-ended lowest and highest rows of the gauge reach beyond their cut, in logits.
OPEN_ROW_LOGITS = 2.0


@dataclass(frozen=True, slots=True)
class Standard:
    """The cut scores in force. While the bank is provisional the two top levels count as one."""

    cut_scores: tuple[float, ...]
    provisional: bool

    @property
    def cuts_used(self) -> tuple[float, ...]:
        """The cuts between levels that may be awarded."""
        return self.cut_scores[:-1] if self.provisional else self.cut_scores


@dataclass(frozen=True, slots=True)
class Band:
    """An estimate with its 95 % interval: logits, and places on the gauge (0 to 5, one unit a level)."""

    theta: float
    standard_error: float
    low: float
    high: float
    place: float
    place_low: float
    place_high: float


@dataclass(frozen=True, slots=True)
class AreaOutcome:
    """One area: the levels that together hold 80 %, when one or two neighbours do; else not enough evidence."""

    area: str
    n_items: int
    band: Band | None
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a sitting says. `level` is None where there were too few answers to name one."""

    n_items: int
    band: Band
    level: str | None
    probabilities: tuple[float, ...]
    firm: bool
    neighbour: str | None
    neighbour_probability: float
    top_merged: bool
    areas: tuple[AreaOutcome, ...]

    @property
    def level_probability(self) -> float:
        """The probability of the level named."""
        return self.probabilities[LEVELS.index(self.level)] if self.level else 0.0

    def as_document(self) -> dict[str, object]:
        """Return it as plain JSON types."""
        document: dict[str, object] = json.loads(json.dumps(asdict(self)))
        return document


def score(
    table: ScoringTable,
    standard: Standard,
    items: Sequence[int],
    raw_scores: Sequence[int],
    area_of: Sequence[str],
    areas: Sequence[str],
) -> Outcome:
    """Score a sitting: items answered or omitted, as indices into the table, with their raw scores."""
    weights = posterior(table, items, raw_scores)
    probabilities = tuple(float(p) for p in level_probabilities(table, weights, standard.cuts_used))
    named = classify(table, weights, standard.cuts_used)
    enough = len(items) >= FEWEST_FOR_A_LEVEL
    neighbour = _likelier_neighbour(probabilities, named.level_index)
    return Outcome(
        n_items=len(items),
        band=_band(table, standard, items, raw_scores),
        level=LEVELS[named.level_index] if enough else None,
        probabilities=probabilities,
        firm=enough and named.firm,
        neighbour=LEVELS[neighbour] if enough and not named.firm else None,
        neighbour_probability=probabilities[neighbour],
        top_merged=standard.provisional,
        areas=tuple(_area(table, standard, area, items, raw_scores, area_of) for area in areas),
    )


def _band(table: ScoringTable, standard: Standard, items: Sequence[int], raw_scores: Sequence[int]) -> Band:
    weights = posterior(table, items, raw_scores)
    estimate = summarise(table, weights, len(items))
    low, high = credible_interval(table, weights)
    place, place_low, place_high = (gauge_place(standard.cuts_used, theta) for theta in (estimate.theta, low, high))
    return Band(estimate.theta, estimate.standard_error, low, high, place, place_low, place_high)


def _area(
    table: ScoringTable,
    standard: Standard,
    area: str,
    items: Sequence[int],
    raw_scores: Sequence[int],
    area_of: Sequence[str],
) -> AreaOutcome:
    chosen = [index for index, item in enumerate(items) if area_of[item] == area]
    if len(chosen) < FEWEST_FOR_AN_AREA:
        return AreaOutcome(area, len(chosen), None, ())
    own_items, own_scores = [items[index] for index in chosen], [raw_scores[index] for index in chosen]
    probabilities = level_probabilities(table, posterior(table, own_items, own_scores), standard.cuts_used)
    levels = _levels_holding(tuple(float(p) for p in probabilities))
    return AreaOutcome(area, len(chosen), _band(table, standard, own_items, own_scores) if levels else None, levels)


def _levels_holding(probabilities: tuple[float, ...]) -> tuple[str, ...]:
    """Return the likeliest level if it is firm, else the likeliest two neighbours if they are together, else none."""
    best = max(range(len(probabilities)), key=lambda index: round(probabilities[index], 9))
    if probabilities[best] >= FIRM_AT:
        return (LEVELS[best],)
    other = _likelier_neighbour(probabilities, best)
    if probabilities[best] + probabilities[other] >= FIRM_AT:
        return tuple(LEVELS[index] for index in sorted((best, other)))
    return ()


def _likelier_neighbour(probabilities: Sequence[float], index: int) -> int:
    neighbours = [place for place in (index - 1, index + 1) if 0 <= place < len(probabilities)]
    return max(neighbours, key=lambda place: probabilities[place])


def gauge_place(cuts: Sequence[float], theta: float) -> float:
    """Return the place of an ability on the gauge: rows are levels, linear between cuts, open rows end at their edge."""
    row = sum(theta >= cut for cut in cuts)
    if row == 0:
        return max(0.0, 1 - (cuts[0] - theta) / OPEN_ROW_LOGITS)
    if row == len(cuts):
        return min(row + 1.0, row + (theta - cuts[-1]) / OPEN_ROW_LOGITS)
    return row + (theta - cuts[row - 1]) / (cuts[row] - cuts[row - 1])


def outcome_from(document: Mapping[str, object]) -> Outcome:
    """Read an outcome back from a frozen result."""
    plain = dict(document)
    areas = tuple(
        AreaOutcome(
            area=str(entry["area"]),
            n_items=int(entry["n_items"]),
            band=Band(**entry["band"]) if entry["band"] else None,
            levels=tuple(entry["levels"]),
        )
        for entry in plain.pop("areas")  # type: ignore[attr-defined]
    )
    band = Band(**plain.pop("band"))  # type: ignore[arg-type]
    probabilities: tuple[float, ...] = tuple(plain.pop("probabilities"))  # type: ignore[arg-type]
    return Outcome(band=band, probabilities=probabilities, areas=areas, **plain)  # type: ignore[arg-type]
