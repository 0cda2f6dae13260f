"""How a command runs: as one transaction, as a request does; what is not ready is said in one line."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from flask import Flask
from pydantic import ValidationError
from sqlalchemy.exc import OperationalError, ProgrammingError

from literacy.core import installation
from literacy.core.config import Settings, load_settings, variable_name
from literacy.core.errors import HouseError, UnreadableInput
from literacy.core.transaction import transaction

Callback = Callable[..., Any]


class DatabaseNotReady(HouseError):
    """The database does not answer, or has not the tables that the program expects."""


@contextmanager
def naming_trouble() -> Iterator[None]:
    """Turn a wrong setting, or what the database's driver says, into a line that tells what to do."""
    try:
        yield
    except ValidationError as error:
        if error.title != Settings.__name__:
            raise
        wrong = error.errors()[0]
        raise UnreadableInput(f"{variable_name(str(wrong['loc'][0]))}: {wrong['msg']}") from error
    except (OperationalError, ProgrammingError) as error:
        said = str(error.orig).strip().splitlines()[0]
        raise DatabaseNotReady(f"the database is not ready ({said}): run `literacy db upgrade`") from error


def in_one_transaction(callback: Callback, application: Callable[[], Flask]) -> Callback:
    """Run a command's function within the application; keep what it wrote if it ends with exit code 0."""

    @wraps(callback)
    def run(*arguments: Any, **named: Any) -> Any:
        with naming_trouble(), application().app_context(), transaction():
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
        with naming_trouble():
            return callback(*arguments, **named)

    return run


def without_database(callback: Callback) -> Callback:
    """Run a command's function that needs only the settings: whoever edits files has neither database nor key."""

    @wraps(callback)
    def run(*arguments: Any, **named: Any) -> Any:
        with naming_trouble():
            installation.use(load_settings())
            return callback(*arguments, **named)

    return run
