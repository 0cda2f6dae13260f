"""Generated tables: the same for ever, one answer, not to be guessed from what catches the eye."""

import hashlib
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import TypeAdapter

from literacy.banks.generators import make_surface
from literacy.banks.presenting import table_view
from literacy.banks.questions import Question
from literacy.banks.surfaces import Surface, Word

SEEDS = range(200)
FROZEN = {
    "count two": "4c6a2771",
    "count one": "ec00a192",
    "count three": "551a4a99",
    "latest departure": "22da16bb",
    "latest at weekend": "768ee4c3",
    "cheapest": "4808d8e2",
    "total size": "2518827f",
    "newest": "4b652269",
    "count larger": "bbc9ceb7",
    "total": "c3410dc8",
    "line of max": "10bf6a14",
    "count below": "2526b38c",
    "highest average": "c4e5935b",
    "outside norm": "d739337c",
    "latest outside": "5146f3cb",
}
# Question, and how many different answers 200 seeds must give at least: a count in 14 rows cannot have 20.
QUESTIONS: dict[str, tuple[str, dict[str, Any], int]] = {
    "count two": ("requests_table", {"kind": "count", "where": {"channel": "online", "status": "done"}}, 6),
    "count one": ("requests_table", {"kind": "count", "where": {"service": "baby"}}, 6),
    "count three": (
        "requests_table",
        {"kind": "count", "where": {"channel": "mobile", "status": "waiting", "service": "subsidy"}},
        6,
    ),
    "latest departure": (
        "timetable",
        {"kind": "latest_departure", "arrive_by": "10:00", "days": "weekdays"},
        20,
    ),
    "latest at weekend": (
        "timetable",
        {"kind": "latest_departure", "arrive_by": "17:30", "days": "weekend"},
        20,
    ),
    "cheapest": ("timetable", {"kind": "cheapest", "days": "weekdays"}, 20),
    "total size": ("file_list", {"kind": "total_size", "type": "photo"}, 20),
    "newest": ("file_list", {"kind": "newest", "type": "document"}, 20),
    "count larger": ("file_list", {"kind": "count_larger", "than_kb": 500}, 6),
    "total": ("invoice", {"kind": "total"}, 20),
    "line of max": ("invoice", {"kind": "line_of_max"}, 5),
    "count below": ("class_marks", {"kind": "count_below", "mark": 7, "column": "last"}, 6),
    "highest average": ("class_marks", {"kind": "highest_average_row"}, 10),
    "outside norm": ("lab_results", {"kind": "count_outside_norm"}, 5),
    "latest outside": ("lab_results", {"kind": "latest_outside_day"}, 20),
}


def _question(content: dict[str, Any]) -> Any:
    return TypeAdapter(Question).validate_python(content)


def _surfaces(name: str) -> list[Surface]:
    generator, question, _ = QUESTIONS[name]
    return [make_surface(generator, _question(question), seed) for seed in SEEDS]


@pytest.mark.parametrize("name", QUESTIONS)
def test_answers_are_many_and_none_is_frequent(name: str) -> None:
    answers = Counter(surface.answer_key for surface in _surfaces(name))
    assert len(answers) >= QUESTIONS[name][2]
    assert max(answers.values()) <= 0.3 * len(SEEDS)


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_seed_has_its_own_table(name: str) -> None:
    assert len({surface.table for surface in _surfaces(name)}) >= len(SEEDS) - 1


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_seed_gives_the_same_table_again(name: str) -> None:
    generator, question, _ = QUESTIONS[name]
    assert make_surface(generator, _question(question), 2**53 - 1) == make_surface(
        generator, _question(question), 2**53 - 1
    )


def _texts(row: tuple[Any, ...]) -> list[str]:
    return [cell.name if isinstance(cell, Word) else str(cell) for cell in row]


def _matching(rows: Any, question: dict[str, Any]) -> list[Any]:
    wanted = {f"{field}_{value}" for field, value in question["where"].items()}
    return [row for row in rows if wanted <= set(_texts(row))]


def _running(rows: Any, question: dict[str, Any]) -> list[Any]:
    return [row for row in rows if row[2].name in {f"days_{question['days']}", "days_daily"}]


def _of_type(rows: Any, question: dict[str, Any]) -> list[Any]:
    return [row for row in rows if row[1].name == f"type_{question['type']}"]


def _outside(rows: Any) -> list[Any]:
    return [row for row in rows if not row[4] <= row[2] <= row[5]]


def _largest(rows: Any, size: Callable[[Any], Any]) -> list[Any]:
    """Return every row that is the largest: more than one would mean more than one answer."""
    top = max(size(row) for row in rows)
    return [row for row in rows if size(row) == top]


# Tables solved by reading them as a learner would, apart from the generator's own code: all possible answers.
SOLVERS: dict[str, Callable[[Any, dict[str, Any]], list[Any]]] = {
    "count": lambda rows, q: [len(_matching(rows, q))],
    "latest_departure": lambda rows, q: [
        row[0] for row in _largest([r for r in _running(rows, q) if r[1] <= q["arrive_by"]], lambda r: r[0])
    ],
    "cheapest": lambda rows, q: [row[3] for row in _largest(_running(rows, q), lambda r: -r[3])],
    "total_size": lambda rows, q: [sum(row[2] for row in _of_type(rows, q))],
    "newest": lambda rows, q: [row[3].day for row in _largest(_of_type(rows, q), lambda r: r[3])],
    "count_larger": lambda rows, q: [sum(row[2] > q["than_kb"] for row in rows)],
    "total": lambda rows, q: [sum(row[2] * row[3] for row in rows)],
    "line_of_max": lambda rows, q: [row[0] for row in _largest(rows, lambda r: r[2] * r[3])],
    "count_below": lambda rows, q: [sum(row[-1] < q["mark"] for row in rows)],
    "highest_average_row": lambda rows, q: [row[0] for row in _largest(rows, lambda r: sum(r[2:]))],
    "count_outside_norm": lambda rows, q: [len(_outside(rows))],
    "latest_outside_day": lambda rows, q: [row[0].day for row in _largest(_outside(rows), lambda r: r[0])],
}


def _solved(name: str, surface: Surface) -> list[str]:
    question = QUESTIONS[name][1]
    return [str(answer) for answer in SOLVERS[question["kind"]](surface.table.rows, question)]


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_key_is_the_only_answer(name: str) -> None:
    for surface in _surfaces(name):
        assert _solved(name, surface) == [surface.answer_key]


def test_what_catches_the_eye_is_not_the_answer() -> None:
    for surface in _surfaces("line of max"):
        row = surface.table.rows[int(surface.answer_key) - 1]
        assert row[2] != max(line[2] for line in surface.table.rows)
        assert row[3] != max(line[3] for line in surface.table.rows)
    for surface in _surfaces("cheapest"):
        assert int(surface.answer_key) != min(row[3] for row in surface.table.rows)
    for surface in _surfaces("latest departure"):
        in_time = [row[0] for row in surface.table.rows if str(row[1]) <= "10:00"]
        assert surface.answer_key != max(in_time)
    for surface in _surfaces("newest"):
        assert surface.answer_key != str(max(row[3] for row in surface.table.rows).day)
    for surface in _surfaces("latest outside"):
        assert max(row[0] for row in surface.table.rows) != max(
            row[0] for row in surface.table.rows if not row[4] <= row[2] <= row[5]
        )


@pytest.mark.parametrize("name", QUESTIONS)
def test_tables_read_in_both_languages(name: str) -> None:
    for surface in _surfaces(name)[:20]:
        for lang in ("uk", "en"):
            view = table_view(surface.table, lang)
            assert all(len(row) == len(view.columns) for row in view.rows)
            assert all(cell for row in view.rows for cell in (*row, view.caption, *view.columns))


def test_a_question_without_room_says_so() -> None:
    question = _question({"kind": "latest_departure", "arrive_by": "02:00", "days": "weekend"})
    with pytest.raises(ValueError, match="arrive_by"):
        make_surface("timetable", question, 1)


def test_a_table_of_today_is_the_table_of_2036() -> None:
    """Frozen surfaces: a change of the drawing rule would change what a stored sitting replays."""
    for name, (generator, question, _) in QUESTIONS.items():
        surface = make_surface(generator, _question(question), 7)
        text = "\n".join("|".join(_texts(row)) for row in surface.table.rows) + surface.answer_key
        assert hashlib.sha256(text.encode()).hexdigest()[:8] == FROZEN[name], name
