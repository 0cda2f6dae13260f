import json
from datetime import datetime

import pytest

from literacy.credentials.document import (
    credential_document,
    holder_names_in,
    printed_fields_in,
    status_places_in,
)
from literacy.credentials.facts import CertificateFacts


def test_the_fields_follow_the_paper(facts):
    assert list(facts.printed_fields("uk").items())[:6] == [
        ("Хто видав", "Цифрова Херсонщина"),
        ("Номер", "KH26-7XQ2-RT9M-ZP4K-D8WB-3C"),
        ("Ім’я", "Дем’ян В’юненко-Їжакевич"),
        ("Ім’я латинкою", "Demian Viunenko-Yizhakevych"),
        ("Тест", "Тест за фахом: освіта"),
        ("Обсяг тесту", "36 завдань"),
    ]


def test_the_level_stands_with_its_probability_and_its_limits(facts):
    fields = facts.printed_fields("uk")
    assert (fields["Рівень"], fields["Імовірність рівня"], fields["Висновок"]) == (
        "Середній",
        "86 %",
        "Визначено впевнено",
    )
    assert fields["Межі результату"] == "базовий – середній"


def test_a_borderline_result_names_both_levels(borderline):
    assert borderline.printed_fields("uk")["Висновок"] == "На межі рівнів: середній – 56 %, високий або вищий – 40 %"
    assert borderline.printed_fields("en")["Finding"] == "Borderline: intermediate 56 %, advanced or above 40 %"


def test_merged_top_levels_are_called_by_both(make_facts):
    fields = make_facts(level="advanced", gauge_estimate=3.4, gauge_high=3.8).printed_fields("uk")
    assert fields["Рівень"] == "Високий або вищий"


def test_both_languages_print_the_same_fields(borderline):
    uk, en = borderline.printed_fields("uk"), borderline.printed_fields("en")
    assert len(uk) == len(en)
    assert not any("а" <= sign <= "ї" for name, value in en.items() if name != "Name" for sign in name + value)


def test_an_empty_signatory_is_not_printed(make_facts):
    empty = dict.fromkeys(("signatory_name_uk", "signatory_name_en", "signatory_post_uk", "signatory_post_en"), "")
    assert "Підпис" not in make_facts(**empty).printed_fields("uk")


def test_only_a_specimen_says_so(facts, borderline):
    assert "Позначка" not in facts.printed_fields("uk")
    assert borderline.printed_fields("uk")["Позначка"] == "ЗРАЗОК · Змодельована особа"


def test_printed_values_have_ordinary_spaces(borderline):
    for lang in ("uk", "en"):
        assert not any("\u00a0" in name + value for name, value in borderline.printed_fields(lang).items())


def test_facts_survive_storage(borderline):
    assert CertificateFacts.from_json(json.loads(json.dumps(borderline.as_json()))) == borderline


@pytest.mark.parametrize(
    "changes",
    [
        {"level": "below_foundation"},
        {"role": "pilot"},
        {"firm": False, "other_level": None},
        {"top_merged": True, "level": "highly_specialised"},
        {"gauge_low": 2.6},
        {"gauge_high": 4.5},
        {"issued_at": datetime(2026, 1, 1)},  # noqa: DTZ001 - the missing zone is the point
    ],
)
def test_facts_that_contradict_themselves_are_refused(make_facts, changes):
    with pytest.raises(ValueError, match=r"."):
        make_facts(**changes)


def test_the_credential_holds_what_is_printed(facts, unsigned, status_places):
    assert printed_fields_in(unsigned) == facts.printed_fields("uk")
    assert holder_names_in(unsigned) == (facts.holder_name_uk, facts.holder_name_latin)
    assert status_places_in(unsigned) == status_places


def test_the_credential_tells_the_result_to_machines(unsigned):
    subject = unsigned["credentialSubject"]
    described = {each["id"]: each["resultType"] for each in subject["achievement"]["resultDescription"]}
    assert {described[each["resultDescription"]]: each["value"] for each in subject["result"]} == {
        "PerformanceLevel": "intermediate",
        "Percent": "86",
    }


def test_text_is_composed_before_it_is_signed(make_facts, status_places):
    decomposed = "Сергій Їжак".replace("й", "и\u0306").replace("Ї", "І\u0308")
    document = credential_document(make_facts(holder_name_uk=decomposed), *status_places)
    assert holder_names_in(document)[0] == "Сергій Їжак"


def test_two_people_with_one_spelling_make_one_identity(make_facts, status_places):
    document = credential_document(make_facts(holder_name_uk="Ann Lee", holder_name_latin="Ann Lee"), *status_places)
    assert holder_names_in(document) == ("Ann Lee", "Ann Lee")
    assert len(document["credentialSubject"]["identifier"]) == 1
