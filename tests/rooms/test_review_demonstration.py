"""In a demonstration nobody is real: whoever sits down there gets a specimen."""

import pytest

from literacy.accounts.models import Learner
from literacy.core import installation
from literacy.core.db import db
from tests.factories import make_seated


@pytest.mark.parametrize("demonstration", [True, False])
def test_whoever_sits_in_a_demonstration_is_simulated(database, tmp_path, monkeypatch, demonstration):
    if demonstration:
        (tmp_path / "demo.json").write_text("{}")
    here = installation.here()
    monkeypatch.setattr(here, "settings", here.settings.model_copy(update={"data": tmp_path}))
    seated = make_seated()
    assert db.session.get(Learner, seated.learner_id).simulated is demonstration
