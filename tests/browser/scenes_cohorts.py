"""The scenes of cohorts: a full one with people who wait and a timetable in which much happened, and a closed one."""

import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from literacy.accounts import registration
from literacy.accounts import service as accounts
from literacy.accounts.models import Learner
from literacy.accounts.registration import Registration
from literacy.core import clock
from literacy.core.db import db
from literacy.training import attendance, cohorts, courses, libraries, sessions
from literacy.training.attendance import NewMark
from literacy.training.cohorts import CohortFacts
from literacy.training.courses import CourseFacts, ModuleFacts
from literacy.training.models import Cohort, CourseModule, Library
from literacy.training.sessions import Plan

ACTOR = "browser tests"
EMAIL = "cohorts@library.example"
NAMES = ("Ярина Ґ.", "Параскева Непийпиво-Бережна", "дядько Панас", "Хто перший чекає", "Ївга")
PLACES = 3
MODULES = ("Вхідний тест", "Електронна пошта й вкладення", "Листи-пастки та шахраї в месенджерах", "Підсумковий тест")


def told() -> dict[str, Any]:
    """Set the scenes; return where they are."""
    library_id = libraries.ensure_library("Бібліотека «Ковилова»", "The Feather Grass library", simulated=True)
    classroom_id = libraries.keep_classroom(library_id, "Комп’ютерний зал", 6, actor=ACTOR)
    password = secrets.token_urlsafe(12)
    trainer = accounts.create_account(EMAIL, "trainer", actor=ACTOR, password=password, library_id=library_id)
    modules = tuple(ModuleFacts(title, f"Module {number}", 2) for number, title in enumerate(MODULES, start=1))
    course = CourseFacts(
        "Цифрові вміння для медичних сестер", "Digital skills for nurses", "doctor", 8, least_sessions=3,
        least_hours=6, modules=modules,
    )  # fmt: skip
    course_id = courses.add_course(course, actor=ACTOR)
    facts = CohortFacts("Ковилова ранкова", course_id, PLACES, "hospital", "Районна лікарня (вигадана)")
    cohort_id = cohorts.form_cohort(library_id, facts, actor=ACTOR, leaders=[trainer])
    over = cohorts.form_cohort(library_id, CohortFacts("Торішня", course_id, 12), actor=ACTOR, leaders=[trainer])
    cohorts.close_cohort(over, actor=ACTOR)
    people = [registration.register(Registration(name), actor=ACTOR, simulated=True) for name in NAMES]
    for learner_id in people:
        cohorts.enrol(cohort_id, learner_id, actor=ACTOR)
    _timetable(cohort_id, classroom_id, people[0])
    return {
        "email": EMAIL,
        "password": password,
        "library": db.session.get_one(Library, library_id).code,
        "cohort": db.session.get_one(Cohort, cohort_id).code,
        "card": db.session.scalar(select(Learner.card_number).where(Learner.id == people[0])),
    }


def _timetable(cohort_id: Any, classroom_id: Any, present: Any) -> None:
    """Plan a session for each module but the last: held with an alarm, moved, called off."""
    cohort = db.session.get_one(Cohort, cohort_id)
    module_ids = db.session.scalars(
        select(CourseModule.id).where(CourseModule.course_id == cohort.course_id).order_by(CourseModule.number)
    ).all()
    first = clock.now() - timedelta(days=1)
    held, moved, off = (
        sessions.plan_session(
            Plan(
                cohort.library_id,
                first + timedelta(days=8 * number),
                first + timedelta(days=8 * number, hours=2),
                cohort_id,
                classroom_id,
                module_id,
            ),
            actor=ACTOR,
        )
        for number, module_id in enumerate(module_ids[:3])
    )
    sessions.start(held, actor=ACTOR, at=first)
    attendance.note_marks(held, [NewMark(present, "present")], source="list", actor=ACTOR)
    sessions.end(held, actor=ACTOR, at=first + timedelta(minutes=95))
    later = first + timedelta(days=9)
    sessions.reschedule(moved, later, later + timedelta(hours=2), actor=ACTOR)
    sessions.cancel(off, actor=ACTOR)
