"""From room and seat code to the result, for each of the four tests, in both languages, knowing only HTML."""

import re

import pytest

from literacy.core import clock
from literacy.core.language import t
from tests.journeys.right_answers import sit_knowingly

ROLES = ("citizen", "civil_servant", "teacher", "doctor")
ITEMS = 36
ADULTS_ONLY = ("displaced", "disability")


@pytest.mark.parametrize("language", ["uk", "en"])
@pytest.mark.parametrize("role", ROLES)
def test_a_robot_walks_from_the_codes_to_the_result(house, role, language):
    robot = house.robot(seed=ROLES.index(role), language=language, role=role)
    robot.open("/join")
    robot.walk_to("/results/")
    while robot.here.path.count("/") > 2:  # the optional questions
        robot.go_on()
    shown = [page for page in robot.seen if "/items/" in page.path and page.status == 200]
    positions = [int(page.path.rsplit("/", 1)[1]) for page in shown]
    assert positions == list(range(1, ITEMS + 1))
    assert len({page.hidden("answer_id") for page in shown}) == ITEMS
    assert re.fullmatch(r"/results/[0-9A-Z]{12}", robot.here.path)
    assert f'lang="{language}"' in robot.here.html
    assert t("result.title", lang=language) in robot.here.title
    assert all(page.status in (200, 303) for page in robot.seen), "no step of a walk is an error"


def test_the_two_languages_show_the_same_sitting(house):
    robot = house.robot(role="teacher")
    robot.open("/join")
    robot.walk_to_item(3)
    answer_id, address = robot.here.hidden("answer_id"), robot.here.address
    robot.open(f"/language/en?next={address}")
    assert robot.here.address == address
    assert robot.here.hidden("answer_id") == answer_id
    assert 'lang="en"' in robot.here.html


def test_right_answers_lead_higher_than_wrong_ones(house):
    low, high = house.robot(role="doctor"), house.robot(role="doctor")
    low.told |= {"text": "0"}
    low.open("/join")
    while "/items/" not in low.here.path:
        low.go_on()
    while "/items/" in low.here.path:
        low.press("skip")
    low.walk_to("/results/")
    if low.here.path.endswith("/about-you"):
        low.press("skip")
    sit_knowingly(house, high)
    assert low.here.says(t("result.below_foundation_heading"))
    assert high.here.says(t("result.top_heading"))


def test_the_result_says_level_certainty_areas_and_holders_key(house):
    robot = house.robot(role="citizen")
    page = sit_knowingly(house, robot)
    for area in ("basics", "information", "content", "communication", "safety", "problem_solving"):
        assert page.says(t(f"levels.area_{area}"))
    assert page.says(t("result.firm_word")) or page.says(t("result.edge_word"))
    assert page.says(t("result.provisional_body"))
    assert holders_key(page)


def holders_key(page) -> str:
    """Return the holder's key that a result page prints on its slip."""
    (found,) = re.findall(r"\b(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}\b", page.text)
    return found


def at_the_questions(house):
    robot = house.robot(role="citizen")
    robot.open("/join")
    robot.walk_to_item(1)
    robot.open(robot.here.address.replace("/items/1", "/finish"))
    robot.go_on()
    assert robot.here.path.endswith("/about-you")
    return robot


@pytest.mark.parametrize("years", [12, 17, 18, None])
def test_who_may_be_under_18_is_asked_neither_displacement_nor_disability(house, years):
    robot = at_the_questions(house)
    assert not robot.here.main_form.names() & set(ADULTS_ONLY)
    year = str(clock.today_kyiv().year - years) if years else ""
    robot.go_on(birth_year=year, sex="female", settlement="village")
    assert robot.here.path.count("/") == 2, "straight to the result"
    assert not any(name in page.html for page in robot.seen for name in ADULTS_ONLY)


def test_an_adult_is_asked_and_may_skip(house):
    robot = at_the_questions(house)
    robot.go_on(birth_year="1970", sex="female", settlement="village")
    assert set(ADULTS_ONLY) <= robot.here.main_form.names()
    robot.press("skip")
    assert robot.here.path.count("/") == 2


def test_the_questions_may_be_skipped_by_a_button_as_large_as_going_on(house):
    robot = at_the_questions(house)
    first, second = robot.here.main_form.buttons
    assert (first.name, second.name) == ("", "skip")
    robot.press("skip")
    assert robot.here.status == 200
    assert robot.here.path.count("/") == 2


def test_the_questions_are_asked_once(house):
    robot = at_the_questions(house)
    asked = robot.here.address
    robot.go_on(birth_year="", sex="female", settlement="city")
    robot.open(asked)
    assert robot.here.path == asked.removesuffix("/about-you")


def test_who_declines_gets_no_test_and_an_empty_browser(house):
    robot = house.robot(role="citizen")
    robot.open("/join")
    robot.walk_to("/sittings/consent")
    robot.press("decline")
    assert robot.here.path == "/sittings/declined"
    assert robot.look("/sittings/choose").headers["location"] == "/join"


def test_an_instruction_is_given_once_and_the_page_keeps_what_was_chosen(house):
    robot = house.robot(role="citizen")
    robot.open("/join")
    robot.walk_to_item(1)
    while not robot.here.main_form.of_kind("select"):
        robot.go_on()
    place = robot.here.address
    names = [control.name for control in robot.here.main_form.of_kind("select")]
    robot.go_on(**dict.fromkeys(names, "1"))
    assert (robot.here.status, robot.here.address) == (422, place)
    assert {control.value for control in robot.here.main_form.of_kind("select")} == {"1"}
    robot.go_on(**dict.fromkeys(names, "1"))
    assert robot.here.status == 200
    assert robot.here.address != place
