"""With the holder's key: consents, the copy of everything, the end of it."""

import json

import pytest
from sqlalchemy import func, select, update

from literacy.accounts import learners, people, registration
from literacy.accounts.learners import Identity
from literacy.accounts.models import Consent, Erasure
from literacy.accounts.registration import Registration
from literacy.assessment import invigilation, queries
from literacy.assessment.models import ItemResponse
from literacy.banks.loading import BankFolders
from literacy.banks.models import BankRelease
from literacy.banks.service import load_release
from literacy.core import clock, identifiers, installation
from literacy.core.db import db
from literacy.core.language import t
from literacy.credentials import service as credentials
from literacy.credentials import signing
from literacy.credentials.models import CredentialState
from literacy.rooms.models import Seat
from literacy.training import cohorts
from literacy.training.models import Enrolment
from tests.desk.people_world import make_person, mark
from tests.factories import NAME, answer_one, finish, make_seated, make_sitting, standing
from tests.guards.canaries import MARK, marked_bank
from tests.staff import remember


def words(reply):
    return reply.get_data(as_text=True)


@pytest.fixture
def person(place, in_transaction):
    """A person with everything: a name, a telephone, attendance, a finished test with a certificate, another under way."""

    def story():
        taken = make_seated()
        registration.describe(taken.learner_id, Registration("Дарина", phone="0501234567"), actor="account x")
        learners.store_profile(taken.learner_id, "profile 1", {"sex": "female", "birth_year": 1961, "displaced": "yes"})
        cohorts.enrol(place.cohort_id, taken.learner_id, actor="test")
        mark(place.session_ids[0], taken.learner_id)
        result = finish(make_sitting(seated=taken))
        credentials.award(result.result_id, NAME, identifiers.new_id())
        code = make_sitting(seated=taken)
        answer_one(code)
        shown = standing(code).presentation_id
        invigilation.report_item(shown, taken.learner_id, "unclear", "Не видно таблиці")
        return taken, code

    return in_transaction(story)


@pytest.fixture
def holder(as_holder, person):
    return as_holder(person[0].learner_id)


def credential_of(learner_id):
    return db.session.scalars(
        select(credentials.Credential).where(credentials.Credential.learner_id == learner_id)
    ).one()


def signed(in_transaction, learner_id, monkeypatch):
    monkeypatch.setattr(signing, "may_sign", lambda: True)
    monkeypatch.setattr(signing.pdf, "render", lambda *_: b"%PDF-")
    in_transaction(lambda: signing.sign_credential(credential_of(learner_id).id))


def test_without_the_key_the_key_is_asked(client):
    for address in ("consents", "consents/profile", "data", "data.json", "erase", "revoke/KH26-1"):
        assert client.get(f"/mine/{address}").location == "/mine"
    assert client.send("/mine/erase", "/mine", sure="y").location == "/mine"


def test_the_holders_page_leads_to_all_of_it_and_says_until_when(holder):
    page = words(holder.get("/mine"))
    for address in ("consents", "data", "erase"):
        assert f'href="/mine/{address}"' in page
    assert t("privacy_mine.kept_until", date="").strip() in page


def test_each_consent_says_what_when_and_how_and_can_be_taken_back(holder, person, app):
    page = words(holder.get("/mine/consents"))
    for purpose in ("sitting", "profile", "certificate", "training", "contact"):
        assert t(f"privacy_mine.purpose_{purpose}") in page
        assert t(f"privacy_mine.follows_{purpose}") in words(holder.get(f"/mine/consents/{purpose}"))
    for said in ("training 1", t("privacy_mine.channel_spoken"), t("privacy_mine.channel_screen")):
        assert said in page
    assert t("privacy_mine.purpose_guardian") not in page
    for _ in range(2):
        assert holder.send("/mine/consents/contact", "/mine/consents").location == "/mine/consents"
    page = words(holder.get("/mine/consents"))
    assert t("privacy_mine.withdrawn_on", date="").strip() in page
    assert holder.get("/mine/consents/contact").status_code == 404
    assert holder.send("/mine/consents/marketing", "/mine/consents").status_code == 404
    with app.app_context():
        learner_id = person[0].learner_id
        assert learners.identity_of(learner_id) == Identity(NAME.name_uk, NAME.name_latin)
        withdrawn = db.session.scalars(select(Consent).where(Consent.given.is_(False))).all()
        assert [(each.purpose, each.channel, each.recorded_by) for each in withdrawn] == [
            ("contact", "screen", "learner")
        ]


def test_a_certificate_may_be_revoked_by_its_holder(holder, person, app):
    with app.app_context():
        number = credential_of(person[0].learner_id).code
    assert number not in words(holder.get("/mine/consents"))
    holder.send("/mine/consents/certificate")
    assert f"/mine/revoke/{number}" in words(holder.get("/mine/consents"))
    assert number in words(holder.get(f"/mine/revoke/{number}"))
    for _ in range(2):
        assert holder.send(f"/mine/revoke/{number}", "/mine/consents").status_code == 303
    with app.app_context():
        state = db.session.scalars(select(CredentialState)).one()
        assert (state.status, state.reason) == ("revoked", "holder")
    assert number not in words(holder.get("/mine/consents"))
    assert holder.get(f"/mine/revoke/{number}").status_code == 404


def test_nobody_elses_certificate_is_revoked(as_holder, person, app, in_transaction):
    stranger = as_holder(in_transaction(lambda: make_seated().learner_id))
    with app.app_context():
        number = credential_of(person[0].learner_id).code
    assert stranger.get(f"/mine/revoke/{number}").status_code == 404
    assert stranger.send(f"/mine/revoke/{number}", "/mine/consents").status_code == 404
    with app.app_context():
        assert db.session.scalars(select(CredentialState.status)).one() != "revoked"


def test_the_page_of_data_says_what_is_held(holder, person):
    page = words(holder.get("/mine/data"))
    for said in (NAME.name_uk, t("privacy_mine.data_profile_yes"), t("privacy_mine.data_answers")):
        assert said in page
    assert "<dd>37</dd>" in page  # answers
    assert "/mine/data.json" in page


def test_the_copy_holds_everything_as_she_gave_it(holder, person, app, in_transaction, monkeypatch):
    signed(in_transaction, person[0].learner_id, monkeypatch)
    reply = holder.get("/mine/data.json")
    assert reply.mimetype == "application/json"
    told = json.loads(reply.get_data())
    assert told["cards"][0]["identity"]["name_uk"] == NAME.name_uk
    assert {each["question"]: each["answer_uk"] for each in told["profile"]} == {
        "sex": "Жінка", "birth_year": "1961", "displaced": "Так",
    }  # fmt: skip
    assert {each["purpose"] for each in told["consents"]} >= {
        "sitting",
        "profile",
        "certificate",
        "training",
        "contact",
    }
    assert told["enrolments"][0]["change"] == "enrolled"
    assert told["attendance"][0]["minutes"] == 120
    assert [len(each["answers"]) for each in told["sittings"]] == [36, 1]
    first = told["sittings"][0]["answers"][0]
    assert first["task"]
    assert first["answer"]
    assert told["results"][0]["level_uk"] == "високий"
    assert told["certificates"][0]["document"]["credentialSubject"]
    assert told["reports"][0]["text"] == "Не видно таблиці"


def test_the_copy_says_nowhere_what_was_right(as_holder, app, in_transaction):
    """Not in words, not by a mark: the same answers, right or wrong, look the same but for themselves."""

    def story(wanted):
        taken = make_seated()
        finish(make_sitting(seated=taken), wanted)
        return taken.learner_id

    in_transaction(load_release, marked_bank(BankFolders().bank), actor="test")
    right = in_transaction(story, lambda item: item.max_raw_score)
    wrong = in_transaction(story, lambda _item: 0)
    for learner_id in (right, wrong):
        text = words(as_holder(learner_id).get("/mine/data.json"))
        assert MARK not in text
        assert "score" not in text
        assert "theta" not in text
        for answer in json.loads(text)["sittings"][0]["answers"]:
            assert set(answer) == {
                "position", "item", "item_version", "shown_at", "answered_at", "seconds", "skipped", "task", "answer",
            }  # fmt: skip


def test_a_closed_banks_tasks_are_not_in_the_copy(holder, person, app, in_transaction):
    in_transaction(lambda: db.session.execute(update(BankRelease).values(open_bank=False)))
    answer = json.loads(holder.get("/mine/data.json").get_data())["sittings"][0]["answers"][0]
    assert "task" not in answer
    assert answer["answer"]


def test_the_copy_costs_the_same_for_many_answers_and_learners(as_holder, app, in_transaction, count_statements):
    def story(sittings):
        taken = make_seated()
        for _ in range(sittings):
            finish(make_sitting(seated=taken), items=3)
        return taken.learner_id

    few, many = as_holder(in_transaction(story, 1)), as_holder(in_transaction(story, 5))
    for address in ("/mine/data.json", "/mine/data", "/mine/consents", "/mine"):
        for browser in (few, many):
            browser.get(address)
        costs = [count_statements(lambda browser=browser: browser.get(address)) for browser in (few, many)]  # noqa: B023
        assert costs[0] == costs[1], address


def test_everything_that_names_her_is_erased_and_the_browser_forgets_her(as_holder, person, place, app):
    taken, code = person
    holder, other_browser, seat = as_holder(taken.learner_id), as_holder(taken.learner_id), app.test_client()
    with app.app_context():
        entry_id = db.session.get(Seat, taken.seat_id).current_entry_id
        result, key = queries.results_of([taken.learner_id])[0].code, learners.holder_key_of(taken.learner_id)
    remember(seat, entry=entry_id.hex)
    assert seat.get(f"/sittings/{code}").status_code == 303
    unsure = holder.send("/mine/erase")
    assert unsure.status_code == 422
    assert t("privacy_mine.erase_unsure") in words(unsure)
    done = holder.send("/mine/erase", sure="y")
    assert done.location == "/mine/erased"
    assert "storage" in done.headers["Clear-Site-Data"]
    assert t("privacy_mine.erased_title") in words(holder.get(done.location))
    assert holder.get("/mine/data").location == "/mine"
    with app.app_context():
        assert learners.identity_of(taken.learner_id) is None
        assert standing(code).voided_at is not None
        erasure = db.session.scalars(select(Erasure)).one()
        assert (erasure.reason, erasure.actor) == ("own_wish", f"learner {taken.learner_id}")
        assert db.session.scalars(select(CredentialState.status)).one() == "revoked"  # it was never signed
        assert db.session.scalars(select(Enrolment.status)).one() == "left"
        assert db.session.scalar(select(func.count()).select_from(ItemResponse)) == 37  # facts about a number
    for browser, address in (
        (other_browser, "/mine"),
        (seat, f"/sittings/{code}"),
        (seat, "/sittings/choose"),
        (seat, f"/results/{result}"),
    ):
        remember(other_browser, holder=taken.learner_id.hex)
        remember(seat, entry=entry_id.hex)
        gone = browser.get(address)
        assert gone.status_code == 410, address
        assert t("privacy_mine.erased_title") in words(gone)
        with browser.session_transaction() as cookie:
            assert not {"holder", "entry"} & set(cookie)
    assert other_browser.send("/mine", "/join", holder_key=key).status_code == 422


def test_a_signed_certificate_stays_in_force_without_a_name(holder, person, app, client, in_transaction, monkeypatch):
    signed(in_transaction, person[0].learner_id, monkeypatch)
    with app.app_context():
        number = credential_of(person[0].learner_id).code
    holder.send("/mine/erase", sure="y")
    report = client.get(f"/api/v1/verify/{number}").get_json()
    assert report["state"] == "valid"
    assert NAME.name_uk not in json.dumps(report, ensure_ascii=False)


def test_an_unsigned_certificate_of_an_erased_person_troubles_no_worker(person, in_transaction, monkeypatch):
    monkeypatch.setattr(signing, "may_sign", lambda: True)
    taken, _ = person
    credential_id = in_transaction(lambda: credential_of(taken.learner_id).id)
    in_transaction(people.erase, taken.learner_id, reason="own_wish", actor="test")
    assert in_transaction(signing.draw_credential, credential_id) is None
    assert in_transaction(signing.sign_credential, credential_id) is True  # nothing is left to do


def test_all_cards_of_a_person_are_erased_together(as_holder, place, app, in_transaction):
    def story():
        one, other = (make_person(place, name, came=1) for name in ("Дарина", "Даринка"))
        people.merge(one, other, actor="test")
        return one, other

    one, other = in_transaction(story)
    as_holder(other).send("/mine/erase", sure="y")
    with app.app_context():
        assert set(db.session.scalars(select(Erasure.learner_id))) == {one, other}


def test_the_notice_says_how_long(client):
    months = installation.settings().retention_months
    assert t("privacy.retention", n=months) in words(client.get("/data"))


def test_pages_are_small(holder):
    for address in ("/mine", "/mine/consents", "/mine/data", "/mine/erase"):
        assert len(holder.get(address).data) < 25 * 1024


def test_moments_in_the_copy_have_a_time_zone(holder):
    told = json.loads(holder.get("/mine/data.json").get_data())
    assert told["copy"]["made_at"].endswith("+00:00")
    assert told["copy"]["made_at"][:10] == clock.now().isoformat()[:10]
