"""Each view declares who may call it. A guard test fails for a route that declares nothing.

`@public` or `@requires(check)`, where `check` is a feature's access function: it returns the actor or raises, and a
refusal looks like absence. The actor is then `actor()` within the view.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from flask import g
from flask.typing import ResponseReturnValue

P = ParamSpec("P")
View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


def public(view: View) -> View:
    """Anybody may call this view."""
    view.access_rule = "public"  # type: ignore[attr-defined]
    return view


def requires(
    check: Callable[[], Any],
) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """Only those whom the access function lets through may call this view."""

    def decorate(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def guarded(*arguments: P.args, **named: P.kwargs) -> ResponseReturnValue:
            g.actor = check()
            return view(*arguments, **named)

        guarded.access_rule = check.__name__  # type: ignore[attr-defined]
        return guarded

    return decorate


def actor() -> Any:
    """Return whom the access function let through."""
    return cast("Any", g).actor
