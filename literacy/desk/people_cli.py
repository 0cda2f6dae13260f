"""`literacy retention`: names that were kept long enough are erased."""

import json

import click

from literacy.core import installation
from literacy.core.transaction import reading, transaction
from literacy.desk import people_retention

ACTOR = "command line"


@click.command("retention")
@click.option("--check", is_flag=True, help="Only say how many are due; nothing is erased.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_context
def retention_command(ctx: click.Context, check: bool, as_json: bool) -> None:
    """Erase the names of people who did nothing here for LITERACY_RETENTION_MONTHS; the worker does it every day.

    Example: literacy retention --check
    """
    with ctx.obj["app"]().app_context():
        with reading(), transaction():
            due = people_retention.due()
        for person_id in [] if check else due:
            with transaction():  # one person each: what was begun is gone on with
                people_retention.erase(person_id, actor=ACTOR)
    months = installation.settings().retention_months
    if as_json:
        click.echo(json.dumps({"months": months, "due": len(due), "erased": 0 if check else len(due)}))
    else:
        click.echo(f"{len(due)} {'to erase' if check else 'erased'}: nothing done here for {months} months")
