"""Generators and the questions that may be asked of their tables, as they stand in item files."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

CHANNELS = ("online", "desk", "mobile")
SERVICES = ("residence", "subsidy", "baby", "passport")
REQUEST_STATUSES = ("done", "waiting", "refused")
FILE_TYPES = ("document", "table", "photo", "archive")

ClockTime = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
FileType = Literal["document", "table", "photo", "archive"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Generator(_Strict):
    """Which generator makes the table."""

    name: Literal["requests_table", "timetable", "file_list", "invoice", "class_marks", "lab_results"]


class RequestFilter(_Strict):
    """Conditions on a request; at least one."""

    channel: Literal["online", "desk", "mobile"] | None = None
    service: Literal["residence", "subsidy", "baby", "passport"] | None = None
    status: Literal["done", "waiting", "refused"] | None = None

    @model_validator(mode="after")
    def _some_condition(self) -> "RequestFilter":
        if not self.conditions:
            raise ValueError("at least one of channel, service, status")
        return self

    @property
    def conditions(self) -> dict[str, str]:
        """The conditions that are set."""
        return {name: value for name, value in self.model_dump().items() if value is not None}


class Count(_Strict):
    """How many requests meet all conditions."""

    kind: Literal["count"]
    where: RequestFilter


class LatestDeparture(_Strict):
    """When the latest bus leaves that still arrives in time on such days."""

    kind: Literal["latest_departure"]
    arrive_by: ClockTime
    days: Literal["weekdays", "weekend"]


class Cheapest(_Strict):
    """What the cheapest bus on such days costs."""

    kind: Literal["cheapest"]
    days: Literal["weekdays", "weekend"]


class TotalSize(_Strict):
    """How many kilobytes the files of a type take together."""

    kind: Literal["total_size"]
    type: FileType


class Newest(_Strict):
    """On which day of the month the newest file of a type was changed."""

    kind: Literal["newest"]
    type: FileType


class CountLarger(_Strict):
    """How many files are larger than so many kilobytes."""

    kind: Literal["count_larger"]
    than_kb: int = Field(ge=100, le=3000)


class Total(_Strict):
    """What all rows of an invoice cost together."""

    kind: Literal["total"]


class LineOfMax(_Strict):
    """Which row of an invoice costs most."""

    kind: Literal["line_of_max"]


class CountBelow(_Strict):
    """How many pupils have less than a mark in the last column."""

    kind: Literal["count_below"]
    mark: int = Field(ge=4, le=10)
    column: Literal["last"]


class HighestAverageRow(_Strict):
    """Which row has the highest average mark."""

    kind: Literal["highest_average_row"]


class CountOutsideNorm(_Strict):
    """How many results lie outside their norm."""

    kind: Literal["count_outside_norm"]


class LatestOutsideDay(_Strict):
    """On which day of the month the latest result outside its norm was taken."""

    kind: Literal["latest_outside_day"]


Question = Annotated[
    Count
    | LatestDeparture
    | Cheapest
    | TotalSize
    | Newest
    | CountLarger
    | Total
    | LineOfMax
    | CountBelow
    | HighestAverageRow
    | CountOutsideNorm
    | LatestOutsideDay,
    Field(discriminator="kind"),
]

QUESTION_KINDS: dict[str, tuple[str, ...]] = {
    "requests_table": ("count",),
    "timetable": ("latest_departure", "cheapest"),
    "file_list": ("total_size", "newest", "count_larger"),
    "invoice": ("total", "line_of_max"),
    "class_marks": ("count_below", "highest_average_row"),
    "lab_results": ("count_outside_norm", "latest_outside_day"),
}
