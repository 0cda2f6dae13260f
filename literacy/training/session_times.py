"""Correcting how a session went, moving it, going on with it elsewhere: with the sense that such times must make."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from literacy.accounts import people
from literacy.core import clock
from literacy.core.db import db
from literacy.core.errors import Conflict, Reason, Refused
from literacy.core.language import alphabetical
from literacy.training import sessions
from literacy.training.attendance import rows_of
from literacy.training.books import Timeline, timeline_of
from literacy.training.models import Library, TrainingSession, TrainingSessionState
from literacy.training.real_times import LONGEST, Times, Wanted, applied, corrections, reasons_against, record_of
from literacy.training.session_queries import mark_of
from literacy.training.sessions import Plan
from literacy.training.timelines import happenings_of, marks_of, state_for_update

# Whoever ends a session so long after its plan means to end it as planned.
FORGOTTEN = timedelta(minutes=30)
SHORTEST_PART = timedelta(minutes=30)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Consequence:
    """What follows from corrected times: the session before and after, and whose minutes change."""

    before: Timeline
    after: Timeline
    people: tuple[tuple[str, int, int], ...]


def consequence_of(training_session: TrainingSession, wanted: Wanted) -> Consequence:
    """Return what would follow from these times, without keeping them."""
    _require_sense(wanted)
    happened = happenings_of(training_session.id)
    told = corrections(record_of(happened), wanted)
    plan = (training_session.planned_start, training_session.planned_end)
    before, after = timeline_of(happened, *plan), timeline_of(applied(happened, told, clock.now()), *plan)
    marks = marks_of([training_session.id])
    was, will = (rows_of(marks, {training_session.id: each}) for each in (before, after))
    calls = people.called([learner_id for _, learner_id in was])
    changes = [
        (calls[place[1]].name, minutes, will[place][2])
        for place, (_, _, minutes) in was.items()
        if minutes != will[place][2]
    ]
    return Consequence(before, after, tuple(sorted(changes, key=lambda change: alphabetical(change[0]))))


def keep_times(session_id: uuid.UUID, wanted: Wanted, seen: str, *, actor: str) -> None:
    """Correct how a session went. Refused where somebody noted something since the page `seen` was made."""
    if state_for_update(session_id).status == "cancelled":
        raise Conflict("a session that was called off did not go in any way")
    happened = happenings_of(session_id)
    told = corrections(record_of(happened), wanted)
    if not told:
        return
    if mark_of(happened) != seen:
        raise Refused([Reason("edited_elsewhere", {"field": "times"})])
    _require_sense(wanted)
    sessions.correct_times(session_id, told, actor=actor)


def _require_sense(wanted: Wanted) -> None:
    reasons = reasons_against(wanted, clock.now())
    if reasons:
        raise Refused(reasons)


def begin(session_id: uuid.UUID, *, actor: str) -> None:
    """Begin a session on its day; beginning twice is beginning once."""
    state = state_for_update(session_id)
    if not may_begin(state):
        raise Refused([Reason("future_session" if state.status == "planned" else "cancelled_session")])
    if state.status == "planned":
        sessions.start(session_id, actor=actor)


def may_begin(state: TrainingSessionState) -> bool:
    """Say whether a session can begin, or has: from the morning of its day on."""
    if state.status == "planned":
        return clock.to_kyiv(state.planned_start).date() <= clock.today_kyiv()
    return state.status != "cancelled"


def resume(session_id: uuid.UUID, *, actor: str) -> None:
    """Let the clock go on; a session that was ended too early goes on too, on its day."""
    state = state_for_update(session_id)
    if state.status == "ended" and not may_reopen(state):
        raise Conflict("a session of another day is corrected, or continued")
    sessions.resume(session_id, actor=actor)


def may_reopen(state: TrainingSessionState) -> bool:
    """Say whether a session that was ended may still be under way: on its day only."""
    return state.ended_at is not None and clock.to_kyiv(state.ended_at).date() == clock.today_kyiv()


def require_plan(start: datetime, end: datetime, *, to_come: bool = True) -> None:
    """Refuse a plan that cannot be: reversed, longer than a day of work, over already."""
    if end <= start:
        raise Refused([Reason("reversed", {"field": "end"})])
    if end - start > LONGEST:
        raise Refused([Reason("too_long", {"field": "end", "most": LONGEST // timedelta(hours=1)})])
    if to_come and end <= clock.now():
        raise Refused([Reason("plan_over", {"field": "day"})])


def plan_open(plan: Plan, *, session_id: uuid.UUID, actor: str) -> uuid.UUID:
    """Plan a session that is open to whoever comes; the same id twice is one session."""
    require_plan(plan.start, plan.end)
    # Held: of two requests of a double click the second one finds the session of the first.
    db.session.execute(select(Library.id).where(Library.id == plan.library_id).with_for_update())
    return sessions.plan_session(plan, actor=actor, session_id=session_id)


def move(session_id: uuid.UUID, start: datetime, end: datetime, *, actor: str) -> None:
    """Move a session that has not begun; moving it to where it is changes nothing."""
    require_plan(start, end)
    state = state_for_update(session_id)
    if (state.planned_start, state.planned_end) != (start, end):
        sessions.reschedule(session_id, start, end, actor=actor)


def usual_end(state: TrainingSessionState) -> datetime:
    """Return when a session that is ended now is taken to have ended: as planned, if that is long past."""
    now = clock.now()
    if now - state.planned_end <= FORGOTTEN:
        return now
    noted = _noted(record_of(happenings_of(state.training_session_id)).times)
    return state.planned_end if max(noted, default=now) < state.planned_end else now


def _noted(times: Times) -> list[datetime]:
    """Return every moment that was noted of a session that is not over."""
    moments = [times.started_at, *(moment for stop in times.stops for moment in (stop.start, stop.end))]
    return [moment for moment in moments if moment is not None]


def close(session_id: uuid.UUID, ended_at: datetime, *, actor: str) -> None:
    """End a session at a moment that fits to what was noted of it; ending it twice is ending it once."""
    state = state_for_update(session_id)
    if state.status == "ended":
        return
    record = record_of(happenings_of(session_id)).times
    if record.started_at is None:
        raise Conflict("a session that never began cannot end")
    last = max(_noted(record))
    if timedelta() < last - ended_at < _MINUTE:  # typed without seconds
        ended_at = last
    lasting = tuple(enumerate(record.stops))
    reasons = reasons_against(Wanted(record.started_at, ended_at, lasting), clock.now())
    if reasons:
        code = "end_before_stop" if reasons[0].code == "stop_outside" else reasons[0].code
        told = {name: value for name, value in reasons[0].values.items() if name == "most"}
        raise Refused([Reason(code, told | {"field": "ended"})])
    sessions.end(session_id, actor=actor, at=ended_at)


def go_on(
    training_session: TrainingSession,
    start: datetime,
    end: datetime,
    *,
    library_id: uuid.UUID,
    classroom_id: uuid.UUID | None,
    new_id: uuid.UUID,
    actor: str,
) -> uuid.UUID:
    """Plan the next part of a session; the part that still runs ends."""
    require_plan(start, end)
    state = state_for_update(training_session.id)
    if state.started_at is None:
        raise Conflict("a session that never began is moved, not continued")
    if state.status != "ended":
        sessions.end(training_session.id, actor=actor, at=usual_end(state))
    return sessions.continue_session(
        training_session.id,
        start,
        end,
        actor=actor,
        library_id=library_id,
        classroom_id=classroom_id,
        new_id=new_id,
    )


def part_to_plan(state: TrainingSessionState) -> tuple[datetime, datetime]:
    """Return when the next part might be: tomorrow at the same time, as long as what is missing."""
    missing = (state.planned_end - state.planned_start) - timedelta(minutes=state.held_minutes)
    day = max(clock.to_kyiv(clock.now()).date(), clock.to_kyiv(state.planned_start).date()) + timedelta(days=1)
    begins = clock.to_kyiv(state.planned_start).timetz().replace(tzinfo=None)
    start = datetime.combine(day, begins, clock.KYIV)
    return start, start + max(missing, SHORTEST_PART)
