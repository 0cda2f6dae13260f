"""A real server that is killed, clients that do not give up, and what the database holds in the end."""

import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from literacy.assessment import service as assessment_service
from literacy.assessment.models import ItemResponse, Presentation, Result, Sitting, SittingState
from literacy.core import canonical, identifiers
from literacy.core.config import ROOT
from literacy.core.db import db
from literacy.core.transaction import reading, transaction
from literacy.rooms import service as rooms_service
from setup.run import SETTINGS
from tests.journeys.house import Card, House
from tests.journeys.pages import Fields
from tests.journeys.robot import Robot
from tests.journeys.visitors import NetVisitor, Reply

HOST = "127.0.0.1"
PATIENCE_SECONDS = 60
FIRST_SEED = 20261123
ROLES = ("citizen", "civil_servant", "teacher", "doctor")


class KilledServer:
    """The server as `./run` starts it, in a process group of its own."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.port = _free_port()
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it answers."""
        command = [sys.executable, "-m", "gunicorn", "--config", str(SETTINGS), "--bind", f"{HOST}:{self.port}"]
        self._process = subprocess.Popen(command, cwd=ROOT, env=self._environment, start_new_session=True)
        started = time.monotonic()
        while time.monotonic() - started < PATIENCE_SECONDS:
            assert self._process.poll() is None, "the server ended by itself"
            try:
                if NetVisitor(HOST, self.port).fetch("GET", "/healthz")[0] == 200:
                    return
            except (OSError, http.client.HTTPException):
                time.sleep(0.03)
        raise AssertionError("the server does not answer")

    def kill(self) -> None:
        """SIGKILL the whole group: nobody gets to say goodbye."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        _wait_until_nobody_listens(self.port)


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as listener:
        return int(listener.getsockname()[1])


def _wait_until_nobody_listens(port: int) -> None:
    started = time.monotonic()
    while time.monotonic() - started < PATIENCE_SECONDS:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) != 0:
                return
        time.sleep(0.01)
    raise AssertionError("somebody survived the kill")


@dataclass
class Acknowledged:
    """The answers that a server said were saved, over all clients."""

    ids: list[str] = field(default_factory=list)
    retries: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, answer_id: str) -> None:
        with self._lock:
            self.ids.append(answer_id)

    def count_retry(self) -> None:
        with self._lock:
            self.retries += 1


class PatientVisitor(NetVisitor):
    """A browser whose owner sends the very same thing again until somebody answers."""

    def __init__(self, port: int, acknowledged: Acknowledged) -> None:
        super().__init__(HOST, port)
        self._acknowledged = acknowledged

    def fetch(self, method: str, address: str, fields: Fields | None = None, **headers: str) -> Reply:
        started = time.monotonic()
        while True:
            try:
                reply = super().fetch(method, address, fields, **headers)
            except (OSError, http.client.HTTPException):
                assert time.monotonic() - started < PATIENCE_SECONDS, "nobody came back"
                self._acknowledged.count_retry()
                time.sleep(0.05)
                continue
            assert reply[0] in (200, 303), f"{reply[0]} {method} {address}"
            answer_id = dict(fields or []).get("answer_id")
            if answer_id:
                self._acknowledged.add(answer_id)
            return reply


@dataclass(frozen=True)
class Candidate:
    """Somebody whose sitting has a known seed, so that two runs can be compared."""

    card: Card
    number: int
    sitting_code: str


def seat_candidates(house: House, count: int) -> list[Candidate]:
    """Open sittings whose seeds are known, by the product's own verbs, before anybody answers."""
    seated = []
    for number, card in enumerate(house.open_room(count)):
        with house.app.app_context(), transaction():
            taken = rooms_service.sit_down(card.room, card.seat, identifiers.new_id())
            code = assessment_service.start_sitting(
                taken.learner_id,
                taken.seat_id,
                ROLES[number % len(ROLES)],
                identifiers.new_id(),
                seed=FIRST_SEED + number,
            )
        seated.append(Candidate(card, number, code))
    return seated


class Walk(threading.Thread):
    """A candidate who answers everything, whatever happens to the server. `trouble` is what stopped the walk."""

    def __init__(self, candidate: Candidate, port: int, acknowledged: Acknowledged) -> None:
        super().__init__(daemon=True)
        self.trouble: BaseException | None = None
        draw = random.Random(FIRST_SEED + candidate.number)
        self._robot = Robot(PatientVisitor(port, acknowledged), draw, candidate.card.told)

    def run(self) -> None:
        try:
            self._robot.open("/join")
            self._robot.walk_to("/results/")
        except BaseException as error:  # noqa: BLE001 - the test looks at it: a thread cannot raise into it
            self.trouble = error


@dataclass(frozen=True)
class Run:
    """What a run acknowledged and what it left."""

    acknowledged: Acknowledged
    stored_ids: list[str]
    kills: int
    seconds: float
    state: list[dict[str, Any]]


def run_candidates(house: House, count: int, kills: int, chance: random.Random, answers_each: int) -> Run:
    """Let candidates answer while the server is killed so many times; return what is left when all have finished."""
    candidates = seat_candidates(house, count)
    server, acknowledged = KilledServer(house.environment), Acknowledged()
    moments = sorted(chance.sample(range(3, count * answers_each - 3), kills))
    started = time.monotonic()
    server.start()
    try:
        walks = [Walk(candidate, server.port, acknowledged) for candidate in candidates]
        for walk in walks:
            walk.start()
        for moment in moments:
            _wait_for(acknowledged, moment, walks)
            time.sleep(chance.uniform(0, 0.03))
            server.kill()
            server.start()
        for walk in walks:
            walk.join(PATIENCE_SECONDS * 3)
    finally:
        server.kill()
    troubles = [walk.trouble for walk in walks if walk.trouble]
    assert not troubles, troubles
    codes = [candidate.sitting_code for candidate in candidates]
    return Run(acknowledged, stored_ids(house, codes), kills, time.monotonic() - started, final_state(house, codes))


def _wait_for(acknowledged: Acknowledged, moment: int, walks: list[Walk]) -> None:
    started = time.monotonic()
    while len(acknowledged.ids) < moment and any(walk.is_alive() for walk in walks):
        assert time.monotonic() - started < PATIENCE_SECONDS, "the clients stand still"
        time.sleep(0.001)


def stored_ids(house: House, codes: list[str]) -> list[str]:
    """Return the answer ids that are stored, one for each stored answer."""
    statement = (
        select(ItemResponse.presentation_id)
        .join(Presentation, Presentation.id == ItemResponse.presentation_id)
        .join(Sitting, Sitting.id == Presentation.sitting_id)
        .where(Sitting.code.in_(codes))
    )
    with house.app.app_context(), reading(), transaction():
        return [answer_id.hex for answer_id in db.session.scalars(statement)]


def final_state(house: House, codes: list[str]) -> list[dict[str, Any]]:
    """Return everything about the sittings that does not depend on ids drawn or on how long things took."""
    with house.app.app_context(), reading(), transaction():
        return [_state_of(code) for code in codes]


def _state_of(code: str) -> dict[str, Any]:
    sitting = db.session.scalars(select(Sitting).where(Sitting.code == code)).one()
    shown = db.session.execute(
        select(Presentation, ItemResponse)
        .outerjoin(ItemResponse, ItemResponse.presentation_id == Presentation.id)
        .where(Presentation.sitting_id == sitting.id)
        .order_by(Presentation.position)
    ).all()
    state = db.session.get_one(SittingState, sitting.id)
    results = list(db.session.scalars(select(Result).where(Result.sitting_id == sitting.id)))
    return {
        "seed": sitting.seed,
        "presentations": [
            (one.position, one.item_id, one.item_version, one.option_order, one.surface_seed) for one, _ in shown
        ],
        "responses": [(each.omitted, each.answer, each.raw_score, each.max_score) for _, each in shown if each],
        "state": (state.position, state.answered, state.finished_at is not None, state.open_learner_id is None),
        "documents": [canonical.digest({**result.document, "active_seconds": 0}) for result in results],
        "hashes_hold": [canonical.digest(result.document) == result.document_hash for result in results],
    }
