"""The linter's rules about a whole bank: ids, enemies, habits of the keys, room for a test, parameters, cut scores."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from literacy.banks.content import CutScoreRecord, Framework, ParameterSetFile, Specification
from literacy.banks.findings import BANK, ERROR, WARNING, Checked, Finding
from literacy.banks.item_rules import key_and_distractor_length, key_place
from literacy.banks.loading import pool_of
from literacy.banks.ratings import rated_parameters
from literacy.banks.reading import read_one
from literacy.banks.schema import AREAS, SCORED_STATUSES, SingleChoice
from literacy.core.errors import BadBankFile
from literacy.psychometrics.completion import can_be_completed

CHANCE = 1 / 4
MOST_LONGEST_KEYS = CHANCE + 0.08
CHI_SQUARE_AT_001 = 11.345  # three degrees of freedom, p = 0.01
FEWEST_FOR_HABITS = 8
T = TypeVar("T")


def check_set(items: Sequence[Checked]) -> Iterator[Finding]:
    """Apply the rules about a set of items: a file or a bank."""
    yield from _doubled_ids(items)
    yield from _habits(items)


def _doubled_ids(items: Sequence[Checked]) -> Iterator[Finding]:
    first: dict[str, Checked] = {}
    for checked in items:
        earlier = first.setdefault(checked.item.id, checked)
        if earlier is not checked:
            where = f"{earlier.placed.file}:{earlier.placed.line_of('id')}"
            yield checked.finding("L01", ERROR, f"an id of its own: {where} has the same", "id")


def _habits(items: Sequence[Checked]) -> Iterator[Finding]:
    choices = [checked for checked in items if isinstance(checked.item, SingleChoice)]
    if len(choices) < FEWEST_FOR_HABITS:
        return
    file = choices[0].placed.file if len({one.placed.file for one in choices}) == 1 else _common_folder(choices)
    longest = 0
    places: Counter[int] = Counter()
    for checked in choices:
        if isinstance(checked.item, SingleChoice):
            right, wrong = key_and_distractor_length(checked.item, "uk")
            longest += right > wrong
            places[key_place(checked.item) or 0] += 1
    if longest > MOST_LONGEST_KEYS * len(choices):
        message = f"key strictly longest in {longest} of {len(choices)} single choices, at most {MOST_LONGEST_KEYS:.0%}"
        yield Finding("", "L08", BANK, file, 1, message)
    expected = len(choices) / 4
    chi_square = sum((places[place] - expected) ** 2 / expected for place in range(4))
    if chi_square > CHI_SQUARE_AT_001:
        counts = ", ".join(f"{letter} {places[place]}" for place, letter in enumerate("ABCD"))
        yield Finding("", "L12", BANK, file, 1, f"keys spread evenly over the places, not {counts}")


def _common_folder(items: Sequence[Checked]) -> Path:
    folders = {checked.placed.file.parent for checked in items}
    shared = next(iter(folders))
    while not all(folder.is_relative_to(shared) for folder in folders):
        shared = shared.parent
    return shared


def check_bank(folder: Path, items: Sequence[Checked]) -> Iterator[Finding]:
    """Apply the rules about a whole bank folder: its items together, and the files beside them."""
    yield from _unknown_enemies(items)
    yield from _unknown_competences(folder, items)
    specifications, faults = _read(folder, "specifications/*.yaml", Specification)
    yield from faults
    scored = [checked for checked in items if checked.item.status in SCORED_STATUSES]
    for file, specification in specifications:
        yield from _room_for_a_test(file, specification, scored)
    standards, faults = _read(folder, "standards/*/*.yaml", CutScoreRecord)
    yield from faults
    named = {record.role for _, record in standards}
    for file, specification in specifications:
        if specification.role not in named:
            yield Finding("", "L32", ERROR, file, 1, f"cut scores for {specification.role} under standards/")
    sets, faults = _read(folder, "parameters/*.yaml", ParameterSetFile)
    yield from faults
    if sets:
        yield from _parameters_follow(*max(sets, key=lambda each: each[1].date), scored)
    elif scored:
        message = "a parameter set: run `literacy banks parameters`"
        yield Finding("", "L31", ERROR, folder / "parameters", 1, message)


def _read(folder: Path, pattern: str, model: type[T]) -> tuple[list[tuple[Path, T]], list[Finding]]:
    read: list[tuple[Path, T]] = []
    faults: list[Finding] = []
    for file in sorted(folder.glob(pattern)):
        try:
            read.append((file, read_one(file, model)[0]))
        except BadBankFile as error:
            faults.append(Finding("", "L01", ERROR, file, error.line, error.expected))
    return read, faults


def _unknown_enemies(items: Sequence[Checked]) -> Iterator[Finding]:
    known = {checked.item.id for checked in items}
    for checked in items:
        for place, foe in enumerate(checked.item.enemies):
            if foe not in known:
                yield checked.finding("L01", ERROR, f"an enemy that exists, not {foe}", "enemies", place)


def _unknown_competences(folder: Path, items: Sequence[Checked]) -> Iterator[Finding]:
    frameworks, faults = _read(folder, "frameworks/ua_citizens.yaml", Framework)
    yield from faults
    for file, framework in frameworks:
        codes = {competence.code for competence in framework.competences}
        for checked in items:
            if checked.item.competence not in codes:
                yield checked.finding("L01", ERROR, f"a competence that stands in {file.name}", "competence")


def _room_for_a_test(file: Path, specification: Specification, scored: Sequence[Checked]) -> Iterator[Finding]:
    pool = pool_of((checked.item for checked in scored), specification.role)
    owed = {(area, share): n for area in AREAS for share, n in specification.items_an_area.items()}
    cells = {cell: [place for place, item in enumerate(pool) if (item.area, item.share) == cell] for cell in owed}
    place_of = {item.id: place for place, item in enumerate(pool)}
    foes = [{place_of[foe] for foe in item.enemies if foe in place_of} for item in pool]
    mutual = [
        frozenset(own | {other for other, theirs in enumerate(foes) if place in theirs})
        for place, own in enumerate(foes)
    ]
    if not can_be_completed(owed, cells, mutual):
        short = [f"{area} {share}" for (area, share), n in owed.items() if len(cells[area, share]) < n]
        message = f"items enough for {specification.role}: {', '.join(short) or 'enemies leave no test'}"
        yield Finding("", "L26", ERROR, file, 1, message)


def _parameters_follow(file: Path, parameters: ParameterSetFile, scored: Sequence[Checked]) -> Iterator[Finding]:
    """A rating that changed, or an item that came, after the set was made: nobody would notice otherwise."""
    entries = {(entry.id, entry.version): entry for entry in parameters.items}
    for checked in scored:
        entry = entries.get((checked.item.id, checked.item.version))
        rated = rated_parameters(checked.item)
        if entry is None:
            yield checked.finding(
                "L31", ERROR, f"parameters in {file.name}: run `literacy banks parameters`", "version"
            )
        elif len(entry.steps) != len(rated.steps):
            yield checked.finding("L31", ERROR, f"as many steps in {file.name} as points", "scoring")
        elif parameters.sample_size == 0 and entry != rated:
            yield checked.finding("L31", WARNING, f"the rating that {file.name} was made from", "prior")
