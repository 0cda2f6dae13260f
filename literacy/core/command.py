"""A command is one transaction, as a request is, and a database that is not ready is said in one line."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from flask import Flask
from sqlalchemy.exc import OperationalError, ProgrammingError

from literacy.core.errors import HouseError
from literacy.core.transaction import transaction

Callback = Callable[..., Any]


class DatabaseNotReady(HouseError):
    """The database does not answer, or has not the tables that the program expects."""


@contextmanager
def naming_database_trouble() -> Iterator[None]:
    """Turn what the driver says into a line that tells what to do."""
    try:
        yield
    except (OperationalError, ProgrammingError) as error:
        said = str(error.orig).strip().splitlines()[0]
        raise DatabaseNotReady(f"the database is not ready ({said}): run `literacy db upgrade`") from error


def in_one_transaction(callback: Callback, application: Callable[[], Flask]) -> Callback:
    """Run a command's function within the application; keep what it wrote if it ends with exit code 0."""

    @wraps(callback)
    def run(*arguments: Any, **named: Any) -> Any:
        with naming_database_trouble(), application().app_context(), transaction():
            try:
                return callback(*arguments, **named)
            except SystemExit as leaving:
                if leaving.code:
                    raise
                return None

    return run


def by_itself(callback: Callback) -> Callback:
    """Run a command's function that looks after application and transactions itself."""

    @wraps(callback)
    def run(*arguments: Any, **named: Any) -> Any:
        with naming_database_trouble():
            return callback(*arguments, **named)

    return run
