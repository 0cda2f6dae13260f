"""Six generators of tables. A seed makes a surface, the answer key is computed from the table, never typed.

Each question shapes its table: near misses stand beside the right rows, and what catches the eye first (the last
row, the highest price, the overall newest file) is not the answer. Only whole numbers are drawn, by a rule of our own.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from literacy.banks import questions as q
from literacy.banks.lab_generator import lab_results
from literacy.banks.schema import ShortAnswer
from literacy.banks.surfaces import Cell, Draws, Surface, Table, Word, clock_text

FIRST_DAY = date(2026, 9, 14)
_GOODS = ("paper", "pens", "folders", "envelopes", "lamp", "battery", "cable", "stapler", "poster", "frame")


def surface_for(item: ShortAnswer, seed: int) -> Surface:
    """Return the table that this item shows for a seed, with its answer key; the same for ever."""
    return make_surface(item.generator.name, item.question, seed)


def make_surface(generator: str, question: Any, seed: int) -> Surface:
    """Return the table of a generator for a question and a seed.

    Raises ValueError where the question leaves no room for a table with one answer.
    """
    return _GENERATORS[generator](question, Draws(seed, f"{generator}:{question.kind}"))


def _table(name: str, columns: str, rows: list[tuple[Cell, ...]]) -> Table:
    return Table(Word(f"{name}_caption"), tuple(Word(f"column_{column}") for column in columns.split()), tuple(rows))


def _requests_table(question: q.Count, draws: Draws) -> Surface:
    wanted = question.where.conditions
    values = {"channel": q.CHANNELS, "service": q.SERVICES, "status": q.REQUEST_STATUSES}
    n_right = draws.among(3, 8)
    kinds: list[dict[str, str]] = []
    for row in range(14):
        request = {name: draws.one_of(choices) for name, choices in values.items()} | wanted
        if row >= n_right:  # a near miss breaks one condition
            broken = draws.one_of(tuple(wanted))
            request[broken] = draws.one_of([value for value in values[broken] if value != wanted[broken]])
        kinds.append(request)
    first = draws.among(110, 870)
    days = sorted(draws.below(28) for _ in kinds)
    rows: list[tuple[Cell, ...]] = [
        (
            first + place,
            FIRST_DAY + timedelta(days[place]),
            *(Word(f"{name}_{request[name]}") for name in values),
        )
        for place, request in enumerate(draws.shuffled(kinds))
    ]
    count = sum(all(request[name] == value for name, value in wanted.items()) for request in kinds)
    return Surface(_table("requests", "number date channel service status", rows), str(count))


def _timetable(question: q.LatestDeparture | q.Cheapest, draws: Draws) -> Surface:
    if isinstance(question, q.LatestDeparture):
        return _latest_departure(question, draws)
    return _cheapest(question, draws)


def _bus_table(buses: list[tuple[int, int, str, int]]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (clock_text(departs), clock_text(arrives), Word(f"days_{days}"), price)
        for departs, arrives, days, price in sorted(buses)
    ]
    return _table("timetable", "departs arrives days price", rows)


def _other_days(days: str) -> str:
    return "weekend" if days == "weekdays" else "weekdays"


def _latest_departure(question: q.LatestDeparture, draws: Draws) -> Surface:
    limit = int(question.arrive_by[:2]) * 60 + int(question.arrive_by[3:])
    if not 4 * 60 <= limit <= 22 * 60:
        raise ValueError("arrive_by must lie between 04:00 and 22:00")
    running = (question.days, "daily")
    leaves = limit - 5 * draws.among(7, 28)
    prices = draws.different(9, 24, 8)
    buses = [
        (leaves, max(leaves + 25, limit - 5 * draws.below(4)), draws.one_of(running)),
        (leaves + 5 * draws.among(1, 2), limit - 5 * draws.below(2), _other_days(question.days)),
        (leaves + 5 * draws.among(3, 4), limit + 5 * draws.among(1, 4), draws.one_of(running)),
        (limit + 5 * draws.among(1, 6), limit + 5 * draws.among(12, 18), draws.one_of(running)),
    ]
    for earlier in range(1, 5):
        departs = leaves - 15 * earlier + 5 * draws.below(3)
        buses.append((departs, departs + 5 * draws.among(8, 15), draws.one_of(("weekdays", "weekend", "daily"))))
    in_time = [departs for departs, arrives, days in buses if days in running and arrives <= limit]
    priced = [(*bus, 5 * price) for bus, price in zip(buses, prices, strict=True)]
    return Surface(_bus_table(priced), clock_text(max(in_time)))


def _cheapest(question: q.Cheapest, draws: Draws) -> Surface:
    lowest = draws.among(48, 90)
    extras = draws.different(2, 30, 6)
    running = (question.days, "daily")
    fares = [(lowest, draws.one_of(running)), (lowest - draws.among(3, 9), _other_days(question.days))]
    fares += [(lowest + extra, draws.one_of(("weekdays", "weekend", "daily"))) for extra in extras]
    departures = [330 + 75 * place + 5 * draws.below(12) for place in range(8)]
    buses = [
        (departs, departs + 5 * draws.among(8, 16), days, price)
        for departs, (price, days) in zip(departures, draws.shuffled(fares), strict=True)
    ]
    return Surface(_bus_table(buses), str(min(price for *_, days, price in buses if days in running)))


def _file_list(question: q.TotalSize | q.Newest | q.CountLarger, draws: Draws) -> Surface:
    asked = getattr(question, "type", draws.one_of(q.FILE_TYPES))
    kinds = [asked] * draws.among(3, 4)
    others = [kind for kind in q.FILE_TYPES if kind != asked]
    kinds += [draws.one_of(others) for _ in range(12 - len(kinds))]
    sizes = [10 * draws.among(4, 240) for _ in kinds]
    days = _days_of_files(kinds.count(asked), draws)
    if isinstance(question, q.CountLarger):
        sizes = _sizes_around(question.than_kb, draws)
    files = draws.shuffled(list(zip(kinds, sizes, days, strict=True)))
    numbers = draws.different(1, 60, len(files))
    rows: list[tuple[Cell, ...]] = [
        (Word(f"file_{kind}", number), Word(f"type_{kind}"), size, FIRST_DAY + timedelta(day))
        for number, (kind, size, day) in zip(numbers, files, strict=True)
    ]
    return Surface(_table("files", "name type size_kb changed", rows), _about_files(question, files))


def _days_of_files(n_asked: int, draws: Draws) -> list[int]:
    """Return twelve days of four weeks (no day of the month twice), those of the asked type first.

    Some other file is newer than the newest of them.
    """
    newest = draws.among(5, 26)
    days = [newest, *draws.different(0, newest - 1, n_asked - 1), draws.among(newest + 1, 27)]
    days += [day for day in draws.shuffled(range(28)) if day not in days]
    return days[:12]


def _sizes_around(limit: int, draws: Draws) -> list[int]:
    larger = draws.among(3, 8)
    above = [limit + 10 * draws.among(1, 90) for _ in range(larger)]
    below = [max(10, limit - 10 * draws.among(1, max(1, limit // 10 - 1))) for _ in range(11 - larger)]
    return draws.shuffled([*above, *below, limit])  # exactly at the limit is not larger


def _about_files(question: q.TotalSize | q.Newest | q.CountLarger, files: list[tuple[str, int, int]]) -> str:
    if isinstance(question, q.CountLarger):
        return str(sum(size > question.than_kb for _, size, _ in files))
    if isinstance(question, q.TotalSize):
        return str(sum(size for kind, size, _ in files if kind == question.type))
    return str((FIRST_DAY + timedelta(max(day for kind, _, day in files if kind == question.type))).day)


def _invoice(question: q.Total | q.LineOfMax, draws: Draws) -> Surface:
    # The dearest row has neither the highest price nor the largest quantity; those two are beside it.
    lines = [
        (draws.among(12, 18), draws.among(60, 90)),
        (draws.among(1, 3), draws.among(150, 230)),
        (draws.among(30, 50), draws.among(8, 13)),
        (draws.among(3, 8), draws.among(20, 59)),
        (draws.among(3, 8), draws.among(20, 59)),
    ]
    lines = draws.shuffled(lines)
    goods = draws.shuffled(_GOODS)[: len(lines)]
    rows: list[tuple[Cell, ...]] = [
        (place + 1, Word(f"goods_{name}"), quantity, price)
        for place, (name, (quantity, price)) in enumerate(zip(goods, lines, strict=True))
    ]
    sums = [quantity * price for quantity, price in lines]
    answer = sum(sums) if isinstance(question, q.Total) else sums.index(max(sums)) + 1
    return Surface(_table("invoice", "row goods quantity unit_price", rows), str(answer))


def _class_marks(question: q.CountBelow | q.HighestAverageRow, draws: Draws) -> Surface:
    if isinstance(question, q.CountBelow):
        n_below = draws.among(2, 7)
        last = [draws.among(max(1, question.mark - 4), question.mark - 1) for _ in range(n_below)]
        last += [draws.among(question.mark, 12) for _ in range(9 - n_below)] + [question.mark]
        marks = [[*(draws.among(3, 12) for _ in range(3)), mark] for mark in draws.shuffled(last)]
        answer = sum(row[-1] < question.mark for row in marks)
    else:  # the best average has no 12; two pupils with the highest single marks stand lower
        marks = [
            [draws.among(9, 10) for _ in range(4)],
            draws.shuffled([12, 12, draws.among(3, 6), draws.among(3, 5)]),
            draws.shuffled([11, 11, draws.among(4, 6), draws.among(4, 6)]),
            *(draws.shuffled([9, draws.among(7, 9), draws.among(6, 8), draws.among(5, 8)]) for _ in range(7)),
        ]
        marks = draws.shuffled(marks)
        sums = [sum(row) for row in marks]
        answer = sums.index(max(sums)) + 1
    first = draws.among(20, 80)
    rows: list[tuple[Cell, ...]] = [(place + 1, Word("pupil", first + place), *row) for place, row in enumerate(marks)]
    return Surface(_table("marks", "row pupil work_1 work_2 work_3 work_4", rows), str(answer))


_GENERATORS: dict[str, Callable[[Any, Draws], Surface]] = {
    "requests_table": _requests_table,
    "timetable": _timetable,
    "file_list": _file_list,
    "invoice": _invoice,
    "class_marks": _class_marks,
    "lab_results": lab_results,
}
