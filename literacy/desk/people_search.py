"""Finding a person within one's reach, and setting two beside each other before they are called one."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select

from literacy.accounts import people
from literacy.accounts.access import Staff
from literacy.accounts.models import Learner, LearnerKey
from literacy.accounts.people import Called
from literacy.assessment.models import Result, Sitting
from literacy.core.db import db
from literacy.core.errors import NotFound
from literacy.core.identifiers import card_number_is_consistent, grouped, normalise_code
from literacy.desk.people_queries import CardLine, card_lines
from literacy.training.access import places_of_person
from literacy.training.books import CAME, of_one_person
from literacy.training.consultations import holds_in_the_books
from literacy.training.models import (
    Attendance,
    Cohort,
    Consultation,
    Enrolment,
    TrainingSession,
    TrainingSessionState,
)
from literacy.training.reach import reached_by

MOST_SEARCHED = 500
MOST_FOUND = 40
MOST_LIKELY = 8
MOST_COMMON = 12
_APOSTROPHES = str.maketrans(dict.fromkeys("'ʼ`´", "’"))


@dataclass(frozen=True, slots=True)
class Hit:
    """A person who was found."""

    learner_id: uuid.UUID
    code: str
    name: str
    full_name: str

    @property
    def number(self) -> str:
        """The card's number as it is printed."""
        return grouped(self.code)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found. `limited`: not everybody was looked at; `more`: not everybody who was found is listed."""

    hits: tuple[Hit, ...]
    limited: bool = False
    more: bool = False


def find(staff: Staff, typed: str) -> Found:
    """Return the people within reach whose card number, name or nickname was typed; without a word, the newest."""
    number = normalise_code(typed)
    if card_number_is_consistent(number):
        try:
            learner_id = people.learner_by_card(number)
        except NotFound:
            return Found(())
        reached = staff.may("person.see", *places_of_person(people.cards_of(learner_id)))
        return Found(_hits(people.called([learner_id]).values()) if reached else ())
    ids = within_reach(staff, "person.see")
    words = _words(typed)
    hits = _hits(each for each in _in_order(ids) if _fits(each, words))
    return Found(hits[:MOST_FOUND], limited=len(ids) == MOST_SEARCHED, more=len(hits) > MOST_FOUND)


def within_reach(staff: Staff, action: str) -> list[uuid.UUID]:
    """Return the cards of people whom an action reaches, the newest cards first, without those who were erased."""
    reached = reached_by(staff, action)
    enrolled = select(Enrolment.learner_id).join(Cohort, Cohort.id == Enrolment.cohort_id).where(reached.cohorts)
    attended = select(Attendance.learner_id).join(TrainingSession, TrainingSession.id == Attendance.training_session_id)
    helped = select(Consultation.learner_id).where(
        reached.consultations, Consultation.learner_id.is_not(None), holds_in_the_books()
    )
    statement = (
        select(Learner.id)
        .join(LearnerKey, LearnerKey.learner_id == Learner.id)
        .where(or_(Learner.id.in_(enrolled), Learner.id.in_(attended.where(reached.sessions)), Learner.id.in_(helped)))
        .order_by(Learner.id.desc())
        .limit(MOST_SEARCHED)
    )
    return list(db.session.scalars(statement))


def _in_order(ids: Sequence[uuid.UUID]) -> list[Called]:
    """Return how people are called, each once, in the order of their newest cards."""
    called = people.called(ids)
    once: dict[uuid.UUID, Called] = {}
    for learner_id in ids:
        once.setdefault(called[learner_id].person_id, called[learner_id])
    return list(once.values())


def _hits(found: Iterable[Called]) -> tuple[Hit, ...]:
    return tuple(
        Hit(each.learner_id, each.card_number, each.name, each.identity.name_uk if each.identity else "")
        for each in found
    )


def _words(text: str) -> list[str]:
    return text.translate(_APOSTROPHES).casefold().split()


def _fits(each: Called, wanted: Sequence[str]) -> bool:
    """Say whether each typed word begins a word of the name or nickname."""
    if not wanted:
        return True
    known = _names(each)
    return all(any(word.startswith(start) for word in known) for start in wanted)


def _names(each: Called) -> list[str]:
    return _words(f"{each.identity.nickname} {each.identity.name_uk}") if each.identity else []


def likely(staff: Staff, learner_id: uuid.UUID) -> tuple[Hit, ...]:
    """Return the people within reach who share a word of their name with this one: perhaps she has two cards."""
    listed = _in_order([learner_id, *within_reach(staff, "person.manage")])
    own, others = listed[0], listed[1:]
    words = {word for word in _names(own) if len(word) > 1}
    return _hits([each for each in others if words & set(_names(each))][:MOST_LIKELY])


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two who may be one person."""

    learner_id: uuid.UUID
    code: str
    name: str
    cards: tuple[CardLine, ...]
    cohorts: tuple[str, ...]
    sessions: int
    results: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Common:
    """A session in which both were marked; `both` says that both are said to have been there."""

    at: datetime
    mark: str
    other_mark: str

    @property
    def both(self) -> bool:
        """Whether two were there, so that they can hardly be one."""
        return self.mark in CAME and self.other_mark in CAME


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides, and the sessions that they have in common, newest first."""

    own: Side
    other: Side
    common: tuple[Common, ...]


def compare(staff: Staff, learner_id: uuid.UUID, other_id: uuid.UUID) -> Comparison:
    """Return two people side by side; cohorts are named where they are within reach."""
    cards, other_cards = people.cards_of(learner_id), people.cards_of(other_id)
    called = people.called([learner_id, other_id])
    marks, other_marks = _marks(cards), _marks(other_cards)
    shared = sorted(set(marks) & set(other_marks), key=lambda each: each[1], reverse=True)[:MOST_COMMON]
    common = tuple(Common(each[1], marks[each], other_marks[each]) for each in shared)
    reached = reached_by(staff, "cohort.see").cohorts
    return Comparison(
        _side(called[learner_id], cards, marks, reached),
        _side(called[other_id], other_cards, other_marks, reached),
        common,
    )


def _marks(cards: Collection[uuid.UUID]) -> dict[tuple[uuid.UUID, datetime], str]:
    """Return session and time -> the person's one mark."""
    rows = db.session.execute(
        select(Attendance.training_session_id, TrainingSessionState.planned_start, Attendance.mark, Attendance.minutes)
        .join(TrainingSessionState, TrainingSessionState.training_session_id == Attendance.training_session_id)
        .where(Attendance.learner_id.in_(cards))
        .order_by(TrainingSessionState.planned_start.desc())
        .limit(MOST_SEARCHED)
    )
    listed: dict[tuple[uuid.UUID, datetime], list[tuple[str, int]]] = {}
    for session_id, start, mark, minutes in rows:
        listed.setdefault((session_id, start), []).append((mark, minutes))
    return {session: (of_one_person(marks) or ("absent", 0))[0] for session, marks in listed.items()}


def _side(
    called: Called,
    cards: Collection[uuid.UUID],
    marks: dict[tuple[uuid.UUID, datetime], str],
    reached: ColumnElement[bool],
) -> Side:
    cohorts = select(Cohort.name).join(Enrolment, Enrolment.cohort_id == Cohort.id)
    cohorts = cohorts.where(Enrolment.learner_id.in_(cards), Enrolment.status != "left", reached).distinct()
    results = select(func.count(Result.id)).join(Sitting, Sitting.id == Result.sitting_id)
    since = select(func.min(Learner.recorded_at)).where(Learner.id.in_(cards))
    return Side(
        learner_id=called.learner_id,
        code=called.card_number,
        name=called.name,
        cards=card_lines(cards),
        cohorts=tuple(db.session.scalars(cohorts.order_by(Cohort.name).limit(MOST_FOUND))),
        sessions=sum(mark in CAME for mark in marks.values()),
        results=db.session.scalar(results.where(Sitting.learner_id.in_(cards))) or 0,
        since=db.session.scalars(since).one(),
    )
