"""Who is awarded the certificate of a course: pure, from the books; a refusal says what is missing, and when it goes on.

A course's session counts if it is a lesson or has a module of the programme. All parts of a session that was continued
another day are one unit; whoever came to any of them attended it.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from literacy.assessment.before_and_after import told_apart
from literacy.assessment.scoring import LEVELS
from literacy.core.errors import Reason
from literacy.credentials.facts import AWARDABLE
from literacy.training.books import Part, attended, first_session_over

_WENT_ON = frozenset({"running", "interrupted", "ended"})
# Nobody who never came attended a course, whatever its rule asks for.
FEWEST_UNITS = 1


@dataclass(frozen=True, slots=True)
class CourseRule:
    """What a course's certificate asks for; 0 sessions or 0 hours ask for none."""

    least_sessions: int
    least_hours: float
    tests: str
    test_rule: str
    least_level: str | None


@dataclass(frozen=True, slots=True)
class Programme:
    """How the course went so far, for the whole cohort, and what is still to come."""

    units_held: int
    minutes_held: int
    began: datetime | None
    ended: datetime | None
    to_come: bool
    next_session: datetime | None
    next_test: datetime | None


def programme_of(parts: Iterable[Part], marked: Collection[uuid.UUID], now: datetime) -> Programme:
    """Return how a course went: parts that went on count as held, and those where somebody is marked as come."""
    listed = [part for part in parts if part.status != "cancelled"]
    held = [part for part in listed if part.counts and (part.status in _WENT_ON or part.session_id in marked)]
    ahead = [part for part in listed if part.status == "planned" and part.planned_start > now]
    going_on = any(part.status in ("running", "interrupted") for part in listed)
    return Programme(
        units_held=len({part.unit_id for part in held}),
        minutes_held=sum(part.held_minutes for part in held),
        began=min((part.began for part in held), default=None),
        ended=max((part.over for part in held), default=None),
        to_come=going_on or bool(ahead),
        next_session=min((part.planned_start for part in ahead if part.counts), default=None),
        next_test=min((part.planned_start for part in ahead if part.purpose == "test"), default=None),
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """A finished test of the course's role, taken in the cohort's time. `level` is None where answers were too few."""

    result_id: uuid.UUID
    finished_at: datetime
    level: str | None
    level_probability: float
    top_merged: bool
    provisional: bool


@dataclass(frozen=True, slots=True)
class Books:
    """What is written down of one person in a cohort, with all her cards."""

    units_attended: int
    minutes_attended: int
    before: Shown | None
    after: tuple[Shown, ...]


def books_of(
    parts: Sequence[Part], marks: Mapping[uuid.UUID, tuple[str, int]], tests: str, shown: Iterable[Shown]
) -> Books:
    """Return a person's books from her marks (session -> mark, minutes) and her tests."""
    counting = [part for part in attended(parts, marks) if part.counts]
    before, after = told_apart(shown, tests, first_session_over(parts, marks))
    return Books(
        units_attended=len({part.unit_id for part in counting}),
        minutes_attended=sum(marks[part.session_id][1] for part in counting),
        before=before,
        after=after,
    )


def level_shown(rule: CourseRule, books: Books) -> Shown | None:
    """Return the newest test after the course that shows the level which the rule asks for, if it asks for one."""
    if rule.test_rule != "level" or rule.least_level is None:
        return None
    enough = AWARDABLE[max(0, LEVELS.index(rule.least_level) - 1) :]
    return next((each for each in reversed(books.after) if each.level in enough), None)


@dataclass(frozen=True, slots=True)
class Person:
    """What besides the books decides: a name for the paper, what she agreed to, a certificate that she has already."""

    enrolled: bool
    named: bool
    agreed: bool
    guardian_missing: bool
    issued_code: str | None = None
    issued_revoked: bool = False


def reasons_against(
    rule: CourseRule, programme: Programme, books: Books, person: Person, *, again: bool = False
) -> list[Reason]:
    """Return what stands against the certificate; empty means that nothing does. `again` asks for one after a revoked one."""
    if person.issued_code is not None and not person.issued_revoked:
        return [Reason("already_issued", {"code": person.issued_code})]
    short = [*_attendance_short(rule, programme, books), *_test_short(rule, programme, books)]
    reasons = [*short]
    if short and programme.to_come:
        reasons.append(Reason("course_not_closed"))
    if not person.enrolled:
        reasons.append(Reason("not_enrolled"))
    if not person.named:
        reasons.append(Reason("name_missing"))
    if not person.agreed:
        reasons.append(Reason("consent_missing"))
    if person.guardian_missing:
        reasons.append(Reason("guardian_missing"))
    if person.issued_code is not None and not again:
        reasons.append(Reason("revoked_before", {"code": person.issued_code}))
    return reasons


def _attendance_short(rule: CourseRule, programme: Programme, books: Books) -> list[Reason]:
    reasons = []
    need = max(rule.least_sessions, FEWEST_UNITS)
    if books.units_attended < need:
        values = {"have": books.units_attended, "need": need, "next": programme.next_session}
        reasons.append(Reason("attendance_short", values))
    need_minutes = round(rule.least_hours * 60)
    if books.minutes_attended < need_minutes:
        values = {"have": books.minutes_attended, "need": need_minutes, "next": programme.next_session}
        reasons.append(Reason("hours_short", values))
    return reasons


def _test_short(rule: CourseRule, programme: Programme, books: Books) -> list[Reason]:
    upcoming = programme.next_test or programme.next_session
    if rule.test_rule == "none":
        return []
    if not books.after:
        return [Reason("test_missing", {"next": upcoming})]
    if rule.test_rule == "taken" or level_shown(rule, books) is not None:
        return []
    newest = books.after[-1]
    values = {"least": rule.least_level, "level": newest.level, "next": upcoming}
    return [Reason("level_short", values | {"probability": newest.level_probability, "top_merged": newest.top_merged})]
