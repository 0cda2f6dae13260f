"""The banks as files: read, checked and named by the hash of everything in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from literacy.banks.content import CutScoreRecord, ItemParameterEntry, ParameterSetFile, Specification
from literacy.banks.reading import item_files, read_items, read_one
from literacy.banks.schema import CORE, ROLES, SCORED_STATUSES, Item, item_content
from literacy.core import canonical
from literacy.core.config import ROOT
from literacy.core.errors import BadBankFile

OPEN_BANK = ROOT / "question_banks"
T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Bank:
    """Everything that a release is made of."""

    items: tuple[Item, ...]
    specifications: dict[str, Specification]
    standards: dict[str, CutScoreRecord]
    parameters: ParameterSetFile
    open_bank: bool

    def content(self) -> dict[str, Any]:
        """Return everything as plain values, in a fixed order."""
        return {
            "items": [item_content(item) for item in self.items],
            "specifications": {role: spec.model_dump(mode="json") for role, spec in self.specifications.items()},
            "standards": {role: record.model_dump(mode="json") for role, record in self.standards.items()},
            "parameters": self.parameters.model_dump(mode="json"),
            "open_bank": self.open_bank,
        }

    @property
    def label(self) -> str:
        """Return the release's name for people: year and month of its newest item."""
        return f"{max(item.created for item in self.items):%Y.%m}"


@dataclass(frozen=True)
class BankFolders:
    """The open bank of the repository and the closed pools named by LITERACY_BANKS."""

    closed: tuple[Path, ...] = ()
    open_bank: Path = OPEN_BANK

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders that make the bank, in order.

        A closed pool adds to the open bank, so that a test still shows open items; where a pool brings specifications
        of its own, the closed pools are a whole bank and the open one stays out.
        """
        whole = any((folder / "specifications").is_dir() for folder in self.closed)
        return self.closed if whole else (self.open_bank, *self.closed)

    @cached_property
    def bank(self) -> Bank:
        """Read everything; raises BadBankFile with file and line at the first fault."""
        items = scored_items(self.folders)
        if not items:
            raise BadBankFile(self.folders[0] / "items", 1, "at least one item that may be scored")
        specifications = _by_role(self._read(Specification, "specifications/*.yaml"))
        standards = _newest(self._read(CutScoreRecord, "standards/*/*.yaml"))
        for role in specifications:
            if role not in standards:
                raise BadBankFile(self.folders[0] / "standards" / role, 1, "cut scores: run `literacy banks standards`")
        return Bank(items, specifications, standards, _parameters(self.folders, items), self.open_bank in self.folders)

    def _read(self, model: type[T], pattern: str) -> list[T]:
        """Read all files of a kind, later folders after earlier ones, so that theirs win."""
        return [one for folder in self.folders for one in _read_all(model, folder, pattern)]


def _read_all(model: type[T], folder: Path, pattern: str) -> list[T]:
    return [read_one(file, model)[0] for file in sorted(folder.glob(pattern))]


def scored_items(folders: Iterable[Path]) -> tuple[Item, ...]:
    """Return the items that may be scored, by id; an id that comes twice is refused."""
    found: dict[str, Item] = {}
    for folder in folders:
        if not folder.is_dir():
            raise BadBankFile(folder, 1, "a folder that exists (LITERACY_BANKS names it)")
        for placed in (placed for file in item_files(folder) for placed in read_items(file)):
            if placed.item.id in found:
                expected = f"another id: {placed.item.id} stands in another file already"
                raise BadBankFile(placed.file, placed.line_of("id"), expected)
            found[placed.item.id] = placed.item
    return tuple(item for _, item in sorted(found.items()) if item.status in SCORED_STATUSES)


def _by_role(specifications: list[Specification]) -> dict[str, Specification]:
    return {role: spec for role in ROLES for spec in specifications if spec.role == role}


def _newest(records: list[CutScoreRecord]) -> dict[str, CutScoreRecord]:
    by_date = sorted(records, key=lambda record: record.date)
    return {role: record for role in ROLES for record in by_date if record.role == role}


def _parameters(folders: Iterable[Path], items: tuple[Item, ...]) -> ParameterSetFile:
    """Return the folders' newest parameter sets as one, which must describe every item in its present version."""
    newest = [
        max(sets, key=lambda each: each.date)
        for folder in folders
        if (sets := _read_all(ParameterSetFile, folder, "parameters/*.yaml"))
    ]
    place = next(iter(folders)) / "parameters"
    if len({each.scale_version for each in newest}) > 1:
        raise BadBankFile(place, 1, "parameter sets of one scale version in all bank folders")
    described = {(entry.id, entry.version): entry for each in newest for entry in each.items}
    for item in items:
        entry = described.get((item.id, item.version))
        if entry is None or len(entry.steps) != item.max_raw_score:
            expected = f"parameters of {item.id} version {item.version}: run `literacy banks parameters`"
            raise BadBankFile(place, 1, expected)
    return newest[0] if len(newest) == 1 else _merged(newest, [described[item.id, item.version] for item in items])


def _merged(sets: list[ParameterSetFile], entries: list[ItemParameterEntry]) -> ParameterSetFile:
    """Return several sets as one that claims no more than the weakest of them."""
    approvers = [each.approved_by for each in sets]
    return ParameterSetFile(
        date=max(each.date for each in sets),
        scale_version=sets[0].scale_version,
        stage="operational" if all(each.stage == "operational" for each in sets) else "provisional",
        method=sets[0].method,
        sample_size=min(each.sample_size for each in sets),
        approved_by=None if None in approvers else ", ".join(sorted({str(one) for one in approvers})),
        items=entries,
    )


def content_hash(content: object) -> str:
    """Return the name of a content."""
    return canonical.digest(content)


def pool_of(items: Iterable[Item], role: str) -> list[Item]:
    """Return the items of a role's test: the core and the role's own."""
    return [item for item in items if item.share in (CORE, role)]
