"""What may be wrong with this machine or installation, and what to do about it. Looking changes nothing."""

import os
import shutil
import stat
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pysqlite3
from flask import Flask
from fontTools.ttLib import TTFont
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from literacy.core import clock, installation
from literacy.core.config import ROOT
from literacy.core.db import SAFE_SQLITE, db
from literacy.core.errors import UnreadableInput
from literacy.core.models import OutboxMessage
from literacy.core.outbox import MAX_ATTEMPTS
from literacy.core.system_libraries import preload
from literacy.core.transaction import reading, transaction
from literacy.operations import schema
from literacy.operations.archive import LAST_BACKUP

IMPLAUSIBLE_SYNC_MS = 0.05
SLOW_SYNC_MS = 50
SYNCS = 20
LEAST_FREE_BYTES = 500 * 1024 * 1024
OLD_BACKUP_DAYS = 7
LATE_MINUTES = 10
EARLIEST_PLAUSIBLE = datetime(2026, 11, 1, tzinfo=UTC)
FONT_FOLDERS = ("certs/designs/*/fonts/*.ttf", "static/fonts/*.woff2")
# Letters that a font made for Russian or English lacks, and the signs of Ukrainian print.
UKRAINIAN = {0x490, 0x491, 0x404, 0x454, 0x406, 0x456, 0x407, 0x457, 0x2019, 0xAB, 0xBB, 0x2013, 0x2116, 0xA0}
OTHERS_MAY = 0o077


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: ok, warn or fail, and in words what was found and what to do."""

    subject: str
    verdict: str
    says: str

    def as_json(self) -> dict[str, str]:
        """Return it as plain JSON."""
        return asdict(self)


def examine(make_application: Callable[[], Flask]) -> list[Finding]:
    """Look at the machine, then at the installation, then, if there is one, at its database."""
    findings = [check() for check in (*MACHINE, *INSTALLATION)]
    if installation.settings().node_key_path.exists():
        try:
            with make_application().app_context(), reading(), transaction():
                findings += [check() for check in DATABASE]
        except (SQLAlchemyError, UnreadableInput) as error:
            findings.append(Finding("database", "fail", f"does not open: {str(error).splitlines()[0]}"))
    return findings


def judge_sqlite(version: str) -> Finding:
    """Judge an SQLite by its version: older ones lose data where several processes write in WAL mode."""
    safe = tuple(map(int, version.split("."))) >= SAFE_SQLITE
    says = version if safe else f"{version} can corrupt a database that several processes write: run ./run --setup-only"
    return Finding("SQLite", "ok" if safe else "fail", says)


def judge_sync(milliseconds: float) -> Finding:
    """Judge how long the disk takes to confirm a write."""
    if milliseconds < IMPLAUSIBLE_SYNC_MS:
        says = f"confirms a write in {milliseconds:.3f} ms, which no disk can: a power cut may lose saved answers"
        return Finding("disk", "warn", says)
    if milliseconds > SLOW_SYNC_MS:
        return Finding("disk", "warn", f"confirms a write in {milliseconds:.0f} ms: use a faster one for full rooms")
    return Finding("disk", "ok", f"confirms a write in {milliseconds:.2f} ms")


def judge_clock(moment: datetime) -> Finding:
    """Judge the clock: results and certificates carry its time."""
    plausible = moment >= EARLIEST_PLAUSIBLE
    return Finding(
        "clock", "ok" if plausible else "fail", f"{moment:%Y-%m-%d %H:%M} UTC" + ("" if plausible else ": set it")
    )


def judge_backup(made_at: datetime | None, now: datetime) -> Finding:
    """Judge the age of the last backup."""
    if made_at is None:
        return Finding("backup", "warn", "none was made yet: run literacy backup FILE")
    days = (now - made_at) // timedelta(days=1)
    says = f"the last one is {days} days old"
    return Finding("backup", "ok", says) if days <= OLD_BACKUP_DAYS else Finding("backup", "warn", f"{says}: make one")


def _sqlite() -> Finding:
    return judge_sqlite(pysqlite3.dbapi2.sqlite_version)


def _sync() -> Finding:
    folder = installation.settings().data
    try:
        with tempfile.NamedTemporaryFile(dir=folder if folder.is_dir() else folder.parent) as file:
            started = time.perf_counter()
            for _ in range(SYNCS):
                file.write(b"x" * 4096)
                file.flush()
                os.fdatasync(file.fileno())
            return judge_sync((time.perf_counter() - started) * 1000 / SYNCS)
    except OSError as error:
        return Finding("disk", "fail", f"{folder} cannot be written: {error.strerror}")


def _clock() -> Finding:
    return judge_clock(clock.now())


def _fonts() -> Finding:
    paths = [path for pattern in FONT_FOLDERS for path in sorted(ROOT.glob(pattern))]
    if not {".ttf", ".woff2"} <= {path.suffix for path in paths}:
        return Finding("fonts", "fail", "not all are there: run ./run --setup-only")
    poor = [path.name for path in paths if not _letters_of(path) >= UKRAINIAN]
    if poor:
        return Finding("fonts", "fail", f"without Ukrainian letters: {', '.join(poor)}; run ./run --setup-only")
    return Finding("fonts", "ok", f"{len(paths)} faces with Ukrainian letters")


def _letters_of(path: Path) -> set[int]:
    with TTFont(path, lazy=True) as font:
        return set(font.getBestCmap())


def _pdf_libraries() -> Finding:
    absent = preload()
    says = f"missing, so no certificate can be drawn: {', '.join(absent)}; run ./run --setup-only"
    return Finding("PDF libraries", "fail", says) if absent else Finding("PDF libraries", "ok", "present")


def _data_folder() -> Finding:
    folder = installation.settings().data
    if not folder.is_dir():
        return Finding("data folder", "fail", f"{folder} is not there: run literacy db upgrade")
    if stat.S_IMODE(folder.stat().st_mode) & OTHERS_MAY:
        return Finding("data folder", "warn", f"others can look into {folder}: run chmod 700 {folder}")
    return Finding("data folder", "ok", str(folder))


def _free_space() -> Finding:
    folder = installation.settings().data
    free = shutil.disk_usage(folder if folder.is_dir() else ROOT).free
    enough = free > LEAST_FREE_BYTES
    return Finding(
        "free space", "ok" if enough else "fail", f"{free // 1024**2} MB" + ("" if enough else ": make room")
    )


def _key_modes() -> Finding:
    settings = installation.settings()
    files = [settings.node_key_path, *sorted((settings.data / "keys").glob("*"))]
    if not settings.node_key_path.exists():
        return Finding("keys", "fail", f"no node key at {settings.node_key_path}: run literacy db upgrade, or bring it")
    if open_files := [str(path) for path in files if stat.S_IMODE(path.stat().st_mode) & OTHERS_MAY]:
        return Finding("keys", "fail", f"others can read them: run chmod 600 {' '.join(sorted(set(open_files)))}")
    return Finding("keys", "ok", "only their owner can read them")


def _key_place() -> Finding:
    settings = installation.settings()
    if settings.node_key_path.resolve().is_relative_to(settings.data):
        says = "lies beside the data, so a stolen disk opens the names: move it to a stick and set LITERACY_KEY_FILE"
        return Finding("node key", "warn", says)
    return Finding("node key", "ok", f"apart from the data: {settings.node_key_path}")


def _backup() -> Finding:
    mark: Path = installation.settings().data / LAST_BACKUP
    made_at = datetime.fromisoformat(mark.read_text("utf-8")) if mark.exists() else None
    return judge_backup(made_at, clock.now())


def _public_address() -> Finding:
    settings = installation.settings()
    if settings.demonstration or settings.base_url.startswith("https://"):
        return Finding("public address", "ok", settings.public_address)
    says = "real certificates wait for a public https name: set LITERACY_BASE_URL"
    return Finding("public address", "warn", says)


def _migrations() -> Finding:
    current, newest = schema.current_revision(), schema.newest_revision()
    if current == newest:
        return Finding("migrations", "ok", "none waits")
    return Finding("migrations", "fail", f"{newest} waits (now {current}): run literacy db upgrade")


def _durability() -> Finding:
    """Whether a saved answer survives a power cut. SQLite is set up so by every connection."""
    if db.engine.dialect.name == "sqlite":
        level = db.session.scalar(text("PRAGMA synchronous"))
        return Finding("durability", "ok" if level == 2 else "fail", f"SQLite, synchronous={level}")
    off = [name for name in ("fsync", "synchronous_commit") if db.session.scalar(text(f"SHOW {name}")) == "off"]
    says = f"PostgreSQL may lose saved answers in a power cut: turn on {' and '.join(off)}"
    return Finding("durability", "fail", says) if off else Finding("durability", "ok", "PostgreSQL, fsync on")


def _work() -> Finding:
    """Whether the worker keeps up: certificates are signed by it alone."""
    if schema.current_revision() is None:
        return Finding("worker", "ok", "nothing waits")
    late = clock.now() - timedelta(minutes=LATE_MINUTES)
    waits = select(func.count()).where(OutboxMessage.done_at.is_(None))
    count = db.session.scalar(waits.where(OutboxMessage.created_at < late)) or 0
    given_up = db.session.scalar(waits.where(OutboxMessage.attempts >= MAX_ATTEMPTS)) or 0
    if given_up:
        return Finding("worker", "fail", f"{given_up} pieces of work still fail: see last_error in outbox_message")
    says = f"{count} pieces of work wait for over {LATE_MINUTES} minutes: run literacy worker, set LITERACY_BASE_URL"
    return Finding("worker", "warn", says) if count else Finding("worker", "ok", "nothing waits for long")


MACHINE: tuple[Callable[[], Finding], ...] = (_sqlite, _sync, _clock, _fonts, _pdf_libraries, _free_space)
INSTALLATION: tuple[Callable[[], Finding], ...] = (_data_folder, _key_modes, _key_place, _public_address, _backup)
DATABASE: tuple[Callable[[], Finding], ...] = (_migrations, _durability, _work)
