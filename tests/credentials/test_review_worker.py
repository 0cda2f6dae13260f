"""The worker and what goes wrong: one message never stops another, none is given up, none tells what is stored."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from literacy import worker
from literacy.accounts.models import Consent
from literacy.core import clock, installation, outbox
from literacy.core.db import db
from literacy.core.models import OutboxMessage
from literacy.credentials import service, signing
from literacy.verification.service import verify_code
from tests.factories import make_award, make_seated

pytestmark = pytest.mark.usefixtures("database", "public_address")


@pytest.fixture
def public_address(database, monkeypatch):
    """A real installation with a public name."""
    here = installation.here()
    monkeypatch.setattr(here, "settings", here.settings.model_copy(update={"base_url": "https://literacy.example"}))


def messages():
    return list(db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


@pytest.mark.parametrize(
    "poison", [("of no kind", {}), ("sign_credential", {}), ("sign_credential", {"credential_id": 1})]
)
def test_a_message_that_cannot_be_done_stops_no_other(poison):
    kind, payload = poison
    outbox.enqueue(kind, **payload)
    code = service.code_of(make_award())
    assert worker.work_off() == 1
    assert verify_code(code).state == "valid"
    bad, good = messages()
    assert (bad.attempts, bad.done_at, good.attempts) == (1, None, 0)
    assert bad.last_error


def test_work_that_fails_is_tried_again_later_and_never_given_up(monkeypatch):
    code = service.code_of(make_award())
    broken = monkeypatch.context

    def no_paper(*_arguments):
        raise RuntimeError("no paper")

    with broken() as now, clock.at(clock.now()) as start:
        now.setattr(signing.pdf, "render", no_paper)
        assert worker.work_off() == 0
        assert worker.work_off() == 0
        assert messages()[0].attempts == 1, "a message that just failed was tried again at once"
    messages()[0].attempts = outbox.MAX_ATTEMPTS + 5
    db.session.flush()
    with clock.at(start + timedelta(hours=2)):
        assert worker.work_off() == 1
    assert verify_code(code).state == "valid"


def test_an_error_tells_nothing_of_what_is_stored():
    secret = "version of a secret"
    learner_id = make_seated().learner_id
    db.session.add(Consent(learner_id=learner_id, purpose="of no kind", text_version=secret, given=True))
    with pytest.raises(IntegrityError) as error:
        db.session.flush()
    assert "known_purpose" in str(error.value)
    assert secret not in str(error.value)
