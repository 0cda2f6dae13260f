"""Loading the banks: the same content twice is one release."""

from sqlalchemy import select

from literacy.banks.loading import Bank, content_hash
from literacy.banks.models import BankRelease, ItemVersion, ParameterSet, ReleaseItem, ReleaseRole
from literacy.banks.schema import item_content
from literacy.core import audit, clock
from literacy.core.db import db


def load_release(bank: Bank, *, actor: str) -> str:
    """Make a release of the bank's content, if this content is new, and let new sittings use it; return its hash."""
    release_hash = content_hash(bank.content())
    known = db.session.get(BankRelease, release_hash)
    if known is not None:
        _use_again(known, actor)
        return release_hash
    db.session.add(
        BankRelease(
            hash=release_hash,
            label=bank.label,
            open_bank=bank.open_bank,
            parameter_set_hash=_keep_parameters(bank),
        )
    )
    db.session.flush()
    _keep_items(bank, release_hash)
    for role, specification in bank.specifications.items():
        db.session.add(
            ReleaseRole(
                release_hash=release_hash,
                role=role,
                specification=specification.model_dump(mode="json"),
                standard=bank.standards[role].model_dump(mode="json"),
            )
        )
    audit.record(actor, "bank_release.loaded", "bank_release", release_hash, items=len(bank.items))
    db.session.flush()
    return release_hash


def _use_again(known: BankRelease, actor: str) -> None:
    """Go back to an earlier release where another was loaded since; the audit log keeps the times before."""
    newest = db.session.scalar(select(BankRelease).order_by(BankRelease.loaded_at.desc()).limit(1))
    if newest is not known:
        known.loaded_at = clock.now()
        audit.record(actor, "bank_release.used_again", "bank_release", known.hash)
        db.session.flush()


def _keep_parameters(bank: Bank) -> str:
    content = bank.parameters.model_dump(mode="json")
    name = content_hash(content)
    if db.session.get(ParameterSet, name) is None:
        db.session.add(ParameterSet(hash=name, content=content))
        db.session.flush()
    return name


def _keep_items(bank: Bank, release_hash: str) -> None:
    known = set(db.session.scalars(select(ItemVersion.content_hash)))
    for item in bank.items:
        content = item_content(item)
        name = content_hash(content)
        if name not in known:
            db.session.add(ItemVersion(content_hash=name, item_id=item.id, version=item.version, content=content))
            db.session.flush()
        db.session.add(ReleaseItem(release_hash=release_hash, content_hash=name, item_id=item.id))
    db.session.flush()
