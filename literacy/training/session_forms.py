"""The shapes of a session's forms: a period, its real times, where it goes on."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField

from literacy.core import clock, typed_times
from literacy.core.errors import Reason, Refused
from literacy.core.language import t
from literacy.http.moment_fields import DayField, TimeField
from literacy.training.models import INTERRUPTIONS, SESSION_PURPOSES
from literacy.training.places import PlaceToTeach
from literacy.training.real_times import Stop, Wanted
from literacy.training.session_queries import TimesPage

_MINUTE = timedelta(minutes=1)
# Room to note so many interruptions at once that nobody noted while they lasted.
BLANK_STOPS = 2
_GENERAL = ("edited_elsewhere", "future_session", "times_reversed")


def words_of(reason: Reason) -> str:
    """Return what a refusal of times says."""
    section = "errors" if reason.code in _GENERAL else "session_times"
    told = {name: value for name, value in reason.values.items() if name not in ("field", "row")}
    return t(f"{section}.{reason.code}", **told)


class PeriodForm(FlaskForm):
    """A day and two times on it."""

    day = DayField()
    start = TimeField()
    end = TimeField()

    def __init__(self) -> None:
        super().__init__()
        self.day.label.text = t("session_times.day")
        self.start.label.text = t("session_times.start")
        self.end.label.text = t("session_times.end")

    def suggest(self, start: datetime, end: datetime) -> None:
        """Show a period to begin with."""
        self.day.data = typed_times.written_day(start)
        self.start.data, self.end.data = typed_times.written_time(start), typed_times.written_time(end)

    def period(self) -> tuple[datetime, datetime]:
        """Return the two moments; call it on a valid form."""
        day, start, end = self.day.day, self.start.time, self.end.time
        if day is None or start is None or end is None:
            raise Refused([Reason("reversed", {"field": "end"})])
        return typed_times.moment_of(day, start), typed_times.moment_of(day, end)

    def say(self, refused: Refused) -> None:
        """Say at its field what cannot be so."""
        for reason in refused.reasons:
            name = reason.values.get("field", "day")
            self[name if name in self else "day"].errors = [words_of(reason)]


class PlannedForm(PeriodForm):
    """When and where a session is to be; `session` is the issued id that makes a double click one session."""

    session = HiddenField()
    place = SelectField(validate_choice=False)
    purpose = RadioField(validate_choice=False, default="lesson")

    def __init__(self, places: Sequence[PlaceToTeach]) -> None:
        super().__init__()
        self.place.label.text = t("session_times.place")
        self.place.choices = [(place.value, place.words) for place in places]
        self.purpose.choices = [(each, t(f"session_page.purpose_{each}")) for each in SESSION_PURPOSES]
        self._places = {place.value: place for place in places}

    def validate_place(self, field: SelectField) -> None:
        """A place that is not offered is none of hers: the first one stands."""
        if field.data not in self._places:
            field.data = next(iter(self._places))

    def validate_purpose(self, field: RadioField) -> None:
        """What is not offered is a lesson."""
        if field.data not in SESSION_PURPOSES:
            field.data = "lesson"

    def suggest_place(self, library_id: uuid.UUID, classroom_id: uuid.UUID | None) -> None:
        """Show where to begin with."""
        of_library = [place for place in self._places.values() if place.library_id == library_id]
        same = [place for place in of_library if place.classroom_id == classroom_id]
        self.place.data = (same or of_library)[0].value

    def chosen_place(self) -> PlaceToTeach:
        """Return where it is to be."""
        return self._places[self.place.data]


class EndForm(FlaskForm):
    """When a session ended."""

    day = DayField()
    ended = TimeField()

    def __init__(self) -> None:
        super().__init__()
        self.day.label.text = t("session_times.day")
        self.ended.label.text = t("session_close.ended_at")

    def suggest(self, moment: datetime) -> None:
        """Show a moment to begin with."""
        self.day.data, self.ended.data = typed_times.written_day(moment), typed_times.written_time(moment)

    def moment(self) -> datetime:
        """Return the moment; the minute that it is now means now. Call it on a valid form."""
        return _moment(self.day.data or "", self.ended.data or "", [clock.now()]) or clock.now()

    def say(self, refused: Refused) -> None:
        """Say what cannot be so."""
        self.ended.errors = [words_of(reason) for reason in refused.reasons]


def _moment(day: str, at: str, known: Iterable[datetime]) -> datetime | None:
    """Return a typed moment; where one is known within its minute, that one: nobody types seconds."""
    typed_day, typed_time = typed_times.day_of(day), typed_times.time_of(at)
    if typed_day is None or typed_time is None:
        return None
    moment = typed_times.moment_of(typed_day, typed_time)
    return next((each for each in known if moment <= each < moment + _MINUTE), moment)


@dataclass(frozen=True, slots=True)
class StopRow:
    """An interruption as typed. `place` is the recorded one that it corrects; none for a new one."""

    number: int
    place: int | None
    start: str
    end: str
    reason: str
    gone: bool = False
    lasts: bool = False
    trouble: str = ""

    @property
    def blank(self) -> bool:
        """Whether nothing was typed."""
        return not (self.start or self.end or self.reason)


class TimesForm(FlaskForm):
    """How a session really went. Without the fields of its end while it runs."""

    start_day = DayField()
    start = TimeField()
    end_day = DayField()
    end = TimeField()

    def __init__(self, page: TimesPage, posted: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.page = page
        self.running = page.record.start_id is not None and page.record.end_id is None
        if self.running:
            del self.end_day, self.end
        for name in ("start_day", "start", "end_day", "end"):
            if name in self:
                self[name].label.text = t(f"session_times.{name}")
        if posted is None:
            self._show()
        self.stops = self._recorded() if posted is None else self._posted(posted)

    def _show(self) -> None:
        times, plan = self.page.record.times, self.page.timeline
        started, ended = times.started_at or plan.planned_start, times.ended_at or plan.planned_end
        self.start_day.data, self.start.data = typed_times.written_day(started), typed_times.written_time(started)
        if not self.running:
            self.end_day.data, self.end.data = typed_times.written_day(ended), typed_times.written_time(ended)

    def _recorded(self) -> list[StopRow]:
        rows = [
            StopRow(
                number,
                number,
                typed_times.written_time(stop.start),
                typed_times.written_time(stop.end) if stop.end else "",
                stop.reason or "",
                lasts=stop.end is None,
            )
            for number, stop in enumerate(self.page.record.times.stops)
        ]
        return rows + [StopRow(len(rows) + more, None, "", "", "") for more in range(BLANK_STOPS)]

    def _posted(self, posted: Mapping[str, str]) -> list[StopRow]:
        known = self.page.record.times.stops
        return [
            StopRow(
                number,
                number if number < len(known) else None,
                posted.get(f"from{number}", "").strip(),
                posted.get(f"to{number}", "").strip(),
                reason if (reason := posted.get(f"reason{number}", "")) in INTERRUPTIONS else "",
                gone=f"gone{number}" in posted,
                lasts=number < len(known) and known[number].end is None,
            )
            for number in range(len(known) + BLANK_STOPS)
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        """Say of each field and each interruption what to mend."""
        valid = bool(super().validate(extra_validators))
        self.stops = [self._checked(row) for row in self.stops]
        return valid and not any(row.trouble for row in self.stops)

    def _checked(self, row: StopRow) -> StopRow:
        if row.gone or (row.place is None and row.blank):
            return row
        trouble = ""
        if typed_times.time_of(row.start) is None or (typed_times.time_of(row.end) is None and not row.lasts):
            trouble = t("errors.time_expected")
        elif not row.reason and not self._without_reason(row):
            trouble = t("session_times.reason_missing")
        return self._with(row, trouble)

    def _without_reason(self, row: StopRow) -> bool:
        """Whether it is a stop that never had a reason: the session was ended too early."""
        return row.place is not None and self.page.record.times.stops[row.place].reason is None

    @staticmethod
    def _with(row: StopRow, trouble: str) -> StopRow:
        return StopRow(row.number, row.place, row.start, row.end, row.reason, row.gone, row.lasts, trouble)

    def wanted(self) -> Wanted:
        """Return how the session is said to have gone; call it on a valid form."""
        times = self.page.record.times
        started = self._at(self.start_day.data, self.start.data, times.started_at) or clock.now()
        ended = None if self.running else self._at(self.end_day.data, self.end.data, times.ended_at)
        stops = [(row.place, self._stop(row, started)) for row in self._told()]
        return Wanted(started, ended, tuple(stops))

    def _told(self) -> list[StopRow]:
        return [row for row in self.stops if not row.gone and not (row.place is None and row.blank)]

    def _stop(self, row: StopRow, started: datetime) -> Stop:
        known = self.page.record.times.stops[row.place] if row.place is not None else None
        start = self._on_the_day(row.start, started, known.start if known else None)
        end = self._on_the_day(row.end, started, known.end if known else None) if row.end else None
        reason = None if self._without_reason(row) else row.reason
        return Stop(start or started, end, reason)

    def _on_the_day(self, at: str, started: datetime, own: datetime | None) -> datetime | None:
        """Return a time of the session: on the day when it began, or, earlier than that, past midnight."""
        day = typed_times.written_day(started)
        moment = self._at(day, at, own)
        if moment is not None and moment < started:
            return self._at(typed_times.written_day(started + timedelta(days=1)), at, own)
        return moment

    def _at(self, day: str | None, at: str | None, own: datetime | None) -> datetime | None:
        times = self.page.record.times
        known = [own, times.started_at, times.ended_at, *(m for stop in times.stops for m in (stop.start, stop.end))]
        return _moment(day or "", at or "", [each for each in known if each is not None])

    def say(self, refused: Refused) -> None:
        """Say at its place what cannot be so."""
        told = self._told()
        for reason in refused.reasons:
            if reason.values["field"] == "stop":
                wrong = told[reason.values["row"]]
                place = self.stops.index(wrong)
                self.stops[place] = self._with(wrong, words_of(reason))
            else:
                name = {"started": "start", "ended": "end"}.get(reason.values["field"], "start")
                self[name if name in self else "start"].errors = [words_of(reason)]

    @property
    def troubles(self) -> list[tuple[str, str]]:
        """What is to be mended, each with its field."""
        found = [(field.id, field.errors[0]) for field in self if field.errors]
        return found + [(f"from{row.number}", row.trouble) for row in self.stops if row.trouble]
