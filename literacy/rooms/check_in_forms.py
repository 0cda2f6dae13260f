"""The two codes of somebody who checks in."""

from flask_wtf import FlaskForm
from wtforms import StringField, ValidationError

from literacy.core import identifiers
from literacy.core.language import t


class CheckInForm(FlaskForm):
    """The room's code and the card's number."""

    room = StringField()
    card = StringField()

    def __init__(self) -> None:
        super().__init__()
        self.room.label.text = t("join.room_code_label")
        self.card.label.text = t("people.card_number")

    def validate_room(self, field: StringField) -> None:
        """Say how the room code differs from a code."""
        code = identifiers.normalise_code(field.data or "")
        if not code:
            raise ValidationError(t("errors.room_code_missing"))
        if len(code) != identifiers.ROOM_CODE_LENGTH:
            raise ValidationError(t("check_in.room_code_length", need=identifiers.ROOM_CODE_LENGTH, have=len(code)))

    def validate_card(self, field: StringField) -> None:
        """Say how the number differs from one, before any look-up."""
        number = identifiers.normalise_code(field.data or "")
        if not number:
            raise ValidationError(t("check_in.card_missing"))
        if len(number) != identifiers.CARD_NUMBER_LENGTH:
            raise ValidationError(t("check_in.card_length", need=identifiers.CARD_NUMBER_LENGTH, have=len(number)))
        if not identifiers.card_number_is_consistent(number):
            raise ValidationError(t("check_in.card_slip"))
