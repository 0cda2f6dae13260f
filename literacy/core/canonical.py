"""One way to write a JSON document as bytes, so that its hash means the same for ever."""

import hashlib
import json


def to_bytes(document: object) -> bytes:
    """Return the document with sorted names and no spaces, in UTF-8."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def digest(document: object) -> str:
    """Return the SHA-256 of the canonical bytes, in hex."""
    return hashlib.sha256(to_bytes(document)).hexdigest()
