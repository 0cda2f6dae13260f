"""Who is awarded the certificate of a course, from the books alone: every reason, and none where none is due."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from literacy.assessment.scoring import LEVELS
from literacy.credentials import course_rules
from literacy.credentials.course_rules import Books, CourseRule, Part, Person, Programme, Shown
from literacy.training import course_limits
from tests.conftest import NOON

ASKS_NOTHING = CourseRule(least_sessions=0, least_hours=0.0, tests="none", test_rule="none", least_level=None)
ASKS = CourseRule(least_sessions=6, least_hours=12.0, tests="before_and_after", test_rule="taken", least_level=None)
ASKS_LEVEL = replace(ASKS, test_rule="level", least_level="intermediate")
OVER = Programme(8, 960, NOON, NOON, to_come=False, next_session=None, next_test=None)
GOES_ON = replace(OVER, to_come=True, next_session=NOON + timedelta(days=2), next_test=NOON + timedelta(days=9))
READY = Person(enrolled=True, named=True, agreed=True, guardian_missing=False)


def shown(level: str | None = "intermediate", *, days: int = 0, probability: float = 0.86) -> Shown:
    return Shown(uuid.uuid4(), NOON + timedelta(days=days), level, probability, top_merged=True, provisional=True)


def books(units: int = 8, minutes: int = 960, *after: Shown, before: Shown | None = None) -> Books:
    return Books(units, minutes, before, after)


FULL = books(8, 960, shown())


def codes(rule=ASKS, programme=OVER, own=FULL, person=READY, **more) -> list[str]:
    return [reason.code for reason in course_rules.reasons_against(rule, programme, own, person, **more)]


def only(code: str, **more):
    """Return the one reason of this code."""
    (found,) = [
        each
        for each in course_rules.reasons_against(
            more.get("rule", ASKS), more.get("programme", OVER), more.get("own", FULL), more.get("person", READY)
        )
        if each.code == code
    ]
    return found


def test_whoever_did_everything_gets_one():
    assert codes() == []
    assert codes(rule=ASKS_LEVEL) == []
    assert codes(rule=ASKS_NOTHING, own=books(1, 0)) == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"own": books(5, 960, shown())}, ["attendance_short"]),
        ({"own": books(8, 719, shown())}, ["hours_short"]),
        ({"own": books(8, 720, shown())}, []),
        ({"own": books(5, 600, shown())}, ["attendance_short", "hours_short"]),
        ({"own": books(8, 960)}, ["test_missing"]),
        ({"own": books(8, 960, before=shown())}, ["test_missing"]),
        ({"own": books(8, 960, shown(None))}, []),
        ({"rule": ASKS_LEVEL, "own": books(8, 960, shown(None))}, ["level_short"]),
        ({"rule": ASKS_LEVEL, "own": books(8, 960, shown("foundation"))}, ["level_short"]),
        ({"rule": ASKS_LEVEL, "own": books(8, 960, shown("intermediate"), shown("foundation", days=1))}, []),
        ({"rule": ASKS_LEVEL, "own": books(8, 960)}, ["test_missing"]),
        ({"rule": ASKS_NOTHING, "own": books(0, 0)}, ["attendance_short"]),
        ({"person": replace(READY, named=False)}, ["name_missing"]),
        ({"person": replace(READY, agreed=False)}, ["consent_missing"]),
        ({"person": replace(READY, guardian_missing=True)}, ["guardian_missing"]),
        ({"person": replace(READY, enrolled=False)}, ["not_enrolled"]),
        ({"person": replace(READY, issued_code="KH26")}, ["already_issued"]),
        ({"person": replace(READY, issued_code="KH26", issued_revoked=True)}, ["revoked_before"]),
        ({"person": replace(READY, issued_code="KH26", issued_revoked=True), "again": True}, []),
        ({"person": replace(READY, issued_code="KH26"), "again": True}, ["already_issued"]),
        ({"programme": GOES_ON}, []),
        ({"programme": GOES_ON, "own": books(5, 960, shown())}, ["attendance_short", "course_not_closed"]),
        ({"programme": GOES_ON, "person": replace(READY, named=False)}, ["name_missing"]),
    ],
)
def test_every_reason_is_told_and_no_other(changes, found):
    assert codes(**changes) == found


def test_all_reasons_are_told_at_once():
    nobody = Person(enrolled=False, named=False, agreed=False, guardian_missing=True)
    assert codes(programme=GOES_ON, own=books(0, 0), person=nobody) == [
        "attendance_short",
        "hours_short",
        "test_missing",
        "course_not_closed",
        "not_enrolled",
        "name_missing",
        "consent_missing",
        "guardian_missing",
    ]


def test_a_reason_says_what_there_is_what_is_needed_and_when_it_goes_on():
    short = books(5, 600, shown("foundation", probability=0.72))
    here = {"programme": GOES_ON, "own": short, "rule": ASKS_LEVEL}
    assert only("attendance_short", **here).values == {"have": 5, "need": 6, "next": GOES_ON.next_session}
    assert only("hours_short", **here).values == {"have": 600, "need": 720, "next": GOES_ON.next_session}
    assert only("level_short", **here).values == {
        "least": "intermediate",
        "level": "foundation",
        "probability": 0.72,
        "top_merged": True,
        "next": GOES_ON.next_test,
    }
    assert only("test_missing", programme=GOES_ON, own=books()).values == {"next": GOES_ON.next_test}
    without_test = replace(GOES_ON, next_test=None)
    assert only("test_missing", programme=without_test, own=books()).values == {"next": GOES_ON.next_session}
    assert only("attendance_short", own=short).values["next"] is None
    assert only("attendance_short", rule=ASKS_NOTHING, own=books(0, 0)).values["need"] == 1


@pytest.mark.parametrize("least", LEVELS)
@pytest.mark.parametrize("level", [*LEVELS, None])
def test_a_level_is_enough_from_the_one_asked_for_on_and_never_below_foundation(least, level):
    rule = replace(ASKS_LEVEL, least_level=least)
    enough = level is not None and LEVELS.index(level) >= max(1, LEVELS.index(least))
    assert (codes(rule=rule, own=books(8, 960, shown(level))) == []) == enough
    assert (course_rules.level_shown(rule, books(8, 960, shown(level))) is not None) == enough


def test_the_newest_test_that_shows_the_level_is_the_one_printed():
    first, second, lower = shown("intermediate"), shown("advanced", days=1), shown("foundation", days=2)
    assert course_rules.level_shown(ASKS_LEVEL, books(8, 960, first, second, lower)) is second
    assert course_rules.level_shown(ASKS, books(8, 960, first)) is None


def part(day: int, *, unit: Part | None = None, status: str = "ended", minutes: int = 120, **more) -> Part:
    """A session on a day, from noon to two."""
    own = uuid.uuid4()
    start = NOON + timedelta(days=day)
    told = {
        "session_id": own,
        "unit_id": unit.unit_id if unit else own,
        "purpose": "lesson",
        "counts": True,
        "status": status,
        "planned_start": start,
        "planned_end": start + timedelta(hours=2),
        "started_at": start if status in ("ended", "running", "interrupted") else None,
        "ended_at": start + timedelta(hours=2) if status == "ended" else None,
        "held_minutes": minutes if status == "ended" else 0,
    }
    return Part(**(told | more))


def came(*parts: Part, minutes: int = 120) -> dict[uuid.UUID, tuple[str, int]]:
    return {each.session_id: ("present", minutes) for each in parts}


def test_a_session_continued_another_day_is_attended_once_and_its_minutes_add_up():
    first = part(0, minutes=50)
    rest, other = part(1, unit=first, minutes=70), part(2)
    found = course_rules.books_of(
        [first, rest, other],
        {first.session_id: ("late", 30), rest.session_id: ("present", 70), other.session_id: ("absent", 0)},
        "none",
        (),
    )
    assert (found.units_attended, found.minutes_attended) == (1, 100)
    programme = course_rules.programme_of([first, rest, other], (), NOON + timedelta(days=3))
    assert (programme.units_held, programme.minutes_held) == (2, 240)
    assert (programme.began, programme.ended) == (NOON, NOON + timedelta(days=2, hours=2))


@pytest.mark.parametrize(("mark", "attended"), [("present", 1), ("late", 1), ("excused", 0), ("absent", 0)])
def test_only_who_came_attended(mark, attended):
    lesson = part(0)
    found = course_rules.books_of([lesson], {lesson.session_id: (mark, 120 if attended else 0)}, "none", ())
    assert (found.units_attended, found.minutes_attended) == (attended, 120 * attended)


def test_a_test_outside_of_the_programme_is_no_lesson_and_a_cancelled_session_was_none():
    lesson, tested, off = part(0), part(1, purpose="test", counts=False), part(2, status="cancelled")
    parts = [lesson, tested, off]
    assert course_rules.books_of(parts, came(*parts), "none", ()).units_attended == 1
    programme = course_rules.programme_of(parts, {each.session_id for each in parts}, NOON)
    assert (programme.units_held, programme.minutes_held, programme.ended) == (1, 120, lesson.over)


def test_what_is_still_to_come_is_told_for_lessons_and_for_tests():
    parts = [
        part(-1),
        part(-2, status="planned"),  # nobody ever began it
        part(3, status="planned"),
        part(5, status="planned"),
        part(4, status="planned", purpose="test", counts=False),
        part(2, status="cancelled"),
    ]
    programme = course_rules.programme_of(parts, (), NOON)
    assert programme.to_come
    assert programme.next_session == NOON + timedelta(days=3)
    assert programme.next_test == NOON + timedelta(days=4)
    assert programme.units_held == 1
    over = course_rules.programme_of(parts[:2], (), NOON)
    assert (over.to_come, over.next_session, over.next_test) == (False, None, None)
    assert course_rules.programme_of([part(0, status="running")], (), NOON).to_come
    marked = course_rules.programme_of(parts[:2], {parts[1].session_id}, NOON)
    assert (marked.units_held, marked.minutes_held) == (2, 120)  # marked from paper, never begun on the screen


def test_the_test_before_a_course_is_not_the_one_after_it():
    lessons = [part(0), part(7)]
    before, after = shown(days=0), shown(days=7)
    early = replace(before, finished_at=NOON + timedelta(minutes=40))
    for tests, found in (("before_and_after", (early, (after,))), ("after", (None, (early, after)))):
        own = course_rules.books_of(lessons, came(*lessons), tests, [after, early])
        assert (own.before, own.after) == found
    late = course_rules.books_of(lessons, came(lessons[1]), "before_and_after", [replace(after, finished_at=NOON)])
    assert (late.before is not None, late.after) == (True, ())  # joined late: before what she came to
    skipped = course_rules.books_of(lessons, came(*lessons), "before_and_after", [after])
    assert (skipped.before, skipped.after) == (None, (after,))
    unmarked = course_rules.books_of(lessons, {}, "before_and_after", [early, after])
    assert (unmarked.before, unmarked.after) == (early, (after,))


MARKS = st.sampled_from(["present", "late", "excused", "absent"])


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 180), MARKS, st.integers(0, 180), st.booleans()), max_size=12),
    st.permutations(range(12)),
)
def test_nobody_attends_more_than_was_held_whatever_the_order(rows, order):
    units: dict[int, Part] = {}
    parts, marks = [], {}
    for day, (unit, held, mark, minutes, counts) in enumerate(rows):
        each = part(day, unit=units.get(unit), minutes=held, counts=counts)
        units.setdefault(unit, each)
        parts.append(each)
        marks[each.session_id] = (mark, min(minutes, held) if mark in ("present", "late") else 0)
    shuffled = [parts[place] for place in order if place < len(parts)]
    programme = course_rules.programme_of(shuffled, (), NOON)
    own = course_rules.books_of(shuffled, marks, "none", ())
    assert 0 <= own.units_attended <= programme.units_held <= len(units)
    assert 0 <= own.minutes_attended <= programme.minutes_held
    assert (own, programme) == (
        course_rules.books_of(parts, marks, "none", ()),
        course_rules.programme_of(parts, (), NOON),
    )


RULES = st.builds(
    CourseRule,
    least_sessions=st.integers(0, 10),
    least_hours=st.floats(0, 20),
    tests=st.just("after"),
    test_rule=st.sampled_from(["none", "taken"]),
    least_level=st.none(),
)


@given(RULES, st.integers(0, 12), st.integers(0, 1500), st.booleans(), st.integers(0, 3), st.integers(0, 300))
def test_more_attendance_never_costs_a_certificate(rule, units, minutes, tested, more_units, more_minutes):
    after = (shown(),) if tested else ()
    less = codes(rule=rule, own=Books(units, minutes, None, after))
    more = codes(rule=rule, own=Books(units + more_units, minutes + more_minutes, None, (shown(),)))
    assert set(more) <= set(less)


@pytest.mark.parametrize(
    ("titles", "outcomes", "found"),
    [
        (("Курс", "Course"), [("Пише", "Writes")], []),
        (("Курс", "Course"), [], []),
        (("К" * 161, "Course"), [], ["course_title_long"]),
        (("Курс", "C" * 161), [("П" * 1201, "W")], ["course_title_long", "course_outcomes_long"]),
        (("Курс", "Course"), [("П", "W" * 700)] * 2, ["course_outcomes_long"]),
        (("Курс", "Course"), [("П", "W")] * 11, ["course_outcomes_long"]),
        (("К" * 160, "C" * 160), [("П" * 120, "W" * 120)] * 10, []),
    ],
)
def test_a_course_that_finds_no_room_on_the_paper_is_told_so(titles, outcomes, found):
    assert [reason.code for reason in course_limits.reasons_against_course(titles, outcomes)] == found
