"""Releases as everything else reads them: loaded once, never changing, kept in memory."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml
from sqlalchemy import select

from literacy.banks.card import BankCard, bank_card
from literacy.banks.content import CutScoreRecord, ParameterSetFile, Specification
from literacy.banks.loading import OPEN_BANK, pool_of
from literacy.banks.models import BankRelease, ItemVersion, ParameterSet, ReleaseItem, ReleaseRole
from literacy.banks.ratings import item_parameters
from literacy.banks.reading import item_from_content
from literacy.banks.schema import AREAS, Item
from literacy.core.db import db
from literacy.core.errors import NotFound
from literacy.core.language import current_language
from literacy.psychometrics.curves import ItemParameters
from literacy.psychometrics.selection import Candidates, Quota

GENERAL = "general"


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """What a role's sitting draws from."""

    parameters: ItemParameters
    candidates: Candidates
    quotas: tuple[Quota, ...]
    cut_scores: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class LoadedRelease:
    """A release in memory."""

    hash: str
    label: str
    open_bank: bool
    parameter_set_hash: str
    stage: str
    items: dict[str, Item]
    parameters: ParameterSetFile
    specifications: dict[str, Specification]
    standards: dict[str, CutScoreRecord]

    def specification(self, role: str) -> Specification:
        """Return what a role's test is made of."""
        if role not in self.specifications:
            raise NotFound("specification")
        return self.specifications[role]

    def cut_score_record(self, role: str) -> dict[str, Any]:
        """Return the cut scores in force with how they were set."""
        return self.standards[role].model_dump(mode="json")

    def pool(self, role: str) -> Pool:
        """Return what a role's sitting draws from, as arrays."""
        items = pool_of(self.items.values(), role)
        entries = {(entry.id, entry.version): entry for entry in self.parameters.items}
        index_of = {item.id: index for index, item in enumerate(items)}
        shares = self.specification(role).items_an_area
        return Pool(
            parameters=item_parameters([entries[item.id, item.version] for item in items]),
            candidates=Candidates(
                areas=tuple(item.area for item in items),
                shares=tuple(item.share for item in items),
                enemies=tuple(frozenset(index_of[foe] for foe in item.enemies if foe in index_of) for item in items),
            ),
            quotas=tuple(Quota(area, share, count) for area in AREAS for share, count in shares.items()),
            cut_scores=self.standards[role].thetas,
        )


def current_release() -> LoadedRelease:
    """Return the release that new sittings use: the one loaded last."""
    newest = db.session.scalar(select(BankRelease.hash).order_by(BankRelease.loaded_at.desc()).limit(1))
    if newest is None:
        raise NotFound("no bank release is loaded: run `literacy db upgrade`")
    return release(newest)


@lru_cache(maxsize=8)
def release(release_hash: str) -> LoadedRelease:
    """Return a release by its hash."""
    row = db.session.get(BankRelease, release_hash)
    if row is None:
        raise NotFound("bank release")
    contents = db.session.scalars(
        select(ItemVersion.content)
        .join(ReleaseItem, ReleaseItem.content_hash == ItemVersion.content_hash)
        .where(ReleaseItem.release_hash == release_hash)
        .order_by(ReleaseItem.item_id)
    )
    items = {item.id: item for item in map(item_from_content, contents)}
    stored = db.session.get(ParameterSet, row.parameter_set_hash)
    if stored is None:
        raise NotFound("parameter set")
    parameters = ParameterSetFile.model_validate_json(_json(stored.content))
    roles = list(db.session.scalars(select(ReleaseRole).where(ReleaseRole.release_hash == release_hash)))
    return LoadedRelease(
        hash=row.hash,
        label=row.label,
        open_bank=row.open_bank,
        parameter_set_hash=row.parameter_set_hash,
        stage=parameters.stage,
        items=items,
        parameters=parameters,
        specifications={each.role: Specification.model_validate_json(_json(each.specification)) for each in roles},
        standards={each.role: CutScoreRecord.model_validate_json(_json(each.standard)) for each in roles},
    )


def item_of_release(release_hash: str, item_id: str) -> Item:
    """Return one item of a release, without loading all of it."""
    content = db.session.scalar(
        select(ItemVersion.content)
        .join(ReleaseItem, ReleaseItem.content_hash == ItemVersion.content_hash)
        .where(ReleaseItem.release_hash == release_hash, ReleaseItem.item_id == item_id)
    )
    if content is None:
        raise NotFound("item")
    return item_from_content(content)


@dataclass(frozen=True, slots=True, eq=False)
class ReleasedItem:
    """An item of a release; `public` says that the bank is open, so that everybody may read it."""

    item: Item
    public: bool


def items_of_releases(
    release_hashes: Collection[str], item_ids: Collection[str]
) -> dict[tuple[str, str], ReleasedItem]:
    """Return these items by release and id, in one statement."""
    statement = (
        select(ReleaseItem.release_hash, ReleaseItem.item_id, ItemVersion.content, BankRelease.open_bank)
        .join(ItemVersion, ItemVersion.content_hash == ReleaseItem.content_hash)
        .join(BankRelease, BankRelease.hash == ReleaseItem.release_hash)
        .where(ReleaseItem.release_hash.in_(release_hashes), ReleaseItem.item_id.in_(item_ids))
    )
    return {
        (row.release_hash, row.item_id): ReleasedItem(item_from_content(row.content), row.open_bank)
        for row in db.session.execute(statement)
    }


def card_of(role: str) -> BankCard:
    """Return the card of a role's bank in the release that new sittings use."""
    loaded = current_release()
    return bank_card(
        pool_of(loaded.items.values(), role),
        loaded.specification(role),
        loaded.standards[role],
        release=loaded.label,
        stage=loaded.stage,
        open_bank=loaded.open_bank,
    )


def _json(content: object) -> str:
    return json.dumps(content)


@lru_cache(maxsize=1)
def _descriptors() -> dict[str, Any]:
    text = (OPEN_BANK / "frameworks" / "levels.yaml").read_text("utf-8")
    descriptors: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)["descriptors"]
    return descriptors


@lru_cache(maxsize=1)
def _competences() -> dict[str, dict[str, str]]:
    text = (OPEN_BANK / "frameworks" / "ua_citizens.yaml").read_text("utf-8")
    return {each["code"]: each for each in yaml.load(text, Loader=yaml.CSafeLoader)["competences"]}


def competence_title(code: str) -> str:
    """Return what a competence is called, in the language of the request; its code, if the framework does not have it."""
    return str(_competences().get(code, {}).get(current_language(), code))


def can_do(role: str, level: str) -> tuple[str, ...]:
    """Return one line an area of what a person at this level does; every second line is the role's own, if it has one."""
    lines = []
    for place, area in enumerate(AREAS):
        texts = _descriptors()[area][level]
        own = texts.get(role) if place % 2 else None
        lines.append((own or texts[GENERAL])[0][current_language()])
    return tuple(lines)
