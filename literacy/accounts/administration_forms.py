"""Who is invited to work here, and as what."""

import uuid
from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, StringField, ValidationError

from literacy.accounts.administration_queries import LibraryChoice
from literacy.accounts.models import STAFF_ROLES
from literacy.accounts.service import LONGEST_EMAIL
from literacy.core.language import current_language, t

WHOLE_REGION = "region"
# Who works in libraries; the others work for the whole region.
OF_LIBRARIES = ("trainer", "coordinator")


class RoleForm(FlaskForm):
    """A role, and where it holds."""

    role = RadioField(validate_choice=False)
    library = SelectField(validate_choice=False)

    def __init__(self, libraries: Sequence[LibraryChoice]) -> None:
        super().__init__()
        self.role.label.text = t("staff_admin.role")
        self.role.choices = [(role, t(f"staff_admin.role_{role}")) for role in STAFF_ROLES]
        self.library.label.text = t("staff_admin.library")
        in_english = current_language() == "en"
        named = [(each.code, each.name_en if in_english else each.name_uk) for each in libraries]
        self.library.choices = [("", t("staff_admin.choose")), (WHOLE_REGION, t("accounts.whole_region")), *named]
        self._libraries = {each.code: each.id for each in libraries}

    def validate_role(self, field: RadioField) -> None:
        """Say that a role is to be chosen."""
        if field.data not in STAFF_ROLES:
            raise ValidationError(t("staff_admin.role_missing"))

    def validate_library(self, field: SelectField) -> None:
        """Say that who works in libraries works in one, or in all."""
        if self.role.data in OF_LIBRARIES and field.data != WHOLE_REGION and field.data not in self._libraries:
            raise ValidationError(t("staff_admin.library_missing"))

    @property
    def library_id(self) -> uuid.UUID | None:
        """The library of the role; None is the whole region."""
        return self._libraries.get(self.library.data or "") if self.role.data in OF_LIBRARIES else None


class InviteForm(RoleForm):
    """A role for somebody of this e-mail address. `invitation` is the issued id: sent twice, it is one link."""

    email = StringField()
    invitation = HiddenField()

    def __init__(self, libraries: Sequence[LibraryChoice]) -> None:
        super().__init__(libraries)
        self.email.label.text = t("accounts.email")

    def validate_email(self, field: StringField) -> None:
        """Say what an address looks like."""
        name, at, host = (field.data or "").strip().rpartition("@")
        if not (name and at and host) or len((field.data or "").split()) != 1 or len(field.data or "") > LONGEST_EMAIL:
            raise ValidationError(t("errors.email_expected"))
