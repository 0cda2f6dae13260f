"""The lock files: whole, with hashes, and bound to no registry."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTHON_LOCKS = ("requirements.lock", "requirements-test.lock", "setup/uv.lock")


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def locked(name: str) -> dict[str, set[str]]:
    """Return package -> versions (more than one where the interpreter decides)."""
    found: dict[str, set[str]] = {}
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if match := re.match(r"([a-z0-9.-]+)==([^ \\;]+)", line):
            found.setdefault(match[1], set()).add(match[2])
    return found


def blocks(name: str) -> list[tuple[str, str]]:
    """Return each package with its lines: its hashes, and who asked for it."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return [(match[1], match[0]) for match in re.finditer(r"^([a-z0-9.-]+)==.*\n(?:[ ].*\n)*", text, re.MULTILINE)]


def names(requirements: list[str]) -> set[str]:
    return {re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", wish)[0]).lower() for wish in requirements}


def test_every_dependency_is_locked() -> None:
    served = names(project()["project"]["dependencies"])
    tested = names(project()["dependency-groups"]["test"])

    assert served - locked("requirements.lock").keys() == set(), "run: sh setup/with-python.sh setup.lock"
    assert tested - locked("requirements-test.lock").keys() == set(), "run: sh setup/with-python.sh setup.lock"


def test_nothing_is_locked_that_nobody_asked_for() -> None:
    asked_for = {name for name, block in blocks("requirements.lock") if "literacy (pyproject.toml)" in block}

    assert asked_for == names(project()["project"]["dependencies"]), "run: sh setup/with-python.sh setup.lock"


def test_tests_run_with_the_versions_that_are_served() -> None:
    tested = locked("requirements-test.lock")

    assert {name: tested.get(name) for name in locked("requirements.lock")} == locked("requirements.lock")


@pytest.mark.parametrize("name", PYTHON_LOCKS)
def test_each_python_package_has_a_hash(name: str) -> None:
    for package, block in blocks(name):
        assert "--hash=sha256:" in block, package


@pytest.mark.parametrize("name", [*PYTHON_LOCKS, "package-lock.json"])
def test_no_registry_is_named(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    text = re.sub(r'"funding": (\{[^}]*\}|\[[^\]]*\]|"[^"]*")', "", text)

    assert not re.search(r"https?:|file:|find-links|index-url|resolved", text)


def test_each_npm_package_has_a_hash_and_is_exact() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]

    assert all(package["integrity"].startswith("sha512-") for name, package in lock.items() if name)
    assert {name: lock[f"node_modules/{name}"]["version"] for name in wanted} == wanted
