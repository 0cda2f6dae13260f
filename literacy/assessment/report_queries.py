"""What learners said of items, for those who mend them: with the item as it was shown, and nothing that answers it."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from literacy.accounts.models import LearnerKey
from literacy.assessment.invigilation import REPORT_PURPOSE
from literacy.assessment.models import REPORT_KINDS, ItemReport, ItemReportDecision, Presentation, Sitting
from literacy.banks import presenting
from literacy.banks.presenting import ItemView
from literacy.banks.queries import item_of_release
from literacy.core import installation
from literacy.core.db import db
from literacy.core.errors import NotFound
from literacy.core.language import current_language

MOST_ITEMS = 100
MOST_REPORTS = 30


@dataclass(frozen=True, slots=True)
class ReportedItem:
    """An item, in one version, with the reports on it that nobody decided on; `kinds` says what was said how often."""

    item_id: str
    version: int
    reports: int
    latest_at: datetime
    kinds: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What a learner said. `text` is none where nothing was written, and where the learner was erased: `erased` says so."""

    id: uuid.UUID
    reported_at: datetime
    kind: str
    text: str | None
    erased: bool
    role: str
    release_hash: str
    option_order: tuple[str, ...]
    surface_seed: int


@dataclass(frozen=True, slots=True)
class ReportedItemPage:
    """The open reports on an item, oldest first, and the item as one of those learners saw it."""

    item_id: str
    version: int
    reports: tuple[Report, ...]
    seen: int
    view: ItemView


def reported_items() -> tuple[ReportedItem, ...]:
    """Return the items with open reports, the most reported first."""
    statement = (
        select(
            Presentation.item_id,
            Presentation.item_version,
            ItemReport.kind,
            func.count(),
            func.max(ItemReport.recorded_at),
        )
        .join(Presentation, Presentation.id == ItemReport.presentation_id)
        .outerjoin(ItemReportDecision, ItemReportDecision.report_id == ItemReport.id)
        .where(ItemReportDecision.id.is_(None))
        .group_by(Presentation.item_id, Presentation.item_version, ItemReport.kind)
        .order_by(Presentation.item_id, Presentation.item_version)
        .limit(MOST_ITEMS * len(REPORT_KINDS))
    )
    found: dict[tuple[str, int], list[tuple[str, int, datetime]]] = {}
    for item_id, version, kind, count, latest_at in db.session.execute(statement):
        found.setdefault((item_id, version), []).append((kind, count, latest_at))
    items = [
        ReportedItem(
            item_id=item_id,
            version=version,
            reports=sum(count for _, count, _ in told),
            latest_at=max(latest_at for *_, latest_at in told),
            kinds=tuple((kind, count) for kind, count, _ in sorted(told, key=lambda each: -each[1])),
        )
        for (item_id, version), told in found.items()
    ]
    return tuple(sorted(items, key=lambda each: (-each.reports, each.item_id))[:MOST_ITEMS])


def reported_item(item_id: str, version: int, seen: int) -> ReportedItemPage:
    """Return the open reports on an item; it is shown as the learner of the report of this number (from 1) saw it."""
    reports = _open_reports(item_id, version)
    if not reports:
        raise NotFound("open report")
    seen = min(max(seen, 1), len(reports))
    shown = reports[seen - 1]
    item = item_of_release(shown.release_hash, item_id)
    view = presenting.present(item, shown.option_order, shown.surface_seed, current_language())
    return ReportedItemPage(item_id, version, reports, seen, view)


def open_report_ids(item_id: str, version: int) -> tuple[uuid.UUID, ...]:
    """Return the reports on an item that nobody decided on."""
    return tuple(report.id for report in _open_reports(item_id, version))


def _open_reports(item_id: str, version: int) -> tuple[Report, ...]:
    statement = (
        select(ItemReport, Presentation, Sitting.role, Sitting.release_hash, LearnerKey.wrapped)
        .join(Presentation, Presentation.id == ItemReport.presentation_id)
        .join(Sitting, Sitting.id == Presentation.sitting_id)
        .outerjoin(LearnerKey, LearnerKey.learner_id == Sitting.learner_id)
        .outerjoin(ItemReportDecision, ItemReportDecision.report_id == ItemReport.id)
        .where(
            Presentation.item_id == item_id,
            Presentation.item_version == version,
            ItemReportDecision.id.is_(None),
        )
        .order_by(ItemReport.recorded_at, ItemReport.id)
        .limit(MOST_REPORTS)
    )
    return tuple(
        Report(
            id=row.ItemReport.id,
            reported_at=row.ItemReport.recorded_at,
            kind=row.ItemReport.kind,
            text=_opened(row.ItemReport.sealed_text, row.wrapped),
            erased=row.ItemReport.sealed_text is not None and row.wrapped is None,
            role=row.role,
            release_hash=row.release_hash,
            option_order=tuple(row.Presentation.option_order),
            surface_seed=row.Presentation.surface_seed,
        )
        for row in db.session.execute(statement)
    )


def _opened(sealed: bytes | None, wrapped: bytes | None) -> str | None:
    if sealed is None or wrapped is None:
        return None
    return installation.vault().open(wrapped, sealed, REPORT_PURPOSE).decode()
