"""Debian's packages, with root installed as usual, without root fetched and unpacked into a folder of ours."""

import os
import shutil
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from setup.steps import STATE, SetupProblem, run

QUIET = {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}


def is_root() -> bool:
    """Whether we may install into the system."""
    return os.geteuid() == 0


def _private(archives: Path) -> list[str]:
    """Options that make apt read and write nothing of the system's own state but the list of what is installed."""
    options = [f"Dir::Cache::archives={archives}", "APT::Sandbox::User=root"]
    if not is_root():
        state = STATE / "apt"
        for part in ("lists/partial", "cache"):
            (state / part).mkdir(parents=True, exist_ok=True)
        options += [
            f"Dir::State::lists={state / 'lists'}",
            f"Dir::Cache={state / 'cache'}",
            "Debug::NoLocking=1",
        ]
    (archives / "partial").mkdir(parents=True, exist_ok=True)
    return [word for option in options for word in ("-o", option)]


@cache
def _update() -> None:
    """Fetch the lists of packages, once a run."""
    if not shutil.which("apt-get"):
        raise SetupProblem("this is not Debian or Ubuntu (no apt-get)")
    run(["apt-get", *_private(STATE / "apt" / "archives"), "update"], QUIET)


def forget() -> None:
    """Delete what was fetched only to be unpacked: lists and archives, two hundred megabytes."""
    shutil.rmtree(STATE / "apt", ignore_errors=True)
    _update.cache_clear()


def install(packages: Sequence[str]) -> None:
    """Install into the system: for root."""
    _update()
    run(["apt-get", "install", "--yes", "--no-install-recommends", *packages], QUIET)


def unpack(packages: Sequence[str], target: Path) -> None:
    """Unpack the packages, and what they depend on and the system lacks, below `target`: needs no root."""
    _update()
    archives = STATE / "apt" / "archives" / target.name
    fetch = ["install", "--yes", "--no-install-recommends", "--download-only", *packages]
    run(["apt-get", *_private(archives), *fetch], QUIET)
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for package in sorted(archives.glob("*.deb")):
        run(["dpkg-deb", "-x", package, target])
    shutil.rmtree(archives)
