"""The linter's rules about one item's content: samples, rationales, options, sources, generated tables."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from literacy.banks.findings import ERROR, WARNING, Checked, Finding, whys
from literacy.banks.generators import surface_for
from literacy.banks.schema import Item, MultiSelect, ShortAnswer, SingleChoice
from literacy.banks.scoring import normalise_answer, raw_score

FEWEST_SAMPLES = 3
FEWEST_WHY_WORDS = 4
COMPUTED_KEY = "<key>"
SEEDS = range(200)
# Different answers among 200 seeds. A count among 14 rows cannot have 20, so it must be even instead.
FEWEST_ANSWERS = {
    "count": 6,
    "count_larger": 6,
    "count_below": 6,
    "count_outside_norm": 5,
    "line_of_max": 5,
    "highest_average_row": 10,
}
MOST_OF_ONE_ANSWER = 0.3
LONGEST_SECONDS = {"knows": 120, "does": 300}
LAW_DAYS = 366
KEY_LENGTH_RATIO = (0.6, 1.3)
HOSTILE: tuple[Any, ...] = (
    None, "", " ", "x" * 10_000, "9" * 10_000, "\x00", 0, -1, True, 1e308, b"A", [], [None], [[]], {}, {"A": 1},
    ["A"] * 50, ["ZZZ"], object(),
)  # fmt: skip
_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")


def check_item(checked: Checked, today: date) -> Iterator[Finding]:
    """Apply every rule about one item's content."""
    of_table = list(_generator(checked))
    yield from of_table
    if not any(finding.severity == ERROR for finding in of_table):  # without a table there is nothing to score
        yield from _samples(checked)
        yield from _hostile_answers(checked)
    yield from _rationales(checked)
    yield from _key_length(checked)
    yield from _source(checked, today)
    yield from _folder(checked)
    if checked.item.time_hint_seconds > LONGEST_SECONDS[checked.item.evidence]:
        longest = LONGEST_SECONDS[checked.item.evidence]
        yield checked.finding("L30", WARNING, f"at most {longest} seconds for such evidence", "time_hint_seconds")


def _folder(checked: Checked) -> Iterator[Finding]:
    parts = checked.placed.file.parts
    if "items" not in parts:
        return
    below = parts[len(parts) - parts[::-1].index("items") :]
    right = (checked.item.share, checked.item.area)
    if below[:2] != right:
        yield checked.finding("L01", ERROR, f"this item belongs in items/{'/'.join(right)}/", "id")


def _samples(checked: Checked) -> Iterator[Finding]:
    item = checked.item
    if len(item.samples) < FEWEST_SAMPLES:
        yield checked.finding("L03", ERROR, f"at least {FEWEST_SAMPLES} samples, not {len(item.samples)}", "samples")
    promised = {sample.raw_score for sample in item.samples}
    partial = item.max_raw_score == 1 or any(0 < raw < item.max_raw_score for raw in promised)
    if not {0, item.max_raw_score} <= promised or not partial:
        yield checked.finding("L03", ERROR, "a full, a partial (if there is one) and a wrong sample", "samples")
    for place, sample in enumerate(item.samples):
        got = raw_score(item, _answer(item, sample.answer, sample.seed), sample.seed)
        if got != sample.raw_score:
            message = f"the sample promises {sample.raw_score}, the scorer gives {got}"
            yield checked.finding("L03", ERROR, message, "samples", place)


def _answer(item: Item, answer: Any, seed: int | None) -> Any:
    if answer == COMPUTED_KEY and isinstance(item, ShortAnswer):
        return surface_for(item, seed or 0).answer_key
    return answer


def _hostile_answers(checked: Checked) -> Iterator[Finding]:
    item = checked.item
    answers = list(HOSTILE)
    if isinstance(item, MultiSelect):
        answers.append([option.id for option in item.options])
    for answer in answers:
        seed = 1 if isinstance(item, ShortAnswer) else None
        given = (raw_score(item, answer, seed), raw_score(item, normalise_answer(item, answer), seed))
        if any(given):
            yield checked.finding(
                "L03", ERROR, f"a hostile answer ({type(answer).__name__}) gets {max(given)}", "scoring"
            )


def _rationales(checked: Checked) -> Iterator[Finding]:
    seen: dict[str, tuple[str | int, ...]] = {}
    for place, why, explains_mistake in whys(checked):
        if why is None:
            severity = ERROR if explains_mistake else WARNING
            yield checked.finding("L04", severity, "a `why` in both languages", *place[:-1])
            continue
        for lang in ("uk", "en"):
            text = why.in_language(lang)
            if len(_WORD.findall(text)) < FEWEST_WHY_WORDS:
                yield checked.finding("L04", ERROR, f"at least {FEWEST_WHY_WORDS} words in `why`", *place, lang)
            same = seen.setdefault(f"{lang}:{' '.join(text.casefold().split())}", place)
            if same != place:
                yield checked.finding("L04", ERROR, "a `why` of its own: another option has the same", *place, lang)


def _key_length(checked: Checked) -> Iterator[Finding]:
    item = checked.item
    if not isinstance(item, SingleChoice):
        return
    low, high = KEY_LENGTH_RATIO
    for lang in ("uk", "en"):
        right, longest_wrong = key_and_distractor_length(item, lang)
        if not low <= right / longest_wrong <= high:
            message = f"key and longest distractor of like length ({lang}: {right} and {longest_wrong} signs)"
            yield checked.finding("L08", WARNING, message, "options")


def key_and_distractor_length(item: SingleChoice, lang: str) -> tuple[int, int]:
    """Return the length of the right option and of the longest wrong one."""
    lengths = {option.keyed: 0 for option in item.options}
    for option in item.options:
        lengths[option.keyed] = max(lengths[option.keyed], len(option.in_language(lang)))
    return lengths[True], lengths[False]


def _source(checked: Checked, today: date) -> Iterator[Finding]:
    source = checked.item.source
    if source.kind not in ("law", "regulation"):
        return
    if source.ref is None or source.checked is None or source.review_by is None:
        yield checked.finding("L20", ERROR, "a law with ref, checked and review_by", "source")
        return
    seen, due = source.checked, source.review_by
    for wrong, message in (
        (seen > today, "a day of checking that has been"),
        (due < today, "a review: its day is past"),
        (due > seen + timedelta(LAW_DAYS), "a review within twelve months of the check"),
    ):
        if wrong:
            yield checked.finding("L20", ERROR, message, "source")


def _generator(checked: Checked) -> Iterator[Finding]:
    item = checked.item
    if not isinstance(item, ShortAnswer):
        return
    try:
        surfaces = [surface_for(item, seed) for seed in SEEDS]
    except ValueError as error:
        yield checked.finding("L24", ERROR, f"a question that always has a table: {error}", "question")
        return
    answers = Counter(surface.answer_key for surface in surfaces)
    wanted = FEWEST_ANSWERS.get(item.question.kind, 20)
    if len(answers) < wanted or max(answers.values()) > MOST_OF_ONE_ANSWER * len(SEEDS):
        message = f"{wanted} different answers, none frequent; got {len(answers)}, one {max(answers.values())} times"
        yield checked.finding("L24", WARNING, message, "question")
    if len({surface.table for surface in surfaces}) < len(SEEDS) - 1:
        yield checked.finding("L24", WARNING, "a table of its own for every seed", "generator")


def key_place(item: Item) -> int | None:
    """Return the written place of the right option of a single choice, from 0."""
    if not isinstance(item, SingleChoice):
        return None
    return next(place for place, option in enumerate(item.options) if option.keyed)
