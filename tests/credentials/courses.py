"""A cohort whose course has been held, with boring people in it: a test states only what matters to it."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import event

from literacy.accounts import registration
from literacy.accounts.registration import Registration
from literacy.core import clock
from literacy.core.db import db
from literacy.credentials import signing
from literacy.credentials.models import Credential
from literacy.training import attendance, cohorts, sessions
from literacy.training.attendance import NewMark
from literacy.training.models import Cohort, Course
from tests.factories import Seated, finish, make_cohort, make_seated, make_session, make_sitting, standing

_numbers = count(1)
_SURNAMES = ("Гай", "Степова", "Ясен", "Ґонта", "Єрмак", "Івченко", "Їжак", "Якименко")
OUTCOMES = (("Пише листи", "Writes letters"), ("Захищає пароль", "Protects a password"))


@dataclass
class HeldCohort:
    """A cohort with sessions of two hours, a day each, the last of them yesterday."""

    cohort_id: uuid.UUID
    sessions: list[uuid.UUID]

    def member(self, units: int | None = None, *, name: str | None = None, **told: Any) -> uuid.UUID:
        """Enrol somebody who came to so many sessions (to all of them without a number)."""
        number = next(_numbers)
        full = f"Олена {_SURNAMES[number % len(_SURNAMES)]}" if name is None else name
        learner_id = registration.register(Registration(f"Олена {number}", name_uk=full, **told), actor="test")
        cohorts.enrol(self.cohort_id, learner_id, actor="test")
        self.came(learner_id, self.sessions[: len(self.sessions) if units is None else units])
        return learner_id

    def came(self, learner_id: uuid.UUID, session_ids: Sequence[uuid.UUID], **told: Any) -> None:
        """Mark somebody present."""
        for session_id in session_ids:
            mark = NewMark(learner_id, "present", **told)
            (outcome,) = attendance.note_marks(session_id, [mark], source="list", actor="test")
            assert outcome.outcome == "stored"


def held_cohort(units: int = 3, *, minutes: int = 120, **course: Any) -> HeldCohort:
    """Form a cohort and hold its sessions. Call it where time stands still, or soon after it will not fit."""
    told = {"least_sessions": units, "hours": 8.0, "ects": 0.5, "outcomes": OUTCOMES, "role": "citizen"} | course
    now = clock.now()
    with clock.at(now - timedelta(days=units + 1)):
        scene = HeldCohort(make_cohort(capacity=60, **told), [])
    for day in range(units, 0, -1):
        scene.sessions.append(hold(scene.cohort_id, now - timedelta(days=day), minutes))
    return scene


def too_long_for_paper(scene: HeldCohort) -> HeldCohort:
    """Give the course of a scene more outcomes than a certificate has room for, as one from before the limit may have."""
    cohort = db.session.get(Cohort, scene.cohort_id)
    db.session.get(Course, cohort.course_id).outcomes = [{"uk": "П" * 1300, "en": "W"}]
    db.session.flush()
    return scene


def hold(cohort_id: uuid.UUID, start: datetime, minutes: int = 120) -> uuid.UUID:
    """Hold a session from beginning to end."""
    session_id = make_session(start=start, cohort_id=cohort_id)
    sessions.start(session_id, actor="test", at=start)
    sessions.end(session_id, actor="test", at=start + timedelta(minutes=minutes))
    return session_id


def take_test(learner_id: uuid.UUID, wanted: Any = None, *, items: int = 36) -> Any:
    """Let somebody take the citizens' test now, all right or as wanted."""
    seated = make_seated()
    sitting = make_sitting(seated=Seated(learner_id, seated.seat_id, seated.room_code, seated.seat_code))
    return finish(sitting, *([wanted] if wanted else []), items=items), standing(sitting).sitting_id


def signed(credential_id: uuid.UUID) -> str:
    """Sign and draw a certificate; return its number."""
    assert signing.sign_credential(credential_id)
    return db.session.get(Credential, credential_id).code


def statements_of(act: Callable[[], object]) -> int:
    """Return how many statements an act sends, within the test's own transaction."""
    db.session.flush()
    db.session.expire_all()
    sent = []
    connection = db.session.connection()

    def note(_connection, _cursor, statement, *_rest):
        sent.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(connection, "before_cursor_execute", note)
    return len(sent)
