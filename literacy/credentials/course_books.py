"""Who of a cohort may have its certificate and who lacks what: read at once for all, resolved over each person's cards."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import select

from literacy.accounts.agreements import AgreementsOf
from literacy.accounts.learners import Identity, identities_of
from literacy.accounts.models import Learner, PersonCard
from literacy.assessment.models import Result, Sitting, SittingState
from literacy.assessment.scoring import LEVELS
from literacy.core import clock
from literacy.core.db import db
from literacy.core.errors import NotFound, Reason
from literacy.credentials import course_rules
from literacy.credentials.course_rules import Books, CourseRule, Part, Person, Programme, Shown
from literacy.credentials.models import Credential, CredentialState, SignedCredential
from literacy.training.books import CAME, of_one_person
from literacy.training.course_limits import reasons_against_course
from literacy.training.models import Attendance, Cohort, Course, Enrolment, TrainingSession, TrainingSessionState

Marks = dict[uuid.UUID, tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Issued:
    """A person's newest certificate of the course."""

    credential_id: uuid.UUID
    code: str
    status: str
    signed: bool


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the cohort: the card that stands on its list, all her cards, who she is, her certificate."""

    learner_id: uuid.UUID
    cards: tuple[uuid.UUID, ...]
    card_number: str
    enrolled: bool
    simulated: bool
    identity: Identity | None
    issued: Issued | None

    @property
    def named(self) -> Identity | None:
        """The name that would be printed."""
        return self.identity if self.identity and self.identity.name_uk else None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member with her books, and what stands against a certificate for her; nothing means that she may have it."""

    member: Member
    books: Books
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class CohortBooks:
    """A cohort's course, how it went, and everybody in it; `reasons` are what in the course itself stands against it."""

    cohort: Cohort
    course: Course
    rule: CourseRule
    programme: Programme
    reasons: tuple[Reason, ...]
    candidates: tuple[Candidate, ...]


def books_of_cohort(
    cohort_id: uuid.UUID, *, only: Collection[uuid.UUID] | None = None, again: Collection[uuid.UUID] = ()
) -> CohortBooks:
    """Return a cohort's books (or of these cards only), in a number of statements that does not grow with people.

    `again` are members who are to get one although theirs was revoked.
    """
    cohort, course = _cohort_and_course(cohort_id)
    members = _members_of(cohort_id, only)
    cards = [card for member in members for card in member.cards]
    parts = _parts_of(cohort_id)
    marks, came = _marks_of([part.session_id for part in parts], cards)
    shown = _shown_by(cards, course.role, _days_of(cohort, parts))
    agreements, rule = AgreementsOf(cards), rule_of(course)
    programme = course_rules.programme_of(parts, came, clock.now())
    candidates = []
    for member in members:
        own = [each for card in member.cards for each in shown.get(card, ())]
        books = course_rules.books_of(parts, _of_person(marks, member.cards), course.tests, own)
        reasons = course_rules.reasons_against(
            rule, programme, books, _person(member, agreements), again=member.learner_id in again
        )
        candidates.append(Candidate(member, books, tuple(reasons)))
    return CohortBooks(cohort, course, rule, programme, _reasons_against(course), tuple(candidates))


def _reasons_against(course: Course) -> tuple[Reason, ...]:
    outcomes = [(each["uk"], each["en"]) for each in course.outcomes]
    return tuple(reasons_against_course((course.title_uk, course.title_en), outcomes))


def rule_of(course: Course) -> CourseRule:
    """Return what a course's certificate asks for."""
    return CourseRule(course.least_sessions, course.least_hours, course.tests, course.test_rule, course.least_level)


def _person(member: Member, agreements: AgreementsOf) -> Person:
    """Return what decides besides the books; who agreed to be written down agreed to the paper, unless she took that back."""
    told = agreements.together(member.cards)
    wanted = told.decisions.get("certificate", told.decisions.get("training", False))
    return Person(
        enrolled=member.enrolled,
        named=member.named is not None,
        agreed=wanted,
        guardian_missing=told.guardian_missing,
        issued_code=member.issued.code if member.issued else None,
        issued_revoked=member.issued is not None and member.issued.status == "revoked",
    )


def _cohort_and_course(cohort_id: uuid.UUID) -> tuple[Cohort, Course]:
    found = db.session.execute(
        select(Cohort, Course).join(Course, Course.id == Cohort.course_id).where(Cohort.id == cohort_id)
    ).first()
    if found is None:
        raise NotFound("cohort")
    return found[0], found[1]


def _members_of(cohort_id: uuid.UUID, only: Collection[uuid.UUID] | None) -> list[Member]:
    """Return who has a place in the cohort, and who has its certificate though she left; a person once."""
    issued = _issued_in(cohort_id)
    enrolled = set(
        db.session.scalars(
            select(Enrolment.learner_id).where(Enrolment.cohort_id == cohort_id, Enrolment.status == "enrolled")
        )
    )
    listed = (enrolled | issued.keys()) & set(only) if only is not None else enrolled | issued.keys()
    persons: dict[uuid.UUID, list[Any]] = {}
    for row in db.session.execute(
        select(PersonCard.person_id, Learner.id, Learner.card_number, Learner.simulated)
        .join(Learner, Learner.id == PersonCard.learner_id)
        .where(PersonCard.person_id.in_(select(PersonCard.person_id).where(PersonCard.learner_id.in_(listed))))
        .order_by(Learner.id)
    ):
        persons.setdefault(row.person_id, []).append(row)
    known = identities_of([row.id for rows in persons.values() for row in rows])
    return [_member(rows, enrolled, issued, known) for rows in persons.values()]


def _member(
    rows: Sequence[Any],
    enrolled: Collection[uuid.UUID],
    issued: Mapping[uuid.UUID, Issued],
    known: Mapping[uuid.UUID, Identity],
) -> Member:
    own = next((row for row in rows if row.id in enrolled), next((row for row in rows if row.id in issued), rows[0]))
    identities = [known[card] for card in (own.id, *(row.id for row in rows)) if card in known]
    held = [issued[row.id] for row in rows if row.id in issued]
    return Member(
        learner_id=own.id,
        cards=tuple(row.id for row in rows),
        card_number=own.card_number,
        enrolled=own.id in enrolled,
        simulated=any(row.simulated for row in rows),
        identity=next((each for each in identities if each.name_uk), identities[0] if identities else None),
        issued=max(held, key=lambda each: (each.status != "revoked", each.credential_id), default=None),
    )


def _issued_in(cohort_id: uuid.UUID) -> dict[uuid.UUID, Issued]:
    """Return the newest certificate of each card."""
    rows = db.session.execute(
        select(
            Credential.learner_id,
            Credential.id,
            Credential.code,
            CredentialState.status,
            SignedCredential.credential_id.label("signed_id"),
        )
        .join(CredentialState, CredentialState.credential_id == Credential.id)
        .outerjoin(SignedCredential, SignedCredential.credential_id == Credential.id)
        .where(Credential.cohort_id == cohort_id)
        .order_by(Credential.edition)
    )
    return {row.learner_id: Issued(row.id, row.code, row.status, row.signed_id is not None) for row in rows}


def _parts_of(cohort_id: uuid.UUID) -> list[Part]:
    rows = db.session.execute(
        select(TrainingSession, TrainingSessionState)
        .join(TrainingSessionState, TrainingSessionState.training_session_id == TrainingSession.id)
        .where(TrainingSession.cohort_id == cohort_id)
        .order_by(TrainingSessionState.planned_start, TrainingSession.id)
    )
    return [
        Part(
            session_id=training_session.id,
            unit_id=training_session.unit_id,
            purpose=training_session.purpose,
            counts=training_session.purpose == "lesson" or training_session.module_id is not None,
            status=state.status,
            planned_start=state.planned_start,
            planned_end=state.planned_end,
            started_at=state.started_at,
            ended_at=state.ended_at,
            held_minutes=state.held_minutes,
        )
        for training_session, state in rows
    ]


def _marks_of(
    session_ids: Collection[uuid.UUID], cards: Collection[uuid.UUID]
) -> tuple[dict[uuid.UUID, Marks], set[uuid.UUID]]:
    """Return card -> session -> mark and minutes, and the sessions to which anybody at all came."""
    rows = db.session.execute(
        select(Attendance.training_session_id, Attendance.learner_id, Attendance.mark, Attendance.minutes).where(
            Attendance.training_session_id.in_(session_ids)
        )
    ).all()
    wanted, marks = set(cards), dict[uuid.UUID, Marks]()
    for row in rows:
        if row.learner_id in wanted:
            marks.setdefault(row.learner_id, {})[row.training_session_id] = (row.mark, row.minutes)
    return marks, {row.training_session_id for row in rows if row.mark in CAME}


def _of_person(marks: Mapping[uuid.UUID, Marks], cards: Iterable[uuid.UUID]) -> Marks:
    """Return one mark a session for somebody with several cards."""
    noted: dict[uuid.UUID, list[tuple[str, int]]] = {}
    for card in cards:
        for session_id, mark in marks.get(card, {}).items():
            noted.setdefault(session_id, []).append(mark)
    together = {session_id: of_one_person(each) for session_id, each in noted.items()}
    return {session_id: mark for session_id, mark in together.items() if mark is not None}


def _days_of(cohort: Cohort, parts: Iterable[Part]) -> tuple[datetime, datetime | None]:
    """Return the cohort's time in whole days: from when it was formed or first met, until it was closed."""
    first = min([cohort.created_at, *(part.planned_start for part in parts)])
    begins = datetime.combine(clock.to_kyiv(first).date(), time.min, clock.KYIV)
    if cohort.closed_at is None:
        return begins, None
    return begins, datetime.combine(clock.to_kyiv(cohort.closed_at).date(), time.max, clock.KYIV)


def _shown_by(
    cards: Collection[uuid.UUID], role: str, days: tuple[datetime, datetime | None]
) -> dict[uuid.UUID, list[Shown]]:
    """Return card -> the supervised tests of a role that were finished in these days and not declared void."""
    begins, ends = days
    statement = (
        select(
            Sitting.learner_id,
            Sitting.id.label("sitting_id"),
            Result.id,
            SittingState.finished_at,
            Result.document["outcome"]["level"].as_string().label("level"),
            Result.document["outcome"]["probabilities"].label("probabilities"),
            Result.document["outcome"]["top_merged"].as_boolean().label("top_merged"),
            Result.document["provisional"].as_boolean().label("provisional"),
        )
        .join(Sitting, Sitting.id == Result.sitting_id)
        .join(SittingState, SittingState.sitting_id == Sitting.id)
        .where(Sitting.learner_id.in_(cards), Sitting.role == role, Sitting.supervised)
        .where(SittingState.voided_at.is_(None), SittingState.finished_at >= begins)
        .order_by(Result.id)
    )
    if ends is not None:
        statement = statement.where(SittingState.finished_at <= ends)
    newest = {row.sitting_id: row for row in db.session.execute(statement)}
    found: dict[uuid.UUID, list[Shown]] = {}
    for row in newest.values():
        probability = row.probabilities[LEVELS.index(row.level)] if row.level else 0.0
        found.setdefault(row.learner_id, []).append(
            Shown(row.id, row.finished_at, row.level, probability, row.top_merged, row.provisional)
        )
    return found
