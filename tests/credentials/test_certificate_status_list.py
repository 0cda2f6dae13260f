import base64
import gzip
from datetime import UTC, datetime, timedelta

import pytest

from literacy.credentials import proof
from literacy.credentials.document import issuer_did
from literacy.credentials.proof import BadProof
from literacy.credentials.status_list import (
    LIST_BYTES,
    LIST_LENGTH,
    STATUS_LIST,
    decoded_list,
    encoded_list,
    free_index,
    is_set,
    status_list_document,
    status_of,
)

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
ADDRESS = "https://literacy.example/status/revocation"


@pytest.fixture
def document():
    return status_list_document(
        address=ADDRESS,
        issuer=issuer_did("literacy.example"),
        purpose="revocation",
        set_indices=[0, 9, 94567, LIST_LENGTH - 1],
        moment=NOW,
    )


def test_bits_are_read_as_they_were_set(document):
    bits = decoded_list(document["credentialSubject"]["encodedList"])
    assert [index for index in range(LIST_LENGTH) if is_set(bits, index)] == [0, 9, 94567, LIST_LENGTH - 1]
    assert bits[0] == 0b1000_0000
    assert bits[1] == 0b0100_0000


def test_an_empty_list_is_small_and_always_the_same():
    assert len(encoded_list([])) < 100
    assert encoded_list([]) == encoded_list([])


@pytest.mark.parametrize("index", [-1, LIST_LENGTH])
def test_an_index_beyond_the_list_is_refused(index):
    with pytest.raises(BadProof, match="no index"):
        is_set(bytes(LIST_BYTES), index)


def packed(data):
    return "u" + base64.urlsafe_b64encode(gzip.compress(data)).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "encoded",
    [
        "",
        "z" + encoded_list([])[1:],
        "u!!!",
        "uAAAA",
        encoded_list([])[:-8],
        packed(bytes(LIST_BYTES - 1)),
        packed(bytes(LIST_BYTES * 1000)),
    ],
    ids=["empty", "multibase", "signs", "not gzip", "cut", "short", "bomb"],
)
def test_a_list_that_is_not_one_is_refused(encoded):
    with pytest.raises(BadProof, match="bad_status_list"):
        decoded_list(encoded)


def test_a_signed_list_tells_the_status(document, signing_key, method):
    signed = proof.sign(document, signing_key, method, NOW)
    assert proof.verify(signed, {method: signing_key.public_key()}, NOW, STATUS_LIST).verification_method == method
    assert status_of(signed, "revocation", 94567, NOW)
    assert not status_of(signed, "revocation", 94568, NOW)


def test_an_altered_list_is_refused(document, signing_key, method):
    signed = proof.sign(document, signing_key, method, NOW)
    signed["credentialSubject"]["encodedList"] = encoded_list([])
    with pytest.raises(BadProof, match="signature_does_not_fit"):
        proof.verify(signed, {method: signing_key.public_key()}, NOW, STATUS_LIST)


@pytest.mark.parametrize("moment", [NOW - timedelta(seconds=1), NOW + timedelta(hours=24)])
def test_a_stale_list_says_nothing(document, moment):
    with pytest.raises(BadProof, match="stale"):
        status_of(document, "revocation", 1, moment)


def test_a_list_of_another_purpose_says_nothing(document):
    with pytest.raises(BadProof, match="another purpose"):
        status_of(document, "suspension", 1, NOW)


def test_indices_are_drawn_at_random_among_the_free_ones():
    draws = iter([5, 5, 7])
    assert free_index({5}, lambda _: next(draws)) == 7
    assert len({free_index(set()) for _ in range(50)}) > 45
    with pytest.raises(OverflowError):
        free_index(range(LIST_LENGTH))
