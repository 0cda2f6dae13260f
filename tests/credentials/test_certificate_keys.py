import os
import stat

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from literacy.core.errors import UnreadableInput
from literacy.credentials import keys


def raw(key):
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "issuer.pem"


def test_a_new_key_is_for_its_owner_alone(path):
    old_mask = os.umask(0)
    try:
        made = keys.new_signing_key(path)
    finally:
        os.umask(old_mask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert raw(keys.load_signing_key(path)) == raw(made)


def test_an_existing_file_is_never_overwritten(path):
    path.write_text("mine")
    with pytest.raises(FileExistsError):
        keys.new_signing_key(path)
    assert path.read_text() == "mine"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o700, 0o400])
def test_a_key_of_another_mode_is_refused(path, mode):
    keys.new_signing_key(path)
    path.chmod(mode)
    with pytest.raises(keys.UnsafeKeyFile, match="0600"):
        keys.load_signing_key(path)


def test_a_key_of_somebody_else_is_refused(path, monkeypatch):
    keys.new_signing_key(path)
    monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)
    with pytest.raises(keys.UnsafeKeyFile, match="somebody else"):
        keys.load_signing_key(path)


def test_a_link_to_a_key_is_refused(path, tmp_path):
    keys.new_signing_key(path)
    link = tmp_path / "link.pem"
    link.symlink_to(path)
    with pytest.raises(keys.UnsafeKeyFile):
        keys.load_signing_key(link)


def test_another_kind_of_key_is_refused(path):
    other = generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for content in (other, b"not a key"):
        path.write_bytes(content)
        path.chmod(0o600)
        with pytest.raises(UnreadableInput):
            keys.load_signing_key(path)


def test_multikey_goes_there_and_back(signing_key):
    text = keys.multibase(signing_key.public_key())
    assert text.startswith("z6Mk")
    assert keys.multibase(keys.public_key_of(text)) == text
    for bad in ("", "z", "u" + text[1:], "z6Mk0", text[:-4]):
        with pytest.raises(UnreadableInput):
            keys.public_key_of(bad)


def test_did_json_keeps_retired_keys_and_drops_compromised_ones(signing_key):
    text = keys.multibase(signing_key.public_key())
    published = [
        keys.PublishedKey("new", text),
        keys.PublishedKey("retired", text),
        keys.PublishedKey("stolen", text, compromised=True),
    ]
    document = keys.did_document("literacy.example", published)
    assert document["id"] == "did:web:literacy.example"
    assert [each["id"].partition("#")[2] for each in document["verificationMethod"]] == ["new", "retired", "stolen"]
    assert document["assertionMethod"] == ["did:web:literacy.example#new", "did:web:literacy.example#retired"]
    assert list(keys.verification_keys("literacy.example", published)) == document["assertionMethod"]


def test_a_port_is_part_of_the_identity():
    assert keys.verification_method("127.0.0.1:8000", "k") == "did:web:127.0.0.1%3A8000#k"
