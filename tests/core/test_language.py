"""Words, plurals and typography."""

from datetime import date

import pytest

from literacy.core.language import NBSP, format_date, format_decimal, percent, t, typography, using_language


@pytest.mark.parametrize(
    ("n", "form"), [(1, "завдання"), (3, "завдання"), (5, "завдань"), (11, "завдань"), (21, "завдання")]
)
def test_ukrainian_plurals(n, form):
    assert t("counts.items", n=n).replace(NBSP, " ") == f"{n} {form}"


def test_english_is_spoken_where_chosen():
    with using_language("en"):
        assert t("common.next") == "Next"
    assert t("common.next") == "Далі"
    assert t("common.next", lang="en") == "Next"


@pytest.mark.parametrize(
    ("plain", "set_right"),
    [
        ("84 % людей", "84_% людей"),
        ("84% людей", "84_% людей"),
        ("Рівень – базовий", "Рівень_– базовий"),
        ("у бібліотеці", "у_бібліотеці"),
        ("№ 5", "№_5"),
        ("3 грудня 2026 р.", "3_грудня 2026_р."),
        ("25 391 особа", "25_391_особа"),
        ("комп’ютер і мережа", "комп’ютер і_мережа"),
    ],
)
def test_no_break_spaces(plain, set_right):
    assert typography(plain, "uk") == set_right.replace("_", NBSP)


def test_dates_and_numbers():
    assert format_date(date(2026, 12, 3), "uk").replace(NBSP, " ") == "3 грудня 2026 р."
    assert format_date(date(2026, 12, 3), "en").replace(NBSP, " ") == "3 December 2026"
    assert format_decimal(-0.976, "uk") == "−0,98"


def test_percent_never_claims_certainty():
    assert [percent(p) for p in (0, 0.004, 0.5, 0.999, 1)] == [1, 1, 50, 99, 99]
