"""The verbs of courses: what is taught, in which modules, and what a certificate asks for."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from sqlalchemy import delete, select

from literacy.core import audit, clock, identifiers
from literacy.core.db import db
from literacy.core.errors import NotFound, Reason, Refused
from literacy.training.models import Course, CourseModule, TrainingSession


@dataclass(frozen=True, slots=True)
class ModuleFacts:
    """A part of a course."""

    title_uk: str
    title_en: str
    hours: float


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


def add_course(told: CourseFacts, *, actor: str) -> uuid.UUID:
    """Add a course; its Ukrainian title must be new."""
    _require_sense(told, None)
    course = Course(id=identifiers.new_id(), **_columns(told))
    db.session.add(course)
    db.session.flush()
    _write_modules(course.id, told.modules)
    audit.record(actor, "course.added", "course", course.id)
    return course.id


def change_course(course_id: uuid.UUID, told: CourseFacts, *, actor: str) -> None:
    """Tell other things of a course. Certificates that were issued keep what they say."""
    course = db.session.get(Course, course_id)
    if course is None:
        raise NotFound("course")
    _require_sense(told, course_id)
    for name, value in _columns(told).items():
        setattr(course, name, value)
    _write_modules(course_id, told.modules)
    audit.record(actor, "course.changed", "course", course_id)


def close_course(course_id: uuid.UUID, *, actor: str) -> None:
    """Offer a course no more; cohorts that take it go on."""
    course = db.session.get(Course, course_id)
    if course is None:
        raise NotFound("course")
    if course.closed_at is None:
        course.closed_at = clock.now()
        audit.record(actor, "course.closed", "course", course_id)
        db.session.flush()


def _columns(told: CourseFacts) -> dict[str, object]:
    columns = {name: value for name, value in asdict(told).items() if name not in ("modules", "outcomes")}
    return columns | {"outcomes": [{"uk": ukrainian, "en": english} for ukrainian, english in told.outcomes]}


def _require_sense(told: CourseFacts, own_id: uuid.UUID | None) -> None:
    found = db.session.scalar(select(Course.id).where(Course.title_uk == told.title_uk))
    reasons = []
    if found is not None and found != own_id:
        reasons.append(Reason("course_title_taken"))
    if told.least_hours > told.hours:
        reasons.append(Reason("rule_over_hours", {"hours": told.hours}))
    if told.modules and told.least_sessions > len(told.modules):
        reasons.append(Reason("rule_over_sessions", {"n": len(told.modules)}))
    if (told.test_rule == "level") != (told.least_level is not None):
        reasons.append(Reason("rule_needs_level"))
    if told.tests == "none" and told.test_rule != "none":
        reasons.append(Reason("rule_needs_test"))
    if reasons:
        raise Refused(reasons)


def _write_modules(course_id: uuid.UUID, told: Sequence[ModuleFacts]) -> None:
    """Keep modules by their place, so that sessions which name one keep it; those too many go if no session has them."""
    known = {
        module.number: module
        for module in db.session.scalars(select(CourseModule).where(CourseModule.course_id == course_id))
    }
    for number, module in enumerate(told, start=1):
        row = known.pop(number, None) or CourseModule(id=identifiers.new_id(), course_id=course_id, number=number)
        row.title_uk, row.title_en, row.hours = module.title_uk, module.title_en, module.hours
        db.session.add(row)
    db.session.flush()
    too_many = [module.id for module in known.values()]
    if db.session.scalar(select(TrainingSession.id).where(TrainingSession.module_id.in_(too_many)).limit(1)):
        raise Refused([Reason("module_in_use")])
    db.session.execute(delete(CourseModule).where(CourseModule.id.in_(too_many)))
    db.session.flush()
