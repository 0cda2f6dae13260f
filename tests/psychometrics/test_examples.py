"""Every example in a docstring of the library runs and gives what it says; every public name has one."""

import ast
import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

import literacy.psychometrics

MODULES = [module.name for module in pkgutil.iter_modules(literacy.psychometrics.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name: str) -> None:
    module = importlib.import_module(f"literacy.psychometrics.{name}")
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("name", MODULES)
def test_every_public_function_has_an_example(name: str) -> None:
    tree = ast.parse((Path(literacy.psychometrics.__path__[0]) / f"{name}.py").read_text(encoding="utf-8"))
    public = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name[0] != "_"]
    without = [node.name for node in public if ">>>" not in (ast.get_docstring(node) or "")]
    assert without == []
