"""The printed attendance sheet: a short code for each row, drawn by the node's key, the same however often it is printed.

A code that was printed never passes to somebody else: whoever comes to a session later draws after those before.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from literacy.core import identifiers, installation
from literacy.core.db import db
from literacy.training.models import AttendanceMark, EnrolmentChange, TrainingSession
from literacy.training.roster import Roster

MOST_NEAR = 2


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row to be printed."""

    code: str
    name: str


def sheet_rows(training_session: TrainingSession, roster: Roster) -> list[SheetRow]:
    """Return the rows of a session's sheet."""
    codes = row_codes(training_session)
    return [SheetRow(codes[row.learner_id], row.called.name) for row in roster.rows]


def row_codes(training_session: TrainingSession) -> dict[uuid.UUID, str]:
    """Return the row code of everybody who ever was enrolled in the cohort or marked in the session, in two statements."""
    changes = select(EnrolmentChange.learner_id, func.min(EnrolmentChange.recorded_at)).where(
        EnrolmentChange.cohort_id == training_session.cohort_id
    )
    marks = select(AttendanceMark.learner_id, func.min(AttendanceMark.recorded_at)).where(
        AttendanceMark.training_session_id == training_session.id
    )
    known = [
        *db.session.execute(changes.group_by(EnrolmentChange.learner_id)),
        *db.session.execute(marks.group_by(AttendanceMark.learner_id)),
    ]
    since: dict[uuid.UUID, tuple[datetime, uuid.UUID]] = {}
    for learner_id, moment in known:
        since[learner_id] = min(since.get(learner_id, (moment, learner_id)), (moment, learner_id))
    return drawn_codes(training_session.id, sorted(since, key=lambda each: since[each]))


def drawn_codes(session_id: uuid.UUID, learner_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return a code for each, unlike those before it."""
    vault, codes, taken = installation.vault(), {}, set()
    for learner_id in learner_ids:
        draw = 0
        while True:
            number = vault.drawn_number("sheet row", f"{session_id.hex} {learner_id.hex} {draw}")
            code = identifiers.row_code_of(number)
            if code not in taken:
                break
            draw += 1
        taken.add(code)
        codes[learner_id] = code
    return codes


def near_codes(typed: str, codes: Mapping[str, str]) -> list[str]:
    """Return the codes of a sheet that differ from a typed one by one sign, or by two that changed places."""
    return [code for code in codes if _one_slip(typed, code)][:MOST_NEAR]


def _one_slip(typed: str, code: str) -> bool:
    """Say whether one sign was mistaken, left out or put in, or two neighbours changed places."""
    if len(typed) == len(code):
        wrong = [place for place in range(len(code)) if typed[place] != code[place]]
        if len(wrong) == 2 and wrong[1] == wrong[0] + 1:
            return (typed[wrong[0]], typed[wrong[1]]) == (code[wrong[1]], code[wrong[0]])
        return len(wrong) == 1
    longer, shorter = (typed, code) if len(typed) > len(code) else (code, typed)
    return len(longer) - len(shorter) == 1 and any(
        longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer))
    )
