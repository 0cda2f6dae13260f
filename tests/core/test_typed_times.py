"""Days and times as people type them."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from literacy.core import typed_times


@pytest.mark.parametrize(
    "text", ["03.12.2026", "3.12.2026", " 3.12.26 ", "3-12-2026", "3/12/2026", "2026-12-03", "03.12.2026."]
)
def test_a_day_is_understood(text):
    assert typed_times.day_of(text) == date(2026, 12, 3)


@pytest.mark.parametrize("text", ["", "завтра", "31.02.2026", "3.13.2026", "3.12", "03.12.20261", "٣.12.2026"])
def test_what_is_no_day_is_none(text):
    assert typed_times.day_of(text) is None


@pytest.mark.parametrize("text", ["9:30", "09:30", "9.30", "9-30", "9 30", "930", "0930", " 9:30 "])
def test_a_time_is_understood(text):
    assert typed_times.time_of(text) == time(9, 30)


@pytest.mark.parametrize("text", ["", "пів на десяту", "24:00", "9:60", "9:3", "12345", "-9"])
def test_what_is_no_time_is_none(text):
    assert typed_times.time_of(text) is None


def test_an_hour_alone_is_a_full_hour():
    assert typed_times.time_of("10") == time(10)


@given(st.integers(0, 8_000_000))
def test_what_is_written_is_read_back(minutes):
    minute = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    day = typed_times.day_of(typed_times.written_day(minute))
    at = typed_times.time_of(typed_times.written_time(minute))
    back = typed_times.moment_of(day, at)
    # The hour that clocks show twice in October is read as the first one.
    assert back == minute or typed_times.written_time(back) == typed_times.written_time(minute)


@given(st.text(max_size=12))
def test_no_text_breaks_the_readers(text):
    typed_times.day_of(text)
    typed_times.time_of(text)
