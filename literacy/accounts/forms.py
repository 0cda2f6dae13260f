"""Signing in and setting a password."""

from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField, ValidationError

from literacy.core.language import t


class SignInForm(FlaskForm):
    """E-mail address and password."""

    email = StringField()
    password = PasswordField()

    def __init__(self) -> None:
        super().__init__()
        self.email.label.text = t("accounts.email")
        self.password.label.text = t("accounts.password")

    def validate_email(self, field: StringField) -> None:
        """Say what an address looks like."""
        if "@" not in (field.data or ""):
            raise ValidationError(t("errors.email_expected"))

    def validate_password(self, field: PasswordField) -> None:
        """Say that the password is missing."""
        if not field.data:
            raise ValidationError(t("accounts.password_missing"))


class PasswordForm(FlaskForm):
    """A new password."""

    password = PasswordField()

    def __init__(self) -> None:
        super().__init__()
        self.password.label.text = t("accounts.new_password")


class PinForm(FlaskForm):
    """The six digits: a new PIN, or the one that is asked after having been away."""

    pin = PasswordField()

    def __init__(self, label: str = "pin.new_field") -> None:
        super().__init__()
        self.pin.label.text = t(label)
