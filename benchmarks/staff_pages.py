"""CPU and statements of every page that staff may open, on the demonstration year; in bare Flask views.

Run: LITERACY_DATA=/tmp/year .venv/bin/literacy demo --size year
     .venv/bin/python -m benchmarks.staff_pages --data /tmp/year [--times 5] [--json]

Works on a copy of the database. For each role a busy object is chosen: the cohort with the most results, its last held
session, its library, its first learner. Process time of whole requests in this process, medians; the reference is a Flask
application with one view that returns a word, called in turn with the measured requests.
"""

import argparse
import json
import shutil
import statistics
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from benchmarks.answer_path import bare_application
from literacy.accounts import service as accounts
from literacy.accounts.models import Learner, LoginSession
from literacy.assessment.models import Result, Sitting
from literacy.core import clock, identifiers
from literacy.core.config import Settings
from literacy.core.db import db
from literacy.core.transaction import transaction
from literacy.training.models import (
    Attendance,
    Cohort,
    CohortTrainer,
    Course,
    Enrolment,
    Library,
    TrainingSession,
    TrainingSessionState,
)
from literacy.web.factory import create_app

ROLES = ("trainer", "coordinator", "region", "administrator")
LIMIT_MS = 150


@dataclass(frozen=True)
class Measured:
    """A page for a role: status, CPU milliseconds, the same in bare views, statements, bytes."""

    page: str
    role: str
    status: int
    milliseconds: float
    in_bare_views: float
    statements: int
    size: int


@contextmanager
def opened(data: Path) -> Iterator[Flask]:
    """Open a copy of a demonstration."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "data"
        shutil.copytree(data, copy)
        app = create_app(Settings(data=copy))
        yield app
        with app.app_context():
            db.engine.dispose()


def busy_objects() -> dict[str, str]:
    """Return the code of a busy object for each beginning of an address."""
    cohort = db.session.scalars(
        select(Cohort)
        .join(Enrolment, Enrolment.cohort_id == Cohort.id)
        .join(Sitting, Sitting.learner_id == Enrolment.learner_id)
        .join(Result, Result.sitting_id == Sitting.id)
        .group_by(Cohort.id)
        .order_by(func.count().desc(), Cohort.id)
        .limit(1)
    ).one()
    last_held = db.session.scalars(
        select(TrainingSession.code)
        .join(TrainingSessionState, TrainingSessionState.training_session_id == TrainingSession.id)
        .where(TrainingSession.cohort_id == cohort.id, TrainingSession.purpose == "test")
        .order_by(TrainingSessionState.planned_start.desc())
        .limit(1)
    ).one()
    learner = db.session.scalars(
        select(Learner.card_number)
        .join(Attendance, Attendance.learner_id == Learner.id)
        .join(Enrolment, Enrolment.learner_id == Learner.id)
        .where(Enrolment.cohort_id == cohort.id)
        .group_by(Learner.card_number)
        .order_by(func.count().desc())
        .limit(1)
    ).one()
    return {
        "libraries": db.session.get_one(Library, cohort.library_id).code,
        "cohorts": cohort.code,
        "courses": db.session.get_one(Course, cohort.course_id).code,
        "sessions": last_held,
        "people": learner,
    }


def sign_in(app: Flask, role: str, cohort_code: str) -> FlaskClient:
    """Return a browser where somebody of this role is signed in, who leads the cohort or its library."""
    with app.app_context(), transaction():
        cohort = db.session.scalars(select(Cohort).where(Cohort.code == cohort_code)).one()
        own = cohort.library_id if role in ("trainer", "coordinator") else None
        account_id = accounts.create_account(f"{role}@bench.example", role, actor="benchmark", library_id=own)
        if role == "trainer":
            db.session.add(CohortTrainer(cohort_id=cohort.id, account_id=account_id))
        row = LoginSession(id=identifiers.new_id(), account_id=account_id, last_seen_at=clock.now())
        db.session.add(row)
        login = row.id
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie["staff"] = uuid.UUID(str(login)).hex
    return browser


def addresses(app: Flask, codes: dict[str, str]) -> Iterator[str]:
    """Yield every address of staff's pages, with a busy object in it."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        access = getattr(app.view_functions[rule.endpoint], "access_rule", "public")
        if "GET" not in (rule.methods or ()) or "." not in access:
            continue
        first = rule.rule.split("/")[1]
        arguments = {"code": codes.get(first), "number": 1, "kind": "csv"}
        if rule.arguments <= {name for name, value in arguments.items() if value is not None}:
            with app.test_request_context():
                yield rule.build({name: arguments[name] for name in rule.arguments})[1]


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """Note what the application asks of the database."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def measure(app: Flask, role: str, codes: dict[str, str], times: int) -> Iterator[Measured]:
    """Yield what every page costs this role; pages out of reach are left out."""
    browser, reference = sign_in(app, role, codes["cohorts"]), bare_application().test_client()
    for address in addresses(app, codes):
        spent, bare = [], []
        with statements(app) as sent:
            reply = browser.get(address)
        if reply.status_code not in (200, 422):
            continue
        for _ in range(times):
            started = time.process_time()
            browser.get(address)
            between = time.process_time()
            for _ in range(10):
                reference.get("/")
            spent.append(between - started)
            bare.append((time.process_time() - between) / 10)
        took, one = statistics.median(spent), statistics.median(bare)
        yield Measured(
            address, role, reply.status_code, round(took * 1000, 1), round(took / one, 1), len(sent), len(reply.data)
        )


def main() -> None:
    """Measure and print, the dearest page first."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True, help="data folder of a demonstration year")
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    wishes = parser.parse_args()
    with opened(wishes.data) as app:
        with app.app_context():
            codes = busy_objects()
        found = [each for role in ROLES for each in measure(app, role, codes, wishes.times)]
    found.sort(key=lambda each: -each.milliseconds)
    if wishes.json:
        print(json.dumps([asdict(each) for each in found], indent=1))
        return
    for each in found:
        mark = "  OVER" if each.milliseconds > LIMIT_MS else ""
        print(
            f"{each.milliseconds:7.1f} ms {each.in_bare_views:7.1f} bare views {each.statements:4} statements "
            f"{each.size:7} bytes  {each.role:14} {each.page}{mark}"
        )


if __name__ == "__main__":
    main()
