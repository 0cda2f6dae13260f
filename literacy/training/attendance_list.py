"""Keeping the attendance list: what was changed on it, and whoever was added, together or not at all."""

from literacy.training import intake, walk_ins
from literacy.training.attendance_forms import AttendanceList, undecided
from literacy.training.models import TrainingSession
from literacy.training.roster import roster_of


def keep(training_session: TrainingSession, listed: AttendanceList, *, actor: str) -> AttendanceList:
    """Keep a list that came back; where something is to be decided first, return it with the questions, and keep nothing."""
    told = intake.changed(listed.told, training_session.id)
    taken = intake.take_in(training_session.id, told, source="list", actor=actor, reason=listed.reason)
    if not taken.settled:
        now = roster_of(training_session)
        return undecided(training_session, listed, now, taken.conflicts, reason_needed=taken.reason_needed)
    if listed.nickname:
        walk_ins.add_walk_in(training_session, listed.nickname, mark_id=listed.walk_in_id, actor=actor)
    return listed
