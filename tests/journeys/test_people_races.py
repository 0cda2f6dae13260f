"""What staff and holders do twice at the same moment, on both engines, is done once."""

from sqlalchemy import func, select

from literacy.accounts import learners, people, queries
from literacy.accounts import service as accounts
from literacy.accounts.models import Account, Erasure, Invitation, LearnerMerge, MergeUndoing, RoleGrant, RoleWithdrawal
from literacy.assessment import invigilation
from literacy.assessment.models import ItemReportDecision
from literacy.core import identifiers
from literacy.core.db import db
from literacy.core.errors import Refused
from tests import factories
from tests.journeys.test_review_races import together, within

PASSWORD = "жовтий човен на Дніпрі"


def count(house, model):
    return within(house, lambda: db.session.scalar(select(func.count()).select_from(model)))


def test_an_erasure_a_merge_and_its_undoing(house):
    one, other, gone = (within(house, learners.create_learner) for _ in range(3))
    before, merge_id = count(house, LearnerMerge), identifiers.new_id()
    merge = lambda: people.merge(one, other, actor="test", merge_id=merge_id)  # noqa: E731
    assert together(house, merge, merge, merge) == [merge_id] * 3
    assert count(house, LearnerMerge) == before + 1
    before = count(house, MergeUndoing)
    undo = lambda: people.undo_merge(merge_id, actor="test")  # noqa: E731
    assert together(house, undo, undo, undo) == [None] * 3
    assert count(house, MergeUndoing) == before + 1
    before = count(house, Erasure)
    erase = lambda: people.erase(gone, reason="own_wish", actor="test")  # noqa: E731
    assert together(house, erase, erase, erase) == [None] * 3
    assert count(house, Erasure) == before + 1


def test_an_invitation(house):
    before, invitation_id = (
        {model: count(house, model) for model in (Account, RoleGrant, Invitation)},
        identifiers.new_id(),
    )
    invite = lambda: accounts.invite(  # noqa: E731
        "twice@library.example", "trainer", actor="test", invitation_id=invitation_id
    )
    tokens = together(house, invite, invite, invite)
    assert len(set(tokens)) == 1, tokens
    assert {model: count(house, model) for model in before} == {model: more + 1 for model, more in before.items()}


def test_two_administrators_who_take_each_other_away(house):
    def administrator(name):
        return accounts.create_account(f"{name}@boss.example", "administrator", actor="test", password=PASSWORD)

    ids = [within(house, lambda name=name: administrator(name)) for name in ("one", "two")]
    grants = [within(house, lambda each=each: queries.grants_of(each)[0].id) for each in ids]
    outcomes = together(house, *(lambda each=each: accounts.withdraw_role(each, actor="test") for each in grants))
    assert sorted(type(outcome) for outcome in outcomes if outcome is not None) == [Refused]
    left = next(each for each, outcome in zip(grants, outcomes, strict=True) if outcome is not None)
    within(house, lambda: administrator("three"))
    before = count(house, RoleWithdrawal)
    again = lambda: accounts.withdraw_role(left, actor="test")  # noqa: E731
    assert together(house, again, again) == [None, None]
    assert count(house, RoleWithdrawal) == before + 1


def test_a_decision_on_a_report(house):
    def report():
        seated = factories.make_seated()
        waiting = factories.standing(factories.make_sitting(seated=seated))
        return invigilation.report_item(waiting.presentation_id, seated.learner_id, "mistake", "")

    report_id, before = within(house, report), count(house, ItemReportDecision)
    decide = lambda: invigilation.decide_report(report_id, "confirmed", actor="test")  # noqa: E731
    assert together(house, decide, decide, decide) == [None] * 3
    assert count(house, ItemReportDecision) == before + 1
