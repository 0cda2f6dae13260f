"""The command line: `literacy`. Each command is found by name and imported only when it is used.

A command is one transaction, as a request is. Exit codes: 0 done, 1 the answer is no, 2 the input cannot be read.
"""

import importlib
import sys
from typing import Any

import click

from literacy.core.db import db
from literacy.core.errors import HouseError, UnreadableInput
from literacy.core.transaction import transaction
from literacy.operations import schema
from literacy.web.factory import create_app

COMMANDS = {
    "accounts": "literacy.accounts.cli:accounts",
    "backup": "literacy.operations.cli:backup_command",
    "banks": "literacy.banks.cli:banks",
    "credentials": "literacy.credentials.cli:credentials",
    "db": "literacy.operations.cli:database",
    "demo": "literacy.demo.cli:demo_command",
    "doctor": "literacy.operations.cli:doctor_command",
    "restore": "literacy.operations.cli:restore_command",
    "rooms": "literacy.training.cli:rooms",
    "worker": "literacy.worker:worker_command",
}
# `credentials verify` lives where certificates are verified.
ADDED = {"credentials": {"verify": "literacy.verification.cli:verify_command"}}
# These look after the database themselves.
WITHOUT_TRANSACTION = {"db", "backup", "restore", "doctor", "demo", "worker"}


def _load(address: str) -> Any:
    module, _, name = address.partition(":")
    return getattr(importlib.import_module(module), name)


class LazyGroup(click.Group):
    """A group whose commands are imported when they are asked for, so that none pays for another's libraries."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return all names."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command of this name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = _load(COMMANDS[cmd_name])
        if isinstance(command, click.Group):
            for name, address in ADDED.get(cmd_name, {}).items():
                command.add_command(_load(address), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run within the application and, but for those that say otherwise, within one transaction."""
        # What commands below may not import themselves: the application and its migration.
        ctx.obj = {"app": create_app, "prepare": schema.prepare_data_folder, "migrate": schema.upgrade}
        named, _, _ = self.resolve_command(ctx, [*ctx._protected_args, *ctx.args])  # noqa: SLF001 - click has no other way
        if named in WITHOUT_TRANSACTION:
            return super().invoke(ctx)
        with create_app().app_context(), transaction():
            try:
                return super().invoke(ctx)
            except SystemExit as leaving:
                if leaving.code not in (0, None):
                    db.session.rollback()
                    raise
                return None


@click.group(cls=LazyGroup, no_args_is_help=True)
@click.version_option(package_name="literacy")
def literacy() -> None:
    """Role tests of digital skills: banks, sittings, certificates, rooms."""


def main() -> None:
    """Run the command line; say in one line what is wrong with the input."""
    try:
        literacy(prog_name="literacy")
    except UnreadableInput as error:
        click.echo(f"literacy: {error}", err=True)
        sys.exit(2)
    except HouseError as error:
        click.echo(f"literacy: {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
