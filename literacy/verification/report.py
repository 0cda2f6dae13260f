"""What a check answers: one report for the page, the API and the command."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

STATES = (
    "valid",
    "expired",
    "suspended",
    "revoked",
    "superseded",
    "unknown",
    "mistyped",
    "status_unavailable",
    "tampered",
    "genuine_but_modified_copy",
    "not_ours",
)


@dataclass(frozen=True, slots=True)
class StatusFacts:
    """Why a certificate is not simply in force, and since when."""

    reason: str | None
    since: datetime


@dataclass(frozen=True, slots=True)
class HolderFacts:
    """The holder's name, shown only to who typed the surname."""

    name_uk: str
    name_latin: str


@dataclass(frozen=True, slots=True)
class VerificationReport:
    """The state at a glance, every printed field, and what stands behind it. The name is masked in `fields`."""

    state: str
    checked_at: datetime
    code: str | None = None
    simulated: bool = False
    fields: dict[str, str] = field(default_factory=dict)
    kind: str = "test"
    level: str | None = None
    role: str | None = None
    valid_until: datetime | None = None
    status: StatusFacts | None = None
    reasons: tuple[str, ...] = ()
    name_erased: bool = False
    holder_matches: bool | None = None
    holder: HolderFacts | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the report as the API gives it."""
        document: dict[str, Any] = {
            "state": self.state,
            "code": self.code,
            "checked_at": _instant(self.checked_at),
            "simulated": self.simulated,
            "fields": self.fields,
            "status": {"reason": self.status.reason, "since": _instant(self.status.since)} if self.status else None,
            "reasons": list(self.reasons),
            "superseded": self.state == "superseded",
        }
        if self.holder_matches is not None:
            document["holder_matches"] = self.holder_matches
        if self.holder is not None:
            document["holder"] = {"name_uk": self.holder.name_uk, "name_latin": self.holder.name_latin}
        return document


def _instant(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
