"""Brings the folder from nothing to ready, once: later starts only compare a stamp and install nothing."""

import fcntl
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from setup import browser, node, python_packages, system_packages
from setup.steps import BASE_PYTHON, PYTHON, ROOT, STATE, SetupProblem, run, say, step

RUNTIME_LOCK = ROOT / "requirements.lock"
TESTS_LOCK = ROOT / "requirements-test.lock"
INPUTS = ("*.lock", "package-lock.json", "setup/*.py", "setup/uv.lock", "literacy/core/system_libraries.py")


def prepare(*, for_tests: bool, with_browser: bool = False, again: bool = False) -> list[str]:
    """Set up what is missing; return what this machine cannot have, each with its reason.

    Raises SetupProblem where nothing can work. `again` tries once more what failed the last time.
    """
    kind = "tests" if for_tests else "serving"
    kind += "-and-browser" if with_browser else ""
    try:
        STATE.mkdir(exist_ok=True)
        with _one_at_a_time():
            return _prepare(kind, for_tests, with_browser, again)
    except PermissionError as problem:
        raise SetupProblem(
            f"this folder belongs to somebody else ({problem}); take a copy of your own"
        ) from problem


def _prepare(kind: str, for_tests: bool, with_browser: bool, again: bool) -> list[str]:
    stamp = STATE / f"ready-{kind}.json"
    wanted = _fingerprint()
    if stamp.exists() and PYTHON.exists():
        ready = json.loads(stamp.read_text(encoding="utf-8"))
        if ready["fingerprint"] == wanted and not (again and ready["lacking"]):
            return [str(reason) for reason in ready["lacking"]]
    say(f"first start in {ROOT}; this needs the network, once")
    stamp.unlink(missing_ok=True)
    python_packages.install(TESTS_LOCK if for_tests else RUNTIME_LOCK)
    lacking = [
        *_try("certificates as PDF", system_packages.install),
        *_try("the faces of the pages", _cut_fonts),
    ]
    if for_tests:
        lacking += _try("the verifiers that run in Node", node.install)
    if with_browser:
        lacking += _try("tests in a browser", browser.install)
    stamp.write_text(
        json.dumps({"fingerprint": wanted, "lacking": lacking}, ensure_ascii=False), encoding="utf-8"
    )
    return lacking


def _fingerprint() -> str:
    """Return a hash of all that the set-up was made from: lock files, these scripts, the place, the interpreter."""
    digest = hashlib.sha256(f"{ROOT}\0{BASE_PYTHON}".encode())
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
