"""A room is opened in two taps: a seat for whoever is enrolled, some to spare, computers shared where they are few."""

import uuid
from datetime import timedelta

from sqlalchemy import select

from literacy.accounts.models import PersonCard
from literacy.core import clock
from literacy.core.db import db
from literacy.core.errors import NotFound, Reason, Refused
from literacy.rooms import service
from literacy.rooms.models import Room
from literacy.training.models import Classroom, Enrolment, Library, TrainingSession
from literacy.training.sessions import session_by_id
from literacy.training.timelines import state_for_update

SPARE_SEATS = 3
SEATS_FOR_WHOEVER_COMES = 12
# A room without a cohort is planned for so long; the trainer may keep it open for longer.
DROP_IN_HOURS = 3
# A room is not opened further from its session's time than its codes could live.
MOST_APART = timedelta(hours=service.ROOM_HOURS)
DOUBLE_CLICK = timedelta(minutes=1)


def open_for_session(session_id: uuid.UUID, *, actor: str) -> None:
    """Open the room of a planned session, once."""
    state = state_for_update(session_id)  # of two clicks at once the second waits here and finds the room
    if service.room_of_session(session_id) is not None:
        return
    if state.status in ("ended", "cancelled"):
        raise Refused([Reason("session_over" if state.status == "ended" else "session_cancelled")])
    now = clock.now()
    if state.planned_start - now > MOST_APART or now - state.planned_end > MOST_APART:
        raise Refused([Reason("not_today", {"planned_start": state.planned_start})])
    training_session = session_by_id(session_id)
    enrolled = _enrolled(training_session.cohort_id)[: service.MAX_SEATS]
    spare = min(SPARE_SEATS, service.MAX_SEATS - len(enrolled)) if enrolled else SEATS_FOR_WHOEVER_COMES
    computers = computers_of(training_session.classroom_id)
    service.open_room(session_id, actor=actor, learner_ids=enrolled, spare=spare, computers=computers)


def open_for_whoever_comes(library_id: uuid.UUID, account_id: uuid.UUID, *, actor: str) -> str:
    """Open a room without a cohort; return its session's code. Clicked twice it is one room."""
    library = db.session.scalar(select(Library).where(Library.id == library_id).with_for_update())
    if library is None or library.closed_at is not None:
        raise NotFound("library")
    just_opened = db.session.scalar(
        select(TrainingSession.code)
        .join(Room, Room.training_session_id == TrainingSession.id)
        .where(
            TrainingSession.library_id == library_id,
            TrainingSession.cohort_id.is_(None),
            TrainingSession.led_by == account_id,
            Room.opened_at > clock.now() - DOUBLE_CLICK,
            Room.closed_at.is_(None),
        )
        .order_by(Room.opened_at.desc())
        .limit(1)
    )
    if just_opened is not None:
        return just_opened
    opened = service.open_drop_in(
        library_id, SEATS_FOR_WHOEVER_COMES, actor=actor, hours=DROP_IN_HOURS, led_by=account_id
    )
    return session_by_id(opened.session_id).code


def _enrolled(cohort_id: uuid.UUID | None) -> list[uuid.UUID]:
    """Return whoever has a place in a cohort, in the order of coming; two cards of one person are one seat."""
    rows = db.session.execute(
        select(Enrolment.learner_id, PersonCard.person_id)
        .join(PersonCard, PersonCard.learner_id == Enrolment.learner_id)
        .where(Enrolment.cohort_id == cohort_id, Enrolment.status == "enrolled")
        .order_by(Enrolment.since, Enrolment.learner_id)
    )
    seats: dict[uuid.UUID, uuid.UUID] = {}
    for row in rows:
        seats.setdefault(row.person_id, row.learner_id)
    return list(seats.values())


def computers_of(classroom_id: uuid.UUID | None) -> int:
    """Return how many computers a classroom has; 0 where nobody knows."""
    if classroom_id is None:
        return 0
    return db.session.scalar(select(Classroom.pcs).where(Classroom.id == classroom_id)) or 0
