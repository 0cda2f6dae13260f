"""Looking ahead: whether the quotas of a sitting can still be met with no two enemies in it."""

from collections.abc import Mapping, Sequence

Cell = tuple[str, str]
"""A content area and a share of it."""


def can_be_completed(
    owed: Mapping[Cell, int], pool: Mapping[Cell, Sequence[int]], enemies: Sequence[frozenset[int]]
) -> bool:
    """Whether every cell can be filled from its pool without bringing two enemies together.

    Parameters
    ----------
    owed : mapping of cell to int
        Items still owed.
    pool : mapping of cell to items
        What may still be given, enemies of given items left out.
    enemies : sequence of n frozensets of int
        Mutual.

    Returns
    -------
    bool

    Notes
    -----
    Cells that can be filled without contested items are set aside first; only what is left is searched,
    so the search is small for any bank with few enemies.

    Examples
    --------
    >>> enemies = [frozenset({1}), frozenset({0})]
    >>> can_be_completed({("safety", "core"): 2}, {("safety", "core"): [0, 1]}, enemies)
    False
    """
    short = {cell: n for cell, n in owed.items() if n > 0}
    if any(len(pool[cell]) < n for cell, n in short.items()):
        return False
    while True:
        live = {item for cell in short for item in pool[cell]}
        free = {cell: sum(not enemies[i] & live for i in pool[cell]) for cell in short}
        still_short = {cell: n for cell, n in short.items() if free[cell] < n}
        if len(still_short) == len(short):
            break
        short = still_short
    needs = {cell: n - free[cell] for cell, n in short.items()}
    contested = {cell: frozenset(i for i in pool[cell] if enemies[i] & live) for cell in short}
    return _can_be_filled(needs, contested, enemies)


def _can_be_filled(
    needs: Mapping[Cell, int], contested: Mapping[Cell, frozenset[int]], enemies: Sequence[frozenset[int]]
) -> bool:
    """Search among contested items, the tightest cell first."""
    needs = {cell: n for cell, n in needs.items() if n > 0}
    if any(len(contested[cell]) < n for cell, n in needs.items()):
        return False
    if not needs:
        return True
    tightest = min(sorted(needs), key=lambda cell: len(contested[cell]) - needs[cell])
    tried: frozenset[int] = frozenset()
    for item in sorted(contested[tightest], key=lambda i: (len(enemies[i]), i)):
        gone = enemies[item] | {item}
        rest = {cell: items - gone for cell, items in contested.items()}
        rest[tightest] -= tried
        if _can_be_filled({**needs, tightest: needs[tightest] - 1}, rest, enemies):
            return True
        tried |= {item}
    return False
