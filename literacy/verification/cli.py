"""`literacy credentials verify`: the same report as the page, judged by the local database, no server needed."""

import json
from pathlib import Path

import click

from literacy.core.language import t
from literacy.verification import service
from literacy.verification.report import VerificationReport


@click.command("verify")
@click.argument("file_or_code")
@click.option("--surname", help="Also say whether this is the surname on the certificate.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def verify_command(file_or_code: str, surname: str | None, as_json: bool) -> None:
    """Check a certificate by its number or its file. Exit code 0 only where it is valid.

    Example: literacy credentials verify KH26-7XQ2-RT9M-ZP4K-D8WB-3C
    """
    path = Path(file_or_code)
    if path.is_file():
        report = service.verify_file(path.read_bytes())
    else:
        report = service.verify_code(file_or_code, surname)
    click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2) if as_json else _in_words(report))
    raise SystemExit(0 if report.state == "valid" else 1)


def _in_words(report: VerificationReport) -> str:
    lines = [t(f"verify_states.{report.state}_title")]
    lines += [f"{name}: {value}" for name, value in report.fields.items()]
    if report.holder_matches is not None:
        lines.append(t("verify.surname_match") if report.holder_matches else t("verify.surname_mismatch"))
    return "\n".join(lines)
