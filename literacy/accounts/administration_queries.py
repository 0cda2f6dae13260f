"""What the administration's pages read of accounts."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, select

from literacy.accounts.models import STAFF_ROLES, Account, LoginSession, RoleGrant, RoleWithdrawal
from literacy.accounts.queries import MOST_GRANTS, Grant
from literacy.core.db import METADATA, db
from literacy.core.errors import NotFound
from literacy.core.identifiers import code_of_id

ACCOUNTS_A_PAGE = 40
MOST_LIBRARIES = 500


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account with its roles; `last_sign_in` is none for who never signed in."""

    id: uuid.UUID
    email: str
    has_password: bool
    closed_at: datetime | None
    last_sign_in: datetime | None
    grants: tuple[Grant, ...]

    @property
    def code(self) -> str:
        """What stands in the account's address."""
        return code_of_id(self.id)


@dataclass(frozen=True, slots=True)
class AccountsPage:
    """A page of accounts, by e-mail address."""

    lines: tuple[AccountLine, ...]
    total: int
    page: int

    @property
    def first(self) -> int:
        """Which account stands first, from 1."""
        return (self.page - 1) * ACCOUNTS_A_PAGE + 1

    @property
    def more(self) -> bool:
        """Whether another page follows."""
        return self.page * ACCOUNTS_A_PAGE < self.total


@dataclass(frozen=True, slots=True)
class LibraryChoice:
    """A library to choose from."""

    id: uuid.UUID
    code: str
    name_uk: str
    name_en: str


def accounts_page(page: int, *, role: str = "", library_id: uuid.UUID | None = None) -> AccountsPage:
    """Return a page of all accounts, or of those with a role or in a library."""
    statement = select(Account.id, Account.email, Account.password_hash.is_not(None), Account.closed_at)
    if role in STAFF_ROLES or library_id is not None:
        wanted = (RoleGrant.account_id == Account.id) & ~exists().where(RoleWithdrawal.grant_id == RoleGrant.id)
        if role in STAFF_ROLES:
            wanted &= RoleGrant.role == role
        if library_id is not None:
            wanted &= RoleGrant.library_id == library_id
        statement = statement.where(exists().where(wanted))
    total = db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    page = max(1, min(page, -(-total // ACCOUNTS_A_PAGE)))
    rows = db.session.execute(
        statement.order_by(Account.email).limit(ACCOUNTS_A_PAGE).offset((page - 1) * ACCOUNTS_A_PAGE)
    ).all()
    return AccountsPage(_lines(rows), total, page)


def account_line(account_id: uuid.UUID) -> AccountLine:
    """Return one account."""
    statement = select(Account.id, Account.email, Account.password_hash.is_not(None), Account.closed_at)
    rows = db.session.execute(statement.where(Account.id == account_id)).all()
    if not rows:
        raise NotFound("account")
    return _lines(rows)[0]


def _lines(rows: Collection[Any]) -> tuple[AccountLine, ...]:
    ids = [row[0] for row in rows]
    seen = select(LoginSession.account_id, func.max(LoginSession.started_at)).group_by(LoginSession.account_id)
    last = {row[0]: row[1] for row in db.session.execute(seen.where(LoginSession.account_id.in_(ids)))}
    grants = _grants_of(ids)
    return tuple(
        AccountLine(account_id, email, has_password, closed_at, last.get(account_id), grants.get(account_id, ()))
        for account_id, email, has_password, closed_at in rows
    )


def _grants_of(account_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, tuple[Grant, ...]]:
    library = METADATA.tables["library"]
    statement = (
        select(
            RoleGrant.account_id,
            RoleGrant.id,
            RoleGrant.role,
            RoleGrant.library_id,
            library.c.name_uk,
            library.c.name_en,
        )
        .outerjoin(library, library.c.id == RoleGrant.library_id)
        .outerjoin(RoleWithdrawal, RoleWithdrawal.grant_id == RoleGrant.id)
        .where(RoleGrant.account_id.in_(account_ids), RoleWithdrawal.id.is_(None))
        .order_by(RoleGrant.recorded_at, RoleGrant.id)
        .limit(MOST_GRANTS * max(1, len(account_ids)))
    )
    found: dict[uuid.UUID, tuple[Grant, ...]] = {}
    for account_id, *grant in db.session.execute(statement):
        found[account_id] = (*found.get(account_id, ()), Grant(*grant))
    return found


def libraries_to_choose() -> tuple[LibraryChoice, ...]:
    """Return the libraries that are open, by name."""
    library = METADATA.tables["library"]
    statement = (
        select(library.c.id, library.c.code, library.c.name_uk, library.c.name_en)
        .where(library.c.closed_at.is_(None))
        .order_by(library.c.name_uk)
        .limit(MOST_LIBRARIES)
    )
    return tuple(LibraryChoice(*row) for row in db.session.execute(statement))
