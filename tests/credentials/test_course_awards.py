"""Certificates of a cohort: who gets one and who does not, once and for all, and what becomes of them."""

import json
import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from literacy import worker
from literacy.accounts import learners, people, registration
from literacy.accounts.learners import Identity
from literacy.accounts.registration import Registration
from literacy.assessment.invigilation import void_sitting
from literacy.core import clock, installation
from literacy.core.db import db, may_write
from literacy.core.errors import NotFound, Refused
from literacy.core.models import AuditEntry, OutboxMessage
from literacy.core.transaction import transaction
from literacy.credentials import course_awards, projections, queries, service
from literacy.credentials.course_books import books_of_cohort
from literacy.credentials.models import Credential, SignedCredential
from literacy.training import cohorts, sessions
from literacy.training.models import Course
from literacy.verification.service import verify_code, verify_file
from tests.conftest import NOON, application_on
from tests.credentials.courses import held_cohort, hold, signed, statements_of, take_test, too_long_for_paper
from tests.factories import make_session, no_marks
from tests.journeys.house import open_house


@pytest.fixture
def public_address(database, monkeypatch):
    """A real installation with a public name."""
    here = installation.here()
    monkeypatch.setattr(here, "settings", here.settings.model_copy(update={"base_url": "https://literacy.example"}))


@pytest.fixture
def here(database, frozen_clock, public_address):
    """Stand still at noon, in an installation with a public name."""
    return frozen_clock


def award_all(scene, **more):
    return course_awards.award_to_cohort(scene.cohort_id, actor="account x", **more)


def reasons(scene, learner_id):
    (found,) = books_of_cohort(scene.cohort_id, only=people.cards_of(learner_id)).candidates
    return [reason.code for reason in found.reasons]


def credential(credential_id):
    return db.session.get(Credential, credential_id)


def test_whoever_met_the_rule_gets_one_and_the_others_are_told_why(here):
    scene = held_cohort(3)
    full, short, nameless = scene.member(), scene.member(2), scene.member(name="")
    (issued,) = award_all(scene)
    assert credential(issued).learner_id == full
    assert reasons(scene, full) == ["already_issued"]
    assert reasons(scene, short) == ["attendance_short"]
    assert reasons(scene, nameless) == ["name_missing"]
    with pytest.raises(Refused) as refusal:
        course_awards.award_to_member(scene.cohort_id, short, actor="account x")
    (reason,) = refusal.value.reasons
    assert reason.values == {"have": 2, "need": 3, "next": None}


def test_issuing_twice_is_issuing_once(here):
    scene = held_cohort()
    members = [scene.member() for _ in range(3)]
    first = award_all(scene)
    assert len(first) == 3
    assert award_all(scene) == []
    late = scene.member()
    (second,) = award_all(scene)
    assert credential(second).learner_id == late
    assert course_awards.award_to_member(scene.cohort_id, members[0], actor="account x") in first
    assert db.session.scalar(select(func.count()).select_from(Credential)) == 4
    assert db.session.scalar(select(func.count()).where(OutboxMessage.kind == "sign_credential")) == 4
    assert db.session.scalar(select(func.count()).where(AuditEntry.action == "credential.awarded")) == 4
    assert projections.expected_rows() == projections.stored_rows()


def test_what_is_printed_comes_from_the_books_and_stays(here):
    scene = held_cohort(2, minutes=110)
    learner_id = scene.member(0)
    scene.came(learner_id, scene.sessions[:1])
    scene.came(learner_id, scene.sessions[1:], minutes=90)
    (issued,) = award_all(scene)
    code = signed(issued)
    fields = verify_code(code).fields
    assert fields["Відвідано"] == "2 із 2 занять, 3 год 20 хв із 3 год 40 хв"
    assert fields["Обсяг"] == "8 годин"
    assert fields["Кредити ЄКТС"] == "0,5 кредиту ЄКТС"
    assert fields["Результат навчання 2"] == "Захищає пароль"
    assert fields["Час навчання"] == "21 листопада 2026 р. – 22 листопада 2026 р."
    assert fields["Реєстраційний номер"] == "2026/000001"
    assert fields["Ім’я"].startswith("О. ")
    course = db.session.scalar(select(Course))
    course.title_uk, course.hours = "Зовсім інший курс", 100.0
    hold(scene.cohort_id, NOON - timedelta(hours=4))
    assert verify_code(code).fields == fields


def test_a_session_continued_another_day_counts_once(here):
    scene = held_cohort(2, least_sessions=2)
    learner_id = scene.member(1)
    rest = sessions.continue_session(
        scene.sessions[0], NOON - timedelta(hours=5), NOON - timedelta(hours=4), actor="test"
    )
    sessions.start(rest, actor="test", at=NOON - timedelta(hours=5))
    sessions.end(rest, actor="test", at=NOON - timedelta(hours=4))
    scene.came(learner_id, [rest])
    (found,) = books_of_cohort(scene.cohort_id).candidates
    assert (found.books.units_attended, found.books.minutes_attended) == (1, 180)
    assert [reason.code for reason in found.reasons] == ["attendance_short"]


def test_a_refusal_names_the_next_session(here):
    scene = held_cohort(3)
    learner_id = scene.member(2)
    coming = NOON + timedelta(days=3)
    make_session(start=coming, cohort_id=scene.cohort_id)
    (found,) = books_of_cohort(scene.cohort_id).candidates
    assert [reason.code for reason in found.reasons] == ["attendance_short", "course_not_closed"]
    assert found.reasons[0].values["next"] == coming
    assert course_awards.award_to_cohort(scene.cohort_id, actor="account x") == []
    scene.came(learner_id, scene.sessions[2:])
    assert len(award_all(scene)) == 1  # the rule is met, though the course goes on


def test_cards_that_became_one_person_count_together_and_get_one_certificate(here):
    scene = held_cohort(3)
    known, walk_in = scene.member(2), scene.member(0, name="")
    scene.came(walk_in, scene.sessions[1:])
    merge_id = people.merge(known, walk_in, actor="test")
    (candidate,) = books_of_cohort(scene.cohort_id).candidates
    assert candidate.books.units_attended == 3
    (issued,) = award_all(scene)
    assert credential(issued).learner_id == known  # the earliest card on the list
    assert award_all(scene) == []
    people.undo_merge(merge_id, actor="test")
    assert reasons(scene, known) == ["already_issued"]
    assert reasons(scene, walk_in) == ["attendance_short", "name_missing"]


def test_a_name_may_stand_on_another_card_of_the_person(here):
    scene = held_cohort()
    walk_in = scene.member(name="")
    other = registration.register(Registration("Ганна", name_uk="Ганна Ясен", phone="0501234567"), actor="test")
    assert reasons(scene, walk_in) == ["name_missing"]
    people.merge(walk_in, other, actor="test")
    (issued,) = award_all(scene)
    assert service.name_on(credential(issued)) == Identity("Ганна Ясен", "Hanna Yasen")


def test_only_the_printed_name_is_sealed_in_the_certificate(here):
    scene = held_cohort()
    scene.member(name="Ївга Степова", phone="0501234567")
    (issued,) = award_all(scene)
    assert service.name_on(credential(issued)) == Identity("Ївга Степова", "Yivha Stepova")


def test_whoever_took_consent_back_or_needs_a_guardian_gets_none(here):
    scene = held_cohort()
    child = scene.member(under_14=True)
    unwilling, willing = scene.member(), scene.member()
    learners.record_consent(unwilling, "certificate", "certificate 1", given=False)
    learners.record_consent(willing, "training", "training 1", given=False)
    learners.record_consent(willing, "certificate", "certificate 1")
    assert reasons(scene, child) == ["guardian_missing"]
    assert reasons(scene, unwilling) == ["consent_missing"]
    assert reasons(scene, willing) == []
    learners.record_consent(child, "guardian", "guardian 1", channel="paper", recorded_by="test")
    assert reasons(scene, child) == []


def test_who_left_or_waits_gets_none_and_who_has_one_keeps_it(here):
    scene = held_cohort()
    leaving, had = scene.member(), scene.member()
    cohorts.leave(scene.cohort_id, leaving, actor="test")
    course_awards.award_to_member(scene.cohort_id, had, actor="test")
    cohorts.leave(scene.cohort_id, had, actor="test")
    assert [each.member.learner_id for each in books_of_cohort(scene.cohort_id).candidates] == [had]
    assert award_all(scene) == []
    with pytest.raises(NotFound):
        course_awards.award_to_member(scene.cohort_id, leaving, actor="test")


def test_a_test_of_the_right_role_in_the_cohorts_time_is_asked_for(here):
    scene = held_cohort(2, tests="after", test_rule="taken")
    learner_id = scene.member()
    with clock.at(NOON - timedelta(days=30)):
        take_test(learner_id)
    assert reasons(scene, learner_id) == ["test_missing"]
    _, sitting_id = take_test(learner_id, no_marks)
    assert reasons(scene, learner_id) == []
    (issued,) = award_all(scene)
    fields = verify_code(signed(issued)).fields
    assert fields["Тест"] == "складено"
    assert "Рівень за тестом" not in fields
    void_sitting(sitting_id, "helped", actor="test")
    assert verify_code(credential(issued).code).state == "revoked"
    assert verify_code(credential(issued).code).status.reason == "sitting_void"


def test_a_void_test_does_not_count(here):
    scene = held_cohort(2, tests="after", test_rule="taken")
    learner_id = scene.member()
    _, sitting_id = take_test(learner_id)
    void_sitting(sitting_id, "other_person", actor="test")
    assert reasons(scene, learner_id) == ["test_missing"]


def test_the_level_that_a_rule_asks_for_is_printed_with_its_probability(here):
    scene = held_cohort(2, tests="after", test_rule="level", least_level="foundation")
    below, above = scene.member(), scene.member()
    take_test(below, no_marks)
    result, _ = take_test(above)
    (issued,) = award_all(scene)
    assert credential(issued).learner_id == above
    (reason,) = next(
        each for each in books_of_cohort(scene.cohort_id).candidates if each.member.learner_id == below
    ).reasons
    assert (reason.code, reason.values["level"]) == ("level_short", "below_foundation")
    fields = verify_code(signed(issued)).fields
    assert fields["Рівень за тестом"] == "Високий або вищий"
    assert fields["Імовірність рівня"].endswith(" %")
    assert fields["Шкала"] == "Попередня шкала"
    assert credential(issued).facts[course_awards.RESTS_ON] == result.result_id.hex


def test_a_test_before_and_one_after_are_told_apart(here):
    scene = held_cohort(2, tests="before_and_after", test_rule="taken")
    learner_id = scene.member()
    with clock.at(NOON - timedelta(days=2, minutes=-20)):
        take_test(learner_id)
    assert reasons(scene, learner_id) == ["test_missing"]
    take_test(learner_id)
    (issued,) = award_all(scene)
    assert verify_code(signed(issued)).fields["Тест"] == "складено до курсу й після нього"


def test_a_course_that_does_not_fit_on_paper_issues_nothing_and_says_so(here):
    scene = too_long_for_paper(held_cohort())
    learner_id = scene.member()
    for issue in (
        lambda: award_all(scene),
        lambda: course_awards.award_to_member(scene.cohort_id, learner_id, actor="t"),
    ):
        with pytest.raises(Refused) as refusal:
            issue()
        assert [reason.code for reason in refusal.value.reasons] == ["course_outcomes_long"]


def test_every_state_shows_at_the_next_look_and_none_is_expired(here):
    scene = held_cohort()
    scene.member()
    (issued,) = award_all(scene)
    code = credential(issued).code
    assert verify_code(code).state == "unknown"
    assert worker.work_off() == 1
    assert verify_code(code).state == "valid"
    here(NOON + timedelta(days=4000))
    assert verify_code(code).state == "valid"
    service.suspend(issued, "checking", actor="test")
    assert verify_code(code).state == "suspended"
    service.resume(issued, actor="test")
    service.revoke(issued, "error", actor="test")
    report = verify_code(code)
    assert (report.state, report.kind, report.status.reason) == ("revoked", "course", "error")
    assert queries.status_index_of_changed()["revocation"] == [credential(issued).status_index]


def test_a_new_one_after_a_revoked_one_is_issued_only_on_purpose(here):
    scene = held_cohort()
    learner_id = scene.member()
    (first,) = award_all(scene)
    signed(first)
    service.revoke(first, "error", actor="test")
    assert reasons(scene, learner_id) == ["revoked_before"]
    assert award_all(scene) == []
    (second,) = award_all(scene, again=[learner_id])
    assert credential(second).edition == 2
    assert reasons(scene, learner_id) == ["already_issued"]
    assert award_all(scene, again=[learner_id]) == []


def test_a_reissued_course_says_the_same_under_a_new_number(here):
    scene = held_cohort()
    learner_id = scene.member(name="Ївга Ґонтаренко")
    (first,) = award_all(scene)
    old = signed(first)
    before = verify_code(old).fields
    hold(scene.cohort_id, NOON - timedelta(hours=4))  # what happened since is not on the new paper
    lost = service.reissue(first, None, actor="test")
    new = signed(lost)
    assert verify_code(old).state == "superseded"
    fields = verify_code(new).fields
    changed = {"Номер", "Реєстраційний номер", "Заміна"}
    assert {name for name in fields if fields.get(name) != before.get(name)} == changed
    assert fields["Реєстраційний номер"] == "2026/000002"
    renamed = service.reissue(lost, Identity("Ївга Степова", "Yivha Stepova"), actor="test")
    assert verify_code(signed(renamed), "степова").holder_matches is True
    assert reasons(scene, learner_id) == ["already_issued"]


def test_the_command_line_reissues_and_checks_a_course(tmp_path):
    with open_house(tmp_path / "data", "sqlite", base_url="https://literacy.example") as house:
        may_write.set(True)
        with house.app.app_context(), transaction():
            scene = held_cohort()
            scene.member(name="Ївга Ґонтаренко")
            old = signed(award_all(scene)[0])
        done = house.command("credentials", "reissue", old, "--json")
        assert done.returncode == 0, done.stderr
        house.work_off()
        told = json.loads(done.stdout)
        checked = house.command("credentials", "verify", told["new_code"], "--json")
        assert (checked.returncode, json.loads(checked.stdout)["fields"]["Реєстраційний номер"][-7:]) == (0, "/000002")
        assert house.command("credentials", "verify", old).returncode == 1


def test_erasing_the_person_leaves_the_number_and_no_name(here):
    scene = held_cohort()
    learner_id = scene.member(name="Ївга Ґонтаренко")
    (issued,) = award_all(scene)
    code = signed(issued)
    assert verify_code(code, "Ґонтаренко").holder_matches
    people.erase(learner_id, reason="own_wish", actor="test")
    report = verify_code(code, "Ґонтаренко")
    assert (report.state, report.name_erased, report.holder) == ("valid", True, None)
    assert report.fields["Курс"] == before_title(issued)
    assert report.fields["Реєстраційний номер"] == "2026/000001"
    assert "Ґонтаренко" not in str(report.as_json())
    assert reasons_of_all(scene) == [["already_issued"]]


def before_title(credential_id):
    return credential(credential_id).facts["title_uk"]


def reasons_of_all(scene):
    return [[reason.code for reason in each.reasons] for each in books_of_cohort(scene.cohort_id).candidates]


def test_only_the_issued_bytes_are_better_than_a_copy(here):
    scene = held_cohort()
    scene.member(name="Ївга Ґонтаренко")
    (issued,) = award_all(scene)
    signed(issued)
    stored, row = db.session.get(SignedCredential, issued), credential(issued)
    document = learners.open_for(row.learner_id, stored.sealed_document, service.DOCUMENT_PURPOSE)
    pdf = queries.pdf_of(row, stored)
    assert [verify_file(data).state for data in (pdf, document)] == ["valid", "valid"]
    assert verify_file(pdf + b"\n").state == "genuine_but_modified_copy"
    assert verify_file(b" " + document).state == "genuine_but_modified_copy"
    for old, new in ((b'"creditsEarned":0.5', b'"creditsEarned":5'), ("Ґонтаренко".encode(), "Підроблена".encode())):
        altered = document.replace(old, new)
        assert altered != document
        assert verify_file(altered).state == "tampered"
    stored.document_hash = "0" * 64
    db.session.flush()
    assert verify_code(row.code).state == "tampered"


def test_the_register_counts_each_year_from_one_by_kyivs_calendar(here):
    scene = held_cohort()
    numbers = []
    for moment in (
        NOON,
        NOON.replace(month=12, day=31, hour=21),
        NOON.replace(month=12, day=31, hour=22),
        NOON.replace(year=2027),
    ):
        here(moment)
        scene.member()
        (issued,) = award_all(scene)
        numbers.append(queries.register_number(credential(issued)))
    assert numbers == ["2026/000001", "2026/000002", "2027/000001", "2027/000002"]


def test_an_award_that_is_undone_leaves_no_gap(app, in_transaction, frozen_clock):
    scene = in_transaction(held_cohort)
    in_transaction(scene.member)

    def fails():
        award_all(scene)
        raise RuntimeError("something broke")

    with pytest.raises(RuntimeError):
        in_transaction(fails)
    (issued,) = in_transaction(award_all, scene)
    assert in_transaction(lambda: credential(issued).register_number) == 1


def test_reading_a_cohort_costs_the_same_for_two_and_for_forty(here):
    costs = []
    for count in (2, 40):
        scene = held_cohort(2, tests="after", test_rule="level", least_level="foundation")
        for _ in range(count):
            scene.member()
        costs.append(statements_of(lambda scene=scene: books_of_cohort(scene.cohort_id)))
    assert costs[0] == costs[1] <= 12


@pytest.fixture(scope="module")
def own_app(engine, tmp_path_factory):
    """An application with a database of its own, in which requests are at work at the same time."""
    with application_on(tmp_path_factory.mktemp(f"awards-{engine}") / "data", engine) as app:
        yield app


def test_who_issues_at_the_same_moment_gets_other_numbers_and_nobody_two_certificates(own_app):
    def call(verb, *arguments):
        may_write.set(True)
        with own_app.app_context(), transaction():
            return verb(*arguments)

    with clock.at(clock.now()):
        scenes = [call(held_cohort) for _ in range(4)]
        for scene in scenes:
            for _ in range(3):
                call(scene.member)
    together = threading.Barrier(8)

    def issue(scene):
        together.wait()
        call(award_all, scene)

    threads = [threading.Thread(target=issue, args=(scene,)) for scene in scenes for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with own_app.app_context():
        rows = db.session.execute(select(Credential.register_number, Credential.learner_id)).all()
        assert sorted(row.register_number for row in rows) == list(range(1, 13))
        assert len({row.learner_id for row in rows}) == 12
        db.session.remove()
