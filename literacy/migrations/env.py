"""Alembic's environment: the connection comes from `literacy.operations.schema`."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from sqlalchemy import Connection

from literacy.core.db import METADATA, UtcDateTime


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Write our moments as plain ones: a migration must not change with the code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


connection = context.config.attributes["connection"]


@contextmanager
def without_foreign_keys(connection: Connection) -> Iterator[None]:
    """Let SQLite make a table anew under others that refer to it; afterwards every reference must still hold."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        if broken := driver.execute("PRAGMA foreign_key_check").fetchall():
            raise RuntimeError(f"the migration breaks references: {broken[:5]}")
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=True,
    render_item=render_item,
    compare_type=False,
    transaction_per_migration=True,
)
with without_foreign_keys(connection), context.begin_transaction():
    context.run_migrations()
