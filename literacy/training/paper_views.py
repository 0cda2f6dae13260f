"""Attendance on paper and in files: the sheet to print, its codes typed back in, a CSV file."""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from literacy.core.identifiers import grouped
from literacy.core.language import t
from literacy.core.tables import Table
from literacy.core.typed_times import written_day
from literacy.http.access import actor, requires
from literacy.http.downloads import table_reply
from literacy.training import intake, told_marks
from literacy.training.access import AtSession, session_to
from literacy.training.marks_csv import MOST_BYTES, MOST_LINES, decoded
from literacy.training.roster import Roster, roster_of
from literacy.training.session_queries import head_of
from literacy.training.sheet import sheet_rows
from literacy.training.told_marks import Reading, Trouble

bp = Blueprint("paper", __name__)


@bp.get("/sessions/<code>/sheet")
@requires(session_to("session.run"))
def sheet(code: str) -> ResponseReturnValue:
    """Show the sheet to print, with a code for each row."""
    at: AtSession = actor()
    rows = sheet_rows(at.training_session, roster_of(at.training_session))
    return render_template("training/sheet.html", head=head_of(at.training_session, at.state), rows=rows)


@bp.get("/sessions/<code>/paper")
@requires(session_to("session.run"))
def paper(code: str) -> ResponseReturnValue:
    """Ask for the codes of a filled sheet."""
    return _paper_page(actor(), Reading())


def _paper_page(at: AtSession, reading: Reading) -> str:
    return render_template("training/paper.html", reading=reading, **_typed(at))


def _typed(at: AtSession, text: str | None = None) -> dict[str, object]:
    """Return what both pages show: whether the session can be marked yet, and what was typed."""
    return {
        "head": head_of(at.training_session, at.state),
        "can_be_marked": intake.can_be_marked(at.state),
        "begins_at": intake.begun_at(at.state),
        "typed": request.form.get("lines", "") if text is None else text,
        "rest": "rest" in request.form,
    }


@bp.post("/sessions/<code>/paper")
@requires(session_to("session.run"))
def typed_back(code: str) -> ResponseReturnValue:
    """Keep what stands on the sheet, once every line is understood."""
    at: AtSession = actor()
    if not intake.can_be_marked(at.state):
        return _paper_page(at, Reading()), 422
    lines = request.form.get("lines", "")
    reading = told_marks.read_paper(at.training_session, at.state, lines, rest_absent="rest" in request.form)
    meant = request.form.getlist("meant")
    reading = told_marks.keep(at.training_session, reading, source="paper", meant=meant, actor=at.staff.actor)
    if not reading.settled:
        return _paper_page(at, reading), 422
    return redirect(f"/sessions/{code}/attendance", 303)


@bp.get("/sessions/<code>/csv")
@requires(session_to("session.run"))
def csv(code: str) -> ResponseReturnValue:
    """Ask for a file of marks."""
    return _csv_page(actor(), Reading(), "")


def _csv_page(at: AtSession, reading: Reading, text: str) -> str:
    return render_template("training/csv.html", reading=reading, most_lines=MOST_LINES, **_typed(at, text))


@bp.post("/sessions/<code>/csv")
@requires(session_to("session.run"))
def sent(code: str) -> ResponseReturnValue:
    """Keep the marks of a file, once every line is understood."""
    at: AtSession = actor()
    text, wrong = _sent_text()
    if wrong or not intake.can_be_marked(at.state):
        return _csv_page(at, Reading(troubles=(Trouble(0, wrong),) if wrong else ()), text), 422
    reading = told_marks.read_csv(at.training_session, text)
    meant = request.form.getlist("meant")
    reading = told_marks.keep(at.training_session, reading, source="csv", meant=meant, actor=at.staff.actor)
    if not reading.settled:
        return _csv_page(at, reading, text), 422
    return redirect(f"/sessions/{code}/attendance", 303)


def _sent_text() -> tuple[str, str]:
    """Return the text of the file, or what was pasted; and what is wrong where it is no text, or too large."""
    file = request.files.get("file")
    content = file.read(MOST_BYTES + 1) if file is not None and file.filename else b""
    content = content or request.form.get("lines", "").encode()
    if len(content) > MOST_BYTES:
        return "", "too_large"
    text = decoded(content)
    return ("", "unreadable") if text is None else (text, "")


@bp.get("/sessions/<code>/marks.csv")
@requires(session_to("session.run"))
def sample(code: str) -> ResponseReturnValue:
    """Give a file to fill in, with the people of this session."""
    at: AtSession = actor()
    return table_reply(_sample_of(at, roster_of(at.training_session)), "csv")


def _sample_of(at: AtSession, roster: Roster) -> Table:
    header = [t(f"marks_csv.column_{name}") for name in ("card", "name", "mark", "minutes")]
    rows = [
        (
            grouped(row.called.card_number),
            row.called.name,
            t(f"attendance.mark_{row.holding.mark}") if row.holding else "",
            row.holding.minutes if row.holding else None,
        )
        for row in roster.rows
    ]
    return Table(t("marks_csv.file_name", day=written_day(at.state.planned_start)), header, rows)
