"""Who somebody is, as staff write it down."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, StringField, ValidationError

from literacy.accounts import names
from literacy.accounts.registration import Registration
from literacy.core.errors import Refused
from literacy.core.language import t

LONGEST_NICKNAME = 40
PHONE_DIGITS = range(9, 16)


class PersonForm(FlaskForm):
    """What to call somebody, the name if a certificate is wanted, a telephone number if she wants to be called."""

    nickname = StringField()
    name = StringField()
    phone = StringField()
    age = RadioField(validate_choice=False, default="adult")
    guardian = BooleanField()
    consent = BooleanField()

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)
        self.nickname.label.text = t("people.nickname")
        self.name.label.text = t("people.name")
        self.phone.label.text = t("people.phone")
        self.age.choices = [("adult", t("people.age_adult")), ("child", t("people.age_child"))]
        self.guardian.label.text = t("people.guardian")
        self.consent.label.text = t("people.consent")

    def validate_nickname(self, field: StringField) -> None:
        """Say that something to call the person is missing; a name will do as well."""
        if not (field.data or "").strip() and not (self.name.data or "").strip():
            raise ValidationError(t("people.nickname_missing"))
        if len(field.data or "") > LONGEST_NICKNAME:
            raise ValidationError(t("people.nickname_long", most=LONGEST_NICKNAME))

    def validate_name(self, field: StringField) -> None:
        """Say what to mend in the name."""
        if not (field.data or "").strip():
            return
        try:
            names.cleaned_name(field.data)
        except Refused as refusal:
            reason = refusal.reasons[0]
            raise ValidationError(t(reason.code, **reason.values)) from refusal

    def validate_phone(self, field: StringField) -> None:
        """Say what a number looks like."""
        typed = (field.data or "").strip()
        if typed and sum(sign.isdigit() for sign in typed) not in PHONE_DIGITS:
            raise ValidationError(t("people.phone_wrong"))

    def validate_consent(self, field: BooleanField) -> None:
        """Nobody is written down who does not know of it."""
        if not field.data:
            raise ValidationError(t("people.consent_missing"))

    def registration(self) -> Registration:
        """Return what was told; call it on a valid form."""
        return Registration(
            nickname=(self.nickname.data or "").strip(),
            name_uk=(self.name.data or "").strip(),
            phone=(self.phone.data or "").strip(),
            under_14=self.age.data == "child",
            guardian_agreed=bool(self.guardian.data),
        )
