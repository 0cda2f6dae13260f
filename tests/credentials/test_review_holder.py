"""What the holder is told of a certificate is what an employer is told."""

import re
from datetime import timedelta

import pytest

from literacy.accounts.learners import holder_key_of
from literacy.core import clock, installation
from literacy.core.db import db
from literacy.core.transaction import transaction
from literacy.credentials import service, signing
from literacy.credentials.models import Credential
from tests.factories import make_award


@pytest.mark.parametrize("days", [0, 400])
def test_a_certificate_that_has_run_out_is_not_in_force(app, client, monkeypatch, days):
    here = installation.here()
    monkeypatch.setattr(here, "settings", here.settings.model_copy(update={"base_url": "https://literacy.example"}))
    with app.app_context(), transaction():
        with clock.at(clock.now() - timedelta(days=days)):
            credential = db.session.get(Credential, make_award())
            signing.sign_credential(credential.id)
        code, holder_key = service.code_of(credential.id), holder_key_of(credential.learner_id)
    client.get("/language/en")
    assert client.send("/mine", holder_key=holder_key).status_code == 303
    listed = client.get("/mine").text
    shown = client.get(re.search(r"/results/\w+/certificate", listed)[0]).text
    expected = "expired" if days else "valid"
    assert client.get(f"/api/v1/verify/{code}").get_json()["state"] == expected
    for page in (listed, shown):
        assert ("Expired" in page, "In force" in page) == (bool(days), not days)
