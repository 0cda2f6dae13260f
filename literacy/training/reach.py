"""Which cohorts, sessions and consultations an action reaches, as conditions of a statement: for lists, not for one."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from literacy.accounts.access import Staff
from literacy.accounts.permissions import MATRIX, Reach
from literacy.training.models import Cohort, CohortTrainer, Consultation, TrainingSession


@dataclass(frozen=True, slots=True)
class Reached:
    """What a statement may return, by table."""

    cohorts: ColumnElement[bool]
    sessions: ColumnElement[bool]
    consultations: ColumnElement[bool]


def reached_by(staff: Staff, action: str) -> Reached:
    """Return what an action of somebody reaches: the same as `accounts.permissions.permits` says object by object."""
    grants = [grant for grant in staff.grants if grant.role in MATRIX[action]]
    if not grants:
        return Reached(false(), false(), false())
    each = [_by_grant(staff, grant.library_id, led=MATRIX[action][grant.role] is Reach.LED) for grant in grants]
    return Reached(
        or_(*(reached.cohorts for reached in each)),
        or_(*(reached.sessions for reached in each)),
        or_(*(reached.consultations for reached in each)),
    )


def _by_grant(staff: Staff, library_id: object, *, led: bool) -> Reached:
    cohorts, sessions, consultations = (
        true() if library_id is None else table.library_id == library_id
        for table in (Cohort, TrainingSession, Consultation)
    )
    if not led:
        return Reached(cohorts, sessions, consultations)
    own = select(CohortTrainer.cohort_id).where(CohortTrainer.account_id == staff.account_id)
    own_sessions = or_(TrainingSession.led_by == staff.account_id, TrainingSession.cohort_id.in_(own))
    return Reached(
        and_(cohorts, Cohort.id.in_(own)),
        and_(sessions, own_sessions),
        and_(consultations, Consultation.helper_id == staff.account_id),
    )
