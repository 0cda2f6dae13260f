"""The scenes of the room: a board with every kind of tile, a paused room, cards for what a learner may ask for."""

import uuid
from datetime import timedelta
from typing import Any

from flask import Flask

from literacy.accounts import learners, registration
from literacy.accounts import service as accounts_service
from literacy.accounts.registration import Registration
from literacy.assessment import invigilation, queries, service
from literacy.core import clock, identifiers
from literacy.core.db import db
from literacy.rooms import opening, seats
from literacy.rooms import service as rooms_service
from literacy.rooms.service import OpenedRoom
from literacy.training import cohorts, courses, libraries, sessions
from literacy.training.cohorts import CohortFacts
from literacy.training.courses import CourseFacts
from literacy.training.models import TrainingSession
from literacy.training.sessions import Plan

ACTOR = "browser tests"
EMAIL, PASSWORD = "board@library.example", "весняна повінь на лузі"
NAMES = ("Ївга", "пан Остап", "Ганна М.", "Софія", "Лука", "Віра Кіндратівна Перебийніс-Задорожня", "Нестор", "Дарина")
MINUTE = timedelta(minutes=1)


def room_scenes(app: Flask) -> dict[str, Any]:
    """Set the scenes; return where they are."""
    library_id = libraries.ensure_library("Бібліотека над річкою", "A library by the river", simulated=True)
    account_id = accounts_service.create_account(
        EMAIL, "trainer", actor=ACTOR, password=PASSWORD, library_id=library_id
    )
    accounts_service.set_pin(account_id, "482915")
    cohort_id = _cohort(library_id, account_id)
    board, paused = _open(library_id, cohort_id), _open(library_id, None)
    _fill(board)
    return {
        "email": EMAIL,
        "password": PASSWORD,
        "away": _cookie_of_somebody_away(app, account_id),
        "board": _code(board),
        "paused": _code(paused),
        "spare": [{"room": board.code, "seat": code} for _, code in board.seats[-2:]],
        "cards": _learners_cards(paused),
    }


def _cohort(library_id: uuid.UUID, account_id: uuid.UUID) -> uuid.UUID:
    told = CourseFacts("Курс для сцен", "A course for scenes", role="teacher", hours=8.0, least_sessions=0)
    course_id = courses.add_course(told, actor=ACTOR)
    facts = CohortFacts("Група для сцен", course_id, 20)
    cohort_id = cohorts.form_cohort(library_id, facts, actor=ACTOR, leaders=[account_id])
    for name in NAMES:
        learner_id = registration.register(Registration(nickname=name), actor=ACTOR, simulated=True)
        cohorts.enrol(cohort_id, learner_id, actor=ACTOR)
    return cohort_id


def _open(library_id: uuid.UUID, cohort_id: uuid.UUID | None) -> OpenedRoom:
    """Open a room half an hour ago; six people of the cohort's eight share a computer with somebody."""
    now = clock.now()
    with clock.at(now - 30 * MINUTE):
        plan = Plan(library_id, now - 30 * MINUTE, now + 600 * MINUTE, cohort_id=cohort_id)
        session_id = sessions.plan_session(plan, actor=ACTOR)
        opening.open_for_session(session_id, actor=ACTOR)
        room = rooms_service.room_of_session(session_id)
        if room is None:
            raise RuntimeError("no room")
        return rooms_service.codes_of(room.id)


def _code(room: OpenedRoom) -> str:
    found = db.session.get(TrainingSession, room.session_id)
    if found is None:
        raise RuntimeError("no session")
    return found.code


def _sit(room: OpenedRoom, number: int, answers: int, *, minutes: int = 0) -> str:
    """Let somebody sit down, answer so many items, the last one so many minutes ago; return the sitting's address."""
    now = clock.now()
    with clock.at(now - 25 * MINUTE):
        taken = rooms_service.take_seat(room.room_id, dict(room.seats)[number], identifiers.new_id())
        code = service.start_sitting(taken.learner_id, taken.seat_id, "citizen", identifiers.new_id(), seed=number)
    with clock.at(now - minutes * MINUTE):
        for _ in range(answers):
            _omit(code)
    return code


def _omit(code: str) -> None:
    standing = queries.standing_of(code)
    if standing is not None and standing.presentation_id is not None:
        service.mark_shown(standing.presentation_id)
        service.record_response(standing, standing.presentation_id, None, omitted=True)


def _seat(room: OpenedRoom, number: int) -> uuid.UUID:
    return seats.seat_in_room(room.room_id, number).id


def _fill(room: OpenedRoom) -> None:
    """Put every kind of tile on a board."""
    codes = [_sit(room, number, 3 + number, minutes=9 if number == 3 else 1) for number in range(1, 8)]
    _, reports, _, finished, void, *_ = codes
    with clock.at(clock.now() - 2 * MINUTE):
        seats.call_for_help(_seat(room, 1), "device")
        reported = _standing(reports)
        invigilation.report_item(reported.presentation_id, reported.learner_id, "mistake", "Двічі стоїть те саме слово")
    service.finish_sitting(_standing(finished).sitting_id)
    invigilation.void_sitting(_standing(void).sitting_id, "technical", actor=ACTOR)
    seats.change_computer(_seat(room, 6), 7, actor=ACTOR)
    seats.check_identity(_seat(room, 7), "document_seen", "id_card", actor=ACTOR)
    seats.give_extra_time(_seat(room, 7), 15, actor=ACTOR)
    child = rooms_service.take_seat(room.room_id, dict(room.seats)[8], identifiers.new_id())
    learners.state_age(child.learner_id, under_14=True)


def _standing(code: str) -> Any:
    found = queries.standing_of(code)
    if found is None:
        raise RuntimeError("the sitting vanished")
    return found


def _learners_cards(paused: OpenedRoom) -> dict[str, dict[str, str]]:
    """Return cards with which a learner meets a page; the last one's room is paused."""
    now = clock.now()
    with clock.at(now - 30 * MINUTE):
        library_id = libraries.ensure_library("Бібліотека над річкою", "A library by the river", simulated=True)
        room = rooms_service.open_drop_in(library_id, 8, actor=ACTOR)
    codes = {name: _sit(room, n, 2) for n, name in enumerate(("help", "report", "called", "void"), start=1)}
    seats.call_for_help(_seat(room, 3), "other")
    invigilation.void_sitting(_standing(codes["void"]).sitting_id, "own_wish", actor=ACTOR)
    _sit(paused, 1, 2)
    sessions.interrupt(paused.session_id, "alarm", actor=ACTOR)
    told = {name: {"room": room.code, "seat": room.seats[n][1]} for n, name in enumerate(codes)}
    told["child"] = {"room": room.code, "seat": room.seats[5][1]}
    return told | {"paused": {"room": paused.code, "seat": paused.seats[0][1]}}


def _cookie_of_somebody_away(app: Flask, account_id: uuid.UUID) -> str:
    """Return the cookie of a browser that was signed in and left alone for twenty minutes."""
    with clock.at(clock.now() - 20 * MINUTE):
        login_session_id = accounts_service.sign_in(EMAIL, PASSWORD)
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return str(serializer.dumps({"staff": login_session_id.hex}))
