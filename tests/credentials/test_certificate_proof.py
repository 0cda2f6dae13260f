import copy
import json
import time
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from literacy.credentials import proof
from literacy.credentials.document import CREDENTIAL
from literacy.credentials.proof import BadProof

ISSUED = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
LATER = ISSUED + timedelta(days=1)


@pytest.fixture
def check(signing_key, method):
    known = {method: signing_key.public_key()}
    return lambda document, moment=LATER, keys=known: proof.verify(document, keys, moment, CREDENTIAL)


def refused(check, document, reason, **options):
    with pytest.raises(BadProof) as refusal:
        check(document, **options)
    assert refusal.value.reason == reason, refusal.value


def test_what_was_signed_verifies(check, signed, method):
    assert check(signed) == proof.Signed(method, ISSUED)


def test_signing_is_deterministic(unsigned, signing_key, method, signed):
    assert proof.sign(unsigned, signing_key, method, ISSUED) == signed


def test_the_order_of_members_does_not_matter(check, signed):
    assert check(dict(reversed(signed.items())))


def leaves(value, path=()):
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, (*path, name))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from leaves(inner, (*path, place))
    else:
        yield path, value


def replaced(document, path, value):
    changed = copy.deepcopy(document)
    place = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return changed


def test_every_altered_value_is_refused(check, signed):
    tried = 0
    for path, value in leaves(signed):
        altered = not value if isinstance(value, bool) else value[:-1] + ("x" if value[-1:] != "x" else "y")
        with pytest.raises(BadProof):
            check(replaced(signed, path, altered))
        tried += 1
    assert tried > 60


@pytest.mark.parametrize("value", ["", "@type", "@graph", "no scheme", "https://a b", "\ud800", "x" * 40_000])
def test_a_strange_identifier_is_refused_in_our_own_words(check, signed, value):
    for path in (("id",), ("issuer", "id"), ("credentialSubject", "achievement", "id")):
        with pytest.raises(BadProof):
            check(replaced(signed, path, value))


def test_every_missing_or_added_member_is_refused(check, signed):
    def objects(value, path=()):
        if isinstance(value, dict):
            yield path, value
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(inner, dict | list):
                yield from objects(inner, (*path, step))

    for path, found in objects(signed):
        for changed in (
            *({name: inner for name, inner in found.items() if name != gone} for gone in found),
            {**found, "evidence": "https://example.org"},
            {**found, "@id": "https://example.org"},
        ):
            with pytest.raises(BadProof):
                check(replaced(signed, path, changed) if path else changed)


def test_another_context_is_refused(check, signed):
    for contexts in (
        [*signed["@context"], {"name": "https://example.org/name"}],
        [*signed["@context"], "https://example.org/context"],
        list(reversed(signed["@context"])),
        signed["@context"][:1],
        signed["@context"][0],
    ):
        refused(check, {**signed, "@context": contexts}, "wrong_context")


def test_exactly_one_proof_of_the_known_kind(check, signed):
    good = signed["proof"]
    for several in ([good], [good, good], [], None, "x"):
        refused(check, {**signed, "proof": several}, "not_one_proof")
    for name, value in (
        ("cryptosuite", "eddsa-jcs-2022"),
        ("proofPurpose", "authentication"),
        ("type", "Ed25519Signature2020"),
        ("created", "2026-11-23"),
        ("created", "2026-13-23T10:00:00Z"),
    ):
        refused(check, {**signed, "proof": {**good, name: value}}, "wrong_shape")
    for value in ("", "z", "zz", good["proofValue"][1:], "u" + good["proofValue"][1:], "z0OIl", "z" * 5000):
        refused(check, {**signed, "proof": {**good, "proofValue": value}}, "signature_does_not_fit")


def test_only_the_given_keys_count(check, signed, method, unsigned):
    stranger = Ed25519PrivateKey.generate()
    refused(check, signed, "signature_does_not_fit", keys={method: stranger.public_key()})
    refused(check, signed, "unknown_key", keys={})
    elsewhere = "did:web:elsewhere.example#key"
    foreign = proof.sign(unsigned, stranger, elsewhere, ISSUED)
    refused(check, foreign, "unknown_key")
    # A key that we know, but that belongs to another identity than the issuer named.
    refused(check, foreign, "unknown_key", keys={elsewhere: stranger.public_key()})


def test_a_proof_from_the_future_is_refused(check, signed):
    refused(check, signed, "created_in_future", moment=ISSUED - timedelta(seconds=1))
    assert check(signed, moment=ISSUED)


def test_duplicate_names_are_refused(signed_bytes):
    twice = signed_bytes.replace(b'"value": "86"', b'"value": "99", "value": "86"')
    assert twice != signed_bytes
    with pytest.raises(BadProof, match="duplicate_name"):
        proof.read_document(twice)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not_json"),
        (b"[]", "not_json"),
        (b"\xef\xbb\xbf{}", "not_json"),
        (b'{"a": "\xff"}', "not_json"),
        (b'{"a": NaN}', "not_json"),
        (b'{"a": ' * 5000, "not_json"),
        (b'{"a": "' + b"x" * proof.LARGEST_DOCUMENT + b'"}', "too_large"),
    ],
)
def test_what_is_not_a_json_document_is_refused(data, reason):
    with pytest.raises(BadProof) as refusal:
        proof.read_document(data)
    assert refusal.value.reason == reason


def poison(size):
    nodes = [{"id": f"_:b{i}", "result": [{"id": f"_:b{j}"} for j in range(size) if j != i]} for i in range(size)]
    return {"type": ["AchievementSubject"], "result": nodes}


def test_a_poison_graph_is_refused_before_it_costs_anything(check, signed):
    twins = [{"type": ["Result"], "resultDescription": "https://example.org/r", "value": "1"}] * 12
    subject = signed["credentialSubject"]
    deep = current = {}
    for _ in range(5000):
        current["credentialSubject"] = current = {}
    began = time.process_time()
    refused(check, {**signed, "credentialSubject": poison(10)}, "wrong_shape")
    refused(check, {**signed, "credentialSubject": {**subject, "result": twins}}, "wrong_shape")
    refused(check, {**signed, "credentialSubject": {**subject, "result": twins[:2]}}, "wrong_shape")
    refused(check, {**signed, "credentialSubject": deep}, "wrong_shape")
    refused(check, {**signed, "id": "_:b0"}, "wrong_shape")
    assert time.process_time() - began < 0.5


def test_no_context_is_ever_fetched():
    for address in ("https://www.w3.org/2018/credentials/v1", "file:///etc/passwd", "http://127.0.0.1/"):
        with pytest.raises(BadProof, match="unknown_context"):
            proof.load_context(address)


def test_the_document_is_what_json_makes_of_it(signed, check):
    assert check(json.loads(json.dumps(signed)))
