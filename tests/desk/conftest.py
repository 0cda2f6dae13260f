"""Browsers in which somebody is signed in."""

import pytest

from tests.desk.people_world import make_place
from tests.staff import begin_sign_in, remember


@pytest.fixture
def place(in_transaction):
    return in_transaction(make_place)


@pytest.fixture
def as_staff(app, in_transaction):
    """Return a browser in which an account is signed in."""

    def browser(account_id):
        client = app.test_client()
        remember(client, staff=in_transaction(begin_sign_in, account_id))
        return client

    return browser


@pytest.fixture
def trainer(as_staff, place):
    return as_staff(place.trainer)


@pytest.fixture
def as_holder(app):
    """Return a browser in which a holder's key was typed."""

    def browser(learner_id):
        client = app.test_client()
        remember(client, holder=learner_id.hex)
        return client

    return browser
