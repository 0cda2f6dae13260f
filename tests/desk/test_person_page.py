"""The page of a person: what those who work with her see, and what they do there."""

import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from literacy.accounts import learners, people
from literacy.accounts.models import AgeStatement
from literacy.core import clock
from literacy.core.db import db
from literacy.core.errors import NotFound
from literacy.core.identifiers import grouped
from literacy.core.language import t
from literacy.core.models import AuditEntry
from literacy.credentials import service as credentials
from literacy.training import cohorts, consultations
from literacy.training.consultations import Help
from tests.desk.people_world import hold, holder_key, make_person, make_place, mark, number
from tests.factories import finish, make_seated, make_sitting
from tests.staff import make_staff


def words(reply):
    return reply.get_data(as_text=True)


def actions(app):
    with app.app_context():
        return db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()


def test_everything_of_a_person_stands_on_one_page(trainer, place, app, in_transaction):
    def story():
        learner_id = make_person(place, "Одарка", came=2, name_uk="Одарка Нечуй", phone="0501234567")
        mark(place.session_ids[1], learner_id)
        told = Help("e_service", "health", "done", clock.now() - timedelta(hours=3), 20, learner_id)
        consultations.record_consultation(place.library_id, place.trainer, told)
        taken = make_seated()
        credentials.award(finish(make_sitting(seated=taken)).result_id, learners.Identity("О Н", "O N"), taken.seat_id)
        people.merge(learner_id, taken.learner_id, actor="test")
        return learner_id

    learner_id = in_transaction(story)
    with app.app_context():
        code = number(learner_id)
    page = words(trainer.get(f"/people/{code}"))
    for said in (
        "<h1>Одарка</h1>",
        "Одарка Нечуй",
        "0501234567",
        grouped(code),
        place.cohort,
        t("person_page.status_enrolled"),
        t("person_page.hours_whole", hours=4),
        t("role_choice.citizen"),
        t("certificate_page.status_to_be_signed"),
        t("privacy_mine.topic_health"),
        t("privacy_mine.purpose_training"),
        t("privacy_mine.purpose_certificate"),
        t("merging.standing"),
    ):
        assert said in page, said
    assert "KH26-" in page
    assert len(page.encode()) < 25 * 1024


def test_nobody_is_there_twice_with_two_cards(trainer, place, app, in_transaction):
    def story():
        registered, walk_in = make_person(place, "Одарка", came=1), make_person(place, "Одарка 2", enrolled=False)
        mark(place.session_ids[0], walk_in, "late")
        mark(place.session_ids[1], walk_in)
        people.merge(registered, walk_in, actor="test")
        return number(registered), number(walk_in)

    registered, walk_in = in_transaction(story)
    for code in (registered, walk_in):
        page = words(trainer.get(f"/people/{code}"))
        assert t("person_page.sessions_sum", n=2, time=t("person_page.hours_whole", hours=4)) in page
        assert page.count(t("person_page.mark_late")) == 0  # present weighs more


@pytest.mark.parametrize(
    ("role", "status"), [("coordinator", 200), ("region", 404), ("administrator", 404), ("author", 404)]
)
def test_a_person_is_seen_by_who_works_with_her(role, status, as_staff, place, app, in_transaction):
    code = in_transaction(lambda: number(make_person(place, "Одарка", came=1)))
    account = place.coordinator if role == "coordinator" else in_transaction(make_staff, role)
    reply = as_staff(account).get(f"/people/{code}")
    assert reply.status_code == status
    assert ("Одарка" in words(reply)) is (status == 200)


def test_a_foreign_library_and_another_trainer_do_not_see_her(as_staff, place, in_transaction):
    code = in_transaction(lambda: number(make_person(place, "Одарка")))
    elsewhere = in_transaction(make_place)
    colleague = in_transaction(make_staff, "trainer", place.library_id)
    for account in (elsewhere.trainer, elsewhere.coordinator, colleague):
        reply = as_staff(account).get(f"/people/{code}")
        assert reply.status_code == 404
        assert "Одарка" not in words(reply)


def test_what_happens_elsewhere_is_not_named(trainer, place, app, in_transaction):
    elsewhere = in_transaction(make_place)

    def story():
        learner_id = make_person(place, "Одарка", came=1)
        cohorts.enrol(elsewhere.cohort_id, learner_id, actor="test")
        mark(elsewhere.session_ids[0], learner_id)
        return number(learner_id)

    code = in_transaction(story)
    page = words(trainer.get(f"/people/{code}"))
    assert elsewhere.cohort not in page
    assert t("person_page.elsewhere") in page
    assert t("person_page.sessions_sum", n=1, time=t("person_page.hours_whole", hours=2)) in page


def test_who_was_only_helped_is_reached_by_who_helped(as_staff, place, in_transaction):
    def story(**more):
        learner_id = make_person(place, "Одарка", enrolled=False)
        told = Help("consultation", "device", "done", clock.now(), 10, learner_id)
        record = consultations.record_consultation(place.library_id, place.trainer, told)
        if more:
            consultations.correct_consultation(record, place.trainer, None)
        return number(learner_id)

    colleague = in_transaction(make_staff, "trainer", place.library_id)
    code, withdrawn = in_transaction(story), in_transaction(story, withdrawn=True)
    for account, status in ((place.trainer, 200), (place.coordinator, 200), (colleague, 404)):
        assert as_staff(account).get(f"/people/{code}").status_code == status
        assert as_staff(account).get(f"/people/{withdrawn}").status_code == 404


def test_a_name_is_written_down_and_kept_while_something_is_wrong(trainer, place, app, in_transaction):
    learner_id = in_transaction(make_person, place, "Одарка", phone="0501234567")
    with app.app_context():
        address = f"/people/{number(learner_id)}/describe"
    page = words(trainer.get(address))
    assert 'value="Одарка"' in page
    assert 'value="0501234567"' in page
    reply = trainer.send(address, nickname="Дарка", name="Ї", age="child", consent="y")
    assert reply.status_code == 422
    assert t("person_name.too_short") in words(reply)
    assert 'value="Дарка"' in words(reply)
    reply = trainer.send(address, nickname="Дарка", name="Одарка Нечуй", age="child", consent="y")
    assert reply.status_code == 303
    with app.app_context():
        assert learners.identity_of(learner_id) == learners.Identity("Одарка Нечуй", "Odarka Nechui", "Дарка")
        assert not learners.has_consent(learner_id, "contact")
        assert learners.needs_guardian(learner_id)
    page = words(trainer.get(reply.location))
    assert t("person_page.guardian_needed") in page
    for _ in range(2):
        assert trainer.send(f"{reply.location}/guardian", reply.location).status_code == 303
    assert t("person_page.guardian_needed") not in words(trainer.get(reply.location))
    assert actions(app).count("learner.guardian_agreed") == 1
    trainer.send(address, nickname="Дарка", age="adult", consent="y")
    with app.app_context():
        stated = db.session.scalars(select(AgeStatement.under_14).order_by(AgeStatement.recorded_at)).all()
        assert stated == [True, False]


def test_a_merged_person_is_described_on_the_card_that_names_her(trainer, place, app, in_transaction):
    def story():
        named, card = make_person(place, "Одарка"), make_seated().learner_id
        mark(place.session_ids[0], card)
        people.merge(named, card, actor="test")
        return named, card

    named, card = in_transaction(story)
    with app.app_context():
        address = f"/people/{number(card)}/describe"
    assert 'value="Одарка"' in words(trainer.get(address))
    trainer.send(address, nickname="Дарка", age="adult", consent="y")
    with app.app_context():
        assert learners.identity_of(named).nickname == "Дарка"
        assert learners.identity_of(card) is None


def test_the_slip_shows_the_key_and_the_log_says_who_printed_it(trainer, place, app, in_transaction):
    learner_id = in_transaction(make_person, place, "Одарка")
    with app.app_context():
        code, key = number(learner_id), grouped(holder_key(learner_id))
    assert key not in words(trainer.get(f"/people/{code}"))
    reply = trainer.send(f"/people/{code}/slip", f"/people/{code}")
    assert key in words(reply)
    assert "/mine" in words(reply)
    assert "learner.slip_printed" in actions(app)
    assert trainer.get(f"/people/{code}/slip").status_code == 405


def test_a_copy_by_staff_holds_no_more_than_staff_see(trainer, place, app, in_transaction):
    def story():
        taken = make_seated()
        finish(make_sitting(seated=taken))
        learners.store_profile(taken.learner_id, "profile 1", {"displaced": "yes"})
        learner_id = make_person(place, "Одарка", came=1)
        people.merge(learner_id, taken.learner_id, actor="test")
        return number(learner_id)

    code = in_transaction(story)
    reply = trainer.send(f"/people/{code}/copy", f"/people/{code}")
    told = json.loads(reply.get_data())
    assert told["cards"][1]["identity"]["nickname"] == "Одарка"
    assert told["results"][0]["level_uk"]
    assert told["attendance"][0]["mark_uk"]
    assert not {"profile", "sittings", "reports"} & set(told)
    assert "displaced" not in words(reply)
    assert "learner.copied" in actions(app)
    assert re.fullmatch(rf"attachment; filename\*=UTF-8''{code}.json", reply.headers["Content-Disposition"])


def test_a_consent_is_taken_back_at_her_request(trainer, place, app, in_transaction):
    learner_id = in_transaction(make_person, place, "Одарка", phone="0501234567")
    with app.app_context():
        base = f"/people/{number(learner_id)}/consents"
    assert f"{base}/contact" in words(trainer.get(base))
    assert t("privacy_mine.follows_contact") in words(trainer.get(f"{base}/contact"))
    assert trainer.send(f"{base}/contact").status_code == 303
    page = words(trainer.get(base))
    assert t("privacy_mine.withdrawn_on_staff", date="").strip() in page
    assert trainer.get(f"{base}/contact").status_code == 404  # nothing is left to take back
    assert trainer.send(f"{base}/contact", base).status_code == 303
    assert "consent.withdrawn" in actions(app)
    with app.app_context():
        assert learners.identity_of(learner_id).phone == ""
    for odd in ("marketing", "profile"):
        assert trainer.get(f"{base}/{odd}").status_code == 404


def test_an_erased_person_is_a_number_whose_hours_stay(as_staff, place, app, in_transaction):
    learner_id = in_transaction(make_person, place, "Одарка", came=2, phone="0501234567")
    with app.app_context():
        code, key = number(learner_id), holder_key(learner_id)
    coordinator, trainer = as_staff(place.coordinator), as_staff(place.trainer)
    address = f"/people/{code}/erase"
    assert trainer.get(address).status_code == 404
    assert trainer.send(address, f"/people/{code}").status_code == 404
    assert "Одарка" in words(coordinator.get(address))
    assert coordinator.send(address).status_code == 422
    assert coordinator.send(address, sure="y").location == f"/people/{code}"
    page = words(trainer.get(f"/people/{code}"))
    assert "Одарка" not in page
    assert "0501234567" not in page
    assert f"<h1>{grouped(code)}</h1>" in page
    assert t("person_page.erased_body") in page
    assert t("person_page.hours_whole", hours=4) in page
    assert f"/people/{code}/describe" not in page
    with app.app_context(), pytest.raises(NotFound):
        learners.learner_by_holder_key(key)
    for act, method in (("describe", "post"), ("slip", "post"), ("copy", "post")):
        sent = {"nickname": "Одарка", "consent": "y", "age": "adult"}
        token = trainer.token("/people")
        reply = getattr(trainer, method)(f"/people/{code}/{act}", data=sent | {"csrf_token": token})
        assert reply.status_code == 410
    assert trainer.get("/people").status_code == 200  # the sign-in is not forgotten with her


def test_the_administration_erases_by_card_number_and_sees_no_name(as_staff, place, app, in_transaction):
    learner_id = in_transaction(make_person, place, "Одарка", came=1)
    with app.app_context():
        code = number(learner_id)
    boss = as_staff(in_transaction(make_staff, "administrator"))
    wrong = boss.send("/administration/person", "/administration", card="AAAA-AAAA")
    assert wrong.status_code == 422
    assert 'value="AAAA-AAAA"' in words(wrong)
    found = boss.send("/administration/person", "/administration", card=grouped(code).lower())
    assert found.location == f"/people/{code}/erase"
    page = words(boss.get(found.location))
    assert grouped(code) in page
    assert "Одарка" not in page
    done = boss.send(found.location, sure="y")
    assert done.location == "/administration?erased=1"
    assert t("administration.person_erased") in words(boss.get(done.location))
    with app.app_context():
        assert people.erased_among([learner_id])


def test_a_page_costs_the_same_however_much_happened(trainer, place, app, in_transaction, count_statements):
    learner_id = in_transaction(make_person, place, "Одарка", came=1)
    with app.app_context():
        address = f"/people/{number(learner_id)}"

    def cost():
        return count_statements(lambda: trainer.get(address))

    cost()
    before = cost()

    def much():
        for day in range(3, 40):
            mark(hold(place.cohort_id, clock.now() - timedelta(days=day)), learner_id)
        for _ in range(3):
            other = make_person(place, "Одарка", came=1, phone="0501234567")
            people.merge(learner_id, other, actor="test")
        for _ in range(5):
            told = Help("consultation", "device", "done", clock.now(), 10, learner_id)
            consultations.record_consultation(place.library_id, place.trainer, told)

    in_transaction(much)
    assert cost() == before
    assert len(trainer.get(address).data) < 25 * 1024
