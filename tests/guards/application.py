"""The application as the guards look at it: put together, with no database behind it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from literacy.core import installation
from literacy.core.config import Settings
from literacy.core.vault import create_node_key
from literacy.web.factory import create_app


@contextmanager
def assembled(data: Path) -> Iterator[Flask]:
    """Assemble the application on an empty data folder; afterwards this process runs with what it ran with before."""
    before = list(installation._here)
    settings = Settings(data=data)
    create_node_key(settings.node_key_path)
    try:
        yield create_app(settings)
    finally:
        installation._here[:] = before
