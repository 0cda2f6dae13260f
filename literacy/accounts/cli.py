"""`literacy accounts`: staff accounts without mail."""

import json

import click

from literacy.accounts import service
from literacy.accounts.models import STAFF_ROLES
from literacy.core import installation


@click.group("accounts")
def accounts() -> None:
    """Staff accounts."""


@accounts.command("invite")
@click.argument("email")
@click.option("--role", required=True, type=click.Choice(STAFF_ROLES))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def invite_command(email: str, role: str, as_json: bool) -> None:
    """Print a link that sets a password once within 24 hours; also for a lost password.

    Example: literacy accounts invite --role trainer olena@library.example
    """
    token = service.invite(email, role, actor="command line")
    link = f"{installation.settings().public_address}/invitations/{token}"
    click.echo(json.dumps({"link": link}) if as_json else link)
