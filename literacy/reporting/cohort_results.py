"""What the tests of a cohort say: each person's level and gain, the group's, and those area by area.

Both tests are read from the stored answers by the parameters in force, so that before and after stand on one scale
whatever releases they were taken with. What was shown then, the level with its probability, stays as it was shown.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from literacy.accounts.models import Learner, PersonCard
from literacy.assessment.before_and_after import told_apart
from literacy.assessment.delivery import RoleTest, role_test
from literacy.assessment.group_needs import as_known
from literacy.assessment.group_results import FinishedTest, answers_of, finished_tests, responses
from literacy.assessment.scoring import FEWEST_FOR_A_LEVEL, FEWEST_FOR_AN_AREA, LEVELS
from literacy.banks.queries import current_release
from literacy.banks.schema import AREAS
from literacy.core.db import db
from literacy.psychometrics.ability import ScoringTable
from literacy.psychometrics.curves import FloatArray
from literacy.psychometrics.gain import FEWEST_FOR_A_GROUP, GroupGain, gain_table, gains, group_gain
from literacy.training.books import first_session_over
from literacy.training.cohort_books import days_of, marks_of, marks_of_person, parts_of
from literacy.training.models import Cohort, Course, Enrolment

# From this probability a gain that is not shown is still called the likelier.
LIKELY_AT = 0.80


def sure_sign(low: float, high: float) -> int:
    """Return 1 or -1 where an interval, as it is printed with two decimals, leaves zero out; else 0."""
    return int(round(low, 2) > 0) - int(round(high, 2) < 0)


@dataclass(frozen=True, slots=True)
class PersonGain:
    """How much somebody grew, in logits. It is shown only where the interval leaves zero out."""

    mean: float
    low: float
    high: float
    grew: float

    @property
    def finding(self) -> str:
        """What may be said: "grew", "likely", "fell", or "open"."""
        sign = sure_sign(self.low, self.high)
        if sign:
            return "grew" if sign > 0 else "fell"
        return "likely" if self.grew >= LIKELY_AT else "open"


@dataclass(frozen=True, slots=True)
class PersonResult:
    """Somebody of the cohort by the card on its list: her test before, her newest one after, her gain if both tell enough."""

    learner_id: uuid.UUID
    card_number: str
    before: FinishedTest | None
    after: FinishedTest | None
    gain: PersonGain | None

    @property
    def newest(self) -> FinishedTest | None:
        """The test that tells where she stands now."""
        return self.after or self.before


@dataclass(frozen=True, slots=True)
class AreaGain:
    """The group's gain in one area; none where fewer than three people answered enough in it both times."""

    area: str
    n_people: int
    gain: GroupGain | None


@dataclass(frozen=True, slots=True)
class CohortResults:
    """The results of a cohort. `group` is none where fewer than three people have both tests.

    `repeated` is the share of the later tests' tasks that the same person had met in the earlier one.
    """

    course: Course
    people: tuple[PersonResult, ...]
    group: GroupGain | None
    areas: tuple[AreaGain, ...]
    cuts: tuple[float, ...]
    provisional: bool
    simulated: bool
    repeated: float

    @property
    def measured(self) -> tuple[PersonGain, ...]:
        """The gains that could be measured."""
        return tuple(person.gain for person in self.people if person.gain is not None)

    def count(self, finding: str) -> int:
        """Return how many people have this finding."""
        return sum(gain.finding == finding for gain in self.measured)


def results_of_cohort(cohort: Cohort) -> CohortResults:
    """Return the results of a cohort, in eight statements however many people it has."""
    course = db.session.get_one(Course, cohort.course_id)
    cards = _cards_of_people(cohort.id)
    tests = _before_and_after(cohort, course, {own.learner_id: own.cards for own in cards})
    return _Measuring(role_test(current_release().hash, course.role), tests).results(course, cards)


@dataclass(frozen=True, slots=True)
class _Cards:
    """The card that stands on the cohort's list, and all the cards of its person."""

    learner_id: uuid.UUID
    card_number: str
    cards: tuple[uuid.UUID, ...]


def _cards_of_people(cohort_id: uuid.UUID) -> list[_Cards]:
    """Return who has or had a place in the cohort, a person once."""
    listed = set(
        db.session.scalars(
            select(Enrolment.learner_id).where(
                Enrolment.cohort_id == cohort_id, Enrolment.status.in_(("enrolled", "left"))
            )
        )
    )
    persons: dict[uuid.UUID, list[tuple[uuid.UUID, str]]] = {}
    for person_id, learner_id, card_number in db.session.execute(
        select(PersonCard.person_id, Learner.id, Learner.card_number)
        .join(Learner, Learner.id == PersonCard.learner_id)
        .where(PersonCard.person_id.in_(select(PersonCard.person_id).where(PersonCard.learner_id.in_(listed))))
        .order_by(Learner.id)
    ):
        persons.setdefault(person_id, []).append((learner_id, card_number))
    found = []
    for own in persons.values():
        learner_id, card_number = next(each for each in own if each[0] in listed)
        found.append(_Cards(learner_id, card_number, tuple(card for card, _ in own)))
    return found


_Tests = dict[uuid.UUID, tuple[FinishedTest | None, FinishedTest | None]]


def _before_and_after(cohort: Cohort, course: Course, people: dict[uuid.UUID, tuple[uuid.UUID, ...]]) -> _Tests:
    """Return person -> her test before the course and the newest after it."""
    parts = parts_of(cohort.id)
    marks, _ = marks_of([part.session_id for part in parts], [card for cards in people.values() for card in cards])
    begins, ends = days_of(cohort, parts)
    found: _Tests = {}
    for person, tests in finished_tests(people, course.role, begins=begins, ends=ends).items():
        over = first_session_over(parts, marks_of_person(marks, people[person]))
        before, after = told_apart(tests, course.tests, over)
        found[person] = (before, after[-1] if after else None)
    return found


@lru_cache(maxsize=8)
def _gain_table(release_hash: str, role: str) -> ScoringTable:
    return gain_table(role_test(release_hash, role).release.pool(role).parameters)


class _Measuring:
    """The answers of people with both tests, and what they say."""

    def __init__(self, test: RoleTest, tests: _Tests) -> None:
        self.test, self.tests = test, tests
        both = {person: (first, last) for person, (first, last) in tests.items() if first and last}
        answers = answers_of([each.sitting_id for pair in both.values() for each in pair])
        before, after = (
            responses(test, [answers.get(pair[place].sitting_id, []) for pair in both.values()]) for place in (0, 1)
        )
        enough = np.flatnonzero(_answered(before, FEWEST_FOR_A_LEVEL) & _answered(after, FEWEST_FOR_A_LEVEL))
        listed = list(both)
        self.people = [listed[row] for row in enough]
        self.before, self.after = before[enough], after[enough]

    def results(self, course: Course, cards: Iterable[_Cards]) -> CohortResults:
        """Put together what is told."""
        gained = self._gained()
        people = tuple(
            PersonResult(own.learner_id, own.card_number, *pair, gained.get(own.learner_id))
            for own in cards
            for pair in [self.tests.get(own.learner_id, (None, None))]
        )
        tests = [test for pair in self.tests.values() for test in pair if test is not None]
        return CohortResults(
            course=course,
            people=people,
            group=self._group(range(self.before.shape[1]), FEWEST_FOR_A_LEVEL)[1],
            areas=tuple(self._area(area) for area in AREAS),
            cuts=tuple(self.test.standard.cuts_used),
            provisional=self.test.standard.provisional,
            simulated=any(test.simulated for test in tests),
            repeated=self._repeated(),
        )

    def _gained(self) -> dict[uuid.UUID, PersonGain]:
        if not self.people:
            return {}
        found = gains(_gain_table(self.test.release.hash, self.test.role), self.before, self.after)
        told = zip(found.mean, found.low, found.high, found.grew, strict=True)
        return {
            person: PersonGain(*(float(figure) for figure in figures))
            for person, figures in zip(self.people, told, strict=True)
        }

    def _group(self, items: Sequence[int], fewest: int) -> tuple[int, GroupGain | None]:
        """Return how many people answered enough of these items both times, and their gain in them."""
        columns = np.asarray(items, dtype=np.intp)
        before, after = np.full_like(self.before, np.nan), np.full_like(self.after, np.nan)
        before[:, columns], after[:, columns] = self.before[:, columns], self.after[:, columns]
        enough = _answered(before, fewest) & _answered(after, fewest)
        n_people = int(enough.sum())
        if n_people < FEWEST_FOR_A_GROUP:
            return n_people, None
        table, sd_b = as_known(self.test.release.hash, self.test.role)
        return n_people, group_gain(table, before[enough], after[enough], sd_b)

    def _area(self, area: str) -> AreaGain:
        items = [place for place, own in enumerate(self.test.candidates.areas) if own == area]
        return AreaGain(area, *self._group(items, FEWEST_FOR_AN_AREA))

    def _repeated(self) -> float:
        later = np.isfinite(self.after)
        return float((later & np.isfinite(self.before)).sum() / max(later.sum(), 1))


def _answered(matrix: FloatArray, fewest: int) -> NDArray[np.bool_]:
    return np.asarray(np.isfinite(matrix).sum(axis=1) >= fewest, dtype=np.bool_)


def level_counts(tests: Sequence[FinishedTest]) -> list[tuple[str, float, int, int]]:
    """Return for each level how many of these people are expected at it, and the 95 % interval of that number."""
    levels = max((len(test.outcome.probabilities) for test in tests), default=0)
    told = []
    for place in range(levels):
        chances = [test.outcome.probabilities[place] for test in tests if place < len(test.outcome.probabilities)]
        distribution = np.ones(1)
        for chance in chances:
            distribution = np.convolve(distribution, [1 - chance, chance])
        reached = distribution.cumsum()
        low, high = (int(np.searchsorted(reached, at - 1e-12)) for at in (0.025, 0.975))
        told.append((LEVELS[place], float(sum(chances)), low, high))
    return told
