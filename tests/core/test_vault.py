"""Names stay sealed without the node's key."""

import os

import pytest

from literacy.core.errors import UnreadableInput
from literacy.core.vault import Vault, create_node_key, open_vault


def test_sealed_text_opens_with_the_same_key_and_purpose_only():
    vault = Vault(os.urandom(32))
    wrapped = vault.new_learner_key()
    sealed = vault.seal(wrapped, "Ґонтаренко".encode(), "identity")
    assert "Ґонтаренко".encode() not in sealed
    assert vault.open(wrapped, sealed, "identity").decode() == "Ґонтаренко"
    with pytest.raises(UnreadableInput):
        vault.open(wrapped, sealed, "profile")
    with pytest.raises(UnreadableInput):
        vault.open(vault.new_learner_key(), sealed, "identity")
    with pytest.raises(UnreadableInput):
        Vault(os.urandom(32)).open(wrapped, sealed, "identity")


def test_the_key_file_is_made_once_and_only_for_its_owner(tmp_path):
    path = tmp_path / "keys" / "node.key"
    create_node_key(path)
    content = path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    create_node_key(path)
    assert path.read_bytes() == content
    open_vault(path)
    path.chmod(0o644)
    with pytest.raises(UnreadableInput, match="chmod 600"):
        open_vault(path)


def test_a_missing_key_says_what_to_do(tmp_path):
    with pytest.raises(UnreadableInput, match="LITERACY_KEY_FILE"):
        open_vault(tmp_path / "node.key")


def test_keyed_hashes_depend_on_key_and_purpose():
    one, other = Vault(os.urandom(32)), Vault(os.urandom(32))
    assert one.keyed_hash("room", "ABC") == one.keyed_hash("room", "ABC")
    assert one.keyed_hash("room", "ABC") != one.keyed_hash("seat", "ABC")
    assert one.keyed_hash("room", "ABC") != other.keyed_hash("room", "ABC")
