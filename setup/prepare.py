"""Brings the folder from nothing to ready, once: later starts only compare a stamp and install nothing."""

import fcntl
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from setup import browser, debian, node, python_packages, system_packages
from setup.steps import BASE_PYTHON, PYTHON, ROOT, STATE, VENV, SetupProblem, run, say, step

LEVELS = ("serving", "tests", "browser")  # each needs the ones before it
PACKAGES = {
    "serving": "requirements.lock",
    "tests": "requirements-test.lock",
    "browser": "requirements-test.lock",
}
INPUTS = ("*.lock", "package-lock.json", "setup/*.py", "setup/uv.lock", "literacy/core/system_libraries.py")


def prepare(level: str, *, again: bool = False) -> list[str]:
    """Set up what is missing up to a level; return what this machine cannot have, each with its reason.

    Raises SetupProblem where nothing can work. `again` tries once more what failed the last time.
    """
    levels = LEVELS[: LEVELS.index(level) + 1]
    lacking = _lacking(levels, again)
    if lacking is not None:
        return lacking
    try:
        STATE.mkdir(exist_ok=True)
        with _one_at_a_time():
            lacking = _lacking(levels, again)
            return _make(levels) if lacking is None else lacking
    except PermissionError as problem:
        raise SetupProblem(f"this folder belongs to somebody else ({problem}); take a copy of your own") from problem


def _lacking(levels: tuple[str, ...], again: bool) -> list[str] | None:
    """Return what a finished set-up could not have; None where it is unfinished, outdated or to be tried again."""
    if not PYTHON.exists() or not all(_stamp(level).exists() for level in levels):
        return None
    ready = [json.loads(_stamp(level).read_text(encoding="utf-8")) for level in levels]
    lacking = [str(reason) for one in ready for reason in one["lacking"]]
    current = all(one["fingerprint"] == _fingerprint() for one in ready)
    return lacking if current and not (again and lacking) else None


def _make(levels: tuple[str, ...]) -> list[str]:
    say(f"making {ROOT} ready for {', '.join(levels)}; this needs the network, once")
    for level in levels:
        _stamp(level).unlink(missing_ok=True)
    python_packages.install(ROOT / PACKAGES[levels[-1]])
    all_lacking = []
    for level in levels:
        lacking = [reason for what, action in PARTS[level] for reason in _try(what, action)]
        state = {"fingerprint": _fingerprint(), "lacking": lacking}
        _stamp(level).write_text(json.dumps(state, ensure_ascii=False), encoding="utf-8")
        all_lacking += lacking
    debian.forget()
    return all_lacking


def _stamp(level: str) -> Path:
    return VENV / f"ready-for-{level}.json"  # goes with what it describes


def _fingerprint() -> str:
    """Return a hash of all that the set-up was made from: lock files, these scripts, the place, the interpreter."""
    digest = hashlib.sha256(f"{ROOT}\0{Path(BASE_PYTHON).resolve()}".encode())
    for pattern in INPUTS:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Let a second set-up wait for the first; the lock goes with the process, however that ends."""
    with (STATE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _try(what: str, action: Callable[[], None]) -> list[str]:
    """Do what the product can live without; return the reason where it failed."""
    try:
        action()
    except SetupProblem as problem:
        return [f"{what}: {problem}"]
    return []


def _cut_fonts() -> None:
    with step("cutting the faces of the pages"):
        run([PYTHON, "-m", "setup.fonts"])


PARTS: dict[str, list[tuple[str, Callable[[], None]]]] = {
    "serving": [("certificates as PDF", system_packages.install), ("the faces of the pages", _cut_fonts)],
    "tests": [("the verifiers that run in Node", node.install)],
    "browser": [("tests in a browser", browser.install)],
}
