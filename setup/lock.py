"""Writes the lock files anew from pyproject.toml: `sh setup/with-python.sh setup.lock` (then ./test).

Every file that an index offers is listed by its hash, and no index is named, so that any mirror will do.
"""

import sys

from setup.python_packages import UV, find_pip, uv_environment
from setup.steps import ROOT, Command, SetupProblem, enter_the_repository, run

RECIPE = "sh setup/with-python.sh setup.lock"
SHAPE = [
    "--universal",
    "--python-version",
    "3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--upgrade",
    "--quiet",
]


def main() -> int:
    """Resolve anew: what is served first, then the tests' packages on top of exactly that."""
    enter_the_repository()
    environment = uv_environment(find_pip())
    compile_all: Command = [
        UV,
        "pip",
        "compile",
        "pyproject.toml",
        *SHAPE,
        "--custom-compile-command",
        RECIPE,
    ]
    runtime, tests = ROOT / "requirements.lock", ROOT / "requirements-test.lock"
    try:
        run([*compile_all, "--output-file", runtime.name], environment)
        with_tests: Command = ["--group", "test", "--constraints", runtime.name, "--output-file", tests.name]
        run([*compile_all, *with_tests], environment)
    except SetupProblem as problem:
        print(f"setup.lock: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
