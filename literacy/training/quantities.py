"""Hours, credits and spans in words: «16 годин», «0,5 кредиту ЄКТС», «14 год 30 хв». Pure."""

from literacy.core.language import current_language, t


def hours_words(hours: float, lang: str | None = None) -> str:
    """Return a volume in hours."""
    if hours == int(hours):
        return t("course_values.hours", lang=lang, n=int(hours))
    return t("course_values.hours_part", lang=lang, hours=_decimal(hours, lang))


def credits_words(ects: float, lang: str | None = None) -> str:
    """Return a volume in ECTS credits."""
    if ects == int(ects):
        return t("course_values.ects", lang=lang, n=int(ects))
    return t("course_values.ects_part", lang=lang, ects=_decimal(ects, lang))


def span_words(minutes: int, lang: str | None = None) -> str:
    """Return a span of time in hours and minutes."""
    hours, rest = divmod(minutes, 60)
    if hours and rest:
        return t("course_values.span", lang=lang, hours=hours, minutes=rest)
    if rest:
        return t("course_values.span_minutes", lang=lang, minutes=rest)
    return t("course_values.span_hours", lang=lang, hours=hours)


def _decimal(value: float, lang: str | None) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if (lang or current_language()) == "uk" else text
