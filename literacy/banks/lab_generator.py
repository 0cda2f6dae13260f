"""The generator of laboratory results: values beside their norms, kept in tenths so that all draws are whole."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from literacy.banks.questions import CountOutsideNorm, LatestOutsideDay
from literacy.banks.surfaces import Cell, Draws, Surface, Table, Word

FIRST_DAY = date(2026, 9, 14)
_COLUMNS = ["date", "indicator", "value", "unit", "norm_low", "norm_high"]


@dataclass(frozen=True, slots=True)
class _Indicator:
    """An indicator, its unit, and its norm in tenths; `step` 10 keeps whole values whole."""

    name: str
    unit: str
    low: int
    high: int
    step: int


_INDICATORS = (
    _Indicator("glucose", "mmol_l", 39, 61, 1),
    _Indicator("haemoglobin", "g_l", 1200, 1600, 10),
    _Indicator("creatinine", "umol_l", 600, 1100, 10),
    _Indicator("potassium", "mmol_l", 35, 51, 1),
    _Indicator("cholesterol", "mmol_l", 30, 52, 1),
    _Indicator("leukocytes", "billion_l", 40, 90, 1),
    _Indicator("platelets", "billion_l", 1800, 3200, 10),
    _Indicator("sedimentation", "mm_h", 20, 150, 10),
)


def lab_results(question: CountOutsideNorm | LatestOutsideDay, draws: Draws) -> Surface:
    """Return eight results in a drawn order of days; the latest of all is within its norm, one lies on the limit."""
    n_outside = draws.among(2, 6)
    indicators = draws.shuffled(_INDICATORS)
    values = [_value(indicator, place < n_outside, draws) for place, indicator in enumerate(indicators)]
    values[-2] = indicators[-2].high  # on the limit is still within
    days = draws.different(0, 27, len(values))  # four weeks: no day of the month twice
    latest = days.index(max(days))
    days[latest], days[-1] = days[-1], days[latest]
    results = draws.shuffled(list(zip(days, indicators, values, strict=True)))
    outside = [day for day, indicator, value in results if not indicator.low <= value <= indicator.high]
    rows: list[tuple[Cell, ...]] = [
        (
            FIRST_DAY + timedelta(day),
            Word(f"lab_{indicator.name}"),
            _shown(value, indicator.step),
            Word(f"unit_{indicator.unit}"),
            _shown(indicator.low, indicator.step),
            _shown(indicator.high, indicator.step),
        )
        for day, indicator, value in results
    ]
    if isinstance(question, CountOutsideNorm):
        answer = len(outside)
    else:
        answer = (FIRST_DAY + timedelta(max(outside))).day
    table = Table(Word("lab_caption"), tuple(Word(f"column_{name}") for name in _COLUMNS), tuple(rows))
    return Surface(table, str(answer))


def _value(indicator: _Indicator, outside: bool, draws: Draws) -> int:
    steps = (indicator.high - indicator.low) // indicator.step
    if not outside:
        return indicator.low + indicator.step * draws.among(1, steps - 1)
    away = indicator.step * draws.among(1, max(1, steps // 4))
    too_high = draws.below(2) == 1 or away >= indicator.low
    return indicator.high + away if too_high else indicator.low - away


def _shown(tenths: int, step: int) -> Cell:
    return tenths // 10 if step == 10 else Decimal(f"{tenths // 10}.{tenths % 10}")
