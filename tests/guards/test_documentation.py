"""What an installation may decide and every command stand in the documents, and nothing else does."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from literacy.cli import main
from literacy.core.config import Settings, variable_name
from tests.guards.source import ROOT

VARIABLE = re.compile(r"LITERACY_[A-Z][A-Z_]*[A-Z]")
ROW = re.compile(r"^\|\s*`(LITERACY_[A-Z_]+)`\s*\|(.+)\|\s*$", re.MULTILINE)
READ_BY_CODE = ("literacy", "setup", "app.py", "run", "test")


def variables_read(root: Path) -> set[str]:
    """Return every LITERACY_ variable that the product and its set-up name."""
    names: set[str] = set()
    for place in READ_BY_CODE:
        path = root / place
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.is_file() and (file.suffix in (".py", ".sh") or not file.suffix):
                names |= set(VARIABLE.findall(file.read_text("utf-8")))
    return names


def variables_described(readme: str) -> set[str]:
    """Return the variables of the README's table that have a description."""
    return {name for name, rest in ROW.findall(readme) if rest.strip(" |")}


def undescribed(read: set[str], fields: set[str], readme: str) -> list[str]:
    """Return settings that the table lacks, and rows of the table that nothing reads."""
    return sorted((read | fields) ^ variables_described(readme))


def commands(group: click.Group, path: str = "") -> Iterator[tuple[str, click.Command]]:
    """Yield every command that can be typed, with its words."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, f"{path} {name} is listed and not there"
        words = f"{path} {name}".strip()
        if isinstance(command, click.Group):
            yield from commands(command, words)
        elif not command.hidden:
            yield words, command


def undocumented(group: click.Group, documents: str) -> list[str]:
    """Return commands that no document names."""
    return [words for words, _ in commands(group) if not re.search(rf"literacy {words}\b", documents)]


def without_example(group: click.Group) -> list[str]:
    """Return commands whose help shows no example."""
    return [words for words, command in commands(group) if f"literacy {words}" not in (command.help or "")]


def documents() -> str:
    return "\n".join((ROOT / name).read_text("utf-8") for name in ("README.md", "docs/operate.md"))


def test_every_setting_is_described_and_every_described_one_is_read():
    fields = {variable_name(field) for field in Settings.model_fields}
    assert undescribed(variables_read(ROOT), fields, (ROOT / "README.md").read_text("utf-8")) == []


def test_every_command_is_documented():
    assert undocumented(main, documents()) == []


def test_every_command_shows_an_example():
    assert without_example(main) == []


TABLE = "| variable | what |\n|---|---|\n| `LITERACY_DATA` | where everything is kept |\n"


@pytest.mark.parametrize(
    ("read", "fields", "readme", "found"),
    [
        ({"LITERACY_DATA"}, {"LITERACY_DATA"}, TABLE, []),
        ({"LITERACY_PORT"}, {"LITERACY_DATA"}, TABLE, ["LITERACY_PORT"]),
        (set(), {"LITERACY_DATA", "LITERACY_PORT"}, TABLE, ["LITERACY_PORT"]),
        (set(), set(), TABLE, ["LITERACY_DATA"]),
        (set(), {"LITERACY_DATA"}, TABLE.replace("where everything is kept", " "), ["LITERACY_DATA"]),
    ],
)
def test_settings_and_table_are_compared(read, fields, readme, found):
    assert undescribed(read, fields, readme) == found


def test_variables_are_read_off_the_code(tmp_path):
    for name, text in {"literacy/a.py": "x = 'LITERACY_DATA'", "setup/b.sh": "$LITERACY_PORT", "run": "#"}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    for name in ("app.py", "test"):
        (tmp_path / name).write_text("", "utf-8")
    assert variables_read(tmp_path) == {"LITERACY_DATA", "LITERACY_PORT"}


def test_a_command_without_document_or_example_is_found():
    good = click.Command("check", help="Check. Example: literacy db check")
    bad = click.Command("drop", help="Drop.")
    group = click.Group("literacy", commands=[click.Group("db", commands=[good, bad])])
    assert [words for words, _ in commands(group)] == ["db check", "db drop"]
    assert undocumented(group, "`literacy db check` compares") == ["db drop"]
    assert without_example(group) == ["db drop"]
