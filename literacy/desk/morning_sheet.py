"""The morning sheet: whom a trainer meets today, what to teach them and why, what is unfinished from last time."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from literacy.accounts import learners
from literacy.accounts.models import PersonCard
from literacy.assessment.group_needs import GroupNeeds, PairOf, needs_of, pairs_of
from literacy.assessment.models import Sitting, SittingState
from literacy.banks.queries import competence_title
from literacy.core.db import db
from literacy.core.language import t
from literacy.rooms.models import Room, Seat
from literacy.rooms.service import MAX_SEATS
from literacy.training.books import CAME, of_one_person
from literacy.training.models import (
    INTERRUPTIONS,
    Attendance,
    Cohort,
    Course,
    CourseModule,
    TrainingSession,
    TrainingSessionState,
)
from literacy.training.roster import Roster, Row
from literacy.training.session_queries import SessionPage, session_page

MOST_PAIRS = 6
# Who needs a skill most is named so far; the others carry its number in the list.
MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Expected:
    """Somebody on the sheet. `skills` are numbers of the needs; `units` of `held` sessions so far she came to."""

    name: str
    learner_id: uuid.UUID
    person_id: uuid.UUID
    standing: str | None
    mark: str | None
    seat: int | None
    computer: int | None
    units: int
    held: int
    minutes: int
    missed_last: bool
    broken_off: tuple[int, int] | None
    needs_guardian: bool
    skills: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Skill:
    """What to teach, why (`percent`: how probable it is that it lies in the weaker half), and who needs it most."""

    title: str
    percent: int
    names: tuple[str, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Together:
    """Two people to put beside each other: the first can help the second. `skill` is the number of a need."""

    helper: str
    learner: str
    skill: int | None


@dataclass(frozen=True, slots=True)
class LastTime:
    """How the cohort's last session went."""

    code: str
    start: datetime
    module: dict[str, str] | None
    planned_minutes: int
    held_minutes: int
    lost: tuple[tuple[str, int], ...]
    missed: tuple[str, ...]
    unmarked: bool


@dataclass(frozen=True, slots=True)
class MorningSheet:
    """All that is printed. `evidence` says why there are no skills: "no_cohort", "few", "even", or "" where there are."""

    page: SessionPage
    people: tuple[Expected, ...]
    skills: tuple[Skill, ...]
    together: tuple[Together, ...]
    evidence: str
    tested: int
    provisional: bool
    last: LastTime | None

    @property
    def seated(self) -> bool:
        """Whether seats are given already."""
        return any(each.seat for each in self.people)

    @property
    def broken_off(self) -> int:
        """How many have a test that they did not finish."""
        return sum(each.broken_off is not None for each in self.people)


@dataclass(frozen=True, slots=True)
class _Before:
    """A session of the cohort that was held before."""

    id: uuid.UUID
    unit_id: uuid.UUID
    row: Any


def morning_sheet(training_session: TrainingSession, state: TrainingSessionState) -> MorningSheet:
    """Return the sheet of a session, in the same few statements however many people there are."""
    page = session_page(training_session, state, with_people=True)
    roster = page.roster or Roster((), None, 0)
    rows = [row for row in roster.rows if row.standing != "waiting" and not row.twin]
    cards = _cards_of({row.called.person_id for row in rows})
    before = _held_before(training_session, state)
    marks = _marks_in([each.id for each in before])
    group = _group(training_session.cohort_id, cards)
    names = {row.called.person_id: row.called.name for row in rows}
    people = _people(rows, cards, before, marks, group, _seats(training_session.id))
    return MorningSheet(
        page=page,
        people=people,
        skills=tuple(_skill(group, place, names) for place in range(len(group.needs))) if group else (),
        together=_together(group, names) if group else (),
        evidence=_evidence(group),
        tested=len(group.people) if group else 0,
        provisional=group.provisional if group else False,
        last=_last_time(before, marks, people) if before else None,
    )


def _cards_of(person_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[uuid.UUID]]:
    """Return person -> cards."""
    found: dict[uuid.UUID, list[uuid.UUID]] = {}
    statement = select(PersonCard.person_id, PersonCard.learner_id).where(PersonCard.person_id.in_(person_ids))
    for person_id, learner_id in db.session.execute(statement.order_by(PersonCard.learner_id)):
        found.setdefault(person_id, []).append(learner_id)
    return found


def _held_before(training_session: TrainingSession, state: TrainingSessionState) -> list[_Before]:
    """Return the cohort's sessions that were held before this one, the earliest first."""
    if training_session.cohort_id is None:
        return []
    past = TrainingSessionState
    statement = (
        select(
            TrainingSession.id,
            TrainingSession.unit_id,
            TrainingSession.code,
            past.planned_start,
            past.planned_end,
            past.held_minutes,
            *(getattr(past, f"lost_{reason}") for reason in INTERRUPTIONS),
            CourseModule.title_uk,
            CourseModule.title_en,
        )
        .join(past, past.training_session_id == TrainingSession.id)
        .outerjoin(CourseModule, CourseModule.id == TrainingSession.module_id)
        .where(
            TrainingSession.cohort_id == training_session.cohort_id,
            TrainingSession.id != training_session.id,
            past.status == "ended",
            past.planned_start <= state.planned_start,
        )
        .order_by(past.planned_start, TrainingSession.id)
    )
    return [_Before(row.id, row.unit_id, row) for row in db.session.execute(statement)]


Marks = Mapping[tuple[uuid.UUID, uuid.UUID], tuple[str, int]]


def _marks_in(session_ids: Collection[uuid.UUID]) -> Marks:
    """Return (session, person) -> mark and minutes, with whichever card."""
    found: dict[tuple[uuid.UUID, uuid.UUID], list[tuple[str, int]]] = {}
    statement = (
        select(Attendance.training_session_id, PersonCard.person_id, Attendance.mark, Attendance.minutes)
        .join(PersonCard, PersonCard.learner_id == Attendance.learner_id)
        .where(Attendance.training_session_id.in_(session_ids))
    )
    for session_id, person_id, mark, minutes in db.session.execute(statement):
        found.setdefault((session_id, person_id), []).append((mark, minutes))
    return {place: one for place, each in found.items() if (one := of_one_person(each)) is not None}


def _group(cohort_id: uuid.UUID | None, cards: Mapping[uuid.UUID, Collection[uuid.UUID]]) -> GroupNeeds | None:
    if cohort_id is None:
        return None
    statement = select(Course.role, Course.least_level).join(Cohort, Cohort.course_id == Course.id)
    role, least_level = db.session.execute(statement.where(Cohort.id == cohort_id)).one()
    return needs_of(cards, role, least_level)


def _evidence(group: GroupNeeds | None) -> str:
    if group is None:
        return "no_cohort"
    if not group.enough_people:
        return "few"
    return "" if group.needs else "even"


def _seats(session_id: uuid.UUID) -> dict[uuid.UUID, tuple[int, int]]:
    """Return card -> number of the seat and computer, where the room was opened."""
    statement = (
        select(Seat.learner_id, Seat.number, Seat.computer)
        .join(Room, Room.id == Seat.room_id)
        .where(Room.training_session_id == session_id, Seat.learner_id.is_not(None))
        .order_by(Seat.number)
        .limit(MAX_SEATS)
    )
    return {card: (number, pc) for card, number, pc in db.session.execute(statement) if card is not None}


def _broken_off(cards: Iterable[uuid.UUID]) -> dict[uuid.UUID, tuple[int, int]]:
    """Return card -> answered and planned items of a test that was not finished."""
    statement = (
        select(SittingState.open_learner_id, SittingState.answered, Sitting.planned_items)
        .join(Sitting, Sitting.id == SittingState.sitting_id)
        .where(SittingState.open_learner_id.in_(list(cards)))
    )
    return {card: (answered, planned) for card, answered, planned in db.session.execute(statement) if card is not None}


def _people(
    rows: Sequence[Row],
    cards: Mapping[uuid.UUID, Sequence[uuid.UUID]],
    before: Sequence[_Before],
    marks: Marks,
    group: GroupNeeds | None,
    seats: Mapping[uuid.UUID, tuple[int, int]],
) -> tuple[Expected, ...]:
    every = [card for own in cards.values() for card in own]
    broken_off, waiting = _broken_off(every), learners.waiting_for_guardian(every)
    held = len({each.unit_id for each in before})
    found = []
    for row in rows:
        own = cards[row.called.person_id]
        seat = next((seats[card] for card in own if card in seats), (None, None))
        found.append(
            Expected(
                name=row.called.name,
                learner_id=row.learner_id,
                person_id=row.called.person_id,
                standing=row.standing,
                mark=row.holding.mark if row.holding else None,
                seat=seat[0],
                computer=seat[1],
                held=held,
                broken_off=next((broken_off[card] for card in own if card in broken_off), None),
                needs_guardian=any(card in waiting for card in own),
                skills=_skills_of(group, row.called.person_id),
                **_so_far(row.called.person_id, before, marks),
            )
        )
    return tuple(found)


def _so_far(person_id: uuid.UUID, before: Sequence[_Before], marks: Marks) -> dict[str, Any]:
    """Return how much somebody was there so far, and whether she missed the last session."""
    noted = [(each.unit_id, *marks[each.id, person_id]) for each in before if (each.id, person_id) in marks]
    last = marks.get((before[-1].id, person_id)) if before else None
    return {
        "units": len({unit for unit, mark, _ in noted if mark in CAME}),
        "minutes": sum(minutes for _, _, minutes in noted),
        "missed_last": last is not None and last[0] not in CAME,
    }


def _skills_of(group: GroupNeeds | None, person_id: uuid.UUID) -> tuple[int, ...]:
    if group is None:
        return ()
    return tuple(number for number, need in enumerate(group.needs, start=1) if person_id in need.people)


def _skill(group: GroupNeeds, place: int, names: Mapping[uuid.UUID, str]) -> Skill:
    need = group.needs[place]
    called = [names[person] for person in need.people if person in names]
    return Skill(
        title=competence_title(need.skill) if need.kind == "competence" else t(f"levels.area_{need.skill}"),
        percent=min(99, round(100 * need.probability)),
        names=tuple(called[:MOST_NAMED]),
        more=max(0, len(called) - MOST_NAMED),
    )


def _together(group: GroupNeeds, names: Mapping[uuid.UUID, str]) -> tuple[Together, ...]:
    numbers = {need.skill: number for number, need in enumerate(group.needs, start=1)}
    pairs: Sequence[PairOf] = pairs_of(group)
    return tuple(
        Together(names[pair.helper], names[pair.learner], numbers.get(pair.skill) if pair.skill else None)
        for pair in pairs[:MOST_PAIRS]
    )


def _last_time(before: Sequence[_Before], marks: Marks, people: Sequence[Expected]) -> LastTime:
    row = before[-1].row
    lost = ((reason, getattr(row, f"lost_{reason}")) for reason in INTERRUPTIONS)
    return LastTime(
        code=row.code,
        start=row.planned_start,
        module={"uk": row.title_uk, "en": row.title_en} if row.title_uk else None,
        planned_minutes=int((row.planned_end - row.planned_start).total_seconds() // 60),
        held_minutes=row.held_minutes,
        lost=tuple((reason, minutes) for reason, minutes in lost if minutes),
        missed=tuple(each.name for each in people if each.missed_last),
        unmarked=not any(session_id == before[-1].id for session_id, _ in marks),
    )
