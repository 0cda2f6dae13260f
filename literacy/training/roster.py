"""Who belongs on a session's list (whoever is enrolled or has a mark), what is in force of each, and how often it changed."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from literacy.accounts import people
from literacy.accounts.people import Called
from literacy.core.db import db
from literacy.core.language import alphabetical
from literacy.training.books import STAFF_SOURCES, Noted, in_force
from literacy.training.models import Attendance, Enrolment, TrainingSession
from literacy.training.timelines import marks_of


@dataclass(frozen=True, slots=True)
class Row:
    """A person on the list. `standing` is the one in the cohort; none for who came without being enrolled.

    `twin` says that the same person stands here with another card too: nobody is counted twice.
    """

    called: Called
    standing: str | None
    holding: Noted | None
    minutes: int | None
    changes: int
    twin: bool = False

    @property
    def learner_id(self) -> uuid.UUID:
        """The card that the row stands for."""
        return self.called.learner_id

    @property
    def walk_in(self) -> bool:
        """Whether the person came without being enrolled in the cohort."""
        return self.standing is None


@dataclass(frozen=True, slots=True)
class Roster:
    """A session's list, by name; who is not enrolled comes last. `saved_at` is when staff marked last, `saved` how many."""

    rows: tuple[Row, ...]
    saved_at: datetime | None
    saved: int

    @property
    def unmarked(self) -> int:
        """How many who are enrolled have no mark."""
        return sum(row.holding is None for row in self.rows)

    def of(self, learner_id: uuid.UUID) -> Row | None:
        """Return the row of a card."""
        return next((row for row in self.rows if row.learner_id == learner_id), None)

    def count(self, mark: str) -> int:
        """Return how many have this mark."""
        return sum(row.holding is not None and row.holding.mark == mark and not row.twin for row in self.rows)


def roster_of(training_session: TrainingSession) -> Roster:
    """Return the list of a session, in six statements."""
    standings = standings_in(training_session.cohort_id)
    noted = {learner_id: marks for (_, learner_id), marks in marks_of([training_session.id]).items()}
    held = dict(
        db.session.execute(
            select(Attendance.learner_id, Attendance.minutes).where(
                Attendance.training_session_id == training_session.id
            )
        ).all()
    )
    enrolled = {learner_id for learner_id, standing in standings.items() if standing == "enrolled"}
    calls = people.called(enrolled | held.keys())
    marked = {calls[learner_id].person_id for learner_id in held}
    rows = []
    seen: set[uuid.UUID] = set()
    for learner_id in sorted(calls):
        person_id = calls[learner_id].person_id
        if learner_id not in held and person_id in marked:
            continue  # enrolled with one card, marked with another: one row
        marks = noted.get(learner_id, [])
        holding = in_force(marks)
        standing = standings.get(learner_id) or _of_other_card(person_id, standings, calls)
        rows.append(Row(calls[learner_id], standing, holding, held.get(learner_id), len(marks), twin=person_id in seen))
        seen.add(person_id)
    rows.sort(key=lambda row: (row.standing != "enrolled", alphabetical(row.called.name), row.called.card_number))
    by_staff = [each for marks in noted.values() for each in marks if each.source in STAFF_SOURCES]
    saved_at = max((each.recorded_at for each in by_staff), default=None)
    return Roster(tuple(rows), saved_at, sum(each.recorded_at == saved_at for each in by_staff))


def standings_in(cohort_id: uuid.UUID | None) -> dict[uuid.UUID, str]:
    """Return where everybody stands in a cohort: enrolled, waiting, left."""
    if cohort_id is None:
        return {}
    statement = select(Enrolment.learner_id, Enrolment.status).where(Enrolment.cohort_id == cohort_id)
    return dict(db.session.execute(statement).all())


def _of_other_card(person_id: uuid.UUID, standings: dict[uuid.UUID, str], calls: dict[uuid.UUID, Called]) -> str | None:
    """Return where a person stands with a card that is not on the list itself."""
    return next(
        (standings[card] for card, called in calls.items() if called.person_id == person_id and card in standings), None
    )


def card_to_mark(training_session: TrainingSession, cards: Collection[uuid.UUID]) -> uuid.UUID | None:
    """Return by which of a person's cards she is marked: the one that has a mark, else the enrolled one, else none."""
    marked = select(Attendance.learner_id).where(
        Attendance.training_session_id == training_session.id, Attendance.learner_id.in_(cards)
    )
    found = db.session.scalar(marked.order_by(Attendance.learner_id).limit(1))
    if found is not None:
        return found
    enrolled = select(Enrolment.learner_id).where(
        Enrolment.cohort_id == training_session.cohort_id,
        Enrolment.learner_id.in_(cards),
        Enrolment.status == "enrolled",
    )
    return db.session.scalar(enrolled.order_by(Enrolment.learner_id).limit(1))
