"""The tree of domain errors; `literacy.http.errors` maps each class to a status and a page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


class HouseError(Exception):
    """Anything that the product itself refuses or cannot do."""


class NotFound(HouseError):
    """The thing is not there, or not there for this person: both look the same."""


class NotAllowed(HouseError):
    """This person may know of the thing but may not do this to it."""


class Conflict(HouseError):
    """The act contradicts what is already recorded."""


class TooManyFailures(HouseError):
    """Too many wrong tries from one address; successes never count."""

    def __init__(self, minutes: int) -> None:
        super().__init__(f"wait {minutes} minutes")
        self.minutes = minutes


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was refused: a word key and the values that a person can act on."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)


class Refused(HouseError):
    """A refusal that says what is missing."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        super().__init__(", ".join(reason.code for reason in reasons))
        self.reasons = tuple(reasons)


class UnreadableInput(HouseError):
    """Input that cannot be read; the message is one line that says what to do."""


class BadBankFile(UnreadableInput):
    """A bank file that breaks the schema, with the place and what was expected there."""

    def __init__(self, file: Path | str, line: int, expected: str) -> None:
        super().__init__(f"{file}:{line}: {expected}")
        self.file = file
        self.line = line
        self.expected = expected
