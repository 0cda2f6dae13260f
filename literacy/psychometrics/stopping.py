"""When a sitting is over. Stopping earlier changes the standard error, never the estimate."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class StopReason(StrEnum):
    """Why a sitting ended; stored with it."""

    LENGTH = "length"


@dataclass(frozen=True, slots=True)
class Progress:
    """What a stopping rule may know of a sitting.

    Parameters
    ----------
    n_items : int
        Items answered or passed over so far.
    standard_error : float
        Of the estimate so far, in logits.
    level_probabilities : tuple of float
        Posterior probability of each level so far; empty where no cut scores are in force.

    Examples
    --------
    >>> Progress(n_items=12, standard_error=0.5).n_items
    12
    """

    n_items: int
    standard_error: float
    level_probabilities: tuple[float, ...] = ()


class StoppingRule(Protocol):
    """Decides from the progress of a sitting whether it is over."""

    def reason_to_stop(self, progress: Progress) -> StopReason | None:
        """Give the reason, or None to go on."""


@dataclass(frozen=True, slots=True)
class FixedLength:
    """The same number of items for everybody: the rule of a provisional bank.

    Parameters
    ----------
    n_items : int
        At least one.

    Raises
    ------
    ValueError
        If `n_items` is below one.

    Examples
    --------
    >>> rule = FixedLength(36)
    >>> rule.reason_to_stop(Progress(n_items=35, standard_error=0.4)) is None
    True
    >>> rule.reason_to_stop(Progress(n_items=36, standard_error=0.4)).value
    'length'
    """

    n_items: int

    def __post_init__(self) -> None:
        """Refuse a length that could never be sat."""
        if self.n_items < 1:
            raise ValueError(f"a sitting needs at least one item, not {self.n_items}")

    def reason_to_stop(self, progress: Progress) -> StopReason | None:
        """`StopReason.LENGTH` once so many items are done, else None."""
        return StopReason.LENGTH if progress.n_items >= self.n_items else None
