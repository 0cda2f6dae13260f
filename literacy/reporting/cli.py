"""`literacy report`: reports as files, for those who may have them."""

import json
from pathlib import Path

import click

from literacy.core import audit
from literacy.core.errors import UnreadableInput
from literacy.core.files import write_private
from literacy.core.tables import KINDS
from literacy.reporting.register import register_table

ACTOR = "command line"


@click.group("report")
def report() -> None:
    """Reports as CSV or XLSX, by the suffix of the file."""


@report.command("register")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="FILE.csv or FILE.xlsx")
@click.option("--year", type=click.IntRange(2000, 2999), help="Only this year's.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def register_command(out: Path, year: int | None, as_json: bool) -> None:
    """Write the register of certificates of courses, with names: a file that only its owner can read.

    Example: literacy report register --year 2026 --out /media/stick/register-2026.xlsx
    """
    kind = _kind_of(out)
    table = register_table(year)
    rows = sum(1 for _ in table.rows)
    write_private(out, table.to_bytes(kind))
    audit.record(ACTOR, "register.exported", "register", year or "all", rows=rows)
    click.echo(json.dumps({"rows": rows, "file": str(out)}) if as_json else f"{out} is written: {rows} rows")


def _kind_of(out: Path) -> str:
    kind = out.suffix.lower().removeprefix(".")
    if kind not in KINDS:
        raise UnreadableInput(f"{out.name}: the name must end with {' or '.join('.' + each for each in KINDS)}")
    return kind
