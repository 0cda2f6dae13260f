"""Awards and what becomes of them, with the worker's signing."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from literacy import worker
from literacy.accounts import learners
from literacy.accounts.learners import Identity
from literacy.accounts.models import LearnerKey
from literacy.assessment.invigilation import void_sitting
from literacy.core import clock, identifiers, installation
from literacy.core.db import db
from literacy.core.errors import Conflict, Refused
from literacy.core.models import AuditEntry, OutboxMessage
from literacy.credentials import projections, service, signing
from literacy.credentials.models import Credential, CredentialState, SignedCredential, StatusList
from literacy.credentials.status_list import decoded_list, is_set
from literacy.verification.service import verify_code, verify_file
from tests.factories import NAME, finish, make_award, make_sitting, no_marks, standing

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def public_address(monkeypatch):
    """A real installation with a public name."""
    here = installation.here()
    monkeypatch.setattr(here, "settings", here.settings.model_copy(update={"base_url": "https://literacy.example"}))


def signed(credential_id):
    assert signing.sign_credential(credential_id)
    return db.session.get(Credential, credential_id).code


def test_a_second_wish_gives_the_same_certificate():
    facts = finish(make_sitting())
    first = service.award(facts.result_id, NAME, identifiers.new_id())
    assert service.award(facts.result_id, Identity("Інше Ім’я", "Other Name"), identifiers.new_id()) == first
    assert service.name_on(db.session.get(Credential, first)) == NAME


def test_below_foundation_there_is_a_reason_and_no_certificate():
    facts = finish(make_sitting(), no_marks)
    with pytest.raises(Refused) as refusal:
        service.award(facts.result_id, NAME, identifiers.new_id())
    assert [reason.code for reason in refusal.value.reasons] == ["below_foundation"]
    assert db.session.scalar(select(Credential.id)) is None


def test_too_few_answers_and_a_void_sitting_are_reasons():
    code = make_sitting()
    facts = finish(code, items=5)
    void_sitting(standing(code).sitting_id, "helped", actor="test")
    assert {reason.code for reason in service.reasons_against(facts)} == {"sitting_void", "too_few_answers"}


def test_without_a_public_address_a_real_certificate_waits():
    credential_id = make_award()
    assert not signing.sign_credential(credential_id)
    assert db.session.get(SignedCredential, credential_id) is None
    assert verify_code(db.session.get(Credential, credential_id).code).state == "unknown"


@pytest.mark.usefixtures("public_address")
def test_the_worker_signs_what_waits_and_says_so():
    credential_id = make_award()
    assert worker.work_off() == 1
    assert worker.work_off() == 0
    message = db.session.scalar(select(OutboxMessage).where(OutboxMessage.kind == "sign_credential"))
    assert message.done_at is not None
    assert db.session.get(CredentialState, credential_id).status == "in_force"
    acts = set(db.session.scalars(select(AuditEntry.action)))
    assert {"credential.signed", "issuing_key.published"} <= acts
    assert projections.expected_rows() == projections.stored_rows()


@pytest.mark.usefixtures("public_address")
def test_each_change_shows_at_the_next_look():
    credential_id = make_award()
    code = signed(credential_id)
    assert verify_code(code).state == "valid"
    service.suspend(credential_id, "checking", actor="test")
    assert verify_code(code).state == "suspended"
    service.resume(credential_id, actor="test")
    assert verify_code(code).state == "valid"
    service.revoke(credential_id, "error", actor="test")
    report = verify_code(code)
    assert (report.state, report.status.reason) == ("revoked", "error")
    with pytest.raises(Conflict):
        service.resume(credential_id, actor="test")
    assert projections.expected_rows() == projections.stored_rows()


@pytest.mark.usefixtures("public_address")
def test_a_reissued_certificate_supersedes_the_old():
    old_id = make_award()
    old = signed(old_id)
    new_id = service.reissue(old_id, Identity("Ївга Степова", "Yivha Stepova"), actor="test")
    new = signed(new_id)
    assert verify_code(old).state == "superseded"
    assert verify_code(new, "степова").holder_matches is True
    assert verify_code(new, "Ґонтаренко").holder_matches is False
    assert "Степова" not in str(verify_code(old).as_json())


@pytest.mark.usefixtures("public_address")
def test_it_expires_after_twelve_months(frozen_clock):
    code = signed(make_award())
    frozen_clock(clock.now() + timedelta(days=364))
    assert verify_code(code).state == "valid"
    frozen_clock(clock.now() + timedelta(days=2))
    assert verify_code(code).state == "expired"


@pytest.mark.usefixtures("public_address")
def test_erasing_the_learners_key_erases_the_name_but_not_the_status():
    credential_id = make_award()
    code = signed(credential_id)
    learner_id = db.session.get(Credential, credential_id).learner_id
    db.session.delete(db.session.get(LearnerKey, learner_id))
    db.session.flush()
    report = verify_code(code, "Ґонтаренко")
    assert report.state == "valid"
    assert report.name_erased
    assert report.holder is None
    assert "Ґонтаренко" not in str(report.as_json())


@pytest.mark.usefixtures("public_address")
def test_files_only_the_issued_bytes_are_better_than_a_copy():
    credential_id = make_award()
    signed(credential_id)
    row = db.session.get(Credential, credential_id)
    stored = db.session.get(SignedCredential, credential_id)
    document = learners.open_for(row.learner_id, stored.sealed_document, service.DOCUMENT_PURPOSE)
    pdf = learners.open_for(row.learner_id, stored.sealed_pdf, service.PDF_PURPOSE)
    assert verify_file(pdf).state == "valid"
    assert verify_file(pdf + b"\n").state == "genuine_but_modified_copy"
    assert verify_file(document).state == "valid"
    assert verify_file(b" " + document).state == "genuine_but_modified_copy"
    raised = document.replace(b'"value":"advanced"', b'"value":"highly_specialised"')
    assert raised != document
    assert verify_file(raised).state == "tampered"
    assert verify_file(document.replace("Ґонтаренко".encode(), "Підроблена".encode())).state == "tampered"
    assert verify_file(b'{"issuer": "did:web:elsewhere.example"}').state == "not_ours"


@pytest.mark.usefixtures("public_address")
def test_a_changed_record_is_not_called_valid():
    credential_id = make_award()
    code = signed(credential_id)
    stored = db.session.get(SignedCredential, credential_id)
    stored.document_hash = "0" * 64
    db.session.flush()
    assert verify_code(code).state == "tampered"


@pytest.mark.usefixtures("public_address")
def test_status_lists_carry_revoked_and_suspended_bits():
    first, second = make_award(), make_award()
    signed(first)
    signed(second)
    service.revoke(first, "error", actor="test")
    service.suspend(second, "checking", actor="test")
    signing.sign_status_lists()
    for purpose, credential_id in (("revocation", first), ("suspension", second)):
        encoded = db.session.get(StatusList, purpose).document["credentialSubject"]["encodedList"]
        bits = decoded_list(encoded)
        assert is_set(bits, db.session.get(Credential, credential_id).status_index)
        assert sum(byte.bit_count() for byte in bits) == 1


@pytest.mark.usefixtures("public_address")
def test_a_setting_changed_later_changes_no_certificate(monkeypatch):
    code = signed(make_award())
    before = verify_code(code).fields
    here = installation.here()
    renamed = here.settings.model_copy(update={"programme_uk": "Інша програма", "signatory_uk": "Хтось"})
    monkeypatch.setattr(here, "settings", renamed)
    assert verify_code(code).state == "valid"
    assert verify_code(code).fields == before
