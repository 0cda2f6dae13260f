"""`literacy db`, `backup`, `restore`, `doctor`."""

import json
import sys
from pathlib import Path

import click
from flask import Flask

from literacy.core import installation
from literacy.core.config import load_settings
from literacy.core.transaction import reading, transaction
from literacy.operations import archive, projections, schema
from literacy.operations.doctor import examine

FILE = click.Path(path_type=Path, dir_okay=False)


def _application(ctx: click.Context, *, new: bool = False) -> Flask:
    """Return the application; where it may be new, the data folder and the node's key are made first."""
    if new:
        installation.use(load_settings())
        schema.prepare_data_folder()
    app: Flask = ctx.obj["app"]()
    return app


def _tell(words: str) -> None:
    """Show progress on a terminal, nothing in a pipe."""
    if sys.stderr.isatty():
        click.echo(f"  {words}", err=True)


@click.group("db")
def database() -> None:
    """The database: migrate, compare, rebuild."""


@database.command("upgrade")
@click.pass_context
def upgrade_command(ctx: click.Context) -> None:
    """Migrate to the newest revision, make data folder and node key if they are new, load the banks.

    Example: literacy db upgrade
    """
    with _application(ctx, new=True).app_context():
        schema.upgrade()
    click.echo("the database is up to date", err=True)


@database.command("downgrade")
@click.argument("revision", default="-1")
@click.pass_context
def downgrade_command(ctx: click.Context, revision: str) -> None:
    """Take the database back by one revision, or to REVISION ("base" takes every table away).

    Example: literacy db downgrade base
    """
    with _application(ctx).app_context():
        schema.downgrade(revision)
        click.echo(f"the database stands at {schema.current_revision() or 'nothing'}", err=True)


@database.command("revision", hidden=True)
@click.argument("message")
@click.pass_context
def revision_command(ctx: click.Context, message: str) -> None:
    """Write a revision from what the models have and the database has not (for developers).

    Example: literacy db revision "Add a table."
    """
    with _application(ctx).app_context():
        schema.new_revision(message)


@database.command("check")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_context
def check_command(ctx: click.Context, as_json: bool) -> None:
    """Compare the models with the database. Exit code 1 where they differ.

    Example: literacy db check
    """
    with _application(ctx).app_context(), reading():
        found = schema.differences()
    _answer(found, as_json=as_json, good="models and database agree")


@database.command("rebuild")
@click.option("--check", is_flag=True, help="Only compare; exit code 1 where a projection differs from its facts.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_context
def rebuild_command(ctx: click.Context, check: bool, as_json: bool) -> None:
    """Make every projection anew from its facts.

    Example: literacy db rebuild --check
    """
    with _application(ctx).app_context():
        if not check:
            with transaction():
                projections.rebuild()
        with reading(), transaction():
            found = projections.differences()
    _answer(found, as_json=as_json, good="projections agree with their facts")


def _answer(found: list[str], *, as_json: bool, good: str) -> None:
    if as_json:
        click.echo(json.dumps({"differences": found}, ensure_ascii=False))
    else:
        click.echo("\n".join(found) or good)
    raise SystemExit(1 if found else 0)


@click.command("backup")
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_context
def backup_command(ctx: click.Context, file: Path, as_json: bool) -> None:
    """Write a consistent backup while serving, from either engine. The node's key is not in it.

    Example: literacy backup /media/stick/literacy.zip
    """
    with _application(ctx).app_context(), reading(), transaction():
        rows = archive.write(file, _tell)
    key_file = installation.settings().node_key_path
    click.echo(f"{file} is written: {rows} rows", err=True)
    click.echo(f"the node's key is NOT in it: keep a copy of {key_file} elsewhere, or no name can be read", err=True)
    click.echo(f"nor is the issuer's key: {installation.settings().data / 'keys'}", err=True)
    if as_json:
        click.echo(json.dumps({"file": str(file), "rows": rows, "key_included": False, "key_file": str(key_file)}))


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--replace", is_flag=True, help="Replace what the database holds.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_context
def restore_command(ctx: click.Context, file: Path, replace: bool, as_json: bool) -> None:
    """Restore a backup into an empty database, of either engine. Put the node's key in its place first.

    Example: literacy restore /media/stick/literacy.zip
    """
    with _application(ctx, new=True).app_context():
        schema.migrate()
        with transaction():
            restored = archive.read(file, replace=replace, tell=_tell)
    key_file = installation.settings().node_key_path
    click.echo(f"{restored.rows} rows restored", err=True)
    if not restored.same_key:
        click.echo(f"{key_file} is NOT the key of this backup: names and codes stay closed until it is there", err=True)
    if as_json:
        click.echo(json.dumps({"rows": restored.rows, "same_key": restored.same_key, "key_file": str(key_file)}))


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_context
def doctor_command(ctx: click.Context, as_json: bool) -> None:
    """Examine this machine and installation; exit code 1 where something is wrong. Changes nothing.

    Example: literacy doctor
    """
    installation.use(load_settings())
    findings = examine(ctx.obj["app"])
    if as_json:
        click.echo(json.dumps({"findings": [finding.as_json() for finding in findings]}, ensure_ascii=False))
    else:
        for finding in findings:
            click.echo(f"{finding.verdict:>4}  {finding.subject}: {finding.says}")
    raise SystemExit(1 if any(finding.verdict == "fail" for finding in findings) else 0)
