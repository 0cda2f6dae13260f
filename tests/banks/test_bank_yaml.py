"""A hostile or broken bank file is refused with its line, and quickly."""

from datetime import date
from pathlib import Path

import pytest

from literacy.banks import bank_yaml
from literacy.banks.bank_yaml import parse_document, read_document
from literacy.core.errors import BadBankFile

BOMB = "a: &a [x, x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(9)
)
HOSTILE = {
    "alias bomb": (BOMB, 1, "anchors"),
    "alias only": ("a: 1\nb: *a\n", 2, "anchors"),
    "python object": ("a: 1\nb: !!python/object/apply:os.system [ls]\n", 2, "tag"),
    "string tag": ("a: !!str 1\n", 1, "tag"),
    "local tag": ("a: !thing {}\n", 1, "tag"),
    "merge key": ("a: {b: 1}\n<<: *a\n", 2, "anchors"),
    "tagged name": ("!!str a: 1\n", 1, "name of a field"),
    "deep lists": ("[" * 5000 + "]" * 5000, 1, "nesting"),
    "deep mappings": ("\n".join("  " * n + "a:" for n in range(50)), 14, "nesting"),
    "doubled field": ("a: 1\nb:\n  c: 1\n  c: 2\n", 4, "once"),
    "doubled field in flow": ("{a: 1, a: 2}", 1, "once"),
    "list as name": ("? [1]\n: 2\n", 1, "name of a field"),
    "two documents": ("a: 1\n---\nb: 2\n", 2, "one document"),
    "empty": ("", 1, "empty"),
    "comment only": ("# nothing\n", 1, "empty"),
    "control character": ("a: \x07\n", 1, "well-formed"),
    "open bracket": ("a: [1,\nb: 2\n", 3, "well-formed"),
    "tab": ("a:\n\tb: 1\n", 2, "well-formed"),
    "no such day": ("a: 2026-02-30\n", 1, "day that exists"),
    "unknown escape": ('a: "\\z"\n', 1, "well-formed"),
}


@pytest.mark.parametrize(("text", "line", "expected"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_file_is_refused_with_its_line(text: str, line: int, expected: str) -> None:
    with pytest.raises(BadBankFile) as refusal:
        parse_document(text.encode(), Path("bank.yaml"))
    assert (refusal.value.line, expected in refusal.value.expected) == (line, True)


def test_bytes_that_are_no_text_are_refused_with_their_line() -> None:
    with pytest.raises(BadBankFile, match="UTF-8") as refusal:
        parse_document(b"a: 1\nb: \xff\xfe\n", Path("bank.yaml"))
    assert refusal.value.line == 2


def test_a_big_file_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "big.yaml"
    file.write_bytes(b"#" * (bank_yaml.MAX_BYTES + 1))
    with pytest.raises(BadBankFile, match="at most"):
        read_document(file)


def test_many_values_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bank_yaml, "MAX_NODES", 10)
    with pytest.raises(BadBankFile, match="at most 10 values"):
        parse_document(b"[" + b"1," * 20 + b"1]", Path("bank.yaml"))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadBankFile, match="readable"):
        read_document(tmp_path / "none.yaml")


def test_plain_values_keep_their_meaning() -> None:
    text = "{a: no, b: 10:00, c: 5.2, d: 7, e: '7', f: 2026-11-23, g: null, h: true, i: -0.5, j: 007, k: 1_000}"
    value = parse_document(text.encode(), Path("bank.yaml")).value
    assert value == {
        "a": "no", "b": "10:00", "c": 5.2, "d": 7, "e": "7", "f": date(2026, 11, 23), "g": None, "h": True,
        "i": -0.5, "j": "007", "k": "1_000",
    }  # fmt: skip


def test_lines_are_known_for_every_value() -> None:
    document = parse_document(b"- a: 1\n  b:\n    - x\n    - y\n- c: 2\n", Path("bank.yaml"))
    assert document.line_of((0, "b", 1)) == 4
    assert document.line_of((1, "tagged_union", "c", "missing")) == 5
