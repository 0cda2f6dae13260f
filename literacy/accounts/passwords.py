"""Passwords: which are taken, how they are kept, how they are compared."""

import secrets
import unicodedata
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from literacy.core.errors import Reason

SHORTEST = 10
LONGEST = 256
PIN_DIGITS = 6
KNOWN = Path(__file__).with_name("known_passwords.txt")
# The least that OWASP asks for: 19 MiB, two passes; a village box must bear a room of trainers.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def reasons_against(password: str, email: str) -> list[Reason]:
    """Return why a new password is not taken: only its length, the address itself, and what everybody tries first."""
    plain = _normalised(password)
    if len(plain) < SHORTEST:
        return [Reason("password_short", {"least": SHORTEST, "have": len(plain)})]
    if len(plain) > LONGEST:
        return [Reason("password_long", {"most": LONGEST})]
    if plain.casefold() == email.casefold():
        return [Reason("password_is_email")]
    return [Reason("password_common")] if plain.casefold() in _known() else []


def reasons_against_pin(pin: str) -> list[Reason]:
    """Return why a PIN is not taken: it has six digits, and not the ones that everybody tries first."""
    if len(pin) != PIN_DIGITS or not (pin.isascii() and pin.isdigit()):
        return [Reason("pin_shape", {"need": PIN_DIGITS})]
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    return [Reason("pin_common")] if len(steps) == 1 and steps <= {-1, 0, 1} else []


def hashed(password: str) -> str:
    """Return what is stored of a password."""
    return _hasher.hash(_normalised(password))


def fits(password_hash: str | None, password: str) -> bool:
    """Say whether the password is the one; without a hash it takes as long and is not."""
    try:
        _hasher.verify(password_hash or _nobodys_hash(), _normalised(password)[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def _normalised(password: str) -> str:
    """Return one form for what looks the same: some letters come as one sign or as two, as the keyboard pleases."""
    return unicodedata.normalize("NFKC", password)


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset(line.casefold() for line in KNOWN.read_text("utf-8").splitlines() if line)


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return _hasher.hash(secrets.token_hex(8))
