"""The worker: does what is slow or secret. It looks into the outbox every second; the outbox is the truth."""

import logging
import time
import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import click
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from literacy.core import clock, outbox
from literacy.core.db import may_write
from literacy.core.errors import HouseError
from literacy.core.transaction import reading, transaction
from literacy.credentials import signing
from literacy.desk import people_retention

logger = logging.getLogger("literacy.worker")
ACTOR = "worker"
PAUSE_SECONDS = 1.0
# A message that fails is tried again after ever longer, a database that is away is looked for more often.
LONGEST_WAIT = timedelta(hours=1)
LONGEST_REST_SECONDS = 60.0


def _draw_credential(payload: dict[str, Any]) -> signing.Drawn | None:
    return signing.draw_credential(uuid.UUID(hex=payload["credential_id"]))


def _sign_credential(payload: dict[str, Any], drawn: signing.Drawn | None) -> bool:
    return signing.sign_credential(uuid.UUID(hex=payload["credential_id"]), drawn)


def _sign_status_lists(_payload: dict[str, Any], _prepared: None) -> bool:
    signing.sign_status_lists()
    return True


# What each kind of message asks for; False means "not yet": the message waits.
HANDLERS: dict[str, Callable[[dict[str, Any], Any], bool]] = {
    "sign_credential": _sign_credential,
    "sign_status_lists": _sign_status_lists,
}
# What of it is slow and only reads: done before, so that a learner's answer never waits for a PDF.
PREPARATIONS: dict[str, Callable[[dict[str, Any]], Any]] = {"sign_credential": _draw_credential}
# Messages that failed, and when this process will try them again.
_not_before: dict[uuid.UUID, datetime] = {}
# What is looked after once a day, and the day when this process did last.
_looked_on: dict[str, date] = {}


def work_off(limit: int = 100) -> int:
    """Work off waiting messages, one transaction each; return how many were done."""
    with reading(), transaction():
        messages = outbox.waiting(limit)
    now = clock.now()
    return sum(_work_off_one(*message) for message in messages if _not_before.get(message[0], now) <= now)


def _work_off_one(message_id: uuid.UUID, kind: str, payload: dict[str, Any]) -> bool:
    """Work off one message; whatever goes wrong with it is kept with it, and the others go on."""
    try:
        with reading(), transaction():
            prepared = PREPARATIONS[kind](payload) if kind in PREPARATIONS else None
        with transaction():
            done = HANDLERS[kind](payload, prepared)
            if done:
                outbox.mark_done(message_id)
    except Exception as error:
        logger.exception("outbox message %s (%s) failed", message_id, kind)
        with transaction():
            attempts = outbox.mark_failed(message_id, f"{type(error).__name__}: {error}")
        _not_before[message_id] = clock.now() + min(timedelta(seconds=2 ** min(attempts, 12)), LONGEST_WAIT)
        return False
    _not_before.pop(message_id, None)
    return done


def keep_status_lists_fresh() -> None:
    """Sign the status lists before they run out."""
    with transaction():
        if signing.may_sign() and signing.status_lists_are_due():
            signing.sign_status_lists()


def keep_retention() -> None:
    """Erase names that were kept long enough, once a day and a process, one person a transaction."""
    today = clock.today_kyiv()
    if _looked_on.get("retention") == today:
        return
    with reading(), transaction():
        due = people_retention.due()
    for person_id in due:
        with transaction():
            people_retention.erase(person_id, actor=ACTOR)
    _looked_on["retention"] = today


def run(app: Flask, *, once: bool = False) -> None:
    """Work until stopped, or once through what waits. A database or a key that is away is waited for."""
    may_write.set(True)
    pause = PAUSE_SECONDS
    while True:
        try:
            with app.app_context():
                done = work_off()
                keep_status_lists_fresh()
                keep_retention()
            pause = PAUSE_SECONDS
        except (SQLAlchemyError, HouseError, OSError):
            if once:
                raise
            logger.exception("the worker could not work; it tries again in %.0f seconds", pause)
            done, pause = 0, min(2 * pause, LONGEST_REST_SECONDS)
        if once:
            return
        if not done:
            time.sleep(pause)


@click.command("worker")
@click.option("--once", is_flag=True, help="Work off what waits and stop.")
@click.pass_context
def worker_command(ctx: click.Context, once: bool) -> None:
    """Sign and render certificates, publish status lists, until stopped.

    Example: literacy worker
    """
    run(ctx.obj["app"](), once=once)
