"""The verbs of courses: what is taught, in which modules, and what a certificate asks for."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from sqlalchemy import delete, select

from literacy.core import audit, clock, identifiers
from literacy.core.db import db
from literacy.core.errors import NotFound, Reason, Refused
from literacy.training.course_limits import MOST_HOURS, MOST_MODULES, NEED_OUTCOMES, reasons_against_course
from literacy.training.models import Course, CourseModule, TrainingSession

_ALMOST = 0.01  # hours are told with two decimals
_FAR = 1_000_000


@dataclass(frozen=True, slots=True)
class ModuleFacts:
    """A part of a course. `id` says which module it was before, wherever it stands now; a new one has none."""

    title_uk: str
    title_en: str
    hours: float
    id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class CourseFacts:
    """What is told of a course. Outcomes are pairs of texts, Ukrainian and English."""

    title_uk: str
    title_en: str
    role: str
    hours: float
    least_sessions: int
    document_kind: str = "course"
    ects: float = 0.0
    outcomes: tuple[tuple[str, str], ...] = ()
    tests: str = "before_and_after"
    test_rule: str = "taken"
    least_level: str | None = None
    least_hours: float = 0.0
    modules: tuple[ModuleFacts, ...] = field(default=())


def add_course(told: CourseFacts, *, actor: str, course_id: uuid.UUID | None = None) -> uuid.UUID:
    """Add a course; its Ukrainian title must be new. The same id twice is one course."""
    if course_id is not None and db.session.get(Course, course_id) is not None:
        return course_id
    _require_sense(told, None)
    course = Course(id=course_id or identifiers.new_id(), **_columns(told))
    db.session.add(course)
    db.session.flush()
    _write_modules(course.id, told.modules)
    audit.record(actor, "course.added", "course", course.id)
    return course.id


def change_course(course_id: uuid.UUID, told: CourseFacts, *, actor: str) -> None:
    """Tell other things of a course. Certificates that were issued keep what they say."""
    course = _course(course_id)
    _require_sense(told, course_id)
    for name, value in _columns(told).items():
        setattr(course, name, value)
    _write_modules(course_id, told.modules)
    audit.record(actor, "course.changed", "course", course_id)


def close_course(course_id: uuid.UUID, *, actor: str) -> None:
    """Offer a course no more; cohorts that take it go on."""
    course = _course(course_id)
    if course.closed_at is None:
        course.closed_at = clock.now()
        audit.record(actor, "course.closed", "course", course_id)
        db.session.flush()


def reopen_course(course_id: uuid.UUID, *, actor: str) -> None:
    """Offer a closed course again."""
    course = _course(course_id)
    if course.closed_at is not None:
        course.closed_at = None
        audit.record(actor, "course.reopened", "course", course_id)
        db.session.flush()


def _course(course_id: uuid.UUID) -> Course:
    course = db.session.get(Course, course_id)
    if course is None:
        raise NotFound("course")
    return course


def _columns(told: CourseFacts) -> dict[str, object]:
    columns = {name: value for name, value in asdict(told).items() if name not in ("modules", "outcomes")}
    return columns | {"outcomes": [{"uk": ukrainian, "en": english} for ukrainian, english in told.outcomes]}


def _require_sense(told: CourseFacts, own_id: uuid.UUID | None) -> None:
    found = db.session.scalar(select(Course.id).where(Course.title_uk == told.title_uk))
    reasons = [Reason("course_title_taken")] if found is not None and found != own_id else []
    reasons += _against_document(told.document_kind, (told.title_uk, told.title_en), told.outcomes)
    reasons += [*_against_volume(told), *_against_rule(told)]
    if reasons:
        raise Refused(reasons)


def shortcomings_of(course: Course) -> list[Reason]:
    """Return what keeps a course that is there already from having its document."""
    outcomes = [(each["uk"], each["en"]) for each in course.outcomes]
    return _against_document(course.document_kind, (course.title_uk, course.title_en), outcomes)


def _against_document(kind: str, titles: Sequence[str], outcomes: Sequence[tuple[str, str]]) -> list[Reason]:
    missing = kind in NEED_OUTCOMES and not outcomes
    return [*reasons_against_course(titles, outcomes), *([Reason("outcomes_missing")] if missing else [])]


def _against_volume(told: CourseFacts) -> list[Reason]:
    reasons = []
    if not 0 < told.hours <= MOST_HOURS or told.ects < 0:
        reasons.append(Reason("hours_range", {"most": MOST_HOURS}))
    if len(told.modules) > MOST_MODULES:
        reasons.append(Reason("modules_many", {"most": MOST_MODULES}))
    in_modules = sum(module.hours for module in told.modules)
    if in_modules > told.hours + _ALMOST:
        reasons.append(Reason("modules_over_hours", {"modules": in_modules, "hours": told.hours}))
    return reasons


def _against_rule(told: CourseFacts) -> list[Reason]:
    reasons = []
    if told.least_hours > told.hours:
        reasons.append(Reason("rule_over_hours", {"hours": told.hours}))
    if told.modules and told.least_sessions > len(told.modules):
        reasons.append(Reason("rule_over_sessions", {"n": len(told.modules)}))
    if (told.test_rule == "level") != (told.least_level is not None):
        reasons.append(Reason("rule_needs_level"))
    if told.tests == "none" and told.test_rule != "none":
        reasons.append(Reason("rule_needs_test"))
    return reasons


def _write_modules(course_id: uuid.UUID, told: Sequence[ModuleFacts]) -> None:
    """Keep the modules that are told again, so that sessions which name one keep it; the others go if no session has them.

    A module is known by its id; where no id is told at all, by its place.
    """
    rows = list(db.session.scalars(select(CourseModule).where(CourseModule.course_id == course_id)))
    names: list[uuid.UUID | int | None] = [module.id for module in told]
    if not any(names):
        names = list(range(1, len(told) + 1))
        known: dict[uuid.UUID | int | None, CourseModule] = {row.number: row for row in rows}
    else:
        known = {row.id: row for row in rows}
    kept = [known.pop(name, None) for name in names]
    _let_go([row.id for row in known.values()])
    for row in kept:
        if row is not None:
            row.number += _FAR  # no two stand at one place, not even while they are moved
    db.session.flush()
    for number, (known_row, module) in enumerate(zip(kept, told, strict=True), start=1):
        written = known_row or CourseModule(id=identifiers.new_id(), course_id=course_id)
        written.number, written.hours = number, module.hours
        written.title_uk, written.title_en = module.title_uk, module.title_en
        db.session.add(written)
    db.session.flush()


def _let_go(module_ids: Sequence[uuid.UUID]) -> None:
    if db.session.scalar(select(TrainingSession.id).where(TrainingSession.module_id.in_(module_ids)).limit(1)):
        raise Refused([Reason("module_in_use")])
    db.session.execute(delete(CourseModule).where(CourseModule.id.in_(module_ids)))
    db.session.flush()


def code_of(course_id: uuid.UUID) -> str:
    """Return what stands in a course's address."""
    return _course(course_id).code
