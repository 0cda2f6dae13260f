"""What a certificate of a course says, in its fields and in its credential."""

import json
from datetime import date, datetime

import pytest

from literacy.core import canonical
from literacy.credentials import proof
from literacy.credentials.course_facts import CourseCertificateFacts
from literacy.credentials.document import COURSE_CREDENTIAL, CREDENTIAL, credential_document, printed_fields_in
from literacy.training.quantities import credits_words, hours_words, span_words
from tests.credentials.conftest import HOST, ISSUED, WIDEST, WITH_LEVEL

# What the credentials of tests were before courses came: signed ones are compared with them byte for byte.
TESTS_DIGEST = "97733016692196231ff6ad7a6372675b2ea2f850f0de1162d3635b3c94f20fa1"
WIDEST_DIGEST = "075b121d4dad17efdce0239b6bec686b5f90f1abc652d7499577044d0654f770"


def spaced(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.fixture(scope="module")
def make_document(make_course_facts, status_places):
    return lambda **changes: credential_document(make_course_facts(**changes), *status_places)


def test_the_fields_follow_the_paper(course_facts):
    assert list(course_facts.printed_fields("uk").items()) == [
        ("Хто видав", "Цифрова Херсонщина"),
        ("Номер", "KH26-7XQ2-RT9M-ZP4K-D8WB-3C"),
        ("Реєстраційний номер", "2026/000123"),
        ("Вид документа", "Сертифікат про підвищення кваліфікації педагогічних працівників"),
        ("Ім’я", "Дем’ян В’юненко-Їжакевич"),
        ("Ім’я латинкою", "Demian Viunenko-Yizhakevych"),
        ("Курс", "Безпечні цифрові інструменти на уроці"),
        ("Обсяг", "16 годин"),
        ("Кредити ЄКТС", "0,5 кредиту ЄКТС"),
        ("Результат навчання 1", "Добирає матеріали для уроку й перевіряє, чи можна ними користуватися"),
        ("Результат навчання 2", "Захищає облікові записи школи та дані дітей"),
        ("Результат навчання 3", "Помічає ознаки шахрайства й пояснює їх іншим"),
        ("Час навчання", "3 листопада 2026 р. – 4 грудня 2026 р."),
        ("Відвідано", "7 із 8 занять, 14 год 30 хв із 16 год"),
        ("Тест", "складено до курсу й після нього"),
        ("Підпис", "Соломія Вигадана, керівниця програми"),
        ("Видано", "23 листопада 2026 р."),
        ("Перевірити", HOST),
    ]


def test_both_languages_print_the_same_fields(make_course_facts):
    facts = make_course_facts(**WITH_LEVEL, simulated=True, replaces_earlier=True)
    uk, en = facts.printed_fields("uk"), facts.printed_fields("en")
    assert len(uk) == len(en) == len(facts.printed_values("uk"))
    assert not any("а" <= sign <= "ї" for name, value in en.items() if name != "Name" for sign in name + value)
    assert not any("\u00a0" in name + value for fields in (uk, en) for name, value in fields.items())


def test_a_level_stands_there_only_where_it_was_asked_for_and_then_with_its_probability(
    course_facts, make_course_facts
):
    assert (
        not {"Рівень за тестом", "Імовірність рівня", "Шкала", "Чинний до"} & course_facts.printed_fields("uk").keys()
    )
    fields = make_course_facts(**WITH_LEVEL).printed_fields("uk")
    assert (fields["Рівень за тестом"], fields["Імовірність рівня"], fields["Шкала"]) == (
        "Середній",
        "86 %",
        "Попередня шкала",
    )


@pytest.mark.parametrize(
    ("kind", "uk", "en"),
    [
        ("course", "навчання на курсі", "a course"),
        ("teachers", "підвищення кваліфікації педагогічних", "in-service training for teachers"),
        ("doctors", "безперервний професійний розвиток", "continuing professional development"),
        ("officials", "підвищення кваліфікації посадових осіб", "in-service training for officials"),
    ],
)
def test_each_kind_of_document_is_called_by_its_name(make_course_facts, kind, uk, en):
    facts = make_course_facts(document_kind=kind)
    assert uk in facts.printed_fields("uk")["Вид документа"]
    assert en in facts.printed_fields("en")["Kind of document"]


@pytest.mark.parametrize(
    ("tests", "before", "after", "said"),
    [
        ("none", False, False, None),
        ("after", False, False, "не складено"),
        ("after", False, True, "складено"),
        ("before_and_after", False, False, "не складено"),
        ("before_and_after", True, False, "складено лише до курсу"),
        ("before_and_after", False, True, "складено після курсу"),
        ("before_and_after", True, True, "складено до курсу й після нього"),
    ],
)
def test_it_says_whether_a_test_was_taken_if_the_course_has_any(make_course_facts, tests, before, after, said):
    facts = make_course_facts(tests=tests, test_before=before, test_after=after)
    assert facts.printed_fields("uk").get("Тест") == said


@pytest.mark.parametrize(
    ("hours", "ects", "uk", "en"),
    [
        (1, 1, "1 година; 1 кредит ЄКТС", "1 hour; 1 ECTS credit"),
        (2, 2, "2 години; 2 кредити ЄКТС", "2 hours; 2 ECTS credits"),
        (7.5, 0.25, "7,5 години; 0,25 кредиту ЄКТС", "7.5 hours; 0.25 ECTS credits"),
        (30, 5, "30 годин; 5 кредитів ЄКТС", "30 hours; 5 ECTS credits"),
    ],
)
def test_volumes_are_told_in_each_language(hours, ects, uk, en):
    for lang, said in (("uk", uk), ("en", en)):
        assert spaced(f"{hours_words(hours, lang)}; {credits_words(ects, lang)}") == said


@pytest.mark.parametrize(("minutes", "said"), [(0, "0 год"), (45, "45 хв"), (60, "1 год"), (150, "2 год 30 хв")])
def test_spans_are_hours_and_minutes(minutes, said):
    assert spaced(span_words(minutes, "uk")) == said


def test_one_day_is_one_date_and_no_credits_print_nothing(make_course_facts):
    fields = make_course_facts(ended_on=date(2026, 11, 3), ects=0.0).printed_fields("uk")
    assert fields["Час навчання"] == "3 листопада 2026 р."
    assert "Кредити ЄКТС" not in fields


def test_facts_survive_storage_and_what_is_not_printed_is_left_out(make_course_facts):
    facts = make_course_facts(**WITH_LEVEL)
    stored = json.loads(json.dumps(facts.as_json() | {"rests_on": "a result"}))
    assert CourseCertificateFacts.from_json(stored) == facts


@pytest.mark.parametrize(
    "changes",
    [
        {"document_kind": "diploma"},
        {"tests": "some"},
        {"register_number": "123"},
        {"level": "below_foundation"},
        {"hours": 0},
        {"units_attended": 0},
        {"units_attended": 9},
        {"minutes_attended": 961},
        {"ended_on": date(2026, 11, 2)},
        {"issued_at": datetime(2026, 1, 1)},  # noqa: DTZ001 - the missing zone is the point
    ],
)
def test_facts_that_contradict_themselves_are_refused(make_course_facts, changes):
    with pytest.raises(ValueError, match=r"."):
        make_course_facts(**changes)


def test_the_credential_holds_what_is_printed_and_does_not_run_out(course_facts, make_document):
    document = make_document()
    assert printed_fields_in(document) == course_facts.printed_fields("uk")
    assert "validUntil" not in document
    subject = document["credentialSubject"]
    assert subject["achievement"]["achievementType"] == "Course"
    assert subject["achievement"]["name"] == course_facts.title_uk
    assert "Обсяг: 16 годин, 0,5 кредиту ЄКТС" in subject["achievement"]["description"]
    assert "2. Захищає облікові записи школи" in subject["achievement"]["criteria"]["narrative"]
    assert (subject["activityStartDate"], subject["activityEndDate"]) == ("2026-11-03", "2026-12-04")
    assert "result" not in subject


def test_a_course_that_names_no_outcomes_tells_its_volume(make_document):
    criteria = make_document(outcomes=())["credentialSubject"]["achievement"]["criteria"]
    assert criteria == {"narrative": "Обсяг: 16 годин, 0,5 кредиту ЄКТС."}


@pytest.mark.parametrize(("ects", "told"), [(0.0, None), (0.5, 0.5), (2.0, 2)])
def test_credits_are_told_to_machines_a_whole_number_as_one(make_document, ects, told):
    subject = make_document(ects=ects)["credentialSubject"]
    assert subject.get("creditsEarned") == subject["achievement"].get("creditsAvailable") == told
    assert type(subject.get("creditsEarned")) is type(told)


def test_a_level_that_was_asked_for_is_told_to_machines(make_document):
    subject = make_document(**WITH_LEVEL)["credentialSubject"]
    described = {each["id"]: each["resultType"] for each in subject["achievement"]["resultDescription"]}
    assert {described[each["resultDescription"]]: each["value"] for each in subject["result"]} == {
        "PerformanceLevel": "intermediate",
        "Percent": "86",
    }


def test_the_credentials_of_tests_are_what_they_were(facts, make_facts, status_places):
    for each, digest in ((facts, TESTS_DIGEST), (make_facts(**WIDEST), WIDEST_DIGEST)):
        assert canonical.digest(credential_document(each, *status_places)) == digest


@pytest.fixture(scope="module")
def judge(signing_key, method):
    def verify(document, kind=COURSE_CREDENTIAL):
        return proof.verify(document, {method: signing_key.public_key()}, ISSUED, kind)

    return verify


@pytest.mark.parametrize(
    "changes", [{}, {"ects": 0.0}, {"ects": 3.0}, WITH_LEVEL], ids=["half", "none", "whole", "level"]
)
def test_what_was_signed_verifies_as_a_course_and_as_nothing_else(make_document, signing_key, method, judge, changes):
    signed = proof.sign(make_document(**changes), signing_key, method, ISSUED)
    assert judge(json.loads(json.dumps(signed))).verification_method == method
    with pytest.raises(proof.BadProof) as refused:
        judge(signed, CREDENTIAL)
    assert refused.value.reason == "wrong_shape"


@pytest.mark.parametrize(
    "credits_earned",
    ["0.5", True, None, float("inf"), {"@value": 1}],
    ids=["text", "truth", "nothing", "endless", "object"],
)
def test_credits_that_are_no_number_are_refused_before_anything_is_canonicalised(
    make_document, signing_key, method, judge, credits_earned
):
    signed = proof.sign(make_document(), signing_key, method, ISSUED)
    signed["credentialSubject"]["creditsEarned"] = credits_earned
    with pytest.raises(proof.BadProof) as refused:
        judge(signed)
    assert refused.value.reason == "wrong_shape"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda signed: signed["credentialSubject"].update(creditsEarned=5),
        lambda signed: signed["credentialSubject"].pop("creditsEarned"),
        lambda signed: signed["credentialSubject"]["achievement"].update(creditsAvailable=5),
        lambda signed: signed["credentialSubject"].update(activityEndDate="2027-01-01"),
        lambda signed: signed.update(name="Інший курс"),
    ],
    ids=["more credits", "no credits", "more offered", "longer", "another course"],
)
def test_an_altered_course_is_refused(make_document, signing_key, method, judge, spoil):
    signed = json.loads(json.dumps(proof.sign(make_document(), signing_key, method, ISSUED)))
    spoil(signed)
    with pytest.raises(proof.BadProof) as refused:
        judge(signed)
    assert refused.value.reason == "signature_does_not_fit"
