"""The name for a certificate."""

from collections.abc import Callable

from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, ValidationError

from literacy.accounts import names
from literacy.accounts.learners import Identity
from literacy.core.errors import Refused
from literacy.core.language import t


class NameForm(FlaskForm):
    """Given name and surname in Ukrainian; the Latin form is proposed and may be edited."""

    given_name = StringField()
    surname = StringField()
    latin = StringField()

    def __init__(self) -> None:
        super().__init__()
        self.given_name.label.text = t("claim.given_name_label")
        self.surname.label.text = t("claim.surname_label")
        self.latin.label.text = t("claim.latin_label")

    def validate_given_name(self, field: StringField) -> None:
        """Say that the given name is missing."""
        if not (field.data or "").strip():
            raise ValidationError(t("claim.given_name_missing"))

    def validate_surname(self, field: StringField) -> None:
        """Say that the surname is missing, or what to mend in the name."""
        if not (field.data or "").strip():
            raise ValidationError(t("claim.surname_missing"))
        if (self.given_name.data or "").strip():
            _instruct(lambda: names.cleaned_name(self.typed_name))

    def validate_latin(self, field: StringField) -> None:
        """Say what to mend in the Latin form; an empty one is proposed by us."""
        if (field.data or "").strip():
            _instruct(lambda: names.cleaned_latin(field.data))

    @property
    def typed_name(self) -> str:
        """The whole name as typed, given name first."""
        return f"{self.given_name.data} {self.surname.data}"

    def identity(self) -> Identity:
        """Return the name as it will be printed; call it on a valid form."""
        name_uk = names.cleaned_name(self.typed_name)
        typed_latin = (self.latin.data or "").strip()
        return Identity(name_uk, names.cleaned_latin(typed_latin) if typed_latin else names.latin_form(name_uk))


class ConfirmForm(NameForm):
    """The name once more, and the issued id that makes a double click one certificate."""

    claim = HiddenField()


def _instruct(check: Callable[[], object]) -> None:
    try:
        check()
    except Refused as refusal:
        reason = refusal.reasons[0]
        raise ValidationError(t(reason.code, **reason.values)) from refusal
