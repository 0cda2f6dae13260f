"""The worker: does what is slow or secret. It looks into the outbox every second; the outbox is the truth."""

import logging
import time
import uuid
from collections.abc import Callable
from typing import Any

import click
from flask import Flask

from literacy.core import outbox
from literacy.core.db import may_write
from literacy.core.errors import HouseError
from literacy.core.transaction import reading, transaction
from literacy.credentials import signing

logger = logging.getLogger("literacy.worker")
PAUSE_SECONDS = 1.0


def _sign_credential(payload: dict[str, Any]) -> bool:
    return signing.sign_credential(uuid.UUID(hex=payload["credential_id"]))


def _sign_status_lists(_payload: dict[str, Any]) -> bool:
    signing.sign_status_lists()
    return True


# What each kind of message asks for; False means "not yet": the message waits.
HANDLERS: dict[str, Callable[[dict[str, Any]], bool]] = {
    "sign_credential": _sign_credential,
    "sign_status_lists": _sign_status_lists,
}


def work_off(limit: int = 100) -> int:
    """Work off waiting messages, one transaction each; return how many were done."""
    with reading(), transaction():
        messages = outbox.waiting(limit)
    return sum(_work_off_one(*message) for message in messages)


def _work_off_one(message_id: uuid.UUID, kind: str, payload: dict[str, Any]) -> bool:
    try:
        with transaction():
            done = HANDLERS[kind](payload)
            if done:
                outbox.mark_done(message_id)
            return done
    except (HouseError, OSError, ValueError) as error:
        logger.exception("outbox message %s (%s) failed", message_id, kind)
        with transaction():
            outbox.mark_failed(message_id, f"{type(error).__name__}: {error}")
        return False


def keep_status_lists_fresh() -> None:
    """Sign the status lists before they run out."""
    with transaction():
        if signing.may_sign() and signing.status_lists_are_due():
            signing.sign_status_lists()


def run(app: Flask, *, once: bool = False) -> None:
    """Work until stopped, or once through what waits."""
    may_write.set(True)
    while True:
        with app.app_context():
            keep_status_lists_fresh()
            done = work_off()
        if once:
            return
        if not done:
            time.sleep(PAUSE_SECONDS)


@click.command("worker")
@click.option("--once", is_flag=True, help="Work off what waits and stop.")
@click.pass_context
def worker_command(ctx: click.Context, once: bool) -> None:
    """Sign and render certificates, publish status lists, until stopped.

    Example: literacy worker
    """
    run(ctx.obj["app"](), once=once)
