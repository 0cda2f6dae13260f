"""No key, no rationale and no name leaves the house: a crawl with marked items, and a search of everything stored."""

import base64
import json
import logging
import re
from collections import Counter

import pytest

from literacy.assessment import delivery
from literacy.banks.loading import BankFolders
from literacy.banks.presenting import draw_option_order
from literacy.banks.schema import MultiSelect, SingleChoice
from literacy.banks.service import load_release
from literacy.core.config import Settings
from literacy.core.transaction import transaction
from tests.guards.canaries import (
    MARK,
    cookie_contents,
    files_below,
    marked_bank,
    marked_item,
    names_found,
    ways_to_write,
)
from tests.journeys.house import environment_of, open_house, run_command
from tests.journeys.right_answers import sit_knowingly
from tests.journeys.test_walks import ROLES

TOKEN = re.compile(rf"{MARK}\d{{6}}")
BLOCK = re.compile(r'<div class="answer">(.*?)</div>', re.DOTALL)
# Chance of a fair draw being called uneven: about one in a million (chi-square, 3 to 6 degrees of freedom).
UNEVEN = {3: 30.7, 4: 33.4, 5: 35.9, 6: 38.3}
DRAWS = 1200
GIVEN_NAME, SURNAME, LATIN = "Меланія", "Щербохвостенко", "Melaniia Shcherbokhvostenko"


def marks_in(pages) -> list[str]:
    """Return the replies that carry a mark in body, header or cookie."""
    found = []
    for page in pages:
        cookies = [cookie_contents(value) for name, value in page.headers.items() if name == "set-cookie"]
        text = "\n".join([page.body.decode("utf-8", "replace"), *map(str, page.headers.items()), *cookies])
        found += [f"{page.status} {page.address}: {mark}" for mark in TOKEN.findall(text)]
    return found


def marks_in_log(records) -> list[str]:
    """Return the log records that carry a mark, traces included."""
    written = logging.Formatter("%(message)s %(args)s")
    return [text for record in records if TOKEN.search(text := written.format(record))]


def distinguishable(html: str) -> list[str]:
    """Return how options differ besides their number and their words."""
    blocks = BLOCK.findall(html)
    shapes = {re.sub(r">[^<]*</label>", "></label>", re.sub(r"\d+", "N", block)) for block in blocks}
    return sorted(shapes) if len(shapes) > 1 else []


def uneven(places: Counter, possible: int) -> bool:
    """Say whether places are drawn unevenly, by the chi-square statistic."""
    expected = sum(places.values()) / possible
    statistic = sum((places[place] - expected) ** 2 / expected for place in range(possible))
    return statistic > UNEVEN[possible - 1]


@pytest.fixture(scope="module")
def marked_house(tmp_path_factory):
    """A house whose items are marked."""
    with open_house(tmp_path_factory.mktemp("marked") / "data", "sqlite") as house:
        with house.app.app_context(), transaction():
            load_release(marked_bank(BankFolders().bank), actor="guard")
        yield house


@pytest.mark.parametrize("language", ["uk", "en"])
@pytest.mark.parametrize("role", ROLES)
def test_a_whole_sitting_shows_no_key_and_no_rationale(marked_house, caplog, role, language):
    caplog.set_level(logging.DEBUG)
    robot = marked_house.robot(role=role, language=language)
    robot.open("/join")
    robot.walk_to("/results/")
    while robot.here.path.endswith(("/about-you", "/adults")):
        robot.go_on()
    shown = [page for page in robot.seen if "/items/" in page.path and page.status == 200]
    assert len(shown) == 36
    assert marks_in(robot.seen) == []
    assert marks_in_log(caplog.records) == []
    assert [distinguishable(page.html) for page in shown if distinguishable(page.html)] == []


def test_nothing_that_goes_wrong_shows_a_key(marked_house, caplog, monkeypatch):
    caplog.set_level(logging.DEBUG)
    robot = marked_house.robot(role="citizen")
    robot.open("/join")
    robot.walk_to_item(3)
    here, form = robot.here.address, robot.filled(robot.here.main_form)
    code = here.split("/")[2]
    replies = [
        robot.send_only(here, [pair for pair in form if pair[0] != "csrf_token"]),
        robot.send_only(here, [pair for pair in form if pair[0] != "answer_id"]),
        robot.send_only(here, [*(p for p in form if p[0] == "csrf_token"), ("answer_id", "0" * 32)]),
        robot.send_only(here, [pair for pair in form if pair[0] in ("csrf_token", "answer_id")]),
        robot.send_only(here, [(name, value if name in ("csrf_token", "answer_id") else "99") for name, value in form]),
        robot.look(f"/sittings/{code}/items/99999999999999999999"),
        robot.look(f"/sittings/{code}/items/x"),
        robot.look("/results/000000000000"),
        *(robot.look(f"/banks/{role}") for role in ROLES),
        *(robot.look(f"/banks/{role}", Accept="application/json") for role in ROLES),
    ]
    monkeypatch.setattr(delivery.presenting, "present", _breaks)
    waiting = robot.look(f"/sittings/{code}").headers["location"]  # 99 may have been an answer
    broken = robot.look(waiting)
    assert broken.status == 500
    assert [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert marks_in([*replies, broken]) == []
    assert marks_in_log(caplog.records) == []


def _breaks(item, *_rest):
    assert item.title
    raise RuntimeError("something broke on our side")


@pytest.mark.parametrize("kind", [SingleChoice, MultiSelect])
def test_the_place_of_an_option_does_not_tell_whether_it_is_right(kind):
    items = [item for item in BankFolders().bank.items if isinstance(item, kind)]
    assert len(items) >= 5
    by_size: dict[int, Counter] = {}
    for item in items:
        places: Counter = Counter()
        for seed in range(DRAWS):
            order = draw_option_order(item, seed, 1 + seed % 36)
            places[order.index(item.keyed_ids[seed % len(item.keyed_ids)])] += 1
        assert not uneven(places, len(item.options)), (item.id, places)
        by_size.setdefault(len(item.options), Counter()).update(places)
    assert not any(uneven(places, size) for size, places in by_size.items()), by_size


def test_a_leak_is_found_wherever_it_is(marked_house, caplog):
    good = marked_house.stranger().look("/join")
    assert marks_in([good]) == []
    mark = f"{MARK}000001"
    in_cookie = base64.urlsafe_b64encode(f'{{"key":"{mark}"}}'.encode()).decode().rstrip("=")
    for leak in (
        {"body": f"<p>{mark}</p>".encode()},
        {"headers": {"x-key": mark}},
        {"headers": {"set-cookie": f"literacy={in_cookie}.aaaa.bbbb; Path=/"}},
    ):
        assert marks_in([type(good)(**{**vars(good), **leak})]) != []
    logging.getLogger("literacy").warning("an item: %s", mark)
    assert marks_in_log(caplog.records)
    assert not marks_in_log([record for record in caplog.records if mark not in record.getMessage()])


def test_every_hidden_part_of_an_item_is_marked():
    for item in BankFolders().bank.items:
        marked = marked_item(item)
        assert marked.stem == item.stem
        hidden = [marked.author, marked.title.uk, marked.source.en]
        hidden += [option.id for option in getattr(marked, "options", ())]
        hidden += [option.why.uk for option in getattr(marked, "options", ()) if option.why]
        hidden += [marked.why.en] if marked.why else []
        assert all(TOKEN.search(text) for text in hidden), item.id


def test_options_that_differ_and_uneven_draws_are_found():
    option = '<div class="answer"><input type="radio" value="{n}"{more}><label for="c-{n}">{n} apples</label></div>'
    plain = "".join(option.format(n=n, more="") for n in range(1, 5))
    assert distinguishable(plain) == []
    assert distinguishable(plain + option.format(n=5, more=" data-right"))
    assert not uneven(Counter({0: 300, 1: 310, 2: 290, 3: 300}), 4)
    assert uneven(Counter({0: 400, 1: 300, 2: 250, 3: 250}), 4)


def test_nothing_stored_shows_a_name(tmp_path, caplog):
    """The database, its journal, a backup, every other file and the log of a house where somebody claimed a certificate."""
    caplog.set_level(logging.DEBUG)
    with open_house(tmp_path / "data", "sqlite") as house:
        robot = house.robot(role="citizen", given_name=GIVEN_NAME, surname=SURNAME, latin=LATIN)
        result = sit_knowingly(house, robot).path
        robot.open(f"{result}/certificate")
        robot.go_on()
        robot.go_on()
        assert house.work_off() >= 1
        assert robot.look(f"{result}/certificate.pdf").status == 200
        assert house.command("backup", str(tmp_path / "data" / "backup.zip")).returncode == 0
        files = list(files_below(tmp_path / "data"))
    assert {"literacy.db", "backup.zip"} <= {place.rpartition("/")[2] for place, _ in files}
    log = [("log", "\n".join(record.getMessage() for record in caplog.records).encode())]
    names = [GIVEN_NAME, SURNAME, *LATIN.split()]
    assert names_found([*files, *log], names) == []
    assert not [place for place, content in files if content.startswith(b"%PDF-")]


def test_the_demonstration_stores_no_name(tmp_path):
    settings = Settings(data=tmp_path / "data", key_file=tmp_path / "node.key")
    done = run_command(environment_of(settings), "demo", "--size", "small", "--json")
    assert done.returncode == 0, done.stderr
    surnames = {line["surname"] for line in json.loads(done.stdout)["certificates"]}
    assert len(surnames) >= 4
    assert names_found(files_below(tmp_path / "data"), surnames) == []


@pytest.mark.parametrize("way", sorted(ways_to_write("Щербина")))
def test_a_name_is_found_however_it_is_written(tmp_path, way):
    (tmp_path / "rows.db").write_bytes(b"\x00before" + ways_to_write("Щербина")[way] + b"after\xff")
    assert names_found(files_below(tmp_path), ["Щербина"])
    assert names_found(files_below(tmp_path), ["Ковальчук"]) == []
