"""SIGKILL at random moments under answering clients: nothing acknowledged is lost, nothing counts twice.

3 kills in an ordinary run, 20 with `./test --long`. The moments are drawn from a seed, by answers acknowledged.
"""

import os
import random

import pytest

from tests.journeys.house import open_house
from tests.journeys.kills import run_candidates

CLIENTS, ITEMS, SEED = 8, 36, 7
KILLS = 20 if os.environ.get("LITERACY_TEST_LONG") else 3


def summary(engine: str, run) -> str:
    acknowledged, stored = set(run.acknowledged.ids), run.stored_ids
    return (
        f"{engine}: {run.kills} kills, {CLIENTS} clients, {len(acknowledged)} answers acknowledged, "
        f"{len(acknowledged - set(stored))} of them missing, {len(stored) - len(set(stored))} counted twice, "
        f"{len(set(stored) - acknowledged)} stored unacknowledged, {run.acknowledged.retries} tries repeated, "
        f"{run.seconds:.0f} s"
    )


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_no_acknowledged_answer_is_lost_or_counted_twice(engine, tmp_path, capsys):
    with open_house(tmp_path / "calm", engine) as house:
        calm = run_candidates(house, CLIENTS, 0, random.Random(SEED), ITEMS)
    with open_house(tmp_path / "killed", engine) as house:
        killed = run_candidates(house, CLIENTS, KILLS, random.Random(SEED), ITEMS)
        checked = house.command("db", "rebuild", "--check")
    with capsys.disabled():
        print(f"\n{summary(engine, killed)}")  # noqa: T201 - the figures are what this test is asked for
    assert set(killed.acknowledged.ids) <= set(killed.stored_ids), "an acknowledged answer is missing"
    assert len(killed.stored_ids) == len(set(killed.stored_ids)) == CLIENTS * ITEMS, "an answer counts twice"
    assert killed.state == calm.state
    assert all(one["state"] == (ITEMS + 1, ITEMS, True, True) for one in killed.state)
    assert all(one["hashes_hold"] == [True] for one in killed.state)
    assert checked.returncode == 0, checked.stdout + checked.stderr
