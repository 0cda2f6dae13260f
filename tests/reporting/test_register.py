"""The provider's register: every certificate of a course, in a file for one pair of eyes."""

import csv
import io
import json
import stat
import zipfile

import pytest
from sqlalchemy import select

from literacy.accounts import people
from literacy.core import installation
from literacy.core.db import db, may_write
from literacy.core.errors import UnreadableInput
from literacy.core.files import write_private
from literacy.core.language import using_language
from literacy.core.models import AuditEntry
from literacy.core.transaction import transaction
from literacy.credentials import course_awards, service
from literacy.reporting import register
from literacy.reporting.register import register_table
from tests.conftest import NOON
from tests.credentials.courses import held_cohort, signed, statements_of
from tests.factories import make_award
from tests.journeys.house import open_house


@pytest.fixture
def here(database, frozen_clock, monkeypatch):
    """Stand still at noon, in an installation with a public name and somebody who signs."""
    known = installation.here()
    told = {"base_url": "https://literacy.example", "signatory_uk": "Соломія Вигадана, керівниця"}
    monkeypatch.setattr(known, "settings", known.settings.model_copy(update=told))
    return frozen_clock


@pytest.fixture
def scene(here):
    """Five certificates of courses and one of a test: signed, waiting, revoked, replaced, of an erased person."""
    scene = held_cohort(document_kind="teachers")
    members = [scene.member(name=name) for name in ("Ївга Ґонтаренко", "Остап Вишня", "Дарина Гай", "Лука Ясен")]
    issued = course_awards.award_to_cohort(scene.cohort_id, actor="test")
    for credential_id in issued[:3]:
        signed(credential_id)
    service.revoke(issued[1], "error", actor="test")
    signed(service.reissue(issued[2], None, actor="test"))
    people.erase(members[0], reason="own_wish", actor="test")
    make_award()
    return scene


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_it_holds_every_certificate_of_a_course_in_the_order_of_its_numbers(scene, monkeypatch):
    monkeypatch.setattr(register, "_AT_ONCE", 2)
    rows = rows_of(register_table().to_bytes("csv"))
    assert [row["Реєстраційний номер"] for row in rows] == [f"2026/00000{number}" for number in range(1, 6)]
    assert [row["Ім’я та прізвище"] for row in rows] == [
        "(ім’я видалено)", "Остап Вишня", "Дарина Гай", "Лука Ясен", "Дарина Гай",
    ]  # fmt: skip
    assert [row["Стан"] for row in rows] == ["Чинний", "Скасовано", "Замінено новим", "Готується", "Чинний"]
    assert rows[1] | {"Номер сертифіката": "", "Курс": ""} == {
        "Реєстраційний номер": "2026/000002",
        "Дата видачі": "2026-11-23",
        "Номер сертифіката": "",
        "Ім’я та прізвище": "Остап Вишня",
        "Курс": "",
        "Вид документа": "Сертифікат про підвищення кваліфікації педагогічних працівників",
        "Годин": "8.0",
        "Кредитів ЄКТС": "0.5",
        "Результати навчання": "Пише листи; Захищає пароль",
        "Підпис": "Соломія Вигадана, керівниця",
        "Стан": "Скасовано",
    }


def test_a_year_is_taken_out_and_english_is_english(scene, here):
    here(NOON.replace(year=2027))
    scene.member(name="Мирон Степовий")
    course_awards.award_to_cohort(scene.cohort_id, actor="test")
    with using_language("en"):
        table = register_table(2027)
        (row,) = rows_of(table.to_bytes("csv"))
    assert (row["Register number"], row["State"], table.name) == ("2027/000001", "Being prepared", "Register of 2027")
    assert len(rows_of(register_table(2026).to_bytes("csv"))) == 5
    assert rows_of(register_table(2025).to_bytes("csv")) == []


def test_it_costs_the_same_for_five_and_for_many(scene):
    costs = [statements_of(register_table)]
    for _ in range(20):
        scene.member()
    course_awards.award_to_cohort(scene.cohort_id, actor="test")
    costs.append(statements_of(register_table))
    assert costs[0] == costs[1] == 2


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_command_writes_a_file_for_its_owner_only_and_an_audit_line(tmp_path, kind):
    with open_house(tmp_path / "data", "sqlite") as house:
        may_write.set(True)
        with house.app.app_context(), transaction():
            scene = held_cohort(1)
            scene.member(name="Ївга Ґонтаренко")
            course_awards.award_to_cohort(scene.cohort_id, actor="test")
        out = tmp_path / f"register.{kind}"
        out.write_text("what stood there")
        done = house.command("report", "register", "--out", str(out), "--json")
        assert (done.returncode, json.loads(done.stdout)) == (0, {"rows": 1, "file": str(out)})
        with house.app.app_context():
            entry = db.session.scalar(select(AuditEntry).where(AuditEntry.action == "register.exported"))
            assert (entry.actor, entry.subject_id, entry.detail) == ("command line", "all", {"rows": 1})
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.glob("register*")] == [out.name]
    content = out.read_bytes()
    if kind == "csv":
        assert [row["Ім’я та прізвище"] for row in rows_of(content)] == ["Ївга Ґонтаренко"]
    else:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            assert "Ївга Ґонтаренко" in book.read("xl/sharedStrings.xml").decode()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--out", "{here}/register.pdf"], "register.pdf: the name must end with .csv or .xlsx"),
        (["--out", "{here}/nowhere/register.csv"], "cannot be written: No such file or directory"),
        (["--out", "{here}/register.csv", "--year", "26"], "Invalid value for '--year'"),
        ([], "Missing option '--out'"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_exit_code_two(house_command, tmp_path, words, says):
    done = house_command("report", "register", *(word.format(here=tmp_path) for word in words))
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert not list(tmp_path.glob("register*"))


@pytest.fixture(scope="module")
def house_command(tmp_path_factory):
    with open_house(tmp_path_factory.mktemp("house") / "data", "sqlite") as house:
        yield house.command


def test_a_private_file_follows_no_link_and_keeps_what_was_there_if_it_fails(tmp_path):
    kept = tmp_path / "kept.csv"
    kept.write_text("kept")
    (tmp_path / "new.csv.unfinished").symlink_to(kept)
    with pytest.raises(UnreadableInput):
        write_private(tmp_path / "new.csv", b"secret")
    assert kept.read_text() == "kept"
    write_private(tmp_path / "other.csv", b"secret")
    assert (tmp_path / "other.csv").read_bytes() == b"secret"
    assert stat.S_IMODE((tmp_path / "other.csv").stat().st_mode) == 0o600
