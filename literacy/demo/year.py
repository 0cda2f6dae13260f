"""The demonstration year: an invented region of forty libraries, built library by library by the product's own verbs.

Each library is a transaction of its own and drawn from a seed of its own, so that a build that was cut off goes on
where it stopped. Everybody is simulated, and says so wherever people are shown.
"""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.random import Generator
from sqlalchemy import select

from literacy.accounts import learners, people, registration
from literacy.accounts import service as accounts
from literacy.accounts.registration import Registration
from literacy.core import clock
from literacy.core.db import db
from literacy.core.errors import Refused
from literacy.core.transaction import transaction
from literacy.credentials import service as credentials
from literacy.demo.bulk import Candidate, Sittings
from literacy.rooms import service as rooms
from literacy.rooms.models import Seat
from literacy.training import attendance, cohorts, consultations, courses, libraries, sessions
from literacy.training.attendance import NewMark
from literacy.training.cohorts import CohortFacts
from literacy.training.consultations import Help
from literacy.training.courses import CourseFacts, ModuleFacts
from literacy.training.libraries import LibraryFacts
from literacy.training.models import CONSULTATION_TOPICS, Course, CourseModule, Library
from literacy.training.sessions import Plan

ACTOR = "demonstration"
SEED = 20261126
LIBRARIES, TRAINERS, COHORTS, COHORT_SIZE = 40, 60, 56, 12
DROP_IN_MONTHS, DROP_INS_A_MONTH = 11, 3
SHARE_OF_DROP_INS_TESTED = 0.45
CONSULTATIONS_A_LIBRARY = 22
FIRST_COHORT_DAYS_AGO, DAYS_BETWEEN_COHORTS = 340, 6
GAIN_MEAN, GAIN_SD = 0.35, 0.3
ATTENDANCE = {"present": 0.78, "late": 0.07, "excused": 0.05, "absent": 0.10}
_REGION = Path(__file__).with_name("region.yaml")
Tell = Callable[[str], None]


@lru_cache(maxsize=1)
def region() -> dict[str, Any]:
    """Return the invented region."""
    content: dict[str, Any] = yaml.safe_load(_REGION.read_text("utf-8"))
    return content


def build_year(tell: Tell) -> None:
    """Build what is not there yet."""
    with transaction():
        course_ids = _courses()
    for number in range(LIBRARIES):
        name = _library_facts(number).name_uk
        if db.session.scalar(select(Library.id).where(Library.name_uk == name)) is not None:
            continue
        tell(f"{number + 1} / {LIBRARIES}")
        with transaction():
            _LibraryYear(number, course_ids).live()


def _courses() -> list[uuid.UUID]:
    found = []
    for told in region()["courses"]:
        known = db.session.scalar(select(Course.id).where(Course.title_uk == told["uk"]))
        modules = tuple(ModuleFacts(each["uk"], each["en"], told["hours"] / 8) for each in told["modules"])
        facts = CourseFacts(
            told["uk"],
            told["en"],
            told["role"],
            hours=told["hours"],
            ects=told["ects"],
            least_sessions=6,
            document_kind=told["document_kind"],
            outcomes=tuple((each["uk"], each["en"]) for each in told["outcomes"]),
            modules=modules,
        )
        found.append(known or courses.add_course(facts, actor=ACTOR))
    return found


def _library_facts(number: int) -> LibraryFacts:
    """Return the library of a number; the last one is the centre for advanced training."""
    told, hours = region(), region()["library_hours"]
    if number == LIBRARIES - 1:
        return LibraryFacts(told["centre"]["uk"], told["centre"]["en"], "training_centre", hours=hours)
    community, library = told["communities"][number // 5], told["libraries"][number % 5]
    return LibraryFacts(
        told["library_name"]["uk"].format(library=library["uk"], community=community),
        told["library_name"]["en"].format(library=library["en"], number=number // 5 + 1),
        community=told["community_name"].format(community=community),
        hours=hours,
    )


@dataclass
class _Member:
    """Somebody of a cohort; what she can do before and after."""

    learner_id: uuid.UUID
    before: float
    after: float
    seen: tuple[str, ...] = ()


@dataclass
class _LibraryYear:
    """A library's year."""

    number: int
    course_ids: list[uuid.UUID]
    chance: Generator = field(init=False)
    sittings: Sittings = field(init=False)
    library_id: uuid.UUID = field(init=False)
    classroom_id: uuid.UUID = field(init=False)
    trainers: list[uuid.UUID] = field(init=False)
    drop_ins: list[uuid.UUID] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Draw from a seed of its own."""
        self.chance = np.random.default_rng([SEED, self.number])
        self.sittings = Sittings(self.chance)

    def live(self) -> None:
        """Let the year pass."""
        self._found()
        for month in range(DROP_IN_MONTHS):
            self._drop_in(
                clock.now() - timedelta(days=30 * (DROP_IN_MONTHS - month) - int(self.chance.integers(0, 20)))
            )
        for number in range(self.number, COHORTS, LIBRARIES):
            self._cohort(number)
        self._consult()
        self.sittings.write()

    def _found(self) -> None:
        pcs = 10 if self.number == LIBRARIES - 1 else region()["libraries"][self.number % 5]["pcs"]
        with clock.at(clock.now() - timedelta(days=365)):
            self.library_id = libraries.add_library(_library_facts(self.number), actor=ACTOR, simulated=True)
            self.classroom_id = libraries.keep_classroom(self.library_id, region()["classroom"], pcs, actor=ACTOR)
            numbers = [self.number + 1, self.number + 1 + LIBRARIES]
            self.trainers = [
                accounts.create_account(
                    f"trainer-{number:02}@library.example", "trainer", actor=ACTOR, library_id=self.library_id
                )
                for number in numbers
                if number <= TRAINERS
            ]
        self.pcs = pcs

    def _drop_in(self, day: datetime) -> None:
        """An afternoon when anybody may come: some take the test, some only look."""
        with clock.at(_at(day, 14)):
            room = rooms.open_drop_in(self.library_id, DROP_INS_A_MONTH, actor=ACTOR, hours=2, led_by=self.trainers[0])
            seats = db.session.scalars(select(Seat).where(Seat.room_id == room.room_id).order_by(Seat.number))
            for seat in seats:
                seat.learner_id = learners.create_learner(simulated=True)
                self.drop_ins.append(seat.learner_id)
                attendance.check_in(room.session_id, seat.learner_id)
                if self.chance.random() < SHARE_OF_DROP_INS_TESTED:
                    theta = float(self.chance.normal(-0.2, 0.9))
                    self.sittings.sit(Candidate(seat.learner_id, seat.id, "citizen", theta, clock.now()))
        with clock.at(_at(day, 16)):
            sessions.end(room.session_id, actor=ACTOR)

    def _cohort(self, number: int) -> None:
        """A course from the first evening to the last, as far as the calendar has got."""
        course = db.session.get(Course, self.course_ids[number % len(self.course_ids)])
        if course is None:
            raise RuntimeError("the course vanished")
        first = clock.now() - timedelta(days=FIRST_COHORT_DAYS_AGO - DAYS_BETWEEN_COHORTS * number)
        with clock.at(_at(first - timedelta(days=10), 11)):
            cohort_id = cohorts.form_cohort(
                self.library_id, _cohort_facts(number, course), actor=ACTOR, leaders=self.trainers[:1]
            )
            members = [self._member(cohort_id) for _ in range(COHORT_SIZE)]
            for _ in range(int(self.chance.integers(0, 3))):
                self._member(cohort_id)  # the cohort is full: they stand in the queue
            planned = list(self._timetable(cohort_id, course, first))
        for place, (session_id, starts_at) in enumerate(planned):
            if starts_at + timedelta(hours=2) < clock.now():
                self._hold(
                    session_id, starts_at, members, course.role, last=place == len(planned) - 1, first=place == 0
                )
        if planned[-1][1] + timedelta(days=2) < clock.now():
            with clock.at(planned[-1][1] + timedelta(days=1)):
                cohorts.close_cohort(cohort_id, actor=ACTOR)

    def _member(self, cohort_id: uuid.UUID) -> _Member:
        woman = self.chance.random() < 0.7
        given = _one_of(self.chance, region()["given_names"][0 if woman else 1])
        told = Registration(given, name_uk=f"{given} {_one_of(self.chance, region()['surnames'])}")
        learner_id = registration.register(told, actor=ACTOR, simulated=True)
        cohorts.enrol(cohort_id, learner_id, actor=ACTOR)
        before = float(self.chance.normal(-0.1, 0.9))
        return _Member(learner_id, before, before + float(self.chance.normal(GAIN_MEAN, GAIN_SD)))

    def _timetable(self, cohort_id: uuid.UUID, course: Course, first: datetime) -> Iterator[tuple[uuid.UUID, datetime]]:
        modules = list(
            db.session.scalars(
                select(CourseModule).where(CourseModule.course_id == course.id).order_by(CourseModule.number)
            )
        )
        for place, module in enumerate(modules):
            starts_at = _at(first + timedelta(weeks=place), 10)
            plan = Plan(
                self.library_id,
                starts_at,
                starts_at + timedelta(hours=2),
                cohort_id=cohort_id,
                classroom_id=self.classroom_id,
                module_id=module.id,
                purpose="test" if place in (0, len(modules) - 1) else "lesson",
            )
            yield sessions.plan_session(plan, actor=ACTOR), starts_at

    def _hold(
        self,
        session_id: uuid.UUID,
        starts_at: datetime,
        members: list[_Member],
        role: str,
        *,
        first: bool,
        last: bool,
    ) -> None:
        """A session as it went: late beginnings, alarms, people without a place on the list."""
        begins_at = starts_at + timedelta(minutes=int(self.chance.integers(0, 8)))
        with clock.at(begins_at):
            if first or last:
                ids = [member.learner_id for member in members]
                room = rooms.open_room(session_id, actor=ACTOR, learner_ids=ids, spare=2, computers=self.pcs)
                seat_of = {
                    seat.learner_id: seat.id
                    for seat in db.session.scalars(select(Seat).where(Seat.room_id == room.room_id))
                }
            else:
                sessions.start(session_id, actor=ACTOR)
        came = self._mark(session_id, begins_at, members)
        self._interrupt(session_id, begins_at)
        if first or last:
            for member in came:
                self._test(member, seat_of[member.learner_id], role, begins_at, after=last)
        with clock.at(starts_at + timedelta(minutes=int(self.chance.integers(112, 125)))):
            sessions.end(session_id, actor=ACTOR)

    def _mark(self, session_id: uuid.UUID, begins_at: datetime, members: list[_Member]) -> list[_Member]:
        """Mark everybody; return who came. Now and then somebody comes without a place on the list."""
        moment = begins_at + timedelta(minutes=25)
        marks, came = [], []
        for member in members:
            mark = str(self.chance.choice(list(ATTENDANCE), p=list(ATTENDANCE.values())))
            arrived = begins_at + timedelta(minutes=int(self.chance.integers(16, 24))) if mark == "late" else None
            marks.append(NewMark(member.learner_id, mark, arrived_at=arrived))
            if mark in ("present", "late"):
                came.append(member)
        with clock.at(moment):
            if self.chance.random() < 0.15:
                marks.append(NewMark(self._walk_in(members), "present"))
            attendance.note_marks(session_id, marks, source="list", actor=ACTOR)
        return came

    def _walk_in(self, members: list[_Member]) -> uuid.UUID:
        """Somebody with a nickname; every third one turns out to be known already."""
        told = Registration(_one_of(self.chance, region()["nicknames"]))
        learner_id = registration.register(told, actor=ACTOR, simulated=True)
        if self.chance.random() < 0.3:
            known = self.drop_ins or [members[0].learner_id]
            other_id = known[int(self.chance.integers(len(known)))]
            merge_id = people.merge(other_id, learner_id, actor=ACTOR)
            if self.chance.random() < 0.2:
                people.undo_merge(merge_id, actor=ACTOR)
        return learner_id

    def _interrupt(self, session_id: uuid.UUID, begins_at: datetime) -> None:
        for reason, share in (("alarm", 0.2), ("power", 0.1), ("internet", 0.05)):
            if self.chance.random() < share:
                stopped = begins_at + timedelta(minutes=int(self.chance.integers(30, 70)))
                went_on = stopped + timedelta(minutes=int(self.chance.integers(5, 40)))
                with clock.at(went_on):
                    sessions.note_interruption(session_id, reason, stopped, went_on, actor=ACTOR)

    def _test(self, member: _Member, seat_id: uuid.UUID, role: str, begins_at: datetime, *, after: bool) -> None:
        theta = member.after if after else member.before
        begins = begins_at + timedelta(minutes=int(self.chance.integers(2, 10)))
        most = 99 if not after or self.chance.random() < 0.95 else int(self.chance.integers(8, 30))
        who = Candidate(member.learner_id, seat_id, role, theta, begins, member.seen, most)
        result_id, shown = self.sittings.sit(who)
        member.seen = tuple(sorted({*member.seen, *shown}))
        if after and result_id is not None and self.chance.random() < 0.2:
            self.sittings.write()
            self._award(member.learner_id, result_id, begins + timedelta(hours=2))

    def _award(self, learner_id: uuid.UUID, result_id: uuid.UUID, moment: datetime) -> None:
        identity = learners.identity_of(learner_id)
        if identity is None:
            return
        with clock.at(moment):
            try:
                credentials.award(result_id, identity, uuid.UUID(int=int(self.chance.integers(2**62)), version=4))
            except Refused:
                return

    def _consult(self) -> None:
        for _ in range(CONSULTATIONS_A_LIBRARY):
            day = clock.now() - timedelta(days=int(self.chance.integers(1, 360)))
            told = Help(
                kind="e_service" if self.chance.random() < 0.4 else "consultation",
                topic=_one_of(self.chance, CONSULTATION_TOPICS),
                outcome=_one_of(self.chance, ("done", "done", "to_continue", "referred")),
                held_at=_at(day, int(self.chance.integers(9, 16))),
                minutes=int(self.chance.integers(5, 50)),
            )
            with clock.at(told.held_at):
                consultations.record_consultation(self.library_id, self.trainers[0], told)


def _cohort_facts(number: int, course: Course) -> CohortFacts:
    name = f"{region()['cohort_names'][number % 4]} {number + 1}"
    institution = region()["institutions"].get(course.role)
    if institution is None:
        return CohortFacts(name, course.id, COHORT_SIZE)
    return CohortFacts(name, course.id, COHORT_SIZE, institution["kind"], institution["uk"])


def _at(day: datetime, hour: int) -> datetime:
    """Return an hour of a day in Kyiv."""
    return datetime.combine(clock.to_kyiv(day).date(), time(hour), tzinfo=clock.KYIV)


def _one_of(chance: Generator, choices: Any) -> Any:
    return choices[int(chance.integers(len(choices)))]
