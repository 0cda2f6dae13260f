"""Random draws by an integer rule of our own, so that a sitting can be replayed for ever.

Each draw is a pure function of (seed, position, purpose): no state, no library whose stream could change
with a release. SplitMix64 (Steele, Lea and Flood 2014, OOPSLA) mixes the three; rejection keeps every
outcome equally likely.
"""

_WORD = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15
_FNV_OFFSET = 0xCBF29CE484222325
_FNV_PRIME = 0x100000001B3


def mixed(word: int) -> int:
    """Stir 64 bits by SplitMix64's finaliser, so that each input bit moves every output bit.

    Parameters
    ----------
    word : int
        Taken modulo 2^64.

    Returns
    -------
    int
        From 0 to 2^64 - 1.

    Examples
    --------
    >>> hex(mixed(0x9E3779B97F4A7C15))
    '0xe220a8397b1dcdaf'
    """
    word &= _WORD
    word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) & _WORD
    word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & _WORD
    return word ^ (word >> 31)


def _started(seed: int, position: int, purpose: str) -> int:
    """Mix the state from which the draws for one purpose at one position begin."""
    name = _FNV_OFFSET
    for byte in purpose.encode():
        name = ((name ^ byte) * _FNV_PRIME) & _WORD
    return mixed(mixed(mixed(seed + _GOLDEN) + position * _GOLDEN) ^ name)


def _below(state: int, n: int) -> tuple[int, int]:
    """Draw a number from 0 to n - 1, all equally likely; also give the state after it."""
    fair = (1 << 64) - (1 << 64) % n
    while True:
        state = (state + _GOLDEN) & _WORD
        word = mixed(state)
        if word < fair:
            return word % n, state


def draw(seed: int, position: int, n: int, purpose: str = "item") -> int:
    """Draw one of n outcomes, all equally likely, the same for ever for the same arguments.

    Parameters
    ----------
    seed : int
        The sitting's stored seed; taken modulo 2^64.
    position : int
        Which item of the sitting, from 0.
    n : int
        How many outcomes, at least one.
    purpose : str
        What the draw is for: draws for different purposes are independent.

    Returns
    -------
    int
        From 0 to n - 1.

    Raises
    ------
    ValueError
        If n is below one.

    Examples
    --------
    >>> draw(seed=7, position=0, n=6, purpose="area") == draw(seed=7, position=0, n=6, purpose="area")
    True
    """
    if n < 1:
        raise ValueError(f"nothing to draw from: n = {n}")
    return _below(_started(seed, position, purpose), n)[0]


def shuffled(seed: int, position: int, n: int, purpose: str = "options") -> tuple[int, ...]:
    """Draw an order of n things, all equally likely, the same for ever for the same arguments.

    Parameters
    ----------
    seed, position, purpose
        As in `draw`.
    n : int
        How many things; zero gives an empty order.

    Returns
    -------
    tuple of n int
        The numbers 0 to n - 1 in the order to show.

    Raises
    ------
    ValueError
        If n is negative.

    Notes
    -----
    Fisher and Yates, from the end.

    Examples
    --------
    >>> sorted(shuffled(seed=7, position=3, n=4))
    [0, 1, 2, 3]
    """
    if n < 0:
        raise ValueError(f"cannot order {n} things")
    order = list(range(n))
    state = _started(seed, position, purpose)
    for last in range(n - 1, 0, -1):
        other, state = _below(state, last + 1)
        order[last], order[other] = order[other], order[last]
    return tuple(order)
