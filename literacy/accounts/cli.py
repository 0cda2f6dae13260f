"""`literacy accounts`: staff accounts without mail."""

import json

import click

from literacy.accounts import service
from literacy.accounts.models import STAFF_ROLES
from literacy.core import installation

ACTOR = "command line"


@click.group("accounts")
def accounts() -> None:
    """Staff accounts."""


@accounts.command("invite")
@click.argument("email")
@click.option("--role", required=True, type=click.Choice(STAFF_ROLES))
@click.option("--library", metavar="NAME", help="Only for this library; without it, for the whole region.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def invite_command(email: str, role: str, library: str | None, as_json: bool) -> None:
    """Print a link that sets a password, valid once within 24 hours; so also for a lost password.

    Example: literacy accounts invite --role trainer olena@library.example
    """
    token = service.invite(email, role, actor=ACTOR, library=library)
    link = f"{installation.settings().public_address}/invitations/{token}"
    if as_json:
        click.echo(json.dumps({"link": link, "role": role, "hours": service.INVITATION_HOURS}))
        return
    click.echo(link)
    click.echo(f"valid once, for {service.INVITATION_HOURS} hours; earlier links of {email} are dead", err=True)
