"""The shape of what a learner sends: which test, an answer, the optional questions."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, RadioField, SelectField, TextAreaField, ValidationError

from literacy.assessment.models import REPORT_KINDS
from literacy.banks.presenting import ItemView
from literacy.core import clock
from literacy.core.language import t

ROLES = ("citizen", "civil_servant", "teacher", "doctor")
ADULT_YEARS = 18
OLDEST_YEARS = 105
YOUNGEST_YEARS = 10
LONGEST_TEXT = 200
PREFER_NOT = "prefer_not"


class RoleForm(FlaskForm):
    """Which test the learner will take."""

    role = RadioField(validate_choice=False)

    def __init__(self) -> None:
        super().__init__()
        self.role.choices = [(role, t(f"role_choice.{role}")) for role in ROLES]

    def validate_role(self, chosen: RadioField) -> None:
        """Say that a test is to be chosen."""
        if chosen.data not in ROLES:
            raise ValidationError(t("errors.choose_role"))


class StartForm(FlaskForm):
    """The consent: `start` is the issued id that makes a double click one start."""

    start = HiddenField()


class ReportForm(FlaskForm):
    """What is wrong with an item: `presentation` says which, `report` is the issued id that makes a double click one."""

    presentation = HiddenField()
    report = HiddenField()
    kind = RadioField(validate_choice=False)
    text = TextAreaField()

    def __init__(self) -> None:
        super().__init__()
        self.kind.choices = [(kind, t(f"item_report.{kind}")) for kind in REPORT_KINDS]
        self.text.label.text = t("item_report.text")

    def validate_kind(self, chosen: RadioField) -> None:
        """Say that one is to be chosen."""
        if chosen.data not in REPORT_KINDS:
            raise ValidationError(t("item_report.kind_missing"))


@dataclass(frozen=True, slots=True)
class Trouble:
    """An instruction beside a field."""

    target: str
    message: str


@dataclass(frozen=True, slots=True)
class PostedAnswer:
    """What was sent for an item: positions as shown, or text; and what to mend, if anything."""

    values: Sequence[str]
    skipped: bool
    trouble: Trouble | None = None
    places: dict[str, str] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """A mark of what was sent: sent again unchanged after an instruction, it is kept as it is."""
        return hashlib.sha256("\x00".join(self.values).encode()).hexdigest()[:16]


def read_answer(view: ItemView, posted: MultiDict[str, str]) -> PostedAnswer:
    """Read an answer. An instruction is given once; the same answer sent again is taken as meant."""
    if posted.get("skip"):
        return PostedAnswer(values=(), skipped=True)
    readers = {"single_choice": _choices, "multi_select": _choices, "order": _places, "short_answer": _text}
    answer = readers[view.format](view, posted)
    if answer.trouble and any(answer.values) and posted.get("again") == answer.fingerprint:
        return PostedAnswer(values=answer.values, skipped=False, places=answer.places)
    return answer


def _choices(view: ItemView, posted: MultiDict[str, str]) -> PostedAnswer:
    known = {option.value for option in view.options}
    values = [value for value in dict.fromkeys(posted.getlist("choice")) if value in known]
    if view.format == "single_choice":
        values = values[:1]
    if values:
        return PostedAnswer(values=values, skipped=False)
    message = t("errors.choose_one") if view.format == "single_choice" else t("errors.choose_any")
    return PostedAnswer(values=(), skipped=False, trouble=Trouble("choice-1", message))


def _places(view: ItemView, posted: MultiDict[str, str]) -> PostedAnswer:
    places = {f"place-{rank}": posted.get(f"place-{rank}", "") for rank in view.ranks}
    values = [value if value in view.ranks else "" for value in places.values()]
    trouble = None
    if "" in values:
        trouble = Trouble(f"place-{values.index('') + 1}", t("errors.order_incomplete"))
    else:
        twice = next((value for value in values if values.count(value) > 1), None)
        if twice:
            row = len(values) - values[::-1].index(twice)
            trouble = Trouble(f"place-{row}", t("errors.order_repeats", n=twice))
    return PostedAnswer(values=values, skipped=False, trouble=trouble, places=places)


def _text(view: ItemView, posted: MultiDict[str, str]) -> PostedAnswer:
    text = posted.get("text", "").strip()[:LONGEST_TEXT]
    if not text:
        return PostedAnswer(values=("",), skipped=False, trouble=Trouble("text", t("errors.text_missing")))
    trouble = None
    if not any(sign.isdigit() for sign in text):
        trouble = Trouble("text", t("errors.time_expected" if view.asks_for == "time" else "errors.number_expected"))
    return PostedAnswer(values=(text,), skipped=False, trouble=trouble)


class AboutYouForm(FlaskForm):
    """Optional questions for everybody. A year is chosen, not typed: nothing can be mistyped."""

    birth_year = SelectField(validate_choice=False)
    sex = RadioField(validate_choice=False, default=PREFER_NOT)
    settlement = RadioField(validate_choice=False, default=PREFER_NOT)

    def __init__(self) -> None:
        super().__init__()
        this_year = clock.today_kyiv().year
        years = [str(year) for year in range(this_year - YOUNGEST_YEARS, this_year - OLDEST_YEARS, -1)]
        self.birth_year.choices = [("", t("common.prefer_not_to_say")), *((year, year) for year in years)]
        self.sex.choices = _optional(("female", "sex_female"), ("male", "sex_male"))
        self.settlement.choices = _optional(
            ("city", "settlement_city"), ("settlement", "settlement_settlement"), ("village", "settlement_village")
        )

    def answers(self) -> dict[str, object]:
        """Return what was answered, without what was not."""
        found: dict[str, object] = {}
        known_years = {value for value, _ in self.birth_year.choices if value}
        if self.birth_year.data in known_years:
            found["birth_year"] = int(self.birth_year.data)
        for question in (self.sex, self.settlement):
            if question.data in {value for value, _ in question.choices} - {PREFER_NOT}:
                found[question.name] = question.data
        return found


class AdultsForm(FlaskForm):
    """The two questions that only adults are asked."""

    displaced = RadioField(validate_choice=False, default=PREFER_NOT)
    disability = RadioField(validate_choice=False, default=PREFER_NOT)

    def __init__(self) -> None:
        super().__init__()
        for question in (self.displaced, self.disability):
            question.choices = [
                ("yes", t("common.answer_yes")),
                ("no", t("common.answer_no")),
                (PREFER_NOT, t("common.prefer_not_to_say")),
            ]

    def answers(self) -> dict[str, object]:
        """Return what was answered, without what was not."""
        questions = (self.displaced, self.disability)
        return {question.name: question.data for question in questions if question.data in ("yes", "no")}


def is_surely_adult(birth_year: object) -> bool:
    """Say whether somebody born in this year is 18 on any day of this year; an unknown year is not asked further."""
    return isinstance(birth_year, int) and clock.today_kyiv().year - birth_year > ADULT_YEARS


def _optional(*choices: tuple[str, str]) -> list[tuple[str, str]]:
    named = [(value, t(f"about_you.{name}")) for value, name in choices]
    return [*named, (PREFER_NOT, t("common.prefer_not_to_say"))]
