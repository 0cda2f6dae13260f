"""The bank card: what a role's bank holds and what it cannot say, from its own files. Pure; no item text."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from literacy.banks.content import CutScoreRecord, Specification
from literacy.banks.schema import AREAS, CORE, Item


@dataclass(frozen=True, slots=True)
class AreaCoverage:
    """What the bank holds in one area."""

    area: str
    core_items: int
    role_items: int
    hands_on: int


@dataclass(frozen=True, slots=True)
class BankCard:
    """A role's bank in numbers."""

    role: str
    release: str
    stage: str
    open_bank: bool
    items: int
    sitting_length: int
    formats: dict[str, int]
    areas: tuple[AreaCoverage, ...]
    hands_on_percent: int
    cut_scores: dict[str, float]
    cut_score_errors: dict[str, float]

    @property
    def shown_percent(self) -> int:
        """Which part of the bank one sitting shows: a small bank shows nearly everything to everybody."""
        return round(100 * self.sitting_length / self.items)

    def as_json(self) -> dict[str, Any]:
        """Return the card as plain JSON."""
        return asdict(self) | {"shown_percent": self.shown_percent}


def bank_card(
    items: Sequence[Item],
    specification: Specification,
    standard: CutScoreRecord,
    *,
    release: str,
    stage: str,
    open_bank: bool,
) -> BankCard:
    """Count what a role's bank holds."""
    hands_on = [item for item in items if item.evidence == "does"]
    return BankCard(
        role=specification.role,
        release=release,
        stage=stage,
        open_bank=open_bank,
        items=len(items),
        sitting_length=specification.length,
        formats=dict(sorted(Counter(item.format for item in items).items())),
        areas=tuple(_coverage(items, area) for area in AREAS),
        hands_on_percent=round(100 * len(hands_on) / len(items)),
        cut_scores={cut.level: cut.theta for cut in standard.cut_scores},
        cut_score_errors={cut.level: cut.standard_error for cut in standard.cut_scores},
    )


def _coverage(items: Sequence[Item], area: str) -> AreaCoverage:
    here = [item for item in items if item.area == area]
    core = sum(item.share == CORE for item in here)
    return AreaCoverage(area, core, len(here) - core, sum(item.evidence == "does" for item in here))
