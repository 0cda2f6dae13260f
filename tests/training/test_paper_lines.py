"""Reading lines typed from paper, and files of marks: by hand, and whatever is typed."""

import csv
import io
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from literacy.core import identifiers
from literacy.core.language import catalogue
from literacy.training.mark_words import column_words, mark_words
from literacy.training.marks_csv import COLUMNS, MOST_LINES, decoded, read_marks
from literacy.training.paper_lines import read_line, read_lines

TO_CYRILLIC = str.maketrans("ABEKMHPCTX", "АВЕКМНРСТХ")
CODE = identifiers.row_code_of(12345678901234567890)
CARDS = ("T4A7CBHA", "K49C5KC2", "AP6TH5HM", "EM7MMAA5", "PPHHX2PA", "PHP5XA4P")
WORDS = mark_words()
HEADERS = {column: column_words(column) for column in COLUMNS}
codes = st.integers(0, 2**64).map(identifiers.row_code_of)
cards = st.lists(st.sampled_from(CARDS), min_size=1, max_size=6, unique=True)


def said(text: str):
    line = read_line(1, text, WORDS)
    assert not line.wrong, line
    return line.mark, line.minutes, line.arrived and f"{line.arrived:%H:%M}"


@pytest.mark.parametrize(
    ("rest", "meant"),
    [
        ("", ("present", None, None)),
        ("40", ("present", 40, None)),
        ("10:20", (None, None, "10:20")),
        ("10.20", (None, None, "10:20")),
        ("п", ("excused", None, None)),
        ("поважна", ("excused", None, None)),
        ("н", ("absent", None, None)),
        ("-", ("absent", None, None)),
        ("з 20", ("late", 20, None)),
        ("20 з", ("late", 20, None)),
        ("З, 20", ("late", 20, None)),
        ("з 10:20", ("late", None, "10:20")),
        ("є 03", ("present", 3, None)),
        ("l 20", ("late", 20, None)),
        ("excused", ("excused", None, None)),
    ],
)
def test_a_line_is_understood(rest, meant):
    for code in (CODE, CODE.lower(), CODE.translate(TO_CYRILLIC), f"{CODE[:2]}-{CODE[2:]}", f"{CODE[:2]} {CODE[2:]}"):
        assert said(f" {code} {rest} ") == meant
        assert read_line(1, f"{code} {rest}", WORDS).code == CODE


@pytest.mark.parametrize(
    ("rest", "wrong"),
    [
        ("так", "sign_unknown"),
        ("40 50", "sign_unknown"),
        ("з п", "sign_unknown"),
        ("3", "three"),
        ("3 20", "three"),
        ("н 40", "minutes_of_absent"),
        ("п 10:20", "minutes_of_absent"),
        ("40 10:20", "minutes_or_arrival"),
        ("900", "minutes_many"),
        ("25:10", "sign_unknown"),
    ],
)
def test_what_is_not_clear_is_said(rest, wrong):
    assert read_line(1, f"{CODE} {rest}", WORDS).wrong == wrong


def test_lines_keep_their_numbers_and_empty_ones_say_nothing():
    lines = read_lines(f"\n{CODE}\n\n  \nщось\n", WORDS)
    assert [(line.number, line.wrong) for line in lines] == [(2, ""), (5, "code_unknown")]


@given(codes, st.integers(0, 3), st.sampled_from(identifiers.CARD_ALPHABET))
def test_a_mistyped_sign_never_gives_another_consistent_reading_of_the_same_length(code, place, sign):
    typed = code[:place] + sign + code[place + 1 :]
    line = read_line(1, typed, WORDS)
    assert line.code == typed or line.wrong
    assert (line.wrong == "") == identifiers.row_code_is_consistent(typed)


@given(st.text(max_size=80))
def test_no_line_breaks_the_reader(text):
    for line in read_lines(text, WORDS):
        assert line.wrong or line.mark in ("present", "late", "excused", "absent") or line.arrived


@given(codes, st.sampled_from(sorted(WORDS)), st.one_of(st.none(), st.integers(10, 840)))
def test_every_sign_is_read_with_every_code(code, sign, minutes):
    if " " in sign:
        return
    text = f"{code} {sign}" + (f" {minutes}" if minutes else "")
    line = read_line(1, text, WORDS)
    assert line.mark == WORDS[sign]
    assert bool(line.wrong) == (minutes is not None and WORDS[sign] in ("absent", "excused"))


def test_signs_of_different_marks_are_different_and_explained():
    listed = [sign.strip() for mark in ("present", "late", "excused", "absent")
              for text in catalogue()[f"paper_sheet.signs_{mark}"].values() for sign in text.split(",")]  # fmt: skip
    assert len(listed) == len(set(listed)) == len(WORDS)
    for language, examples in (("uk", {"late": "з 40", "excused": "п", "absent": "н"}),
                               ("en", {"late": "l 40", "excused": "e", "absent": "a"})):  # fmt: skip
        for mark, sign in examples.items():
            assert sign in catalogue()[f"paper_sheet.how_{mark}"][language]
            assert WORDS[sign.split()[0]] == mark


def file_of(rows, header=("Картка", "Позначка", "Хвилини"), delimiter=";", ending="\r\n") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=ending).writerows([header, *rows])
    return out.getvalue()


def marks_in(text: str):
    marks, wrong = read_marks(text, HEADERS, WORDS)
    assert not wrong
    return [(each.card, each.mark, each.minutes) for each in marks]


@given(cards, st.data())
def test_a_file_says_the_same_however_it_is_saved(listed, data):
    rows = [
        (card, mark, data.draw(st.integers(0, 840)) if mark in ("present", "late") else None)
        for card in listed
        for mark in [data.draw(st.sampled_from(["present", "late", "excused", "absent"]))]
    ]
    written = {"present": ["є", "Present", "+"], "late": ["запізно", "Із запізненням", "late"],
               "excused": ["Поважна", "З поважної причини"], "absent": ["Немає", "absent"]}  # fmt: skip
    header = data.draw(st.sampled_from([("Картка", "Позначка", "Хвилини"), ("CARD NUMBER", "Mark", "minutes")]))
    cells = [
        (
            data.draw(st.sampled_from([card, identifiers.grouped(card), card.lower(), f" {card} ", f"'{card}"])),
            data.draw(st.sampled_from(written[mark])),
            "" if minutes is None else data.draw(st.sampled_from([f"{minutes}", f"{minutes},0", f"{minutes}.00"])),
        )
        for card, mark, minutes in rows
    ]
    more = data.draw(st.sampled_from([0, 2]))
    cells = [(*row, *[""] * more) for row in cells] + [("",) * (3 + more)] * data.draw(st.integers(0, 2))
    delimiter, ending = data.draw(st.sampled_from(";,\t")), data.draw(st.sampled_from(["\r\n", "\n"]))
    text = file_of(cells, (*header, *[""] * more), delimiter, ending)
    if delimiter == ";" and data.draw(st.booleans()):
        text = f"sep=;{ending}{text}"
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1251", "utf-16"]))
    assert marks_in(decoded(text.encode(encoding))) == rows


@given(st.binary(max_size=200))
def test_no_file_breaks_the_reader(content):
    text = decoded(content)
    if text is not None:
        read_marks(text, HEADERS, WORDS)


@given(st.lists(st.tuples(st.sampled_from([*CARDS, "AAAA", "", "=cmd"]), st.sampled_from(["є", "", "так", "н"]),
                          st.sampled_from(["", "40", "сорок", "-1", "99999"])), max_size=20))  # fmt: skip
def test_every_line_is_understood_or_said_with_its_number(rows):
    text = file_of(rows)
    marks, wrong = read_marks(text, HEADERS, WORDS)
    told = {number for number, (_, mark, minutes) in enumerate(rows, start=2) if mark or minutes}
    if told:
        assert {each.line for each in marks} | {each.line for each in wrong} == told
        assert all(each.line for each in wrong)
    else:
        assert [each.code for each in wrong] == ["no_marks"]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", [(0, "empty")]),
        ("\n;;\n", [(0, "empty")]),
        ("щось;інше\n1;2\n", [(0, "column_missing"), (0, "column_missing")]),
        (file_of([(CARDS[0], "", "")]), [(0, "no_marks")]),
        (file_of([(CARDS[0], "є", "")] * (MOST_LINES + 1)), [(0, "too_long")]),
        (file_of([(CARDS[0], "є", ""), (CARDS[0], "н", "")]), [(3, "card_twice")]),
        (file_of([(CARDS[0], "є", ""), (CARDS[0], "є", "")]), []),
        (file_of([("", "є", "")]), [(2, "card_missing")]),
        (file_of([(CARDS[0], "", "40")]), [(2, "mark_missing")]),
        (file_of([(CARDS[0], "н", "40")]), [(2, "minutes_of_absent")]),
        (file_of([(CARDS[0], "н", "0")]), []),
    ],
)
def test_what_is_wrong_with_a_file(text, wrong):
    assert [(each.line, each.code) for each in read_marks(text, HEADERS, WORDS)[1]] == wrong


def test_ids_made_elsewhere_are_read_and_one_id_is_one_mark():
    first, second = uuid.uuid4(), uuid.uuid4()
    header = ("card", "mark", "minutes", "id")
    marks, wrong = read_marks(
        file_of([(CARDS[0], "є", "", first), (CARDS[1], "є", "", f"{{{second}}}")], header), HEADERS, WORDS
    )
    assert [each.id for each in marks] == [first, second]
    assert wrong == []
    _, wrong = read_marks(file_of([(CARDS[0], "є", "", first), (CARDS[1], "є", "", first)], header), HEADERS, WORDS)
    assert [(each.line, each.code) for each in wrong] == [(3, "id_twice")]
    _, wrong = read_marks(file_of([(CARDS[0], "є", "", "17")], header), HEADERS, WORDS)
    assert [(each.line, each.code) for each in wrong] == [(2, "id_unread")]


@pytest.mark.parametrize("content", [b"\x00\x01", b"PK\x03\x04\x00", b"\xff\xfe\x00", "\0картка".encode()])
def test_what_is_no_text_is_none(content):
    assert decoded(content) is None
