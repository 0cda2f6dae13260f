"""Attendance from paper and from files, through the browser of whoever leads the session."""

import csv
import io
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from literacy.accounts import people
from literacy.core import identifiers
from literacy.core.db import db
from literacy.core.language import t
from literacy.training import attendance, cohorts, sessions, sheet
from literacy.training.attendance import NewMark
from literacy.training.models import Attendance, AttendanceMark
from tests.conftest import NOON
from tests.training.world import add_person, enter, make_world

TO_CYRILLIC = str.maketrans("ABEKMHPCTX", "АВЕКМНРСТХ")


@pytest.fixture
def codes(app, world):
    """Return name -> the code of her row."""
    with app.app_context():
        found = sheet.row_codes(sessions.session_by_id(world.session_id))
    return {name: found[learner_id] for name, learner_id in world.people.items()}


@pytest.fixture
def marks(app, world):
    """Return name -> mark, minutes and source, as they stand."""

    def read():
        with app.app_context():
            statement = select(Attendance, AttendanceMark).join(AttendanceMark, AttendanceMark.id == Attendance.mark_id)
            rows = db.session.execute(statement.where(Attendance.training_session_id == world.session_id)).all()
            calls = people.called([row.Attendance.learner_id for row in rows])
            return {
                calls[row.Attendance.learner_id].name: (row.Attendance.mark, row.AttendanceMark.minutes,
                                                        row.AttendanceMark.source)
                for row in rows
            }  # fmt: skip

    return read


@pytest.fixture
def facts(app):
    def count():
        with app.app_context():
            return db.session.scalar(select(func.count()).select_from(AttendanceMark))

    return count


@pytest.fixture
def mark(world, in_transaction):
    def note(name, what="present", **more):
        made = NewMark(world.people[name], what, **more)
        in_transaction(attendance.note_marks, world.session_id, [made], source="list", actor="account other")
        return made

    return note


def meant_in(page: str) -> list[str]:
    return [part.partition('value="')[2].partition('"')[0] for part in page.split('name="meant"')[1:]]


def test_the_sheet_has_a_code_for_everybody_the_same_each_time(trainer, world, words, codes):
    page = words(trainer.get(f"{world.address}/sheet"))
    assert page == words(trainer.get(f"{world.address}/sheet"))
    for name, code in codes.items():
        assert page.index(code) < page.index(name, page.index(code))
    assert t("paper_sheet.destroy") in page
    assert len(set(codes.values())) == 3
    assert all(identifiers.row_code_is_consistent(code) for code in codes.values())


def test_a_printed_code_never_passes_to_somebody_else(database, frozen_clock, monkeypatch):
    """With three codes for all, they meet all the time; whoever stood there first keeps hers."""
    few = [identifiers.row_code_of(number) for number in (1, 2, 3, 4, 5, 6)]
    monkeypatch.setattr(identifiers, "row_code_of", lambda number: few[number % len(few)])
    world = make_world(3)
    training_session = sessions.session_by_id(world.session_id)
    printed = sheet.row_codes(training_session)
    early = world.people["Єва"]
    frozen_clock(NOON + timedelta(minutes=5))
    cohorts.leave(world.cohort_id, early, actor="t")
    late = add_person(world, "Пізня")
    now = sheet.row_codes(training_session)
    assert {learner_id: now[learner_id] for learner_id in printed} == printed
    assert now[late] not in printed.values()


def test_codes_typed_back_are_kept_and_twice_is_once(trainer, world, words, codes, marks, facts):
    lines = f"{codes['Єва'].lower()}\n\n{codes['Василь'].translate(TO_CYRILLIC)} з 20\n"
    for _ in range(2):
        assert trainer.send(f"{world.address}/paper", lines=lines, rest="1").location == f"{world.address}/attendance"
    assert marks() == {
        "Єва": ("present", None, "paper"), "Василь": ("late", 20, "paper"), "Ґалина": ("absent", None, "paper"),
    }  # fmt: skip
    assert facts() == 3


def test_who_came_later_is_late_and_counts_from_then(trainer, world, codes, app, in_transaction, frozen_clock, words):
    in_transaction(sessions.start, world.session_id, actor="t")
    frozen_clock(NOON + timedelta(minutes=60))
    lines = f"{codes['Єва']} 14:30\n{codes['Василь']} 14:05\n{codes['Ґалина']} є 14:40"
    assert trainer.send(f"{world.address}/paper", lines=lines).status_code == 303
    in_transaction(sessions.end, world.session_id, actor="t")
    with app.app_context():
        rows = {row.learner_id: (row.mark, row.minutes) for row in db.session.scalars(select(Attendance))}
    told = {name: rows[learner_id] for name, learner_id in world.people.items()}
    assert told == {"Єва": ("late", 30), "Василь": ("present", 60), "Ґалина": ("present", 20)}
    asked = trainer.send(f"{world.address}/paper", lines=f"{codes['Єва']} 14:40")  # another time of coming is a change
    assert asked.status_code == 422
    for time in ("14:30", "14:40"):
        assert t("attendance.arrival", time=time) in words(asked)
    (choice,) = meant_in(words(asked))
    assert trainer.send(f"{world.address}/paper", lines=f"{codes['Єва']} 14:40", meant=choice).status_code == 303
    with app.app_context():
        assert db.session.get(Attendance, (world.session_id, world.people["Єва"])).minutes == 20
    late = trainer.send(f"{world.address}/paper", lines=f"{codes['Єва']} 19:00")
    assert t("paper_sheet.wrong_arrival_late", text=f"{codes['Єва']} 19:00") in words(late)


def test_nothing_is_kept_until_every_line_is_understood(trainer, world, words, codes, facts):
    right, other = codes["Єва"], codes["Василь"]
    slip = right[1] + right[0] + right[2:]
    lines = f"{right}\n{slip} 40\n{other} щось\n{right} н"
    reply = trainer.send(f"{world.address}/paper", lines=lines, rest="1")
    page = words(reply)
    assert reply.status_code == 422
    assert facts() == 0
    assert lines in page.replace("&#39;", "'")
    assert 'name="rest" value="1" checked' in page
    assert t("paper_sheet.line", line=4, words=t("paper_sheet.wrong_twice", text=right, first=1)) in page
    assert t("paper_sheet.wrong_sign_unknown", text=f"{other} щось") in page
    if slip != right:
        assert f"{right} (Єва)" in page  # the near code, and whose it is


def test_an_empty_sheet_is_said(trainer, world, words):
    for lines, says in (("", "wrong_nothing"), ("\n \n", "wrong_nothing")):
        reply = trainer.send(f"{world.address}/paper", lines=lines)
        assert reply.status_code == 422
        assert t(f"paper_sheet.{says}") in words(reply)
    reply = trainer.send(f"{world.address}/paper", lines="AAAA\n" * 201)
    assert t("paper_sheet.wrong_too_many_lines", most=200) in words(reply)


@pytest.mark.parametrize("over", [False, True])
def test_what_was_marked_otherwise_is_overridden_on_purpose_only(
    trainer, world, words, codes, marks, mark, in_transaction, over
):
    mark("Єва", "absent")
    if over:
        in_transaction(sessions.start, world.session_id, actor="t")
        in_transaction(sessions.end, world.session_id, actor="t")
    lines = f"{codes['Єва']}\n{codes['Василь']}"
    reply = trainer.send(f"{world.address}/paper", lines=lines)
    assert reply.status_code == 422
    assert set(marks()) == {"Єва"}
    stored, told = t("attendance.mark_absent"), t("attendance.mark_present")
    assert t("paper_sheet.clash_person", name="Єва", stored=stored, told=told) in words(reply)
    (choice,) = meant_in(words(reply))
    for _ in range(2):
        assert trainer.send(f"{world.address}/paper", lines=lines, meant=choice).status_code == 303
    assert {name: what for name, (what, _, _) in marks().items()} == {"Єва": "present", "Василь": "present"}


def test_a_check_in_yields_to_paper_without_a_question(trainer, world, codes, marks, in_transaction):
    in_transaction(sessions.start, world.session_id, actor="t")
    in_transaction(attendance.check_in, world.session_id, world.people["Єва"])
    assert trainer.send(f"{world.address}/paper", lines=f"{codes['Єва']} п").status_code == 303
    assert marks()["Єва"] == ("excused", None, "paper")


def test_a_person_with_two_cards_is_marked_where_she_has_a_mark(trainer, world, codes, marks, in_transaction):
    walk_in = in_transaction(add_person, world, "хтось", enrolled=False)
    made = [NewMark(walk_in, "present")]
    in_transaction(attendance.note_marks, world.session_id, made, source="self", actor="t")
    in_transaction(people.merge, world.people["Єва"], walk_in, actor="t")
    assert trainer.send(f"{world.address}/paper", lines=f"{codes['Єва']} з").status_code == 303
    assert len(marks()) == 1


def file_of(*rows, header=("Картка", "Позначка", "Хвилини", "id")) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows([header, *rows])
    return out.getvalue().encode("cp1251")


def upload(trainer, world, content, **more):
    data = {
        "csrf_token": trainer.token(f"{world.address}/csv"),
        "file": (io.BytesIO(content), "marks.csv"),
        "lines": "",
    }
    return trainer.post(f"{world.address}/csv", data=data | more, content_type="multipart/form-data")


def test_a_file_is_kept_and_twice_is_once(trainer, world, marks, facts):
    made_elsewhere = uuid.uuid4()
    content = file_of((world.cards["Єва"], "Є", "", made_elsewhere), (world.cards["Василь"], "запізно", "40", ""))
    for _ in range(2):
        assert upload(trainer, world, content).location == f"{world.address}/attendance"
    assert marks() == {"Єва": ("present", None, "csv"), "Василь": ("late", 40, "csv")}
    assert facts() == 2


def test_the_sample_comes_back_as_it_was_given(trainer, world, marks, mark, facts):
    mark("Єва", "late", minutes=30)
    reply = trainer.get(f"{world.address}/marks.csv")
    rows = list(csv.reader(io.StringIO(reply.data.decode("utf-8-sig"))))
    assert {row[1]: row[2:] for row in rows[1:]}["Єва"] == [t("attendance.mark_late"), "30"]
    assert upload(trainer, world, reply.data).status_code == 303
    assert facts() == 1
    filled = [row if row[2] else [*row[:2], t("attendance.mark_excused"), ""] for row in rows]
    out = io.StringIO(newline="")
    csv.writer(out).writerows(filled)
    assert upload(trainer, world, out.getvalue().encode()).status_code == 303
    assert {name: what for name, (what, _, _) in marks().items()} == {
        "Єва": "late", "Василь": "excused", "Ґалина": "excused",
    }  # fmt: skip


def test_every_error_of_a_file_is_said_with_its_line_and_nothing_is_kept(trainer, world, words, facts, in_transaction):
    other = in_transaction(make_world)
    stranger = other.cards["Єва"]
    eva, vasyl = world.cards["Єва"], world.cards["Василь"]
    content = file_of((eva, "є", "", ""), ("AAAA", "є", "", ""), (stranger, "є", "", ""), (vasyl, "так", "", ""))
    reply = upload(trainer, world, content)
    page = words(reply)
    assert reply.status_code == 422
    assert facts() == 0
    for line, said in (
        (3, t("marks_csv.wrong_card_unknown", value="AAAA")),
        (4, t("marks_csv.wrong_card_not_here", value=identifiers.grouped(stranger))),
        (5, t("marks_csv.wrong_mark_unknown", value="так")),
    ):
        assert t("marks_csv.line", line=line, words=said) in page
    assert f"{vasyl};так" in page  # the text stands in the field, to be mended


def test_what_is_no_table_is_said(trainer, world, words):
    for content, says in (
        (b"", t("marks_csv.wrong_empty")),
        (b"\x00\x01", t("marks_csv.wrong_unreadable")),
        (b"a" * (201 * 1024), t("marks_csv.wrong_too_large")),
        ("Картка\n1".encode(), t("errors.csv_column_missing", column=t("marks_csv.column_mark"))),
    ):
        reply = upload(trainer, world, content)
        assert reply.status_code == 422
        assert says in words(reply)


def test_an_id_of_another_session_is_refused(trainer, world, words, facts, in_transaction):
    other = in_transaction(make_world)
    made = NewMark(other.people["Єва"], "present")
    in_transaction(attendance.note_marks, other.session_id, [made], source="list", actor="t")
    reply = upload(trainer, world, file_of((world.cards["Єва"], "є", "", made.id)))
    assert reply.status_code == 422
    assert t("marks_csv.wrong_id_elsewhere") in words(reply)
    assert facts() == 1


def test_a_file_overrides_on_purpose_only(trainer, world, words, marks, mark):
    old = mark("Єва", "absent")
    content = file_of((world.cards["Єва"], "є", "", old.id))
    reply = upload(trainer, world, content)
    assert reply.status_code == 422
    (choice,) = meant_in(words(reply))
    assert upload(trainer, world, content, meant=choice).status_code == 303
    assert marks()["Єва"][0] == "present"


def test_to_an_open_session_everybody_may_come(client, in_transaction, frozen_clock, app):
    world = in_transaction(make_world, 1, cohort=False)
    enter(client, in_transaction, world.trainer)
    assert upload(client, world, file_of((world.cards["Ґалина"], "є", "", ""))).status_code == 303
    with app.app_context():
        assert db.session.scalar(select(Attendance.mark)) == "present"
