"""The scenes of courses' certificates: a cohort in which everybody stands elsewhere, and what holders have of it."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from literacy.accounts import learners, registration
from literacy.accounts.models import Account, RoleGrant
from literacy.accounts.registration import Registration
from literacy.core import clock, outbox
from literacy.core.db import db
from literacy.credentials import course_awards, service, signing
from literacy.training import attendance, cohorts, courses, sessions
from literacy.training.attendance import NewMark
from literacy.training.cohorts import CohortFacts
from literacy.training.courses import CourseFacts
from literacy.training.models import Cohort, Course
from literacy.training.sessions import Plan

ACTOR = "browser tests"
OUTCOMES = (
    (
        "Добирає цифрові матеріали для уроку й перевіряє, чи можна ними користуватися",
        "Chooses digital materials for a lesson",
    ),
    ("Захищає облікові записи школи та дані дітей", "Protects the school’s accounts and the children’s data"),
    ("Помічає ознаки шахрайства й пояснює їх іншим", "Notices signs of fraud and explains them to others"),
)


class _Course:
    """A cohort of the demonstration's trainer, with three sessions held and one to come."""

    def __init__(self, name: str) -> None:
        account_id, library_id = db.session.execute(
            select(RoleGrant.account_id, RoleGrant.library_id)
            .join(Account, Account.id == RoleGrant.account_id)
            .where(Account.email == "trainer@library.example")
        ).one()
        told = CourseFacts(
            f"Безпечні цифрові інструменти на уроці: {name}",
            f"Safe digital tools in class: {name}",
            "teacher",
            hours=16,
            least_sessions=3,
            least_hours=5,
            document_kind="teachers",
            ects=0.5,
            outcomes=OUTCOMES,
            tests="after",
            test_rule="none",
        )
        self.now = clock.now()
        with clock.at(self.now - timedelta(days=9)):
            self.course_id = courses.add_course(told, actor=ACTOR)
            self.cohort_id = cohorts.form_cohort(
                library_id, CohortFacts(name, self.course_id, 12), actor=ACTOR, leaders=[account_id]
            )
        self.library_id = library_id
        self.held = [self._hold(self.now - timedelta(days=days)) for days in (6, 4, 2)]
        self._plan(self.now + timedelta(days=3))

    def _plan(self, start: datetime) -> uuid.UUID:
        plan = Plan(self.library_id, start, start + timedelta(hours=2), cohort_id=self.cohort_id)
        return sessions.plan_session(plan, actor=ACTOR)

    def _hold(self, start: datetime) -> uuid.UUID:
        session_id = self._plan(start)
        sessions.start(session_id, actor=ACTOR, at=start)
        sessions.end(session_id, actor=ACTOR, at=start + timedelta(hours=2))
        return session_id

    def member(self, nickname: str, name: str, units: int = 3) -> uuid.UUID:
        """Enrol somebody who came to so many sessions."""
        told = Registration(nickname, name_uk=name)
        learner_id = registration.register(told, actor=ACTOR, simulated=True)
        cohorts.enrol(self.cohort_id, learner_id, actor=ACTOR)
        for session_id in self.held[:units]:
            attendance.note_marks(session_id, [NewMark(learner_id, "present")], source="list", actor=ACTOR)
        return learner_id

    def issue(self, learner_id: uuid.UUID) -> uuid.UUID:
        """Issue a certificate and sign it."""
        issued = course_awards.award_to_member(self.cohort_id, learner_id, actor=ACTOR)
        signing.sign_credential(issued)
        return issued

    @property
    def code(self) -> str:
        """The cohort's address."""
        return db.session.scalars(select(Cohort.code).where(Cohort.id == self.cohort_id)).one()


def certificates() -> dict[str, str]:
    """Set the scenes; return where they are."""
    mixed, waiting = _Course("Ранкова"), _Course("Вечірня")
    mixed.member("пані Ївга", "Ївга Ґонтаренко")
    mixed.member("Олександра", "Олександра-Вікторія Добровольська-Знам’янська")
    short = mixed.member("Лука", "Лука Безкоровайний", units=1)
    mixed.member("Мирон", "")
    holder, revoked = mixed.member("Софія", "Софія Нечуй-Левицька"), mixed.member("Остап", "Остап Вишнівецький")
    issued, withdrawn = mixed.issue(holder), mixed.issue(revoked)
    service.revoke(withdrawn, "error", actor=ACTOR)
    waiting.member("Дарина", "Дарина Степова")
    _leave_unsigned(course_awards.award_to_cohort(waiting.cohort_id, actor=ACTOR))
    too_long = _Course("Задовга")  # as a course from before the limit may be
    db.session.get_one(Course, too_long.course_id).outcomes = [{"uk": uk * 8, "en": en * 8} for uk, en in OUTCOMES]
    too_long.member("Ганна", "Ганна Ясенчук")
    return {
        "mixed": mixed.code,
        "waiting": waiting.code,
        "empty": _Course("Порожня").code,
        "too_long": too_long.code,
        "holder_key": learners.holder_key_of(holder),
        "short_key": learners.holder_key_of(short),
        "number": service.code_of(issued),
        "revoked": service.code_of(withdrawn),
    }


def _leave_unsigned(issued: Sequence[uuid.UUID]) -> None:
    """Take the messages from the worker, so that the certificates go on waiting."""
    wanted = {credential_id.hex for credential_id in issued}
    for message_id, _, payload in outbox.waiting(1000):
        if payload.get("credential_id") in wanted:
            outbox.mark_done(message_id)
