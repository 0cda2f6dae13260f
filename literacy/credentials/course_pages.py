"""What the pages of a course's certificates show: the staff's, for a cohort, and the holder's own."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import select

from literacy.accounts import names
from literacy.core import identifiers
from literacy.core.db import db
from literacy.core.language import percent, t
from literacy.credentials import refusals
from literacy.credentials.course_books import Candidate, CohortBooks, books_of_cohort
from literacy.credentials.course_rules import CourseRule
from literacy.credentials.facts import level_heading, level_name
from literacy.credentials.issued import either
from literacy.credentials.issuing import printed_identity
from literacy.credentials.models import Credential
from literacy.training.models import Cohort, Enrolment
from literacy.training.quantities import hours_words, span_words

_MOST_COURSES = 3


@dataclass(frozen=True, slots=True)
class CertifyRow:
    """Somebody on the staff's page. Without a name the card's number stands for the person."""

    card_number: str
    name: str | None
    printed: str
    attended: str
    minutes: str
    test: str
    status: str
    code: str
    has_pdf: bool
    may_again: bool
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CertifyPage:
    """The staff's page of a cohort: the rule, everybody with what there is and what is missing."""

    course: str
    course_code: str
    asks_for: tuple[str, ...]
    has_test: bool
    problems: tuple[str, ...]
    rows: tuple[CertifyRow, ...]

    def count(self, status: str) -> int:
        """Return how many people stand at "ready", at "short", or (with "issued") have a certificate."""
        found = [row.status if row.status in ("ready", "short") else "issued" for row in self.rows]
        return found.count(status)

    @property
    def waits(self) -> bool:
        """Whether some certificate is still to be signed."""
        return any(row.status == "to_be_signed" for row in self.rows)

    @property
    def offers_again(self) -> bool:
        """Whether somebody could get a new one in place of a revoked one."""
        return any(row.may_again for row in self.rows)


def certify_page(cohort_id: uuid.UUID, *, with_names: bool) -> CertifyPage:
    """Return the page of a cohort, people by their names or, without them, by card number."""
    books = books_of_cohort(cohort_id)
    rows = [_row(books, candidate, with_names=with_names) for candidate in books.candidates]
    return CertifyPage(
        course=either(books.course.title_uk, books.course.title_en, None),
        course_code=books.course.code,
        asks_for=tuple(_asks_for(books.rule)),
        has_test=books.course.tests != "none",
        problems=tuple(refusals.told_to_staff(books.reasons)),
        rows=tuple(sorted(rows, key=lambda row: (names.alphabetical(row.name or ""), row.card_number))),
    )


def _asks_for(rule: CourseRule) -> list[str]:
    lines = []
    if rule.least_sessions:
        lines.append(t("certify.rule_sessions", n=rule.least_sessions))
    if rule.least_hours:
        lines.append(t("certify.rule_hours", hours=hours_words(rule.least_hours)))
    if rule.test_rule == "taken":
        lines.append(t("certify.rule_test"))
    if rule.test_rule == "level" and rule.least_level:
        lines.append(t("certify.rule_level", level=level_name(rule.least_level, top_merged=False)))
    return [*lines, t("certify.rule_name")]


def _row(books: CohortBooks, candidate: Candidate, *, with_names: bool) -> CertifyRow:
    member, reasons = candidate.member, candidate.reasons
    codes = [reason.code for reason in reasons]
    issued = member.issued
    listed = [reason for reason in reasons if reason.code not in ("already_issued", "revoked_before")]
    identity = printed_identity(member.named) if with_names and member.named else None
    return CertifyRow(
        card_number=identifiers.grouped(member.card_number),
        name=(member.identity.called if member.identity else "") or None if with_names else None,
        printed=t("certify.printed", name=identity.name_uk, latin=identity.name_latin) if identity else "",
        attended=t("certify.units", have=candidate.books.units_attended, held=books.programme.units_held),
        minutes=span_words(candidate.books.minutes_attended),
        test=_test(books, candidate),
        status=issued.status if issued else ("short" if reasons else "ready"),
        code=issued.code if issued else "",
        has_pdf=with_names and issued is not None and issued.signed,
        may_again=codes == ["revoked_before"],
        missing=tuple(refusals.told_to_staff(listed)),
    )


def _test(books: CohortBooks, candidate: Candidate) -> str:
    """Return whether the test was taken, and the level where the rule asks for one."""
    if not candidate.books.after:
        return t("certify.not_taken")
    if books.rule.test_rule != "level":
        return t("certify.taken")
    newest = candidate.books.after[-1]
    if newest.level is None:
        return t("certify.no_level")
    level = level_heading(newest.level, top_merged=newest.top_merged)
    return t("certify.level", level=level, p=percent(newest.level_probability))


@dataclass(frozen=True, slots=True)
class OwnCourse:
    """A course that somebody takes and has no certificate of, with what is missing; nothing means that it can be issued."""

    title: str
    missing: tuple[str, ...]


def courses_of(cards: Collection[uuid.UUID]) -> list[OwnCourse]:
    """Return the running courses of a person without a certificate, the newest first, with what is missing."""
    cohort_ids = db.session.scalars(
        select(Cohort.id)
        .join(Enrolment, Enrolment.cohort_id == Cohort.id)
        .where(Enrolment.learner_id.in_(cards), Enrolment.status == "enrolled", Cohort.closed_at.is_(None))
        .where(Cohort.id.not_in(_certified(cards)))
        .distinct()
        .order_by(Cohort.id.desc())
        .limit(_MOST_COURSES)
    )
    return [own for cohort_id in list(cohort_ids) for own in _own_courses(books_of_cohort(cohort_id, only=cards))]


def _certified(cards: Collection[uuid.UUID]) -> Iterable[uuid.UUID]:
    issued = select(Credential.cohort_id).where(Credential.learner_id.in_(cards), Credential.cohort_id.is_not(None))
    return [cohort_id for cohort_id in db.session.scalars(issued) if cohort_id is not None]


def _own_courses(books: CohortBooks) -> list[OwnCourse]:
    title = either(books.course.title_uk, books.course.title_en, None)
    return [OwnCourse(title, tuple(refusals.told_to_learner(each.reasons))) for each in books.candidates]
