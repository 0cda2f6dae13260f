"""The room's board stays on the screen while its trainer is away; before the next act it asks for her PIN.

Whoever was away sees nothing with a name in it: other pages of the room lead back to the board (`present`). An act that
hurts by a mis-tap is asked once, with the PIN or without it (`asked_before`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

from flask import redirect
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from literacy.accounts import service
from literacy.accounts.access import Staff
from literacy.core.errors import TooManyFailures
from literacy.core.language import t
from literacy.http import limits
from literacy.http.access import actor

P = ParamSpec("P")
PIN_FAILURES = 5
# What a form carries for itself and not for the act.
_OWN_FIELDS = frozenset({"csrf_token", "pin", "sure"})
_MOST_FIELDS = 10


def present(
    view: Callable[Concatenate[str, P], ResponseReturnValue],
) -> Callable[Concatenate[str, P], ResponseReturnValue]:
    """Lead whoever was away back to the board, where the PIN is asked."""

    @wraps(view)
    def guarded(code: str, *arguments: P.args, **named: P.kwargs) -> ResponseReturnValue:
        if actor().staff.away:
            return redirect(f"/sessions/{code}/board", 303)
        return view(code, *arguments, **named)

    return guarded


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked before an act. `wrong` is what to mend in the PIN; `kept` is what the act was sent with."""

    pin: bool
    no_pin: bool = False
    wrong: str = ""
    status: int = 422
    kept: tuple[tuple[str, str], ...] = ()


def asked_before(staff: Staff, posted: MultiDict[str, str], *, destructive: bool) -> Asked | None:
    """Return what is still to be asked before an act, or None: then it may be done, and whoever was away is back."""
    kept = tuple((name, value) for name, value in posted.items(multi=True) if name not in _OWN_FIELDS)[:_MOST_FIELDS]
    if not staff.away:
        return Asked(pin=False, kept=kept) if destructive and not posted.get("sure") else None
    if not service.has_pin(staff.account_id):
        return Asked(pin=False, no_pin=True, kept=kept)
    if "pin" not in posted:
        return Asked(pin=True, kept=kept)
    return _with_pin(staff, posted, kept)


def _with_pin(staff: Staff, posted: Mapping[str, str], kept: tuple[tuple[str, str], ...]) -> Asked | None:
    purpose = f"pin {staff.login_session_id}"
    try:
        limits.check_failures(purpose, PIN_FAILURES)
    except TooManyFailures as error:
        return Asked(pin=True, wrong=t("pin.too_many", minutes=error.minutes), status=429, kept=kept)
    if service.come_back(staff.login_session_id, posted["pin"]):
        return None
    limits.count_failure(purpose, PIN_FAILURES)
    return Asked(pin=True, wrong=t("pin.wrong"), kept=kept)
