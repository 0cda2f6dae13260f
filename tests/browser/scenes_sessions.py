"""The scenes of sessions and attendance: one session in each state, with a trainer who leads them all."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from literacy.accounts import learners
from literacy.accounts import service as accounts
from literacy.accounts.learners import Identity
from literacy.accounts.models import Account, Learner
from literacy.core import clock, identifiers
from literacy.core.db import db
from literacy.rooms import service as rooms
from literacy.training import attendance, cohorts, consultations, courses, libraries, sessions
from literacy.training.attendance import NewMark
from literacy.training.cohorts import CohortFacts
from literacy.training.consultations import Help
from literacy.training.courses import CourseFacts
from literacy.training.models import Cohort, CourseModule, Library
from literacy.training.sessions import Plan

ACTOR = "browser tests"
EMAIL = "sessions@library.example"
NAMES = (
    "Софія Р.", "Лука Б.", "Остап Н.", "Віра К.", "Нестор Д.", "Дарина В.", "Ївга Ґ.", "Мирон С.", "Зоя П.", "Ольга Т.",
    "Ганна М.", "Параскева Непийпиво-Бережна",
)  # fmt: skip


class Sessions:
    """A cohort of twelve and its sessions."""

    def __init__(self) -> None:
        self.library = libraries.ensure_library("Бібліотека «Липова»", "The Lime Tree library", simulated=True)
        self.classroom = libraries.keep_classroom(self.library, "Читальна зала", 8, actor=ACTOR)
        self.password = secrets.token_urlsafe(12)
        self.trainer = accounts.create_account(
            EMAIL, "trainer", actor=ACTOR, password=self.password, library_id=self.library
        )
        course = CourseFacts("Перші кроки в інтернеті", "First steps on the internet", "citizen", 16, least_sessions=4)
        course_id = courses.add_course(course, actor=ACTOR)
        self._module = CourseModule(
            course_id=course_id, number=5, title_uk="Листи-пастки й шахраї", title_en="Phishing and scams", hours=2
        )
        db.session.add(self._module)
        told = CohortFacts("Ранкова", course_id, capacity=12)
        self.cohort = cohorts.form_cohort(self.library, told, actor=ACTOR, leaders=[self.trainer])
        self.people = [self._person(name) for name in NAMES]
        for learner_id in self.people:
            cohorts.enrol(self.cohort, learner_id, actor=ACTOR)

    @staticmethod
    def _person(name: str) -> Any:
        learner_id = learners.create_learner(simulated=True)
        learners.name_learner(learner_id, Identity(nickname=name))
        return learner_id

    def plan(self, start: datetime, **more: Any) -> Any:
        """Plan a session of two hours."""
        return sessions.plan_session(
            Plan(
                self.library,
                start,
                start + timedelta(hours=2),
                cohort_id=self.cohort,
                classroom_id=self.classroom,
                module_id=self._module.id,
                **more,
            ),
            actor=ACTOR,
        )

    @staticmethod
    def address(session_id: Any) -> str:
        return f"/sessions/{sessions.session_by_id(session_id).code}"

    def marked(self, session_id: Any, marks: list[str], **more: Any) -> None:
        """Mark as many people."""
        made = [NewMark(learner_id, mark, **more) for learner_id, mark in zip(self.people, marks, strict=False)]
        attendance.note_marks(session_id, made, source="list", actor=ACTOR)

    def all(self) -> dict[str, str]:
        """Return state -> where a session in it is."""
        now = clock.now()
        to_come = self.plan(now + timedelta(days=8))
        due = self.plan(now - timedelta(minutes=5))
        return {
            "to_come": self.address(to_come),
            "due": self.address(due),
            "running": self.address(self._running(now)),
            "standing": self.address(self._standing(now)),
            "over": self.address(self._over(now)),
            "empty": self.address(self._empty(now)),
            "unmarked": self.address(self.plan(now - timedelta(minutes=1))),
        }

    def _running(self, now: datetime) -> Any:
        """One with an alarm in it, a walk-in, somebody who checked in late, and two who take turns."""
        started = now - timedelta(minutes=80)
        with clock.at(started):
            running = self.plan(started)
            room = rooms.open_room(running, actor=ACTOR, learner_ids=self.people, computers=11)
            self.marked(running, ["present", "present"])
        with clock.at(started + timedelta(minutes=20)):
            rooms.take_seat(room.room_id, room.seats[2][1], identifiers.new_id())
        sessions.interrupt(running, "alarm", actor=ACTOR, at=started + timedelta(minutes=52))
        sessions.resume(running, actor=ACTOR, at=started + timedelta(minutes=70))
        with clock.at(now - timedelta(minutes=4)):
            walk_in = self._person("пані в зеленій хустці")
            attendance.note_marks(running, [NewMark(walk_in, "present")], source="list", actor=ACTOR)
        return running

    def _standing(self, now: datetime) -> Any:
        with clock.at(now - timedelta(minutes=40)):
            standing = self.plan(clock.now())
            sessions.start(standing, actor=ACTOR)
            self.marked(standing, ["present"] * 8)
        sessions.interrupt(standing, "power", actor=ACTOR, at=now - timedelta(minutes=10))
        return standing

    def _over(self, now: datetime) -> Any:
        """One that is over, was continued another day, with a corrected mark."""
        with clock.at(now - timedelta(days=1)):
            over = self.plan(clock.now())
            sessions.start(over, actor=ACTOR)
            first = NewMark(self.people[0], "present")
            attendance.note_marks(over, [first], source="list", actor=ACTOR)
            self.marked(over, ["late", "present", "excused", "absent", "present", "present", "present"], seen=first.id)
        start = now - timedelta(days=1)
        sessions.note_interruption(
            over, "internet", start + timedelta(minutes=30), start + timedelta(minutes=55), actor=ACTOR
        )
        sessions.end(over, actor=ACTOR, at=start + timedelta(minutes=110))
        later = now + timedelta(days=2)
        sessions.continue_session(over, later, later + timedelta(hours=1), actor=ACTOR)
        return over

    def _empty(self, now: datetime) -> Any:
        """One that is open to whoever comes, with nobody in it yet."""
        plan = Plan(self.library, now, now + timedelta(hours=2), led_by=self.trainer)
        empty = sessions.plan_session(plan, actor=ACTOR)
        sessions.start(empty, actor=ACTOR)
        return empty

    def helped(self) -> None:
        """Note some help that was given."""
        now = clock.now()
        for number, (topic, outcome, minutes) in enumerate(
            [("state_portal", "done", 20), ("account", "to_continue", 35), ("state_portal", "done", 15),
             ("social_benefit", "referred", 10), ("messages", "done", 25)]
        ):  # fmt: skip
            told = Help("e_service" if number % 2 else "consultation", topic, outcome, now, minutes)
            consultations.record_consultation(self.library, self.trainer, told)


def told() -> dict[str, Any]:
    """Set the scenes; say where they are and who may see them."""
    made = Sessions()
    addresses = made.all()
    made.helped()
    card = select(Learner.card_number).where(Learner.id == made.people[0])
    code = select(Cohort.code).where(Cohort.id == made.cohort)
    library = select(Library.code).where(Library.id == made.library)
    return {
        "email": db.session.scalar(select(Account.email).where(Account.id == made.trainer)),
        "password": made.password,
        "card": db.session.scalar(card),
        "cohort": db.session.scalar(code),
        "library": db.session.scalar(library),
        **addresses,
    }
