"""Building the small demonstration by the product's own verbs, at moments of the past."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.random import Generator
from sqlalchemy import select

from literacy.accounts import learners, names
from literacy.accounts.learners import Identity
from literacy.assessment import queries as assessment_queries
from literacy.assessment import service as assessment_service
from literacy.assessment.delivery import role_test
from literacy.assessment.queries import Standing
from literacy.core import clock, identifiers, installation
from literacy.core.db import db
from literacy.core.errors import Refused
from literacy.credentials import service, signing
from literacy.credentials.models import Credential, SignedCredential
from literacy.demo.simulated import answer_scoring, raw_score_drawn
from literacy.rooms import service as rooms_service
from literacy.training import cohorts, courses, libraries
from literacy.training.cohorts import CohortFacts
from literacy.training.courses import CourseFacts
from literacy.verification.service import verify_code

ACTOR = "demonstration"
SEED = 20261123
ROLES = ("citizen", "civil_servant", "teacher", "doctor")
# Of each cohort of twenty: so many have not started, so many are in the middle, the others have finished.
NOT_STARTED = 8
IN_THE_MIDDLE = 2
ANSWERED_IN_THE_MIDDLE = 10
CERTIFICATES = 6
HOLDERS_OWN_REQUEST = "holder"
_PEOPLE = Path(__file__).with_name("people.yaml")


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A simulated person with a place in a cohort and an ability."""

    given_name: str
    surname: str
    role: str
    theta: float
    day: datetime

    @property
    def identity(self) -> Identity:
        """The name on a certificate."""
        name = names.cleaned_name(f"{self.given_name} {self.surname}")
        return Identity(name, names.latin_form(name))


def build_small() -> uuid.UUID:
    """Make one library, two cohorts, forty people, certificates in every state; return the library."""
    plan: dict[str, Any] = yaml.safe_load(_PEOPLE.read_text("utf-8"))
    chance = np.random.default_rng(SEED)
    library_id = libraries.ensure_library(plan["library"]["uk"], plan["library"]["en"], simulated=True)
    course = CourseFacts(plan["course"]["uk"], plan["course"]["en"], "citizen", hours=16, least_sessions=6)
    course_id = courses.add_course(course, actor=ACTOR)
    people = _people(plan["people"], chance)
    half = len(people) // 2
    finished: list[tuple[DemoPerson, uuid.UUID]] = []
    for cohort_name, members in zip(plan["cohorts"], (people[:half], people[half:]), strict=True):
        told = CohortFacts(cohort_name, course_id, capacity=half)
        cohort_id = cohorts.form_cohort(library_id, told, actor=ACTOR)
        finished += _run_room(library_id, cohort_id, members, chance)
    _award_in_every_state(finished)
    signing.sign_status_lists()
    return library_id


def _people(listed: list[list[str]], chance: Generator) -> list[DemoPerson]:
    """Give each person a role, an ability and a day of the last weeks; the first one sat thirteen months ago."""
    now = clock.now()
    return [
        DemoPerson(
            given_name=given_name,
            surname=surname,
            role=ROLES[place % len(ROLES)],
            theta=float(chance.normal(0.2, 0.9)) if place >= CERTIFICATES else 0.7 + 0.1 * place,
            day=now - (timedelta(days=400) if place == 0 else timedelta(days=2 + place % 20)),
        )
        for place, (given_name, surname) in enumerate(listed)
    ]


def _run_room(
    library_id: uuid.UUID, cohort_id: uuid.UUID, members: list[DemoPerson], chance: Generator
) -> list[tuple[DemoPerson, uuid.UUID]]:
    """Let a cohort sit its tests in a room of its own; return who finished, with the result."""
    with clock.at(min(person.day for person in members) - timedelta(minutes=5)):
        room = rooms_service.open_drop_in(library_id, len(members), actor=ACTOR)
    done = []
    for place, (person, (_, seat_code)) in enumerate(zip(members, room.seats, strict=True)):
        with clock.at(person.day):
            taken = rooms_service.take_seat(room.room_id, seat_code, identifiers.new_id())
            cohorts.enrol(cohort_id, taken.learner_id, actor=ACTOR)
            left = len(members) - place
            if left <= NOT_STARTED:
                continue
            stop_early = left <= NOT_STARTED + IN_THE_MIDDLE
            result_id = _sit(person, taken.learner_id, taken.seat_id, chance, stop_early=stop_early)
            if result_id is not None:
                done.append((person, result_id))
    rooms_service.close_room(room.room_id, actor=ACTOR)
    return done


def _sit(
    person: DemoPerson, learner_id: uuid.UUID, seat_id: uuid.UUID, chance: Generator, *, stop_early: bool
) -> uuid.UUID | None:
    """Take the test; return the result, or None for somebody who is still in the middle."""
    seed = int(chance.integers(2**62))
    code = assessment_service.start_sitting(learner_id, seat_id, person.role, identifiers.new_id(), seed=seed)
    moment = person.day
    while (standing := assessment_queries.standing_of(code)) and standing.presentation_id is not None:
        if stop_early and standing.answered >= ANSWERED_IN_THE_MIDDLE:
            return None
        moment += timedelta(seconds=int(chance.integers(15, 90)))
        with clock.at(moment):
            _answer(standing, person.theta, chance)
    if standing is None:
        raise RuntimeError("the sitting vanished")
    with clock.at(moment + timedelta(seconds=20)):
        result_code = assessment_service.finish_sitting(standing.sitting_id)
    facts = assessment_queries.result_by_code(result_code)
    return facts.result_id if facts else None


def _answer(standing: Standing, theta: float, chance: Generator) -> None:
    test = role_test(standing.release_hash, standing.role)
    item = test.item(standing.item_id or "")
    drawn = raw_score_drawn(test, item.id, theta, chance)
    given = answer_scoring(item, drawn, standing.surface_seed or 0, chance)
    if standing.presentation_id is not None:
        assessment_service.mark_shown(standing.presentation_id)
        assessment_service.record_response(standing, standing.presentation_id, given, omitted=given is None)


def _award_in_every_state(finished: list[tuple[DemoPerson, uuid.UUID]]) -> None:
    """Award the first certificates and let things happen to four of them."""
    awarded: list[uuid.UUID] = []
    for person, result_id in finished:
        if len(awarded) == CERTIFICATES:
            break
        with clock.at(person.day + timedelta(hours=1)):
            try:
                credential_id = service.award(result_id, person.identity, identifiers.new_id())
            except Refused:
                continue
            signing.sign_credential(credential_id)
            awarded.append(credential_id)
    _, revoked, suspended, replaced, *_ = awarded
    service.revoke(revoked, HOLDERS_OWN_REQUEST, actor=ACTOR)
    service.suspend(suspended, "checking", actor=ACTOR)
    signing.sign_credential(service.reissue(replaced, None, actor=ACTOR))


def certificate_lines() -> list[dict[str, str]]:
    """Return every signed certificate with its state, the surname, and its PDF written below the data folder."""
    folder = installation.settings().data / "demo"
    folder.mkdir(mode=0o700, exist_ok=True)
    lines = []
    rows = db.session.execute(
        select(Credential, SignedCredential)
        .join(SignedCredential, SignedCredential.credential_id == Credential.id)
        .order_by(Credential.issued_at, Credential.id)
    )
    for credential, signed in rows:
        path = folder / f"{credential.code}.pdf"
        if not path.exists():
            path.write_bytes(learners.open_for(credential.learner_id, signed.sealed_pdf, service.PDF_PURPOSE))
        surname = names.surname_of(service.name_on(credential).name_uk)
        state = verify_code(credential.code).state
        lines.append({"code": credential.code, "surname": surname, "state": state, "pdf": str(path)})
    return lines
