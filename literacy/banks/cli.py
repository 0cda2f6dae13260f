"""`literacy banks`: the item bank from the command line."""

import json
from datetime import date
from pathlib import Path

import click
import yaml

from literacy.banks.content import CutScoreRecord, ParameterSetFile
from literacy.banks.loading import OPEN_BANK, BankFolders
from literacy.banks.ratings import rated_cut_scores, rated_parameters
from literacy.banks.reading import item_files, read_items
from literacy.banks.schema import LEVELS, ROLES, Bilingual, Item
from literacy.banks.scoring import raw_score
from literacy.core import clock, installation
from literacy.core.errors import UnreadableInput
from literacy.core.language import t

SCALE_VERSION = "1"


@click.group("banks")
def banks() -> None:
    """The item bank: score, parameters, standards."""


@banks.command("score")
@click.argument("item_id")
@click.option("--response", "typed", required=True, help="The answer as JSON: an option id, a list of ids, or text.")
@click.option("--seed", default=0, help="Seed of the generated table, for items that have one.")
def score_command(item_id: str, typed: str, seed: int) -> None:
    """Score an answer by the live scorer.

    Example: literacy banks score CO-5.2-0001 --response '"A"'
    """
    item = _item(item_id)
    try:
        answer = json.loads(typed)
    except json.JSONDecodeError as error:
        raise UnreadableInput(f"--response is not JSON: {error.msg}") from error
    click.echo(json.dumps({"raw_score": raw_score(item, answer, seed), "max": item.max_raw_score}))


def _item(item_id: str) -> Item:
    folders = [OPEN_BANK, *installation.settings().bank_folders]
    for file in (file for folder in folders for file in item_files(folder)):
        for placed in read_items(file):
            if placed.item.id == item_id:
                return placed.item
    raise UnreadableInput(f"there is no item {item_id}")


@banks.command("parameters")
@click.option(
    "--out", type=click.Path(path_type=Path), help="File to write; default: question_banks/parameters/<today>.yaml"
)
def parameters_command(out: Path | None) -> None:
    """Write provisional parameters from the items' rated difficulties.

    Example: literacy banks parameters
    """
    today = clock.today_kyiv()
    content = ParameterSetFile(
        date=today,
        scale_version=SCALE_VERSION,
        stage="provisional",
        method=Bilingual(**_both("bank_methods.rated_parameters")),
        sample_size=0,
        approved_by=None,
        items=[rated_parameters(item) for item in _all_items()],
    )
    path = out or OPEN_BANK / "parameters" / f"{today:%Y-%m-%d}.yaml"
    _write(path, content.model_dump(mode="json"))
    click.echo(path)


@banks.command("standards")
def standards_command() -> None:
    """Write provisional cut scores from the core items' rated difficulties, for each role.

    Example: literacy banks standards
    """
    today = clock.today_kyiv()
    cuts = rated_cut_scores(item for item in _all_items() if item.share == "core")
    for role in ROLES:
        path = OPEN_BANK / "standards" / role / f"{today:%Y-%m-%d}.yaml"
        _write(path, _record(role, today, cuts).model_dump(mode="json"))
        click.echo(path)


def _record(role: str, today: date, cuts: list[tuple[float, float]]) -> CutScoreRecord:
    named = [
        {"level": level, "theta": theta, "standard_error": error}
        for level, (theta, error) in zip(LEVELS, cuts, strict=True)
    ]
    plain = {
        "role": role,
        "date": today.isoformat(),
        "scale_version": SCALE_VERSION,
        "stage": "provisional",
        "method": _both("bank_methods.rated_cuts"),
        "by": "model",
        "cut_scores": named,
    }
    return CutScoreRecord.model_validate_json(json.dumps(plain))


def _both(string_key: str) -> dict[str, str]:
    return {code: t(string_key, lang=code).replace("\u00a0", " ") for code in ("uk", "en")}


def _all_items() -> tuple[Item, ...]:
    return BankFolders(installation.settings().bank_folders).items


def _write(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=110), "utf-8")
