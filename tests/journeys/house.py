"""A house of its own for journeys: a data folder, a migrated database, the application, rooms with fresh codes."""

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask

from literacy import worker
from literacy.core import installation
from literacy.core.config import ROOT, Settings
from literacy.core.db import may_write
from literacy.core.transaction import transaction
from literacy.rooms import service as rooms_service
from literacy.training import libraries
from literacy.web.factory import create_app
from tests.journeys.engines import fresh_database
from tests.journeys.page_rules import keep_the_rules
from tests.journeys.robot import Robot
from tests.journeys.visitors import AppVisitor

ADDRESS = "http://literacy.example"
COMMAND = [sys.executable, "-c", "from literacy.cli import main; main()"]


@dataclass(frozen=True)
class Card:
    """What is printed on a seat card."""

    room: str
    seat: str

    @property
    def told(self) -> dict[str, str]:
        return {"room": self.room, "seat": self.seat}


@dataclass
class House:
    """An installation with its application in this process."""

    settings: Settings
    app: Flask
    cards: list[Card] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """The variables that a command needs to work on the same installation."""
        return environment_of(self.settings)

    def card(self) -> Card:
        """Return an unused card; rooms are opened as they are needed."""
        if not self.cards:
            self.cards = self.open_room(30)
        return self.cards.pop()

    def open_room(self, seats: int) -> list[Card]:
        """Open a room and return its cards."""
        with self.app.app_context(), transaction():
            library = libraries.ensure_library("Бібліотека для проби", "A library to try things in")
            opened = rooms_service.open_drop_in(library, seats, actor="journey")
        return [Card(opened.code, code) for _, code in opened.seats]

    def robot(self, *, seed: int = 1, language: str = "uk", card: Card | None = None, **told: str) -> Robot:
        """Return a robot in a fresh browser, with a card in its hand."""
        read = (card or self.card()).told
        robot = Robot(AppVisitor(self.app), random.Random(seed), read | told, keep_the_rules)
        if language != "uk":
            robot.open(f"/language/{language}")
        return robot

    def stranger(self) -> Robot:
        """Return somebody with an empty browser and no card."""
        return Robot(AppVisitor(self.app), check=keep_the_rules)

    def work_off(self) -> int:
        """Let the worker do what waits, once."""
        token = may_write.set(True)
        try:
            with self.app.app_context():
                return worker.work_off()
        finally:
            may_write.reset(token)

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the product on this installation."""
        return run_command(self.environment, *words)


def environment_of(settings: Settings) -> dict[str, str]:
    """Return this process's environment with an installation's settings and no others."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("LITERACY_")}
    return plain | {
        "LITERACY_DATA": str(settings.data),
        "LITERACY_DATABASE_URL": settings.database_url,
        "LITERACY_BASE_URL": settings.base_url,
        "LITERACY_BANKS": settings.banks,
        "LITERACY_KEY_FILE": str(settings.key_file or ""),
    }


def run_command(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the product."""
    return subprocess.run(
        [*COMMAND, *words], env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )


@contextmanager
def open_house(data: Path, engine: str, *, base_url: str = ADDRESS, banks: str = "") -> Iterator[House]:
    """Set up an installation; afterwards this process runs with what it ran with before."""
    before = list(installation._here)
    with ExitStack() as stack:
        settings = Settings(data=data, database_url=stack.enter_context(fresh_database(engine)), base_url=base_url)
        settings = settings.model_copy(update={"banks": banks, "key_file": data.parent / f"{data.name}.key"})
        done = run_command(environment_of(settings), "db", "upgrade")
        assert done.returncode == 0, done.stderr
        try:
            app = create_app(settings)
            yield House(settings, app)
        finally:
            with app.app_context():
                dispose(app)
            installation._here[:] = before


def dispose(app: Flask) -> None:
    """Close the application's connections."""
    for engine in app.extensions["sqlalchemy"].engines.values():
        engine.dispose()
