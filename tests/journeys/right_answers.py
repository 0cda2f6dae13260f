"""Somebody who knows the bank: the values that a page wants for a right, or a wrong, answer to the item it shows."""

from typing import Any

from literacy.assessment import queries
from literacy.assessment.delivery import role_test
from literacy.banks.generators import surface_for
from literacy.banks.presenting import shown_answer
from literacy.banks.schema import Item, Order, ShortAnswer
from literacy.core.transaction import reading, transaction
from tests.journeys.house import House
from tests.journeys.pages import Page
from tests.journeys.robot import Robot


def right_answer(item: Item, surface_seed: int) -> Any:
    """Return the stored form of the answer with the highest raw score."""
    if isinstance(item, ShortAnswer):
        return surface_for(item, surface_seed).answer_key
    if isinstance(item, Order):
        return tuple(item.answer)
    return item.keyed_ids if item.format == "multi_select" else item.keyed_ids[0]


def right_values(house: House, page: Page) -> dict[str, list[str]]:
    """Return the values that answer the item on the page rightly, by the names of its controls."""
    code = page.path.split("/")[2]
    with house.app.app_context(), reading(), transaction():
        standing = queries.standing_of(code)
        assert standing is not None
        item = role_test(standing.release_hash, standing.role).item(standing.item_id or "")
    seed, order = standing.surface_seed or 0, standing.option_order or []
    shown = shown_answer(item, order, right_answer(item, seed))
    if isinstance(item, Order):
        return {f"place-{place}": [rank] for place, rank in enumerate(shown, start=1)}
    return {"text" if isinstance(item, ShortAnswer) else "choice": list(shown)}


def sit_knowingly(house: House, robot: Robot, *, wrong_every: int = 0) -> Page:
    """Walk from the door to the result with right answers; every n-th item is skipped."""
    robot.open("/join")
    for count in range(200):
        if robot.here.path.startswith("/results/") and not robot.here.path.endswith("/about-you"):
            return robot.here
        if "/items/" not in robot.here.path:
            if robot.here.path.endswith("/about-you"):
                robot.press("skip")
            else:
                robot.go_on()
        elif wrong_every and count % wrong_every == 0:
            robot.press("skip")
        else:
            robot.go_on(**right_values(house, robot.here))
    raise AssertionError(f"no result; the walk stands at {robot.here.address}")
