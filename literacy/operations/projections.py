"""Rebuilding every projection from its facts, and comparing first."""

from typing import Any, Protocol

from literacy.accounts import projections as people
from literacy.assessment import projections as sittings
from literacy.credentials import projections as credentials
from literacy.rooms import projections as seats
from literacy.training import projections as training


class Projection(Protocol):
    """What can be made anew from facts."""

    def expected_rows(self) -> dict[str, dict[str, Any]]:
        """Return what the facts say."""

    def stored_rows(self) -> dict[str, dict[str, Any]]:
        """Return what is stored."""

    def repair(self) -> None:
        """Store what the facts say."""


# Sessions before attendance, which counts their minutes.
PROJECTIONS: dict[str, Projection] = {
    "person_card": people,
    "training_session_state": training.Sessions(),
    "attendance": training.AttendanceRows(),
    "enrolment": training.Enrolments(),
    "seat": seats,
    "sitting_state": sittings,
    "credential_state": credentials,
}


def differences() -> list[str]:
    """Return where a stored projection is not what its facts say."""
    found: list[str] = []
    for name, projection in PROJECTIONS.items():
        expected, stored = projection.expected_rows(), projection.stored_rows()
        found += [
            f"{name} {row_id}: facts say {expected.get(row_id)}, stored is {stored.get(row_id)}"
            for row_id in sorted(expected.keys() | stored.keys())
            if expected.get(row_id) != stored.get(row_id)
        ]
    return found


def rebuild() -> None:
    """Store what the facts say."""
    for projection in PROJECTIONS.values():
        projection.repair()
