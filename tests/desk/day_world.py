"""A trainer's day: a cohort in the middle of its course, weak in one area, and something of everything unfinished."""

import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import select

from literacy.accounts import learners
from literacy.accounts.learners import Identity
from literacy.assessment import invigilation
from literacy.assessment.models import Presentation, SittingState
from literacy.core import clock
from literacy.core.db import db
from literacy.demo.bulk import Candidate, Sittings
from literacy.rooms import service as rooms
from literacy.training import attendance, cohorts, courses, libraries, sessions
from literacy.training.attendance import NewMark
from literacy.training.cohorts import CohortFacts
from literacy.training.courses import CourseFacts, ModuleFacts
from literacy.training.models import Classroom, Course, CourseModule
from literacy.training.sessions import Plan

ACTOR = "test"
NAMES = (
    "Софія Р.", "Лука Б.", "Остап Н.", "Віра К.", "Нестор Д.", "Дарина В.", "Ївга Ґ.", "Мирон С.", "Зоя П.", "Ольга Т.",
    "Ганна М.", "Параскева Непийпиво-Бережна", "Уляна Ч.", "Левко З.", "Мотря Й.", "Захар Щ.", "Інна Ф.", "Гнат Ю.",
    "Поліна Х.", "Назар Ц.", "Христина Є.", "Кузьма О.", "Соломія Л.", "Артем Ж.", "Раїса П.", "Федір І.", "Алла Т.",
    "Павло Г.", "Ніна А.", "Ігор Е.",
)  # fmt: skip
MODULES = (
    "Знайомство й вхідний тест",
    "Файли й папки",
    "Шукати й перевіряти",
    "Листи-пастки й шахраї",
    "Державні послуги",
)
TWO_HOURS = timedelta(hours=2)


class Uneven(Sittings):
    """Sittings of people who find one area harder than all others."""

    def _answer(self, test: Any, shown: Any, who: Candidate, *rest: Any) -> tuple[int, bool]:
        weak = test.item(shown.item_id).area == "safety"
        return super()._answer(test, shown, replace(who, theta=who.theta - 2.5) if weak else who, *rest)


class Group:
    """A cohort with a course of five modules, and what happened in it so far."""

    def __init__(self, library_id: uuid.UUID, trainer: uuid.UUID, name: str, people: int) -> None:
        modules = tuple(ModuleFacts(title, title, 2) for title in MODULES)
        course = CourseFacts(
            f"Безпечно онлайн: {name}", f"Safe online: {name}", "citizen", 10, least_sessions=3, modules=modules
        )
        taught = db.session.query(Course.id).filter_by(title_uk=course.title_uk).scalar()
        course_id = taught or courses.add_course(course, actor=ACTOR)
        self.modules = [
            module.id
            for module in db.session.query(CourseModule).filter_by(course_id=course_id).order_by(CourseModule.number)
        ]
        self.library_id = library_id
        known = db.session.query(Classroom.id).filter_by(library_id=library_id).scalar()
        self.classroom_id = known or libraries.keep_classroom(library_id, "Читальна зала", 8, actor=ACTOR)
        with clock.at(clock.now() - timedelta(days=30)):
            told = CohortFacts(name, course_id, capacity=max(people, 1))
            self.cohort_id = cohorts.form_cohort(library_id, told, actor=ACTOR, leaders=[trainer])
            self.people = [self.person(name) for name in NAMES[:people]]
            for learner_id in self.people:
                cohorts.enrol(self.cohort_id, learner_id, actor=ACTOR)

    @staticmethod
    def person(name: str) -> uuid.UUID:
        learner_id = learners.create_learner(simulated=True)
        learners.name_learner(learner_id, Identity(nickname=name))
        return learner_id

    def plan(self, start: datetime, module: int = 0, **more: Any) -> uuid.UUID:
        plan = Plan(
            self.library_id, start, start + TWO_HOURS, cohort_id=self.cohort_id, classroom_id=self.classroom_id,
            module_id=self.modules[module], **more,
        )  # fmt: skip
        return sessions.plan_session(plan, actor=ACTOR)

    def tested(self, start: datetime, people: int, *, stopped: int = 1) -> uuid.UUID:
        """Hold the entry test: so many people take it, some of them stop in the middle."""
        session_id = self.plan(start, purpose="test")
        with clock.at(start):
            room = rooms.open_room(session_id, actor=ACTOR, learner_ids=self.people, computers=8)
            seats = {seat.learner_id: seat.id for seat in rooms.seats_of(room.room_id)}
            self._mark(session_id, ["present"] * people)
        chance = np.random.default_rng(7)
        sittings = Uneven(chance)
        for number, learner_id in enumerate(self.people[:people]):
            most = 14 if number < stopped else 99
            theta = float(chance.normal(0.2, 0.6))
            sittings.sit(
                Candidate(learner_id, seats[learner_id], "citizen", theta, start + timedelta(minutes=5), (), most)
            )
        sittings.write()
        self._end(session_id, start + TWO_HOURS)
        return session_id

    def taught(self, start: datetime, module: int, marks: list[str], *, walk_in: str = "") -> uuid.UUID:
        """Hold a lesson with an alarm in it."""
        session_id = self.plan(start, module)
        with clock.at(start):
            sessions.start(session_id, actor=ACTOR)
            self._mark(session_id, marks)
            if walk_in:
                attendance.note_marks(
                    session_id, [NewMark(self.person(walk_in), "present")], source="list", actor=ACTOR
                )
        stop = start + timedelta(minutes=30)
        with clock.at(start + TWO_HOURS):
            sessions.note_interruption(session_id, "alarm", stop, stop + timedelta(minutes=40), actor=ACTOR)
        self._end(session_id, start + TWO_HOURS)
        return session_id

    def _mark(self, session_id: uuid.UUID, marks: list[str]) -> None:
        told = [NewMark(learner_id, mark) for learner_id, mark in zip(self.people, marks, strict=False)]
        attendance.note_marks(session_id, told, source="list", actor=ACTOR)

    @staticmethod
    def _end(session_id: uuid.UUID, moment: datetime) -> None:
        with clock.at(moment):
            sessions.end(session_id, actor=ACTOR)


def soon(now: datetime) -> datetime:
    """Return a moment in a few minutes; just before midnight a few minutes ago, so that it is still today."""
    later = now + timedelta(minutes=5)
    return later if clock.to_kyiv(later).date() == clock.to_kyiv(now).date() else now - timedelta(minutes=5)


def lead_a_day(library_id: uuid.UUID, trainer: uuid.UUID, *, people: int = 12, tested: int = 10) -> Group:
    """Let a trainer have a full day: a session at the door, one later, and something of everything left unfinished."""
    now = clock.now()
    group = Group(library_id, trainer, "Ранкова", people)
    group.tested(now - timedelta(days=14), tested)
    marks = ["present"] * 7 + ["absent", "excused"]
    group.taught(now - timedelta(days=7), 1, marks, walk_in="пані в зеленій хустці")
    group.plan(soon(now), 2)
    group.plan(now + timedelta(days=2), 3)
    evening = Group(library_id, trainer, "Вечірня", 3)
    forgotten = evening.plan(now - timedelta(days=3), 0)
    with clock.at(now - timedelta(days=3)):
        sessions.start(forgotten, actor=ACTOR)
    evening.plan(now - timedelta(days=2), 1)
    evening.taught(now - timedelta(days=6), 0, [])
    later = evening.plan(soon(now), 2)
    sessions.cancel(later, actor=ACTOR)
    waiting = (
        select(Presentation.id)
        .join(SittingState, SittingState.sitting_id == Presentation.sitting_id)
        .where(SittingState.open_learner_id == group.people[0], Presentation.position == SittingState.position)
    )
    invigilation.report_item(db.session.scalars(waiting).one(), group.people[0], "unclear", "")
    child = group.people[-1]
    learners.state_age(child, under_14=True, recorded_by="test")
    return group
