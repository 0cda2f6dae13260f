"""What a browser without scripts sees: a page, its forms, their controls. Standard library only."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

Fields = list[tuple[str, str]]


@dataclass
class Control:
    """An input, a select, a textarea or a button."""

    kind: str
    name: str
    value: str = ""
    chosen: bool = False
    options: list[str] = field(default_factory=list)


@dataclass
class Form:
    """A form: where it goes, what is in it, whether it goes on."""

    action: str
    method: str
    goes_on: bool
    controls: list[Control] = field(default_factory=list)

    @property
    def buttons(self) -> list[Control]:
        return [control for control in self.controls if control.kind == "submit"]

    def of_kind(self, *kinds: str) -> list[Control]:
        return [control for control in self.controls if control.kind in kinds]

    def names(self) -> set[str]:
        return {control.name for control in self.controls}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.title = ""
        self.text: list[str] = []
        self._form: Form | None = None
        self._select: Control | None = None
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag in ("title", "script", "style"):
            self._inside.append(tag)
        elif tag == "a" and "href" in found:
            self.links.append(found["href"])
        elif tag == "form":
            self._form = Form(found.get("action", ""), found.get("method", "get").lower(), "data-goes-on" in found)
            self.forms.append(self._form)
        elif self._form is not None and "disabled" not in found:
            self._control(tag, found, {name for name, _ in attrs})

    def _control(self, tag: str, found: dict[str, str], present: set[str]) -> None:
        if tag == "input":
            kind = found.get("type", "text").lower()
            value = found.get("value", "on" if kind in ("radio", "checkbox") else "")
            self._add(Control(kind, found.get("name", ""), value, "checked" in present))
        elif tag == "button" and found.get("type", "submit") == "submit":
            self._add(Control("submit", found.get("name", ""), found.get("value", "")))
        elif tag == "textarea":
            self._add(Control("textarea", found.get("name", "")))
        elif tag == "select":
            self._select = self._add(Control("select", found.get("name", "")))
        elif tag == "option" and self._select is not None:
            self._select.options.append(found.get("value", ""))
            if "selected" in present:
                self._select.value = found.get("value", "")

    def _add(self, control: Control) -> Control:
        assert self._form is not None
        self._form.controls.append(control)
        return control

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif self._inside and tag == self._inside[-1]:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.text.append(data)
        elif self._inside[-1] == "title":
            self.title += data


@dataclass(frozen=True)
class Page:
    """A fetched page, whatever its status."""

    address: str
    status: int
    headers: dict[str, str]
    body: bytes
    forms: list[Form]
    links: list[str]
    title: str
    text: str

    @property
    def html(self) -> str:
        return self.body.decode()

    @property
    def path(self) -> str:
        return self.address.partition("?")[0]

    def says(self, words: str) -> bool:
        """Say whether these words stand on the page, whatever spaces they are set with."""
        return " ".join(words.split()) in self.text

    @property
    def main_form(self) -> Form:
        """The form that goes on: exactly one on a page that has to be filled in."""
        (form,) = [form for form in self.forms if form.goes_on]
        return form

    def form_to(self, action: str) -> Form:
        """Return the form with this address."""
        (form,) = [form for form in self.forms if form.action == action]
        return form

    def hidden(self, name: str) -> str:
        """Return the value of a hidden field of the form that goes on."""
        (control,) = [control for control in self.main_form.of_kind("hidden") if control.name == name]
        return control.value


def read_page(address: str, status: int, headers: dict[str, str], body: bytes) -> Page:
    """Read a reply; what is not HTML has neither forms nor text."""
    reader = _Reader()
    if headers.get("content-type", "").startswith("text/html"):
        reader.feed(body.decode())
        reader.close()
    text = " ".join(" ".join(reader.text).split())
    return Page(address, status, headers, body, reader.forms, reader.links, reader.title.strip(), text)


def successful(form: Form, button: Control | None) -> Iterator[tuple[str, str]]:
    """Yield what a browser would send of a form as it stands, the pressed button included."""
    for control in form.controls:
        if not control.name:
            continue
        if control.kind == "submit":
            if control is button:
                yield control.name, control.value
        elif control.kind in ("radio", "checkbox"):
            if control.chosen:
                yield control.name, control.value
        elif control.kind == "select":
            yield control.name, control.value or (control.options[0] if control.options else "")
        elif control.kind != "file":
            yield control.name, control.value
