"""How much room text takes on the paper: measured with the design's own fonts, so that what is long steps down. Pure."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

DESIGN = Path(__file__).resolve().parents[2] / "certs" / "designs" / "stitch"
POINTS_A_MM = 72 / 25.4
BOOK, PLAIN, BOLD = "SourceSerifPro-Semibold", "SourceSansPro-Regular", "SourceSansPro-Semibold"
_NAME_WIDTH_POINTS = 172 * POINTS_A_MM
# (size in points, lines that it may fill: two lines never fill up, words break) of .size-1 to .size-6.
_NAME_SIZES = ((31, 1.0), (26, 1.0), (22, 1.0), (22, 1.75), (19, 1.75), (11.5, 4.0))
LARGEST_SIZE_ON_ONE_LINE = 3


def name_size(name: str) -> int:
    """Return which of the name's sizes fits (1 is the largest; from 4 on it runs over two lines)."""
    width = width_in_ems(name, BOOK)
    for step, (points, lines) in enumerate(_NAME_SIZES, start=1):
        if width * points <= _NAME_WIDTH_POINTS * lines:
            return step
    return len(_NAME_SIZES)


def width_in_ems(text: str, font: str) -> float:
    """Return how wide a text is in a font of size 1; a sign that the font lacks counts as wide."""
    widths, units = _advance_widths(font)
    return sum(widths.get(ord(sign), units) for sign in text) / units


def lines_of(text: str, font: str, points: float, width_mm: float) -> int:
    """Return over how many lines a text runs in a column of this width; a word wider than the column is broken."""
    column = width_mm * POINTS_A_MM / points
    space = width_in_ems(" ", font)
    lines, used = 1, 0.0
    for word in text.split():
        width = width_in_ems(word, font)
        if used and used + space + width > column:
            lines, used = lines + 1, 0.0
        used += width + (space if used else 0.0)
        while used > column:
            lines, used = lines + 1, used - column
    return lines


def height_mm(texts: Iterable[str], font: str, points: float, width_mm: float, leading: float) -> float:
    """Return how high these texts are, each beginning on a line of its own."""
    return sum(lines_of(text, font, points, width_mm) for text in texts) * line_mm(points, leading)


def line_mm(points: float, leading: float) -> float:
    """Return how high a line is."""
    return points * leading / POINTS_A_MM


@lru_cache(maxsize=4)
def _advance_widths(font: str) -> tuple[dict[int, int], int]:
    with TTFont(DESIGN / "fonts" / f"{font}.ttf", lazy=True) as opened:
        metrics = opened["hmtx"]
        widths = {sign: metrics[glyph][0] for sign, glyph in opened.getBestCmap().items()}
        return widths, opened["head"].unitsPerEm
