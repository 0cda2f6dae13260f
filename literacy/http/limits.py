"""Limits that count failures, never successes: a library's PCs share one address.

A window of failures for each (purpose, address), in this process's memory or, with `LITERACY_REDIS_URL`, in Redis.
"""

from flask import current_app, request
from limits import RateLimitItemPerMinute
from limits.strategies import FixedWindowRateLimiter

from literacy.core.errors import TooManyFailures

WINDOW_MINUTES = 5


def check_failures(purpose: str, allowed: int) -> None:
    """Refuse to try again once too many tries failed from this address."""
    if not _limiter().test(_item(allowed), purpose, _address()):
        raise TooManyFailures(WINDOW_MINUTES)


def count_failure(purpose: str, allowed: int) -> None:
    """Count a failed try."""
    _limiter().hit(_item(allowed), purpose, _address())


def _item(allowed: int) -> RateLimitItemPerMinute:
    return RateLimitItemPerMinute(allowed, WINDOW_MINUTES)


def _address() -> str:
    return request.remote_addr or "unknown"


def _limiter() -> FixedWindowRateLimiter:
    limiter: FixedWindowRateLimiter = current_app.extensions["failure_limiter"]
    return limiter
