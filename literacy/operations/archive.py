"""One backup format for both engines: a zip of JSON lines, a table each, read in one snapshot.

Nothing outside the database needs keeping, and no key is ever in a backup: without the node's key it shows no name.
"""

import base64
import json
import os
import uuid
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Column, LargeBinary, Table, Uuid, delete, insert, select

import literacy
from literacy.core import audit, clock, installation
from literacy.core.db import METADATA, UtcDateTime, db
from literacy.core.errors import Conflict, UnreadableInput
from literacy.core.models import Node
from literacy.operations import schema

FORMAT = 1
HEAD = "backup.json"
LAST_BACKUP = "last-backup"
# What `literacy db upgrade` itself fills: a database with nothing else is empty.
_FILLED_BY_UPGRADE = {
    "node",
    "audit_entry",
    "bank_release",
    "item_version",
    "parameter_set",
    "release_item",
    "release_role",
}
_ROWS_AT_ONCE = 500
_FILE_MODE = 0o600
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Restored:
    """How many rows came back, and whether this node's key is the one that sealed them."""

    rows: int
    same_key: bool


def write(file: Path, tell: Tell) -> int:
    """Write a backup and return its number of rows; the file appears whole, on the disk, or not at all."""
    rows: dict[str, int] = {}
    with _whole_or_not_at_all(file) as raw, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as packed:
        _see_one_moment()
        for table in METADATA.sorted_tables:
            tell(table.name)
            rows[table.name] = _write_table(packed, table)
        packed.writestr(HEAD, json.dumps(_head(rows)))
    mark = installation.settings().data / LAST_BACKUP  # `doctor` tells how old the last backup is
    mark.write_text(clock.now().isoformat(), "utf-8")
    return sum(rows.values())


def _see_one_moment() -> None:
    """Read from one snapshot. A transaction of SQLite always does."""
    if db.engine.dialect.name == "postgresql":
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ", "postgresql_readonly": True})


def _head(rows: dict[str, int]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "program": literacy.__version__,
        "revision": schema.current_revision(),
        "made_at": clock.now().isoformat(),
        "key_mark": _key_mark(),
        "rows": rows,
    }


def _key_mark() -> str:
    """Return what tells two node keys apart and nothing else about them."""
    return installation.vault().keyed_hash("backup", "is this the same key?")


@contextmanager
def _whole_or_not_at_all(file: Path) -> Iterator[BinaryIO]:
    """Give a file of another name; flush it to the disk and rename it once everything stands in it."""
    unfinished = file.with_name(f"{file.name}.unfinished")
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _FILE_MODE)
        with os.fdopen(descriptor, "wb") as raw:
            yield raw
            raw.flush()
            os.fsync(raw.fileno())
        unfinished.replace(file)
        _flush_folder(file.absolute().parent)
    except OSError as error:
        raise UnreadableInput(f"{file} cannot be written: {error.strerror}") from error
    finally:
        unfinished.unlink(missing_ok=True)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_table(packed: zipfile.ZipFile, table: Table) -> int:
    count = 0
    in_order = select(table).order_by(*table.primary_key).execution_options(yield_per=_ROWS_AT_ONCE)
    with packed.open(f"{table.name}.jsonl", "w", force_zip64=True) as lines:
        for row in db.session.execute(in_order).mappings():
            plain = {column.name: _plain(column, row[column.name]) for column in table.columns}
            lines.write(json.dumps(plain, ensure_ascii=False).encode() + b"\n")
            count += 1
    return count


def read(file: Path, *, replace: bool, tell: Tell) -> Restored:
    """Restore a backup into a migrated database; refuse one with facts of its own unless they may be replaced."""
    try:
        with zipfile.ZipFile(file) as packed:
            head = _read_head(file, packed)
            _make_empty(replace=replace)
            for table in METADATA.sorted_tables:
                tell(table.name)
                _read_table(packed, table, int(head["rows"][table.name]))
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, TypeError, OSError) as error:
        raise UnreadableInput(f"{file} is not a backup of this program, or it is damaged") from error
    _become_another_incarnation()
    rows = sum(head["rows"].values())
    audit.record("command line", "database.restored", "backup", head["made_at"], rows=rows)
    return Restored(rows, same_key=head["key_mark"] == _key_mark())


def _read_head(file: Path, packed: zipfile.ZipFile) -> dict[str, Any]:
    head: dict[str, Any] = json.loads(packed.read(HEAD))
    if head["format"] != FORMAT:
        raise UnreadableInput(f"{file} is a backup of format {head['format']}; this program reads format {FORMAT}")
    if head["revision"] != schema.newest_revision():
        raise UnreadableInput(
            f"{file} was made by program {head['program']} with tables of revision {head['revision']}: "
            "restore it with that program, then upgrade"
        )
    return head


def _make_empty(*, replace: bool) -> None:
    for table in METADATA.sorted_tables:
        is_empty = db.session.execute(select(table).limit(1)).first() is None
        if not (replace or is_empty or table.name in _FILLED_BY_UPGRADE):
            raise Conflict(f"the database is not empty ({table.name}): use --replace to replace what it holds")
    for table in reversed(METADATA.sorted_tables):
        db.session.execute(delete(table))


def _read_table(packed: zipfile.ZipFile, table: Table, expected: int) -> None:
    count, waiting = 0, []
    with packed.open(f"{table.name}.jsonl") as lines:
        for line in lines:
            plain = json.loads(line)
            waiting.append({column.name: _value(column, plain[column.name]) for column in table.columns})
            count += 1
            if len(waiting) == _ROWS_AT_ONCE:
                db.session.execute(insert(table), waiting)
                waiting = []
    if waiting:
        db.session.execute(insert(table), waiting)
    if count != expected:
        raise ValueError(f"{table.name} has {count} rows, not {expected}")


def _become_another_incarnation() -> None:
    """Count up the node: what it records from now on must not pass for the first one's."""
    for node in db.session.scalars(select(Node)):
        node.incarnation += 1
    db.engine.__dict__.pop("literacy_node", None)  # the node's id that core.db remembers


def _plain(column: Column[Any], value: Any) -> Any:
    """Return a value as JSON can hold it; the column's type says how to read it back."""
    if value is None:
        return None
    if isinstance(column.type, Uuid):
        return value.hex
    if isinstance(column.type, UtcDateTime):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(column.type, LargeBinary) else value


def _value(column: Column[Any], plain: Any) -> Any:
    if plain is None:
        return None
    if isinstance(column.type, Uuid):
        return uuid.UUID(hex=plain)
    if isinstance(column.type, UtcDateTime):
        return datetime.fromisoformat(plain)
    return base64.b64decode(plain) if isinstance(column.type, LargeBinary) else plain
