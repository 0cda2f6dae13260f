"""Banks become releases named by their content; what was answered stays readable; new sittings use the last one."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from sqlalchemy import func, select

from literacy.banks import queries
from literacy.banks.cli import banks
from literacy.banks.content import Specification
from literacy.banks.loading import OPEN_BANK, BankFolders
from literacy.banks.models import BankRelease, ItemVersion, ParameterSet
from literacy.banks.reading import read_one
from literacy.banks.schema import AREAS, ROLES
from literacy.banks.service import load_release
from literacy.core.db import db
from literacy.core.errors import BadBankFile, NotFound
from literacy.core.models import AuditEntry
from tests.conftest import NOON

Clock = Callable[[Any], None]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(OPEN_BANK, tmp_path / "bank"))


def _edit(file: Path, change: Callable[[Any], None]) -> None:
    content = yaml.safe_load(file.read_text("utf-8"))
    change(content)
    file.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")


def _retitle(folder: Path) -> None:
    _edit(folder / "items/core/safety/starter.yaml", lambda items: items[0]["title"].update(uk="Інша назва"))


def _bank(folder: Path) -> Any:
    return BankFolders(open_bank=folder).bank


def _count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_the_same_content_is_one_release(database: Flask) -> None:
    before = (_count(BankRelease), _count(ItemVersion))
    first = load_release(BankFolders().bank, actor="test")
    assert load_release(BankFolders().bank, actor="test") == first
    assert (_count(BankRelease), _count(ItemVersion)) == before  # migration loaded it


def test_a_changed_item_makes_a_release_and_the_old_one_stays(database: Flask, copy: Path, frozen_clock: Clock) -> None:
    old = load_release(_bank(copy), actor="test")
    versions = _count(ItemVersion)
    _retitle(copy)
    frozen_clock(NOON + timedelta(days=1))
    new = load_release(_bank(copy), actor="test")
    assert (new != old, _count(ItemVersion)) == (True, versions + 1)
    assert queries.current_release().hash == new
    assert "Інша назва" in {item.title.uk for item in queries.release(new).items.values()}
    assert "Інша назва" not in {item.title.uk for item in queries.release(old).items.values()}


def test_an_earlier_bank_can_be_used_again(database: Flask, copy: Path, frozen_clock: Clock) -> None:
    old = load_release(_bank(copy), actor="test")
    frozen_clock(NOON + timedelta(days=1))
    original = (copy / "items/core/safety/starter.yaml").read_text("utf-8")
    _retitle(copy)
    load_release(_bank(copy), actor="test")
    frozen_clock(NOON + timedelta(days=2))
    (copy / "items/core/safety/starter.yaml").write_text(original, "utf-8")
    assert load_release(_bank(copy), actor="test") == old == queries.current_release().hash
    actions = db.session.scalars(select(AuditEntry.action).where(AuditEntry.subject_id == old)).all()
    assert actions[-1] == "bank_release.used_again"


def test_a_changed_parameter_makes_a_release_of_the_same_items(database: Flask, copy: Path) -> None:
    load_release(_bank(copy), actor="test")
    counts = (_count(ItemVersion), _count(ParameterSet))
    (file,) = (copy / "parameters").glob("*.yaml")
    _edit(file, lambda content: content["items"][0].update(a=1.3))
    load_release(_bank(copy), actor="test")
    assert (_count(ItemVersion), _count(ParameterSet)) == (counts[0], counts[1] + 1)


@pytest.mark.parametrize("role", ROLES)
def test_a_pool_has_what_its_specification_asks(role: str, database: Flask) -> None:
    release = queries.current_release()
    pool = release.pool(role)
    assert sum(quota.n_items for quota in pool.quotas) == release.specification(role).length == 36
    for quota in pool.quotas:
        assert len(pool.candidates.cells[quota.area, quota.share]) >= quota.n_items
    assert pool.parameters.n_items == pool.candidates.n_items
    assert list(pool.cut_scores) == sorted(pool.cut_scores)
    assert pool.parameters.sd_b.min() >= 0.8
    for item_id, highest in zip(pool.parameters.item_ids, pool.parameters.max_raw_scores, strict=True):
        assert release.items[item_id].max_raw_score == highest
    assert (release.stage, release.open_bank) == ("provisional", True)


def test_enemies_become_places(database: Flask, copy: Path) -> None:
    file = copy / "items/core/safety/starter.yaml"
    ids: list[str] = [item["id"] for item in yaml.safe_load(file.read_text("utf-8"))]
    _edit(file, lambda items: items[0].update(enemies=[ids[1]]))
    pool = queries.release(load_release(_bank(copy), actor="test")).pool("teacher")
    places = [pool.parameters.item_ids.index(name) for name in ids[:2]]
    assert places[1] in pool.candidates.enemies[places[0]]
    assert places[0] in pool.candidates.enemies[places[1]]


def test_an_unknown_release_is_not_found(database: Flask) -> None:
    with pytest.raises(NotFound):
        queries.release("0" * 64)
    with pytest.raises(NotFound):
        queries.current_release().specification("driver")


@pytest.mark.parametrize("level", ["below_foundation", "foundation", "advanced"])
def test_can_do_has_a_line_for_each_area(level: str, database: Flask) -> None:
    lines = queries.can_do("teacher", level)
    assert len(lines) == len(AREAS)
    assert set(lines) & set(queries.can_do("citizen", level))
    assert set(lines) - set(queries.can_do("citizen", level))


def _closed_pool(folder: Path, *names: str) -> Path:
    """Make a pool beside the open bank: one renamed item, and copies of the open bank's other folders."""
    item = yaml.safe_load((OPEN_BANK / "items/core/safety/starter.yaml").read_text("utf-8"))[0]
    item["id"] = "CO-5.1-9001"
    item["competence"] = "5.1"
    target = folder / "items/core/safety/closed.yaml"
    target.parent.mkdir(parents=True)
    target.write_text(yaml.safe_dump([item], allow_unicode=True), "utf-8")
    for name in names:
        shutil.copytree(OPEN_BANK / name, folder / name)
    return folder


def test_a_closed_pool_adds_to_the_open_bank(tmp_path: Path) -> None:
    pool = _closed_pool(tmp_path / "closed")
    with pytest.raises(BadBankFile, match=r"parameters of CO-5\.1-9001"):
        _ = BankFolders((pool,)).bank
    banks.main(["parameters", str(pool)], standalone_mode=False)
    bank = BankFolders((pool,)).bank
    assert "CO-5.1-9001" in {item.id for item in bank.items}
    assert {item.id for item in BankFolders().bank.items} < {item.id for item in bank.items}
    assert bank.open_bank  # a test still shows items whose keys are public
    assert len(bank.parameters.items) == len(bank.items)
    assert (bank.parameters.stage, bank.parameters.approved_by) == ("provisional", None)


def test_a_closed_bank_with_specifications_stands_alone(tmp_path: Path) -> None:
    pool = _closed_pool(tmp_path / "closed", "specifications", "standards")
    banks.main(["parameters", str(pool)], standalone_mode=False)
    bank = BankFolders((pool,)).bank
    assert ([item.id for item in bank.items], bank.open_bank) == (["CO-5.1-9001"], False)


def test_parameter_sets_of_two_scales_do_not_mix(tmp_path: Path) -> None:
    pool = _closed_pool(tmp_path / "closed")
    banks.main(["parameters", str(pool)], standalone_mode=False)
    (file,) = (pool / "parameters").glob("*.yaml")
    _edit(file, lambda content: content.update(scale_version="2"))
    with pytest.raises(BadBankFile, match="one scale version"):
        _ = BankFolders((pool,)).bank


def test_a_pool_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadBankFile, match="LITERACY_BANKS"):
        _ = BankFolders((tmp_path / "nowhere",)).bank


def test_an_id_in_two_folders_is_refused(copy: Path) -> None:
    shutil.rmtree(copy / "specifications")
    with pytest.raises(BadBankFile, match="stands in another file"):
        _ = BankFolders((copy,)).bank


def test_a_draft_is_not_scored(copy: Path) -> None:
    before = len(_bank(copy).items)
    _edit(copy / "items/core/safety/starter.yaml", lambda items: items[0].update(status="suspended"))
    assert len(_bank(copy).items) == before - 1


def test_missing_parts_of_a_bank_are_named(copy: Path) -> None:
    shutil.rmtree(copy / "standards" / "doctor")
    with pytest.raises(BadBankFile, match="cut scores"):
        _bank(copy)
    shutil.rmtree(copy / "parameters")
    with pytest.raises(BadBankFile, match=r"cut scores|parameters"):
        _bank(copy)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"items_an_area": {"core": 5, "doctor": 1}}, "items_an_area"),
        ({"items_an_area": {"core": 0}}, "at least one"),
        ({"items_an_area": {"teacher": 6}}, "items_an_area"),
        ({"role": "driver"}, "role"),
        ({"delivery": "operational"}, "delivery"),
    ],
)
def test_a_specification_that_cannot_be_is_refused(change: dict[str, Any], expected: str, copy: Path) -> None:
    file = copy / "specifications" / "teacher.yaml"
    _edit(file, lambda content: content.update(change))
    with pytest.raises(BadBankFile, match=expected):
        read_one(file, Specification)


def test_commands_write_what_the_repository_holds(copy: Path, frozen_clock: Clock) -> None:
    """The files in the repository are what the commands make of the ratings: nothing was put in by hand."""
    shutil.rmtree(copy / "parameters")
    shutil.rmtree(copy / "standards")
    banks.main(["parameters", str(copy)], standalone_mode=False)
    banks.main(["standards", str(copy)], standalone_mode=False)
    made, kept = _bank(copy), BankFolders().bank
    assert made.parameters.items == kept.parameters.items
    for role in ROLES:
        assert made.standards[role].cut_scores == kept.standards[role].cut_scores
        assert made.standards[role].method == kept.standards[role].method
