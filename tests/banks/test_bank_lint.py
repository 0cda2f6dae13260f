"""Each rule of the linter has a good example (the items of conftest break none) and bad ones that break just it."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from literacy.banks.cli import banks
from literacy.banks.findings import Finding
from literacy.banks.language_rules import slips
from literacy.banks.lint import lint
from literacy.banks.loading import OPEN_BANK
from literacy.core import installation
from literacy.core.config import Settings
from literacy.core.errors import UnreadableInput
from tests.banks.conftest import CONTENTS

Make = Callable[..., dict[str, Any]]
Write = Callable[..., Path]
TODAY = date(2026, 11, 24)
FOLDERS = {
    "single_choice": "items/core/safety/a.yaml",
    "multi_select": "items/core/information/b.yaml",
    "order": "items/teacher/content/c.yaml",
    "short_answer": "items/civil_servant/information/d.yaml",
}
LAW = {"uk": "Закон про довідки", "en": "Act on certificates", "kind": "law"}
DATED = LAW | {"ref": "ст. 2", "checked": "2026-10-01", "review_by": "2027-09-01"}


def _found(bank_file: Write, item_format: str, content: dict[str, Any]) -> list[Finding]:
    return list(lint(bank_file(content, name=FOLDERS[item_format]), TODAY).findings)


@pytest.mark.parametrize("item_format", CONTENTS)
def test_good_items_break_no_rule(item_format: str, content_of: Make, bank_file: Write) -> None:
    assert _found(bank_file, item_format, content_of(item_format)) == []


def _option(place: int, **texts: Any) -> Callable[[dict[str, Any]], None]:
    return lambda content: content["options"][place].update(texts)


def _set(**fields: Any) -> Callable[[dict[str, Any]], None]:
    return lambda content: content.update(fields)


def _why(place: int, uk: str) -> Callable[[dict[str, Any]], None]:
    return lambda content: content["options"][place]["why"].update(uk=uk)


def _without(field: str, place: int) -> Callable[[dict[str, Any]], None]:
    return lambda content: content["options"][place].pop(field)


def _stem(uk: str, en: str = "What to do with the letter?") -> Callable[[dict[str, Any]], None]:
    return _set(stem={"uk": uk, "en": en})


def _sample(*samples: tuple[Any, int]) -> Callable[[dict[str, Any]], None]:
    return _set(samples=[{"answer": answer, "raw_score": raw} for answer, raw in samples])


WORDS = "Ви пишете лист до бібліотеки й хочете його надіслати. "
BAD: list[tuple[str, str, str, Callable[[dict[str, Any]], None]]] = [
    ("L01", "E", "single_choice", _set(shuffle=True)),
    ("L01", "E", "single_choice", _stem("Що?", "")),
    ("L01", "E", "single_choice", _set(id="CO-5.2-1")),
    ("L01", "E", "single_choice", _set(id="CO-4.2-0001", competence="4.2")),
    ("L02", "E", "single_choice", _option(0, key=True)),
    ("L02", "E", "multi_select", lambda content: [option.update(key=True) for option in content["options"]]),
    ("L02", "E", "order", _set(answer=["B", "A", "C", "D"])),
    ("L03", "E", "single_choice", _sample(("B", 1), ("A", 1), (None, 0))),
    ("L03", "E", "single_choice", _sample(("B", 1), ("A", 0))),
    ("L03", "E", "multi_select", _sample((["A", "C", "E"], 3), (["B"], 0), (None, 0))),
    ("L03", "E", "multi_select", _sample((["A", "C", "E"], 3), (["A"], 1), (["A", "B", "C", "D", "E"], 1), ([], 0))),
    ("L04", "E", "single_choice", _without("why", 0)),
    ("L04", "W", "single_choice", _without("why", 1)),
    ("L04", "E", "single_choice", _why(0, "Це не так")),
    ("L04", "E", "single_choice", _why(0, "Другий спосіб показує окрему хибу")),
    ("L04", "E", "order", lambda content: content.pop("why")),
    ("L04", "E", "short_answer", _set(why={"uk": "Треба", "en": "One must filter both columns"})),
    ("L05", "E", "single_choice", _option(3, uk="Усі перелічені вище способи")),
    ("L05", "E", "single_choice", _option(3, uk="Жоден із наведених способів")),
    ("L05", "E", "single_choice", _option(3, uk="Усе перелічене тут разом")),
    ("L05", "E", "single_choice", _option(3, uk="Правильні обидва варіанти")),
    ("L05", "E", "single_choice", _option(3, uk="Варіанти А і Б")),
    ("L05", "E", "single_choice", _option(3, en="None of the above")),
    ("L05", "E", "single_choice", _option(3, en="All of these ways")),
    ("L05", "E", "single_choice", _option(3, en="Both A and B")),
    ("L08", "W", "single_choice", _option(1, uk="Другий спосіб дії, набагато докладніший за інші")),
    ("L08", "W", "single_choice", _option(1, en="Second")),
    ("L15", "W", "single_choice", _stem(WORDS * 8)),
    ("L15", "W", "single_choice", _stem("Один два три чотири пʼять".replace("ʼ", "’") + ", слово і слово" * 11 + ".")),
    ("L15", "W", "single_choice", _stem("Запишіть найнеобхідніші характеристики відповідальності.")),
    ("L16", "W", "single_choice", _stem(WORDS + WORDS, "Short.")),
    ("L16", "W", "single_choice", _stem("Надійшло 12 листів о 10:30.", "There came 13 letters at 10:30.")),
    ("L16", "W", "single_choice", _stem("Адреса nova-posylka.example тут.", "The address nova.example here.")),
    ("L17", "E", "single_choice", _stem("Что делать с этим письмом?")),
    ("L17", "E", "single_choice", _stem("Що зробити з лиcтом?")),
    ("L17", "E", "single_choice", _stem("Що зробити?", "What to dо with it?")),
    ("L17", "E", "single_choice", _stem("Що зробити з ним?", "Is it а letter?")),
    ("L18", "E", "single_choice", _stem("Напишіть на olena@bank.ua зараз.", "Write to olena@bank.ua now.")),
    ("L18", "E", "single_choice", _stem("Сайт www.pryklad.com.ua діє.", "Site www.pryklad.com.ua works.")),
    ("L18", "E", "single_choice", _stem("Дзвоніть 050 123 45 67 зараз.", "Call 050 123 45 67 now.")),
    ("L18", "E", "single_choice", _stem("Дзвоніть +380501234567 зараз.", "Call +380501234567 now.")),
    ("L18", "E", "single_choice", _stem("Картка 4111 1111 1111 1111 тут.", "Card 4111 1111 1111 1111 here.")),
    ("L18", "E", "single_choice", _stem("Номер 3184710691 записано.", "Number 3184710691 is noted.")),
    ("L18", "E", "single_choice", _stem("Паспорт МЕ 123456 знайдено.", "Passport no. 123456 is found.")),
    ("L20", "E", "single_choice", _set(source=LAW)),
    ("L20", "E", "single_choice", _set(source=DATED | {"review_by": "2026-11-01"})),
    ("L20", "E", "single_choice", _set(source=DATED | {"review_by": "2028-01-01"})),
    ("L20", "E", "single_choice", _set(source=DATED | {"checked": "2026-12-01"})),
    (
        "L24",
        "E",
        "short_answer",
        _set(
            generator={"name": "timetable"},
            question={"kind": "latest_departure", "arrive_by": "02:00", "days": "weekdays"},
            scoring={"rule": "exact_time", "max": 1},
            samples=[{"answer": "<key>", "raw_score": 1, "seed": 7}],
        ),
    ),
    ("L30", "W", "single_choice", _set(evidence="knows", time_hint_seconds=200)),
    ("M09", "E", "single_choice", _option(3, uk="Поставити галочку тут")),
    ("M52", "E", "single_choice", _stem("Створіть аккаунт.", "Create an account.")),
    ("M63", "W", "single_choice", _why(0, "Треба обрати інший спосіб дії")),
]


@pytest.mark.parametrize(
    ("rule", "severity", "item_format", "spoil"),
    BAD,
    ids=[f"{rule}-{number}" for number, (rule, *_) in enumerate(BAD)],
)
def test_a_bad_item_breaks_its_rule(
    rule: str,
    severity: str,
    item_format: str,
    spoil: Callable[[dict[str, Any]], None],
    content_of: Make,
    bank_file: Write,
) -> None:
    content = content_of(item_format)
    spoil(content)
    findings = _found(bank_file, item_format, content)
    assert (rule, severity) in {(finding.rule, finding.severity) for finding in findings}


GOOD: list[tuple[str, str, Callable[[dict[str, Any]], None]]] = [
    ("L05", "single_choice", _option(3, uk="Надіслати всі листи", en="Send all of them")),
    ("L16", "single_choice", _stem("Надійшло 25 391 лист, тобто 3,5 %.", "25,391 letters came, that is 3.5 %.")),
    ("L17", "single_choice", _stem("Чи працює Wi-Fi і QR-код?", "Do Wi-Fi and the word “звіт” work?")),
    (
        "L18",
        "single_choice",
        _stem("Адреса help@bank.example, файл звіт.docx.", "Address help@bank.example, file звіт.docx."),
    ),
    ("L18", "single_choice", _stem("Номер 1234567890 і 2026 рік.", "Number 1234567890 and year 2026.")),
    ("L18", "single_choice", _set(source={"uk": "Сайт diia.gov.ua", "en": "Site diia.gov.ua", "kind": "guidance"})),
    ("L20", "single_choice", _set(source=DATED)),
]


@pytest.mark.parametrize(("rule", "item_format", "change"), GOOD, ids=[f"{r}-{n}" for n, (r, *_) in enumerate(GOOD)])
def test_a_look_alike_breaks_no_rule(
    rule: str, item_format: str, change: Callable[[dict[str, Any]], None], content_of: Make, bank_file: Write
) -> None:
    content = content_of(item_format)
    change(content)
    assert rule not in {finding.rule for finding in _found(bank_file, item_format, content)}


def test_a_finding_names_the_line(content_of: Make, bank_file: Write) -> None:
    content = content_of("single_choice")
    content["options"][3]["uk"] = "Поставити галочку тут"
    file = bank_file(content, name=FOLDERS["single_choice"])
    (finding,) = (each for each in lint(file, TODAY).findings if each.rule == "M09")
    assert "галочку" in file.read_text("utf-8").splitlines()[finding.line - 1]
    assert finding.as_line().startswith(f"CO-5.2-0001 M09 {file}:{finding.line} E: ")


def test_an_official_name_is_exempt(content_of: Make, bank_file: Write) -> None:
    content = content_of("single_choice")
    content["options"][3]["uk"] = "Поставити галочку тут"
    file = bank_file(content, name=FOLDERS["single_choice"])
    file.write_text(file.read_text("utf-8").replace("галочку тут", "галочку тут  # noqa-mova"), "utf-8")
    assert "M09" not in {finding.rule for finding in lint(file, TODAY).findings}


def test_every_slip_is_a_rule() -> None:
    assert [slip.rule for slip in slips()] == [f"M{number:02d}" for number in range(1, 64) if number != 56]


def _choices(content_of: Make, key_of: Callable[[int], int], longest: bool) -> list[dict[str, Any]]:
    made = []
    for number in range(12):
        content = content_of("single_choice", id=f"CO-5.2-{number + 1:04d}")
        for place, option in enumerate(content["options"]):
            option["key"] = place == key_of(number)
            option["uk"] = f"Варіант {place}" + (" докладний" if longest and option["key"] else " простіший")
        made.append(content)
    return made


def test_habits_of_the_keys_are_seen(content_of: Make, bank_file: Write) -> None:
    even = lint(bank_file(*_choices(content_of, lambda number: number % 4, False)), TODAY)
    assert not {"L08", "L12"} & {finding.rule for finding in even.findings if finding.severity == "B"}
    habit = lint(bank_file(*_choices(content_of, lambda number: 1, False)), TODAY)
    assert "L12" in {finding.rule for finding in habit.findings if finding.severity == "B"}
    contents = _choices(content_of, lambda number: number % 4, False)
    for content in contents:
        for option in content["options"]:
            option["uk"] += " і довший" if option["key"] else ""
    long_keys = lint(bank_file(*contents), TODAY)
    assert "L08" in {finding.rule for finding in long_keys.findings if finding.severity == "B"}


def test_one_id_in_two_files_is_refused(content_of: Make, bank_file: Write, tmp_path: Path) -> None:
    bank_file(content_of("single_choice"), name="items/core/safety/a.yaml")
    bank_file(content_of("single_choice"), name="items/core/safety/b.yaml")
    findings = lint(tmp_path / "items", TODAY).findings
    assert [(finding.rule, finding.file.name) for finding in findings] == [("L01", "b.yaml")]


@pytest.fixture
def bank_copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(OPEN_BANK, tmp_path / "bank"))


def _edit(file: Path, change: Callable[[Any], None]) -> None:
    content = yaml.safe_load(file.read_text("utf-8"))
    change(content)
    file.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")


def _rules(folder: Path) -> set[tuple[str, str]]:
    return {(finding.rule, finding.severity) for finding in lint(folder, TODAY).findings}


def test_the_bank_of_the_repository_passes() -> None:
    report = lint(OPEN_BANK, TODAY)
    assert [finding.as_line() for finding in report.findings if finding.severity == "E"] == []
    assert report.items >= 54


def test_a_rating_changed_after_its_parameters_is_seen(bank_copy: Path) -> None:
    file = bank_copy / "items" / "core" / "safety" / "starter.yaml"
    _edit(file, lambda items: items[0]["prior"].update(b=-3.9))
    assert ("L31", "W") in _rules(bank_copy)
    _edit(file, lambda items: items[0].update(version=9))
    assert ("L31", "E") in _rules(bank_copy)


def test_a_test_without_items_enough_is_seen(bank_copy: Path) -> None:
    _edit(
        bank_copy / "specifications" / "teacher.yaml", lambda one: one.update(items_an_area={"core": 5, "teacher": 9})
    )
    assert ("L26", "E") in _rules(bank_copy)


def test_enemies_that_leave_no_test_are_seen(bank_copy: Path) -> None:
    file = bank_copy / "items" / "core" / "safety" / "starter.yaml"
    _edit(file, lambda items: items[0].update(enemies=[items[1]["id"]]))
    assert ("L26", "E") in _rules(bank_copy)  # the citizens' test needs all six
    _edit(file, lambda items: items[0].update(enemies=["CO-5.9-9999"]))
    assert ("L01", "E") in _rules(bank_copy)


def test_a_competence_outside_the_framework_is_seen(bank_copy: Path) -> None:
    _edit(bank_copy / "frameworks" / "ua_citizens.yaml", lambda frame: frame["competences"].pop(0))
    assert ("L01", "E") in _rules(bank_copy)


def test_a_doubled_competence_is_seen(bank_copy: Path) -> None:
    _edit(
        bank_copy / "frameworks" / "ua_citizens.yaml",
        lambda frame: frame["competences"].append(frame["competences"][0]),
    )
    assert ("L01", "E") in _rules(bank_copy)


def test_a_bank_without_parameters_is_seen(bank_copy: Path) -> None:
    shutil.rmtree(bank_copy / "parameters")
    assert ("L31", "E") in _rules(bank_copy)


def test_missing_cut_scores_and_broken_records_are_seen(bank_copy: Path) -> None:
    (standard,) = (bank_copy / "standards" / "doctor").glob("*.yaml")
    _edit(standard, lambda record: record["cut_scores"].reverse())
    assert {("L01", "E"), ("L32", "E")} <= _rules(bank_copy)


def test_a_folder_without_bank_files_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="no bank file"):
        lint(tmp_path, TODAY)


@pytest.fixture
def command(tmp_path: Path) -> Callable[..., Any]:
    before = list(installation._here)
    installation.use(Settings(data=tmp_path))
    yield lambda *arguments: CliRunner().invoke(banks, arguments)
    installation._here[:] = before


def test_the_command_exits_with_the_answer(command: Callable[..., Any], content_of: Make, bank_file: Write) -> None:
    good = command("lint", str(bank_file(content_of("single_choice"))))
    assert (good.exit_code, good.stdout) == (0, "")
    bad = command("lint", str(bank_file(content_of("single_choice", shuffle=True))))
    assert bad.exit_code == 1
    assert bad.stdout.startswith("CO-5.2-0001 L01 ")
    assert command("lint", "nowhere.yaml").exit_code == 2


def test_the_command_speaks_json(command: Callable[..., Any], content_of: Make, bank_file: Write) -> None:
    reply = command("lint", str(bank_file(content_of("single_choice", shuffle=True))), "--json")
    document = json.loads(reply.stdout)
    assert (reply.exit_code, document["items"], document["counts"]["E"]) == (1, 0, 1)
    assert document["findings"][0]["rule"] == "L01"


def test_the_command_scores(command: Callable[..., Any]) -> None:
    (item,) = (one for one in yaml.safe_load((OPEN_BANK / "items/teacher/basics/starter.yaml").read_text("utf-8")))
    for sample in item["samples"]:
        reply = command("score", item["id"], "--response", json.dumps(sample["answer"]))
        assert json.loads(reply.stdout) == {"raw_score": sample["raw_score"], "max": item["scoring"]["max"]}
    assert isinstance(command("score", "CO-9.9-9999", "--response", "1").exception, UnreadableInput)
    assert isinstance(command("score", item["id"], "--response", "{").exception, UnreadableInput)
