"""The scenes of a session of twelve: for each width of a screen a trainer, her cohort, and somebody who came before."""

import secrets
import uuid
from datetime import timedelta

from literacy.accounts import people, registration
from literacy.accounts import service as accounts
from literacy.accounts.registration import Registration
from literacy.core import clock
from literacy.core.db import db
from literacy.training import attendance, cohorts, courses, libraries, sessions
from literacy.training.attendance import NewMark
from literacy.training.cohorts import CohortFacts
from literacy.training.courses import CourseFacts
from literacy.training.models import Cohort
from literacy.training.sessions import Plan

ACTOR = "browser tests"
SCREENS = ("1024", "360")
NAMES = (
    "Агата", "Богдана", "Василина", "Гордій", "Дем’ян", "Єва", "Жанна", "Зиновія", "Ігор", "Катря", "Лесь", "Мотря",
)  # fmt: skip
KNOWN = "пані Орися"


def told() -> dict[str, dict[str, str]]:
    """Set the scenes; return for each screen who signs in, where the cohort is, and who came before."""
    course = CourseFacts(
        "Курс для проби дванадцятьма", "A course tried by twelve", "citizen", hours=8, least_sessions=4
    )
    course_id = courses.add_course(course, actor=ACTOR)
    library_id = libraries.ensure_library("Бібліотека для дванадцяти", "A library for twelve", simulated=True)
    libraries.keep_classroom(library_id, "Комп’ютерна зала", 12, actor=ACTOR)
    return {screen: _told(library_id, course_id, screen) for screen in SCREENS}


def _told(library_id: uuid.UUID, course_id: uuid.UUID, screen: str) -> dict[str, str]:
    email, password = f"twelve-{screen}@library.example", secrets.token_urlsafe(12)
    trainer = accounts.create_account(email, "trainer", actor=ACTOR, password=password, library_id=library_id)
    accounts.set_pin(trainer, "482915")
    facts = CohortFacts(f"Дванадцятеро, {screen}", course_id, capacity=12)
    cohort_id = cohorts.form_cohort(library_id, facts, actor=ACTOR, leaders=[trainer])
    for name in NAMES:
        cohorts.enrol(cohort_id, registration.register(Registration(name), actor=ACTOR, simulated=True), actor=ACTOR)
    known = registration.register(Registration(f"{KNOWN} {screen}"), actor=ACTOR, simulated=True)
    _came_last_week(library_id, trainer, known)
    cohort = db.session.get(Cohort, cohort_id)
    if cohort is None:
        raise RuntimeError("the cohort vanished")
    return {
        "email": email,
        "password": password,
        "cohort": cohort.code,
        "known": people.called([known])[known].card_number,
    }


def _came_last_week(library_id: uuid.UUID, trainer: uuid.UUID, learner_id: uuid.UUID) -> None:
    start = clock.now() - timedelta(days=7)
    session_id = sessions.plan_session(Plan(library_id, start, start + timedelta(hours=2), led_by=trainer), actor=ACTOR)
    sessions.start(session_id, actor=ACTOR, at=start)
    attendance.note_marks(session_id, [NewMark(learner_id, "present")], source="list", actor=ACTOR)
    sessions.end(session_id, actor=ACTOR, at=start + timedelta(hours=2))
