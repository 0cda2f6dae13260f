"""The rows of a course's form: modules and outcomes as typed, what is to be mended in them, what they tell."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from literacy.core.language import t
from literacy.http.number_fields import number_of, written_number
from literacy.training.course_limits import LONGEST_MODULE, MOST_MODULES, MOST_OUTCOMES
from literacy.training.courses import ModuleFacts
from literacy.training.library_forms import plain
from literacy.training.models import CourseModule

BLANK_ROWS = 3
_LONGEST_ID = 32


@dataclass(frozen=True, slots=True)
class ModuleRow:
    """A module as typed. `place` is where it stood when the page was made, `order` where it is to stand."""

    place: int
    order: str
    title_uk: str = ""
    title_en: str = ""
    hours: str = ""
    known: str = ""
    trouble: str = ""

    @property
    def blank(self) -> bool:
        """Whether it is no module: nothing is told of it."""
        return not (self.title_uk or self.title_en or self.hours)

    def checked(self) -> "ModuleRow":
        """Return the row with what is to be mended."""
        return replace(self, trouble="" if self.blank else self._trouble())

    def _trouble(self) -> str:
        if not (self.title_uk and self.title_en):
            return t("course_form.module_title_missing", n=self.place)
        if max(len(self.title_uk), len(self.title_en)) > LONGEST_MODULE:
            return t("course_form.module_title_long", n=self.place, most=LONGEST_MODULE)
        if not number_of(self.hours):
            return t("course_form.module_hours_missing", n=self.place)
        return "" if number_of(self.order) else t("course_form.module_order_missing", n=self.place)

    @property
    def rank(self) -> tuple[float, bool, int]:
        """By what rows are put in order: of two with one number, the one that was moved there comes first."""
        order = number_of(self.order) or 0.0
        return order, order == self.place, self.place

    def told(self) -> ModuleFacts:
        """Return the module; call it on a row without trouble."""
        known = uuid.UUID(hex=self.known) if _is_id(self.known) else None
        return ModuleFacts(self.title_uk, self.title_en, number_of(self.hours) or 0.0, known)


def _is_id(text: str) -> bool:
    return len(text) == _LONGEST_ID and all(sign in "0123456789abcdef" for sign in text)


def rows_of_modules(modules: Sequence[CourseModule]) -> list[ModuleRow]:
    """Return the rows of a course's modules, and blank ones after them."""
    rows = [
        ModuleRow(
            place, str(place), module.title_uk, module.title_en, written_number(module.hours), known=module.id.hex
        )
        for place, module in enumerate(modules, start=1)
    ]
    return rows + _blank_modules(len(rows))


def _blank_modules(after: int) -> list[ModuleRow]:
    return [ModuleRow(place, str(place)) for place in _blank_places(after, MOST_MODULES)]


def _blank_places(after: int, most: int) -> range:
    return range(after + 1, min(after + BLANK_ROWS, most) + 1)


def posted_modules(posted: Mapping[str, str], *, more: bool) -> list[ModuleRow]:
    """Return the rows as they were typed; with `more`, blank ones after them."""
    rows = [
        ModuleRow(
            place,
            posted.get(f"order{place}", "").strip(),
            plain(posted.get(f"module_uk{place}")),
            plain(posted.get(f"module_en{place}")),
            posted.get(f"module_hours{place}", "").strip(),
            posted.get(f"module{place}", ""),
        )
        for place in _posted_places(posted, "module_uk", MOST_MODULES)
    ]
    return rows + (_blank_modules(len(rows)) if more else [])


def _posted_places(posted: Mapping[str, str], name: str, most: int) -> Iterator[int]:
    return (place for place in range(1, most + 1) if f"{name}{place}" in posted)


def told_modules(rows: Sequence[ModuleRow]) -> tuple[ModuleFacts, ...]:
    """Return the modules in the order that was asked for."""
    return tuple(row.told() for row in sorted((row for row in rows if not row.blank), key=lambda row: row.rank))


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """A learning outcome as typed, in both languages."""

    place: int
    uk: str = ""
    en: str = ""
    trouble: str = ""

    @property
    def blank(self) -> bool:
        """Whether nothing was typed."""
        return not (self.uk or self.en)

    def checked(self) -> "OutcomeRow":
        """Return the row with what is to be mended."""
        whole = self.blank or (self.uk and self.en)
        return replace(self, trouble="" if whole else t("course_form.outcome_half", n=self.place))


def rows_of_outcomes(outcomes: Sequence[Mapping[str, str]]) -> list[OutcomeRow]:
    """Return the rows of a course's outcomes, and blank ones after them."""
    rows = [OutcomeRow(place, each["uk"], each["en"]) for place, each in enumerate(outcomes, start=1)]
    return rows + _blank_outcomes(len(rows))


def _blank_outcomes(after: int) -> list[OutcomeRow]:
    return [OutcomeRow(place) for place in _blank_places(after, MOST_OUTCOMES)]


def posted_outcomes(posted: Mapping[str, str], *, more: bool) -> list[OutcomeRow]:
    """Return the rows as they were typed; with `more`, blank ones after them."""
    rows = [
        OutcomeRow(place, plain(posted.get(f"outcome_uk{place}")), plain(posted.get(f"outcome_en{place}")))
        for place in _posted_places(posted, "outcome_uk", 2 * MOST_OUTCOMES)
    ]
    return rows + (_blank_outcomes(len(rows)) if more else [])
