"""The paper of a course: every field comes out as text, what is long steps down or goes on overleaf, nothing is lost."""

import io
import json
import re

import pikepdf
import pypdf
import pytest

from literacy.credentials import pdf
from literacy.credentials.course_paper import layout_of
from literacy.credentials.document import credential_document
from literacy.credentials.lettering import PLAIN, lines_of, name_size
from literacy.credentials.proof import sign
from literacy.training import course_limits
from tests.credentials.conftest import ISSUED, WIDEST, WITH_LEVEL

LARGEST_FILE = 60_000
LONG_TITLES = {
    "title_uk": "Електронний документообіг, захист персональних даних і робота зі зверненнями громадян у сільській раді",
    "title_en": "Electronic document flow, protection of personal data and work with citizens’ requests in a village council",
}
EIGHT = tuple(
    (
        f"{uk} і пояснює це іншим на прикладах зі щоденної роботи",
        f"{en} and explains it to others with everyday examples",
    )
    for uk, en in (
        ("Добирає надійний спосіб передати документ", "Chooses a safe way to pass a document on"),
        ("Захищає облікові записи двома кроками входу", "Protects accounts by signing in in two steps"),
        ("Відрізняє справжній лист банку від листа-пастки", "Tells a bank’s real letter from a phishing one"),
        ("Готує таблицю з підсумками за місяць", "Prepares a table with the totals of a month"),
        ("Заповнює електронну заяву без помилок", "Fills in an electronic application without errors"),
        ("Шукає відомості й перевіряє їхнє джерело", "Looks for information and checks its source"),
        ("Зберігає файли так, щоб їх знайшли колеги", "Keeps files so that colleagues find them"),
        ("Скликає нараду онлайн і веде її", "Calls a meeting online and leads it"),
    )
)
LONG = tuple((f"{uk}, не поспішаючи й не просячи по допомогу", f"{en}, without hurry or help") for uk, en in EIGHT)


def outcomes_at_the_limit(count):
    """Return so many outcomes, together as long as a course may have them."""
    most = course_limits.LONGEST_OUTCOMES // count
    uk, en = (", ".join(pair[place] for pair in EIGHT) + ", " for place in (0, 1))
    return tuple(
        ((uk * 3)[29 * start :][:most].strip(), (en * 3)[29 * start :][:most].strip()) for start in range(count)
    )


LONGEST_TITLES = {
    "title_uk": ("Безпечна робота " * 20)[: course_limits.LONGEST_TITLE].strip(),
    "title_en": "Safe work " * 15,
}
NAMES = {
    name: WIDEST[name] for name in ("holder_name_uk", "holder_name_latin", "host", "simulated", "replaces_earlier")
}
CASES = {
    "plain": {},
    "no outcomes": {"outcomes": (), "ects": 0.0},
    "no English": {"title_en": "", "outcomes": (("Пише листи", ""), ("Читає листи", ""))},
    "eight": {"outcomes": EIGHT, "document_kind": "doctors", "tests": "none"},
    "widest": {"outcomes": EIGHT, **LONG_TITLES, **NAMES, **WITH_LEVEL, "document_kind": "officials"},
    "long": {"outcomes": LONG, **LONG_TITLES, **NAMES, **WITH_LEVEL},
    **{
        f"limit of {count}": {"outcomes": outcomes_at_the_limit(count), **LONGEST_TITLES, **NAMES, **WITH_LEVEL}
        for count in (1, 8, course_limits.MOST_OUTCOMES)
    },
    "widest letters": {"holder_name_uk": "Щ" * 39 + " " + "Ж" * 40, "holder_name_latin": "W" * 79, "outcomes": EIGHT},
}


@pytest.fixture(scope="module", params=CASES)
def facts_drawn(request, make_course_facts, status_places, signing_key, method):
    """A course's facts with their paper, the signed credential attached."""
    facts = make_course_facts(**CASES[request.param])
    signed = sign(credential_document(facts, *status_places), signing_key, method, ISSUED)
    return facts, pdf.render(facts, json.dumps(signed, ensure_ascii=False).encode())


def pages_of(data):
    return [page.extract_text().replace("\u00a0", " ") for page in pypdf.PdfReader(io.BytesIO(data)).pages]


def squeezed(text):
    return re.sub(r"\s", "", text)


def heights_on(page):
    """Return (text, height in points from below) of what is printed on a page."""
    found = []

    def note(text, matrix, text_matrix, *_):
        if text.strip():
            found.append((text.strip().replace("\u00a0", " "), matrix[3] * text_matrix[5] + matrix[5]))

    page.extract_text(visitor_text=note)
    return found


def test_every_field_is_printed_in_the_order_of_the_paper(facts_drawn):
    facts, data = facts_drawn
    front, back = (squeezed(page) for page in pages_of(data))
    place, overleaf = 0, 0
    for name, value in facts.printed_values("uk").items():
        if name.startswith("outcome_") and squeezed(value) not in front[place:]:
            overleaf = back.index(squeezed(value), overleaf)
        else:
            found = front.find(squeezed(value), place)
            assert found >= 0, (name, value)
            place = found + (len(squeezed(value)) if name != "holder" else 0)


def test_the_english_is_complete_and_its_outcomes_stand_on_the_back(facts_drawn):
    facts, data = facts_drawn
    front, back = (squeezed(page) for page in pages_of(data))
    place = 0
    for name, value in facts.printed_values("en").items():
        if not name.startswith("outcome_"):
            assert squeezed(value) in front, name
        elif facts.outcome_texts("en") != facts.outcome_texts("uk"):
            place = back.index(squeezed(value), place)


def test_outcomes_are_numbered_through(facts_drawn):
    facts, data = facts_drawn
    text = " ".join(" ".join(pages_of(data)).split())
    for number, outcome in enumerate(facts.outcome_texts("uk"), start=1):
        assert f"{number}. {outcome}" in text, number


def test_nothing_reaches_into_what_stands_below_it(facts_drawn):
    facts, data = facts_drawn
    reader = pypdf.PdfReader(io.BytesIO(data))
    front, back = (heights_on(page) for page in reader.pages)
    box = max(height for text, height in front if text.startswith("Час навчання"))
    foot = max(height for text, height in front if text.startswith(("Видано", "Перевірити")) and height < box)
    outcomes = [
        height for text, height in front if any(len(text) > 20 and text in each for each in facts.outcome_texts("uk"))
    ]
    assert foot < box - 20
    assert min(outcomes, default=box + 20) > box + 14, "an outcome stands in the box"
    about = max(height for text, height in back if text.startswith("Номер у реєстрі"))
    assert min(height for text, height in back if height > about + 1) > about + 12, "something stands on the last lines"


def test_the_front_alone_is_complete_unless_it_says_that_it_goes_on(facts_drawn):
    facts, data = facts_drawn
    front = squeezed(pages_of(data)[0])
    missing = [name for name, value in facts.printed_values("uk").items() if squeezed(value) not in front]
    assert all(name.startswith("outcome_") for name in missing)
    assert bool(missing) == ("Далі–назвороті" in front)


def test_the_file_is_small(facts_drawn):
    _, data = facts_drawn
    assert len(data) < LARGEST_FILE


def test_it_is_tagged_and_carries_its_credential(facts_drawn):
    _, data = facts_drawn
    with pikepdf.open(io.BytesIO(data)) as opened:
        with opened.open_metadata() as metadata:
            assert metadata.pdfa_status == "3A"
        assert opened.Root.MarkInfo.Marked
        assert list(opened.attachments) == [pdf.ATTACHMENT_NAME]
        assert len(opened.pages) == 2


def test_only_our_own_fonts_are_used(facts_drawn):
    _, data = facts_drawn
    names = {
        str(font.get_object()["/BaseFont"]).partition("+")[2]
        for page in pypdf.PdfReader(io.BytesIO(data)).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert names == {"Book,-Semi-Bold", "Plain", "Plain-Semi-Bold"}


def test_only_a_specimen_says_so(facts_drawn):
    facts, data = facts_drawn
    assert ("ЗРАЗОК" in pages_of(data)[0]) == facts.simulated


def test_the_bytes_of_the_file_do_not_show_the_name(facts_drawn):
    facts, data = facts_drawn
    for word in {*facts.holder_name_uk.split(), *facts.holder_name_latin.split()}:
        for encoding in ("utf-8", "utf-16-be"):
            assert word.encode(encoding) not in data


def test_no_level_is_on_the_paper_unless_the_rule_asked_for_it(make_course_facts):
    levels = ("Базовий", "Середній", "Високий")
    for changes, shown in (({}, False), (WITH_LEVEL, True)):
        text = " ".join(" ".join(pages_of(pdf.render(make_course_facts(**changes), b"{}"))).split()).replace(
            "\u00a0", " "
        )
        assert any(level in text for level in levels) == shown
        assert ("Рівень за тестом: Середній, імовірність 86 %. Попередня шкала" in text) == shown


def test_long_outcomes_step_down_before_they_go_overleaf(make_course_facts):
    def laid_out(**changes):
        facts = make_course_facts(**changes)
        return layout_of(facts, name_size(facts.holder_name_uk))

    short, eight = laid_out(), laid_out(outcomes=EIGHT)
    assert (short.beside, short.front_step, short.on_front) == (True, 1, 3)
    assert eight.on_front == 8
    crowded = laid_out(outcomes=LONG, **LONG_TITLES)
    assert (crowded.beside, crowded.on_front, crowded.title_step > 1) == (False, 8, True)
    overleaf = laid_out(outcomes=outcomes_at_the_limit(8), **LONGEST_TITLES, **NAMES, **WITH_LEVEL)
    assert 0 < overleaf.on_front < 8
    assert (short.brief, overleaf.brief) == (False, True)


def test_lines_are_counted_as_they_break():
    text = "слово " * 20
    one = lines_of("слово", PLAIN, 10, 200)
    assert one == 1
    assert lines_of(text, PLAIN, 10, 200) < lines_of(text, PLAIN, 20, 200) < lines_of(text, PLAIN, 20, 60)
    assert lines_of("Щ" * 200, PLAIN, 10, 100) > 5
