"""A world for the pages of sessions, and a browser of its trainer."""

import pytest

from tests.training.world import enter, make_world


@pytest.fixture
def world(frozen_clock, in_transaction):
    """A cohort of three with a session from noon, which it is now."""
    return in_transaction(make_world)


@pytest.fixture
def trainer(world, client, in_transaction):
    """The browser of the trainer who leads the cohort."""
    return enter(client, in_transaction, world.trainer)


@pytest.fixture
def words():
    """What a page says."""
    return lambda reply: reply.get_data(as_text=True)
