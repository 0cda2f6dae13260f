"""Writes the lock files anew from pyproject.toml: `sh setup/with-python.sh setup.lock [--upgrade]`, then ./test.

Every file that an index offers is listed by its hash, and no index is named, so that any mirror will do.
"""

import sys

from setup.python_packages import UV, fetch_uv
from setup.steps import ROOT, STATE, Command, SetupProblem, enter_the_repository, run

# A further index may hold a release for this kind of machine only; the main one knows the files for all.
INCOMPLETE = ("UV_INDEX", "UV_FIND_LINKS")
RECIPE = "sh setup/with-python.sh setup.lock"
SHAPE = ("--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url", "--quiet")


def main() -> int:
    """Resolve anew: what is served first, then the tests' packages on top of exactly that."""
    enter_the_repository()
    STATE.mkdir(exist_ok=True)
    runtime, tests = ROOT / "requirements.lock", ROOT / "requirements-test.lock"
    with_tests: Command = ["--group", "test", "--constraints", runtime.name]
    resolve: Command = [UV, "pip", "compile", "pyproject.toml", *SHAPE, "--custom-compile-command", RECIPE]
    try:
        environment = {name: value for name, value in fetch_uv().items() if name not in INCOMPLETE}
        run([*resolve, *sys.argv[1:], "--output-file", runtime.name], environment)
        run([*resolve, *sys.argv[1:], *with_tests, "--output-file", tests.name], environment)
    except SetupProblem as problem:
        print(f"setup.lock: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
