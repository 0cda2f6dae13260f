"""The links of those who work here: few enough to stand on a phone, in one order, none that leads to a refusal."""

import pytest

from literacy.accounts.models import STAFF_ROLES
from literacy.accounts.permissions import MATRIX
from literacy.web.navigation import STAFF_LINKS

MOST = 5


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_at_most_five_links_reach_a_role(role):
    assert sum(role in MATRIX[action] for _, _, action in STAFF_LINKS) <= MOST


def test_libraries_and_courses_are_for_everybody_but_authors():
    reached = {address: set(MATRIX[action]) for address, _, action in STAFF_LINKS}
    everybody = set(STAFF_ROLES) - {"author"}
    assert reached["/libraries"] == reached["/courses"] == everybody
