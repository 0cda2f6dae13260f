"""Scenes of people and of the administration: somebody with two cards, an erased one, items reported as wrong."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from literacy.accounts import learners, people, registration
from literacy.accounts import service as accounts
from literacy.accounts.registration import Registration
from literacy.assessment import invigilation, queries
from literacy.core import clock
from literacy.training import attendance, cohorts, consultations, courses, libraries, sessions
from literacy.training.attendance import NewMark
from literacy.training.cohorts import CohortFacts
from literacy.training.consultations import Help
from literacy.training.courses import CourseFacts
from literacy.training.sessions import Plan

ACTOR = "browser tests"
EMAIL = "coordinator@people.example"
Sit = Callable[[str, int], tuple[dict[str, str], str]]


def people_scenes(sit: Sit) -> dict[str, Any]:
    """Set the scenes; return who signs in and the numbers of the cards."""
    password = secrets.token_urlsafe(12)
    library_id = libraries.ensure_library(
        "Бібліотека «Липова» з довгою назвою", "The Lime Tree Library", simulated=True
    )
    accounts.create_account(EMAIL, "coordinator", password=password, library_id=library_id, actor=ACTOR)
    account = accounts.create_account(EMAIL, "trainer", library_id=library_id, actor=ACTOR)
    course = CourseFacts(
        "Перші кроки з комп’ютером", "First steps with a computer", "citizen", hours=8, least_sessions=0
    )
    course_id = courses.add_course(course, actor=ACTOR)
    told = CohortFacts("Четвергова ранкова група для охочих", course_id, capacity=12)
    cohort_id = cohorts.form_cohort(library_id, told, actor=ACTOR, leaders=[account])
    held = [_hold(library_id, cohort_id, days) for days in (7, 14, 21)]

    def written_down(nickname: str, came: int, **more: Any) -> Any:
        learner_id = registration.register(Registration(nickname, **more), actor=ACTOR, simulated=True)
        for session_id in held[:came]:
            attendance.note_marks(session_id, [NewMark(learner_id, "present")], source="list", actor=ACTOR)
        return learner_id

    known = written_down("пані Олександра", 2, name_uk="Олександра Нечуй-Левицька", phone="067 111 00 01")
    cohorts.enrol(cohort_id, known, actor=ACTOR)
    learners.store_profile(known, "profile 1", {"sex": "female"})
    walk_in = written_down("Олександра", 1)
    second = written_down("пані Олександра, друга картка", 0)
    people.merge(known, second, actor=ACTOR)
    child = written_down("Софійка", 1, under_14=True)
    gone = written_down("Ярина", 3)
    people.erase(gone, reason="own_wish", actor=ACTOR)
    for _ in range(8):
        written_down("Олексій Добровольський-Знам’янський", 1)
    helped = Help("e_service", "state_portal", "done", clock.now() - timedelta(days=3), 25, known)
    consultations.record_consultation(library_id, account, helped)
    cards = people.called([known, walk_in, child, gone])
    numbers = {
        name: cards[learner_id].card_number
        for name, learner_id in {"known": known, "walk_in": walk_in, "child": child, "gone": gone}.items()
    }
    return {
        "email": EMAIL,
        "password": password,
        "holder_key": learners.holder_key_of(known),
        "reported": _reports(sit),
        **numbers,
    }


def _hold(library_id: Any, cohort_id: Any, days: int) -> Any:
    start = clock.now() - timedelta(days=days)
    plan = Plan(library_id, start, start + timedelta(hours=2), cohort_id=cohort_id)
    session_id = sessions.plan_session(plan, actor=ACTOR)
    sessions.start(session_id, actor=ACTOR, at=start)
    sessions.end(session_id, actor=ACTOR, at=start + timedelta(hours=2))
    return session_id


def _reports(sit: Sit) -> str:
    """Let three people report the item that comes first; return its address."""
    said = (
        "Два варіанти правильні, я не знаю, котрий вибрати.",
        "",
        "Таблиця не вміщається на екрані, тож останнього стовпця не видно.",
    )
    address = ""
    for kind, text in zip(("mistake", "unclear", "not_shown"), said, strict=True):
        _, code = sit("citizen", 5)
        standing = queries.standing_of(code)
        if standing is None or standing.presentation_id is None:
            raise RuntimeError("no item waits")
        invigilation.report_item(standing.presentation_id, standing.learner_id, kind, text)
        address = f"/item-reports/{standing.item_id}/{standing.item_version}"
    return address
