"""What was stored before a migration is there after it, and after the way back, on both engines."""

import uuid
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from literacy.core.db import db
from literacy.core.transaction import reading, transaction
from literacy.operations import projections, schema
from tests.conftest import installed

MORNING = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
EVENING = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)


def new() -> uuid.UUID:
    return uuid.uuid4()


def tables() -> dict[str, sa.Table]:
    """Return the tables as they are now."""
    found = sa.MetaData()

    @sa.event.listens_for(found, "column_reflect")
    def name_uuids(_inspector, _table, column):
        if isinstance(column["type"], sa.CHAR) and column["type"].length == 32:  # as SQLite keeps them
            column["type"] = sa.Uuid()

    with db.engine.begin() as connection:
        found.reflect(connection)
    return dict(found.tables)


def rows(table: str) -> list[dict]:
    wanted = sa.select(tables()[table])
    with db.engine.begin() as connection:
        return [dict(row) for row in connection.execute(wanted).mappings()]


def change(*statements) -> None:
    with db.engine.begin() as connection:
        for statement in statements:
            connection.execute(statement)


@pytest.fixture
def of_old(engine, tmp_path):
    """An installation of the first revision with a room, two learners, a sitting in the middle, a certificate."""
    with installed(tmp_path / "data", engine):
        schema.downgrade("0001")
        now, fact = tables(), {"recorded_at": MORNING, "node_id": rows("node")[0]["id"]}
        ids = {
            name: new() for name in ("library", "cohort", "room", "seat", "ended", "going", "sitting", "over", "result")
        }
        release = rows("bank_release")[0]

        def put(table: str, **values: object) -> None:
            change(now[table].insert().values(**values))

        put("library", id=ids["library"], name_uk="Бібліотека", name_en="Library", simulated=False)
        put("cohort", id=ids["cohort"], library_id=ids["library"], name="Ранкова")
        place = {"library_id": ids["library"], "cohort_id": ids["cohort"]}
        times = {"opened_at": MORNING, "closes_at": EVENING}
        put("room", id=ids["room"], **fact, **place, **times, code_hash="r")
        for number, who in enumerate(("ended", "going"), start=1):
            put("learner", id=ids[who], **fact, simulated=False, holder_key_hash=who)
            put("enrolment", id=new(), **fact, cohort_id=ids["cohort"], learner_id=ids[who])
            put("seat", id=new(), room_id=ids["room"], number=number, code_hash=who, learner_id=ids[who])
        seats = {row["learner_id"]: row["id"] for row in rows("seat")}
        for sitting, who in (("sitting", "going"), ("over", "ended")):
            consent = new()
            put("consent", id=consent, **fact, learner_id=ids[who], purpose="sitting", text_version="1", given=True)
            put(
                "sitting", id=ids[sitting], **fact, code=sitting, learner_id=ids[who], seat_id=seats[ids[who]],
                consent_id=consent, role="citizen", release_hash=release["hash"],
                parameter_set_hash=release["parameter_set_hash"], seed=7, planned_items=36, supervised=True,
                identity_check="not_checked",
            )  # fmt: skip
            ended = None if who == "going" else EVENING
            put(
                "sitting_state", sitting_id=ids[sitting], open_learner_id=None if ended else ids[who], position=1,
                answered=0, active_seconds=0, finished_at=ended,
            )  # fmt: skip
        put(
            "sitting_event",
            id=new(),
            **fact | {"recorded_at": EVENING},
            sitting_id=ids["over"],
            kind="finished",
            detail={},
        )
        put("result", id=ids["result"], **fact, code="R", sitting_id=ids["over"], document={}, document_hash="h")
        credential = new()
        put(
            "credential", id=credential, **fact, code="KH26", result_id=ids["result"], edition=1,
            learner_id=ids["ended"], sealed_name=b"x", facts={}, status_index=1, issued_at=MORNING, valid_until=EVENING,
        )  # fmt: skip
        put("credential_state", credential_id=credential, status="to_be_signed", since=MORNING)
        yield ids


def kept() -> dict[str, list]:
    """Return what both revisions must agree on."""
    return {
        "learners": sorted(row["holder_key_hash"] for row in rows("learner")),
        "seats": sorted((row["number"], row["code_hash"], str(row["learner_id"])) for row in rows("seat")),
        "sittings": sorted((row["code"], str(row["learner_id"]), str(row["seat_id"])) for row in rows("sitting")),
        "places": sorted(str(row["learner_id"]) for row in rows("enrolment")),
        "certificates": [(row["code"], str(row["result_id"])) for row in rows("credential")],
    }


def test_what_was_there_is_there_afterwards(of_old):
    before = kept()
    schema.upgrade()
    assert kept() == before
    assert schema.differences() == []
    with reading(), transaction():
        assert projections.differences() == []
    assert len({row["card_number"] for row in rows("learner")}) == 2
    (room,), (planned,), (state,), (cohort,) = map(
        rows, ("room", "training_session", "training_session_state", "cohort")
    )
    assert room["training_session_id"] == planned["id"]
    assert room["closed_at"] is not None
    assert planned["cohort_id"] == of_old["cohort"]
    assert (state["status"], state["held_minutes"]) == ("ended", 9 * 60)
    assert cohort["course_id"] == rows("course")[0]["id"]
    schema.downgrade("0001")
    assert kept() == before
    (room,) = rows("room")
    assert (room["library_id"], room["cohort_id"]) == (of_old["library"], of_old["cohort"])


def test_what_the_first_tables_cannot_hold_is_left_out_on_the_way_back(of_old):
    schema.upgrade()
    table, (cohort,), (certificate,) = tables(), rows("cohort"), rows("credential")
    of_a_course = certificate | {
        "id": new(), "code": "KH27", "kind": "course", "result_id": None, "cohort_id": cohort["id"],
        "register_year": 2026, "register_number": 1, "status_index": 2, "valid_until": None,
    }  # fmt: skip
    change(
        table["credential"].insert().values(**of_a_course),
        table["consent"].insert().values(**rows("consent")[0] | {"id": new(), "purpose": "training"}),
        table["sitting_state"].update().values(voided_at=EVENING, open_learner_id=None),
    )
    schema.downgrade("0001")
    assert [row["code"] for row in rows("credential")] == ["KH26"]
    assert {row["purpose"] for row in rows("consent")} == {"sitting"}
    assert all(row["finished_at"] is not None for row in rows("sitting_state"))
    schema.upgrade()
    assert schema.differences() == []
