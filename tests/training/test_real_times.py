"""How a session really went, corrected as a whole: by hand where it is easy to see, by chance where it is not."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from literacy.training.books import Happening, timeline_of
from literacy.training.real_times import Stop, Times, Wanted, applied, corrections, reasons_against, record_of
from tests.training.test_books import histories

TEN = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
LATER = TEN + timedelta(days=1)


def at(minutes: int) -> datetime:
    return TEN + timedelta(minutes=minutes)


def event(kind: str, minutes: int, reason: str | None = None, **more: object) -> Happening:
    return Happening(uuid.uuid4(), kind, at(minutes), at(minutes), reason, **more)


def as_recorded(record) -> Wanted:
    times = record.times
    return Wanted(times.started_at, times.ended_at, tuple(enumerate(times.stops)))


def after(events, wanted) -> list[Happening]:
    return applied(events, corrections(record_of(events), wanted), LATER)


def test_the_record_tells_begin_stops_and_end():
    events = [event("started", 0), event("interrupted", 30, "alarm"), event("resumed", 50), event("ended", 120)]
    record = record_of(events)
    assert record.times == Times(at(0), at(120), (Stop(at(30), at(50), "alarm"),))
    assert corrections(record, as_recorded(record)) == []
    assert record_of([]).times == Times(None, None)


def test_a_session_that_stands_still_or_ended_in_the_dark():
    events = [event("started", 0), event("interrupted", 30, "power")]
    assert record_of(events).times.stops == (Stop(at(30), None, "power"),)
    dark = [*events, event("ended", 60)]
    assert record_of(dark).times == Times(at(0), at(60), (Stop(at(30), at(60), "power"),))
    light = Wanted(at(0), at(60), ((0, Stop(at(30), at(45), "power")),))
    assert timeline_of(after(dark, light), at(0), at(120)).held_minutes == 45


def test_an_end_that_was_none_is_a_stop_without_reason():
    events = [event("started", 0), event("ended", 30), event("resumed", 45), event("ended", 75)]
    record = record_of(events)
    assert record.times == Times(at(0), at(75), (Stop(at(30), at(45), None),))
    whole = after(events, Wanted(at(0), at(75)))
    assert timeline_of(whole, at(0), at(75)).held_minutes == 75


def test_an_interruption_is_moved_changed_taken_out_and_added():
    events = [event("started", 4), event("interrupted", 52, "alarm"), event("resumed", 80), event("ended", 120)]
    for wanted, held, lost in (
        (Wanted(at(0), at(130), ((0, Stop(at(50), at(60), "alarm")),)), 120, {"alarm": 10}),
        (Wanted(at(4), at(120), ((0, Stop(at(52), at(80), "power")),)), 88, {"power": 28, "alarm": 0}),
        (Wanted(at(4), at(120)), 116, {"alarm": 0}),
        (
            Wanted(at(4), at(120), ((0, Stop(at(52), at(80), "alarm")), (None, Stop(at(90), at(95), "internet")))),
            83,
            {"alarm": 28, "internet": 5},
        ),
    ):
        went = timeline_of(after(events, wanted), at(0), at(120))
        assert went.held_minutes == held
        assert {reason: went.lost_minutes(reason) for reason in lost} == lost


def test_what_said_nothing_does_not_begin_to_speak():
    events = [event("started", 0), event("started", 10), event("interrupted", 30, "alarm"),
              event("interrupted", 40, "power"), event("resumed", 50), event("ended", 60)]  # fmt: skip
    went = timeline_of(after(events, Wanted(at(20), at(60))), at(0), at(60))
    assert (went.started_at, went.held_minutes, went.lost) == (at(20), 40, ())


@st.composite
def wishes(draw, record):
    """Times that somebody may tell of a session of this record."""
    cuts = sorted(draw(st.sets(st.integers(1, 600), min_size=2, max_size=12)))
    first, *inner = cuts[:-1] if len(cuts) % 2 == 0 else cuts
    last = cuts[-1] + 1
    places = draw(st.permutations([*range(len(record.times.stops)), *[None] * 4]))
    stops = []
    for start, end in zip(inner[::2], inner[1::2], strict=False):
        place = places.pop() if places else None
        known = record.times.stops[place].reason if place is not None else "other"
        reason = draw(st.sampled_from(["alarm", "power"])) if known is not None else None
        stops.append((place, Stop(at(start), at(end), reason)))
    return Wanted(at(first), at(last), tuple(stops))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_whatever_was_noted_the_wish_becomes_the_record(data):
    events = data.draw(histories())
    record = record_of(events)
    wanted = data.draw(wishes(record))
    assert reasons_against(wanted, LATER) == []
    made = after(events, wanted)
    assert record_of(made).times == wanted.times
    assert corrections(record_of(made), as_recorded(record_of(made))) == []
    went = timeline_of(made, at(0), at(600))
    assert (went.started_at, went.ended_at) == (wanted.started_at, wanted.ended_at)
    lost = sum(((stop.end - stop.start) for _, stop in wanted.stops), timedelta())
    held = sum(((span.end - span.start) for span in went.held), timedelta())
    assert held + lost == wanted.ended_at - wanted.started_at


@settings(max_examples=200, deadline=None)
@given(histories())
def test_the_record_and_the_timeline_say_the_same(events):
    record, went = record_of(events), timeline_of(events, at(0), at(600))
    assert (record.times.started_at, record.times.ended_at) == (went.started_at, went.ended_at)
    stood = [stop for stop in record.times.stops if stop.reason and stop.end and stop.end > stop.start]
    assert [(span.start, span.end, span.reason) for span in went.lost] == [(s.start, s.end, s.reason) for s in stood]


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (Wanted(at(120), at(60)), "reversed"),
        (Wanted(at(0), at(0)), "reversed"),
        (Wanted(at(0), at(15 * 60)), "too_long"),
        (Wanted(LATER + timedelta(minutes=1), None), "in_future"),
        (Wanted(at(0), LATER + timedelta(minutes=1)), "in_future"),
        (Wanted(at(0), at(60), ((None, Stop(at(20), at(20), "alarm")),)), "reversed"),
        (Wanted(at(0), at(60), ((None, Stop(at(20), at(70), "alarm")),)), "stop_outside"),
        (Wanted(at(10), at(60), ((None, Stop(at(5), at(20), "alarm")),)), "stop_outside"),
        (Wanted(at(0), at(60), ((0, Stop(at(10), at(30), "alarm")), (None, Stop(at(20), at(40), "power")))), "stops_overlap"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_place(wanted, code):
    (reason,) = reasons_against(wanted, LATER)
    assert reason.code == code
    assert reason.values["field"] in ("started", "ended", "stop")


def test_stops_that_touch_are_two():
    touching = Wanted(at(0), at(60), ((0, Stop(at(10), at(20), "alarm")), (None, Stop(at(20), at(30), "power"))))
    assert reasons_against(touching, LATER) == []
