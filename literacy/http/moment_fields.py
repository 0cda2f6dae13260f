"""Form fields for a day and a time of day, typed as people write them, in Kyiv."""

from datetime import date, time
from typing import Any

from wtforms import StringField, ValidationError

from literacy.core import typed_times
from literacy.core.language import t


class DayField(StringField):
    """A day: 03.12.2026."""

    @property
    def day(self) -> date | None:
        """The day that was typed; None where it is none."""
        return typed_times.day_of(self.data or "")

    def pre_validate(self, form: Any) -> None:
        """Say how a day is written."""
        if self.day is None:
            raise ValidationError(t("errors.date_expected"))


class TimeField(StringField):
    """A time of day: 9:30."""

    @property
    def time(self) -> time | None:
        """The time that was typed; None where it is none."""
        return typed_times.time_of(self.data or "")

    def pre_validate(self, form: Any) -> None:
        """Say how a time is written."""
        if self.time is None:
            raise ValidationError(t("errors.time_expected"))
