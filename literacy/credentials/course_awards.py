"""The verbs of a course's certificate: awarded to one, or to all of a cohort who may have it."""

import uuid
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import func, select

from literacy.accounts.models import Learner
from literacy.accounts.people import cards_of
from literacy.core import audit, clock, identifiers
from literacy.core.db import db
from literacy.core.errors import Conflict, NotFound, Refused
from literacy.credentials import course_rules, issuing
from literacy.credentials.course_books import Candidate, CohortBooks, books_of_cohort
from literacy.credentials.models import Credential
from literacy.training.models import Course

# Kept with the printed facts and not printed: the test that the level, or the fact that one was taken, rests on.
RESTS_ON = "rests_on"


def award_to_cohort(cohort_id: uuid.UUID, *, actor: str, again: Collection[uuid.UUID] = ()) -> list[uuid.UUID]:
    """Award the certificate to everybody in a cohort who may have it, and return the new ones.

    Whoever has one keeps it, so that doing this twice is doing it once; `again` are members who are to get a new one
    after theirs was revoked.
    """
    issuing.hold_register()
    books = books_of_cohort(cohort_id, again=again)
    if books.reasons:
        raise Refused(books.reasons)
    return [_award(books, each, actor=actor) for each in books.candidates if not each.reasons]


def award_to_member(cohort_id: uuid.UUID, learner_id: uuid.UUID, *, actor: str, again: bool = False) -> uuid.UUID:
    """Award the certificate to one member of a cohort, or say everything that is missing; who has one keeps it."""
    issuing.hold_register()
    books = books_of_cohort(cohort_id, again=[learner_id] if again else ())
    candidate = next((each for each in books.candidates if learner_id in each.member.cards), None)
    if candidate is None:
        raise NotFound("member of the cohort")
    if [reason.code for reason in candidate.reasons] == ["already_issued"] and candidate.member.issued:
        return candidate.member.issued.credential_id
    if books.reasons or candidate.reasons:
        raise Refused([*books.reasons, *candidate.reasons])
    return _award(books, candidate, actor=actor)


def _award(books: CohortBooks, candidate: Candidate, *, actor: str) -> uuid.UUID:
    member = candidate.member
    if member.named is None:
        raise Conflict("nobody is awarded a certificate without a name")
    earlier = db.session.scalar(
        select(func.max(Credential.edition)).where(
            Credential.cohort_id == books.cohort.id, Credential.learner_id == member.learner_id
        )
    )
    credential = issuing.keep_of_course(
        books.cohort.id, member.learner_id, member.named, printed_facts(books, candidate), edition=(earlier or 0) + 1
    )
    audit.record(actor, "credential.awarded", "credential", credential.id, cohort=books.cohort.id.hex)
    return credential.id


def printed_facts(books: CohortBooks, candidate: Candidate) -> dict[str, Any]:
    """Return what is printed besides the name, read from the course and the books of this moment."""
    course, programme, own = books.course, books.programme, candidate.books
    level = course_rules.level_shown(books.rule, own)
    rests_on = level or (own.after[-1] if own.after and books.rule.test_rule != "none" else None)
    facts = {
        **_of_course(course),
        "began_on": _day(programme.began),
        "ended_on": _day(programme.ended),
        "units_attended": own.units_attended,
        "units_held": programme.units_held,
        "minutes_attended": own.minutes_attended,
        "minutes_held": programme.minutes_held,
        "tests": course.tests,
        "test_before": own.before is not None,
        "test_after": bool(own.after),
        "simulated": candidate.member.simulated,
        RESTS_ON: rests_on.result_id.hex if rests_on else None,
    }
    if level is None:
        return facts
    return facts | {
        "level": level.level,
        "level_probability": level.level_probability,
        "top_merged": level.top_merged,
        "provisional": level.provisional,
    }


def _of_course(course: Course) -> dict[str, Any]:
    return {
        "course_id": course.id.urn,
        "document_kind": course.document_kind,
        "title_uk": _in_one_line(course.title_uk),
        "title_en": _in_one_line(course.title_en),
        "role": course.role,
        "hours": course.hours,
        "ects": course.ects,
        "outcomes": [[_in_one_line(each["uk"]), _in_one_line(each["en"])] for each in course.outcomes],
    }


def _in_one_line(text: str) -> str:
    """Return a text without line breaks: a printed field is one line of the credential."""
    return " ".join(text.split())


def _day(moment: Any) -> str:
    day: date = clock.to_kyiv(moment).date()
    return day.isoformat()


def resting_on(result_id: uuid.UUID, learner_id: uuid.UUID) -> list[uuid.UUID]:
    """Return a person's certificates of courses whose rule was met by this result."""
    rows = db.session.execute(
        select(Credential.id, Credential.facts).where(
            Credential.kind == "course", Credential.learner_id.in_(cards_of(learner_id))
        )
    )
    return [row.id for row in rows if row.facts.get(RESTS_ON) == result_id.hex]


def members_by_card(typed: Collection[str]) -> list[uuid.UUID]:
    """Return whose card numbers these are; what is no card number is left out."""
    numbers = [identifiers.normalise_code(text) for text in typed]
    return list(db.session.scalars(select(Learner.id).where(Learner.card_number.in_(numbers))))
