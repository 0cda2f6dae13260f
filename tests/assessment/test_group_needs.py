"""What a group should be taught and whom to pair: from its newest tests, in a number of statements that does not grow."""

import pytest

from literacy.assessment.group_needs import needs_of, pairs_of
from literacy.assessment.before_and_after import told_apart
from tests.factories import finish, full_marks, make_seated, make_sitting, no_marks
from tests.training.world import statements

pytestmark = pytest.mark.usefixtures("database")


def weak_in(area):
    """Solve every second task, but none of an area."""
    return lambda item: 0 if item.area == area or int(item.id[-1]) % 3 == 0 else item.max_raw_score


def group_of(*wanted):
    """Let a group sit; return person -> cards."""
    people = {}
    for each in wanted:
        seated = make_seated()
        finish(make_sitting(seated=seated), each)
        people[seated.learner_id] = (seated.learner_id,)
    return people


def test_what_the_whole_group_cannot_do_is_named():
    people = group_of(*[weak_in("safety")] * 4)
    group = needs_of(people, "citizen")
    assert group.enough_people
    assert group.needs
    assert all(need.skill.startswith("5.") or need.skill == "safety" for need in group.needs)
    assert all(need.gap > 0 and need.probability >= 0.8 for need in group.needs)
    assert all(set(need.people) <= set(people) for need in group.needs)
