"""The two codes of a seat card."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, ValidationError

from literacy.core import identifiers
from literacy.core.language import t


class JoinForm(FlaskForm):
    """Room code and seat code; `entry` is the issued id that makes a double click one act."""

    entry = HiddenField()
    room = StringField()
    seat = StringField()

    def __init__(self) -> None:
        super().__init__()
        self.room.label.text = t("join.room_code_label")
        self.seat.label.text = t("join.seat_code_label")

    def validate_room(self, field: StringField) -> None:
        """Say how the room code differs from a code."""
        code = identifiers.normalise_code(field.data or "")
        if not code:
            raise ValidationError(t("errors.room_code_missing"))
        if len(code) != identifiers.ROOM_CODE_LENGTH:
            raise ValidationError(t("errors.code_length", need=identifiers.ROOM_CODE_LENGTH, have=len(code)))

    def validate_seat(self, field: StringField) -> None:
        """Say how the seat code differs from a code, before any look-up."""
        code = identifiers.normalise_code(field.data or "")
        if not code:
            raise ValidationError(t("errors.seat_code_missing"))
        if len(code) != identifiers.SEAT_CODE_LENGTH:
            raise ValidationError(t("errors.code_length", need=identifiers.SEAT_CODE_LENGTH, have=len(code)))
        if not identifiers.seat_code_is_consistent(code):
            raise ValidationError(t("errors.seat_code_unknown"))
