"""Backup and restore: everything comes back, on either engine; no name and no key is in the file."""

import json
import threading
import zipfile

import pytest
from sqlalchemy import select

from literacy.accounts import learners
from literacy.core import installation
from literacy.core.db import METADATA, db
from literacy.core.errors import Conflict, UnreadableInput
from literacy.core.models import Node
from literacy.core.transaction import reading, transaction
from literacy.operations import archive, projections
from literacy.rooms import service as rooms
from literacy.training import libraries as training
from tests.conftest import ENGINES, installed
from tests.operations.contents import SURNAME, fill


def say_nothing(_words):
    pass


def back_up(file):
    with reading(), transaction():
        return archive.write(file, say_nothing)


def restore(file, *, replace=False):
    with transaction():
        return archive.read(file, replace=replace, tell=say_nothing)


def everything():
    """Return all rows of all tables but what restoring itself changes."""
    with reading(), transaction():
        return {
            table.name: sorted(map(repr, db.session.execute(select(table))))
            for table in METADATA.sorted_tables
            if table.name not in ("node", "audit_entry")
        }


@pytest.fixture(scope="module")
def made(engine, tmp_path_factory):
    """A backup of a filled installation: the file, what was in it, the named learner, the key file."""
    folder = tmp_path_factory.mktemp("made")
    with installed(folder / "data", engine):
        learner_id = fill()
        rows = back_up(folder / "backup.zip")
        found, key_file = everything(), installation.settings().node_key_path
    return folder / "backup.zip", rows, found, learner_id, key_file


@pytest.mark.parametrize("target", ENGINES)
def test_everything_comes_back_on_either_engine(made, target, tmp_path):
    file, rows, before, learner_id, key_file = made
    (tmp_path / "second.key").write_bytes(key_file.read_bytes())
    (tmp_path / "second.key").chmod(0o600)
    with installed(tmp_path / "second", target):
        restored = restore(file)
        assert restored == archive.Restored(rows=rows, same_key=True)
        assert everything() == before
        assert SURNAME in learners.identity_of(learner_id).name_uk
        assert db.session.scalars(select(Node.incarnation)).all() == [2]
        assert projections.differences() == []


def test_no_name_and_no_key_is_in_the_file(made):
    file, *_, key_file = made
    with zipfile.ZipFile(file) as packed:
        content = b"".join(packed.read(name) for name in packed.namelist())
    assert b"olena@library.example" in content  # it is searched as it should be
    assert SURNAME.encode() not in content
    assert json.dumps(SURNAME).strip('"').encode() not in content
    assert key_file.read_bytes().strip() not in content
    assert file.stat().st_mode & 0o077 == 0


def test_another_key_is_noticed(made, database):
    assert not restore(made[0]).same_key


def test_a_database_with_facts_is_replaced_only_on_purpose(made, database):
    file, _, before, *_ = made
    with transaction():
        training.ensure_library("Інша бібліотека", "Another library")
    own = everything()
    with pytest.raises(Conflict, match="library"):
        restore(file)
    assert everything() == own
    restore(file, replace=True)
    assert everything() == before


def test_it_is_one_moment_while_others_write(engine, tmp_path):
    """Rooms opened during the backup are in it with all their seats or not at all."""
    with installed(tmp_path / "first", engine) as app:
        first_room_is_there, stop = threading.Event(), threading.Event()

        def keep_opening():
            with app.app_context():
                while not stop.is_set():
                    with transaction():
                        library_id = training.ensure_library("Бібліотека", "A library")
                        rooms.open_drop_in(library_id, 5, actor="test")
                    first_room_is_there.set()

        writer = threading.Thread(target=keep_opening)
        writer.start()
        try:
            assert first_room_is_there.wait(20)
            for number in range(5):
                back_up(tmp_path / f"{number}.zip")
        finally:
            stop.set()
            writer.join()
    for number in range(5):
        with zipfile.ZipFile(tmp_path / f"{number}.zip") as packed:
            opened = [json.loads(line)["id"] for line in packed.read("room.jsonl").splitlines()]
            seats = [json.loads(line)["room_id"] for line in packed.read("seat.jsonl").splitlines()]
        assert opened
        assert sorted(opened * 5) == sorted(seats)


def test_what_cannot_be_written_leaves_nothing(database, tmp_path):
    with pytest.raises(UnreadableInput, match="cannot be written"):
        back_up(tmp_path / "nowhere" / "backup.zip")
    assert list(tmp_path.glob("**/*.zip*")) == []


@pytest.mark.parametrize("fault", ["text", "cut", "format", "revision", "missing table", "missing row", "spoiled"])
def test_a_damaged_or_foreign_file_changes_nothing(fault, made, database, tmp_path):
    file = tmp_path / "damaged.zip"
    spoil(made[0], file, fault)
    before = everything()
    with pytest.raises(UnreadableInput):
        restore(file)
    assert everything() == before
    assert db.session.scalars(select(Node.incarnation)).all() == [1]


def spoil(good, bad, fault):
    if fault == "text":
        bad.write_text("not a backup", "utf-8")
    elif fault == "cut":
        bad.write_bytes(good.read_bytes()[:-2000])
    elif fault == "spoiled":
        content = bytearray(good.read_bytes())
        content[len(content) // 3] ^= 0xFF
        bad.write_bytes(content)
    else:
        _rewrite(good, bad, fault)


def _rewrite(good, bad, fault):
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if fault == "missing table" and name == "learner.jsonl":
                continue
            if fault == "missing row" and name == "item_response.jsonl":
                content = b"".join(content.splitlines(keepends=True)[1:])
            if fault in ("format", "revision") and name == archive.HEAD:
                content = json.dumps(json.loads(content) | {fault: 99 if fault == "format" else "zzz"}).encode()
            target.writestr(name, content)
