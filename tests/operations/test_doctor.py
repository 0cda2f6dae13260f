"""What the doctor says of good and bad machines and installations."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from literacy.core import installation
from literacy.core.db import SAFE_SQLITE, db
from literacy.core.models import OutboxMessage
from literacy.core.outbox import MAX_ATTEMPTS, enqueue
from literacy.core.transaction import reading, transaction
from literacy.core.vault import create_node_key
from literacy.operations import archive, doctor
from literacy.web.factory import create_app
from tests.conftest import NOON, installed


def verdicts(findings):
    return {finding.subject: finding.verdict for finding in findings}


def examined():
    """Examine this process's installation with an application of its own."""
    made = []

    def make():
        made.append(create_app(installation.settings()))
        return made[0]

    try:
        return doctor.examine(make)
    finally:
        for app in made:
            with app.app_context():
                db.engine.dispose()


@pytest.mark.parametrize(
    ("version", "verdict"),
    [("3.40.1", "fail"), ("3.51.2", "fail"), ("3.51.3", "ok"), ("3.53.4", "ok"), ("4.0.0", "ok")],
)
def test_an_sqlite_that_corrupts_is_refused(version, verdict):
    assert doctor.judge_sqlite(version).verdict == verdict


def test_this_machines_sqlite_is_safe():
    assert tuple(map(int, doctor.pysqlite3.dbapi2.sqlite_version.split("."))) >= SAFE_SQLITE


@pytest.mark.parametrize(("milliseconds", "verdict"), [(0.01, "warn"), (0.06, "ok"), (4, "ok"), (200, "warn")])
def test_a_disk_that_lies_or_is_slow_is_noticed(milliseconds, verdict):
    assert doctor.judge_sync(milliseconds).verdict == verdict


def test_a_clock_that_was_never_set_is_noticed():
    assert doctor.judge_clock(datetime(2020, 1, 1, tzinfo=UTC)).verdict == "fail"
    assert doctor.judge_clock(NOON).verdict == "ok"


@pytest.mark.parametrize(("days", "verdict"), [(None, "warn"), (0, "ok"), (7, "ok"), (8, "warn")])
def test_an_old_backup_is_noticed(days, verdict):
    assert doctor.judge_backup(None if days is None else NOON - timedelta(days=days), NOON).verdict == verdict


def test_a_good_installation_passes(engine, tmp_path):
    with installed(tmp_path / "data", engine, base_url="https://literacy.example"):
        with reading(), transaction():
            archive.write(tmp_path / "backup.zip", lambda _: None)
        found = verdicts(examined())
    own_server = {"durability"} if engine == "postgresql" else set()  # the tests' server runs without fsync
    assert {subject for subject, verdict in found.items() if verdict != "ok"} - {"disk"} == own_server


def test_what_is_wrong_is_found(engine, tmp_path):
    with installed(tmp_path / "data", engine):
        settings = installation.settings()
        installation.use(settings.model_copy(update={"key_file": None}))
        create_node_key(installation.settings().node_key_path)
        settings.data.chmod(0o755)
        (settings.data / "keys" / "issuer-ed25519.pem").write_text("a key", "utf-8")
        (settings.data / "keys" / "issuer-ed25519.pem").chmod(0o644)
        with db.engine.begin() as connection:
            connection.execute(text("DELETE FROM alembic_version"))
        found = examined()
    said = verdicts(found)
    assert said["data folder"] == "warn"
    assert said["keys"] == "fail"
    assert said["node key"] == "warn"
    assert said["public address"] == "warn"
    assert said["migrations"] == "fail"
    assert "issuer-ed25519.pem" in next(finding.says for finding in found if finding.subject == "keys")


def test_an_installation_that_is_not_there_is_left_alone(tmp_path):
    before = list(installation._here)
    try:
        installation.use(installation.Settings(data=tmp_path / "data"))
        found = verdicts(examined())
    finally:
        installation._here[:] = before
    assert found["data folder"] == found["keys"] == "fail"
    assert "migrations" not in found
    assert list(tmp_path.iterdir()) == []


def test_work_that_waits_or_was_given_up_is_noticed(database, frozen_clock):
    with transaction():
        enqueue("sign_status_lists")
    assert doctor._work().verdict == "ok"
    frozen_clock(NOON + timedelta(minutes=doctor.LATE_MINUTES + 1))
    assert doctor._work().verdict == "warn"
    with transaction():
        db.session.scalars(db.select(OutboxMessage)).one().attempts = MAX_ATTEMPTS
    assert doctor._work().verdict == "fail"


def test_a_font_without_ukrainian_letters_is_noticed(tmp_path, monkeypatch):
    for pattern in doctor.FONT_FOLDERS:
        for path in sorted(doctor.ROOT.glob(pattern)):
            copy = tmp_path / path.relative_to(doctor.ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    monkeypatch.setattr(doctor, "ROOT", tmp_path)
    assert doctor._fonts().verdict == "ok"
    spoilt = min(tmp_path.glob(doctor.FONT_FOLDERS[0]))
    with doctor.TTFont(spoilt) as font:
        for table in font["cmap"].tables:
            table.cmap.pop(0x457, None)
        font.save(spoilt)
    assert spoilt.name in doctor._fonts().says
    spoilt.unlink()
    for path in tmp_path.glob(doctor.FONT_FOLDERS[0]):
        path.unlink()
    assert doctor._fonts().verdict == "fail"
