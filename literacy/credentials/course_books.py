"""Who of a cohort may have its certificate and who lacks what: read at once for all, resolved over each person's cards."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from literacy.accounts.agreements import AgreementsOf
from literacy.accounts.learners import Identity, identities_of
from literacy.accounts.models import Learner, PersonCard
from literacy.assessment.group_results import FinishedTest, finished_tests
from literacy.core import clock
from literacy.core.db import db
from literacy.core.errors import NotFound, Reason
from literacy.credentials import course_rules
from literacy.credentials.course_rules import Books, CourseRule, Person, Programme, Shown
from literacy.credentials.models import Credential, CredentialState, SignedCredential
from literacy.training.cohort_books import days_of, marks_of, marks_of_person, parts_of
from literacy.training.course_limits import reasons_against_course
from literacy.training.models import Cohort, Course, Enrolment


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
    parts = parts_of(cohort_id)
    marks, came = marks_of([part.session_id for part in parts], cards)
    people = {member.learner_id: member.cards for member in members}
    shown = _shown_by(people, course.role, days_of(cohort, parts))
    agreements, rule = AgreementsOf(cards), rule_of(course)
    programme = course_rules.programme_of(parts, came, clock.now())
    candidates = []
    for member in members:
        own = shown.get(member.learner_id, [])
        books = course_rules.books_of(parts, marks_of_person(marks, member.cards), course.tests, own)
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


def _shown_by(
    people: Mapping[uuid.UUID, Collection[uuid.UUID]], role: str, days: tuple[datetime, datetime | None]
) -> dict[uuid.UUID, list[Shown]]:
    """Return person -> the supervised tests of a role that were finished in these days and not declared void."""
    found = finished_tests(people, role, begins=days[0], ends=days[1])
    return {person: [_shown(test) for test in tests] for person, tests in found.items()}


def _shown(test: FinishedTest) -> Shown:
    outcome = test.outcome
    return Shown(
        test.result_id, test.finished_at, outcome.level, outcome.level_probability, outcome.top_merged, test.provisional
    )
