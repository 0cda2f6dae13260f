"""A copy of everything that is held about a person: names in English, values also in Ukrainian words.

With the holder's key it is whole. For staff it leaves out what they never see: the optional answers about a person, the
answers to tasks, the signed documents. Nothing in it says whether an answer was right.
"""

import json
import uuid
from collections.abc import Collection, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import select

from literacy.accounts import consents, learners
from literacy.accounts.models import AgeStatement, LearnerProfile
from literacy.core import clock, installation
from literacy.core.db import db
from literacy.core.errors import NotFound
from literacy.core.identifiers import grouped
from literacy.core.language import t
from literacy.credentials import service as credentials
from literacy.credentials.models import Credential, CredentialState, SignedCredential
from literacy.credentials.queries import status_today
from literacy.desk.people_export_sittings import reports_of, results_of, sittings_of
from literacy.desk.people_queries import card_lines
from literacy.training.books import of_one_person
from literacy.training.consultations import holds_in_the_books
from literacy.training.models import (
    Attendance,
    Cohort,
    Consultation,
    Course,
    EnrolmentChange,
    Library,
    TrainingSession,
    TrainingSessionState,
)

MOST = 2000


def copy_for_holder(cards: Sequence[uuid.UUID]) -> bytes:
    """Return everything that is held about a person, as she may take it away."""
    return _written(
        _about("export_about")
        | _shared(cards)
        | {
            "profile": _profile(cards),
            "sittings": sittings_of(cards),
            "reports": reports_of(cards),
            "certificates": _certificates(cards, documents=True),
        }
    )


def copy_by_staff(cards: Sequence[uuid.UUID]) -> bytes:
    """Return what staff see of a person anyway, to hand it to her."""
    return _written(
        _about("export_about_staff") | _shared(cards) | {"certificates": _certificates(cards, documents=False)}
    )


def _written(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _about(words: str) -> dict[str, Any]:
    settings = installation.settings()
    told = {"programme": settings.programme_uk, "made_at": clock.now().isoformat(), "about": _uk(words)}
    return {"copy": told}


def _shared(cards: Sequence[uuid.UUID]) -> dict[str, Any]:
    return {
        "cards": _cards(cards),
        "age": _age(cards),
        "consents": _consents(cards),
        "enrolments": _enrolments(cards),
        "attendance": _attendance(cards),
        "consultations": _consultations(cards),
        "results": results_of(cards),
    }


def _uk(name: str) -> str:
    """Return a word of these pages in Ukrainian, whatever language is spoken."""
    return t(f"privacy_mine.{name}", lang="uk")


def _cards(cards: Sequence[uuid.UUID]) -> list[dict[str, Any]]:
    return [
        {"number": grouped(line.number), "identity": asdict(line.identity) if line.identity else None}
        for line in card_lines(cards)
    ]


def _age(cards: Collection[uuid.UUID]) -> list[dict[str, Any]]:
    rows = db.session.scalars(
        select(AgeStatement)
        .where(AgeStatement.learner_id.in_(cards))
        .order_by(AgeStatement.recorded_at, AgeStatement.id)
        .limit(MOST)
    )
    return [{"under_14": row.under_14, "stated_at": row.recorded_at.isoformat()} for row in rows]


def _consents(cards: Collection[uuid.UUID]) -> list[dict[str, Any]]:
    return [
        {
            "purpose": each.purpose,
            "purpose_uk": _uk(f"purpose_{each.purpose}"),
            "given": each.given,
            "text_version": each.text_version,
            "channel": each.channel,
            "channel_uk": _uk(f"channel_{each.channel}"),
            "decided_at": each.recorded_at.isoformat(),
        }
        for each in consents.decisions_of(cards)
    ]


def _profile(cards: Collection[uuid.UUID]) -> list[dict[str, Any]]:
    """Return the optional answers, each with its question in words."""
    rows = db.session.scalars(
        select(LearnerProfile).where(LearnerProfile.learner_id.in_(cards)).order_by(LearnerProfile.id)
    )
    return [
        {
            "question": name,
            "question_uk": t(f"about_you.{name}_label", lang="uk"),
            "answer": answer,
            "answer_uk": _answer_in_words(name, answer),
            "answered_at": row.recorded_at.isoformat(),
        }
        for row in rows
        for name, answer in json.loads(learners.open_for(row.learner_id, row.sealed, "profile")).items()
    ]


def _answer_in_words(name: str, answer: object) -> str:
    if name in ("sex", "settlement"):
        return t(f"about_you.{name}_{answer}", lang="uk")
    if answer in ("yes", "no"):
        return t(f"common.answer_{answer}", lang="uk")
    return str(answer)


def _enrolments(cards: Collection[uuid.UUID]) -> list[dict[str, Any]]:
    rows = db.session.execute(
        select(EnrolmentChange, Cohort.name, Course.title_uk, Library.name_uk)
        .join(Cohort, Cohort.id == EnrolmentChange.cohort_id)
        .join(Course, Course.id == Cohort.course_id)
        .join(Library, Library.id == Cohort.library_id)
        .where(EnrolmentChange.learner_id.in_(cards))
        .order_by(EnrolmentChange.recorded_at, EnrolmentChange.id)
        .limit(MOST)
    )
    return [
        {
            "cohort": cohort,
            "course": course,
            "library": library,
            "change": change.change,
            "change_uk": _uk(f"enrolment_{change.change}"),
            "at": change.recorded_at.isoformat(),
        }
        for change, cohort, course, library in rows
    ]


def _attendance(cards: Collection[uuid.UUID]) -> list[dict[str, Any]]:
    rows = db.session.execute(
        select(
            Attendance.training_session_id,
            TrainingSessionState.planned_start,
            Library.name_uk,
            Cohort.name,
            Attendance.mark,
            Attendance.minutes,
        )
        .join(TrainingSession, TrainingSession.id == Attendance.training_session_id)
        .join(TrainingSessionState, TrainingSessionState.training_session_id == TrainingSession.id)
        .join(Library, Library.id == TrainingSession.library_id)
        .outerjoin(Cohort, Cohort.id == TrainingSession.cohort_id)
        .where(Attendance.learner_id.in_(cards))
        .order_by(TrainingSessionState.planned_start, Attendance.training_session_id)
        .limit(MOST)
    )
    of_session: dict[uuid.UUID, list[Any]] = {}
    for session_id, *row in rows:
        of_session.setdefault(session_id, []).append(row)
    found = []
    for same in of_session.values():
        start, library, cohort = same[0][:3]
        mark, minutes = of_one_person((row[3], row[4]) for row in same) or ("absent", 0)
        told = {"session_at": start.isoformat(), "library": library, "cohort": cohort}
        found.append(told | {"mark": mark, "mark_uk": _uk(f"mark_{mark}"), "minutes": minutes})
    return found


def _consultations(cards: Collection[uuid.UUID]) -> list[dict[str, Any]]:
    rows = db.session.execute(
        select(Consultation, Library.name_uk)
        .join(Library, Library.id == Consultation.library_id)
        .where(Consultation.learner_id.in_(cards), holds_in_the_books())
        .order_by(Consultation.held_at, Consultation.id)
        .limit(MOST)
    )
    return [
        {
            "held_at": row.held_at.isoformat(),
            "library": library,
            "kind": row.kind,
            "kind_uk": _uk(f"help_{row.kind}"),
            "topic": row.topic,
            "topic_uk": _uk(f"topic_{row.topic}"),
            "outcome": row.outcome,
            "outcome_uk": _uk(f"outcome_{row.outcome}"),
            "minutes": row.minutes,
        }
        for row, library in rows
    ]


def _certificates(cards: Collection[uuid.UUID], *, documents: bool) -> list[dict[str, Any]]:
    """Return the certificates, for the holder with what was signed."""
    rows = db.session.execute(
        select(Credential, CredentialState.status, SignedCredential)
        .join(CredentialState, CredentialState.credential_id == Credential.id)
        .outerjoin(SignedCredential, SignedCredential.credential_id == Credential.id)
        .where(Credential.learner_id.in_(cards))
        .order_by(Credential.issued_at, Credential.id)
        .limit(MOST)
    )
    found = []
    for credential, status, signed in rows:
        told: dict[str, Any] = {
            "number": credential.code,
            "kind": credential.kind,
            "state": status_today(credential, status),
            "state_uk": t(f"certificate_page.status_{status_today(credential, status)}", lang="uk"),
            "issued_at": credential.issued_at.isoformat(),
            "valid_until": credential.valid_until.isoformat() if credential.valid_until else None,
        }
        if documents:
            told["document"] = _document(credential, signed)
        found.append(told)
    return found


def _document(credential: Credential, signed: SignedCredential | None) -> Any:
    if signed is None:
        return None
    try:
        plain = learners.open_for(credential.learner_id, signed.sealed_document, credentials.DOCUMENT_PURPOSE)
    except NotFound:
        return None
    return json.loads(plain)
