"""Floors, sizes, one place that commits, one clock, heavy libraries behind their doors."""

import ast
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.guards.source import ROOT, Source, floors, functions, imported_modules, package, sources

FILE_LINES, FUNCTION_LINES, VIEW_LINES = 400, 40, 25
NAMELESS = {"utils", "util", "common", "helpers", "misc", "shared"}
HEAVY = ("weasyprint", "sklearn", "scipy", "matplotlib", "pyhanko")


def climbing_imports(root: Path) -> list[str]:
    """Return imports that go up or sideways, are relative, or hide in a function."""
    floor_of, found = floors(root), []
    for source in sources(root):
        for node, module in imported_modules(source.tree):
            where = f"{source.name}:{node.lineno}"
            if module.startswith("."):
                found.append(f"{where} is relative")
            if node not in source.tree.body and module.startswith("literacy"):
                found.append(f"{where} hides an import of {module}")
            parts = module.split(".")
            if parts[0] != "literacy" or len(parts) == 1 or not source.feature:
                continue
            if parts[1] != source.feature and floor_of.get(parts[1], 99) >= floor_of.get(source.feature, -1):
                found.append(f"{where} {source.feature} imports {parts[1]}")
    return found


def too_long(root: Path) -> list[str]:
    """Return files, functions and views over their limits."""
    found = []
    for source in sources(root):
        lines = source.text.count("\n")
        if lines > FILE_LINES:
            found.append(f"{source.name} has {lines} lines")
        limit = VIEW_LINES if source.path.name.endswith("views.py") else FUNCTION_LINES
        for function in functions(source.tree):
            length = (function.end_lineno or 0) - function.lineno + 1 - _docstring_lines(function)
            if length > limit:
                found.append(f"{source.name}:{function.lineno} {function.name} has {length} lines")
    return found


def _docstring_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return how long the docstring is: numpydoc with shapes and examples is wanted, not counted."""
    first = function.body[0]
    if ast.get_docstring(function) is None:
        return 0
    return (first.end_lineno or 0) - first.lineno + 1


def nameless(root: Path) -> list[str]:
    """Return files and folders whose name says nothing."""
    return [
        source.name
        for source in sources(root)
        if NAMELESS & {part.removesuffix(".py") for part in Path(source.name).parts}
    ]


def _calls(source: Source, wanted: Callable[[ast.Call], bool]) -> list[str]:
    return [
        f"{source.name}:{node.lineno}" for node in ast.walk(source.tree) if isinstance(node, ast.Call) and wanted(node)
    ]


def commits_elsewhere(root: Path) -> list[str]:
    """Return calls of `.commit(` outside core/transaction.py."""
    return [
        place
        for source in sources(root)
        if source.name != "literacy/core/transaction.py"
        for place in _calls(source, lambda call: isinstance(call.func, ast.Attribute) and call.func.attr == "commit")
    ]


def clocks_elsewhere(root: Path) -> list[str]:
    """Return readings of the time outside core/clock.py."""
    dotted = {"datetime.now", "datetime.utcnow", "date.today", "time.time", "datetime.today"}
    return [
        place
        for source in sources(root)
        if source.name != "literacy/core/clock.py"
        for place in _calls(source, lambda call: ast.unparse(call.func) in dotted)
    ]


def weasyprint_elsewhere(root: Path) -> list[str]:
    """Return imports of WeasyPrint outside credentials/pdf.py."""
    return [
        f"{source.name}:{node.lineno}"
        for source in sources(root)
        if source.name != "literacy/credentials/pdf.py"
        for node, module in imported_modules(source.tree)
        if module.split(".")[0] == "weasyprint"
    ]


GUARDS = [climbing_imports, too_long, nameless, commits_elsewhere, clocks_elsewhere, weasyprint_elsewhere]


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.__name__)
def test_the_house_is_kept(guard):
    assert guard(ROOT) == []


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.__name__)
def test_a_good_example_passes(guard, tmp_path):
    files = {
        "literacy/core/transaction.py": "def keep(db):\n    db.session.commit()\n",
        "literacy/core/clock.py": "from datetime import datetime\nnow = datetime.now()\n",
        "literacy/credentials/pdf.py": "import weasyprint\n",
        "literacy/banks/service.py": "from literacy.core import clock\n",
    }
    assert guard(package(tmp_path, files, '[["core"], ["banks"], ["credentials"]]')) == []


@pytest.mark.parametrize(
    ("guard", "name", "text"),
    [
        (climbing_imports, "literacy/core/db.py", "from literacy.banks import service\n"),
        (climbing_imports, "literacy/banks/service.py", "from . import models\n"),
        (climbing_imports, "literacy/banks/service.py", "def f():\n    from literacy.core import db\n"),
        (too_long, "literacy/core/db.py", "x = 1\n" * 401),
        (too_long, "literacy/core/db.py", "def f():\n" + "    x = 1\n" * 41),
        (too_long, "literacy/banks/views.py", "def f():\n" + "    x = 1\n" * 26),
        (nameless, "literacy/banks/utils.py", ""),
        (commits_elsewhere, "literacy/banks/service.py", "def f(db):\n    db.session.commit()\n"),
        (clocks_elsewhere, "literacy/banks/service.py", "from datetime import date\nx = date.today()\n"),
        (weasyprint_elsewhere, "literacy/banks/service.py", "from weasyprint import HTML\n"),
    ],
)
def test_a_bad_example_is_found(guard, name, text, tmp_path):
    assert guard(package(tmp_path, {name: text}))


def test_nothing_heavy_is_reachable_from_the_server():
    """Start the server's module in a fresh interpreter and look what it loaded."""
    script = "import sys, literacy.web.factory; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    names = set(loaded.stdout.split())
    assert "flask" in names
    assert names.isdisjoint(HEAVY)
