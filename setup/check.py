"""./test: sets up everything, tests included, and runs every kind of test. What cannot run fails with its reason."""

import argparse
import os
import subprocess
import sys
from contextlib import ExitStack

from setup import browser, node, postgres
from setup.prepare import prepare
from setup.steps import PYTHON, ROOT, STATE, Command, SetupProblem, enter_the_repository, say, step

NOT_FAST = "not postgres and not browser"


def main() -> int:
    """Run all; return 0 only if nothing failed and nothing was missing."""
    wishes, for_pytest = _wishes()
    enter_the_repository()
    try:
        failures = prepare("tests" if wishes.fast else "browser", again=True)
    except SetupProblem as problem:
        print(f"./test: {problem}", file=sys.stderr)
        return 1
    checks: dict[str, Command] = {
        "ruff check": [PYTHON, "-m", "ruff", "check", "--extend-exclude", STATE.name, "."],
        "ruff format": [PYTHON, "-m", "ruff", "format", "--check", "--extend-exclude", STATE.name, "."],
        "mypy": [PYTHON, "-m", "mypy"],
    }
    failures += [name for name, command in checks.items() if not _passes(name, command)]
    with ExitStack() as stack:
        failures += _furnish(stack, wishes)
        only = ["-m", NOT_FAST] if wishes.fast else []
        pytest: Command = [PYTHON, "-m", "pytest", "-n", "2", *only, *for_pytest]
        if not _passes("pytest", pytest):
            failures.append("pytest")
    for failure in failures:
        print(f"FAILED {failure}", flush=True)
    return 1 if failures else 0


def _wishes() -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(
        prog="./test",
        description="Set everything up and run every kind of test.",
        epilog="Further arguments go to pytest.",
        allow_abbrev=False,
    )
    parser.add_argument("--fast", action="store_true", help="leave out PostgreSQL and the browser")
    parser.add_argument("--long", action="store_true", help="run the long corpora whole")
    return parser.parse_known_args()


def _furnish(stack: ExitStack, wishes: argparse.Namespace) -> list[str]:
    """Tell the tests by variables what they may use: the server, the browser, Node, the length of the corpora."""
    failures: list[str] = []
    os.environ["LITERACY_TEST_NODE"] = str(node.node_path())
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(node.node_path()))  # its own Node wants a library more
    if wishes.long:
        os.environ["LITERACY_TEST_LONG"] = "1"
    if wishes.fast:
        return failures
    if chromium := browser.chromium_path():
        os.environ["LITERACY_TEST_CHROMIUM"] = str(chromium)
    if not os.environ.get("LITERACY_TEST_POSTGRES"):
        try:
            with step("starting PostgreSQL for the tests"):
                os.environ["LITERACY_TEST_POSTGRES"] = stack.enter_context(postgres.serving())
        except SetupProblem as problem:
            failures.append(f"PostgreSQL: {problem}")
    return failures


def _passes(name: str, command: Command) -> bool:
    say(name)
    return subprocess.run(command, check=False, cwd=ROOT).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
