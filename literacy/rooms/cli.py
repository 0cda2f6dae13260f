"""`literacy rooms`: opening, closing and reopening a room from the command line."""

import json

import click

from literacy.rooms import service
from literacy.training.libraries import ensure_library


@click.group("rooms")
def rooms() -> None:
    """Supervised rooms."""


@rooms.command("open")
@click.option("--library", required=True, help="Name of the library in Ukrainian; made if it is new.")
@click.option("--library-en", default="", help="Its name in English.")
@click.option("--seats", default=12, show_default=True, type=click.IntRange(1, service.MAX_SEATS))
@click.option("--hours", default=service.ROOM_HOURS, show_default=True, type=click.IntRange(1, service.ROOM_HOURS))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def open_room_command(library: str, library_en: str, seats: int, hours: int, as_json: bool) -> None:
    """Open a room and print its code and the seats' codes, which are stored only as hashes.

    Example: literacy rooms open --library "Library 1" --seats 12
    """
    library_id = ensure_library(library, library_en or library)
    opened = service.open_drop_in(library_id, seats, actor="command line", hours=hours)
    if as_json:
        click.echo(json.dumps({"room": {"code": opened.code, "seats": [code for _, code in opened.seats]}}))
        return
    click.echo(f"room {opened.code}")
    for number, code in opened.seats:
        click.echo(f"  seat {number:>2}  {code}")


@rooms.command("close")
@click.argument("code")
def close_room_command(code: str) -> None:
    """Close a room: its codes stop working, everything answered is kept.

    Example: literacy rooms close 45EHEB
    """
    service.close_room(service.room_by_code(code), actor="command line")
    click.echo(f"room {code} is closed")


@rooms.command("reopen")
@click.argument("code")
@click.option("--hours", default=service.ROOM_HOURS, show_default=True, type=click.IntRange(1, service.ROOM_HOURS))
def reopen_room_command(code: str, hours: int) -> None:
    """Open a room again, so that whoever was interrupted goes on with the same card.

    Example: literacy rooms reopen 45EHEB
    """
    service.reopen_room(service.room_by_code(code), 0, actor="command line", hours=hours)
    click.echo(f"room {code} is open for {hours} hours")
