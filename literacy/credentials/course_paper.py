"""How a course's certificate is laid out: what is long steps down, and outcomes that find no room go on overleaf. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from literacy.core.language import t
from literacy.credentials.course_facts import CourseCertificateFacts
from literacy.credentials.lettering import (
    BOLD,
    LARGEST_SIZE_ON_ONE_LINE,
    PLAIN,
    height_mm,
    line_mm,
    lines_of,
)

_LEADING = 1.3
# Widths in millimetres: the front, its halves, the place of outcomes beside the volume; the back and its halves.
_FRONT, _HALF, _BESIDE, _BACK, _BACK_HALF = 229.0, 110.0, 167.0, 227.0, 107.0
_MARKER = 6.5  # what the number of an outcome takes of its line
_HEADING, _GAP = 6.0, 3.0
# From the paper's top: where the head ends, and where the box ends that stands on the foot.
_HEAD_BOTTOM, _TIGHT_HEAD_BOTTOM, _BOX_BOTTOM = 52.5, 47.0, 163.0
# The height of the block with the name, by the name's size.
_NAME_BLOCK = {1: 28.2, 2: 26.5, 3: 24.9, 4: 31.5, 5: 29.0, 6: 33.8}
_TITLE_SIZES, _TITLE_LINES, _BEFORE_TITLE = (13.0, 11.5, 10.0), 2, "Course «"
_VOLUME_POINTS = 11.0
_BESIDE_SIZES, _WIDE_SIZES = (10.8, 10.2), (10.8, 10.2, 9.6)
_BOX_POINTS, _BOX_PADDING = 10.5, 5.0
_READING_POINTS, _READING_LEADING, _READING_HEADING = 9.6, 1.28, 7.0
_BACK_TOP, _ABOUT_TOP = 20.0, 187.0
_BACK_SIZES, _SMALLEST_WITH_ALL = (9.8, 9.0, 8.2, 7.4, 6.6), 3


@dataclass(frozen=True, slots=True)
class Layout:
    """Which size each part has (1 is the largest), whether outcomes stand beside the volume, how many on the front.

    `brief` says that the back explains only what it must.
    """

    title_step: int
    beside: bool
    front_step: int
    on_front: int
    back_step: int
    brief: bool


def layout_of(facts: CourseCertificateFacts, name_size: int) -> Layout:
    """Return how the paper of this course is laid out, for a name of this size."""
    title_step, title_lines = _title(facts)
    tight = name_size > LARGEST_SIZE_ON_ONE_LINE
    top = (_TIGHT_HEAD_BOTTOM if tight else _HEAD_BOTTOM) + _NAME_BLOCK[name_size] + _GAP
    top += title_lines * line_mm(_TITLE_SIZES[title_step - 1], _LEADING)
    room = _BOX_BOTTOM - _box_height(facts) - _GAP - top - _HEADING
    outcomes = facts.outcome_texts("uk")
    step = _first_that_fits(outcomes, _BESIDE_SIZES, _BESIDE - _MARKER, room)
    if step is not None:
        return Layout(title_step, True, step, len(outcomes), *_back(facts, len(outcomes)))
    step, on_front = _as_many_as_fit(outcomes, room - line_mm(_VOLUME_POINTS, _LEADING))
    return Layout(title_step, False, step, on_front, *_back(facts, on_front))


def _title(facts: CourseCertificateFacts) -> tuple[int, int]:
    """Return the largest size in which the title runs over few lines, else the smallest, and over how many it runs."""
    titles = [f"{_BEFORE_TITLE}{facts.title(lang)}»" for lang in ("uk", "en")]
    lines = [max(lines_of(title, BOLD, points, _HALF) for title in titles) for points in _TITLE_SIZES]
    step = next((step for step, count in enumerate(lines) if count <= _TITLE_LINES), len(lines) - 1)
    return step + 1, lines[step]


def _box_height(facts: CourseCertificateFacts) -> float:
    heights = (height_mm(box_lines(facts, lang), PLAIN, _BOX_POINTS, _HALF, _LEADING) for lang in ("uk", "en"))
    return max(heights) + _BOX_PADDING


def _first_that_fits(texts: Sequence[str], sizes: Sequence[float], width: float, room: float) -> int | None:
    for step, points in enumerate(sizes, start=1):
        if height_mm(texts, PLAIN, points, width, _LEADING) <= room:
            return step
    return None


def _as_many_as_fit(outcomes: Sequence[str], room: float) -> tuple[int, int]:
    """Return the largest size in which all fit, else the smallest and how many of them fit with a line that says so."""
    step = _first_that_fits(outcomes, _WIDE_SIZES, _FRONT - _MARKER, room)
    if step is not None:
        return step, len(outcomes)
    points, fitting = _WIDE_SIZES[-1], 0
    room -= line_mm(points, _LEADING)
    while height_mm(outcomes[: fitting + 1], PLAIN, points, _FRONT - _MARKER, _LEADING) <= room:
        fitting += 1
    return len(_WIDE_SIZES), fitting


def _back(facts: CourseCertificateFacts, on_front: int) -> tuple[int, bool]:
    """Return the size in which what is left for the back fits there, and whether all explanations stand beside it."""
    rest, english = facts.outcome_texts("uk")[on_front:], english_outcomes(facts)
    for brief, sizes in ((False, _BACK_SIZES[:_SMALLEST_WITH_ALL]), (True, _BACK_SIZES)):
        reading = max(_reading_height(facts, lang, brief=brief) for lang in ("uk", "en"))
        room = _ABOUT_TOP - _BACK_TOP - reading - (_HEADING + _GAP) * (bool(rest) + bool(english))
        step = _first_that_fits([*rest, *english], sizes, _BACK - _MARKER, room)
        if step is not None:
            return step, brief
    return len(_BACK_SIZES), True


def _reading_height(facts: CourseCertificateFacts, lang: str, *, brief: bool) -> float:
    texts = [t(f"course_certificate.{text}", lang=lang) for _, text in reading_of(facts, brief=brief)]
    steps = [t("certificate_back.check_open", lang=lang, host=facts.host)]
    steps += [t(f"certificate_back.check_{name}", lang=lang) for name in ("compare", "surname")]
    paragraphs = height_mm(texts, PLAIN, _READING_POINTS, _BACK_HALF, _READING_LEADING)
    listed = height_mm(steps, PLAIN, _READING_POINTS, _BACK_HALF - _MARKER, _READING_LEADING)
    return paragraphs + listed + (len(texts) + 1) * _READING_HEADING


def reading_of(facts: CourseCertificateFacts, *, brief: bool) -> list[tuple[str, str]]:
    """Return the words that explain the certificate on its back, title and text; in brief where outcomes need the room."""
    level = "level_none" if facts.level is None else "level_body"
    says, privacy = ("says_title", "says_body"), ("privacy_title", "privacy_body")
    return [says, privacy] if brief else [says, ("hours_title", "hours_body"), ("level_title", level), privacy]


def english_outcomes(facts: CourseCertificateFacts) -> list[str]:
    """Return the outcomes in English, unless nobody wrote them in English."""
    english = facts.outcome_texts("en")
    return [] if english == facts.outcome_texts("uk") else english


def box_lines(facts: CourseCertificateFacts, lang: str) -> list[str]:
    """Return what stands in the box: when, how much of it, whether a test was taken, the level where one was asked for."""
    printed = facts.printed_values(lang)
    names = [name for name in ("period", "attended", "test") if name in printed]
    lines = [
        t("course_certificate.line", lang=lang, name=facts.field_name(name, lang), value=printed[name])
        for name in names
    ]
    if facts.level is not None:
        told = {name: printed[name] for name in ("level", "probability", "scale")}
        lines.append(t("course_certificate.level_line", lang=lang, **told))
    return lines


def values_of(facts: CourseCertificateFacts, name_size: int) -> dict[str, Any]:
    """Return what goes into the course's template besides what all papers share."""
    layout = layout_of(facts, name_size)
    outcomes = facts.outcome_texts("uk")
    return {
        "layout": layout,
        "outcomes": outcomes[: layout.on_front],
        "outcomes_rest": outcomes[layout.on_front :],
        "outcomes_en": english_outcomes(facts),
        "kind_rest": facts.kind_rest(),
        "lines_uk": box_lines(facts, "uk"),
        "lines_en": box_lines(facts, "en"),
        "reading": reading_of(facts, brief=layout.brief),
    }
