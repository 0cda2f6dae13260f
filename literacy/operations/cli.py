"""`literacy db`, `backup`, `restore`, `doctor`."""

import json
from pathlib import Path

import click
from flask import Flask

from literacy.core import installation
from literacy.core.config import load_settings
from literacy.core.transaction import reading, transaction
from literacy.operations import archive, projections, schema
from literacy.operations.doctor import examine


def _application(ctx: click.Context) -> Flask:
    """Return the application; the data folder and the node's key are made first if they are new."""
    installation.use(load_settings())
    schema.prepare_data_folder()
    app: Flask = ctx.obj["app"]()
    return app


@click.group("db")
def database() -> None:
    """The database: migrate, compare, rebuild."""


@database.command("upgrade")
@click.pass_context
def upgrade_command(ctx: click.Context) -> None:
    """Migrate to the newest revision, make the node's key, load the banks.

    Example: literacy db upgrade
    """
    with _application(ctx).app_context():
        schema.upgrade()
    click.echo("database is up to date", err=True)


@database.command("downgrade")
@click.argument("revision", default="-1")
@click.pass_context
def downgrade_command(ctx: click.Context, revision: str) -> None:
    """Take the database back by one revision, or to REVISION ("base" takes everything away).

    Example: literacy db downgrade base
    """
    with _application(ctx).app_context():
        schema.downgrade(revision)


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
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def check_command(ctx: click.Context, as_json: bool) -> None:
    """Compare the models with the database. Exit code 1 where they differ.

    Example: literacy db check
    """
    with _application(ctx).app_context():
        found = schema.differences()
    _answer(found, as_json=as_json, good="models and database agree")


@database.command("rebuild")
@click.option("--check", is_flag=True, help="Only compare; exit code 1 where a projection differs from its facts.")
@click.option("--json", "as_json", is_flag=True)
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
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_context
def backup_command(ctx: click.Context, file: Path) -> None:
    """Write a consistent backup while serving, from either engine. The node's key is not in it.

    Example: literacy backup /media/stick/literacy.zip
    """
    with _application(ctx).app_context(), reading(), transaction():
        rows = archive.write(file)
    click.echo(f"{rows} rows in {file}", err=True)
    click.echo("the node's key is NOT in it: keep a copy of the key file elsewhere, or no name can be read", err=True)


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--replace", is_flag=True, help="Replace what the database holds.")
@click.pass_context
def restore_command(ctx: click.Context, file: Path, replace: bool) -> None:
    """Restore a backup into the database, of either engine.

    Example: literacy restore /media/stick/literacy.zip
    """
    with _application(ctx).app_context():
        schema.migrate()
        with transaction():
            rows = archive.read(file, replace=replace)
    click.echo(f"{rows} rows restored", err=True)


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def doctor_command(ctx: click.Context, as_json: bool) -> None:
    """Examine this machine and installation; exit code 1 where something is wrong.

    Example: literacy doctor
    """
    with _application(ctx).app_context():
        findings = examine()
    if as_json:
        click.echo(json.dumps({"findings": [finding.as_json() for finding in findings]}, ensure_ascii=False))
    else:
        for finding in findings:
            click.echo(f"{finding.verdict:>4}  {finding.subject}: {finding.says}")
    raise SystemExit(1 if any(finding.verdict == "fail" for finding in findings) else 0)
