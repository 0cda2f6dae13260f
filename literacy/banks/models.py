"""Bank releases: content named by its hash. What somebody answered is never deleted, so it stays readable for ever."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from literacy.core import clock
from literacy.core.db import db


class BankRelease(db.Model):
    """A state of the banks, named by the hash of everything in it."""

    __tablename__ = "bank_release"

    hash: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str]
    open_bank: Mapped[bool]
    loaded_at: Mapped[datetime] = mapped_column(default=clock.now)
    parameter_set_hash: Mapped[str] = mapped_column(ForeignKey("parameter_set.hash"))


class ItemVersion(db.Model):
    """An item's content as somebody may have answered it, named by the hash of the content."""

    __tablename__ = "item_version"
    __table_args__ = (CheckConstraint("version > 0", name="version_from_one"),)

    content_hash: Mapped[str] = mapped_column(primary_key=True)
    item_id: Mapped[str]
    version: Mapped[int]
    content: Mapped[dict[str, Any]]


class ReleaseItem(db.Model):
    """An item version in a release."""

    __tablename__ = "release_item"
    __table_args__ = (UniqueConstraint("release_hash", "item_id", name="item_once_a_release"),)

    release_hash: Mapped[str] = mapped_column(ForeignKey("bank_release.hash"), primary_key=True)
    content_hash: Mapped[str] = mapped_column(ForeignKey("item_version.content_hash"), primary_key=True)
    item_id: Mapped[str]


class ReleaseRole(db.Model):
    """A role's specification and standard (cut scores with their record) in a release."""

    __tablename__ = "release_role"

    release_hash: Mapped[str] = mapped_column(ForeignKey("bank_release.hash"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    specification: Mapped[dict[str, Any]]
    standard: Mapped[dict[str, Any]]


class ParameterSet(db.Model):
    """Item parameters with where they come from: date, sample, method, who approved them."""

    __tablename__ = "parameter_set"

    hash: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[dict[str, Any]]
    loaded_at: Mapped[datetime] = mapped_column(default=clock.now)
