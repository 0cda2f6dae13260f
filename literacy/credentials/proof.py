"""Data Integrity proofs, `eddsa-rdfc-2022`: signing, and verifying what a stranger hands in.

A document is judged before it is canonicalised: exact contexts in exact order, exactly one proof, our own shape (so a
poison graph never reaches the canonicalisation, whose cost is factorial), one of the given keys and no other.
"""

import hashlib
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import base58
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pyld import jsonld

from literacy.core.errors import HouseError

Document = dict[str, Any]
CRYPTOSUITE = "eddsa-rdfc-2022"
PURPOSE = "assertionMethod"
LARGEST_DOCUMENT = 64 * 1024
LONGEST_STRING = 32 * 1024
_DEEPEST = 12
_MULTIBASE_BASE58 = "z"
_SIGNATURE_BYTES = 64
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")

CREDENTIALS_CONTEXT = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
_CONTEXT_FOLDER = Path(__file__).resolve().parents[2] / "certs" / "contexts"
_CONTEXT_FILES = {
    CREDENTIALS_CONTEXT: (
        "credentials-v2.jsonld",
        "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    ),
    OPEN_BADGES_CONTEXT: (
        "open-badges-3.0.3.jsonld",
        "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84",
    ),
}


class BadProof(HouseError):
    """The document is not one that the given keys signed; `reason` is a stable word, `detail` says where."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Listed:
    """A shape: a list of `least` to `most` elements of one shape, no two with the same value of `distinct`."""

    element: Any
    least: int
    most: int
    distinct: str | None = None


@dataclass(frozen=True, slots=True)
class Maybe:
    """A shape: a member that may be missing."""

    shape: Any


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document: its contexts in their order and the shape of everything but contexts and proof.

    In a shape a mapping names all members, a tuple all elements of a list; `str` means any string, `float` any finite
    number, a value itself.
    """

    contexts: tuple[str, ...]
    shape: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Signed:
    """What a good proof says."""

    verification_method: str
    created: datetime


def instant(moment: datetime) -> str:
    """Return a moment as XML dateTime in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_document(data: bytes) -> Document:
    """Parse a JSON document from outside; duplicate names, a byte order mark and non-numbers are refused."""
    if len(data) > LARGEST_DOCUMENT:
        raise BadProof("too_large", f"{len(data)} bytes")
    try:
        document = json.loads(data.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:  # not UTF-8, not JSON, a number of 10,000 digits, too deep
        raise BadProof("not_json", type(error).__name__) from error
    if not isinstance(document, dict):
        raise BadProof("not_json", "not an object")
    return document


def sign(document: Document, signing_key: Ed25519PrivateKey, verification_method: str, created: datetime) -> Document:
    """Return the document with its proof."""
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": CRYPTOSUITE,
        "created": instant(created),
        "verificationMethod": verification_method,
        "proofPurpose": PURPOSE,
    }
    signature = signing_key.sign(_signed_bytes(document, options))
    proof_value = _MULTIBASE_BASE58 + base58.b58encode(signature).decode("ascii")
    return {**document, "proof": {**options, "proofValue": proof_value}}


def verify(document: Document, keys: Mapping[str, Ed25519PublicKey], moment: datetime, kind: Kind) -> Signed:
    """Check that one of the keys (verification method -> public key) signed exactly this document, or raise BadProof."""
    if document.get("@context") != list(kind.contexts):
        raise BadProof("wrong_context")
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    content = {name: value for name, value in unsigned.items() if name != "@context"}
    require_shape(content, kind.shape)
    options, signature = _options_and_signature(document.get("proof"))
    created = _read_instant(options["created"])
    if created > moment:
        raise BadProof("created_in_future", options["created"])
    method = options["verificationMethod"]
    if method not in keys or method.partition("#")[0] != _issuer_of(content):
        raise BadProof("unknown_key", method[:200])
    try:
        keys[method].verify(signature, _signed_bytes(unsigned, options))
    except InvalidSignature as error:
        raise BadProof("signature_does_not_fit") from error
    return Signed(method, created)


def require_shape(value: Any, shape: Any, path: str = "$", depth: int = 0) -> None:
    """Raise BadProof unless the value has the shape; no value may name a blank node."""
    if depth > _DEEPEST:
        raise BadProof("wrong_shape", path)
    if isinstance(shape, Mapping):
        _require_members(value, shape, path, depth)
    elif isinstance(shape, Listed):
        _require_elements(value, shape, path, depth)
    elif isinstance(shape, tuple):
        if not isinstance(value, list) or len(value) != len(shape):
            raise BadProof("wrong_shape", path)
        for place, (element, inner) in enumerate(zip(value, shape, strict=True)):
            require_shape(element, inner, f"{path}[{place}]", depth + 1)
    elif not _fits(value, shape):
        raise BadProof("wrong_shape", path)


def _fits(value: Any, shape: Any) -> bool:
    """Say whether a value is a string, a number, or the very value that the shape asks for."""
    if shape is str:
        return isinstance(value, str) and _is_plain_text(value)
    if shape is float:
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return type(value) is type(shape) and bool(value == shape)


def _is_plain_text(text: str) -> bool:
    """Say whether a string names no blank node and holds no half of a surrogate pair."""
    return (
        len(text) <= LONGEST_STRING
        and not text.startswith("_:")
        and not any("\ud800" <= sign <= "\udfff" for sign in text)
    )


def _require_members(value: Any, shape: Mapping[str, Any], path: str, depth: int) -> None:
    if not isinstance(value, dict):
        raise BadProof("wrong_shape", path)
    for name in sorted(value.keys() - shape.keys()):
        raise BadProof("wrong_shape", f"{path}.{name[:80]}")
    for name, inner in shape.items():
        if name in value:
            wanted = inner.shape if isinstance(inner, Maybe) else inner
            require_shape(value[name], wanted, f"{path}.{name}", depth + 1)
        elif not isinstance(inner, Maybe):
            raise BadProof("wrong_shape", f"{path}.{name}")


def _require_elements(value: Any, shape: Listed, path: str, depth: int) -> None:
    if not isinstance(value, list) or not shape.least <= len(value) <= shape.most:
        raise BadProof("wrong_shape", path)
    for place, element in enumerate(value):
        require_shape(element, shape.element, f"{path}[{place}]", depth + 1)
    if shape.distinct is not None and len({element[shape.distinct] for element in value}) < len(value):
        raise BadProof("wrong_shape", f"{path}: {shape.distinct} repeats")


def _options_and_signature(proof: Any) -> tuple[dict[str, str], bytes]:
    if not isinstance(proof, dict):
        raise BadProof("not_one_proof")
    require_shape(
        proof,
        {
            "type": "DataIntegrityProof",
            "cryptosuite": CRYPTOSUITE,
            "created": str,
            "verificationMethod": str,
            "proofPurpose": PURPOSE,
            "proofValue": str,
        },
        "$.proof",
    )
    value: str = proof["proofValue"]
    try:
        signature = base58.b58decode(value.removeprefix(_MULTIBASE_BASE58)) if len(value) < 100 else b""
    except ValueError as error:
        raise BadProof("signature_does_not_fit", "not base58") from error
    if not value.startswith(_MULTIBASE_BASE58) or len(signature) != _SIGNATURE_BYTES:
        raise BadProof("signature_does_not_fit", "not an Ed25519 signature")
    return {name: text for name, text in proof.items() if name != "proofValue"}, signature


def _issuer_of(content: Document) -> str:
    issuer = content.get("issuer")
    found = issuer.get("id") if isinstance(issuer, dict) else issuer
    return found if isinstance(found, str) else ""


def _read_instant(text: str) -> datetime:
    if not _MOMENT.fullmatch(text):
        raise BadProof("wrong_shape", "$.proof.created")
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise BadProof("wrong_shape", "$.proof.created") from error


def _signed_bytes(document: Document, options: Mapping[str, str]) -> bytes:
    configuration = {"@context": document["@context"], **options}
    return _canonical_hash(configuration) + _canonical_hash(document)


def _canonical_hash(document: Document) -> bytes:
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": load_context}
    try:
        lines = jsonld.normalize(document, options)
    except jsonld.JsonLdError as error:
        raise BadProof("wrong_shape", "not JSON-LD") from error
    return hashlib.sha256(lines.encode("utf-8")).digest()


def load_context(address: str, _options: object = None) -> Document:
    """Return one of our own context files to the JSON-LD processor; nothing is ever fetched."""
    if address not in _CONTEXT_FILES:
        raise BadProof("unknown_context", address[:200])
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": address,
        "document": _context(address),
    }


@lru_cache(maxsize=len(_CONTEXT_FILES))
def _context(address: str) -> Document:
    name, digest = _CONTEXT_FILES[address]
    data = (_CONTEXT_FOLDER / name).read_bytes()
    if hashlib.sha256(data).hexdigest() != digest:
        raise BadProof("unknown_context", f"{name} is not the file that was pinned")
    found: Document = json.loads(data)
    return found


def _unique(pairs: list[tuple[str, Any]]) -> Document:
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        raise BadProof("duplicate_name", next(name for name in names if names.count(name) > 1)[:80])
    return dict(pairs)


def _no_constant(text: str) -> None:
    raise BadProof("not_json", text)
