"""How a simulated cohort lives: formed, planned, held session by session, with alarms, walk-ins and two tests."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from numpy.random import Generator
from sqlalchemy import select

from literacy.accounts import people, registration
from literacy.accounts.registration import Registration
from literacy.core import clock
from literacy.core.db import db
from literacy.demo.bulk import Candidate, Sittings
from literacy.rooms import service as rooms
from literacy.training import attendance, cohorts, courses, sessions
from literacy.training.attendance import NewMark
from literacy.training.cohorts import CohortFacts
from literacy.training.courses import CourseFacts, ModuleFacts
from literacy.training.models import Course, CourseModule
from literacy.training.sessions import Plan

ACTOR = "demonstration"
HOURS = timedelta(hours=2)
GAIN_MEAN, GAIN_SD = 0.35, 0.3
ATTENDANCE = {"present": 0.78, "late": 0.07, "excused": 0.05, "absent": 0.10}
SHARE_OF_WALK_INS, SHARE_KNOWN, SHARE_MISTAKEN, SHARE_STOPPED = 0.15, 0.3, 0.2, 0.05
INTERRUPTIONS = {"alarm": 0.2, "power": 0.1, "internet": 0.05}
_REGION = Path(__file__).with_name("region.yaml")


@lru_cache(maxsize=1)
def region() -> dict[str, Any]:
    """Return the invented region."""
    content: dict[str, Any] = yaml.safe_load(_REGION.read_text("utf-8"))
    return content


def ensure_course(told: dict[str, Any]) -> uuid.UUID:
    """Return the course of this description, made if it is new."""
    known = db.session.scalar(select(Course.id).where(Course.title_uk == told["uk"]))
    modules = told["modules"]
    facts = CourseFacts(
        told["uk"],
        told["en"],
        told["role"],
        hours=told["hours"],
        ects=told["ects"],
        least_sessions=len(modules) - 2,
        document_kind=told["document_kind"],
        outcomes=tuple((each["uk"], each["en"]) for each in told["outcomes"]),
        modules=tuple(ModuleFacts(each["uk"], each["en"], told["hours"] / len(modules)) for each in modules),
    )
    return known or courses.add_course(facts, actor=ACTOR)


def at_hour(day: datetime, hour: int) -> datetime:
    """Return an hour of a day in Kyiv."""
    return datetime.combine(clock.to_kyiv(day).date(), time(hour), tzinfo=clock.KYIV)


@dataclass
class Member:
    """Somebody of a cohort: what she can do before and after, the items that she saw, the results that she has."""

    learner_id: uuid.UUID
    before: float
    after: float
    seen: tuple[str, ...] = ()
    results: list[tuple[uuid.UUID, datetime]] = field(default_factory=list)


@dataclass
class LivingCohort:
    """A cohort with its sessions as planned."""

    cohort_id: uuid.UUID
    role: str
    members: list[Member]
    planned: list[tuple[uuid.UUID, datetime]]


@dataclass
class Life:
    """What happens in one library. Results wait in `sittings` until they are written."""

    chance: Generator
    sittings: Sittings
    library_id: uuid.UUID
    classroom_id: uuid.UUID
    pcs: int
    leaders: list[uuid.UUID]
    known: list[uuid.UUID] = field(default_factory=list)

    def form(self, told: CohortFacts, people_of_it: Iterable[Registration], first: datetime, hour: int) -> LivingCohort:
        """Form a cohort ten days before its first session; whoever finds it full stands in the queue."""
        course = db.session.get_one(Course, told.course_id)
        with clock.at(at_hour(first - timedelta(days=10), 11)):
            cohort_id = cohorts.form_cohort(self.library_id, told, actor=ACTOR, leaders=self.leaders)
            members = [self._member(cohort_id, each) for each in people_of_it]
            planned = list(self._timetable(cohort_id, course.id, first, hour))
        return LivingCohort(cohort_id, course.role, members[: told.capacity], planned)

    def _member(self, cohort_id: uuid.UUID, told: Registration) -> Member:
        learner_id = registration.register(told, actor=ACTOR, simulated=True)
        cohorts.enrol(cohort_id, learner_id, actor=ACTOR)
        before = float(self.chance.normal(-0.1, 0.9))
        return Member(learner_id, before, before + float(self.chance.normal(GAIN_MEAN, GAIN_SD)))

    def _timetable(
        self, cohort_id: uuid.UUID, course_id: uuid.UUID, first: datetime, hour: int
    ) -> Iterator[tuple[uuid.UUID, datetime]]:
        of_course = select(CourseModule).where(CourseModule.course_id == course_id).order_by(CourseModule.number)
        modules = list(db.session.scalars(of_course))
        for place, module in enumerate(modules):
            starts_at = at_hour(first + timedelta(weeks=place), hour)
            plan = Plan(
                self.library_id,
                starts_at,
                starts_at + HOURS,
                cohort_id=cohort_id,
                classroom_id=self.classroom_id,
                module_id=module.id,
                purpose="test" if place in (0, len(modules) - 1) else "lesson",
            )
            yield sessions.plan_session(plan, actor=ACTOR), starts_at

    def hold(self, cohort: LivingCohort) -> None:
        """Hold every session that is over by now."""
        for place, (session_id, starts_at) in enumerate(cohort.planned):
            if starts_at + HOURS + timedelta(minutes=30) < clock.now():
                is_test, after = place in (0, len(cohort.planned) - 1), place > 0
                begins_at = starts_at + timedelta(minutes=int(self.chance.integers(0, 8)))
                seat_of = self._begin(session_id, begins_at, cohort, is_test=is_test)
                came = self._mark(session_id, begins_at, cohort.members)
                self._interrupt(session_id, begins_at)
                for member in came if is_test else ():
                    self._test(member, seat_of[member.learner_id], cohort.role, begins_at, after=after)
                with clock.at(starts_at + timedelta(minutes=int(self.chance.integers(112, 125)))):
                    sessions.end(session_id, actor=ACTOR)

    def _begin(
        self, session_id: uuid.UUID, begins_at: datetime, cohort: LivingCohort, *, is_test: bool
    ) -> dict[uuid.UUID | None, uuid.UUID]:
        """Begin a session; for a test open the room and return whose seat is which."""
        with clock.at(begins_at):
            if not is_test:
                sessions.start(session_id, actor=ACTOR)
                return {}
            ids = [member.learner_id for member in cohort.members]
            room = rooms.open_room(session_id, actor=ACTOR, learner_ids=ids, spare=2, computers=self.pcs)
            return {seat.learner_id: seat.id for seat in rooms.seats_of(room.room_id)}

    def _mark(self, session_id: uuid.UUID, begins_at: datetime, members: list[Member]) -> list[Member]:
        """Mark everybody; return who came. Now and then somebody comes without a place on the list."""
        marks, came = [], []
        for member in members:
            mark = str(self.chance.choice(list(ATTENDANCE), p=list(ATTENDANCE.values())))
            arrived = begins_at + timedelta(minutes=int(self.chance.integers(16, 24))) if mark == "late" else None
            marks.append(NewMark(member.learner_id, mark, arrived_at=arrived))
            if mark in ("present", "late"):
                came.append(member)
        with clock.at(begins_at + timedelta(minutes=25)):
            if self.chance.random() < SHARE_OF_WALK_INS:
                marks.append(NewMark(self._walk_in(members), "present"))
            attendance.note_marks(session_id, marks, source="list", actor=ACTOR)
        return came

    def _walk_in(self, members: list[Member]) -> uuid.UUID:
        """Somebody with a nickname; some turn out to be known already, and some of those not to be."""
        told = Registration(one_of(self.chance, region()["nicknames"]))
        learner_id = registration.register(told, actor=ACTOR, simulated=True)
        if self.chance.random() < SHARE_KNOWN:
            known = self.known or [members[0].learner_id]
            merge_id = people.merge(one_of(self.chance, known), learner_id, actor=ACTOR)
            if self.chance.random() < SHARE_MISTAKEN:
                people.undo_merge(merge_id, actor=ACTOR)
        return learner_id

    def _interrupt(self, session_id: uuid.UUID, begins_at: datetime) -> None:
        for reason, share in INTERRUPTIONS.items():
            if self.chance.random() < share:
                stopped = begins_at + timedelta(minutes=int(self.chance.integers(30, 70)))
                went_on = stopped + timedelta(minutes=int(self.chance.integers(5, 40)))
                with clock.at(went_on):
                    sessions.note_interruption(session_id, reason, stopped, went_on, actor=ACTOR)

    def _test(self, member: Member, seat_id: uuid.UUID, role: str, begins_at: datetime, *, after: bool) -> None:
        """Take a test; a few stop in the middle of the last one."""
        stops = after and self.chance.random() < SHARE_STOPPED
        begins = begins_at + timedelta(minutes=int(self.chance.integers(2, 10)))
        who = Candidate(
            member.learner_id,
            seat_id,
            role,
            member.after if after else member.before,
            begins,
            member.seen,
            int(self.chance.integers(8, 30)) if stops else 99,
        )
        result_id, shown = self.sittings.sit(who)
        member.seen = tuple(sorted({*member.seen, *shown}))
        if result_id is not None:
            member.results.append((result_id, begins + timedelta(hours=1)))


def one_of(chance: Generator, choices: Any) -> Any:
    """Draw one."""
    return choices[int(chance.integers(len(choices)))]
