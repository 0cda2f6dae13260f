"""Places of the set-up, its announced steps, and the outside commands that it runs."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LITERACY = VENV / "bin" / "literacy"
STATE = ROOT / ".setup"
LOG = STATE / "setup.log"

# The machine's own interpreter, also when this runs inside .venv: a new .venv must not hang on the old one.
BASE_PYTHON: str = getattr(sys, "_base_executable", None) or sys.executable

PATH_SETTINGS = ("LITERACY_DATA", "LITERACY_KEY_FILE", "LITERACY_TEST_CHROMIUM")


Command = Sequence[str | Path]


class SetupProblem(Exception):
    """Something that the set-up cannot do; its text is the reason, for people."""


def enter_the_repository() -> None:
    """Make this process and its children independent of where the command was typed and how it was started."""
    os.environ.pop("PYTHONPATH", None)
    os.environ.pop("PYTHONSAFEPATH", None)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # without compiled code every start takes seconds longer
    for name in PATH_SETTINGS:
        if os.environ.get(name):
            os.environ[name] = str(Path(os.environ[name]).expanduser().absolute())
    os.chdir(ROOT)


def say(text: str) -> None:
    """Print one line of the set-up."""
    print(f"set-up: {text}", flush=True)


@contextmanager
def step(text: str) -> Iterator[None]:
    """Announce a step before it runs and say how long it took."""
    started = time.monotonic()
    say(f"{text} ...")
    yield
    say(f"  done in {time.monotonic() - started:.1f} s")


def run(command: Command, environment: Mapping[str, str] | None = None) -> str:
    """Run a command, keep its words in the log, return its output; a failure tells its last lines."""
    words = [str(part) for part in command]
    try:
        done = subprocess.run(
            words,
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            env={**os.environ, **(environment or {})},
        )
    except OSError as problem:
        raise SetupProblem(f"`{words[0]}` cannot be started: {problem}") from problem
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"$ {' '.join(words)}\n{done.stdout}{done.stderr}\n")
    if done.returncode:
        last = "\n".join((done.stdout + done.stderr).strip().splitlines()[-8:])
        raise SetupProblem(f"`{' '.join(words[:4])} ...` failed ({done.returncode}); more in {LOG}\n{last}")
    return done.stdout
