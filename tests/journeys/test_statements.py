"""An answer and the next item cost a fixed, small number of SQL statements, however many learners there are."""

from contextlib import contextmanager

import pytest
from sqlalchemy import event

from tests.journeys.test_again import started

# Who sits here and what waits; where the sitting stands now; the answer; what was answered; the next presentation.
ANSWER = ["SELECT", "UPDATE", "INSERT", "SELECT", "INSERT"]
# Who sits here and what waits; the first showing's stamp, in a transaction of its own.
FIRST_LOOK = ["SELECT", "UPDATE"]
LATER_LOOK = ["SELECT"]


@contextmanager
def statements(house):
    """Note the verb of each statement that the application sends."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        verb = statement.split(None, 1)[0].upper()
        if verb != "BEGIN":
            sent.append(verb)

    with house.app.app_context():
        (engine,) = set(house.app.extensions["sqlalchemy"].engines.values())
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def cost_of_an_answer(house, robot) -> list[list[str]]:
    """Answer once and look twice; return the statements of the three requests."""
    fields, here = robot.filled(robot.here.main_form), robot.here.address
    costs = []
    with statements(house) as sent:
        following = robot.send_only(here, fields).headers["location"]
        costs.append(list(sent))
        for _ in range(2):
            sent.clear()
            robot.page = robot.look(following)
            costs.append(list(sent))
    return costs


@pytest.mark.parametrize("position", [2, 30])
def test_an_answer_costs_the_same_early_and_late(house, position):
    robot = started(house)
    robot.walk_to_item(position)
    assert cost_of_an_answer(house, robot) == [ANSWER, FIRST_LOOK, LATER_LOOK]


def test_an_answer_costs_the_same_among_many_learners(house):
    robot = started(house)
    robot.go_on()
    alone = cost_of_an_answer(house, robot)
    for _ in range(12):
        other = started(house)
        other.go_on()
        other.go_on()
    assert cost_of_an_answer(house, robot) == alone == [ANSWER, FIRST_LOOK, LATER_LOOK]


def test_the_count_sees_every_statement(house):
    """The guard's own check: the front page costs nothing, the ready page one statement."""
    robot = house.stranger()
    with statements(house) as sent:
        robot.look("/")
        assert sent == []
        robot.look("/readyz")
        assert sent == ["SELECT"]
