"""The one place that commits. A request, a command and a unit of the worker are one transaction each."""

from collections.abc import Iterator
from contextlib import contextmanager

from literacy.core.db import db, may_write


@contextmanager
def transaction() -> Iterator[None]:
    """Keep what the block wrote if it returns, undo it if it raises."""
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


@contextmanager
def reading() -> Iterator[None]:
    """Declare that the block only reads, so that it never waits for a writer."""
    token = may_write.set(False)
    try:
        yield
    finally:
        may_write.reset(token)


@contextmanager
def writing_after_reading() -> Iterator[None]:
    """End the reading transaction and write in one of its own: a snapshot cannot be upgraded safely."""
    db.session.rollback()
    token = may_write.set(True)
    try:
        with transaction():
            yield
    finally:
        may_write.reset(token)


def undo() -> None:
    """Drop what the current transaction wrote (a page that answers with an error keeps nothing)."""
    db.session.rollback()
