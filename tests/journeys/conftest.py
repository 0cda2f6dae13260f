"""The houses of the journeys: one an engine, kept for all journeys; each journey has its own card."""

import pytest

from tests.journeys.house import open_house

BOTH_ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(scope="package", params=BOTH_ENGINES)
def house(request, tmp_path_factory):
    """An installation on one engine."""
    with open_house(tmp_path_factory.mktemp(f"house-{request.param}") / "data", request.param) as opened:
        yield opened
