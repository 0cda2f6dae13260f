"""Tables that people take away: readable by spreadsheets, run by none."""

import csv
import io
import re
import zipfile
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from literacy.core.tables import Table, guarded

DANGEROUS = [
    "=1+1",
    "+380501234567",
    "-5 грн",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =cmd|' /C calc'!A0",
    "=HYPERLINK(1)",
]


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def sheet(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return packed.read("xl/worksheets/sheet1.xml").decode()


def shared(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return packed.read("xl/sharedStrings.xml").decode()


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_is_a_formula(text):
    table = Table("Список", ["Ім’я", text], [[text, 1]])
    for row in read_csv(table.to_bytes("csv")):
        assert not any(cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in row)
    xlsx = table.to_bytes("xlsx")
    assert "<f>" not in sheet(xlsx)
    assert "hyperlink" not in sheet(xlsx).lower()


@given(st.text(min_size=1, max_size=40))
def test_a_guarded_text_never_begins_like_a_formula(text):
    safe = guarded(text)
    assert not safe.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert safe in (text, f"'{text}")


def test_numbers_dates_and_ukrainian_letters_keep_what_they_are():
    moment = datetime(2026, 11, 23, 8, 5, tzinfo=UTC)
    table = Table(
        "Група/1", ["Хто", "Хв", "Коли", "День", "Пусто"], [["Ґалаґан, «Їжак»", -0.5, moment, date(2026, 1, 2), None]]
    )
    assert read_csv(table.to_bytes("csv"))[1] == ["Ґалаґан, «Їжак»", "-0.5", "2026-11-23 10:05", "2026-01-02", ""]
    assert table.to_bytes("csv").startswith(b"\xef\xbb\xbf")
    xlsx = table.to_bytes("xlsx")
    assert "Ґалаґан" in shared(xlsx)
    assert re.search(r'<c r="B2"[^>]*><v>-0\.5</v>', sheet(xlsx))
    assert re.search(r'<c r="C2" s="\d+"><v>46349\.42', sheet(xlsx))  # Excel's day 46349 is 23 November 2026, Kyiv time
