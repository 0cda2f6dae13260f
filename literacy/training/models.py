"""A library's books: courses, cohorts, sessions as planned and as they went, who was there.

Facts: `EnrolmentChange`, `TrainingSession`, `SessionEvent`, `AttendanceMark`, `Consultation`. Projections of them:
`Enrolment`, `TrainingSessionState`, `Attendance`. Libraries, courses and cohorts are kept up to date, with audit lines.
"""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from literacy.core import clock, identifiers
from literacy.core.db import Fact, db

LIBRARY_KINDS = ("library", "training_centre")
COHORT_KINDS = ("open", "office", "school", "hospital", "other")
DOCUMENT_KINDS = ("course", "teachers", "doctors", "officials")
COURSE_TESTS = ("none", "after", "before_and_after")
TEST_RULES = ("none", "taken", "level")
ENROLMENT_CHANGES = ("enrolled", "waiting", "left")
SESSION_PURPOSES = ("lesson", "test")
SESSION_EVENTS = ("rescheduled", "cancelled", "started", "interrupted", "resumed", "ended", "withdrawn")
INTERRUPTIONS = ("alarm", "power", "internet", "other")
SESSION_STATUSES = ("planned", "running", "interrupted", "ended", "cancelled")
MARKS = ("present", "late", "excused", "absent")
MARK_SOURCES = ("list", "self", "paper", "csv")
CONSULTATION_KINDS = ("consultation", "e_service")
CONSULTATION_TOPICS = (
    "device",
    "account",
    "documents",
    "messages",
    "safety",
    "payments",
    "state_portal",
    "social_benefit",
    "health",
    "residence",
    "other",
)
CONSULTATION_OUTCOMES = ("done", "to_continue", "referred")


class Library(db.Model):
    """A library, or the regional centre for advanced training. `hours` are words for people, "" where unknown."""

    __tablename__ = "library"
    __table_args__ = (
        UniqueConstraint("name_uk", name="name"),
        UniqueConstraint("code", name="code"),
        CheckConstraint(f"kind IN {LIBRARY_KINDS}", name="known_kind"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=identifiers.new_id)
    code: Mapped[str] = mapped_column(default=identifiers.short_code)
    name_uk: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[str] = mapped_column(default="library")
    community: Mapped[str] = mapped_column(default="")
    hours: Mapped[str] = mapped_column(default="")
    simulated: Mapped[bool] = mapped_column(default=False)
    closed_at: Mapped[datetime | None]


class Classroom(db.Model):
    """A place in a library where people learn, with its computers."""

    __tablename__ = "classroom"
    __table_args__ = (
        UniqueConstraint("library_id", "name", name="name_in_library"),
        CheckConstraint("pcs >= 0", name="pcs_not_negative"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=identifiers.new_id)
    library_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("library.id"))
    name: Mapped[str]
    pcs: Mapped[int]
    closed_at: Mapped[datetime | None]


class Course(db.Model):
    """What is taught and what its certificate asks for. `role` names the tests; outcomes are [{"uk", "en"}, …].

    A rule of 0 sessions or 0 hours asks for none.
    """

    __tablename__ = "course"
    __table_args__ = (
        UniqueConstraint("code", name="code"),
        UniqueConstraint("title_uk", name="title"),
        CheckConstraint(f"document_kind IN {DOCUMENT_KINDS}", name="known_document"),
        CheckConstraint(f"tests IN {COURSE_TESTS}", name="known_tests"),
        CheckConstraint(f"test_rule IN {TEST_RULES}", name="known_test_rule"),
        CheckConstraint("(test_rule = 'level') = (least_level IS NOT NULL)", name="level_where_asked"),
        CheckConstraint("test_rule = 'none' OR tests <> 'none'", name="rule_needs_a_test"),
        CheckConstraint("hours > 0 AND ects >= 0", name="volume"),
        CheckConstraint("least_sessions >= 0 AND least_hours >= 0 AND least_hours <= hours", name="rule_within_volume"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=identifiers.new_id)
    code: Mapped[str] = mapped_column(default=identifiers.short_code)
    title_uk: Mapped[str]
    title_en: Mapped[str]
    role: Mapped[str]
    document_kind: Mapped[str] = mapped_column(default="course")
    hours: Mapped[float]
    ects: Mapped[float] = mapped_column(default=0.0)
    outcomes: Mapped[list[Any]] = mapped_column(default=list)
    tests: Mapped[str] = mapped_column(default="before_and_after")
    test_rule: Mapped[str] = mapped_column(default="taken")
    least_level: Mapped[str | None]
    least_sessions: Mapped[int]
    least_hours: Mapped[float] = mapped_column(default=0.0)
    closed_at: Mapped[datetime | None]


class CourseModule(db.Model):
    """A part of a course, usually one session."""

    __tablename__ = "course_module"
    __table_args__ = (
        UniqueConstraint("course_id", "number", name="number_in_course"),
        CheckConstraint("number > 0", name="number_from_one"),
        CheckConstraint("hours > 0", name="takes_time"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=identifiers.new_id)
    course_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("course.id"))
    number: Mapped[int]
    title_uk: Mapped[str]
    title_en: Mapped[str]
    hours: Mapped[float]


class Cohort(db.Model):
    """People who take a course together; of one institution, or open to everybody (then `institution` is "")."""

    __tablename__ = "cohort"
    __table_args__ = (
        UniqueConstraint("library_id", "name", name="name_in_library"),
        UniqueConstraint("code", name="code"),
        CheckConstraint(f"kind IN {COHORT_KINDS}", name="known_kind"),
        CheckConstraint("(kind = 'open') = (institution = '')", name="institution_is_named"),
        CheckConstraint("capacity > 0", name="has_places"),
        Index("ix_cohort_course", "course_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=identifiers.new_id)
    code: Mapped[str] = mapped_column(default=identifiers.short_code)
    library_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("library.id"))
    course_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("course.id"))
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(default="open")
    institution: Mapped[str] = mapped_column(default="")
    capacity: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    closed_at: Mapped[datetime | None]


class CohortTrainer(db.Model):
    """Who leads a cohort."""

    __tablename__ = "cohort_trainer"
    __table_args__ = (Index("ix_cohort_trainer_account", "account_id"),)

    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohort.id"), primary_key=True)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)


class EnrolmentChange(Fact, db.Model):
    """Somebody got a place in a cohort, a place in the queue, or left."""

    __tablename__ = "enrolment_change"
    __table_args__ = (
        CheckConstraint(f"change IN {ENROLMENT_CHANGES}", name="known_change"),
        Index("ix_enrolment_change_cohort", "cohort_id", "learner_id"),
    )

    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohort.id"))
    learner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("learner.id"))
    change: Mapped[str]
    recorded_by: Mapped[str]


class Enrolment(db.Model):
    """Projection: where a learner stands in a cohort, and since when."""

    __tablename__ = "enrolment"
    __table_args__ = (
        CheckConstraint(f"status IN {ENROLMENT_CHANGES}", name="known_status"),
        Index("ix_enrolment_learner", "learner_id"),
    )

    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohort.id"), primary_key=True)
    learner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    status: Mapped[str]
    since: Mapped[datetime]


class TrainingSession(Fact, db.Model):
    """A session as it was planned. Without a cohort it is open to whoever comes.

    A session that was interrupted may be continued elsewhere or another day: the continuation is a session of its own
    that names the earlier part; all parts together are one unit, named by the first part's id.
    `led_by` is who opened it without a cohort; none for a cohort's session or the command line.
    """

    __tablename__ = "training_session"
    __table_args__ = (
        UniqueConstraint("code", name="code"),
        CheckConstraint(f"purpose IN {SESSION_PURPOSES}", name="known_purpose"),
        CheckConstraint("planned_end > planned_start", name="end_after_start"),
        CheckConstraint("(continues_id IS NULL) = (unit_id = id)", name="first_part_names_the_unit"),
        Index("ix_training_session_cohort", "cohort_id"),
        Index("ix_training_session_library", "library_id", "planned_start"),
        Index("ix_training_session_unit", "unit_id"),
    )

    code: Mapped[str] = mapped_column(default=identifiers.short_code)
    library_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("library.id"))
    cohort_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("cohort.id"))
    classroom_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("classroom.id"))
    module_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("course_module.id"))
    led_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    purpose: Mapped[str] = mapped_column(default="lesson")
    planned_start: Mapped[datetime]
    planned_end: Mapped[datetime]
    continues_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("training_session.id"))
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("training_session.id"))


class SessionEvent(Fact, db.Model):
    """What happened to a session, and when it really happened.

    A correction names the event that it replaces; one of the kind `withdrawn` replaces it by nothing.
    """

    __tablename__ = "session_event"
    __table_args__ = (
        CheckConstraint(f"kind IN {SESSION_EVENTS}", name="known_kind"),
        CheckConstraint(f"reason IS NULL OR reason IN {INTERRUPTIONS}", name="known_reason"),
        CheckConstraint("(kind = 'interrupted') = (reason IS NOT NULL)", name="interruption_has_reason"),
        CheckConstraint("(kind = 'rescheduled') = (planned_start IS NOT NULL)", name="new_start_where_rescheduled"),
        CheckConstraint("(kind = 'rescheduled') = (planned_end IS NOT NULL)", name="new_end_where_rescheduled"),
        CheckConstraint("kind <> 'withdrawn' OR corrects_id IS NOT NULL", name="withdrawn_names_an_event"),
        Index("ix_session_event_session", "training_session_id"),
    )

    training_session_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("training_session.id"))
    kind: Mapped[str]
    happened_at: Mapped[datetime]
    reason: Mapped[str | None]
    planned_start: Mapped[datetime | None]
    planned_end: Mapped[datetime | None]
    corrects_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("session_event.id"))
    recorded_by: Mapped[str]


class TrainingSessionState(db.Model):
    """Projection: what a session's events add up to. Minutes are whole; those of a running session are not counted yet."""

    __tablename__ = "training_session_state"
    __table_args__ = (
        CheckConstraint(f"status IN {SESSION_STATUSES}", name="known_status"),
        CheckConstraint("(status = 'interrupted') = (interrupted_at IS NOT NULL)", name="interrupted_since"),
        CheckConstraint("(interrupted_at IS NULL) = (interruption IS NULL)", name="interrupted_by"),
        CheckConstraint("(status = 'ended') = (ended_at IS NOT NULL)", name="ended_when"),
        CheckConstraint("held_minutes >= 0", name="held_not_negative"),
        CheckConstraint(
            "lost_alarm >= 0 AND lost_power >= 0 AND lost_internet >= 0 AND lost_other >= 0", name="lost_not_negative"
        ),
        Index("ix_training_session_state_status", "status"),
        Index("ix_training_session_state_start", "planned_start"),
    )

    training_session_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("training_session.id"), primary_key=True)
    status: Mapped[str]
    planned_start: Mapped[datetime]
    planned_end: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    interrupted_at: Mapped[datetime | None]
    interruption: Mapped[str | None]
    held_minutes: Mapped[int]
    lost_alarm: Mapped[int]
    lost_power: Mapped[int]
    lost_internet: Mapped[int]
    lost_other: Mapped[int]


class AttendanceMark(Fact, db.Model):
    """What was noted of one learner in one session; `recorded_at` is when the mark was made, on whatever node.

    Without `minutes` everything counts that was held since `arrived_at`, and without that since the start. A mark
    without `mark` takes an earlier one back.
    """

    __tablename__ = "attendance_mark"
    __table_args__ = (
        CheckConstraint(f"mark IS NULL OR mark IN {MARKS}", name="known_mark"),
        CheckConstraint(f"source IN {MARK_SOURCES}", name="known_source"),
        CheckConstraint("minutes IS NULL OR minutes >= 0", name="minutes_not_negative"),
        CheckConstraint("minutes IS NULL OR mark IN ('present', 'late')", name="minutes_of_those_who_came"),
        CheckConstraint("arrived_at IS NULL OR mark IN ('present', 'late')", name="arrival_of_those_who_came"),
        CheckConstraint("mark IS NOT NULL OR supersedes_id IS NOT NULL", name="taken_back_names_a_mark"),
        Index("ix_attendance_mark_session", "training_session_id", "learner_id"),
        Index("ix_attendance_mark_learner", "learner_id"),
    )

    training_session_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("training_session.id"))
    learner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("learner.id"))
    mark: Mapped[str | None]
    minutes: Mapped[int | None]
    arrived_at: Mapped[datetime | None]
    source: Mapped[str]
    supersedes_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("attendance_mark.id"))
    reason: Mapped[str] = mapped_column(default="")
    recorded_by: Mapped[str]


class Attendance(db.Model):
    """Projection: the mark in force of a learner in a session, with the minutes that it comes to."""

    __tablename__ = "attendance"
    __table_args__ = (
        CheckConstraint(f"mark IN {MARKS}", name="known_mark"),
        CheckConstraint("minutes >= 0", name="minutes_not_negative"),
        Index("ix_attendance_learner", "learner_id"),
    )

    training_session_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("training_session.id"), primary_key=True)
    learner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    mark_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("attendance_mark.id"))
    mark: Mapped[str]
    minutes: Mapped[int]


class Consultation(Fact, db.Model):
    """One-to-one help, or help with an e-service. Without a learner the person stayed unnamed.

    A correction names the record that it replaces; a withdrawn one replaces it by nothing.
    """

    __tablename__ = "consultation"
    __table_args__ = (
        CheckConstraint(f"kind IN {CONSULTATION_KINDS}", name="known_kind"),
        CheckConstraint(f"topic IN {CONSULTATION_TOPICS}", name="known_topic"),
        CheckConstraint(f"outcome IN {CONSULTATION_OUTCOMES}", name="known_outcome"),
        CheckConstraint("minutes > 0", name="takes_time"),
        CheckConstraint("NOT withdrawn OR corrects_id IS NOT NULL", name="withdrawn_names_a_record"),
        Index("ix_consultation_library", "library_id", "held_at"),
        Index("ix_consultation_learner", "learner_id"),
    )

    library_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("library.id"))
    helper_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    learner_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("learner.id"))
    kind: Mapped[str]
    topic: Mapped[str]
    outcome: Mapped[str]
    held_at: Mapped[datetime]
    minutes: Mapped[int]
    corrects_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("consultation.id"))
    withdrawn: Mapped[bool] = mapped_column(default=False)
