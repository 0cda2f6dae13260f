"""The interface for job platforms answers as its OpenAPI says."""

import io

import jsonschema
import pytest
from jsonschema import Draft202012Validator

from literacy.core import installation
from literacy.core.db import db
from literacy.core.transaction import transaction
from literacy.credentials import course_awards, queries, service, signing
from literacy.credentials.models import Credential, SignedCredential
from literacy.verification.openapi import OPENAPI
from tests.credentials.courses import held_cohort, signed
from tests.factories import make_award


@pytest.fixture
def code(app, monkeypatch):
    here = installation.here()
    monkeypatch.setattr(here, "settings", here.settings.model_copy(update={"base_url": "https://literacy.example"}))
    with app.app_context(), transaction():
        credential_id = make_award()
        signing.sign_credential(credential_id)
        signing.sign_status_lists()
        return db.session.get(Credential, credential_id).code


def holds(document, name="Report"):
    schema = OPENAPI["components"]["schemas"][name]
    jsonschema.validate(document, schema, cls=Draft202012Validator)
    return document


def test_a_number_is_answered_with_every_printed_field_and_no_name(client, code):
    document = holds(client.get(f"/api/v1/verify/{code.lower()}").get_json())
    assert document["state"] == "valid"
    assert document["code"] == code
    assert code in document["fields"].values()
    assert "Ґонтаренко" not in str(document)
    assert document == client.get(f"/v/{code}", headers={"Accept": "application/json"}).get_json() | {
        "checked_at": document["checked_at"]
    }


@pytest.mark.parametrize(
    ("typed", "state"), [("KH26-0000-0000-0000-0000-00", "unknown"), ("12", "mistyped"), ("’;--", "mistyped")]
)
def test_every_question_is_answered(client, typed, state):
    reply = client.get(f"/api/v1/verify/{typed}")
    assert reply.status_code == 200
    assert holds(reply.get_json())["state"] == state


def test_the_surname_opens_the_name(client, code):
    right = holds(client.post(f"/api/v1/verify/{code}", json={"surname": "ГОНТАРЕНКО".replace("Г", "Ґ")}).get_json())
    assert right["holder_matches"] is True
    assert right["holder"]["name_uk"] == "Ївга Ґонтаренко"
    wrong = holds(client.post(f"/api/v1/verify/{code}", json={"surname": "Гай"}).get_json())
    assert wrong["holder_matches"] is False
    assert "holder" not in wrong


def test_bulk_answers_in_order(client, code):
    reports = client.post("/api/v1/verify/bulk", json={"codes": [code, "x", code]}).get_json()["reports"]
    assert [holds(report)["state"] for report in reports] == ["valid", "mistyped", "valid"]


@pytest.mark.parametrize(
    ("address", "body", "status"),
    [
        ("/api/v1/verify/bulk", {"codes": "x"}, 400),
        ("/api/v1/verify/bulk", {"codes": []}, 400),
        ("/api/v1/verify/bulk", {"codes": ["x"] * 501}, 413),
        ("/api/v1/verify/KH26", {"surname": 5}, 400),
        ("/api/v1/verify/KH26", ["surname"], 400),
    ],
)
def test_what_cannot_be_answered_says_what_to_do(client, address, body, status):
    reply = client.post(address, json=body)
    assert reply.status_code == status
    assert reply.mimetype == "application/problem+json"
    assert holds(reply.get_json(), "Problem")["title"]


@pytest.mark.parametrize(
    ("data", "status"),
    [(b"", 400), (b"GIF89a", 415), (b"%PDF-broken", 400), (b"{broken", 400), (b"%PDF" + b"x" * 2_100_000, 413)],
)
def test_bad_files_are_refused_with_a_reason(client, data, status):
    reply = client.post("/api/v1/verify/file", data=data, content_type="application/pdf")
    assert reply.status_code == status
    assert reply.mimetype == "application/problem+json"


def test_a_file_may_come_as_a_form_or_as_a_body_of_any_kind(client, code, app):
    with app.app_context():
        signed = db.session.scalar(db.select(SignedCredential))
        credential = db.session.get(Credential, signed.credential_id)
        pdf = service.learners.open_for(credential.learner_id, signed.sealed_pdf, service.PDF_PURPOSE)
    reply = client.post("/api/v1/verify/file", data={"file": (io.BytesIO(pdf), "c.pdf")})
    assert holds(reply.get_json())["state"] == "valid"
    for kind in ("application/pdf", "application/x-www-form-urlencoded", "application/octet-stream"):
        reply = client.post("/api/v1/verify/file", data=pdf, content_type=kind)
        assert holds(reply.get_json())["state"] == "valid"


def test_a_certificate_of_a_course_is_answered_in_the_same_shape(client, code, in_transaction, app):
    def awarded():
        scene = held_cohort()
        scene.member(name="Ївга Ґонтаренко")
        (issued,) = course_awards.award_to_cohort(scene.cohort_id, actor="test")
        number, stored = signed(issued), db.session.get(SignedCredential, issued)
        return number, queries.pdf_of(db.session.get(Credential, issued), stored)

    number, pdf = in_transaction(awarded)
    document = holds(client.get(f"/api/v1/verify/{number}").get_json())
    assert (document["state"], document["fields"]["Реєстраційний номер"]) == ("valid", "2026/000001")
    assert "Ґонтаренко" not in str(document)
    assert holds(client.post(f"/api/v1/verify/{number}", json={"surname": "Ґонтаренко"}).get_json())["holder_matches"]
    reports = client.post("/api/v1/verify/bulk", json={"codes": [code, number]}).get_json()["reports"]
    assert [holds(report)["state"] for report in reports] == ["valid", "valid"]
    assert (
        holds(client.post("/api/v1/verify/file", data=pdf, content_type="application/pdf").get_json())["state"]
        == "valid"
    )


def test_keys_and_lists_are_public(client, code):
    did = client.get("/.well-known/did.json").get_json()
    assert did["id"] == "did:web:literacy.example"
    assert did["assertionMethod"] == [did["verificationMethod"][0]["id"]]
    for purpose in ("revocation", "suspension"):
        reply = client.get(f"/status/{purpose}")
        assert reply.status_code == 200
        assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get("/status/nothing").status_code == 404


def test_the_description_is_valid_openapi(client):
    assert client.get("/openapi.json").get_json()["openapi"] == "3.1.0"
    for schema in OPENAPI["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_guessing_numbers_is_limited_and_right_answers_never_are(client, code):
    for _ in range(310):
        last = client.get("/api/v1/verify/KH26-0000-0000-0000-0000-00")
    assert last.status_code == 429
