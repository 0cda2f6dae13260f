"""The shapes of a library's forms: what is told of it, a classroom."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField, ValidationError

from literacy.core.errors import Refused
from literacy.core.language import t
from literacy.http.number_fields import NumberField
from literacy.training.libraries import MOST_PCS, LibraryFacts
from literacy.training.models import LIBRARY_KINDS, Classroom, Library

LONGEST_NAME, LONGEST_COMMUNITY, LONGEST_HOURS, LONGEST_CLASSROOM = 120, 80, 160, 60


def plain(text: str | None) -> str:
    """Return what was typed without spaces around it or in a row."""
    return " ".join((text or "").split())


class LibraryForm(FlaskForm):
    """What is told of a library. `library` is the issued id that makes a double click one library."""

    library = HiddenField()
    name_uk = StringField()
    name_en = StringField()
    kind = RadioField(validate_choice=False, default="library")
    community = StringField()
    hours = StringField()

    def __init__(self, known: Library | None = None) -> None:
        super().__init__(data=self._told_of(known) if known else None)
        for name in ("name_uk", "name_en", "kind", "community", "hours"):
            self[name].label.text = t(f"library_form.{name}")
        self.kind.choices = [(each, t(f"libraries.kind_{each}")) for each in LIBRARY_KINDS]

    @staticmethod
    def _told_of(known: Library) -> dict[str, Any]:
        return {name: getattr(known, name) for name in ("name_uk", "name_en", "kind", "community", "hours")}

    def validate_name_uk(self, field: StringField) -> None:
        """A library has a name."""
        _require(field, LONGEST_NAME, t("library_form.name_uk_missing"))

    def validate_name_en(self, field: StringField) -> None:
        """In both languages."""
        _require(field, LONGEST_NAME, t("library_form.name_en_missing"))

    def validate_kind(self, field: RadioField) -> None:
        """What is not offered is a library."""
        if field.data not in LIBRARY_KINDS:
            field.data = LIBRARY_KINDS[0]

    def validate_community(self, field: StringField) -> None:
        """A community may be unknown."""
        _require_room(field, LONGEST_COMMUNITY)

    def validate_hours(self, field: StringField) -> None:
        """Hours may be unknown."""
        _require_room(field, LONGEST_HOURS)

    def told(self) -> LibraryFacts:
        """Return what was told; call it on a valid form."""
        return LibraryFacts(
            plain(self.name_uk.data),
            plain(self.name_en.data),
            self.kind.data,
            plain(self.community.data),
            plain(self.hours.data),
        )

    def say(self, refused: Refused) -> None:
        """Say at its field what cannot be so."""
        self.name_uk.errors = [t(f"library_form.{reason.code}", **reason.values) for reason in refused.reasons]


class ClassroomForm(FlaskForm):
    """A classroom and its computers. `classroom` is the issued id that makes a double click one classroom."""

    classroom = HiddenField()
    name = StringField()
    pcs = NumberField(whole=True)

    def __init__(self, known: Classroom | None = None) -> None:
        super().__init__(data={"name": known.name, "pcs": str(known.pcs)} if known else None)
        self.name.label.text = t("classroom_form.name")
        self.pcs.label.text = t("classroom_form.pcs")

    def validate_name(self, field: StringField) -> None:
        """A classroom has a name."""
        _require(field, LONGEST_CLASSROOM, t("classroom_form.name_missing"))

    def validate_pcs(self, field: NumberField) -> None:
        """So many computers stand in no classroom."""
        if field.number is not None and field.number > MOST_PCS:
            raise ValidationError(t("classroom_form.pcs_range", most=MOST_PCS))

    def told(self) -> tuple[str, int]:
        """Return the name and the number of computers; call it on a valid form."""
        return plain(self.name.data), int(self.pcs.number or 0)

    def say(self, refused: Refused) -> None:
        """Say at its field what cannot be so."""
        for reason in refused.reasons:
            field = self.pcs if reason.code == "pcs_range" else self.name
            field.errors = [t(f"classroom_form.{reason.code}", **reason.values)]


def _require(field: StringField, most: int, missing: str) -> None:
    if not plain(field.data):
        raise ValidationError(missing)
    _require_room(field, most)


def _require_room(field: StringField, most: int) -> None:
    have = len(plain(field.data))
    if have > most:
        raise ValidationError(t("library_form.too_long", most=most, have=have))
