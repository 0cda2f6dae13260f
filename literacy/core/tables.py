"""A table for people to take away: the same rows as CSV and as XLSX, with no cell that a spreadsheet would run.

A new export is a header and a generator of rows. Texts are guarded, numbers and dates keep their type.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import xlsxwriter

from literacy.core import clock

Cell = str | int | float | date | datetime | None
# What a spreadsheet takes for the beginning of a formula, also after spaces.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_WIDEST_COLUMN = 60


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a name for its file and sheet."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Cell]]

    def to_bytes(self, kind: str) -> bytes:
        """Return the table as a file of a kind: "csv" or "xlsx"."""
        return {"csv": self._csv, "xlsx": self._xlsx}[kind]()

    def _csv(self) -> bytes:
        """Write CSV with a mark of its encoding, which spreadsheets need to read Ukrainian letters."""
        file = io.StringIO(newline="")
        writer = csv.writer(file)
        writer.writerow([guarded(name) for name in self.header])
        writer.writerows([_plain(cell) for cell in row] for row in self.rows)
        return file.getvalue().encode("utf-8-sig")

    def _xlsx(self) -> bytes:
        file = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        with xlsxwriter.Workbook(file, options | {"default_date_format": "dd.mm.yyyy"}) as book:
            sheet = book.add_worksheet(_sheet_name(self.name))
            head, moment = book.add_format({"bold": True}), book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
            sheet.freeze_panes(1, 0)
            widths = [len(name) for name in self.header]
            for column, name in enumerate(self.header):
                sheet.write_string(0, column, name, head)
            for line, row in enumerate(self.rows, start=1):
                for column, cell in enumerate(row):
                    _write(sheet, line, column, cell, moment)
                    widths[column] = max(widths[column], len(str(_plain(cell))))
            for column, width in enumerate(widths):
                sheet.set_column(column, column, min(width + 2, _WIDEST_COLUMN))
        return file.getvalue()


def guarded(text: str) -> str:
    """Return the text as no spreadsheet runs it: what looks like a formula begins with an apostrophe."""
    return f"'{text}" if text.lstrip(" ").startswith(_DANGEROUS) else text


def _plain(cell: Cell) -> str | int | float:
    if isinstance(cell, str):
        return guarded(cell)
    if isinstance(cell, datetime):
        return f"{clock.to_kyiv(cell):%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else cell


def _write(sheet: xlsxwriter.worksheet.Worksheet, line: int, column: int, cell: Cell, moment: object) -> None:
    if isinstance(cell, datetime):
        sheet.write_datetime(line, column, clock.to_kyiv(cell).replace(tzinfo=None), moment)
    elif isinstance(cell, date):
        sheet.write_datetime(line, column, datetime(cell.year, cell.month, cell.day))  # noqa: DTZ001 - a day, no moment
    elif isinstance(cell, str):
        sheet.write_string(line, column, cell)
    elif cell is not None:
        sheet.write_number(line, column, cell)


def _sheet_name(name: str) -> str:
    """Return the name as a sheet may bear it."""
    return "".join(sign for sign in name if sign not in "[]:*?/\\'")[:31] or "1"
