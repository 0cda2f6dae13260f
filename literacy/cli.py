"""The command line: `literacy`. A command is found by name and imported only when it is used.

Exit codes: 0 done, 1 the answer is no, 2 the input cannot be read. With `--json` standard output is one JSON document.
"""

import importlib
import sys
from collections.abc import Iterator, MutableMapping
from functools import partial
from typing import Any

import click
from flask import Flask

from literacy import __version__
from literacy.core.errors import HouseError, UnreadableInput

# Name -> where the command lives, and its line in `literacy --help`, which imports none of them.
COMMANDS = {
    "accounts": ("literacy.accounts.cli:accounts", "Staff accounts."),
    "backup": ("literacy.operations.cli:backup_command", "Write a consistent backup while serving."),
    "banks": ("literacy.banks.cli:banks", "The item bank."),
    "credentials": ("literacy.credentials.cli:credentials", "Certificates: verify, revoke, suspend, reissue, keys."),
    "db": ("literacy.operations.cli:database", "The database: migrate, compare, rebuild."),
    "demo": ("literacy.demo.cli:demo_command", "Load the demonstration."),
    "doctor": ("literacy.operations.cli:doctor_command", "Examine this machine and installation."),
    "report": ("literacy.reporting.cli:report", "Reports as files: the register of certificates of courses."),
    "restore": ("literacy.operations.cli:restore_command", "Restore a backup."),
    "retention": ("literacy.desk.people_cli:retention_command", "Erase names that were kept long enough."),
    "rooms": ("literacy.rooms.cli:rooms", "Supervised rooms."),
    "worker": ("literacy.worker:worker_command", "Sign and draw certificates until stopped."),
}
# `credentials verify` lives where certificates are verified.
ADDED = {"credentials": {"verify": "literacy.verification.cli:verify_command"}}
# Not one transaction: these make the application themselves, or work on files only.
RUNNERS = dict.fromkeys(("backup", "db", "demo", "doctor", "restore", "retention", "worker"), "by_itself") | {
    "banks": "without_database"
}


class Complaint(click.ClickException):
    """One line on standard error, and the exit code."""

    def __init__(self, error: HouseError) -> None:
        super().__init__(str(error))
        self.exit_code = 2 if isinstance(error, UnreadableInput) else 1  # type: ignore[misc]

    def show(self, file: Any = None) -> None:
        """Say it."""
        click.echo(f"literacy: {self.message}", file=file, err=file is None)


class Commands(MutableMapping[str, click.Command]):
    """The commands by name, each imported when it is first asked for."""

    def __init__(self) -> None:
        self._loaded: dict[str, click.Command] = {}

    def __getitem__(self, name: str) -> click.Command:
        if name not in self._loaded:
            address, _ = COMMANDS[name]
            command: click.Command = _load(address)
            if isinstance(command, click.Group):
                for added, place in ADDED.get(name, {}).items():
                    command.add_command(_load(place), added)
            _prepare(command, RUNNERS.get(name, "in_one_transaction"))
            self._loaded[name] = command
        return self._loaded[name]

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._loaded[name] = command

    def __delitem__(self, name: str) -> None:
        del self._loaded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(COMMANDS.keys() | self._loaded.keys()))

    def __len__(self) -> int:
        return len(COMMANDS.keys() | self._loaded.keys())


def _load(address: str) -> Any:
    module, _, name = address.partition(":")
    return getattr(importlib.import_module(module), name)


def _call(address: str) -> Any:
    return _load(address)()


def _application() -> Flask:
    app: Flask = _call("literacy.web.factory:create_app")
    return app


def _prepare(command: click.Command, runner: str) -> None:
    """Let the commands at the ends of a group run in their way: their help needs neither database nor key."""
    if isinstance(command, click.Group):
        for one in command.commands.values():
            _prepare(one, runner)
    elif command.callback is not None:
        application = {"application": _application} if runner == "in_one_transaction" else {}
        command.callback = _load(f"literacy.core.command:{runner}")(command.callback, **application)


class FrontDoor(click.Group):
    """The group of all commands: finds them lazily and says in one line what is wrong."""

    def main(self, *arguments: Any, **named: Any) -> Any:  # type: ignore[override]
        """Run under one name, however this was started."""
        return super().main(*arguments, **({"prog_name": "literacy"} | named))

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a refusal of the house becomes a line and an exit code."""
        # What commands below may not import themselves: the application and its migration.
        ctx.obj = {
            "app": _application,
            "prepare": partial(_call, "literacy.operations.schema:prepare_data_folder"),
            "migrate": partial(_call, "literacy.operations.schema:upgrade"),
        }
        try:
            return super().invoke(ctx)
        except HouseError as error:
            raise Complaint(error) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, says) for name, (_, says) in sorted(COMMANDS.items())])


@click.group(cls=FrontDoor, commands=Commands(), no_args_is_help=True)
@click.version_option(__version__, prog_name="literacy")
def main() -> None:
    """Role tests of digital skills: banks, rooms, sittings, certificates."""


if __name__ == "__main__":
    sys.exit(main())
