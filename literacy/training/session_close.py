"""Ending a session, with who was not marked noted as absent where that is wanted."""

from datetime import datetime

from literacy.training import intake, session_times
from literacy.training.models import TrainingSession
from literacy.training.roster import roster_of


def close(training_session: TrainingSession, ended_at: datetime, *, rest_absent: bool, actor: str) -> None:
    """End a session; ending it twice is ending it once."""
    session_times.close(training_session.id, ended_at, actor=actor)
    if rest_absent:
        rest = intake.the_rest(roster_of(training_session), [])
        intake.take_in(training_session.id, rest, source="list", actor=actor)
