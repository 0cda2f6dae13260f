"""The shapes of a cohort's forms: what is told of it, who comes on its list, when it meets."""

import uuid
from collections.abc import Collection, Sequence
from datetime import date

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField, ValidationError

from literacy.accounts.person_forms import LONGEST_NICKNAME
from literacy.accounts.queries import Teacher
from literacy.core import typed_times
from literacy.core.errors import Refused
from literacy.core.identifiers import code_of_id
from literacy.core.language import t
from literacy.http.moment_fields import DayField, TimeField
from literacy.training.cohort_choices import CourseToTake
from literacy.training.cohorts import MOST_PLACES, CohortFacts
from literacy.training.enrolment import MOST_AT_ONCE
from literacy.training.models import COHORT_KINDS, Cohort
from literacy.training.places import PlaceToTeach
from literacy.training.session_forms import words_of
from literacy.training.session_times import LONGEST
from literacy.training.timetable import MOST_SESSIONS, USUAL_MINUTES, ModuleToTeach, Wanted

LONGEST_NAME = 80
LONGEST_INSTITUTION = 120
USUAL_PLACES = 12
_LONGEST_MINUTES = int(LONGEST.total_seconds()) // 60


def _number(text: str | None) -> int | None:
    """Return the whole number that was typed, or None."""
    plain = (text or "").strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 6 else None


class CohortForm(FlaskForm):
    """What is told of a cohort, and who leads it. `cohort` is the issued id that makes a double click one cohort."""

    cohort = HiddenField()
    name = StringField()
    course = SelectField(validate_choice=False)
    kind = RadioField(validate_choice=False, default="open")
    institution = StringField()
    capacity = StringField(default=str(USUAL_PLACES))

    def __init__(self, courses: Sequence[CourseToTake], teachers: Sequence[Teacher]) -> None:
        super().__init__()
        for name in ("name", "course", "kind", "institution", "capacity"):
            self[name].label.text = t(f"cohort_form.{name}")
        self.course.choices = [(course.code, course.words) for course in courses]
        self.kind.choices = [(kind, t(f"cohorts.kind_{kind}")) for kind in COHORT_KINDS]
        self._courses = {course.code: course.id for course in courses}
        self.teachers = [(code_of_id(each.account_id), each.email) for each in teachers]
        self._ids = {code_of_id(each.account_id): each.account_id for each in teachers}
        self.led: list[str] = []
        self.leaders_trouble = ""

    def suggest(self, leaders: Collection[uuid.UUID], cohort: Cohort | None = None) -> None:
        """Show what is known to begin with."""
        self.led = [code_of_id(account_id) for account_id in leaders]
        if cohort is not None:
            self.name.data, self.kind.data, self.institution.data = cohort.name, cohort.kind, cohort.institution
            self.capacity.data = str(cohort.capacity)
            self.course.data = next(code for code, found in self._courses.items() if found == cohort.course_id)

    def validate_name(self, field: StringField) -> None:
        """Say that a name is missing or too long."""
        self._require_text(field, "name_missing", LONGEST_NAME)

    @staticmethod
    def _require_text(field: StringField, missing: str, most: int) -> None:
        if not (field.data or "").strip():
            raise ValidationError(t(f"cohort_form.{missing}"))
        if len(field.data) > most:
            raise ValidationError(t("cohort_form.too_long", most=most))

    def validate_course(self, field: SelectField) -> None:
        """Say that a course is to be chosen."""
        if field.data not in self._courses:
            raise ValidationError(t("cohort_form.course_missing"))

    def validate_kind(self, field: RadioField) -> None:
        """What is not offered is a cohort open to everybody."""
        if field.data not in COHORT_KINDS:
            field.data = "open"

    def validate_institution(self, field: StringField) -> None:
        """Say that the institution's name is missing, or that a cohort of everybody has none."""
        if self.kind.data != "open":
            self._require_text(field, "institution_missing", LONGEST_INSTITUTION)
        elif (field.data or "").strip():
            raise ValidationError(t("cohort_form.institution_of_open"))

    def validate_capacity(self, field: StringField) -> None:
        """Say how many places there can be."""
        if (number := _number(field.data)) is None or not 1 <= number <= MOST_PLACES:
            raise ValidationError(t("cohort_form.capacity_range", most=MOST_PLACES))

    def read_leaders(self, posted: Sequence[str]) -> bool:
        """Take over who was ticked; somebody must lead."""
        self.led = [code for code in posted if code in self._ids]
        self.leaders_trouble = "" if self.led else t("cohort_form.leaders_missing")
        return bool(self.led)

    def leaders(self) -> frozenset[uuid.UUID]:
        """Return who was ticked."""
        return frozenset(self._ids[code] for code in self.led)

    def told(self) -> CohortFacts:
        """Return what was told; call it on a valid form."""
        return CohortFacts(
            name=(self.name.data or "").strip(),
            course_id=self._courses[self.course.data],
            capacity=_number(self.capacity.data) or 0,
            kind=self.kind.data,
            institution=(self.institution.data or "").strip(),
        )

    def say(self, refused: Refused) -> None:
        """Say at its field what cannot be so."""
        fields = {"cohort_name_taken": self.name, "institution_missing": self.institution}
        for reason in refused.reasons:
            field = fields.get(reason.code, self.capacity)
            field.errors = [t(f"cohort_form.{reason.code}", **reason.values)]

    @property
    def troubles(self) -> list[tuple[str, str]]:
        """What is to be mended, each with its field."""
        found = [(field.id, field.errors[0]) for field in self if field.errors]
        return [*found, ("leader1", self.leaders_trouble)] if self.leaders_trouble else found


class ConsentForm(FlaskForm):
    """Nobody is written down who does not know of it. `enrolment` makes a double click one act."""

    enrolment = HiddenField()
    consent = BooleanField()

    def __init__(self) -> None:
        super().__init__()
        self.consent.label.text = t("people.consent")

    def validate_consent(self, field: BooleanField) -> None:
        """Say that consent is to be asked for."""
        if not field.data:
            raise ValidationError(t("people.consent_missing"))


class NewPersonForm(ConsentForm):
    """What to call somebody new."""

    nickname = StringField()

    def __init__(self) -> None:
        super().__init__()
        self.nickname.label.text = t("people.nickname")

    def validate_nickname(self, field: StringField) -> None:
        """Say that something to call the person is missing, or is too long."""
        field.data = " ".join((field.data or "").split())
        if not field.data:
            raise ValidationError(t("people.nickname_missing"))
        if len(field.data) > LONGEST_NICKNAME:
            raise ValidationError(t("people.nickname_long", most=LONGEST_NICKNAME))


class CardForm(FlaskForm):
    """The number of a card that somebody has already."""

    card = StringField()

    def __init__(self) -> None:
        super().__init__()
        self.card.label.text = t("people.card_number")

    def say(self, refused: Refused) -> None:
        """Say what is wrong with the number."""
        self.card.errors = [t(f"cohort_people.{reason.code}") for reason in refused.reasons]


class SeveralForm(ConsentForm):
    """Names, one a line."""

    names = TextAreaField()

    def __init__(self) -> None:
        super().__init__()
        self.consent.label.text = t("cohort_people.consent_all")
        self.names.label.text = t("cohort_people.names")

    def nicknames(self) -> list[str]:
        """Return what was typed, a line a person."""
        return [name for line in (self.names.data or "").splitlines() if (name := " ".join(line.split()))]

    def validate_names(self, _field: TextAreaField) -> None:
        """Say that there is nothing, too much, or a line too long."""
        names = self.nicknames()
        if not names:
            raise ValidationError(t("cohort_people.names_missing"))
        if len(names) > MOST_AT_ONCE:
            raise ValidationError(t("cohort_people.too_many", n=len(names), most=MOST_AT_ONCE))
        for number, name in enumerate(names, start=1):
            if len(name) > LONGEST_NICKNAME:
                raise ValidationError(t("cohort_people.line_long", number=number, most=LONGEST_NICKNAME))


class TimetableForm(FlaskForm):
    """When a cohort is to meet. `timetable` is the issued id that makes a double click one timetable."""

    timetable = HiddenField()
    first_day = DayField()
    start = TimeField()
    minutes = StringField(default=str(USUAL_MINUTES))
    place = SelectField(validate_choice=False)
    number = StringField()
    skipped = StringField()

    def __init__(self, places: Sequence[PlaceToTeach], modules: Sequence[ModuleToTeach]) -> None:
        super().__init__()
        for name in ("first_day", "start", "minutes", "place", "number", "skipped"):
            self[name].label.text = t(f"timetable.{name}")
        self.place.choices = [(place.value, place.classroom or t("timetable.no_classroom")) for place in places]
        self._places = {place.value: place for place in places}
        self._modules = modules
        self.weekdays: list[int] = []
        self.weekdays_trouble = ""

    @property
    def modules_left(self) -> int:
        """How many modules have no session yet."""
        return len(self._modules)

    def suggest(self, day: date) -> None:
        """Show a timetable to begin with: the modules that are left, each as long as the first of them."""
        self.first_day.data, self.start.data = f"{day:%d.%m.%Y}", "10:00"
        self.place.data = next(iter(self._places.values())).value if len(self._places) != 2 else list(self._places)[1]
        self.number.data = str(len(self._modules) or 1)
        if self._modules:
            self.minutes.data = str(round(self._modules[0].hours * 60))
        self.weekdays = [day.weekday()]

    def read_weekdays(self, posted: Sequence[str]) -> bool:
        """Take over the weekdays that were ticked; there must be one."""
        self.weekdays = sorted({int(text) for text in posted if text in "0123456" and len(text) == 1})
        self.weekdays_trouble = "" if self.weekdays else t("timetable.weekdays_missing")
        return bool(self.weekdays)

    def validate_minutes(self, field: StringField) -> None:
        """Say how long a session may be."""
        if (number := _number(field.data)) is None or not 1 <= number <= _LONGEST_MINUTES:
            raise ValidationError(t("timetable.minutes_range", most=_LONGEST_MINUTES))

    def validate_place(self, field: SelectField) -> None:
        """A place that is not offered is none of hers: the first one stands."""
        if field.data not in self._places:
            field.data = next(iter(self._places))

    def validate_number(self, field: StringField) -> None:
        """Say how many sessions can be planned at once."""
        if (number := _number(field.data)) is None or not 1 <= number <= MOST_SESSIONS:
            raise ValidationError(t("timetable.number_range", most=MOST_SESSIONS))

    def validate_skipped(self, _field: StringField) -> None:
        """Say which day cannot be read."""
        for text in self._skipped():
            if typed_times.day_of(text) is None:
                raise ValidationError(t("timetable.skipped_wrong", text=text[:20]))

    def _skipped(self) -> list[str]:
        return (self.skipped.data or "").replace(",", " ").replace(";", " ").split()

    def wanted(self) -> Wanted:
        """Return what was told; call it on a valid form."""
        day, start = self.first_day.day, self.start.time
        if day is None or start is None:
            raise ValueError("an invalid form tells nothing")
        skipped = frozenset(found for text in self._skipped() if (found := typed_times.day_of(text)) is not None)
        number, minutes = _number(self.number.data) or 1, _number(self.minutes.data) or USUAL_MINUTES
        return Wanted(day, frozenset(self.weekdays), start, minutes, number, skipped)

    def chosen_place(self) -> PlaceToTeach:
        """Return where it is to be."""
        return self._places[self.place.data]

    def say(self, refused: Refused) -> None:
        """Say at its field what cannot be so."""
        for reason in refused.reasons:
            if reason.code == "days_missing":
                self.weekdays_trouble = t("timetable.days_missing", n=reason.values["n"])
            else:
                self.first_day.errors = [words_of(reason)]

    @property
    def troubles(self) -> list[tuple[str, str]]:
        """What is to be mended, each with its field."""
        found = [(field.id, field.errors[0]) for field in self if field.errors]
        return [*found, ("weekday0", self.weekdays_trouble)] if self.weekdays_trouble else found
