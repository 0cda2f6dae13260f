"""Fresh databases on both engines. PostgreSQL is the server that `./test` names, or one of our own for this run."""

import os
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import psycopg
from psycopg import sql

from setup import postgres

ENGINES = ("sqlite", "postgresql")
_own_server = ExitStack()


def server_address() -> str:
    """Return the address of a PostgreSQL server, started by us where `./test` named none."""
    address = os.environ.get("LITERACY_TEST_POSTGRES")
    if not address:
        address = os.environ["LITERACY_TEST_POSTGRES"] = _own_server.enter_context(postgres.serving())
    return address


def stop_own_server() -> None:
    """Stop the server if we started it."""
    _own_server.close()


@contextmanager
def fresh_database(engine: str) -> Iterator[str]:
    """Give `LITERACY_DATABASE_URL` of an empty database; "" is SQLite in the data folder."""
    if engine == "sqlite":
        yield ""
        return
    name = f"journey_{uuid.uuid4().hex[:12]}"
    server = server_address()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield address_of(server, name)
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def address_of(server: str, name: str) -> str:
    """Return the address of another database of the same server: postgresql://user@host/NAME?options."""
    before, mark, options = server.partition("?")
    scheme, _, rest = before.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}/{name}{mark}{options}"
