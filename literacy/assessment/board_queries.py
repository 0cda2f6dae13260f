"""What the room's board and a seat's page read: the same few statements whatever the number of seats."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from literacy.accounts import learners, people
from literacy.accounts.models import PersonCard
from literacy.accounts.people import Called
from literacy.assessment import invigilation
from literacy.assessment.board import Board, SeatFacts, SittingAtSeat, Tile, arranged, sitting_of_seat
from literacy.assessment.models import (
    ItemReport,
    ItemResponse,
    Presentation,
    PresentationDrop,
    Sitting,
    SittingState,
)
from literacy.core import clock
from literacy.core.db import db
from literacy.rooms.cards import turns
from literacy.rooms.models import Room, Seat, SeatEntry
from literacy.rooms.service import MAX_SEATS
from literacy.training.models import SessionEvent

# A person may have several sittings in one room; more than these are not looked at.
_MOST_SITTINGS = 4 * MAX_SEATS
_MOST_REPORTS = 20


def board_of(room: Room, *, interrupted: bool) -> Board:
    """Return the board of a room as it is now."""
    seats = _seats(room.id)
    sittings = _sittings(room.id)
    waiting = learners.waiting_for_guardian([row.learner_id for row in seats if row.learner_id])
    sharing = turns([(row.number, row.computer) for row in seats])
    sits_at = _where_people_sit(seats)
    facts = [
        SeatFacts(
            number=row.number,
            computer=row.computer,
            turns_with=sharing[row.number],
            learner_id=row.learner_id,
            help_since=row.help_since,
            help_kind=row.help_kind,
            identity_check=row.identity_check,
            extra_minutes=row.extra_minutes,
            entered_at=row.entered_at,
            waits_for_guardian=row.learner_id in waiting,
            sitting=sitting_of_seat(
                sittings.get(row.person_id, ()), row.id, shows_open=sits_at.get(row.person_id) == row.id
            ),
        )
        for row in seats
    ]
    resumed = (SessionEvent.training_session_id == room.training_session_id) & (SessionEvent.kind == "resumed")
    resumed_at = db.session.scalar(select(func.max(SessionEvent.happened_at)).where(resumed))
    return arranged(facts, clock.now(), interrupted=interrupted, resumed_at=resumed_at)


def _seats(room_id: uuid.UUID) -> Sequence[Any]:
    statement = (
        select(
            Seat.id,
            Seat.number,
            Seat.computer,
            Seat.learner_id,
            PersonCard.person_id,
            Seat.help_since,
            Seat.help_kind,
            Seat.identity_check,
            Seat.extra_minutes,
            SeatEntry.recorded_at.label("entered_at"),
        )
        .outerjoin(PersonCard, PersonCard.learner_id == Seat.learner_id)
        .outerjoin(SeatEntry, SeatEntry.id == Seat.current_entry_id)
        .where(Seat.room_id == room_id)
        .order_by(Seat.number)
        .limit(MAX_SEATS)
    )
    return db.session.execute(statement).all()


def _where_people_sit(seats: Sequence[Any]) -> dict[uuid.UUID, uuid.UUID]:
    """Return person -> seat: where the card was typed last, if the person has two."""
    taken = [row for row in seats if row.person_id is not None and row.entered_at is not None]
    return {row.person_id: row.id for row in sorted(taken, key=lambda row: row.entered_at)}


def _sittings(room_id: uuid.UUID) -> dict[uuid.UUID, list[tuple[SittingAtSeat, uuid.UUID]]]:
    """Return person -> sittings under way, wherever begun, and those that ended in this room, in their order."""
    found: dict[uuid.UUID, list[tuple[SittingAtSeat, uuid.UUID]]] = {}
    for person_id, seat_id, *columns in db.session.execute(_sittings_in(room_id)):
        found.setdefault(person_id, []).append((SittingAtSeat(*columns), seat_id))
    return found


def _sittings_in(room_id: uuid.UUID) -> Any:
    own_card = aliased(PersonCard)
    in_room = select(Seat.id).where(Seat.room_id == room_id)
    return (
        select(
            own_card.person_id,
            SittingState.seat_id,
            Sitting.id,
            Sitting.learner_id,
            SittingState.answered,
            Sitting.planned_items,
            SittingState.finished_at,
            SittingState.voided_at,
            Presentation.id,
            Presentation.first_shown_at,
            _last_answer_at(),
            _reported_at(),
            _reported_before(),
        )
        .join(own_card, own_card.learner_id == Sitting.learner_id)
        .join(SittingState, SittingState.sitting_id == Sitting.id)
        .outerjoin(
            Presentation,
            and_(Presentation.sitting_id == Sitting.id, Presentation.position == SittingState.position),
        )
        .where(
            own_card.person_id.in_(_persons_at(room_id)),
            or_(SittingState.open_learner_id.is_not(None), SittingState.seat_id.in_(in_room)),
        )
        .order_by(Sitting.id)
        .limit(_MOST_SITTINGS)
    )


def _persons_at(room_id: uuid.UUID) -> Any:
    """Return whoever typed a card of this room."""
    card = aliased(PersonCard)
    return (
        select(card.person_id)
        .join(Seat, Seat.learner_id == card.learner_id)
        .where(Seat.room_id == room_id, Seat.current_entry_id.is_not(None))
    )


def _last_answer_at() -> Any:
    answered = aliased(Presentation)
    return (
        select(func.max(ItemResponse.recorded_at))
        .join(answered, answered.id == ItemResponse.presentation_id)
        .where(answered.sitting_id == Sitting.id)
        .scalar_subquery()
    )


def _reported_at() -> Any:
    """Return since when the item that waits is reported."""
    return (
        select(func.min(ItemReport.recorded_at)).where(ItemReport.presentation_id == Presentation.id).scalar_subquery()
    )


def _reported_before() -> Any:
    """Say whether an item that is past, and was not taken out, was reported."""
    past = aliased(Presentation)
    return (
        exists()
        .where(
            past.sitting_id == Sitting.id,
            past.position < SittingState.position,
            ItemReport.presentation_id == past.id,
            ~exists().where(PresentationDrop.presentation_id == past.id),
        )
        .correlate(Sitting, SittingState)
    )


@dataclass(frozen=True, slots=True)
class Report:
    """What a learner said of an item, with her words; `replaced` says that the item was taken out."""

    position: int
    presentation_id: uuid.UUID
    kind: str
    text: str
    replaced: bool


@dataclass(frozen=True, slots=True)
class SeatPage:
    """A seat with all that can be done there."""

    tile: Tile
    called: Called | None
    document_kind: str | None
    code_draw: int
    reports: tuple[Report, ...]


def seat_page(room: Room, seat: Seat, *, interrupted: bool) -> SeatPage:
    """Return a seat's page."""
    tile = board_of(room, interrupted=interrupted).tile(seat.number)
    called = people.called([seat.learner_id]).get(seat.learner_id) if seat.learner_id else None
    reports = _reports(tile.seat.sitting) if tile.seat.sitting is not None else ()
    return SeatPage(tile, called, seat.document_kind, seat.code_draw, reports)


def _reports(sitting: SittingAtSeat) -> tuple[Report, ...]:
    rows = db.session.execute(
        select(
            Presentation.position,
            Presentation.id,
            ItemReport.kind,
            ItemReport.sealed_text,
            PresentationDrop.id.is_not(None),
        )
        .join(Presentation, Presentation.id == ItemReport.presentation_id)
        .outerjoin(PresentationDrop, PresentationDrop.presentation_id == Presentation.id)
        .where(Presentation.sitting_id == sitting.sitting_id)
        .order_by(ItemReport.recorded_at.desc(), ItemReport.id.desc())
        .limit(_MOST_REPORTS)
    )
    return tuple(
        Report(position, presentation_id, kind, _opened(sitting.learner_id, sealed), bool(replaced))
        for position, presentation_id, kind, sealed, replaced in rows
    )


def _opened(learner_id: uuid.UUID, sealed: bytes | None) -> str:
    return invigilation.words_of_report(learner_id, sealed) if sealed else ""
