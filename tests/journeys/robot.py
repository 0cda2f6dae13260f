"""A robot that knows only HTML: finds the form that goes on, fills each control by its type, presses the first button.

What a person reads off a card or knows by heart (room, seat, name) it is told by the names of the inputs.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from tests.journeys.pages import Control, Fields, Form, Page, read_page, successful
from tests.journeys.visitors import Visitor

LONGEST_CHAIN = 10
LONGEST_WALK = 80
Check = Callable[[Page], None]
Known = Mapping[str, str | list[str]]


def no_check(_page: Page) -> None:
    """Look at nothing."""


@dataclass
class Robot:
    """A visitor who fills in forms. `draw` makes it repeatable; `told` holds what it reads off a card."""

    visitor: Visitor
    draw: random.Random = field(default_factory=lambda: random.Random(1))
    told: dict[str, str] = field(default_factory=dict)
    check: Check = no_check
    page: Page | None = None
    seen: list[Page] = field(default_factory=list)
    sent: list[tuple[str, Fields]] = field(default_factory=list)

    @property
    def here(self) -> Page:
        """The page on the screen."""
        assert self.page is not None, "no page is open"
        return self.page

    def open(self, address: str, **headers: str) -> Page:
        """Open an address and follow redirects."""
        return self._arrive(self._fetch("GET", address, None, **headers))

    def reload(self) -> Page:
        """Load the page on the screen again."""
        return self.open(self.here.address)

    def send(self, address: str, fields: Fields) -> Page:
        """Post fields to an address and follow redirects."""
        self.sent.append((address, fields))
        return self._arrive(self._fetch("POST", address, fields))

    def send_only(self, address: str, fields: Fields) -> Page:
        """Post fields and stay: the reply itself, no redirect followed."""
        return self._fetch("POST", address, fields)

    def look(self, address: str, **headers: str) -> Page:
        """Fetch an address and stay: the reply itself, no redirect followed."""
        return self._fetch("GET", address, None, **headers)

    def _fetch(self, method: str, address: str, fields: Fields | None, **headers: str) -> Page:
        status, reply_headers, body = self.visitor.fetch(method, address, fields, **headers)
        page = read_page(address, status, reply_headers, body)
        self.seen.append(page)
        if status < 300 or status >= 400:
            self.check(page)
        return page

    def _arrive(self, page: Page) -> Page:
        for _ in range(LONGEST_CHAIN):
            if page.status not in (301, 302, 303, 307, 308):
                self.page = page
                return page
            page = self._fetch("GET", self._beside(page.address, page.headers["location"]), None)
        raise AssertionError(f"redirects without end at {page.address}")

    def _beside(self, base: str, address: str) -> str:
        parts = urlsplit(urljoin(base, address))
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def filled(self, form: Form, **given: str | list[str]) -> Fields:
        """Fill a form by the types of its controls; `given` and what was told win by name."""
        known: Known = {**self.told, **given}
        by_name: dict[str, list[Control]] = {}
        for control in form.controls:
            by_name.setdefault(control.name, []).append(control)
        fill_selects(form.of_kind("select"), self.draw, known)
        for name, controls in by_name.items():
            self._fill(controls, known.get(name))
        return list(successful(form, form.buttons[0]))

    def _fill(self, controls: list[Control], known: str | list[str] | None) -> None:
        kind, given = controls[0].kind, [known] if isinstance(known, str) else known
        if kind in ("radio", "checkbox"):
            most = 1 if kind == "radio" else max(1, len(controls) - 1)
            drawn = self.draw.sample(controls, self.draw.randint(1, most))
            picked = given if given is not None else [control.value for control in drawn]
            for control in controls:
                control.chosen = control.value in picked
        elif kind in ("text", "search", "tel", "number", "textarea"):
            if given is not None:
                controls[0].value = given[0]
            elif not controls[0].value:
                controls[0].value = str(self.draw.randint(1, 99))

    def go_on(self, **given: str | list[str]) -> Page:
        """Fill the form that goes on and press its first button."""
        form = self.here.main_form
        fields = self.filled(form, **given)
        target = self._beside(self.here.address, form.action or self.here.address)
        if form.method == "get":
            raise AssertionError("the form that goes on is sent by POST")
        return self.send(target, fields)

    def press(self, name: str, form: Form | None = None, **given: str | list[str]) -> Page:
        """Press the button of this name."""
        form = form or self.here.main_form
        (button,) = [each for each in form.buttons if each.name == name]
        fields = [pair for pair in self.filled(form, **given) if pair[0] != form.buttons[0].name or not pair[0]]
        target = self._beside(self.here.address, form.action or self.here.address)
        return self.send(target, [*fields, (button.name, button.value)])

    def walk_to(self, prefix: str, choices: Known | None = None) -> Page:
        """Go on from page to page until the address begins with this."""
        for _ in range(LONGEST_WALK):
            if self.here.path.startswith(prefix):
                return self.here
            before = self.here.address
            page = self.go_on(**(choices or {}))
            assert page.status == 200, f"{page.status} at {page.address} after {before}"
        raise AssertionError(f"{prefix} was not reached; the walk stands at {self.here.address}")

    def walk_to_item(self, position: int, choices: Known | None = None) -> Page:
        """Go on until the item of this position waits."""
        for _ in range(LONGEST_WALK):
            if self.here.path.endswith(f"/items/{position}"):
                return self.here
            self.go_on(**(choices or {}))
        raise AssertionError(f"item {position} was not reached; the walk stands at {self.here.address}")


def fill_selects(selects: list[Control], draw: random.Random, known: Known) -> None:
    """Give each select of a form another option; the empty one is no choice."""
    taken: set[str] = set()
    for select in selects:
        if select.name in known:
            given = known[select.name]
            select.value = given if isinstance(given, str) else given[0]
            continue
        free = [value for value in select.options if value and value not in taken]
        select.value = draw.choice(free) if free else ""
        taken.add(select.value)
