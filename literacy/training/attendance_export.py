"""A cohort's attendance to take away: a row a person and session, with names only for who may see them."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, select

from literacy.accounts import people
from literacy.accounts.people import Called
from literacy.core import identifiers
from literacy.core.db import db
from literacy.core.language import alphabetical, current_language, t
from literacy.core.tables import Cell, Table
from literacy.training.books import of_one_person
from literacy.training.models import (
    INTERRUPTIONS,
    Attendance,
    Cohort,
    CourseModule,
    TrainingSession,
    TrainingSessionState,
)
from literacy.training.roster import standings_in

COLUMNS = ("person", "planned_start", "planned_end", "module", "status", "mark", "minutes", "planned", "held")
MOST_SESSIONS = 500


@dataclass(frozen=True, slots=True)
class SessionLine:
    """What each row says of its session."""

    id: uuid.UUID
    planned_start: datetime
    planned_end: datetime
    module: dict[str, str] | None
    status: str
    held: int
    lost: tuple[int, ...]

    @property
    def planned(self) -> int:
        """How many minutes it was to be."""
        return int((self.planned_end - self.planned_start).total_seconds()) // 60


def attendance_table(cohort: Cohort, *, with_names: bool) -> Table:
    """Return the attendance of a cohort, in seven statements however many people and sessions there are."""
    header = [t(f"attendance_export.{name}") for name in COLUMNS]
    header += [t("attendance_export.lost", reason=t(f"session_page.lost_{reason}")) for reason in INTERRUPTIONS]
    return Table(
        t("attendance_export.file_name", cohort=cohort.name), header, list(_rows(cohort, with_names=with_names))
    )


def _rows(cohort: Cohort, *, with_names: bool) -> Iterator[list[Cell]]:
    sessions = _sessions_of(cohort.id)
    marks = _marks_of([session.id for session in sessions])
    standings = standings_in(cohort.id)
    enrolled = {learner_id for learner_id, standing in standings.items() if standing == "enrolled"}
    calls = people.called(enrolled | {learner_id for _, learner_id in marks})
    persons: dict[uuid.UUID, list[Called]] = {}
    for learner_id in sorted(calls):
        persons.setdefault(calls[learner_id].person_id, []).append(calls[learner_id])
    words = {cards[0].person_id: _word_for(cards[0], with_names=with_names) for cards in persons.values()}
    for cards in sorted(persons.values(), key=lambda cards: alphabetical(words[cards[0].person_id])):
        expected = any(card.learner_id in enrolled for card in cards)
        for session in sessions:
            listed = [marks[place] for card in cards if (place := (session.id, card.learner_id)) in marks]
            counted = of_one_person(listed)
            if counted is not None or (expected and session.status == "ended"):
                yield [words[cards[0].person_id], *_told_of(session, counted)]


def _word_for(called: Called, *, with_names: bool) -> str:
    return called.name if with_names else identifiers.grouped(called.card_number)


def _told_of(session: SessionLine, counted: tuple[str, int] | None) -> list[Cell]:
    mark, minutes = counted or (None, None)
    return [
        session.planned_start,
        session.planned_end,
        session.module[current_language()] if session.module else "",
        t(f"session_page.status_{session.status}"),
        t(f"attendance.mark_{mark}") if mark else t("attendance.unmarked"),
        minutes,
        session.planned,
        session.held,
        *session.lost,
    ]


def _sessions_of(cohort_id: uuid.UUID) -> list[SessionLine]:
    state = TrainingSessionState
    statement = (
        select(
            TrainingSession.id,
            state.planned_start,
            state.planned_end,
            CourseModule.title_uk,
            CourseModule.title_en,
            state.status,
            state.held_minutes,
            state.lost_alarm,
            state.lost_power,
            state.lost_internet,
            state.lost_other,
        )
        .join(state, state.training_session_id == TrainingSession.id)
        .outerjoin(CourseModule, CourseModule.id == TrainingSession.module_id)
        .where(TrainingSession.cohort_id == cohort_id)
        .order_by(state.planned_start, TrainingSession.id)
        .limit(MOST_SESSIONS)
    )
    return [_line(row) for row in db.session.execute(statement)]


def _line(row: Row[*tuple[object, ...]]) -> SessionLine:
    module = {"uk": row.title_uk, "en": row.title_en} if row.title_uk else None
    lost = (row.lost_alarm, row.lost_power, row.lost_internet, row.lost_other)
    return SessionLine(row.id, row.planned_start, row.planned_end, module, row.status, row.held_minutes, lost)


def _marks_of(session_ids: list[uuid.UUID]) -> dict[tuple[uuid.UUID, uuid.UUID], tuple[str, int]]:
    statement = select(
        Attendance.training_session_id, Attendance.learner_id, Attendance.mark, Attendance.minutes
    ).where(Attendance.training_session_id.in_(session_ids))
    return {(at, learner_id): (mark, minutes) for at, learner_id, mark, minutes in db.session.execute(statement)}
