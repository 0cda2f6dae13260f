"""The SQL of an answer's way, built once: plain tables and bound parameters, without the object mapper.

Reading the item that waits and saving its answer are what a room of learners does all day; building these statements
anew would cost more than running them.
"""

from typing import Any

from sqlalchemy import and_, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from literacy.accounts.models import PersonCard
from literacy.assessment.models import ItemResponse, Presentation, PresentationDrop, Sitting, SittingState
from literacy.core.db import db
from literacy.rooms.models import Room, Seat
from literacy.training.models import TrainingSessionState

_sitting, _state = Sitting.__table__, SittingState.__table__
_presentation, _item_response, _drop = Presentation.__table__, ItemResponse.__table__, PresentationDrop.__table__
_seat, _room, _session = Seat.__table__, Room.__table__, TrainingSessionState.__table__
_own_card, _seat_card = PersonCard.__table__.alias("own_card"), PersonCard.__table__.alias("seat_card")

# Where a sitting stands, and who sits at the browser with this entry: she may have moved, or come back another day.
STANDING = (
    select(
        _sitting.c.id,
        _sitting.c.code,
        _sitting.c.learner_id,
        _sitting.c.role,
        _sitting.c.release_hash,
        _sitting.c.parameter_set_hash,
        _sitting.c.seed,
        _sitting.c.planned_items,
        _sitting.c.avoided,
        _state.c.position,
        _state.c.answered,
        _state.c.active_seconds,
        _state.c.finished_at,
        _state.c.voided_at,
        _state.c.seat_id.label("last_seat_id"),
        _own_card.c.person_id,
        _seat_card.c.person_id.label("seated_person_id"),
        _seat.c.id.label("seat_id"),
        _seat.c.number.label("seat_number"),
        _seat.c.help_since,
        _seat.c.extra_minutes,
        _room.c.closes_at,
        _room.c.closed_at,
        _session.c.training_session_id,
        _session.c.interruption,
        (_session.c.lost_alarm + _session.c.lost_power + _session.c.lost_internet + _session.c.lost_other).label(
            "lost"
        ),
        _presentation.c.id.label("presentation_id"),
        _presentation.c.item_id,
        _presentation.c.item_version,
        _presentation.c.option_order,
        _presentation.c.surface_seed,
        _presentation.c.first_shown_at,
    )
    .join_from(_sitting, _state, _state.c.sitting_id == _sitting.c.id)
    .join(_own_card, _own_card.c.learner_id == _sitting.c.learner_id)
    .outerjoin(_seat, _seat.c.current_entry_id == bindparam("entry_id"))
    .outerjoin(_seat_card, _seat_card.c.learner_id == _seat.c.learner_id)
    .outerjoin(_room, _room.c.id == _seat.c.room_id)
    .outerjoin(_session, _session.c.training_session_id == _room.c.training_session_id)
    .outerjoin(
        _presentation, and_(_presentation.c.sitting_id == _sitting.c.id, _presentation.c.position == _state.c.position)
    )
    .where(_sitting.c.code == bindparam("sitting_code"))
)

ANSWERED = (
    select(_presentation.c.item_id, _item_response.c.raw_score)
    .join_from(_presentation, _item_response, _item_response.c.presentation_id == _presentation.c.id)
    .outerjoin(_drop, _drop.c.presentation_id == _presentation.c.id)
    .where(_presentation.c.sitting_id == bindparam("of_sitting"), _drop.c.id.is_(None))
    .order_by(_presentation.c.position)
    .limit(60)
)

PRESENT = insert(_presentation)

_MOVE_ON = (
    update(_state)
    .where(
        _state.c.sitting_id == bindparam("of_sitting"),
        _state.c.position == bindparam("from_position"),
        _state.c.finished_at.is_(None),
        _state.c.voided_at.is_(None),
    )
    .values(
        position=bindparam("new_position"),
        answered=bindparam("new_answered"),
        active_seconds=bindparam("new_seconds"),
        seat_id=bindparam("at_seat"),
    )
    .returning(_state.c.sitting_id)
)

MARK_SHOWN = (
    update(_presentation)
    .where(_presentation.c.id == bindparam("of_presentation"), _presentation.c.first_shown_at.is_(None))
    .values(first_shown_at=bindparam("shown_at"))
)


def _keep_answer(build: Any) -> Any:
    """One answer a presentation; what comes later is let go, and only who was first gets a row back."""
    return (
        build(_item_response)
        .on_conflict_do_nothing(index_elements=["presentation_id"])
        .returning(_item_response.c.presentation_id)
    )


_KEEP_ANSWER = {"sqlite": _keep_answer(sqlite.insert), "postgresql": _keep_answer(postgresql.insert)}


def run(statement: Any, **parameters: Any) -> Any:
    """Run a prepared statement in the current transaction; the result is a cursor of rows."""
    return db.session.connection().execute(statement, parameters)


def move_on(**values: Any) -> bool:
    """Move a sitting on from a place, and hold it until the end of the transaction; False where it stands elsewhere.

    Another answer, or the finish, that came at the same time waits here and then finds the sitting moved on.
    """
    return run(_MOVE_ON, **values).first() is not None


def keep_answer(**values: Any) -> bool:
    """Insert the one answer of a presentation; False where another request was first."""
    return run(_KEEP_ANSWER[db.engine.dialect.name], **values).first() is not None
