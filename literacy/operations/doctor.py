"""What may be wrong with this machine or installation, and what to do about it."""

import os
import shutil
import stat
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import pysqlite3

from literacy.core import clock, installation
from literacy.core.db import SAFE_SQLITE
from literacy.core.system_libraries import missing_libraries
from literacy.operations import schema

IMPLAUSIBLE_SYNC_MS = 0.05
SYNCS = 20
LEAST_FREE_BYTES = 500 * 1024 * 1024
OLD_BACKUP_DAYS = 7
EARLIEST_PLAUSIBLE = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: ok, warn or fail, and in words what was found and what to do."""

    subject: str
    verdict: str
    says: str

    def as_json(self) -> dict[str, str]:
        """Return it as plain JSON."""
        return asdict(self)


def examine() -> list[Finding]:
    """Look at everything."""
    return [check() for check in CHECKS]


def _sqlite() -> Finding:
    version = pysqlite3.dbapi2.sqlite_version
    safe = tuple(map(int, version.split("."))) >= SAFE_SQLITE
    says = (
        version if safe else f"{version} can corrupt a database that several processes write: install pysqlite3 0.6.1"
    )
    return Finding("SQLite", "ok" if safe else "fail", says)


def _sync() -> Finding:
    folder = installation.settings().data
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        started = time.perf_counter()
        for _ in range(SYNCS):
            file.write(b"x" * 4096)
            file.flush()
            os.fdatasync(file.fileno())
        each = (time.perf_counter() - started) * 1000 / SYNCS
    if each < IMPLAUSIBLE_SYNC_MS:
        return Finding("disk", "warn", f"a flush takes {each:.3f} ms: this disk may lie, a power cut may lose answers")
    return Finding("disk", "ok", f"a flush takes {each:.2f} ms")


def _clock() -> Finding:
    now = clock.now()
    plausible = now >= EARLIEST_PLAUSIBLE
    return Finding(
        "clock", "ok" if plausible else "fail", f"{now:%Y-%m-%d %H:%M} UTC" + ("" if plausible else ": set it")
    )


def _fonts() -> Finding:
    folder = Path(__file__).resolve().parents[2] / "certs" / "designs"
    found = sorted(path.name for path in folder.glob("*/fonts/*.ttf"))
    return Finding("fonts", "ok" if found else "fail", ", ".join(found) or "no certificate fonts in certs/designs")


def _pdf_libraries() -> Finding:
    absent = missing_libraries()
    says = f"missing: {', '.join(absent)}; run ./run --setup-only" if absent else "present"
    return Finding("PDF libraries", "fail" if absent else "ok", says)


def _free_space() -> Finding:
    free = shutil.disk_usage(installation.settings().data).free
    enough = free > LEAST_FREE_BYTES
    return Finding(
        "free space", "ok" if enough else "fail", f"{free // 1024**2} MB" + ("" if enough else ": make room")
    )


def _node_key() -> Finding:
    settings = installation.settings()
    path = settings.node_key_path
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        return Finding("node key", "fail", f"others can read {path}: run chmod 600 {path}")
    if path.is_relative_to(settings.data):
        return Finding(
            "node key", "warn", "lies beside the data: a stolen disk opens the names. Move it and set LITERACY_KEY_FILE"
        )
    return Finding("node key", "ok", str(path))


def _backup() -> Finding:
    mark = installation.settings().data / "last-backup"
    if not mark.exists():
        return Finding("backup", "warn", "none was made yet: run literacy backup FILE")
    days = int((clock.now().timestamp() - mark.stat().st_mtime) // 86_400)
    return Finding("backup", "ok" if days <= OLD_BACKUP_DAYS else "warn", f"{days} days old")


def _migrations() -> Finding:
    current = schema.is_current()
    return Finding("migrations", "ok" if current else "fail", "none waits" if current else "run literacy db upgrade")


CHECKS: tuple[Callable[[], Finding], ...] = (
    _sqlite,
    _sync,
    _clock,
    _fonts,
    _pdf_libraries,
    _free_space,
    _node_key,
    _backup,
    _migrations,
)
