"""What only checks need."""

import pytest

from tests.conftest import application_on


@pytest.fixture(scope="module")
def own_app(engine, tmp_path_factory):
    """An application with a database of its own, in which requests are at work at the same time."""
    with application_on(tmp_path_factory.mktemp(f"own-{engine}") / "data", engine) as app:
        yield app
