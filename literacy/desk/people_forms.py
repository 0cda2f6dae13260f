"""What is asked before something that cannot be undone."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, ValidationError

from literacy.core.language import t
from literacy.credentials.rules import REVOCATION_REASONS


class EraseForm(FlaskForm):
    """A mark that somebody read what will be gone."""

    sure = BooleanField()

    def __init__(self) -> None:
        super().__init__()
        self.sure.label.text = t("privacy_mine.erase_sure")

    def validate_sure(self, field: BooleanField) -> None:
        """Say that the mark is missing."""
        if not field.data:
            raise ValidationError(t("privacy_mine.erase_unsure"))


class RevokeForm(FlaskForm):
    """Why a certificate is revoked."""

    reason = RadioField(validate_choice=False)

    def __init__(self) -> None:
        super().__init__()
        self.reason.label.text = t("certificate_admin.reason")
        self.reason.choices = [(reason, t(f"revocation_reasons.{reason}")) for reason in REVOCATION_REASONS]

    def validate_reason(self, field: RadioField) -> None:
        """Say that a reason is to be chosen."""
        if field.data not in REVOCATION_REASONS:
            raise ValidationError(t("certificate_admin.reason_missing"))
