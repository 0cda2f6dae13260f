"""What comes next in a session, and which of a day's sessions stands first. Pure."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

# So long before its end a session is brought to its close, and so long before its start it stands above all others.
CLOSING = timedelta(minutes=10)
AT_THE_DOOR = timedelta(minutes=10)
# Earlier than this nobody begins a session but by mistake: the sheet is printed first.
EARLY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class SessionOfDay:
    """A session as the day shows it. `unmarked` are those enrolled without a mark; None stands where there is none."""

    id: uuid.UUID
    code: str
    status: str
    purpose: str
    start: datetime
    end: datetime
    library: dict[str, str]
    classroom: str | None
    cohort_id: uuid.UUID | None
    cohort: str | None
    module: dict[str, str] | None
    module_number: int | None
    interruption: str | None
    interrupted_at: datetime | None
    enrolled: int = 0
    came: int = 0
    unmarked: int = 0
    room_open: bool = False

    @property
    def under_way(self) -> bool:
        """Whether it began and did not end."""
        return self.status in ("running", "interrupted")


def next_step(session: SessionOfDay, now: datetime) -> str:
    """Return the one thing to do next, or "" where everything is done.

    "sheet" is printed long before it; "room" and "begin" begin it, "record" notes afterwards how it went, "resume" ends
    an interruption; then "board", "marks", "close".
    """
    if session.status == "planned":
        return _to_begin(session, now)
    if session.status == "interrupted":
        return "resume"
    if session.status == "running":
        return _under_way(session, now)
    return "marks" if session.status == "ended" and session.unmarked else ""


def _to_begin(session: SessionOfDay, now: datetime) -> str:
    if now >= session.end:
        return "record"
    if now < session.start - EARLY:
        return "sheet"
    return _beginning(session)


def _beginning(session: SessionOfDay) -> str:
    return "room" if session.purpose == "test" else "begin"


def _under_way(session: SessionOfDay, now: datetime) -> str:
    if now >= session.end - CLOSING:
        return "close"
    if session.purpose == "test" and session.room_open:
        return "board"
    if session.unmarked or not session.came:
        return "marks"
    return "board" if session.room_open else "close"


def further_steps(session: SessionOfDay, step: str) -> tuple[str, ...]:
    """Return what else is often wanted of a session under way, or before it begins, besides the next step."""
    if step == "sheet":
        return (_beginning(session),)
    if step in ("room", "begin"):
        return ("begin",) if step == "room" else ("room",)
    if not session.under_way:
        return ()
    wanted = ("board" if session.room_open else "room", "marks")
    return tuple(each for each in wanted if each != step)


def foremost(sessions: Sequence[SessionOfDay], now: datetime) -> SessionOfDay | None:
    """Return which of a day's sessions stands first.

    One whose people are at the door; else one under way; else the next to begin; else one that nobody recorded.
    """
    ranked = [(_rank(each, now), each.start, place) for place, each in enumerate(sessions) if each.status in _TO_DO]
    return sessions[min(ranked)[2]] if ranked else None


_TO_DO = ("planned", "running", "interrupted")


def _rank(session: SessionOfDay, now: datetime) -> int:
    if session.under_way:
        return 1
    if now >= session.end:
        return 3
    return 0 if now >= session.start - AT_THE_DOOR else 2
