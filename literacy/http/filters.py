"""What every template can call: words, dates, codes."""

from flask import Flask

from literacy.core import clock, language, typed_times
from literacy.core.identifiers import grouped


def register(app: Flask) -> None:
    """Give templates the words and the few filters."""
    app.jinja_env.globals.update(t=language.t, current_language=language.current_language)
    app.jinja_env.filters.update(
        date=language.format_date,
        weekday=language.format_weekday,
        short_day=typed_times.written_day,
        time=language.format_time,
        typography=language.typography,
        grouped=grouped,
        kyiv=clock.to_kyiv,
        decimal=language.format_decimal,
    )
