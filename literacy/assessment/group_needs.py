"""What a group should be taught next, who needs it most and whom to pair: from its newest tests, or "too few data"."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from literacy.assessment.delivery import RoleTest, role_test
from literacy.assessment.group_results import People, answers_of, finished_tests, responses
from literacy.assessment.scoring import LEVELS
from literacy.banks.queries import current_release
from literacy.psychometrics.ability import ScoringTable, estimates, scoring_table
from literacy.psychometrics.curves import FloatArray, ItemParameters
from literacy.psychometrics.needs import FEWEST_PEOPLE, GroupProfile, group_profile, standings
from literacy.psychometrics.pairs import paired

# So many standard deviations below the level aimed at is 80 % sure to be below it.
SURELY_BELOW = 0.8416


@dataclass(frozen=True, slots=True)
class Need:
    """A skill to teach: a competence (its code), or a whole area where no competence stands out surely enough.

    `gap` says how far, in logits, the group is below the level aimed at, or below its own level where the course aims
    at none. `probability` is that the skill truly lies in the group's weaker half. `people` need it most, worst first.
    """

    kind: str
    skill: str
    gap: float
    standard_error: float
    probability: float
    people: tuple[uuid.UUID, ...]


@dataclass(frozen=True, slots=True)
class PairOf:
    """Who could help whom. `skill` is that of a need; none where the pair is by level in general."""

    helper: uuid.UUID
    learner: uuid.UUID
    skill: str | None
    difference: float
    probability: float


@dataclass(frozen=True, slots=True, eq=False)
class GroupNeeds:
    """What the newest tests of these people say: no needs where `people` are too few, or nothing stands out.

    `means` and `doubts` say where each stands in each need (in general where there is none): people x needs, in logits.
    """

    people: tuple[uuid.UUID, ...]
    needs: tuple[Need, ...]
    provisional: bool
    means: FloatArray
    doubts: FloatArray

    @property
    def enough_people(self) -> bool:
        """Whether there are people enough to say anything of a group."""
        return len(self.people) >= FEWEST_PEOPLE


def needs_of(people: People, role: str, least_level: str | None = None) -> GroupNeeds:
    """Return what these people, person -> cards, should be taught; three statements, however many they are."""
    newest = {person: tests[-1] for person, tests in finished_tests(people, role).items()}
    answers = answers_of([test.sitting_id for test in newest.values()])
    test = role_test(current_release().hash, role)
    matrix = responses(test, [answers.get(each.sitting_id, []) for each in newest.values()])
    told = np.flatnonzero(np.isfinite(matrix).any(axis=1))
    people_of_rows = tuple(newest)
    listed = tuple(people_of_rows[row] for row in told)
    return _Group(test, listed, matrix[told], least_level).needs()


def pairs_of(group: GroupNeeds) -> tuple[PairOf, ...]:
    """Return who could help whom in what the group needs, everybody at most once; no statement."""
    if not group.enough_people:
        return ()
    return tuple(
        PairOf(
            helper=group.people[pair.helper],
            learner=group.people[pair.learner],
            skill=group.needs[pair.skill].skill if group.needs else None,
            difference=pair.difference,
            probability=pair.probability,
        )
        for pair in paired(group.means, group.doubts)
    )


@lru_cache(maxsize=32)
def as_known(release_hash: str, role: str) -> tuple[ScoringTable, FloatArray]:
    """Return a role's items with their difficulties taken as known, and what is not known of these."""
    rated = role_test(release_hash, role).release.pool(role).parameters
    known = ItemParameters(rated.item_ids, rated.a, rated.c, rated.steps, np.zeros(rated.n_items))
    return scoring_table(known), rated.sd_b


class _Group:
    """People with their answers, held against the level aimed at."""

    def __init__(
        self, test: RoleTest, people: tuple[uuid.UUID, ...], matrix: FloatArray, least_level: str | None
    ) -> None:
        self.test, self.people, self.matrix = test, people, matrix
        self.table, self.sd_b = as_known(test.release.hash, test.role)
        self.levels, self.errors = estimates(self.table, matrix)
        self.own_level = float(self.levels.mean()) if people else 0.0
        self.aim = self.own_level if least_level is None else _cut(test, least_level)

    def needs(self) -> GroupNeeds:
        """Return competences that stand out, else areas that do, else none."""
        if len(self.people) >= FEWEST_PEOPLE:
            competences = [self.test.item(item_id).competence for item_id in self.test.table.item_ids]
            for kind, skills in (("competence", competences), ("area", list(self.test.candidates.areas))):
                found = self._among(kind, skills)
                if found is not None:
                    return found
        return self._told((), self.levels[:, None], self.errors[:, None])

    def _among(self, kind: str, skills: Sequence[str]) -> GroupNeeds | None:
        names = sorted(set(skills))
        places = np.array([names.index(skill) for skill in skills])
        profile = group_profile(self.table, self.matrix, places, self.sd_b)
        named = [skill for skill in profile.needs() if self._gap(profile, skill) > 0]
        if not named:
            return None
        stood = [standings(self.table, self.matrix, places == skill, float(profile.offsets[skill])) for skill in named]
        needs = [
            Need(
                kind=kind,
                skill=names[skill],
                gap=self._gap(profile, skill),
                standard_error=float(profile.standard_errors[skill]),
                probability=float(profile.weaker[skill]),
                people=self._who_need_it_most(means, doubts),
            )
            for skill, (means, doubts) in zip(named, stood, strict=True)
        ]
        return self._told(tuple(needs), *(np.column_stack(each) for each in zip(*stood, strict=True)))

    def _told(self, needs: tuple[Need, ...], means: FloatArray, doubts: FloatArray) -> GroupNeeds:
        return GroupNeeds(self.people, needs, self.test.standard.provisional, means, doubts)

    def _gap(self, profile: GroupProfile, skill: int) -> float:
        return self.aim - self.own_level - float(profile.offsets[skill])

    def _who_need_it_most(self, means: FloatArray, doubts: FloatArray) -> tuple[uuid.UUID, ...]:
        surely = means + SURELY_BELOW * doubts < self.aim
        return tuple(self.people[place] for place in np.argsort(means, kind="stable") if surely[place])


def _cut(test: RoleTest, level: str) -> float:
    """Return where a level begins; while the two highest count as one, where that one begins."""
    cuts = test.standard.cuts_used
    return cuts[min(max(LEVELS.index(level), 1), len(cuts)) - 1]
