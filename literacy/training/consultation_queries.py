"""What the pages of one-to-one help read: a month of records as they stand, and one of them."""

import uuid
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import aliased

from literacy.accounts.models import Learner
from literacy.core import clock, typed_times
from literacy.core.db import db
from literacy.core.errors import NotFound
from literacy.training.models import CONSULTATION_TOPICS, Consultation, Library

MOST_SHOWN, MOST_EXPORTED, MOST_LIBRARIES = 50, 10_000, 12
MOST_NUMBER = 1_000_000


@dataclass(frozen=True, slots=True)
class HelpRecord:
    """A record in force. `number` is its place among all of its library; `card` is "" where the person stayed unnamed."""

    id: uuid.UUID
    number: int
    library_code: str
    library: dict[str, str]
    kind: str
    topic: str
    outcome: str
    held_at: datetime
    minutes: int
    card: str


@dataclass(frozen=True, slots=True)
class TeachingLibrary:
    """A library in which somebody teaches."""

    code: str
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class HelpPage:
    """A month of help. `total` may be more than what is shown; `topics` are counted over all of it."""

    first_day: date
    records: tuple[HelpRecord, ...]
    total: int
    minutes: int
    topics: tuple[tuple[str, int], ...]
    libraries: tuple[TeachingLibrary, ...]

    @property
    def month(self) -> str:
        """The month as an address carries it."""
        return f"{self.first_day:%Y-%m}"

    @property
    def before(self) -> str:
        """The month before."""
        return f"{self.first_day - timedelta(days=1):%Y-%m}"

    @property
    def after(self) -> str:
        """The month after, or "" for the present one."""
        following = _following(self.first_day)
        return f"{following:%Y-%m}" if following <= clock.today_kyiv() else ""


def month_of(text: str) -> date:
    """Return the first day of the month that an address names, else of this month."""
    found = typed_times.day_of(f"{text}-01") if len(text) == len("2026-11") else None
    return found or clock.today_kyiv().replace(day=1)


def _following(first_day: date) -> date:
    return (first_day + timedelta(days=31)).replace(day=1)


def help_page(libraries: Collection[uuid.UUID] | None, first_day: date) -> HelpPage:
    """Return a month of help in these libraries (without them: in all), newest first, in three statements."""
    counted = _in_month(select(Consultation.topic, func.count(), func.sum(Consultation.minutes)), libraries, first_day)
    rows = db.session.execute(counted.group_by(Consultation.topic)).all()
    by_topic = Counter({topic: number for topic, number, _ in rows})
    return HelpPage(
        first_day=first_day,
        records=tuple(help_records(libraries, first_day, limit=MOST_SHOWN)),
        total=by_topic.total(),
        minutes=sum(minutes for _, _, minutes in rows),
        topics=tuple((topic, by_topic[topic]) for topic in _by_number(by_topic)),
        libraries=tuple(teaching_libraries(libraries)),
    )


def _by_number(by_topic: Counter[str]) -> list[str]:
    return sorted(by_topic, key=lambda topic: (-by_topic[topic], CONSULTATION_TOPICS.index(topic)))


def help_records(
    libraries: Collection[uuid.UUID] | None, first_day: date, *, limit: int = MOST_EXPORTED
) -> list[HelpRecord]:
    """Return the records of a month, newest first."""
    statement = _in_month(_records(), libraries, first_day)
    rows = db.session.execute(statement.order_by(Consultation.held_at.desc(), Consultation.id.desc()).limit(limit))
    return [_record(row) for row in rows]


def _records() -> Select[Any]:
    older = aliased(Consultation)
    number = (
        select(func.count())
        .where(older.library_id == Consultation.library_id, older.id <= Consultation.id)
        .correlate(Consultation)
        .scalar_subquery()
    )
    return (
        select(
            Consultation.id,
            number.label("number"),
            Library.code,
            Library.name_uk,
            Library.name_en,
            Consultation.kind,
            Consultation.topic,
            Consultation.outcome,
            Consultation.held_at,
            Consultation.minutes,
            Learner.card_number,
        )
        .join(Library, Library.id == Consultation.library_id)
        .outerjoin(Learner, Learner.id == Consultation.learner_id)
    )


def _record(row: Row[Any]) -> HelpRecord:
    return HelpRecord(
        id=row.id,
        number=row.number,
        library_code=row.code,
        library={"uk": row.name_uk, "en": row.name_en},
        kind=row.kind,
        topic=row.topic,
        outcome=row.outcome,
        held_at=row.held_at,
        minutes=row.minutes,
        card=row.card_number or "",
    )


def _in_month(statement: Any, libraries: Collection[uuid.UUID] | None, first_day: date) -> Any:
    """Return a statement of what holds in a month: neither replaced nor withdrawn."""
    begins, ends = (typed_times.moment_of(day, datetime.min.time()) for day in (first_day, _following(first_day)))
    statement = statement.where(Consultation.held_at >= begins, Consultation.held_at < ends, *_holding())
    return statement if libraries is None else statement.where(Consultation.library_id.in_(libraries))


def _holding() -> tuple[ColumnElement[bool], ...]:
    """Return by what a record is known that holds: neither replaced nor withdrawn."""
    later = aliased(Consultation)
    replaced = select(later.corrects_id).where(later.corrects_id.is_not(None))
    return Consultation.withdrawn.is_(False), Consultation.id.not_in(replaced)


def teaching_libraries(libraries: Collection[uuid.UUID] | None) -> list[TeachingLibrary]:
    """Return the open ones of these libraries (without them: of all), by name."""
    statement = select(Library.code, Library.name_uk, Library.name_en).where(Library.closed_at.is_(None))
    if libraries is not None:
        statement = statement.where(Library.id.in_(libraries))
    rows = db.session.execute(statement.order_by(Library.name_uk).limit(MOST_LIBRARIES))
    return [TeachingLibrary(code, {"uk": uk, "en": en}) for code, uk, en in rows]


def record_of_library(library_id: uuid.UUID, number: int) -> HelpRecord:
    """Return a record of a library that still holds, by its number."""
    row = db.session.execute(_records().where(Consultation.id == _id_of(library_id, number), *_holding())).first()
    if row is None:
        raise NotFound("record of help")
    return _record(row)


def was_replaced(library_id: uuid.UUID, number: int) -> bool:
    """Say whether a record was corrected or withdrawn already."""
    record_id = _id_of(library_id, number)
    if record_id is None:
        raise NotFound("record of help")
    later = select(Consultation.id).where(Consultation.corrects_id == record_id)
    return db.session.scalar(later.limit(1)) is not None


def _id_of(library_id: uuid.UUID, number: int) -> uuid.UUID | None:
    in_order = select(Consultation.id).where(Consultation.library_id == library_id).order_by(Consultation.id)
    return db.session.scalar(in_order.offset(number - 1).limit(1)) if 1 <= number <= MOST_NUMBER else None
