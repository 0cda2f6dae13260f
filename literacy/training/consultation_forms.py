"""The shape of a record of help: a few taps, no word about the person."""

import uuid

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField, ValidationError

from literacy.core import clock, identifiers, typed_times
from literacy.core.errors import Refused
from literacy.core.language import t
from literacy.http.moment_fields import DayField, TimeField
from literacy.training.consultation_queries import HelpRecord
from literacy.training.consultations import LONGEST_MINUTES, Help
from literacy.training.models import CONSULTATION_KINDS, CONSULTATION_OUTCOMES, CONSULTATION_TOPICS

# Lengths that are offered; any other is typed.
USUAL_MINUTES = (5, 10, 15, 20, 30, 45, 60)


class HelpForm(FlaskForm):
    """Kind, topic, outcome, minutes, when; `record` is the issued id that makes a double click one record."""

    record = HiddenField()
    kind = RadioField(validate_choice=False, default="consultation")
    topic = RadioField(validate_choice=False)
    outcome = RadioField(validate_choice=False, default="done")
    usual = RadioField(validate_choice=False)
    minutes = StringField()
    card = StringField()
    day = DayField()
    at = TimeField()

    def __init__(self) -> None:
        super().__init__()
        self.kind.choices = [(each, t(f"consultations.kind_{each}")) for each in CONSULTATION_KINDS]
        self.topic.choices = [(each, t(f"consultations.topic_{each}")) for each in CONSULTATION_TOPICS]
        self.outcome.choices = [(each, t(f"consultations.outcome_{each}")) for each in CONSULTATION_OUTCOMES]
        self.usual.choices = [(str(each), str(each)) for each in USUAL_MINUTES]
        for name in ("minutes", "card", "day", "at"):
            self[name].label.text = t(f"consultations.{name}_label")
        if not self.is_submitted():
            now = clock.now()
            self.day.data, self.at.data = typed_times.written_day(now), typed_times.written_time(now)

    def show(self, record: HelpRecord) -> None:
        """Show a record to correct it."""
        self.kind.data, self.topic.data, self.outcome.data = record.kind, record.topic, record.outcome
        usual = record.minutes in USUAL_MINUTES
        self.usual.data, self.minutes.data = (str(record.minutes), "") if usual else ("", str(record.minutes))
        self.card.data = identifiers.grouped(record.card)
        self.day.data, self.at.data = typed_times.written_day(record.held_at), typed_times.written_time(record.held_at)

    def validate_kind(self, field: RadioField) -> None:
        """Ask for one that is offered."""
        _offered(field, "consultations.kind_missing")

    def validate_topic(self, field: RadioField) -> None:
        """Ask for one that is offered."""
        _offered(field, "consultations.topic_missing")

    def validate_outcome(self, field: RadioField) -> None:
        """Ask for one that is offered."""
        _offered(field, "consultations.outcome_missing")

    def validate_minutes(self, field: StringField) -> None:
        """Ask for a number of minutes, chosen or typed."""
        typed = (field.data or "").strip()
        if not typed and self.usual.data not in dict(self.usual.choices):
            raise ValidationError(t("consultations.minutes_missing"))
        if typed and not (typed.isascii() and typed.isdigit() and 1 <= int(typed[:6]) <= LONGEST_MINUTES):
            raise ValidationError(t("consultations.minutes_range", most=LONGEST_MINUTES))

    def validate_card(self, field: StringField) -> None:
        """Say that a number has a slip, before any look-up."""
        number = identifiers.normalise_code(field.data or "")
        if number and not identifiers.card_number_is_consistent(number):
            raise ValidationError(t("consultations.card_unknown"))

    def say(self, refused: Refused) -> None:
        """Say at its field what cannot be so."""
        for reason in refused.reasons:
            field = {"card_unknown": self.card, "consultation_minutes": self.minutes}.get(reason.code, self.at)
            words = {"card_unknown": "card_unknown", "consultation_minutes": "minutes_range"}.get(reason.code, "future")
            field.errors = [t(f"consultations.{words}", **reason.values)]

    def told(self, learner_id: uuid.UUID | None) -> Help:
        """Return the record; call it on a valid form."""
        day, at = self.day.day, self.at.time
        held_at = typed_times.moment_of(day, at) if day and at else clock.now()
        minutes = int((self.minutes.data or "").strip() or self.usual.data)
        return Help(self.kind.data, self.topic.data, self.outcome.data, held_at, minutes, learner_id)


def _offered(field: RadioField, words: str) -> None:
    if field.data not in dict(field.choices):
        raise ValidationError(t(words))
