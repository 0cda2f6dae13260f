"""The page of a person: everything that those who work with her need, whatever card it hangs on."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from literacy.accounts import consents, learners, people
from literacy.accounts.access import Staff
from literacy.accounts.consents import Decision
from literacy.accounts.learners import Identity
from literacy.accounts.models import Erasure, Learner, LearnerMerge, MergeUndoing
from literacy.accounts.permissions import Place
from literacy.assessment.models import Result, Sitting, SittingState
from literacy.assessment.scoring import outcome_from
from literacy.core.db import db
from literacy.core.identifiers import grouped
from literacy.credentials.models import Credential, CredentialState
from literacy.credentials.queries import status_today
from literacy.training.access import leaders_of
from literacy.training.books import CAME, of_one_person
from literacy.training.consultations import holds_in_the_books
from literacy.training.models import (
    Attendance,
    Cohort,
    Consultation,
    Enrolment,
    Library,
    TrainingSession,
    TrainingSessionState,
)

MOST_MARKS = 400
MOST_SESSIONS = 30
MOST_LINES = 20
_STANDING_ORDER = ("enrolled", "waiting", "left")


@dataclass(frozen=True, slots=True)
class CardLine:
    """A card of a person, and what stands on it."""

    learner_id: uuid.UUID
    number: str
    identity: Identity | None
    erased_at: datetime | None


@dataclass(frozen=True, slots=True)
class CohortLine:
    """A cohort of a person's, with what she attended there."""

    code: str
    name: str
    library_uk: str
    library_en: str
    status: str
    since: datetime
    sessions: int
    minutes: int


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session in which a person was marked."""

    code: str
    at: datetime
    cohort: str
    mark: str
    minutes: int


@dataclass(frozen=True, slots=True)
class ResultLine:
    """A result: the level, none where there were too few answers, and whether it is firm."""

    role: str
    at: datetime
    level: str | None
    firm: bool
    voided: bool


@dataclass(frozen=True, slots=True)
class CertificateLine:
    """A certificate of a person's."""

    code: str
    kind: str
    status: str
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class ConsultationLine:
    """One-to-one help that a person got."""

    at: datetime
    kind: str
    topic: str
    minutes: int


@dataclass(frozen=True, slots=True)
class MergeLine:
    """A merge that nobody undid: which two cards it joined."""

    id: uuid.UUID
    number: str
    other: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PersonPage:
    """A person as those who work with her see her. `elsewhere` says that there is more, out of the reader's reach."""

    code: str
    name: str
    identity: Identity | None
    cards: tuple[CardLine, ...]
    under_14: bool
    needs_guardian: bool
    erased_at: datetime | None
    cohorts: tuple[CohortLine, ...]
    sessions: tuple[SessionLine, ...]
    came: int
    minutes: int
    elsewhere: bool
    results: tuple[ResultLine, ...]
    certificates: tuple[CertificateLine, ...]
    consultations: tuple[ConsultationLine, ...]
    consents: tuple[Decision, ...]
    merges: tuple[MergeLine, ...]


@dataclass(frozen=True, slots=True)
class _Attended:
    """A session with the person's one mark in it."""

    row: SessionLine
    cohort_id: uuid.UUID | None
    place: Place


def person_page(staff: Staff, learner_id: uuid.UUID, cards: Sequence[uuid.UUID]) -> PersonPage:
    """Return what staff see of a person; cohorts, sessions and help only where they reach them."""
    called = people.called(cards)[learner_id]
    attended = _attended(cards)
    reached = [each for each in attended if staff.may("session.see", each.place)]
    cohorts, more_cohorts = _cohorts(staff, cards, reached)
    consultations, more_help = _consultations(staff, cards)
    lines = card_lines(cards)
    came = [each.row for each in reached if each.row.mark in CAME]
    return PersonPage(
        code=called.card_number,
        name=called.name,
        identity=called.identity,
        cards=lines,
        under_14=learners.is_under_14(learner_id),
        needs_guardian=learners.needs_guardian(learner_id),
        erased_at=next((line.erased_at for line in lines if line.erased_at), None),
        cohorts=cohorts,
        sessions=tuple(each.row for each in reached[:MOST_SESSIONS]),
        came=len(came),
        minutes=sum(row.minutes for row in came),
        elsewhere=len(reached) < len(attended) or more_cohorts or more_help,
        results=_results(cards),
        certificates=certificate_lines(cards),
        consultations=consultations,
        consents=consents.last_of_each_purpose(consents.decisions_of(cards)),
        merges=merges_of(cards),
    )


def card_lines(cards: Collection[uuid.UUID]) -> tuple[CardLine, ...]:
    """Return the cards of a person with what stands on each, the earliest first."""
    known = learners.identities_of(list(cards))
    rows = db.session.execute(
        select(Learner.id, Learner.card_number, Erasure.recorded_at)
        .outerjoin(Erasure, Erasure.learner_id == Learner.id)
        .where(Learner.id.in_(cards))
        .order_by(Learner.id)
    )
    return tuple(CardLine(row.id, row.card_number, known.get(row.id), row.recorded_at) for row in rows)


def described_card(learner_id: uuid.UUID, cards: Sequence[uuid.UUID]) -> uuid.UUID:
    """Return the card on which a person is written down: this one, else the earliest with a name, else this one."""
    known = learners.identities_of(list(cards))
    return next((card for card in (learner_id, *cards) if card in known), learner_id)


def _attended(cards: Collection[uuid.UUID]) -> list[_Attended]:
    """Return the sessions in which a person was marked, newest first, nobody twice."""
    rows = db.session.execute(
        select(TrainingSession, TrainingSessionState.planned_start, Cohort.name, Attendance.mark, Attendance.minutes)
        .join(Attendance, Attendance.training_session_id == TrainingSession.id)
        .join(TrainingSessionState, TrainingSessionState.training_session_id == TrainingSession.id)
        .outerjoin(Cohort, Cohort.id == TrainingSession.cohort_id)
        .where(Attendance.learner_id.in_(cards))
        .order_by(TrainingSessionState.planned_start.desc(), TrainingSession.id)
        .limit(MOST_MARKS)
    ).all()
    leaders = leaders_of({row.TrainingSession.cohort_id for row in rows if row.TrainingSession.cohort_id})
    of_session: dict[uuid.UUID, list] = {}
    for row in rows:
        of_session.setdefault(row.TrainingSession.id, []).append(row)
    found = []
    for same in of_session.values():
        training_session, planned_start, cohort = same[0][:3]
        mark, minutes = of_one_person((row.mark, row.minutes) for row in same) or ("absent", 0)
        led = frozenset({training_session.led_by} if training_session.led_by else ())
        if training_session.cohort_id:
            led |= leaders.get(training_session.cohort_id, frozenset())
        line = SessionLine(training_session.code, planned_start, cohort or "", mark, minutes)
        found.append(_Attended(line, training_session.cohort_id, Place(training_session.library_id, led)))
    return found


def _cohorts(
    staff: Staff, cards: Collection[uuid.UUID], attended: Sequence[_Attended]
) -> tuple[tuple[CohortLine, ...], bool]:
    """Return a person's cohorts within reach, and whether there are others."""
    rows = db.session.execute(
        select(Cohort, Library.name_uk, Library.name_en, Enrolment.status, Enrolment.since)
        .join(Enrolment, Enrolment.cohort_id == Cohort.id)
        .join(Library, Library.id == Cohort.library_id)
        .where(Enrolment.learner_id.in_(cards))
        .order_by(Enrolment.since.desc(), Cohort.id)
        .limit(MOST_LINES * 5)
    ).all()
    leaders = leaders_of({row.Cohort.id for row in rows})
    best: dict[uuid.UUID, tuple] = {}
    for row in sorted(rows, key=lambda row: _STANDING_ORDER.index(row.status)):
        best.setdefault(row.Cohort.id, row)
    lines, beyond = [], False
    for cohort, library_uk, library_en, status, since in best.values():
        if not staff.may("cohort.see", Place(cohort.library_id, leaders.get(cohort.id, frozenset()))):
            beyond = True
            continue
        came = [each.row for each in attended if each.cohort_id == cohort.id and each.row.mark in CAME]
        minutes = sum(row.minutes for row in came)
        line = CohortLine(cohort.code, cohort.name, library_uk, library_en, status, since, len(came), minutes)
        lines.append(line)
    return tuple(lines[:MOST_LINES]), beyond


def _results(cards: Collection[uuid.UUID]) -> tuple[ResultLine, ...]:
    replaced = aliased(Result)
    rows = db.session.execute(
        select(Sitting.role, Result.recorded_at, Result.document, SittingState.voided_at)
        .join(Sitting, Sitting.id == Result.sitting_id)
        .join(SittingState, SittingState.sitting_id == Sitting.id)
        .outerjoin(replaced, replaced.supersedes_id == Result.id)
        .where(Sitting.learner_id.in_(cards), replaced.id.is_(None))
        .order_by(Result.id.desc())
        .limit(MOST_LINES)
    )
    found = []
    for role, at, document, voided_at in rows:
        outcome = outcome_from(document["outcome"])
        above = outcome.top_merged and outcome.level == "advanced"
        level = "advanced_or_above" if above else outcome.level
        found.append(ResultLine(role, at, level, outcome.firm, voided_at is not None))
    return tuple(found)


def certificate_lines(cards: Collection[uuid.UUID]) -> tuple[CertificateLine, ...]:
    """Return a person's certificates, newest first."""
    rows = db.session.execute(
        select(Credential, CredentialState.status)
        .join(CredentialState, CredentialState.credential_id == Credential.id)
        .where(Credential.learner_id.in_(cards))
        .order_by(Credential.id.desc())
        .limit(MOST_LINES)
    )
    return tuple(CertificateLine(row.code, row.kind, status_today(row, status), row.issued_at) for row, status in rows)


def _consultations(staff: Staff, cards: Collection[uuid.UUID]) -> tuple[tuple[ConsultationLine, ...], bool]:
    """Return the help that a person got in libraries within reach, and whether there was other help."""
    rows = list(
        db.session.scalars(
            select(Consultation)
            .where(Consultation.learner_id.in_(cards), holds_in_the_books())
            .order_by(Consultation.held_at.desc(), Consultation.id)
            .limit(MOST_LINES)
        )
    )
    reached = [row for row in rows if staff.may("library.see", Place(row.library_id))]
    lines = tuple(ConsultationLine(row.held_at, row.kind, row.topic, row.minutes) for row in reached)
    return lines, len(reached) < len(rows)


def merges_of(cards: Collection[uuid.UUID]) -> tuple[MergeLine, ...]:
    """Return the merges of a person's cards that nobody undid, newest first."""
    one, other = aliased(Learner), aliased(Learner)
    rows = db.session.execute(
        select(LearnerMerge.id, one.card_number, other.card_number, LearnerMerge.recorded_at)
        .join(one, one.id == LearnerMerge.learner_id)
        .join(other, other.id == LearnerMerge.other_id)
        .outerjoin(MergeUndoing, MergeUndoing.merge_id == LearnerMerge.id)
        .where(LearnerMerge.learner_id.in_(cards), MergeUndoing.id.is_(None))
        .order_by(LearnerMerge.recorded_at.desc(), LearnerMerge.id)
        .limit(MOST_LINES)
    )
    return tuple(MergeLine(row[0], grouped(row[1]), grouped(row[2]), row[3]) for row in rows)
