"""The words: complete in both languages, plain Ukrainian without slips, in catalogues and nowhere else."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest
import yaml

from literacy.core.language import catalogue
from tests.guards.source import ROOT, package, sources

CYRILLIC = re.compile("[А-Яа-яІіЇїЄєҐґ]")
# Tables of letters and names that are settings, not sentences.
LETTER_TABLES = {
    "literacy/core/identifiers.py",
    "literacy/core/language.py",
    "literacy/core/config.py",
    "literacy/accounts/names.py",
    "literacy/banks/text_answers.py",
}
SLIPS = ROOT / "question_banks" / "frameworks" / "slips.yaml"
USED_KEY = re.compile(r"""\bt\(\s*f?["']([a-z_]+\.[a-z_0-9]+)["']""")


def incomplete(strings: dict) -> list[str]:
    """Return keys without both languages, without all plural forms, or with different values in the two."""
    found = []
    for key, texts in strings.items():
        if set(texts) != {"uk", "en"}:
            found.append(f"{key}: both languages")
            continue
        plural = {code: isinstance(text, dict) for code, text in texts.items()}
        if plural["uk"] and not {"one", "few", "many"} <= set(texts["uk"]):
            found.append(f"{key}: one, few, many")
        if plural["en"] and not {"one", "other"} <= set(texts["en"]):
            found.append(f"{key}: one, other")
        if _values(texts["uk"]) != _values(texts["en"]):
            found.append(f"{key}: different values in the two languages")
    return found


def _values(text) -> set[str]:
    forms = text.values() if isinstance(text, dict) else [text]
    return {name for form in forms for _, name, _, _ in Formatter().parse(form) if name}


def slips_in(text: str, rules: list[dict]) -> list[str]:
    """Return the ids of the rules that a Ukrainian text breaks."""
    return [rule["id"] for rule in rules if rule["sev"] == "E" and re.search(rule["re"], text, re.IGNORECASE)]


def rules() -> list[dict]:
    return yaml.safe_load(SLIPS.read_text("utf-8"))


def ukrainian(texts) -> list[str]:
    text = texts["uk"]
    return list(text.values()) if isinstance(text, dict) else [text]


def words_outside_catalogues(root: Path) -> list[str]:
    """Return Cyrillic text in code or templates."""
    found = [
        f"{source.name}:{node.lineno}"
        for source in sources(root)
        if source.name not in LETTER_TABLES
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CYRILLIC.search(node.value)
        if not _is_docstring(node, source.tree)
    ]
    templates = sorted((root / "templates").rglob("*.html"))
    return found + [str(path.relative_to(root)) for path in templates if CYRILLIC.search(path.read_text("utf-8"))]


def _is_docstring(constant: ast.Constant, tree: ast.AST) -> bool:
    return any(isinstance(node, ast.Expr) and node.value is constant for node in ast.walk(tree))


def unknown_keys(root: Path, known: set[str]) -> list[str]:
    """Return keys that code or templates ask for and no catalogue has."""
    files = [*sorted((root / "literacy").rglob("*.py")), *sorted((root / "templates").rglob("*.html"))]
    return [
        f"{path.relative_to(root)}: {key}"
        for path in files
        for key in USED_KEY.findall(path.read_text("utf-8"))
        if key not in known and not key.endswith("_")
    ]


def test_every_string_has_both_languages_and_all_plural_forms():
    assert incomplete(dict(catalogue())) == []


def test_the_ukrainian_is_clean():
    known = rules()
    found = {key: slips_in(text, known) for key, texts in catalogue().items() for text in ukrainian(texts)}
    assert {key: ids for key, ids in found.items() if ids} == {}


def test_words_stand_in_catalogues_only():
    assert words_outside_catalogues(ROOT) == []


def test_every_key_that_is_asked_for_exists():
    assert unknown_keys(ROOT, set(catalogue())) == []


@pytest.mark.parametrize(
    "texts",
    [
        {"uk": "Далі"},
        {"uk": {"one": "{n} бал", "few": "{n} бали"}, "en": {"one": "{n} point", "other": "{n} points"}},
        {"uk": "Ще {n}", "en": "More"},
    ],
)
def test_an_incomplete_string_is_found(texts):
    assert incomplete({"a.b": texts})
    assert incomplete({"a.b": {"uk": "Ще {n}", "en": "{n} more"}}) == []


def test_a_slip_is_found_and_plain_words_pass():
    assert slips_in("Здати тест можна на протязі дня", rules()) == ["M02", "M18"]
    assert slips_in("Скласти тест можна протягом дня", rules()) == []


def test_text_in_code_is_found(tmp_path):
    assert words_outside_catalogues(package(tmp_path, {"literacy/banks/views.py": 'x = "Далі"\n'}))
    assert words_outside_catalogues(package(tmp_path, {"literacy/banks/views.py": '"""Кнопка «Далі»."""\n'})) == []


def test_an_unknown_key_is_found(tmp_path):
    root = package(tmp_path, {"literacy/banks/views.py": 'x = t("common.nowhere")\n'})
    assert unknown_keys(root, {"common.next"}) == ["literacy/banks/views.py: common.nowhere"]
    assert unknown_keys(root, {"common.nowhere"}) == []
