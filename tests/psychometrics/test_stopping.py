"""The fixed length of a provisional bank."""

import pytest

from literacy.psychometrics.stopping import FixedLength, Progress, StopReason


@pytest.mark.parametrize(
    ("n_items", "reason"), [(0, None), (35, None), (36, StopReason.LENGTH), (37, StopReason.LENGTH)]
)
def test_fixed_length(n_items: int, reason: StopReason | None) -> None:
    assert FixedLength(36).reason_to_stop(Progress(n_items=n_items, standard_error=0.1)) is reason


def test_a_length_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one item"):
        FixedLength(0)
