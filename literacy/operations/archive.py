"""One backup format for both engines: a zip of JSON lines, a table each, read in one snapshot."""

import base64
import json
import os
import uuid
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Table, delete, func, insert, select, text

from literacy.core import clock, installation
from literacy.core.db import METADATA, db
from literacy.core.errors import Conflict, UnreadableInput
from literacy.core.models import Node

FORMAT = 1
_ROWS_AT_ONCE = 500
MARK = "last-backup"


def write(file: Path) -> int:
    """Write a backup: first under another name, flushed to the disk, then renamed. Return the number of rows."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
    unfinished = file.with_name(file.name + ".unfinished")
    count = 0
    with unfinished.open("wb") as raw:
        with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("backup.json", json.dumps({"format": FORMAT, "made_at": clock.now().isoformat()}))
            for table in METADATA.sorted_tables:
                with packed.open(f"{table.name}.jsonl", "w") as lines:
                    for row in db.session.execute(select(table)).mappings():
                        lines.write(
                            json.dumps({column.name: _plain(row[column.name]) for column in table.c}).encode() + b"\n"
                        )
                        count += 1
        raw.flush()
        os.fsync(raw.fileno())
    unfinished.replace(file)
    (installation.settings().data / MARK).touch()  # `doctor` tells how old the last backup is
    return count


def read(file: Path, *, replace: bool) -> int:
    """Restore a backup into a migrated database; refuse one that holds sittings unless it may be replaced."""
    try:
        with zipfile.ZipFile(file) as packed:
            head = json.loads(packed.read("backup.json"))
            if head["format"] != FORMAT:
                raise UnreadableInput(f"{file} is a backup of format {head['format']}; this program reads {FORMAT}")
            _empty(replace=replace)
            count = sum(_restore_table(packed, table) for table in METADATA.sorted_tables)
    except (zipfile.BadZipFile, KeyError, json.JSONDecodeError) as error:
        raise UnreadableInput(f"{file} is not a backup of this program, or it is damaged") from error
    for node in db.session.scalars(select(Node)):
        node.incarnation += 1  # a restored database is another one: its later facts must not pass for the first one's
    return count


def _empty(*, replace: bool) -> None:
    learners = db.session.scalar(select(func.count()).select_from(METADATA.tables["learner"]))
    if learners and not replace:
        raise Conflict("the database is not empty: use --replace to replace what it holds")
    for table in reversed(METADATA.sorted_tables):
        db.session.execute(delete(table))


def _restore_table(packed: zipfile.ZipFile, table: Table) -> int:
    rows = list(_rows(packed, table))
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        db.session.execute(insert(table), rows[start : start + _ROWS_AT_ONCE])
    return len(rows)


def _rows(packed: zipfile.ZipFile, table: Table) -> Iterator[dict[str, Any]]:
    with packed.open(f"{table.name}.jsonl") as lines:
        for line in lines:
            plain = json.loads(line)
            yield {column.name: _value(plain[column.name]) for column in table.c if column.name in plain}


def _plain(value: Any) -> Any:
    """Return a column's value as JSON can hold it, with its type where JSON has none."""
    if isinstance(value, uuid.UUID):
        return {"$uuid": value.hex}
    if isinstance(value, datetime):
        return {"$at": value.isoformat()}
    if isinstance(value, bytes):
        return {"$bytes": base64.b64encode(value).decode()}
    return value


def _value(plain: Any) -> Any:
    if isinstance(plain, dict) and len(plain) == 1:
        ((kind, content),) = plain.items()
        if kind == "$uuid":
            return uuid.UUID(hex=content)
        if kind == "$at":
            return datetime.fromisoformat(content)
        if kind == "$bytes":
            return base64.b64decode(content)
    return plain
