"""Who is awarded a certificate: pure, from frozen facts; a refusal says what is missing."""

from datetime import datetime

from literacy.assessment.scoring import LEVELS, Outcome
from literacy.core.errors import Reason

PROVISIONAL_MONTHS = 12
LOWEST_LEVEL = "foundation"
REVOCATION_REASONS = ("error", "sitting_void", "holder")
SUSPENSION_REASONS = ("checking",)


def reasons_against(outcome: Outcome, *, voided: bool, supervised: bool) -> list[Reason]:
    """Return what stands against a certificate for this result; empty means that nothing does."""
    reasons = []
    if voided:
        reasons.append(Reason("sitting_void"))
    if not supervised:
        reasons.append(Reason("unsupervised"))
    if outcome.level is None:
        reasons.append(Reason("too_few_answers"))
    elif LEVELS.index(outcome.level) < LEVELS.index(LOWEST_LEVEL):
        reasons.append(Reason("below_foundation"))
    return reasons


def valid_until(issued_at: datetime) -> datetime:
    """Return when a provisional certificate ends: the same day a year later (29 February ends on the 28th)."""
    try:
        return issued_at.replace(year=issued_at.year + PROVISIONAL_MONTHS // 12)
    except ValueError:
        return issued_at.replace(year=issued_at.year + PROVISIONAL_MONTHS // 12, day=28)
