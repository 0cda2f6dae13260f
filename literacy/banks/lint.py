"""The linter: an item bank is tested as code is. Rules stand in `item_rules`, `language_rules`, `bank_rules`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from literacy.banks.bank_rules import check_bank, check_set
from literacy.banks.findings import ERROR, Checked, Finding
from literacy.banks.item_rules import check_item
from literacy.banks.language_rules import check_language
from literacy.banks.reading import try_items
from literacy.core.errors import UnreadableInput


@dataclass(frozen=True, slots=True)
class LintReport:
    """What the linter found in so many items."""

    items: int
    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        """Whether no E rule fails."""
        return not any(finding.severity == ERROR for finding in self.findings)

    def count(self, severity: str) -> int:
        """Count the findings of a severity."""
        return sum(finding.severity == severity for finding in self.findings)


def lint(path: Path, today: date) -> LintReport:
    """Lint a file of items, a folder of such files, or a whole bank folder (one that holds `items/`)."""
    is_bank = (path / "items").is_dir()
    folder = path / "items" if is_bank else path
    files = [path] if path.is_file() else sorted((*folder.rglob("*.yaml"), *folder.rglob("*.yml")))
    if not files:
        raise UnreadableInput(f"{path}: there is no bank file")
    checked: list[Checked] = []
    findings: list[Finding] = []
    for file in files:
        placed, faults = try_items(file)
        checked.extend(Checked(one) for one in placed)
        findings.extend(
            Finding(fault.item_id, fault.rule, ERROR, fault.file, fault.line, fault.expected) for fault in faults
        )
    findings.extend(_of_items(checked, today))
    findings.extend(check_set(checked))
    if is_bank:
        findings.extend(check_bank(path, checked))
    return LintReport(len(checked), tuple(sorted(findings, key=lambda each: (str(each.file), each.line, each.rule))))


def _of_items(items: list[Checked], today: date) -> Iterator[Finding]:
    for checked in items:
        yield from check_item(checked, today)
        yield from check_language(checked)
