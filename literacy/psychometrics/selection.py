"""Which item comes next while a bank is provisional: loosely adaptive, replayable, NumPy only.

At each position: the area that is furthest behind its quota; in it core or role, drawn by what is still
owed; then a random pick among the most informative admissible items. An item is admissible if it was not
given, is no enemy of a given one, and leaves every quota within reach. Informations are compared after
rounding to 1e-6 and ties go by item id, so the same seed and answers give the same items for ever.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from literacy.psychometrics.ability import ScoringTable
from literacy.psychometrics.completion import Cell, can_be_completed
from literacy.psychometrics.curves import FloatArray
from literacy.psychometrics.draws import draw

MOST_INFORMATIVE = 45
"""The pick is random among so many of the open pool; a cell takes part in proportion to its size."""

FEWEST = 5
"""Among fewer items than this no pick is made, unless the cell has no more."""

EASY_POSITIONS = 3
"""So many first items are no harder than the middle of the open pool."""

_DECIMALS = 6


class QuotasMet(ValueError):
    """Every quota is met: the sitting is complete."""


class QuotasOutOfReach(ValueError):
    """What is left of the pool cannot meet what is still owed."""


@dataclass(frozen=True, slots=True)
class Quota:
    """How many items of a sitting come from one area and share.

    Parameters
    ----------
    area, share : str
        Content area, and "core" or the name of a role.
    n_items : int
        Zero or more.

    Raises
    ------
    ValueError
        If `n_items` is negative.

    Examples
    --------
    >>> Quota("safety", "core", 5).n_items
    5
    """

    area: str
    share: str
    n_items: int

    def __post_init__(self) -> None:
        """Refuse a negative number."""
        if self.n_items < 0:
            raise ValueError(f"a quota cannot be negative: {self}")


@dataclass(frozen=True, slots=True)
class Candidates:
    """What selection knows of a table's n items besides their parameters.

    Parameters
    ----------
    areas, shares : tuples of n str
        Content area of each item, and its share: "core" or a role.
    enemies : tuple of n frozensets of int, or empty
        Items that must not meet this one in a sitting; one direction is enough. Empty: no enemies.
    avoided : frozenset of int
        Items to take only where a quota cannot be met without them: those of an earlier sitting.

    Raises
    ------
    ValueError
        If lengths differ or an index is unknown.

    Examples
    --------
    >>> candidates = Candidates(areas=("safety", "safety"), shares=("core", "teacher"))
    >>> candidates.cells[("safety", "teacher")]
    (1,)
    """

    areas: tuple[str, ...]
    shares: tuple[str, ...]
    enemies: tuple[frozenset[int], ...] = ()
    avoided: frozenset[int] = frozenset()
    cells: Mapping[Cell, tuple[int, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check, make enmity mutual, and sort the items into cells."""
        n_items = len(self.areas)
        if len(self.shares) != n_items or len(self.enemies) not in {0, n_items}:
            raise ValueError("areas, shares and enemies must describe the same items")
        mutual = [set[int]() for _ in range(n_items)]
        for item, foes in enumerate(self.enemies):
            for foe in foes - {item}:
                if not 0 <= foe < n_items:
                    raise ValueError(f"item {item} has an unknown enemy {foe}")
                mutual[item].add(foe)
                mutual[foe].add(item)
        cells: dict[Cell, list[int]] = {}
        for item, cell in enumerate(zip(self.areas, self.shares, strict=True)):
            cells.setdefault(cell, []).append(item)
        object.__setattr__(self, "enemies", tuple(frozenset(foes) for foes in mutual))
        object.__setattr__(self, "cells", {cell: tuple(items) for cell, items in cells.items()})

    @property
    def n_items(self) -> int:
        """How many items there are."""
        return len(self.areas)


def equal_quotas(areas: Iterable[str], shares: Mapping[str, int]) -> tuple[Quota, ...]:
    """Ask for the same quotas in every area.

    Parameters
    ----------
    areas : iterable of str
    shares : mapping of str to int
        Items an area by share.

    Returns
    -------
    tuple of Quota

    Examples
    --------
    >>> sum(quota.n_items for quota in equal_quotas(["basics", "safety"], {"core": 5, "teacher": 1}))
    12
    """
    return tuple(Quota(area, share, n) for area in areas for share, n in shares.items())


def pick_next(
    table: ScoringTable,
    theta: float,
    candidates: Candidates,
    administered: Sequence[int],
    quotas: Sequence[Quota],
    seed: int,
    position: int,
    excluded: Collection[int] = (),
) -> int:
    """Choose the item to give next.

    Parameters
    ----------
    table : ScoringTable of n items
    theta : float
        The estimate so far, in logits; rounded to 1e-6 before use.
    candidates : Candidates
        Of the same n items.
    administered : sequence of int
        Items given so far, in order.
    quotas : sequence of Quota
        What a whole sitting is made of, at most one for each area and share.
    seed : int
        The sitting's stored seed.
    position : int
        Which item of the sitting this is, from 0.
    excluded : collection of int
        Items that are out of this sitting, as broken ones: never picked, and they fill no quota.

    Returns
    -------
    int
        Index of an item that was not given yet.

    Raises
    ------
    QuotasMet
        If the quotas are already met.
    QuotasOutOfReach
        If they cannot be met any more.

    Notes
    -----
    A pick among the 45 best of the pool, with uncertainty folded in, keeps 95 % intervals at 94.6 % where
    difficulties are guessed with an error of 0.8 logits; picking the single best does not.

    Examples
    --------
    >>> from literacy.psychometrics.ability import scoring_table
    >>> from literacy.psychometrics.curves import dichotomous_items
    >>> table = scoring_table(dichotomous_items(["x", "y"], b=[-1.0, 1.0]))
    >>> candidates = Candidates(areas=("safety", "safety"), shares=("core", "core"))
    >>> pick_next(table, 0.0, candidates, [], [Quota("safety", "core", 2)], seed=7, position=0)
    0
    """
    if table.parameters.n_items != candidates.n_items:
        raise ValueError("the table and the candidates describe different numbers of items")
    owed = _owed(candidates, administered, quotas)
    pool = _open_pool(candidates, administered, excluded, owed)
    if not can_be_completed(owed, pool, candidates.enemies):
        raise QuotasOutOfReach(f"the quotas cannot be met any more; still owed: {owed}")
    easy = _easy_items(table, pool) if position < EASY_POSITIONS else frozenset()
    gentle = {cell for cell in owed if easy.intersection(pool[cell])}
    area = _next_area(candidates, administered, quotas, owed, {area for area, _ in gentle}, seed, position)
    cell = _next_cell(area, owed, gentle, seed, position)
    admissible = _admissible(candidates, owed, pool, cell)
    admissible = [item for item in admissible if item in easy] or admissible
    n_pool = sum(len(items) for items in pool.values())
    n_best = max(FEWEST, -(-MOST_INFORMATIVE * len(pool[cell]) // n_pool))
    best = _most_informative(table, theta, admissible, n_best)
    return best[draw(seed, position, len(best), "item")]


def _owed(candidates: Candidates, administered: Sequence[int], quotas: Sequence[Quota]) -> dict[Cell, int]:
    """Items still owed to each cell, cells that are full left out."""
    owed = {(quota.area, quota.share): quota.n_items for quota in quotas}
    if len(owed) != len(quotas):
        raise ValueError("two quotas name the same area and share")
    for item in administered:
        cell = (candidates.areas[item], candidates.shares[item])
        if cell in owed:
            owed[cell] -= 1
    owed = {cell: n for cell, n in owed.items() if n > 0}
    if not owed:
        raise QuotasMet("every quota is met: the sitting is complete")
    return owed


def _open_pool(
    candidates: Candidates, administered: Sequence[int], excluded: Collection[int], owed: Mapping[Cell, int]
) -> dict[Cell, list[int]]:
    """Items of the open cells that were not given nor taken out, and are no enemies of those given."""
    gone = {*administered, *excluded}
    for item in administered:
        gone |= candidates.enemies[item]
    return {cell: [i for i in candidates.cells.get(cell, ()) if i not in gone] for cell in owed}


def _next_area(
    candidates: Candidates,
    administered: Sequence[int],
    quotas: Sequence[Quota],
    owed: Mapping[Cell, int],
    preferred: Collection[str],
    seed: int,
    position: int,
) -> str:
    """Find the area furthest behind its quota; of equals a preferred one, not the last one, drawn."""
    wanted: dict[str, int] = {}
    for quota in quotas:
        wanted[quota.area] = wanted.get(quota.area, 0) + quota.n_items
    missing: dict[str, int] = {}
    for (area, _), n_items in owed.items():
        missing[area] = missing.get(area, 0) + n_items
    behind = {area: Fraction(n, wanted[area]) for area, n in missing.items()}
    furthest = max(behind.values())
    areas = sorted(area for area, part in behind.items() if part == furthest)
    areas = [area for area in areas if area in preferred] or areas
    if len(areas) > 1 and administered and candidates.areas[administered[-1]] in areas:
        areas.remove(candidates.areas[administered[-1]])
    return areas[draw(seed, position, len(areas), "area")]


def _next_cell(area: str, owed: Mapping[Cell, int], preferred: Collection[Cell], seed: int, position: int) -> Cell:
    """Core or role, if possible a preferred one, drawn in proportion to what the area still owes to each."""
    cells = sorted(cell for cell in owed if cell[0] == area)
    cells = [cell for cell in cells if cell in preferred] or cells
    tickets = [cell for cell in cells for _ in range(owed[cell])]
    return tickets[draw(seed, position, len(tickets), "share")]


def _admissible(
    candidates: Candidates, owed: Mapping[Cell, int], pool: Mapping[Cell, list[int]], cell: Cell
) -> list[int]:
    """Items of a cell that leave every quota within reach; the avoided only where there is no other."""
    after = {**owed, cell: owed[cell] - 1}
    admissible = []
    for item in pool[cell]:
        if candidates.enemies[item]:
            gone = candidates.enemies[item] | {item}
            rest = {place: [i for i in items if i not in gone] for place, items in pool.items()}
            if not can_be_completed(after, rest, candidates.enemies):
                continue
        admissible.append(item)
    return [item for item in admissible if item not in candidates.avoided] or admissible


def _easy_items(table: ScoringTable, pool: Mapping[Cell, list[int]]) -> frozenset[int]:
    """Items of the open pool that are no harder than its middle."""
    locations: FloatArray = table.parameters.locations.round(_DECIMALS)
    items = [item for cell in pool.values() for item in cell]
    middle = float(np.median(locations[items]))
    return frozenset(item for item in items if locations[item] <= middle)


def _most_informative(table: ScoringTable, theta: float, items: Sequence[int], n_best: int) -> list[int]:
    """Sort out the items that say most at theta, best first."""
    information = rounded_information(table, theta, items)
    order = sorted(range(len(items)), key=lambda k: (-information[k], table.item_ids[items[k]]))
    return [items[k] for k in order[:n_best]]


def rounded_information(table: ScoringTable, theta: float, items: Sequence[int]) -> list[float]:
    """Fisher information at theta, read between the grid points and rounded to 1e-6.

    Parameters
    ----------
    table : ScoringTable
    theta : float
        In logits; rounded to 1e-6, and moved to the grid's edge where it lies outside.
    items : sequence of k int

    Returns
    -------
    list of k float
        Per squared logit. Rounded, so that the last bits of a processor never decide a path.

    Examples
    --------
    >>> from literacy.psychometrics.ability import scoring_table
    >>> from literacy.psychometrics.curves import dichotomous_items
    >>> rounded_information(scoring_table(dichotomous_items(["x"], b=0.0)), 0.0, [0])
    [0.25]
    """
    place = (round(float(theta), _DECIMALS) - float(table.grid[0])) / table.spacing
    left = min(max(int(place), 0), table.grid.size - 2)
    part = min(max(place - left, 0.0), 1.0)
    rows = np.asarray(items, dtype=np.intp)
    values = (1 - part) * table.information[rows, left] + part * table.information[rows, left + 1]
    return [float(value) for value in values.round(_DECIMALS)]
