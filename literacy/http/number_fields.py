"""Form fields for numbers, typed as people write them: 12, 3,5, 3.5."""

import re
from typing import Any

from wtforms import StringField, ValidationError

from literacy.core.language import t

_NUMBER = re.compile(r"\d{1,6}(?:[.,]\d{1,6})?", re.ASCII)


def number_of(text: str | None) -> float | None:
    """Return the number that was typed, or None."""
    plain = (text or "").strip()
    return float(plain.replace(",", ".")) if _NUMBER.fullmatch(plain) else None


def written_number(number: float) -> str:
    """Return a number as fields show it: 16, 0.5."""
    return f"{number:.2f}".rstrip("0").rstrip(".").replace(".", t("common.decimal_mark"))


class NumberField(StringField):
    """A number that is not negative; an empty field is 0 where it may be empty."""

    def __init__(self, *arguments: Any, may_be_empty: bool = False, whole: bool = False, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._may_be_empty = may_be_empty
        self._whole = whole

    @property
    def number(self) -> float | None:
        """The number that was typed; None where it is none."""
        if self._may_be_empty and not (self.data or "").strip():
            return 0.0
        return number_of(self.data)

    def pre_validate(self, form: Any) -> None:
        """Say how a number is written."""
        if self.number is None or (self._whole and self.number != int(self.number)):
            raise ValidationError(t("errors.whole_number_expected") if self._whole else t("errors.number_expected"))
