"""What is known of a signed-in browser and of the roles of an account."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, or_, select

from literacy.accounts.models import Account, LoginSession, RoleGrant, RoleWithdrawal
from literacy.core.db import METADATA, db

MOST_GRANTS = 50
MOST_IN_LIBRARY = 60
MOST_TEACHERS = 40


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A sign-in that nobody ended, with its account."""

    account_id: uuid.UUID
    email: str
    started_at: datetime
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class Grant:
    """A role, in a library or, without one, in the whole region."""

    id: uuid.UUID
    role: str
    library_id: uuid.UUID | None
    library_uk: str | None
    library_en: str | None


def signed_in(login_session_id: uuid.UUID) -> SignedIn | None:
    """Return the sign-in of this id unless it was ended or its account is closed."""
    statement = (
        select(Account.id, Account.email, LoginSession.started_at, LoginSession.last_seen_at)
        .join(Account, Account.id == LoginSession.account_id)
        .where(LoginSession.id == login_session_id, LoginSession.ended_at.is_(None), Account.closed_at.is_(None))
    )
    row = db.session.execute(statement).first()
    return SignedIn(row.id, row.email, row.started_at, row.last_seen_at) if row else None


def grants_of(account_id: uuid.UUID) -> tuple[Grant, ...]:
    """Return the roles of an account that nobody took back, oldest first."""
    library = METADATA.tables["library"]  # stands a floor above: known here by its table alone
    statement = (
        select(RoleGrant.id, RoleGrant.role, RoleGrant.library_id, library.c.name_uk, library.c.name_en)
        .outerjoin(library, library.c.id == RoleGrant.library_id)
        .outerjoin(RoleWithdrawal, RoleWithdrawal.grant_id == RoleGrant.id)
        .where(RoleGrant.account_id == account_id, RoleWithdrawal.id.is_(None))
        .order_by(RoleGrant.recorded_at, RoleGrant.id)
        .limit(MOST_GRANTS)
    )
    return tuple(Grant(*row) for row in db.session.execute(statement))


@dataclass(frozen=True, slots=True)
class StaffOfLibrary:
    """Somebody who works in a library, by e-mail address; `invited` has not signed in yet."""

    email: str
    role: str
    invited: bool


def staff_of_library(library_id: uuid.UUID) -> tuple[StaffOfLibrary, ...]:
    """Return who works in a library, whose account is open."""
    statement = (
        select(Account.email, RoleGrant.role, Account.password_hash.is_(None))
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .outerjoin(RoleWithdrawal, RoleWithdrawal.grant_id == RoleGrant.id)
        .where(RoleGrant.library_id == library_id, RoleWithdrawal.id.is_(None), Account.closed_at.is_(None))
        .distinct()
        .order_by(RoleGrant.role, Account.email)
        .limit(MOST_IN_LIBRARY)
    )
    return tuple(StaffOfLibrary(*row) for row in db.session.execute(statement))


@dataclass(frozen=True, slots=True)
class Teacher:
    """Somebody who teaches in a library, known to colleagues by the e-mail address."""

    account_id: uuid.UUID
    email: str


def teachers_of(library_id: uuid.UUID, besides: Collection[uuid.UUID] = ()) -> tuple[Teacher, ...]:
    """Return who may lead a cohort of a library, and these accounts besides, by e-mail address."""
    holds = exists().where(
        RoleGrant.account_id == Account.id,
        RoleGrant.role.in_(("trainer", "coordinator")),
        or_(RoleGrant.library_id == library_id, RoleGrant.library_id.is_(None)),
        ~exists().where(RoleWithdrawal.grant_id == RoleGrant.id),
    )
    statement = (
        select(Account.id, Account.email)
        .where(or_(and_(holds, Account.closed_at.is_(None)), Account.id.in_(besides)))
        .order_by(Account.email)
        .limit(MOST_TEACHERS)
    )
    return tuple(Teacher(*row) for row in db.session.execute(statement))


def is_account(account_id: uuid.UUID) -> bool:
    """Say whether there is an account of this id, open or closed."""
    return db.session.scalar(select(Account.id).where(Account.id == account_id)) is not None


def library_of_name(name: str) -> uuid.UUID | None:
    """Return the library of this Ukrainian or English name."""
    library = METADATA.tables["library"]
    statement = select(library.c.id).where((library.c.name_uk == name) | (library.c.name_en == name))
    return db.session.scalar(statement.order_by(library.c.id).limit(1))
