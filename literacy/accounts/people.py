"""A person may have several cards: cards are joined, parted again, and erased together.

A person is known by the id of the earliest card. Which cards belong together is a function of the merges that nobody
undid, whatever order they came in.
"""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, delete, or_, select, update

from literacy.accounts.learners import Identity, identities_of
from literacy.accounts.models import (
    Erasure,
    Learner,
    LearnerIdentity,
    LearnerKey,
    LearnerMerge,
    LearnerProfile,
    MergeUndoing,
    PersonCard,
)
from literacy.core import audit, identifiers
from literacy.core.db import db
from literacy.core.errors import Conflict, NotFound, Reason, Refused
from literacy.core.signals import person_changed


def person_of(learner_id: uuid.UUID) -> uuid.UUID:
    """Return the person whom a card belongs to."""
    person_id = db.session.scalar(select(PersonCard.person_id).where(PersonCard.learner_id == learner_id))
    if person_id is None:
        raise NotFound("learner")
    return person_id


def cards_of(learner_id: uuid.UUID) -> tuple[uuid.UUID, ...]:
    """Return every card of the person whom a card belongs to, the earliest first."""
    person = select(PersonCard.person_id).where(PersonCard.learner_id == learner_id).scalar_subquery()
    statement = select(PersonCard.learner_id).where(PersonCard.person_id == person).order_by(PersonCard.learner_id)
    return tuple(db.session.scalars(statement))


def same_person(learner_id: uuid.UUID, other_id: uuid.UUID) -> bool:
    """Say whether two cards belong to one person."""
    return learner_id == other_id or other_id in cards_of(learner_id)


def learner_by_card(typed: str) -> uuid.UUID:
    """Return whose card number was typed."""
    found = db.session.scalar(select(Learner.id).where(Learner.card_number == identifiers.normalise_code(typed)))
    if found is None:
        raise NotFound("card number")
    return found


@dataclass(frozen=True, slots=True)
class Called:
    """How a list calls a learner: by what she wants to be called, else by the card's number."""

    learner_id: uuid.UUID
    person_id: uuid.UUID
    card_number: str
    identity: Identity | None

    @property
    def name(self) -> str:
        """A nickname, a name, or the number of the card."""
        return (self.identity and self.identity.called) or identifiers.grouped(self.card_number)


def called(learner_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Called]:
    """Return how lists call these learners, in three statements; a name may stand on another card of the person."""
    own = db.session.execute(
        select(Learner.id, Learner.card_number, PersonCard.person_id)
        .join(PersonCard, PersonCard.learner_id == Learner.id)
        .where(Learner.id.in_(learner_ids))
    ).all()
    cards: dict[uuid.UUID, list[uuid.UUID]] = {}
    all_cards = select(PersonCard.person_id, PersonCard.learner_id).order_by(PersonCard.learner_id)
    for person_id, card in db.session.execute(
        all_cards.where(PersonCard.person_id.in_({row.person_id for row in own}))
    ):
        cards.setdefault(person_id, []).append(card)
    known = identities_of([card for each in cards.values() for card in each])
    found = {}
    for row in own:
        named = [row.id, *cards[row.person_id]]
        identity = next((known[card] for card in named if card in known and known[card].called), None)
        found[row.id] = Called(row.id, row.person_id, row.card_number, identity)
    return found


def merge(learner_id: uuid.UUID, other_id: uuid.UUID, *, actor: str, merge_id: uuid.UUID | None = None) -> uuid.UUID:
    """Say that two cards are one person; the same id twice is one act."""
    _hold((learner_id, other_id))
    known = db.session.get(LearnerMerge, merge_id) if merge_id else None
    if known is not None:
        return known.id
    if same_person(learner_id, other_id):
        raise Conflict("these cards are one person already")
    if erased_among((*cards_of(learner_id), *cards_of(other_id))):
        raise Refused([Reason("erased_card")])  # joined to a name, what was forgotten would be known again
    merged = LearnerMerge(id=merge_id or identifiers.new_id(), learner_id=learner_id, other_id=other_id, actor=actor)
    import_merge(merged)
    audit.record(actor, "learner.merged", "learner", learner_id, other=other_id.hex)
    return merged.id


def import_merge(merged: LearnerMerge) -> bool:
    """Take over a merge, also one that was made elsewhere; False where it is known already."""
    if db.session.get(LearnerMerge, merged.id) is not None:
        return False
    db.session.add(merged)
    db.session.flush()
    _resolve((merged.learner_id, merged.other_id), change="merged")
    return True


def undo_merge(merge_id: uuid.UUID, *, actor: str) -> None:
    """Take a merge back; taking it back twice changes nothing."""
    merged = db.session.get(LearnerMerge, merge_id)
    if merged is None:
        raise NotFound("merge")
    _hold((merged.learner_id, merged.other_id))
    if db.session.scalar(select(MergeUndoing.id).where(MergeUndoing.merge_id == merge_id)) is not None:
        return
    db.session.add(MergeUndoing(merge_id=merge_id, actor=actor))
    db.session.flush()
    _resolve((merged.learner_id, merged.other_id), change="parted")
    audit.record(actor, "learner.parted", "learner", merged.learner_id, other=merged.other_id.hex)


def _hold(cards: Collection[uuid.UUID]) -> None:
    """Let a double click's second request wait here until the first is done, and then see what it stored."""
    statement = select(Learner.id).where(Learner.id.in_(cards)).order_by(Learner.id)
    db.session.execute(statement.with_for_update(key_share=True)).all()


def erased_among(cards: Collection[uuid.UUID]) -> bool:
    """Say whether one of these cards was erased."""
    return db.session.scalar(select(Erasure.id).where(Erasure.learner_id.in_(cards)).limit(1)) is not None


def standing_merges() -> Select[uuid.UUID, uuid.UUID, uuid.UUID]:
    """Return the statement of all merges that nobody undid."""
    undone = select(MergeUndoing.merge_id)
    return select(LearnerMerge.id, LearnerMerge.learner_id, LearnerMerge.other_id).where(LearnerMerge.id.not_in(undone))


def _resolve(changed: Sequence[uuid.UUID], *, change: str) -> None:
    """Move the projection of every card that hangs together with these, or did until now."""
    touched = set(
        db.session.scalars(
            select(PersonCard.learner_id)
            .where(PersonCard.person_id.in_(select(PersonCard.person_id).where(PersonCard.learner_id.in_(changed))))
            .with_for_update()
        )
    )
    pairs = list(
        db.session.execute(
            standing_merges().where(or_(LearnerMerge.learner_id.in_(touched), LearnerMerge.other_id.in_(touched)))
        )
    )
    for learner_id, person_id in persons(touched, ((row.learner_id, row.other_id) for row in pairs)).items():
        this_card = PersonCard.learner_id == learner_id
        db.session.execute(update(PersonCard).where(this_card).values(person_id=person_id))
    for learner_id in changed:
        person_changed.send(learner_id=learner_id, change=change)


def persons(cards: Iterable[uuid.UUID], pairs: Iterable[tuple[uuid.UUID, uuid.UUID]]) -> dict[uuid.UUID, uuid.UUID]:
    """Return card -> person: what hangs together by pairs is one person, known by the smallest id."""
    known = {card: card for card in cards}

    def root(card: uuid.UUID) -> uuid.UUID:
        while known[card] != card:
            known[card] = known[known[card]]
            card = known[card]
        return card

    for one, other in pairs:
        for card in (one, other):
            known.setdefault(card, card)
        low, high = sorted((root(one), root(other)))
        known[high] = low
    return {card: root(card) for card in known}


def erase(learner_id: uuid.UUID, *, reason: str, actor: str) -> None:
    """Destroy the keys of all cards of a person: nothing sealed with them can be read again.

    Answers, marks and results stay as facts about a number; nobody can reach them with the holder's key any more.
    An open sitting is declared void, and a certificate that waits for its signature is given up, by who hears of it.
    """
    held: tuple[uuid.UUID, ...] = ()
    while (cards := cards_of(learner_id)) != held:  # a merge at this moment brings another card
        _hold(cards)
        held = cards
    for card in cards:
        if db.session.scalar(select(LearnerKey.learner_id).where(LearnerKey.learner_id == card)) is None:
            continue
        for sealed in (LearnerProfile, LearnerIdentity, LearnerKey):
            db.session.execute(delete(sealed).where(sealed.learner_id == card))
        forgotten = f"erased {card.hex}"
        db.session.execute(update(Learner).where(Learner.id == card).values(holder_key_hash=forgotten))
        db.session.add(Erasure(learner_id=card, reason=reason, actor=actor))
        db.session.flush()
        audit.record(actor, "learner.erased", "learner", card, reason=reason)
        person_changed.send(learner_id=card, change="erased")
