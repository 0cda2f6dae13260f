"""Migrating the database up and down, and comparing it with the models."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Connection, create_engine, inspect, select

from literacy.banks.loading import BankFolders
from literacy.banks.service import load_release
from literacy.core import installation
from literacy.core.db import METADATA, db, engine_options
from literacy.core.errors import UnreadableInput
from literacy.core.models import Node
from literacy.core.transaction import transaction
from literacy.core.vault import create_node_key

MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"
ACTOR = "command line"


@contextmanager
def _configured() -> Iterator[Config]:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with db.engine.connect() as connection:
        config.attributes["connection"] = connection
        yield config


def prepare_data_folder() -> None:
    """Make the data folder and the node's key, if they are new."""
    settings = installation.settings()
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not settings.node_key_path.exists() and _has_a_node(settings.database):
        raise UnreadableInput(
            f"no node key at {settings.node_key_path}, but this database was made with one: is the stick in, "
            "is LITERACY_KEY_FILE right? A new key would open none of its names"
        )
    create_node_key(settings.node_key_path)


def _has_a_node(address: str) -> bool:
    """Say whether the database belongs to a node already, looking without the application."""
    if address.startswith("sqlite:///") and not Path(address.removeprefix("sqlite:///")).exists():
        return False
    engine = create_engine(address, **engine_options(address))
    try:
        with engine.connect() as connection:
            return inspect(connection).has_table("node") and connection.execute(select(Node.id)).first() is not None
    finally:
        engine.dispose()


def migrate() -> None:
    """Bring the tables to the newest revision."""
    with _configured() as config:
        command.upgrade(config, "head")


def upgrade() -> None:
    """Bring the database to the newest revision, name the node, load the banks."""
    migrate()
    with transaction():
        if db.session.scalar(select(Node.id).limit(1)) is None:
            db.session.add(Node())
    with transaction():
        load_release(BankFolders(installation.settings().bank_folders).bank, actor=ACTOR)


def downgrade(revision: str) -> None:
    """Take the database back to a revision ("base" takes everything away)."""
    with _configured() as config:
        command.downgrade(config, revision)


def new_revision(message: str) -> None:
    """Write a revision from what the models have and the database has not."""
    with _configured() as config:
        command.revision(config, message=message, autogenerate=True)


def differences() -> list[str]:
    """Return how the database differs from the models."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = [repr(difference) for difference in compare_metadata(context, METADATA)]
        return found or _differing_checks(connection)


def _differing_checks(connection: Connection) -> list[str]:
    """Compare the check constraints, which Alembic overlooks: by name, and by text where the engine keeps the text."""
    inspector = inspect(connection)
    text_is_kept = connection.dialect.name == "sqlite"
    found = []
    for table in METADATA.sorted_tables:
        checks = [check for check in table.constraints if isinstance(check, CheckConstraint)]
        wanted = {str(check.name): str(check.sqltext) for check in checks}
        stored = {str(check["name"]): check["sqltext"] for check in inspector.get_check_constraints(table.name)}
        differing = {name for name in wanted.keys() & stored.keys() if text_is_kept and wanted[name] != stored[name]}
        found += [
            f"{table.name}: check constraint {name}" for name in sorted(wanted.keys() ^ stored.keys() | differing)
        ]
    return found


def current_revision() -> str | None:
    """Return where the database stands, seen within the current transaction; None before the first migration."""
    return MigrationContext.configure(db.session.connection()).get_current_revision()


def newest_revision() -> str | None:
    """Return what this program expects."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()
