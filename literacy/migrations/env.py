"""Alembic's environment: the connection comes from `literacy.operations.schema`."""

from alembic import context

from literacy.core.db import METADATA, UtcDateTime


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Write our moments as plain ones: a migration must not change with the code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    render_item=render_item,
    compare_type=False,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
