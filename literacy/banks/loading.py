"""The banks as files: read, checked and named by the hash of everything in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from literacy.banks.content import CutScoreRecord, ParameterSetFile, Specification
from literacy.banks.reading import item_files, read_items, read_one
from literacy.banks.schema import CORE, ROLES, SCORED_STATUSES, Item, item_content
from literacy.core import canonical
from literacy.core.config import ROOT
from literacy.core.errors import BadBankFile

OPEN_BANK = ROOT / "question_banks"


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

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Read the items that may be scored."""
        return _items([self.open_bank, *self.closed])

    @cached_property
    def bank(self) -> Bank:
        """Read everything; raises BadBankFile with file and line at the first fault."""
        return Bank(
            items=self.items,
            specifications=_by_role(self._read(Specification, "specifications/*.yaml")),
            standards=_newest(self._read(CutScoreRecord, "standards/*/*.yaml")),
            parameters=_parameters(self._read(ParameterSetFile, "parameters/*.yaml"), self.items, self.open_bank),
            open_bank=not self.closed,
        )

    def _read(self, model: Any, pattern: str) -> list[Any]:
        """Read all files of a kind, closed pools after the open bank, so that theirs win."""
        folders = [self.open_bank, *self.closed]
        return [read_one(file, model)[0] for folder in folders for file in sorted(folder.glob(pattern))]


def _items(folders: Iterable[Path]) -> tuple[Item, ...]:
    """Return the items that may be scored, by id; an id that comes twice is refused."""
    found: dict[str, Item] = {}
    for folder in folders:
        for file in item_files(folder):
            for placed in read_items(file):
                if placed.item.id in found:
                    raise BadBankFile(file, placed.line_of("id"), f"{placed.item.id} stands in another file already")
                found[placed.item.id] = placed.item
    return tuple(item for _, item in sorted(found.items()) if item.status in SCORED_STATUSES)


def _by_role(specifications: list[Specification]) -> dict[str, Specification]:
    return {role: spec for role in ROLES for spec in specifications if spec.role == role}


def _newest(records: list[CutScoreRecord]) -> dict[str, CutScoreRecord]:
    by_date = sorted(records, key=lambda record: record.date)
    return {role: record for role in ROLES for record in by_date if record.role == role}


def _parameters(sets: list[ParameterSetFile], items: tuple[Item, ...], folder: Path) -> ParameterSetFile:
    """Return the newest parameter set, which must describe every item in its present version."""
    if not sets:
        raise BadBankFile(folder / "parameters", 1, "a parameter set: make one with `literacy banks parameters`")
    newest = max(sets, key=lambda each: each.date)
    described = {(entry.id, entry.version) for entry in newest.items}
    for item in items:
        if (item.id, item.version) not in described:
            raise BadBankFile(
                folder / "parameters",
                1,
                f"parameters of {item.id} version {item.version}: run `literacy banks parameters`",
            )
    return newest


def content_hash(content: object) -> str:
    """Return the name of a content."""
    return canonical.digest(content)


def pool_of(items: Iterable[Item], role: str) -> list[Item]:
    """Return the items of a role's test: the core and the role's own."""
    return [item for item in items if item.share in (CORE, role)]
