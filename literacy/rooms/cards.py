"""Seat cards as they are printed: eight to a sheet of A4, each with its codes as words and as a QR code."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import segno
from markupsafe import Markup
from sqlalchemy import select

from literacy.accounts import people
from literacy.core.db import db
from literacy.rooms import service
from literacy.rooms.models import Seat

CARDS_A_SHEET = 8
_QUIET_MODULES = 4
# One mask for all: to weigh the eight against each other would take five times as long and reads no better.
_MASK = 2


@dataclass(frozen=True, slots=True)
class SeatCard:
    """What is printed on one card. `called` is "" where nobody knows yet who takes it."""

    number: int
    computer: int
    turns_with: tuple[int, ...]
    called: str
    room_code: str
    seat_code: str
    qr: Markup


def sheets_of(
    room_id: uuid.UUID, host: str, *, only: int | None = None, after: int = 0
) -> tuple[tuple[SeatCard, ...], ...]:
    """Return a room's cards (or one of them, or those after a number), sheet by sheet.

    `host` is the site's address as the trainer sees it, with a slash at its end.
    """
    codes = service.codes_of(room_id)
    rows = db.session.execute(
        select(Seat.number, Seat.computer, Seat.learner_id).where(Seat.room_id == room_id).order_by(Seat.number)
    ).all()
    called = people.called([row.learner_id for row in rows if row.learner_id])
    sharing = turns([(row.number, row.computer) for row in rows])
    code_of = dict(codes.seats)
    cards = [
        SeatCard(
            number=row.number,
            computer=row.computer,
            turns_with=sharing[row.number],
            called=called[row.learner_id].name if row.learner_id else "",
            room_code=codes.code,
            seat_code=code_of[row.number],
            qr=qr_code(join_address(host, codes.code, code_of[row.number])),
        )
        for row in rows
        if row.number > after and only in (None, row.number)
    ]
    return tuple(tuple(cards[at : at + CARDS_A_SHEET]) for at in range(0, len(cards), CARDS_A_SHEET))


def turns(at_computers: Collection[tuple[int, int]]) -> dict[int, tuple[int, ...]]:
    """Return seat number -> the seats that share its computer, of (seat number, computer)."""
    by_computer: dict[int, list[int]] = {}
    for number, computer in at_computers:
        by_computer.setdefault(computer, []).append(number)
    return {
        number: tuple(other for other in by_computer[computer] if other != number) for number, computer in at_computers
    }


def join_address(host: str, room_code: str, seat_code: str) -> str:
    """Return the address that a card's QR code carries."""
    return f"{host}join?{urlencode({'room': room_code, 'seat': seat_code})}"


def qr_code(address: str) -> Markup:
    """Return the QR code as SVG: one path, black on white, with its quiet zone."""
    symbol = segno.make(address, error="m", boost_error=False, micro=False, mask=_MASK)
    side = symbol.symbol_size(border=_QUIET_MODULES)[0]
    path = "".join(_runs(row, line) for line, row in enumerate(symbol.matrix, start=_QUIET_MODULES))
    return Markup('<svg viewBox="0 0 {0} {0}"><path d="{1}"/></svg>').format(side, path)


def _runs(row: Sequence[int], line: int) -> str:
    """Return the dark runs of a line of modules as parts of a path."""
    drawn, start = [], None
    for place, dark in enumerate([*row, 0]):
        if dark and start is None:
            start = place
        elif not dark and start is not None:
            drawn.append(f"M{start + _QUIET_MODULES} {line}h{place - start}v1h-{place - start}z")
            start = None
    return "".join(drawn)
