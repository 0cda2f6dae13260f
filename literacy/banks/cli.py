"""`literacy banks`: the item bank from the command line."""

import json
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path

import click
import yaml

from literacy.banks.content import CutScoreRecord, ParameterSetFile
from literacy.banks.lint import lint
from literacy.banks.loading import OPEN_BANK, scored_items
from literacy.banks.ratings import rated_cut_scores, rated_parameters
from literacy.banks.reading import item_files, read_items
from literacy.banks.schema import CORE, LEVELS, ROLES, Bilingual, Item
from literacy.banks.scoring import raw_score
from literacy.core import clock, installation
from literacy.core.errors import UnreadableInput
from literacy.core.language import t

SCALE_VERSION = "1"


@click.group("banks")
def banks() -> None:
    """The item bank: lint, score, parameters, standards."""


@banks.command("lint")
@click.argument("path", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def lint_command(path: Path | None, as_json: bool) -> None:
    """Check a file, a folder or (without PATH) all banks; exit 1 where an E rule fails.

    A line each: item id, rule id, file:line, message.

    Example: literacy banks lint question_banks/items/core/safety
    """
    today = clock.today_kyiv()
    folders = [path] if path else [OPEN_BANK, *installation.settings().bank_folders]
    reports = [lint(folder, today) for folder in folders]
    findings = [finding for report in reports for finding in report.findings]
    counts = {severity: sum(report.count(severity) for report in reports) for severity in "EWB"}
    items = sum(report.items for report in reports)
    if as_json:
        listed = [{**asdict(finding), "file": str(finding.file)} for finding in findings]
        click.echo(json.dumps({"items": items, "counts": counts, "findings": listed}, ensure_ascii=False))
    else:
        for finding in findings:
            click.echo(finding.as_line())
        click.echo(f"{items} items; " + ", ".join(f"{severity} {n}" for severity, n in counts.items()), err=True)
    if counts["E"]:
        sys.exit(1)


@banks.command("score")
@click.argument("item_id")
@click.option("--response", "typed", required=True, help="The answer as JSON: an option id, a list of ids, or text.")
@click.option("--json", "_as_json", is_flag=True, help="The answer is JSON with or without it.")
@click.option("--seed", default=0, help="Seed of the generated table, for items that have one.")
def score_command(item_id: str, typed: str, _as_json: bool, seed: int) -> None:
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
@click.argument("folder", default=OPEN_BANK, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def parameters_command(folder: Path, as_json: bool) -> None:
    """Write provisional parameters of a bank folder from its items' rated difficulties.

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
        items=[rated_parameters(item) for item in scored_items([folder])],
    )
    path = folder / "parameters" / f"{today:%Y-%m-%d}.yaml"
    _write(path, content.model_dump(mode="json"))
    _tell([path], as_json)


@banks.command("standards")
@click.argument("folder", default=OPEN_BANK, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def standards_command(folder: Path, as_json: bool) -> None:
    """Write provisional cut scores from a bank folder's core items' rated difficulties, for each role.

    Example: literacy banks standards
    """
    today = clock.today_kyiv()
    core = [item for item in scored_items([folder]) if item.share == CORE]
    missing = [level for level in LEVELS if level not in {item.level for item in core}]
    if missing:
        raise UnreadableInput(f"{folder}: no core item of level {', '.join(missing)}")
    cuts = rated_cut_scores(core)
    paths = [folder / "standards" / role / f"{today:%Y-%m-%d}.yaml" for role in ROLES]
    for role, path in zip(ROLES, paths, strict=True):
        _write(path, _record(role, today, cuts).model_dump(mode="json"))
    _tell(paths, as_json)


def _tell(written: list[Path], as_json: bool) -> None:
    names = [str(path) for path in written]
    click.echo(json.dumps({"written": names}) if as_json else "\n".join(names))


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
        "by": "Claude (language model)",
        "cut_scores": named,
    }
    return CutScoreRecord.model_validate_json(json.dumps(plain))


def _both(string_key: str) -> dict[str, str]:
    return {code: t(string_key, lang=code).replace("\u00a0", " ") for code in ("uk", "en")}


def _write(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=110), "utf-8")
