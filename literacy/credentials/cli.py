"""`literacy credentials`: what an administrator does to certificates from the command line."""

import json

import click

from literacy.core.errors import NotFound, UnreadableInput
from literacy.core.identifiers import certificate_code_is_consistent
from literacy.credentials import queries, rules, service
from literacy.credentials.models import Credential

ACTOR = "command line"


@click.group("credentials")
def credentials() -> None:
    """Certificates: revoke, suspend, resume, reissue, keys."""


def _credential(code: str) -> Credential:
    if not certificate_code_is_consistent(code):
        raise UnreadableInput(f"{code} is not a certificate number: its check characters do not fit")
    try:
        return service.credential_by_code(code)
    except NotFound as error:
        raise UnreadableInput(f"there is no certificate {code}") from error


def _done(code: str, status: str, *, as_json: bool, **more: str) -> None:
    click.echo(json.dumps({"code": code, "status": status, **more}) if as_json else f"{code}: {status}")


@credentials.command("revoke")
@click.argument("code")
@click.option("--reason", required=True, type=click.Choice(rules.REVOCATION_REASONS))
@click.option("--json", "as_json", is_flag=True)
def revoke_command(code: str, reason: str, as_json: bool) -> None:
    """Revoke a certificate for good; the next look at it says so.

    Example: literacy credentials revoke KH26-7XQ2-RT9M-ZP4K-D8WB-3C --reason error
    """
    credential = _credential(code)
    service.revoke(credential.id, reason, actor=ACTOR)
    _done(credential.code, "revoked", as_json=as_json, reason=reason)


@credentials.command("suspend")
@click.argument("code")
@click.option("--reason", default="checking", show_default=True, type=click.Choice(rules.SUSPENSION_REASONS))
@click.option("--json", "as_json", is_flag=True)
def suspend_command(code: str, reason: str, as_json: bool) -> None:
    """Suspend a certificate while the circumstances are looked into.

    Example: literacy credentials suspend KH26-7XQ2-RT9M-ZP4K-D8WB-3C
    """
    credential = _credential(code)
    service.suspend(credential.id, reason, actor=ACTOR)
    _done(credential.code, "suspended", as_json=as_json, reason=reason)


@credentials.command("resume")
@click.argument("code")
@click.option("--json", "as_json", is_flag=True)
def resume_command(code: str, as_json: bool) -> None:
    """Put a suspended certificate in force again.

    Example: literacy credentials resume KH26-7XQ2-RT9M-ZP4K-D8WB-3C
    """
    credential = _credential(code)
    service.resume(credential.id, actor=ACTOR)
    _done(credential.code, "in_force", as_json=as_json)


@credentials.command("reissue")
@click.argument("code")
@click.option("--json", "as_json", is_flag=True)
def reissue_command(code: str, as_json: bool) -> None:
    """Issue a new certificate in place of a lost one; the old one is superseded.

    Example: literacy credentials reissue KH26-7XQ2-RT9M-ZP4K-D8WB-3C
    """
    credential = _credential(code)
    new_id = service.reissue(credential.id, None, actor=ACTOR)
    new_code = service.code_of(new_id)
    _done(credential.code, "superseded", as_json=as_json, new_code=new_code)
    if not as_json:
        click.echo(f"{new_code}: to be signed by the worker")


@credentials.group("keys")
def keys_group() -> None:
    """The issuer's keys."""


@keys_group.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_keys_command(as_json: bool) -> None:
    """List the public keys that sign or signed.

    Example: literacy credentials keys list
    """
    rows = [{"id": key.id, "public_key_multibase": key.public_key_multibase} for key in queries.issuing_keys()]
    if as_json:
        click.echo(json.dumps({"keys": rows}))
        return
    for row in rows:
        click.echo(f"{row['id']}  {row['public_key_multibase']}")
