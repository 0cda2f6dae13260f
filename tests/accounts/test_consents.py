"""Taking consents back: a fact each, and what rested on them is gone."""

import pytest
from sqlalchemy import func, select

from literacy.accounts import consents, learners, people, registration
from literacy.accounts.learners import Identity
from literacy.accounts.models import Consent, LearnerProfile
from literacy.accounts.registration import Registration
from literacy.core.db import db
from literacy.core.errors import NotFound
from literacy.core.models import AuditEntry
from literacy.training import cohorts
from literacy.training.models import Enrolment
from tests.factories import answer_one, make_award, make_cohort, make_seated, make_sitting, standing

pytestmark = pytest.mark.usefixtures("database")
TOLD = Registration("Дарина", name_uk="Дарина Вигаданко", phone="0501234567")


@pytest.fixture
def person():
    return registration.register(TOLD, actor="account x")


def facts(learner_id):
    return db.session.scalar(select(func.count()).where(Consent.learner_id == learner_id))


def test_a_telephone_number_is_forgotten_and_the_name_is_not(person):
    before = facts(person)
    for _ in range(2):  # twice is once
        consents.withdraw([person], "contact")
    assert learners.identity_of(person) == Identity("Дарина Вигаданко", "Daryna Vyhadanko", "Дарина")
    assert facts(person) == before + 1
    assert not learners.has_consent(person, "contact")
    assert learners.has_consent(person, "training")


def test_without_consent_to_lists_nobody_is_called_and_open_places_are_free(person):
    open_cohort, over = make_cohort(capacity=1), make_cohort()
    for cohort_id in (open_cohort, over):
        cohorts.enrol(cohort_id, person, actor="test")
    cohorts.close_cohort(over, actor="test")
    consents.withdraw([person], "training")
    assert learners.identity_of(person) is None
    assert not learners.has_consent(person, "contact")  # nobody is left to be called
    status = select(Enrolment.status).where(Enrolment.learner_id == person)
    assert db.session.scalar(status.where(Enrolment.cohort_id == open_cohort)) == "left"
    assert db.session.scalar(status.where(Enrolment.cohort_id == over)) == "enrolled"  # that course was taken
    assert cohorts.places_left(open_cohort) == 1


def test_answers_about_oneself_are_erased(person):
    learners.store_profile(person, "profile 1", {"sex": "female"})
    consents.withdraw([person], "profile")
    assert db.session.scalar(select(func.count()).select_from(LearnerProfile)) == 0
    learners.store_profile(person, "profile 1", {"sex": "female"})  # she may change her mind again
    assert learners.has_consent(person, "profile")


@pytest.mark.parametrize("purpose", ["sitting", "guardian"])
def test_an_open_sitting_does_not_go_on(purpose):
    seated = make_seated()
    learners.record_consent(seated.learner_id, "guardian", "guardian 1", channel="paper")
    code = make_sitting(seated=seated)
    answer_one(code)
    consents.withdraw([seated.learner_id], "certificate")
    assert standing(code).voided_at is None
    consents.withdraw([seated.learner_id], purpose)
    assert standing(code).voided_at is not None


def test_the_name_from_a_certificate_leaves_the_lists_unless_they_have_a_consent_of_their_own(person):
    make_award()
    (awarded,) = db.session.scalars(select(Consent.learner_id).where(Consent.purpose == "certificate"))
    learners.record_consent(person, "certificate", "certificate 1")
    for learner_id in (awarded, person):
        consents.withdraw([learner_id], "certificate")
    assert learners.identity_of(awarded) is None
    assert learners.identity_of(person) is not None


def test_every_card_of_a_person_is_asked(person):
    other = registration.register(TOLD, actor="account x")
    people.merge(person, other, actor="test")
    consents.withdraw(people.cards_of(person), "contact", channel="spoken", recorded_by="account x")
    decided = consents.decisions_of(people.cards_of(person))
    withdrawn = [each for each in decided if not each.given]
    assert {each.learner_id for each in withdrawn} == {person, other}
    assert {(each.purpose, each.channel, each.by_staff) for each in withdrawn} == {("contact", "spoken", True)}
    actions = db.session.scalars(select(AuditEntry.action).where(AuditEntry.actor == "account x")).all()
    assert actions.count("consent.withdrawn") == 2
    assert [each.purpose for each in consents.last_of_each_purpose(decided)] == ["training", "contact"]


def test_there_are_no_other_purposes(person):
    with pytest.raises(NotFound):
        consents.withdraw([person], "marketing")
