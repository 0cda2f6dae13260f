import pytest

from literacy.accounts.names import (
    LONGEST_NAME,
    cleaned_latin,
    cleaned_name,
    latin_form,
    masked,
    surname_matches,
    surname_of,
)
from literacy.core.errors import Refused
from literacy.core.language import catalogue

# The examples of the resolution itself (№ 55 of 27 January 2010), every row of its table.
OFFICIAL = """
Алушта Alushta, Андрій Andrii, Борщагівка Borshchahivka, Борисенко Borysenko, Вінниця Vinnytsia,
Володимир Volodymyr, Гадяч Hadiach, Богдан Bohdan, Згурський Zghurskyi, Ґалаґан Galagan, Ґорґани Gorgany,
Донецьк Donetsk, Дмитро Dmytro, Рівне Rivne, Олег Oleh, Есмань Esman, Єнакієве Yenakiieve, Гаєвич Haievych,
Короп’є Koropie, Житомир Zhytomyr, Жанна Zhanna, Жежелів Zhezheliv, Закарпаття Zakarpattia,
Казимирчук Kazymyrchuk, Медвин Medvyn, Михайленко Mykhailenko, Іванків Ivankiv, Іващенко Ivashchenko,
Їжакевич Yizhakevych, Кадиївка Kadyivka, Мар’їне Marine, Йосипівка Yosypivka, Стрий Stryi, Олексій Oleksii,
Київ Kyiv, Коваленко Kovalenko, Лебедин Lebedyn, Леонід Leonid, Миколаїв Mykolaiv, Маринич Marynych,
Ніжин Nizhyn, Наталія Nataliia, Одеса Odesa, Онищенко Onyshchenko, Полтава Poltava, Петро Petro,
Решетилівка Reshetylivka, Рибчинський Rybchynskyi, Суми Sumy, Соломія Solomiia, Тернопіль Ternopil,
Троць Trots, Ужгород Uzhhorod, Уляна Uliana, Фастів Fastiv, Філіпчук Filipchuk, Харків Kharkiv,
Христина Khrystyna, Біла Bila, Стеценко Stetsenko, Чернівці Chernivtsi, Шевченко Shevchenko, Шостка Shostka,
Кишеньки Kyshenky, Щербухи Shcherbukhy, Гоща Hoshcha, Гаращенко Harashchenko, Юрій Yurii, Корюківка Koriukivka,
Яготин Yahotyn, Ярошенко Yaroshenko, Костянтин Kostiantyn, Знам’янка Znamianka, Феодосія Feodosiia,
Згорани Zghorany, Розгон Rozghon
"""


@pytest.mark.parametrize("pair", [pair.split() for pair in OFFICIAL.replace("\n", " ").split(",")])
def test_latin_form_follows_the_official_table(pair):
    ukrainian, latin = pair
    assert latin_form(ukrainian) == latin


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("Ївга Ґонтаренко", "Yivha Gontarenko"),
        ("Євген Нечуй-Яворський", "Yevhen Nechui-Yavorskyi"),
        ("ЮЛІЯ ЩЕРБАК", "YULIIA SHCHERBAK"),
        ("Дем'ян Бідний", "Demian Bidnyi"),
        ("Ann О’Ніл", "Ann ONil"),
    ],
)
def test_latin_form_of_whole_names(name, latin):
    assert latin_form(name) == latin


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("  Олена   Гай ", "Олена Гай"),
        ("Дем'ян В`юн", "Дем’ян В’юн"),
        ("Демʼян В´юн", "Дем’ян В’юн"),
        ("Анна Нечуй–Левицька", "Анна Нечуй-Левицька"),
        ("Сергіи\u0306 Їжак", "Сергій Їжак"),
        ("Oлена Гaй", "Олена Гай"),
        ("Ann Lee", "Ann Lee"),
    ],
)
def test_a_name_is_mended_silently_where_that_is_sure(typed, printed):
    assert cleaned_name(typed) == printed


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "too_short"),
        ("Олена", "too_short"),
        ("Олена -", "too_short"),
        ("Олена Гай2", "strange_sign"),
        ("<b>Олена</b> Гай", "strange_sign"),
        ("Олена Гай\u202e", "hidden_sign"),
        ("Оле\u200bна Гай", "hidden_sign"),
        ("Олена 高", "strange_sign"),
        ("Оленd Гай", "mixed_alphabets"),
        ("Олена " + "а" * LONGEST_NAME, "too_long"),
    ],
)
def test_a_name_that_cannot_be_printed_is_refused_with_what_to_do(typed, reason):
    with pytest.raises(Refused) as refusal:
        cleaned_name(typed)
    assert refusal.value.reasons[0].code == f"person_name.{reason}"
    assert refusal.value.reasons[0].code in catalogue()


def test_the_latin_form_is_latin():
    assert cleaned_latin(" Olena  O'Hai-Lee ") == "Olena O’Hai-Lee"
    with pytest.raises(Refused, match="not_latin"):
        cleaned_latin("Olena Гай")
    with pytest.raises(Refused, match="too_short"):
        cleaned_latin("Olena")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Олена Гай", "О. Г••"),
        ("Олександра Добровольська-Знам’янська", "О. Д••"),
        ("Гай Олена Іванівна", "О. Г••"),
        ("Олена Іванівна Гай", "О. Г••"),
        ("Yivha Gontarenko", "Y. G••"),
        ("", "••"),
    ],
)
def test_a_masked_name_shows_initials_and_no_length(name, shown):
    assert masked(name) == shown


@pytest.mark.parametrize(
    ("name", "surname"),
    [
        ("Олена Гай", "Гай"),
        ("Гай Олена Іванівна", "Гай"),
        ("Іван Іванович Петрович", "Петрович"),
        ("Олена Петрович", "Петрович"),
    ],
)
def test_the_surname_is_found(name, surname):
    assert surname_of(name) == surname


@pytest.mark.parametrize(
    "typed",
    [
        "Нечуй-В’юн",
        "нечуй-в'юн",
        "НЕЧУЙ В`ЮН",
        "НечуйВюн",
        " Нечуй – Вʼюн ",
        "Heчyй-В’юн",
        "Nechui-Viun",
        "nechui viun",
        "Ольга Нечуй-В’юн",
        "Нечуи\u0306-В’юн",
    ],
)
def test_the_surname_is_understood_however_it_is_typed(typed):
    assert surname_matches(typed, "Ольга Нечуй-В’юн", "Olha Nechui-Viun")


@pytest.mark.parametrize("typed", ["", "-", "’", "Нечуй", "В’юн", "Ольга", "Нечуй-В’юнко", "Н"])
def test_another_name_does_not_match(typed):
    assert not surname_matches(typed, "Ольга Нечуй-В’юн", "Olha Nechui-Viun")


def test_a_surname_of_look_alikes_may_be_typed_on_the_latin_keyboard():
    assert surname_matches("COBA", "Ніна Сова", "Nina Sova")
    assert surname_matches("Sova", "Ніна Сова", "Nina Sova")
    assert not surname_matches("COBAK", "Ніна Сова", "Nina Sova")
