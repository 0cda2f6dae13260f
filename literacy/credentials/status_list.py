"""Bitstring Status Lists: one bit a credential, one list a purpose, published as a signed credential. Pure."""

import base64
import gzip
import secrets
import zlib
from collections.abc import Callable, Container, Iterable
from datetime import datetime, timedelta

from literacy.credentials.document import StatusPurpose
from literacy.credentials.proof import CREDENTIALS_CONTEXT, BadProof, Document, Kind, instant

LIST_LENGTH = 131_072
LIST_BYTES = LIST_LENGTH // 8
LIFETIME = timedelta(hours=24)
_MULTIBASE_BASE64URL = "u"
_DRAWS = 1000


def encoded_list(set_indices: Iterable[int]) -> str:
    """Return a list with these bits set, as the standard wants it: gzip, base64url, multibase."""
    bits = bytearray(LIST_BYTES)
    for index in set_indices:
        set_bit(bits, index)
    packed = gzip.compress(bytes(bits), compresslevel=9, mtime=0)
    return _MULTIBASE_BASE64URL + base64.urlsafe_b64encode(packed).rstrip(b"=").decode("ascii")


def decoded_list(encoded: str) -> bytes:
    """Return the bits of an encoded list, or raise BadProof; a list that unpacks to more is refused unread."""
    if not encoded.startswith(_MULTIBASE_BASE64URL):
        raise BadProof("bad_status_list", "not base64url multibase")
    text = encoded.removeprefix(_MULTIBASE_BASE64URL)
    unpacker = zlib.decompressobj(wbits=31)
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        bits = unpacker.decompress(packed, LIST_BYTES + 1)
    except (ValueError, zlib.error) as error:
        raise BadProof("bad_status_list", "not gzip in base64url") from error
    if len(bits) != LIST_BYTES or not unpacker.eof:
        raise BadProof("bad_status_list", "wrong length")
    return bits


def set_bit(bits: bytearray, index: int) -> None:
    """Set the bit of an index; index 0 is the leftmost bit of the first byte."""
    _require_index(index)
    bits[index // 8] |= 0x80 >> index % 8


def is_set(bits: bytes, index: int) -> bool:
    """Say whether the bit of an index is set."""
    _require_index(index)
    return bool(bits[index // 8] & (0x80 >> index % 8))


def free_index(taken: Container[int], draw: Callable[[int], int] = secrets.randbelow) -> int:
    """Return a random unused index: the order of issue does not show."""
    for _ in range(_DRAWS):
        index = draw(LIST_LENGTH)
        if index not in taken:
            return index
    raise OverflowError("the status list is full")


def status_list_document(
    *, address: str, issuer: str, purpose: StatusPurpose, set_indices: Iterable[int], moment: datetime
) -> Document:
    """Return the status list credential without its proof; it is valid for a day."""
    return {
        "@context": [CREDENTIALS_CONTEXT],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": instant(moment),
        "validUntil": instant(moment + LIFETIME),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encoded_list(set_indices),
        },
    }


def status_of(document: Document, purpose: StatusPurpose, index: int, moment: datetime) -> bool:
    """Read a bit of a status list whose proof was verified; a stale list or another purpose raises BadProof."""
    subject = document["credentialSubject"]
    if subject["statusPurpose"] != purpose:
        raise BadProof("bad_status_list", "another purpose")
    valid_from, valid_until = (datetime.fromisoformat(document[name]) for name in ("validFrom", "validUntil"))
    if not valid_from <= moment < valid_until:
        raise BadProof("bad_status_list", "stale")
    return is_set(decoded_list(subject["encodedList"]), index)


def _require_index(index: int) -> None:
    if not 0 <= index < LIST_LENGTH:
        raise BadProof("bad_status_list", f"no index {index}")


STATUS_LIST = Kind(
    contexts=(CREDENTIALS_CONTEXT,),
    shape={
        "id": str,
        "type": ("VerifiableCredential", "BitstringStatusListCredential"),
        "issuer": str,
        "validFrom": str,
        "validUntil": str,
        "credentialSubject": {
            "id": str,
            "type": "BitstringStatusList",
            "statusPurpose": str,
            "encodedList": str,
        },
    },
)
"""The kind of document that a status list is: `proof.verify` asks for it."""
