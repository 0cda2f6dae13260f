"""The shape of a course's form: what is taught, how much of it, in which modules, what its certificate asks for."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, StringField, ValidationError

from literacy.banks.schema import LEVELS, ROLES
from literacy.core.errors import Reason, Refused
from literacy.core.language import t
from literacy.http.number_fields import NumberField, written_number
from literacy.training.course_rows import (
    posted_modules,
    posted_outcomes,
    rows_of_modules,
    rows_of_outcomes,
    told_modules,
)
from literacy.training.courses import CourseFacts
from literacy.training.library_forms import plain
from literacy.training.models import COURSE_TESTS, DOCUMENT_KINDS, TEST_RULES, Course, CourseModule
from literacy.training.quantities import hours_words

TEXTS = ("title_uk", "title_en", "hours", "ects", "least_sessions", "least_hours")
# Where a refusal of the whole is said.
FIELD_OF = {
    "course_title_taken": "title_uk",
    "course_title_long": "title_uk",
    "hours_range": "hours",
    "modules_over_hours": "hours",
    "rule_over_hours": "least_hours",
    "rule_over_sessions": "least_sessions",
    "rule_needs_level": "least_level",
    "rule_needs_test": "test_rule",
}
ROW_OF = {
    "modules_many": "module_uk1",
    "module_in_use": "module_uk1",
    "course_outcomes_long": "outcome_uk1",
    "outcomes_missing": "outcome_uk1",
}


class CourseForm(FlaskForm):
    """A course. `course` is the issued id that makes a double click one course; modules and outcomes are rows."""

    course = HiddenField()
    title_uk = StringField()
    title_en = StringField()
    role = SelectField(validate_choice=False, default="citizen")
    document_kind = RadioField(validate_choice=False, default="course")
    hours = NumberField()
    ects = NumberField(may_be_empty=True)
    tests = RadioField(validate_choice=False, default="before_and_after")
    least_sessions = NumberField(may_be_empty=True, whole=True)
    least_hours = NumberField(may_be_empty=True)
    test_rule = RadioField(validate_choice=False, default="taken")
    least_level = SelectField(validate_choice=False)

    def __init__(
        self,
        known: Course | None = None,
        modules: Sequence[CourseModule] = (),
        posted: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(data=_told_of(known) if known else None)
        for name in (*TEXTS, "role"):
            self[name].label.text = t(f"course_form.{name}")
        self.role.choices = [(role, t(f"certificate_values.{role}")) for role in ROLES]
        self.document_kind.choices = [(kind, t(f"course_page.kind_{kind}")) for kind in DOCUMENT_KINDS]
        self.tests.choices = [(each, t(f"course_form.tests_{each}")) for each in COURSE_TESTS]
        self.test_rule.choices = [(each, t(f"course_form.rule_{each}")) for each in TEST_RULES]
        self.least_level.label.text = t("course_form.least_level")
        self.least_level.choices = [("", t("course_form.no_level")), *((each, t(f"levels.{each}")) for each in LEVELS)]
        more = (posted or {}).get("more", "")
        self.asks_for_rows = more in ("modules", "outcomes")
        if posted is None:
            self.modules = rows_of_modules(modules)
            self.outcomes = rows_of_outcomes(known.outcomes if known else [])
        else:
            self.modules = posted_modules(posted, more=more == "modules")
            self.outcomes = posted_outcomes(posted, more=more == "outcomes")
        self._of_whole: list[tuple[str, str]] = []

    def validate_title_uk(self, field: StringField) -> None:
        """A course has a title."""
        if not plain(field.data):
            raise ValidationError(t("course_form.title_uk_missing"))

    def validate_title_en(self, field: StringField) -> None:
        """In both languages: the certificate is printed in both."""
        if not plain(field.data):
            raise ValidationError(t("course_form.title_en_missing"))

    def validate(self, extra_validators: Any = None) -> bool:
        """Say of each field and each row what to mend; what is not offered is what stood there at first."""
        for name in ("role", "document_kind", "tests", "test_rule", "least_level"):
            offered = [value for value, _ in self[name].choices]
            self[name].data = self[name].data if self[name].data in offered else (self[name].default or offered[0])
        valid = bool(super().validate(extra_validators))
        self.modules = [row.checked() for row in self.modules]
        self.outcomes = [row.checked() for row in self.outcomes]
        return valid and not any(row.trouble for rows in (self.modules, self.outcomes) for row in rows)

    def told(self) -> CourseFacts:
        """Return what was told; call it on a valid form."""
        asks_level = self.test_rule.data == "level"
        return CourseFacts(
            plain(self.title_uk.data),
            plain(self.title_en.data),
            self.role.data,
            hours=self.hours.number or 0.0,
            least_sessions=int(self.least_sessions.number or 0),
            document_kind=self.document_kind.data,
            ects=self.ects.number or 0.0,
            outcomes=tuple((row.uk, row.en) for row in self.outcomes if not row.blank),
            tests=self.tests.data,
            test_rule=self.test_rule.data,
            least_level=(self.least_level.data or None) if asks_level else None,
            least_hours=self.least_hours.number or 0.0,
            modules=told_modules(self.modules),
        )

    def say(self, refused: Refused) -> None:
        """Say at its place what cannot be so."""
        for reason in refused.reasons:
            if reason.code in FIELD_OF:
                field = self[FIELD_OF[reason.code]]
                field.errors = [*field.errors, words_of(reason)]
            else:
                self._of_whole.append((ROW_OF[reason.code], words_of(reason)))

    def whole(self, row: str) -> list[str]:
        """Return what is to be mended in all the rows that begin with this one."""
        return [words for first, words in self._of_whole if first == row]

    @property
    def troubles(self) -> list[tuple[str, str]]:
        """What is to be mended, each with its field."""
        found = [(field.id, _said_of(field)) for field in self if field.errors]
        found += self._of_whole
        found += [(f"module_uk{row.place}", row.trouble) for row in self.modules if row.trouble]
        return found + [(f"outcome_uk{row.place}", row.trouble) for row in self.outcomes if row.trouble]


def _said_of(field: Any) -> str:
    """Return what is wrong with a field as the summary says it: there are several numbers, and one sentence for all."""
    words = str(field.errors[0])
    return t("course_form.of_field", name=field.label.text, words=words) if isinstance(field, NumberField) else words


def words_of(reason: Reason) -> str:
    """Return what a refusal of a course says."""
    told = {
        name: hours_words(value) if name in ("hours", "modules") else value for name, value in reason.values.items()
    }
    return t(f"course_form.{reason.code}", **told)


def _told_of(known: Course) -> dict[str, Any]:
    told = {
        name: getattr(known, name) for name in ("title_uk", "title_en", "role", "document_kind", "tests", "test_rule")
    }
    numbers = {name: getattr(known, name) for name in ("hours", "ects", "least_sessions", "least_hours")}
    written = {name: written_number(number) if number else "" for name, number in numbers.items()}
    return told | written | {"least_level": known.least_level or ""}
