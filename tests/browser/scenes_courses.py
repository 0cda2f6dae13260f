"""The scenes of libraries and courses: one library with all that it can have, one closed, courses of two kinds."""

import secrets
from datetime import timedelta
from typing import Any

from literacy.accounts import service as accounts
from literacy.core import clock
from literacy.core.db import db
from literacy.training import cohorts, courses, libraries, sessions
from literacy.training.cohorts import CohortFacts
from literacy.training.courses import CourseFacts, ModuleFacts
from literacy.training.libraries import LibraryFacts
from literacy.training.models import Course
from literacy.training.sessions import Plan

ACTOR = "browser tests"
REGION, TRAINER = "libraries-region@library.example", "libraries-trainer@library.example"
HOURS = "вт–сб 9:00–17:00"
MODULES = (
    ("Вхідний тест і знайомство", "Entry test and meeting"),
    ("Електронний журнал: оцінки, відвідування, листування з батьками", "The electronic register: marks, attendance"),
    ("Ліцензії та переробки", "Licences and remixes"),
    ("Урок на слабкому зв’язку", "A lesson on a weak line"),
    ("Підсумковий тест", "Final test"),
)
OUTCOMES = (
    ("Проводить дистанційний урок зі слабким зв’язком", "Gives a distance lesson on a weak line"),
    ("Готує матеріали, якими можуть користуватися всі", "Prepares materials that everybody can use"),
)


def course_scenes() -> dict[str, Any]:
    """Set the scenes; say where they are and who may see them."""
    library_id, closed_id = (
        libraries.add_library(LibraryFacts(*facts), actor=ACTOR, simulated=True)
        for facts in (
            ("Бібліотека «Тополина»", "Poplar Library", "library", "Тополина громада", HOURS),
            ("Центр «Лиман»", "Lyman Centre", "training_centre", "Лиманна громада"),
        )
    )
    libraries.close_library(closed_id, actor=ACTOR)
    classrooms = [
        libraries.keep_classroom(library_id, name, pcs, actor=ACTOR)
        for name, pcs in (("Комп’ютерна зала", 8), ("Читальна зала", 2), ("Комірчина", 1))
    ]
    libraries.close_classroom(classrooms[2], actor=ACTOR)
    password = secrets.token_urlsafe(12)
    accounts.create_account(REGION, "region", actor=ACTOR, password=password)
    trainer = accounts.create_account(TRAINER, "trainer", actor=ACTOR, password=password, library_id=library_id)
    accounts.create_account("topolyna@library.example", "coordinator", actor=ACTOR, library_id=library_id)
    course_id = courses.add_course(_course(), actor=ACTOR)
    for number, (name, leaders) in enumerate((("Педагогічна", [trainer]), ("Вечірня", []))):
        cohort_id = cohorts.form_cohort(library_id, CohortFacts(name, course_id, 12), actor=ACTOR, leaders=leaders)
        start = clock.now() + timedelta(days=number + 1, minutes=10)
        plan = Plan(library_id, start, start + timedelta(hours=2), cohort_id=cohort_id, classroom_id=classrooms[number])
        sessions.plan_session(plan, actor=ACTOR)
    return {
        "region": REGION,
        "trainer": TRAINER,
        "password": password,
        "library": f"/libraries/{libraries.code_of(library_id)}",
        "closed": f"/libraries/{libraries.code_of(closed_id)}",
        "course": f"/courses/{courses.code_of(course_id)}",
        "unfinished": f"/courses/{_unfinished()}",
    }


def _course() -> CourseFacts:
    return CourseFacts(
        "Цифрові інструменти на кожному уроці",
        "Digital tools in every lesson",
        "teacher",
        hours=15,
        ects=0.5,
        least_sessions=4,
        least_hours=8,
        document_kind="teachers",
        outcomes=OUTCOMES,
        test_rule="level",
        least_level="intermediate",
        modules=tuple(ModuleFacts(uk, en, 2.5) for uk, en in MODULES),
    )


def _unfinished() -> str:
    """Return the code of a course from before the rules: closed, without what its document needs."""
    told = CourseFacts("Перший курс для медиків", "A first course for doctors", "doctor", 8, least_sessions=0)
    course_id = courses.add_course(told, actor=ACTOR)
    course = db.session.get_one(Course, course_id)
    course.document_kind = "doctors"
    courses.close_course(course_id, actor=ACTOR)
    return course.code
