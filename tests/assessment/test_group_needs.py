"""What a group should be taught and whom to pair: from its newest tests, in a number of statements that does not grow."""

import pytest

from literacy.accounts import people
from literacy.assessment import invigilation
from literacy.assessment.group_needs import needs_of, pairs_of
from literacy.assessment.group_results import finished_tests
from tests.factories import finish, full_marks, make_seated, make_sitting, no_marks
from tests.training.world import statements

pytestmark = pytest.mark.usefixtures("database")


def weak_in(area):
    """Solve two tasks of three, but none of an area."""
    return lambda item: 0 if item.area == area or int(item.id[-1]) % 3 == 0 else item.max_raw_score


def group_of(*wanted):
    """Let a group sit; return person -> cards."""
    group = {}
    for each in wanted:
        seated = make_seated()
        finish(make_sitting(seated=seated), each)
        group[seated.learner_id] = (seated.learner_id,)
    return group


def test_what_the_whole_group_cannot_do_is_named_and_nothing_else():
    group = needs_of(group_of(*[weak_in("safety")] * 4), "citizen")
    assert group.enough_people
    assert group.needs
    assert len(group.needs) <= 3
    assert all(need.skill.startswith("5.") or need.skill == "safety" for need in group.needs)
    assert all(need.gap > 0 and need.probability >= 0.8 for need in group.needs)


def test_of_two_people_and_of_people_with_all_right_nothing_is_said():
    assert not needs_of(group_of(*[weak_in("safety")] * 2), "citizen").enough_people
    assert needs_of(group_of(*[full_marks] * 3), "citizen").needs == ()
    assert pairs_of(needs_of({}, "citizen")) == ()


def test_the_strong_help_the_weak_and_everybody_is_in_one_pair_at_most():
    people_of = group_of(full_marks, weak_in("safety"), no_marks, weak_in("safety"), full_marks)
    strong, _, weak, *_ = people_of
    pairs = pairs_of(needs_of(people_of, "citizen"))
    assert pairs
    paired = [person for pair in pairs for person in (pair.helper, pair.learner)]
    assert len(set(paired)) == len(paired)
    assert weak in {pair.learner for pair in pairs}
    assert strong not in {pair.learner for pair in pairs}
    assert all(pair.probability >= 0.9 for pair in pairs)


def test_the_aim_decides_who_is_named_as_needing_it():
    people_of = group_of(*[weak_in("safety")] * 3, no_marks, full_marks)
    *weak, weakest, strong = people_of
    own, high = needs_of(people_of, "citizen"), needs_of(people_of, "citizen", "advanced")
    assert [need.skill for need in own.needs] == [need.skill for need in high.needs]
    assert all(low.gap < up.gap for low, up in zip(own.needs, high.needs, strict=True))
    assert set(high.needs[0].people) == {*weak, weakest}
    assert strong not in own.needs[0].people
    assert own.needs[0].people[0] == high.needs[0].people[0] == weakest


def test_a_void_test_and_an_unfinished_one_do_not_count():
    people_of = group_of(no_marks, no_marks)
    seated = make_seated()
    make_sitting(seated=seated)
    one, two = list(people_of)
    assert set(finished_tests(people_of | {seated.learner_id: (seated.learner_id,)}, "citizen")) == {one, two}
    sitting_id = finished_tests(people_of, "citizen")[one][0].sitting_id
    invigilation.void_sitting(sitting_id, "technical", actor="test")
    assert set(finished_tests(people_of, "citizen")) == {two}


def test_a_person_with_two_cards_is_one_and_her_newest_test_counts():
    people_of = group_of(no_marks, full_marks)
    first, second = people_of
    people.merge(first, second, actor="test")
    found = finished_tests({first: people.cards_of(first)}, "citizen")
    assert [test.outcome.level for test in found[first]] == ["below_foundation", "advanced"]
    assert needs_of({first: people.cards_of(first)}, "citizen").people == (first,)


def test_statements_do_not_grow_with_people(database):
    few, many = group_of(*[no_marks] * 3), group_of(*[full_marks] * 9)
    counts = []
    for group in (few, few | many):
        with statements(database) as sent:
            pairs_of(needs_of(group, "citizen"))
        counts.append(len(sent))
    assert counts == [3, 3]
