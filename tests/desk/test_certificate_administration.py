"""What the administration does to certificates: found by number, ended with a reason, renewed; the name stays masked."""

import pytest
from sqlalchemy import select

from literacy.accounts import learners, people
from literacy.accounts.learners import Identity
from literacy.accounts.names import masked
from literacy.core import identifiers
from literacy.core.db import db
from literacy.core.language import t
from literacy.core.models import AuditEntry
from literacy.credentials import service, signing
from literacy.credentials.models import Credential, StatusChange
from tests.factories import NAME, make_award
from tests.staff import begin_sign_in, make_staff, remember

BASE = "/administration/certificates"


@pytest.fixture
def boss(client, in_transaction):
    remember(client, staff=in_transaction(begin_sign_in, in_transaction(make_staff, "administrator")))
    return client


@pytest.fixture
def number(in_transaction, monkeypatch):
    """The number of a signed certificate."""
    monkeypatch.setattr(signing, "may_sign", lambda: True)
    monkeypatch.setattr(signing.pdf, "render", lambda *_: b"%PDF-")

    def story():
        credential_id = make_award()
        signing.sign_credential(credential_id)
        return db.session.get(Credential, credential_id).code

    return in_transaction(story)


def words(reply):
    return reply.get_data(as_text=True)


@pytest.mark.parametrize("spelled", [str, str.lower, lambda code: code.replace("-", " ")])
def test_a_certificate_is_found_however_its_number_is_typed(spelled, boss, number):
    assert boss.get(BASE, query_string={"number": spelled(number)}).location == f"{BASE}/{number}"


@pytest.mark.parametrize(
    ("typed", "says"),
    [("KH26-1", "mistyped"), (identifiers.certificate_code(), "unknown"), ("ї", "mistyped")],
    ids=["too short", "nobody's", "a letter"],
)
def test_what_is_not_found_is_said(typed, says, boss):
    reply = boss.get(BASE, query_string={"number": typed})
    assert reply.status_code == 422
    assert t(f"certificate_admin.{says}") in words(reply)
    assert f'value="{typed}"' in words(reply)
    assert boss.get(BASE).status_code == 200


def test_the_page_shows_what_is_printed_and_no_name(boss, number):
    for language in ("en", "uk"):
        boss.get(f"/language/{language}")
        page = words(boss.get(f"{BASE}/{number}"))
        for hidden in (*NAME.name_uk.split(), *NAME.name_latin.split()):
            assert hidden not in page
        assert masked(NAME.name_uk) in page
        assert t("certificate_page.status_in_force", lang=language) in page
        assert t("certificate_admin.change_signed", lang=language) in page


def act(boss, number, name, **told):
    address = f"{BASE}/{number}/{name}"
    assert t(f"certificate_admin.follows_{name}") in words(boss.get(address))
    token = boss.token(address)
    replies = [boss.post(address, data={"csrf_token": token} | told) for _ in range(2)]  # a double click is one act
    assert {(reply.status_code, reply.location) for reply in replies} == {(303, f"{BASE}/{number}")}
    return words(boss.get(f"{BASE}/{number}"))


def test_suspended_resumed_and_revoked_with_a_reason(boss, number, app):
    page = act(boss, number, "suspend")
    assert t("certificate_admin.change_suspended") in page
    assert t("certificate_admin.reason_checking") in page
    assert t("certificate_page.status_in_force") in act(boss, number, "resume")
    unsaid = boss.send(f"{BASE}/{number}/revoke", reason="")
    assert unsaid.status_code == 422
    assert t("certificate_admin.reason_missing") in words(unsaid)
    page = act(boss, number, "revoke", reason="error")
    assert t("revocation_reasons.error") in page
    assert t("certificate_admin.no_acts") in page
    for name in ("suspend", "resume", "reissue"):
        assert boss.get(f"{BASE}/{number}/{name}").status_code == 404
        assert boss.post(f"{BASE}/{number}/{name}", data={"csrf_token": boss.token(BASE)}).status_code == 409
    with app.app_context():
        changes = db.session.scalars(select(StatusChange.change).order_by(StatusChange.id)).all()
        assert changes == ["signed", "suspended", "resumed", "revoked"]
        logged = db.session.scalars(select(AuditEntry.action).where(AuditEntry.subject_kind == "credential"))
        assert {"credential.suspended", "credential.resumed", "credential.revoked"} <= set(logged)


def test_reissued_once(boss, number, app):
    page = act(boss, number, "reissue")
    assert t("certificate_page.status_superseded") in page
    with app.app_context():
        codes = db.session.scalars(select(Credential.code).order_by(Credential.edition)).all()
    assert len(codes) == 2
    page = words(boss.get(f"{BASE}/{codes[1]}"))
    assert t("certificate_admin.not_signed") in page
    assert f"{BASE}/{codes[1]}/revoke" in page
    assert f"{BASE}/{codes[1]}/suspend" not in page


def test_a_name_put_right_stands_on_the_new_certificate(boss, number, app, in_transaction):
    assert t("certificate_admin.same_name") in words(boss.get(f"{BASE}/{number}/reissue"))
    with app.app_context():
        old = db.session.scalars(select(Credential)).one()
        learner_id, before = old.learner_id, service.name_on(old)
    right = Identity("Уляна Щедрик-Зоря", "Uliana Shchedryk-Zoria", before.nickname)
    in_transaction(learners.name_learner, learner_id, right)
    page = words(boss.get(f"{BASE}/{number}/reissue"))
    assert t("certificate_admin.renamed") in page
    assert "Щедрик" not in page
    act(boss, number, "reissue")
    with app.app_context():
        first, second = db.session.scalars(select(Credential).order_by(Credential.edition)).all()
        assert service.name_on(first) == before, "what was issued stays as it was"
        assert service.name_on(second).name_uk == right.name_uk


def test_without_a_name_nothing_is_reissued(boss, number, app, in_transaction):
    with app.app_context():
        learner_id = db.session.scalars(select(Credential.learner_id)).one()
    in_transaction(people.erase, learner_id, reason="own_wish", actor="test")
    page = words(boss.get(f"{BASE}/{number}"))
    assert t("certificate_admin.name_erased") in page
    assert f"{BASE}/{number}/revoke" in page
    assert boss.get(f"{BASE}/{number}/reissue").status_code == 404
    assert boss.send(f"{BASE}/{number}/reissue", BASE).status_code == 410


@pytest.mark.parametrize(
    "odd", ["KH26-1", "nothing", identifiers.certificate_code()], ids=["too short", "a word", "nobody's"]
)
def test_no_such_certificate(odd, boss):
    assert boss.get(f"{BASE}/{odd}").status_code == 404
    assert boss.get(f"{BASE}/{odd}/revoke").status_code == 404


def test_no_other_act(boss, number):
    for name in ("delete", "sign"):
        assert boss.get(f"{BASE}/{number}/{name}").status_code == 404
        assert boss.send(f"{BASE}/{number}/{name}", BASE).status_code == 404


@pytest.mark.parametrize("role", ["trainer", "coordinator", "region", "author"])
def test_certificates_are_the_administrations(role, client, number, in_transaction):
    remember(client, staff=in_transaction(begin_sign_in, in_transaction(make_staff, role)))
    for address in (BASE, f"{BASE}/{number}", f"{BASE}/{number}/revoke"):
        assert client.get(address).status_code == 404
