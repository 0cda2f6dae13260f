"""The tables: up, down, up again, and the same as the models, on both engines."""

from sqlalchemy import inspect, text

from literacy.core.db import METADATA, db
from literacy.core.transaction import reading, transaction
from literacy.operations import schema
from tests.conftest import installed


def stands():
    with reading(), transaction():
        return schema.current_revision()


def test_up_and_down_and_up_again(engine, tmp_path):
    with installed(tmp_path / "data", engine):
        assert METADATA.tables.keys() <= set(inspect(db.engine).get_table_names())
        schema.downgrade("base")
        assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}
        assert stands() is None
        schema.upgrade()
        assert stands() == schema.newest_revision()
        assert schema.differences() == []


def test_a_database_that_differs_is_found(engine, tmp_path):
    with installed(tmp_path / "data", engine):
        with db.engine.begin() as connection:
            connection.execute(text("ALTER TABLE library ADD COLUMN colour VARCHAR"))
        assert any("colour" in difference for difference in schema.differences())


def test_a_check_that_differs_is_found(engine, tmp_path):
    with installed(tmp_path / "data", engine):
        check = next(check for check in METADATA.tables["seat"].constraints if check.name == "ck_seat_number_from_one")
        METADATA.tables["seat"].constraints.remove(check)
        try:
            assert schema.differences() == ["seat: check constraint ck_seat_number_from_one"]
        finally:
            METADATA.tables["seat"].constraints.add(check)
        assert schema.differences() == []
