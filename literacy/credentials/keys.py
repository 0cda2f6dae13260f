"""The issuer's signing keys: files that only their owner may read, and the public did.json. Held by the worker alone."""

import hashlib
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import base58
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from literacy.core.errors import HouseError, UnreadableInput
from literacy.credentials.document import issuer_did
from literacy.credentials.proof import Document

KEY_FILE_MODE = 0o600
_ED25519_PUBLIC = bytes((0xED, 0x01))
_DID_CONTEXTS = ("https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1")


class UnsafeKeyFile(HouseError):
    """A key file that others could read or that is not ours."""


@dataclass(frozen=True, slots=True)
class PublishedKey:
    """A public key of the issuer as did.json shows it; a compromised one no longer vouches for anything."""

    key_id: str
    public_key_multibase: str
    compromised: bool = False


def new_signing_key(path: Path) -> Ed25519PrivateKey:
    """Make a key in a new file that only we may read; an existing file is never touched."""
    signing_key = Ed25519PrivateKey.generate()
    pem = signing_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, KEY_FILE_MODE)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(descriptor, KEY_FILE_MODE)
        file.write(pem)
        file.flush()
        os.fsync(descriptor)
    return signing_key


def load_signing_key(path: Path) -> Ed25519PrivateKey:
    """Read a key file; anything but a plain file of ours with mode 0600 is refused."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise UnsafeKeyFile(f"{path.name}: {error.strerror}") from error
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or stat.S_IMODE(found.st_mode) != KEY_FILE_MODE:
            raise UnsafeKeyFile(f"{path.name}: the mode must be 0600; run chmod 600")
        if found.st_uid != os.geteuid():
            raise UnsafeKeyFile(f"{path.name}: the file belongs to somebody else")
        pem = file.read()
    try:
        signing_key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise UnreadableInput(f"{path.name}: not an unencrypted PEM key") from error
    if not isinstance(signing_key, Ed25519PrivateKey):
        raise UnreadableInput(f"{path.name}: not an Ed25519 key")
    return signing_key


def multibase(public_key: Ed25519PublicKey) -> str:
    """Return a public key as Multikey text: z6Mk…"""
    raw = public_key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return "z" + base58.b58encode(_ED25519_PUBLIC + raw).decode("ascii")


def public_key_of(text: str) -> Ed25519PublicKey:
    """Return the public key of a Multikey text."""
    try:
        raw = base58.b58decode(text.removeprefix("z"))
        if not text.startswith("z") or not raw.startswith(_ED25519_PUBLIC):
            raise ValueError("not an Ed25519 Multikey")
        return Ed25519PublicKey.from_public_bytes(raw.removeprefix(_ED25519_PUBLIC))
    except ValueError as error:
        raise UnreadableInput("not an Ed25519 Multikey") from error


def key_id(public_key: Ed25519PublicKey) -> str:
    """Return the short name of a key, made from the key itself: ed25519-1f2e3d4c5b6a7988."""
    raw = public_key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return f"ed25519-{hashlib.sha256(raw).hexdigest()[:16]}"


def verification_method(host: str, name: str) -> str:
    """Return the full name of a key: did:web:literacy.example#ed25519-…"""
    return f"{issuer_did(host)}#{name}"


def verification_keys(host: str, keys: Sequence[PublishedKey]) -> dict[str, Ed25519PublicKey]:
    """Return what `proof.verify` asks for: every key, retired ones too, that still vouches for what it signed."""
    return {
        verification_method(host, each.key_id): public_key_of(each.public_key_multibase)
        for each in keys
        if not each.compromised
    }


def did_document(host: str, keys: Sequence[PublishedKey]) -> Document:
    """Return did.json: all keys, retired ones too (what they signed stays good); a compromised one vouches no more."""
    did = issuer_did(host)
    return {
        "@context": list(_DID_CONTEXTS),
        "id": did,
        "verificationMethod": [
            {
                "id": f"{did}#{each.key_id}",
                "type": "Multikey",
                "controller": did,
                "publicKeyMultibase": each.public_key_multibase,
            }
            for each in keys
        ],
        "assertionMethod": [f"{did}#{each.key_id}" for each in keys if not each.compromised],
    }
