"""`literacy demo`: the demonstration, also into an empty data folder."""

import json
import os
import secrets
import sys
import uuid
from pathlib import Path
from typing import Any

import click
from flask import Flask
from sqlalchemy import select

from literacy.accounts import service as accounts_service
from literacy.core import installation
from literacy.core.config import load_settings
from literacy.core.db import db
from literacy.core.errors import Conflict
from literacy.core.transaction import transaction
from literacy.demo import build
from literacy.demo.year import build_year
from literacy.rooms import service as rooms_service
from literacy.training.models import Library

ACTOR = "demonstration"
FILE_MODE = 0o600
MORE_SEATS = 30
STAFF = {role: f"{role}@library.example" for role in ("trainer", "coordinator", "region", "administrator")}
OF_THE_LIBRARY = ("trainer", "coordinator")


@click.command("demo")
@click.option(
    "--size",
    type=click.Choice(["small", "year"]),
    default="small",
    show_default=True,
    help="One library, or besides it a region of forty with a year of courses (takes minutes).",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document with codes, passwords, certificates.")
@click.pass_context
def demo_command(ctx: click.Context, size: str, as_json: bool) -> None:
    """Load the demonstration; a later call mints new seats and opens the room again.

    A year that was cut off goes on where it stopped. Example: literacy demo --size year --json
    """
    settings = installation.use(load_settings()).settings
    ctx.obj["prepare"]()
    kept = _kept(settings.data)
    app: Flask = ctx.obj["app"]()
    with app.app_context():
        ctx.obj["migrate"]()
        if not kept:
            _refuse_a_real_installation(settings.base_url)
            _write(settings.data, {"unfinished": True})  # from here on the installation calls itself a demonstration
        with transaction():
            content = _reopen(kept) if "room" in kept else _build()
            certificates = build.certificate_lines()
            _write(settings.data, content | {"certificates": [_without_name(line) for line in certificates]})
        if size == "year":
            build_year(_tell)
    document = {name: value for name, value in content.items() if name != "room_id"} | {"certificates": certificates}
    click.echo(json.dumps(document, ensure_ascii=False) if as_json else _in_words(document))


def _tell(words: str) -> None:
    """Show progress on a terminal, nothing in a pipe."""
    if sys.stderr.isatty():
        click.echo(f"  {words}", err=True)


def _refuse_a_real_installation(base_url: str) -> None:
    if base_url:
        raise Conflict("LITERACY_BASE_URL is set: a real installation gets no demonstration")
    if db.session.scalar(select(Library.id).limit(1)) is not None:
        raise Conflict(
            "this data folder belongs to real people: set LITERACY_DATA to an empty folder (or ./run --no-demo)"
        )


def _kept(data: Path) -> dict[str, Any]:
    path = data / "demo.json"
    content: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return content


def _write(data: Path, content: dict[str, Any]) -> None:
    """Keep codes and passwords where only the owner reads them; no name stands there."""
    path = data / "demo.json"
    unfinished = path.with_suffix(".unfinished")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1)
    unfinished.replace(path)


def _build() -> dict[str, Any]:
    library_id = build.ensure_demo_library()
    content: dict[str, Any] = {}
    accounts_of: dict[str, uuid.UUID] = {}
    for role, email in STAFF.items():
        password = secrets.token_urlsafe(12)
        own = library_id if role in OF_THE_LIBRARY else None
        accounts_of[role] = accounts_service.create_account(email, role, password=password, library_id=own, actor=ACTOR)
        content[role] = {"email": email, "password": password}
    build.build_small(library_id, accounts_of["trainer"])
    room = rooms_service.open_drop_in(library_id, MORE_SEATS, actor=ACTOR, led_by=accounts_of["trainer"])
    return content | {
        "room_id": room.room_id.hex,
        "room": {"code": room.code, "seats": [code for _, code in room.seats]},
    }


def _reopen(kept: dict[str, Any]) -> dict[str, Any]:
    """Open the room again with more seats; list those that nobody used."""
    room_id = uuid.UUID(hex=kept["room_id"])
    minted = [code for _, code in rooms_service.reopen_room(room_id, MORE_SEATS, actor=ACTOR)]
    unused = rooms_service.unused_seats(room_id, kept["room"]["seats"])
    return kept | {"room": {"code": kept["room"]["code"], "seats": unused + minted}}


def _without_name(line: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in line.items() if name != "surname"}


def _in_words(document: dict[str, Any]) -> str:
    lines = [f"room {document['room']['code']}, seats {' '.join(document['room']['seats'][:6])} …"]
    lines += [f"{role}: {document[role]['email']}  {document[role]['password']}" for role in STAFF]
    lines += [f"{line['code']}  {line['state']}" for line in document["certificates"]]
    return "\n".join(lines)
