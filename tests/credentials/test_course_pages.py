"""The staff's page of a cohort's certificates, the holder's own, and what an employer sees of them."""

import re
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from literacy.accounts import learners, people
from literacy.accounts import service as accounts_service
from literacy.core import installation
from literacy.core.db import db
from literacy.core.language import t
from literacy.credentials import course_awards, service
from literacy.credentials.models import Credential, SignedCredential
from literacy.training import cohorts
from literacy.training.models import Cohort
from tests.conftest import NOON
from tests.credentials.courses import held_cohort, signed, take_test, too_long_for_paper
from tests.factories import make_award, make_session

PASSWORD = "жовтий човен на Дніпрі"
EMAIL = "olena@library.example"


@pytest.fixture(autouse=True)
def public_address(app, frozen_clock, monkeypatch):
    """A real installation with a public name, at noon."""
    here = installation.here()
    monkeypatch.setattr(here, "settings", here.settings.model_copy(update={"base_url": "https://literacy.example"}))


@pytest.fixture
def scene(in_transaction):
    return in_transaction(held_cohort, 3)


@pytest.fixture
def code(in_transaction, scene):
    return in_transaction(lambda: db.session.get(Cohort, scene.cohort_id).code)


@pytest.fixture
def page(code):
    return f"/cohorts/{code}/certificates"


@pytest.fixture
def enter(client, in_transaction, scene):
    """Sign in as a role; a trainer leads the cohort unless told otherwise."""

    def sign_in(role="trainer", *, leads=True, home=True):
        def prepare():
            library_id = db.session.get(Cohort, scene.cohort_id).library_id if home else None
            account_id = accounts_service.create_account(
                EMAIL, role, actor="test", password=PASSWORD, library_id=library_id
            )
            cohorts.set_leaders(scene.cohort_id, [account_id] if leads else [], actor="test")

        in_transaction(prepare)
        client.send("/sign-in", email=EMAIL, password=PASSWORD)
        return client

    return sign_in


def issue_id(text):
    return re.search(r'name="issue" value="([^"]+)"', text)[1]


def press(client, page, **more):
    """Press the button of the page."""
    return client.send(page, issue=issue_id(client.get(page).text), **more)


def plain(text):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text.replace("\u00a0", " ")))


def credentials(app):
    with app.app_context():
        return list(db.session.scalars(select(Credential).order_by(Credential.register_number)))


@pytest.mark.parametrize("language", ["uk", "en"])
def test_the_trainer_sees_who_may_have_one_and_who_lacks_what(language, enter, scene, page, in_transaction):
    in_transaction(scene.member, name="Ївга Ґонтаренко")
    in_transaction(scene.member, 1, name="Дарина Вигаданко")
    in_transaction(scene.member, name="")
    in_transaction(lambda: make_session(start=NOON + timedelta(days=3), cohort_id=scene.cohort_id))
    client = enter()
    client.get(f"/language/{language}")
    text = plain(client.get(page).text)
    assert plain(t("certify.counts", lang=language, ready=1, short=2, issued=0)) in text
    assert "Ївга Ґонтаренко (Yivha Gontarenko)" in text
    assert plain(t("refusal.attendance_short", lang=language, have=1, need=3)) in text
    assert ("Наступне заняття – 26 листопада 2026 р." if language == "uk" else "on 26 November 2026.") in text
    assert plain(t("course_refusal.name_missing", lang=language)) in text
    assert plain(t("certify.issue", lang=language, n=1)) in text


def test_one_press_issues_for_all_who_may_and_a_second_changes_nothing(enter, scene, page, in_transaction, app):
    for _ in range(3):
        in_transaction(scene.member)
    in_transaction(scene.member, 2)
    client = enter()
    issue = issue_id(client.get(page).text)
    for _ in range(2):
        reply = client.send(page, issue=issue)
        assert (reply.status_code, reply.location) == (303, page)
    issued = credentials(app)
    assert [each.register_number for each in issued] == [1, 2, 3]
    text = plain(client.get(page).text)
    assert text.count(t("certificate_page.status_to_be_signed")) == 3
    assert t("certify.waiting_body") in text
    assert "Видати" not in text
    in_transaction(lambda: [signed(each.id) for each in issued])
    text = client.get(page).text
    assert plain(text).count(t("certificate_page.status_in_force")) == 3
    for each in issued:
        pdf = client.get(f"{page}/{each.code}.pdf")
        assert (pdf.mimetype, pdf.data[:5], pdf.cache_control.no_store) == ("application/pdf", b"%PDF-", True)
        assert f"{page}/{each.code}.pdf" in text


def test_a_forged_or_foreign_issue_id_issues_nothing(enter, scene, page, in_transaction, app):
    in_transaction(scene.member)
    client = enter()
    other = in_transaction(lambda: db.session.get(Cohort, held_cohort(1).cohort_id).code)
    for wrong in ("", "0" * 32 + "." + "0" * 24):
        assert client.send(page, issue=wrong).status_code == 303
    assert client.send(f"/cohorts/{other}/certificates", page, issue=issue_id(client.get(page).text)).status_code == 404
    assert credentials(app) == []


def test_the_worker_waits_for_a_public_name_and_the_page_says_so(enter, scene, page, in_transaction, monkeypatch):
    here = installation.here()
    monkeypatch.setattr(here, "settings", here.settings.model_copy(update={"base_url": ""}))
    in_transaction(scene.member)
    client = enter()
    press(client, page)
    assert t("certify.no_address") in client.get(page).text


@pytest.mark.parametrize(
    ("role", "leads", "home", "seen", "named"),
    [
        ("trainer", True, True, True, True),
        ("trainer", False, True, False, False),
        ("coordinator", False, True, True, True),
        ("administrator", False, False, True, False),
        ("region", False, False, False, False),
        ("author", False, False, False, False),
    ],
)
def test_names_and_files_are_for_those_who_work_with_the_people(
    role, leads, home, seen, named, enter, scene, page, in_transaction, app
):
    in_transaction(scene.member, name="Ївга Ґонтаренко")
    in_transaction(lambda: [signed(each) for each in course_awards.award_to_cohort(scene.cohort_id, actor="test")])
    (issued,) = credentials(app)
    client = enter(role, leads=leads, home=home)
    reply = client.get(page)
    assert reply.status_code == (200 if seen else 404)
    assert ("Олена" in reply.text) == named
    assert "Ґонтаренко" not in reply.text or named
    assert client.get(f"{page}/{issued.code}.pdf").status_code == (200 if named else 404)
    assert client.send(page, "/staff", issue="").status_code == (303 if seen else 404)
    if seen and not named:
        assert t("certify.numbers_only") in reply.text


def test_a_file_is_given_only_under_its_own_cohort(enter, scene, page, in_transaction, app):
    in_transaction(scene.member)
    client = enter()
    other = in_transaction(held_cohort, 1)
    in_transaction(other.member)
    in_transaction(lambda: [signed(each) for each in course_awards.award_to_cohort(other.cohort_id, actor="test")])
    test_number = in_transaction(lambda: signed(make_award()))
    (foreign,) = [each for each in credentials(app) if each.kind == "course"]
    for number in (foreign.code, test_number, "KH26-0000-0000-0000-0000-00", "x"):
        assert client.get(f"{page}/{number}.pdf").status_code == 404


def test_a_course_too_long_for_paper_is_said_at_the_top(enter, in_transaction, client, app):
    scene = in_transaction(lambda: too_long_for_paper(held_cohort()))
    in_transaction(scene.member)

    def lead():
        account_id = accounts_service.create_account(EMAIL, "coordinator", actor="test", password=PASSWORD)
        cohorts.set_leaders(scene.cohort_id, [account_id], actor="test")
        return db.session.get(Cohort, scene.cohort_id).code

    page = f"/cohorts/{in_transaction(lead)}/certificates"
    client.send("/sign-in", email=EMAIL, password=PASSWORD)
    reply = press(client, page)
    assert reply.status_code == 422
    assert plain(t("course_refusal.course_outcomes_long", most=10, signs=1200)) in plain(reply.text)
    assert credentials(app) == []


def test_a_revoked_one_is_issued_anew_only_where_it_was_marked(enter, scene, page, in_transaction, app):
    learner_id = in_transaction(scene.member)
    client = enter()
    press(client, page)
    (first,) = credentials(app)
    in_transaction(signed, first.id)
    in_transaction(service.revoke, first.id, "error", actor="test")
    text = client.get(page).text
    card = re.search(r'name="again" id="[^"]+" value="([^"]+)"', text)[1]
    assert t("certify.issue_again") in text
    press(client, page)
    assert len(credentials(app)) == 1
    press(client, page, again=card)
    assert [each.learner_id for each in credentials(app)] == [learner_id, learner_id]


@pytest.fixture
def holder(client, in_transaction):
    """Open the holder's page of somebody."""

    def open_mine(learner_id):
        assert client.send("/mine", holder_key=in_transaction(learners.holder_key_of, learner_id)).status_code == 303
        return client

    return open_mine


def test_the_holder_sees_what_is_missing_in_her_own_words(holder, scene, in_transaction):
    learner_id = in_transaction(scene.member, 2, name="")
    in_transaction(lambda: make_session(start=NOON + timedelta(days=3), cohort_id=scene.cohort_id))
    text = plain(holder(learner_id).get("/mine").text)
    assert "Відвідано занять: 2, а треба щонайменше 3. Наступне заняття – 26 листопада 2026 р." in text
    assert "Назвіть їх тому, хто веде групу" in text
    in_transaction(lambda: cohorts.close_cohort(scene.cohort_id, actor="test"))
    assert t("mine.courses") not in holder(learner_id).get("/mine").text


def test_when_it_goes_on_is_said_once(holder, in_transaction):
    scene = in_transaction(lambda: held_cohort(3, least_hours=6.0, tests="after", test_rule="taken"))
    learner_id = in_transaction(scene.member, 1)
    in_transaction(lambda: make_session(start=NOON + timedelta(days=3), cohort_id=scene.cohort_id))
    text = plain(holder(learner_id).get("/mine").text)
    assert "Відвідано 2 год, а треба щонайменше 6 год." in text
    assert text.count("26 листопада") == 1


@pytest.mark.parametrize("language", ["uk", "en"])
def test_the_holder_takes_her_certificate_with_any_of_her_cards(language, holder, scene, in_transaction, app):
    learner_id, other = in_transaction(scene.member), in_transaction(learners.create_learner)
    in_transaction(people.merge, learner_id, other, actor="test")
    in_transaction(lambda: take_test(other))
    client = holder(other)
    client.get(f"/language/{language}")
    assert t("mine.course_ready", lang=language) in client.get("/mine").text
    in_transaction(course_awards.award_to_cohort, scene.cohort_id, actor="test")
    (issued,) = credentials(app)
    own = f"/mine/certificates/{issued.code}"
    assert own in client.get("/mine").text
    assert t("certificate_page.waiting_body", lang=language) in client.get(own).text
    assert client.get(f"{own}.pdf").status_code == 404
    in_transaction(signed, issued.id)
    text = client.get(own).text
    assert t("certificate_page.status_in_force", lang=language) in text
    assert "2026/000001" in text
    assert t("certificate_page.valid_until", lang=language) not in text
    assert client.get(f"{own}.pdf").data.startswith(b"%PDF-")
    assert client.get(own.lower()).status_code == 200
    in_transaction(service.revoke, issued.id, "holder", actor="test")
    text = client.get(own).text
    assert t("certificate_page.status_revoked", lang=language) in text
    assert t("certificate_page.ready_title", lang=language) not in text


def test_a_certificate_is_not_there_for_anybody_else(holder, scene, in_transaction, app, client):
    owner, stranger = in_transaction(scene.member), in_transaction(learners.create_learner)
    in_transaction(lambda: [signed(each) for each in course_awards.award_to_cohort(scene.cohort_id, actor="test")])
    (issued,) = credentials(app)
    own = f"/mine/certificates/{issued.code}"
    for who in (None, stranger):
        browser = holder(who) if who else client
        for address in (own, f"{own}.pdf", "/mine/certificates/x", "/mine/certificates/KH26-0000-0000-0000-0000-00"):
            assert browser.get(address).status_code == 404
    assert holder(owner).get(own).status_code == 200


def test_a_test_certificate_opens_at_the_same_address(holder, in_transaction, app):
    number = in_transaction(lambda: signed(make_award()))
    (issued,) = credentials(app)
    client = holder(issued.learner_id)
    text = client.get(f"/mine/certificates/{number}").text
    assert t("certificate_values.citizen") in text
    assert t("certificate_page.valid_until") in text


def test_an_erased_holder_has_no_page_and_the_staff_no_file(enter, scene, page, in_transaction, app):
    learner_id = in_transaction(scene.member, name="Ївга Ґонтаренко")
    in_transaction(lambda: [signed(each) for each in course_awards.award_to_cohort(scene.cohort_id, actor="test")])
    (issued,) = credentials(app)
    in_transaction(people.erase, learner_id, reason="own_wish", actor="test")
    client = enter()
    assert "Ґонтаренко" not in client.get(page).text
    assert client.get(f"{page}/{issued.code}.pdf").status_code == 404


@pytest.mark.parametrize("language", ["uk", "en"])
def test_an_employer_sees_every_printed_field_and_the_name_masked(language, client, scene, in_transaction, app):
    in_transaction(scene.member, name="Ївга Ґонтаренко")
    in_transaction(lambda: [signed(each) for each in course_awards.award_to_cohort(scene.cohort_id, actor="test")])
    (issued,) = credentials(app)
    client.get(f"/language/{language}")
    text = plain(client.get(f"/v/{issued.code}").text)
    assert t("verify_states.valid_title", lang=language) in text
    fields = client.get(f"/api/v1/verify/{issued.code}").get_json()["fields"]
    assert len(fields) == 15  # all but the signature: no signatory is set
    assert all(plain(name) in text and plain(value) in text for name, value in fields.items())
    assert "Ґонтаренко" not in text
    assert t("verify.supervised_means", lang=language) not in text
    opened = client.send(f"/v/{issued.code}", surname="гонтаренко".replace("г", "ґ")).text
    assert "Ївга Ґонтаренко" in opened
    in_transaction(service.revoke, issued.id, "error", actor="test")
    text = plain(client.get(f"/v/{issued.code}").text)
    said = (
        t("verify_states.revoked_course_body", lang=language, date="DATE", reason="REASON")
        .split("DATE")[1]
        .split("REASON")[0]
    )
    assert plain(said) in text


@contextmanager
def counting(app):
    """Note the statements that requests send."""
    with app.app_context():
        engine = db.engine
    sent = []

    def note(_connection, _cursor, statement, *_rest):
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_pages_cost_the_same_for_two_and_for_forty(enter, in_transaction, app):
    costs = []
    for count in (2, 40):
        scene = in_transaction(held_cohort, 2)
        for _ in range(count):
            in_transaction(scene.member)
        costs.append((scene, count))
    client = enter("coordinator", home=False, leads=False)
    sent = []
    for scene, count in costs:
        with app.app_context():
            code = db.session.get(Cohort, scene.cohort_id).code
        with counting(app) as statements:
            text = client.get(f"/cohorts/{code}/certificates").text
        assert plain(t("certify.issue", n=count)) in plain(text)
        sent.append(len(statements))
    assert sent[0] == sent[1] <= 20
    assert len(text.encode()) < 45_000


def test_the_holders_page_costs_the_same_however_many_learn_with_her(holder, in_transaction, app):
    sent = []
    for count in (1, 30):
        scene = in_transaction(held_cohort, 2)
        learner_id = in_transaction(scene.member, 1)
        for _ in range(count):
            in_transaction(scene.member)
        client = holder(learner_id)
        with counting(app) as statements:
            client.get("/mine")
        sent.append(len(statements))
    assert sent[0] == sent[1] <= 25
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(SignedCredential)) == 0
