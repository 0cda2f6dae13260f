"""What must never stand in a bank, since it could be somebody's: addresses, phones, numbers of people and cards."""

import re
from collections.abc import Callable, Iterator

_TOP_LEVEL = re.compile(
    r"ua|com|org|net|edu|gov|info|eu|pl|ro|md|de|fr|uk|us|ru|su|by|kz|biz|io|me|co|tv|cc|ai|app|dev|xyz|top|site|online|"
    r"store|shop|click|link|live|club|pro|digital|school|space|website|agency|int|mil|\u0443\u043a\u0440"
)
_EMAIL = re.compile(r"[\w.+-]+@[\w.-]+\w")
_DOMAIN = re.compile(r"(?<![\w.@-])(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}(?![\w-])")
_GAP = r"[ \u00a0-]?"
_PHONE = re.compile(
    rf"(?<!\w)(?:\+\d[\d ()\u00a0-]{{8,16}}\d|(?:38)?{_GAP}\(?0\d{{2}}\)?{_GAP}\d{{3}}{_GAP}\d{{2}}{_GAP}\d{{2}})(?![\d-])"
)
_PASSPORT = re.compile(r"(?<!\w)[\u0410-\u042f\u0406\u0407\u0404]{2} ?(?:№ ?)?\d{6}(?!\d)")
_IBAN = re.compile(r"\bUA ?\d{2}(?: ?\d){25}(?!\d)")
_CARD = re.compile(r"(?<!\d)\d{4}[ \u00a0-]?\d{4}[ \u00a0-]?\d{4}[ \u00a0-]?\d{4}(?!\d)")
_TAX_NUMBER = re.compile(r"(?<!\d)\d{10}(?!\d)")
_TAX_WEIGHTS = (-1, 5, 7, 9, 4, 6, 10, 5, 7)
RESERVED = ".example"


def real_things(words: str) -> Iterator[tuple[str, str]]:
    """Yield what could be real in a text: what it is, and the text of it. Only `.example` is nobody's."""
    yield from _addresses(words)
    for what, pattern, is_real in _NUMBERS:
        yield from ((what, found[0]) for found in pattern.finditer(words) if is_real(found[0]))


def _addresses(words: str) -> Iterator[tuple[str, str]]:
    for address in _EMAIL.findall(words):
        if not address.casefold().endswith(RESERVED):
            yield "e-mail address", address
    for domain in _DOMAIN.findall(_EMAIL.sub(" ", words)):
        if _TOP_LEVEL.fullmatch(domain.casefold().rpartition(".")[2]):
            yield "internet address", domain


def is_tax_number(number: str) -> bool:
    """Say whether ten digits carry the check digit of a taxpayer's number."""
    digits = [int(sign) for sign in number]
    total = sum(weight * digit for weight, digit in zip(_TAX_WEIGHTS, digits, strict=False))
    return total % 11 % 10 == digits[9]


def is_card_number(number: str) -> bool:
    """Say whether sixteen digits carry the check digit of a bank card (Luhn)."""
    digits = [int(sign) for sign in number if sign.isdigit()]
    doubled = [digit if place % 2 else sum(divmod(2 * digit, 10)) for place, digit in enumerate(digits)]
    return sum(doubled) % 10 == 0


_NUMBERS: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("phone number", _PHONE, bool),
    ("passport number", _PASSPORT, bool),
    ("account number", _IBAN, bool),
    ("card number", _CARD, is_card_number),
    ("taxpayer number", _TAX_NUMBER, is_tax_number),
)
