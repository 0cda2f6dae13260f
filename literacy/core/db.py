"""The database: one `db`, plain mapped models, and SQLite set up so that it cannot corrupt or forget.

SQLite runs in WAL mode with `synchronous=FULL` (only then may a page say "saved" where the power fails), foreign keys
on, a busy timeout, and `BEGIN IMMEDIATE` for whoever may write. The driver is `pysqlite3`, whose SQLite has the WAL-reset
fix (3.51.3); `literacy doctor` refuses an older one.
"""

import uuid
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

import pysqlite3
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, DateTime, Dialect, Engine, MetaData, TypeDecorator, Uuid, event
from sqlalchemy.engine import Connection, ExceptionContext
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry

from literacy.core import clock, identifiers

BUSY_TIMEOUT_MS = 10_000
SAFE_SQLITE = (3, 51, 3)
# Requests that only read say so; everybody else gets BEGIN IMMEDIATE, so that no writer has to upgrade a snapshot.
may_write: ContextVar[bool] = ContextVar("may_write", default=True)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC moment on both engines."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive moments; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored moment needs a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return it aware."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(constraint_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Base(DeclarativeBase):
    """Common ground of all tables: named constraints on both engines."""

    registry = registry(
        metadata=METADATA,
        type_annotation_map={uuid.UUID: Uuid, datetime: UtcDateTime, dict[str, Any]: JSON, list[Any]: JSON},
    )


db = SQLAlchemy(model_class=Base, disable_autonaming=True)


class Fact:
    """Columns of an appended fact: its own id, made where the fact was made, when, and on which node."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=identifiers.new_id)
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)
    node_id: Mapped[uuid.UUID] = mapped_column(default=lambda: current_node_id())  # noqa: PLW0108 - defined below


def current_node_id() -> uuid.UUID:
    """Return the id of the node that this database belongs to (made by the first migration run)."""
    engine = db.engine
    known: dict[str, uuid.UUID] = engine.__dict__.setdefault("literacy_node", {})
    if "id" not in known:
        row = db.session.execute(db.select(METADATA.tables["node"].c.id).limit(1)).first()
        if row is None:
            raise RuntimeError("this database has no node row: run `literacy db upgrade`")
        known["id"] = row[0]
    return known["id"]


def engine_options(address: str) -> dict[str, Any]:
    """Return SQLAlchemy's engine options for a database address."""
    private = {"hide_parameters": True}  # what is stored never stands in an error, a log, an outbox message
    if address.startswith("sqlite"):
        return private | {"module": pysqlite3.dbapi2, "connect_args": {"timeout": BUSY_TIMEOUT_MS / 1000}}
    return private | {"pool_pre_ping": True, "pool_size": 8}


@event.listens_for(Engine, "connect")
def _set_up_sqlite(connection: Any, _record: object) -> None:
    if not isinstance(connection, pysqlite3.dbapi2.Connection):
        return
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={BUSY_TIMEOUT_MS}", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if may_write.get() else "BEGIN")


@event.listens_for(Engine, "handle_error")
def _name_no_row(context: ExceptionContext) -> None:
    """Keep the first line of what the driver says: PostgreSQL's detail shows the whole row, answers and all."""
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None and error.args:
            error.args = (str(error.args[0]).partition("\n")[0], *error.args[1:])
