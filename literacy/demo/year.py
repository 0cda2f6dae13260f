"""The demonstration year: an invented region of forty libraries, built library by library by the product's own verbs.

Each library is a transaction of its own and drawn from a seed of its own, so that a build that was cut off goes on
where it stopped. Everybody is simulated, and says so wherever people are shown.
"""

import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import numpy as np
from numpy.random import Generator
from sqlalchemy import select

from literacy.accounts import learners
from literacy.accounts import service as accounts
from literacy.accounts.registration import Registration
from literacy.assessment import invigilation
from literacy.assessment.models import REPORT_KINDS, Presentation, Sitting
from literacy.core import clock, identifiers
from literacy.core.db import db
from literacy.core.errors import Refused
from literacy.core.transaction import transaction
from literacy.credentials import course_awards
from literacy.credentials import service as credentials
from literacy.demo.bulk import Candidate, Sittings
from literacy.demo.life import ACTOR, Life, LivingCohort, at_hour, ensure_course, one_of, region
from literacy.rooms import service as rooms
from literacy.rooms.models import Room, Seat
from literacy.training import attendance, cohorts, consultations, libraries, sessions
from literacy.training.cohorts import CohortFacts
from literacy.training.consultations import Help
from literacy.training.libraries import LibraryFacts
from literacy.training.models import CONSULTATION_TOPICS, Course, Library, TrainingSession

SEED = 20261126
LIBRARIES, TRAINERS, COHORTS, COHORT_SIZE = 40, 60, 56, 12
CENTRE_PCS = 10
DROP_IN_MONTHS, DROP_INS_A_MONTH = 11, 3
SHARE_OF_DROP_INS_TESTED, SHARE_CERTIFIED = 0.45, 0.2
CONSULTATIONS_A_LIBRARY, REPORTS_A_LIBRARY = 22, 2
FIRST_COHORT_DAYS_AGO, DAYS_BETWEEN_COHORTS = 340, 6
Tell = Callable[[str], None]


def build_year(tell: Tell) -> None:
    """Build what is not there yet."""
    with transaction():
        course_ids = [ensure_course(told) for told in region()["courses"]]
    for number in range(LIBRARIES):
        name = _library_facts(number).name_uk
        if db.session.scalar(select(Library.id).where(Library.name_uk == name)) is not None:
            continue
        tell(f"{number + 1} / {LIBRARIES}")
        with transaction():
            _live(number, course_ids)


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


def _live(number: int, course_ids: list[uuid.UUID]) -> None:
    """Let a library's year pass."""
    chance = np.random.default_rng([SEED, number])
    life = _found(number, chance)
    for month in range(DROP_IN_MONTHS):
        days_ago = 30 * (DROP_IN_MONTHS - month) + int(chance.integers(0, 20))
        _drop_in(life, clock.now() - timedelta(days=days_ago))
    for cohort_number in range(number, COHORTS, LIBRARIES):
        _cohort(life, cohort_number, course_ids[cohort_number % len(course_ids)])
    _consult(life)
    life.sittings.write()
    _report(life)


def _found(number: int, chance: Generator) -> Life:
    pcs = CENTRE_PCS if number == LIBRARIES - 1 else region()["libraries"][number % 5]["pcs"]
    with clock.at(clock.now() - timedelta(days=365)):
        library_id = libraries.add_library(_library_facts(number), actor=ACTOR, simulated=True)
        classroom_id = libraries.keep_classroom(library_id, region()["classroom"], pcs, actor=ACTOR)
        trainers = [
            accounts.create_account(f"trainer-{each:02}@library.example", "trainer", actor=ACTOR, library_id=library_id)
            for each in (number + 1, number + 1 + LIBRARIES)
            if each <= TRAINERS
        ]
    return Life(chance, Sittings(chance), library_id, classroom_id, pcs, trainers[:1])


def _drop_in(life: Life, day: datetime) -> None:
    """An afternoon when anybody may come: some take the test, some only look."""
    with clock.at(at_hour(day, 14)):
        room = rooms.open_drop_in(life.library_id, DROP_INS_A_MONTH, actor=ACTOR, hours=2, led_by=life.leaders[0])
        for seat in rooms.seats_of(room.room_id):
            seat.learner_id = learners.create_learner(simulated=True)
            life.known.append(seat.learner_id)
            attendance.check_in(room.session_id, seat.learner_id)
            if life.chance.random() < SHARE_OF_DROP_INS_TESTED:
                theta = float(life.chance.normal(-0.2, 0.9))
                life.sittings.sit(Candidate(seat.learner_id, seat.id, "citizen", theta, clock.now()))
    with clock.at(at_hour(day, 16)):
        sessions.end(room.session_id, actor=ACTOR)


def _cohort(life: Life, number: int, course_id: uuid.UUID) -> None:
    """A course from the first session to the last, as far as the calendar has got."""
    first = clock.now() - timedelta(days=FIRST_COHORT_DAYS_AGO - DAYS_BETWEEN_COHORTS * number)
    size = COHORT_SIZE + int(life.chance.integers(0, 3))
    cohort = life.form(_cohort_facts(number, course_id), _drawn_people(life.chance, size), first, hour=10)
    life.hold(cohort)
    last = cohort.planned[-1][1]
    if last + timedelta(days=2) < clock.now():
        life.sittings.write()
        _certify(life, cohort)
        with clock.at(last + timedelta(days=1)):  # whoever kept the rule of the course; the worker will sign
            course_awards.award_to_cohort(cohort.cohort_id, actor=ACTOR)
            cohorts.close_cohort(cohort.cohort_id, actor=ACTOR)


def _cohort_facts(number: int, course_id: uuid.UUID) -> CohortFacts:
    name = f"{region()['cohort_names'][number % 4]} {number + 1}"
    institution = region()["institutions"].get(db.session.get_one(Course, course_id).role)
    if institution is None:
        return CohortFacts(name, course_id, COHORT_SIZE)
    return CohortFacts(name, course_id, COHORT_SIZE, institution["kind"], institution["uk"])


def _drawn_people(chance: Generator, count: int) -> Iterator[Registration]:
    for _ in range(count):
        given = one_of(chance, region()["given_names"][0 if chance.random() < 0.7 else 1])
        yield Registration(given, name_uk=f"{given} {one_of(chance, region()['surnames'])}")


def _certify(life: Life, cohort: LivingCohort) -> None:
    """Some of those who finished want a certificate; the worker will sign it."""
    for member in cohort.members:
        identity = learners.identity_of(member.learner_id)
        if identity is None or len(member.results) < 2 or life.chance.random() > SHARE_CERTIFIED:
            continue
        result_id, moment = member.results[-1]
        with clock.at(moment + timedelta(hours=1)):
            try:
                credentials.award(result_id, identity, identifiers.new_id())
            except Refused:
                continue


def _report(life: Life) -> None:
    """A few of those who took a test reported a task of it as wrong."""
    shown = db.session.execute(
        select(Presentation.id, Sitting.learner_id, Presentation.recorded_at)
        .join(Sitting, Sitting.id == Presentation.sitting_id)
        .join(Seat, Seat.id == Sitting.seat_id)
        .join(Room, Room.id == Seat.room_id)
        .join(TrainingSession, TrainingSession.id == Room.training_session_id)
        .where(TrainingSession.library_id == life.library_id)
        .order_by(Presentation.recorded_at, Presentation.id)
    ).all()
    for place in life.chance.choice(len(shown), size=REPORTS_A_LIBRARY, replace=False):
        presentation_id, learner_id, moment = shown[int(place)]
        with clock.at(moment + timedelta(seconds=30)):
            invigilation.report_item(presentation_id, learner_id, one_of(life.chance, REPORT_KINDS), "")


def _consult(life: Life) -> None:
    for _ in range(CONSULTATIONS_A_LIBRARY):
        day = clock.now() - timedelta(days=int(life.chance.integers(1, 360)))
        told = Help(
            kind="e_service" if life.chance.random() < 0.4 else "consultation",
            topic=one_of(life.chance, CONSULTATION_TOPICS),
            outcome=one_of(life.chance, ("done", "done", "to_continue", "referred")),
            held_at=at_hour(day, int(life.chance.integers(9, 16))),
            minutes=int(life.chance.integers(5, 50)),
        )
        with clock.at(told.held_at):
            consultations.record_consultation(life.library_id, life.leaders[0], told)
