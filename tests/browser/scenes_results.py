"""The scene of a cohort's results: people who grew, who did not surely, and who lack a test."""

from datetime import timedelta

from sqlalchemy import select

from literacy.accounts.models import Account, RoleGrant
from literacy.core import clock
from literacy.core.db import db
from literacy.training.models import Cohort
from tests.credentials.courses import held_cohort, take_test

# Tasks of ten solved before and after.
PEOPLE = ((2, 8), (3, 9), (4, 5), (6, 8), (5, None), (None, 6))


def told() -> str:
    """Set the scene for the demonstration's trainer; return the cohort's address."""
    account_id, library_id = db.session.execute(
        select(RoleGrant.account_id, RoleGrant.library_id)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(Account.email == "trainer@library.example")
    ).one()
    held = held_cohort(2, tests="before_and_after", library_id=library_id, leaders=[account_id])
    for before, after in PEOPLE:
        learner_id = held.member()
        if before is not None:
            with clock.at(clock.now() - timedelta(days=2, minutes=-60)):
                take_test(learner_id, _some(before))
        if after is not None:
            take_test(learner_id, _some(after))
    return db.session.get(Cohort, held.cohort_id).code


def _some(tenths: int):
    return lambda item: item.max_raw_score if int(item.id[-2:] + item.id[5]) * 7 % 10 < tenths else 0
