"""The audit log as the administration reads it: newest first, with what stands behind the ids."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select

from literacy.core import clock
from literacy.core.db import METADATA, db
from literacy.core.identifiers import code_of_id, grouped, id_of_code
from literacy.core.language import current_language
from literacy.core.models import AuditEntry

LINES_A_PAGE = 30
# What people call an object: kind -> table and column. Features above are known here by their tables alone.
CALLED_BY = {
    "account": ("account", "email"),
    "classroom": ("classroom", "name"),
    "cohort": ("cohort", "name"),
    "course": ("course", "title_uk"),
    "credential": ("credential", "code"),
    "learner": ("learner", "card_number"),
    "library": ("library", "name_uk"),
    "training_session": ("training_session", "code"),
}
IN_ENGLISH = {"name_uk": "name_en", "title_uk": "title_en"}
# Details that name another object.
DETAIL_KINDS = {"other": "learner", "replaces": "credential", "library": "library", "accounts": "account"}
_ACCOUNT = "account "
_LEARNER = "learner "


@dataclass(frozen=True, slots=True)
class AuditLine:
    """A line of the log. `who` is an e-mail address or a card's number; where it is "", `actor` says which program acted."""

    at: datetime
    actor: str
    who: str
    action: str
    subject_kind: str
    subject: str
    details: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Lines, newest first; `older` leads to the next page, "" where there is none."""

    lines: tuple[AuditLine, ...]
    older: str


def audit_page(*, action: str = "", day: date | None = None, before: str = "") -> AuditPage:
    """Return a page of the log: of one action (its name with underscores), of one day in Kyiv, before a line."""
    statement = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(LINES_A_PAGE + 1)
    if action:
        statement = statement.where(func.replace(AuditEntry.action, ".", "_") == action)
    if day is not None:
        start = datetime.combine(day, time(), tzinfo=clock.KYIV)
        end = datetime.combine(day + timedelta(days=1), time(), tzinfo=clock.KYIV)
        statement = statement.where(AuditEntry.recorded_at >= start, AuditEntry.recorded_at < end)
    last_seen = id_of_code(before)
    if last_seen is not None:
        statement = statement.where(AuditEntry.id < last_seen)
    entries = list(db.session.scalars(statement))
    shown = entries[:LINES_A_PAGE]
    names = _names(reference for entry in shown for reference in _references(entry))
    older = code_of_id(shown[-1].id) if len(entries) > LINES_A_PAGE else ""
    return AuditPage(tuple(_line(entry, names) for entry in shown), older)


Reference = tuple[str, uuid.UUID]


def _references(entry: AuditEntry) -> Iterable[Reference]:
    """Yield the objects that a line names."""
    yield from _reference(entry.subject_kind, entry.subject_id)
    for kind in (_ACCOUNT, _LEARNER):
        if entry.actor.startswith(kind):
            yield from _reference(kind.strip(), entry.actor.removeprefix(kind))
    for name, value in entry.detail.items():
        for each in value if isinstance(value, list) else [value]:
            yield from _reference(DETAIL_KINDS.get(name, ""), str(each))


def _reference(kind: str, text: str) -> Iterable[Reference]:
    if kind in CALLED_BY:
        try:
            yield kind, uuid.UUID(text)
        except ValueError:
            return


def _names(references: Iterable[Reference]) -> dict[Reference, str]:
    """Return what the objects are called, with one statement a kind."""
    wanted: dict[str, set[uuid.UUID]] = {}
    for kind, object_id in references:
        wanted.setdefault(kind, set()).add(object_id)
    found = {}
    for kind, ids in wanted.items():
        name, column = CALLED_BY[kind]
        if current_language() == "en":
            column = IN_ENGLISH.get(column, column)
        table = METADATA.tables[name]
        for row in db.session.execute(select(table.c.id, table.c[column]).where(table.c.id.in_(ids))):
            found[kind, row[0]] = grouped(row[1]) if kind == "learner" else row[1]
    return found


def _line(entry: AuditEntry, names: dict[Reference, str]) -> AuditLine:
    def called(kind: str, text: object) -> str:
        return next((names.get(each, "") for each in _reference(kind, str(text))), "")

    who = ""
    for kind in (_ACCOUNT, _LEARNER):
        if entry.actor.startswith(kind):
            who = called(kind.strip(), entry.actor.removeprefix(kind))
    details = []
    for name, value in entry.detail.items():
        values = value if isinstance(value, list) else [value]
        said = [called(DETAIL_KINDS[name], each) if name in DETAIL_KINDS else str(each) for each in values]
        text = ", ".join(each for each in said if each and each != "None")
        if text:
            details.append((name, text))
    return AuditLine(
        at=entry.recorded_at,
        actor=entry.actor.partition(" ")[0] if who or entry.actor.startswith((_ACCOUNT, _LEARNER)) else entry.actor,
        who=who,
        action=entry.action,
        subject_kind=entry.subject_kind,
        subject=called(entry.subject_kind, entry.subject_id),
        details=tuple(details),
    )
