"""Ids where the fact is made (UUIDv7) and short codes for people, with check characters.

Codes use Crockford's base 32. What a person types is normalised first: case, dashes, spaces, letters that look
alike (O and 0, I and 1) and Cyrillic twins (А, В, Е, К, М, Н, О, Р, С, Т, Х, І) are all understood.
"""

import secrets
import uuid

import uuid_utils

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# Signs that are on both keyboards and that nobody confuses: for codes typed from a card in a hurry.
CARD_ALPHABET = "ABEKMHPCTX245679"
_TWINS = str.maketrans(
    {
        "А": "A", "В": "B", "Е": "E", "К": "K", "М": "M", "Н": "H", "О": "0", "Р": "P", "С": "C", "Т": "T",
        "Х": "X", "У": "Y", "І": "1", "Ї": "1", "З": "3", "Ѕ": "S", "Ј": "J", "O": "0", "I": "1", "L": "1",
    }
)  # fmt: skip
CERTIFICATE_PREFIX = "KH26"
_RANDOM_CHARACTERS = 16
_CERTIFICATE_BODY = _RANDOM_CHARACTERS + 2
ROOM_CODE_LENGTH = 6
SEAT_CODE_LENGTH = 6
CARD_NUMBER_LENGTH = 8
ROW_CODE_LENGTH = 4
HOLDER_KEY_LENGTH = 20
ID_CODE_LENGTH = 26


def new_id() -> uuid.UUID:
    """Return a UUIDv7: unique on every node, sorted by time."""
    return uuid.UUID(bytes=uuid_utils.uuid7().bytes)


def normalise_code(text: str) -> str:
    """Return the code as Crockford signs only: upper case, twins replaced, everything else dropped."""
    return "".join(sign for sign in text.upper().translate(_TWINS) if sign in ALPHABET)


def check_characters(body: str, count: int) -> str:
    """Return `count` check characters of a code body (the body as a base-32 number modulo 31, 29, …)."""
    number = 0
    for sign in body:
        number = number * 32 + ALPHABET.index(sign)
    return "".join(ALPHABET[number % modulus] for modulus in (31, 29)[:count])


def _draw(alphabet: str, length: int) -> str:
    return "".join(secrets.choice(alphabet) for _ in range(length))


def room_code_of(number: int) -> str:
    """Return the room code (6 signs) that a large random number stands for."""
    return _spelled(number, ROOM_CODE_LENGTH)


def seat_code_of(number: int) -> str:
    """Return the seat code that a large random number stands for: 5 signs and a check sign, all of the card alphabet."""
    body = _spelled(number, SEAT_CODE_LENGTH - 1)
    return body + _card_check(body)


def row_code_of(number: int) -> str:
    """Return the code of a row on a printed sheet: 3 signs and a check sign, all of the card alphabet."""
    body = _spelled(number, ROW_CODE_LENGTH - 1)
    return body + _card_check(body)


def row_code_is_consistent(code: str) -> bool:
    """Say whether a normalised row code carries its own check sign."""
    return _carries_check(code, ROW_CODE_LENGTH)


def _spelled(number: int, length: int) -> str:
    return "".join(CARD_ALPHABET[(number >> (4 * place)) % len(CARD_ALPHABET)] for place in range(length))


def card_number() -> str:
    """Return a fresh card number, by which staff and lists call a learner: 7 random signs and a check sign."""
    body = _draw(CARD_ALPHABET, CARD_NUMBER_LENGTH - 1)
    return body + _card_check(body)


def card_number_is_consistent(number: str) -> bool:
    """Say whether a normalised card number carries its own check sign."""
    return _carries_check(number, CARD_NUMBER_LENGTH)


def _card_check(body: str) -> str:
    total = sum((place + 2) * CARD_ALPHABET.index(sign) for place, sign in enumerate(body))
    return CARD_ALPHABET[total % 13]


def seat_code_is_consistent(code: str) -> bool:
    """Say whether a normalised seat code carries its own check sign."""
    return _carries_check(code, SEAT_CODE_LENGTH)


def _carries_check(code: str, length: int) -> bool:
    if len(code) != length or any(sign not in CARD_ALPHABET for sign in code):
        return False
    return code[-1] == _card_check(code[:-1])


def holder_key() -> str:
    """Return a fresh holder's key: 19 random signs (95 bits) and a check character."""
    body = _draw(ALPHABET, HOLDER_KEY_LENGTH - 1)
    return body + check_characters(body, 1)


def short_code() -> str:
    """Return a fresh code for an address (sitting, result): 12 random signs, 60 bits."""
    return _draw(ALPHABET, 12)


def code_of_id(made: uuid.UUID) -> str:
    """Return an id as 26 signs for an address that only a link leads to; nobody types it."""
    return "".join(ALPHABET[(made.int >> (5 * place)) & 31] for place in reversed(range(ID_CODE_LENGTH)))


def id_of_code(text: str) -> uuid.UUID | None:
    """Return the id that `code_of_id` spelled, or None for anything else."""
    if len(text) != ID_CODE_LENGTH or any(sign not in ALPHABET for sign in text):
        return None
    number = 0
    for sign in text:
        number = number * 32 + ALPHABET.index(sign)
    return uuid.UUID(int=number) if number < 1 << 128 else None


def grouped(code: str, size: int = 4) -> str:
    """Return the code in groups joined by dashes, as it is printed."""
    return "-".join(code[start : start + size] for start in range(0, len(code), size))


def certificate_code() -> str:
    """Return a fresh certificate number: prefix, 16 random signs (80 bits), 2 check characters, grouped."""
    body = _draw(ALPHABET, _RANDOM_CHARACTERS)
    return f"{CERTIFICATE_PREFIX}-{grouped(body + check_characters(body, 2))}"


def _certificate_body(text: str) -> str:
    code = normalise_code(text)
    if len(code) == len(CERTIFICATE_PREFIX) + _CERTIFICATE_BODY and code.startswith(CERTIFICATE_PREFIX):
        return code[len(CERTIFICATE_PREFIX) :]
    return code


def certificate_code_is_consistent(text: str) -> bool:
    """Say whether what was typed is a whole certificate number with right check characters."""
    body = _certificate_body(text)
    if len(body) != _CERTIFICATE_BODY:
        return False
    return body[_RANDOM_CHARACTERS:] == check_characters(body[:_RANDOM_CHARACTERS], 2)


def canonical_certificate_code(text: str) -> str:
    """Return the number as it is printed; call it on consistent input."""
    return f"{CERTIFICATE_PREFIX}-{grouped(_certificate_body(text))}"
