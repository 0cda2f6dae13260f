"""What the guards read: the project's Python files as syntax trees, and who belongs to which feature and floor."""

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Source:
    """A Python file of the package."""

    root: Path
    path: Path

    @cached_property
    def text(self) -> str:
        return self.path.read_text("utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def name(self) -> str:
        return str(self.path.relative_to(self.root))

    @property
    def feature(self) -> str:
        """The folder below `literacy/`, or "" for what stands above all (cli.py, worker.py)."""
        parts = self.path.relative_to(self.root / "literacy").parts
        return parts[0] if len(parts) > 1 else ""


def sources(root: Path = ROOT) -> list[Source]:
    return [
        Source(root, path)
        for path in sorted((root / "literacy").rglob("*.py"))
        if "versions" not in path.parts and "__pycache__" not in path.parts
    ]


def floors(root: Path = ROOT) -> dict[str, int]:
    listed = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["literacy"]["floors"]
    return {feature: number for number, features in enumerate(listed) for feature in features}


def imported_modules(tree: ast.AST) -> Iterator[tuple[ast.stmt, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node, alias.name
        elif isinstance(node, ast.ImportFrom):
            yield node, "." * node.level + (node.module or "")


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def package(root: Path, files: dict[str, str], listed_floors: str = '[["core"], ["banks"], ["web"]]') -> Path:
    """Write a tiny project for a guard's own test."""
    (root / "pyproject.toml").write_text(f"[tool.literacy]\nfloors = {listed_floors}\n", "utf-8")
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root
