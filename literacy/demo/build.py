"""Building the small demonstration by the product's own verbs, at moments of the past: one library, two cohorts."""

import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from sqlalchemy import select

from literacy.accounts import learners, names
from literacy.accounts.registration import Registration
from literacy.core import clock, identifiers, installation
from literacy.core.db import db
from literacy.core.errors import Refused
from literacy.credentials import course_awards, service, signing
from literacy.credentials.models import Credential, SignedCredential
from literacy.demo.bulk import Candidate, Sittings
from literacy.demo.life import ACTOR, Life, LivingCohort, ensure_course, region
from literacy.rooms import service as rooms
from literacy.training import libraries
from literacy.training.cohorts import CohortFacts
from literacy.verification.service import verify_code

SEED = 20261123
PCS = 8
CERTIFICATES = 4
HOLDERS_OWN_REQUEST = "holder"
# Weeks from the first session to today: one cohort is in the middle of its course, one was through a week ago.
IN_THE_MIDDLE, THROUGH = 3, 8
LONG_AGO = timedelta(days=400)
ABLE = 1.2
_PEOPLE = Path(__file__).with_name("people.yaml")


def ensure_demo_library() -> uuid.UUID:
    """Return the demonstration's library, made if it is new."""
    told = _plan()["library"]
    return libraries.ensure_library(told["uk"], told["en"], simulated=True)


def _plan() -> dict[str, Any]:
    plan: dict[str, Any] = yaml.safe_load(_PEOPLE.read_text("utf-8"))
    return plan


def build_small(library_id: uuid.UUID, trainer: uuid.UUID) -> None:
    """Let two cohorts of twenty live, award certificates in every state."""
    chance, plan = np.random.default_rng(SEED), _plan()
    classroom_id = libraries.keep_classroom(library_id, region()["classroom"], PCS, actor=ACTOR)
    life = Life(chance, Sittings(chance), library_id, classroom_id, PCS, [trainer])
    told = [Registration(given, name_uk=f"{given} {surname}") for given, surname in plan["people"]]
    half = len(told) // 2
    now = clock.to_kyiv(clock.now())
    running, through = (
        life.form(
            CohortFacts(name, ensure_course(course), half),
            members,
            now - timedelta(weeks=weeks),
            hour=min(max(now.hour, 8), 20) if weeks == IN_THE_MIDDLE else 10,
        )
        for name, course, members, weeks in (
            (plan["cohorts"][0], region()["courses"][0], told[:half], IN_THE_MIDDLE),
            (plan["cohorts"][1], region()["courses"][2], told[half:], THROUGH),
        )
    )
    for cohort in (running, through):
        life.hold(cohort)
    first = _sat_long_ago(life, running)
    life.sittings.write()
    _award_in_every_state([first, *_results(through), *_results(running)])
    _award_the_course(through)
    signing.sign_status_lists()


def _sat_long_ago(life: Life, cohort: LivingCohort) -> tuple[uuid.UUID, uuid.UUID, datetime]:
    """Let the first of a cohort have taken the test more than a year ago: that certificate has run out."""
    who = cohort.members[0].learner_id
    day = clock.now() - LONG_AGO
    with clock.at(day):
        room = rooms.open_drop_in(life.library_id, 1, actor=ACTOR, hours=2)
        seat = rooms.seats_of(room.room_id)[0]
        seat.learner_id = who
        result_id, _ = life.sittings.sit(Candidate(who, seat.id, "citizen", ABLE, day))
    with clock.at(day + timedelta(hours=2)):
        rooms.close_room(room.room_id, actor=ACTOR)
    if result_id is None:
        raise RuntimeError("this person answers everything")
    return who, result_id, day + timedelta(hours=1)


def _results(cohort: LivingCohort) -> list[tuple[uuid.UUID, uuid.UUID, datetime]]:
    return [(member.learner_id, *member.results[-1]) for member in cohort.members if member.results]


def _award_in_every_state(finished: list[tuple[uuid.UUID, uuid.UUID, datetime]]) -> None:
    """Award the first certificates and let things happen to three of them."""
    awarded: list[uuid.UUID] = []
    for learner_id, result_id, moment in finished:
        identity = learners.identity_of(learner_id)
        if len(awarded) == CERTIFICATES or identity is None:
            break
        with clock.at(moment):
            try:
                credential_id = service.award(result_id, identity, identifiers.new_id())
            except Refused:
                continue
            signing.sign_credential(credential_id)
            awarded.append(credential_id)
    _, revoked, suspended, replaced, *_ = awarded
    service.revoke(revoked, HOLDERS_OWN_REQUEST, actor=ACTOR)
    service.suspend(suspended, "checking", actor=ACTOR)
    signing.sign_credential(service.reissue(replaced, None, actor=ACTOR))


def _award_the_course(cohort: LivingCohort) -> None:
    """Award the certificate of the course to the first who may have it, on the day after the last session."""
    with clock.at(cohort.planned[-1][1] + timedelta(days=1)):
        for member in cohort.members:
            try:
                credential_id = course_awards.award_to_member(cohort.cohort_id, member.learner_id, actor=ACTOR)
            except Refused:
                continue
            signing.sign_credential(credential_id)
            return
    raise RuntimeError("nobody kept the rule of the course")


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
