"""Keeping names unreadable on a copied disk.

The node's key lies in a file of its own (`LITERACY_KEY_FILE`). From it come: the key that wraps each learner's own key,
the key of keyed hashes (codes are stored as hashes that only this node can compute), and the secret of browser cookies.
A learner's name and documents are sealed with the learner's key; erasing that key erases them.
"""

import base64
import hashlib
import hmac
import os
import stat
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from literacy.core.errors import UnreadableInput

KEY_BYTES = 32
_NONCE_BYTES = 12
_FILE_MODE = 0o600


class Vault:
    """What the node's key can do; the key itself never leaves this object."""

    def __init__(self, node_key: bytes) -> None:
        if len(node_key) != KEY_BYTES:
            raise UnreadableInput(f"the node key must have {KEY_BYTES} bytes, not {len(node_key)}")
        self._wrapping_key = _derive(node_key, "wrap learners' keys")
        self._hash_key = _derive(node_key, "keyed hashes")
        self.cookie_secret = _derive(node_key, "browser cookies")

    def new_learner_key(self) -> bytes:
        """Return a fresh learner's key, wrapped; only the wrapped form is ever stored."""
        return _seal(self._wrapping_key, os.urandom(KEY_BYTES), b"learner key")

    def seal(self, wrapped_key: bytes, plain: bytes, purpose: str) -> bytes:
        """Encrypt with a learner's key; `purpose` binds the text to its place."""
        return _seal(self._unwrap(wrapped_key), plain, purpose.encode())

    def open(self, wrapped_key: bytes, sealed: bytes, purpose: str) -> bytes:
        """Decrypt what `seal` made for the same purpose."""
        return _open(self._unwrap(wrapped_key), sealed, purpose.encode())

    def keyed_hash(self, purpose: str, text: str) -> str:
        """Return a hash that nobody without the node's key can test guesses against."""
        return hmac.new(self._hash_key, f"{purpose}\x00{text}".encode(), hashlib.sha256).hexdigest()

    def drawn_number(self, purpose: str, text: str) -> int:
        """Return a number of 256 bits that looks random to who has not the node's key, and is the same for ever here."""
        return int(self.keyed_hash(f"drawn: {purpose}", text), 16)

    def _unwrap(self, wrapped_key: bytes) -> bytes:
        return _open(self._wrapping_key, wrapped_key, b"learner key")


def _derive(node_key: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode()).derive(node_key)


def _seal(secret: bytes, plain: bytes, bound_to: bytes) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(secret).encrypt(nonce, plain, bound_to)


def _open(secret: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    try:
        return AESGCM(secret).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound_to)
    except InvalidTag as error:
        raise UnreadableInput(
            "sealed data do not open with this node key: is LITERACY_KEY_FILE the right one?"
        ) from error


def create_node_key(path: Path) -> None:
    """Make a node key file that only its owner reads; leave an existing one alone."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "wb") as file:
        file.write(base64.b64encode(os.urandom(KEY_BYTES)) + b"\n")
        file.flush()
        os.fsync(file.fileno())


def open_vault(path: Path) -> Vault:
    """Read the node key file; refuse one that others can read."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        text = path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableInput(f"no node key at {path}: run `literacy db upgrade`, or set LITERACY_KEY_FILE") from error
    if mode & 0o077:
        raise UnreadableInput(f"others can read the node key {path}: run `chmod 600 {path}`")
    return Vault(base64.b64decode(text))
