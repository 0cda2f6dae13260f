"""The house rules that every page is held to: valid HTML, one h1, language, labels, no doubled ids, a token a form."""

import re
from functools import lru_cache

import html5lib

from tests.journeys.pages import Page

NAMELESS = ("hidden", "submit", "button", "reset", "image")
KB = 1024
SITTING_PAGE_BYTES = 25 * KB
_XHTML = "{http://www.w3.org/1999/xhtml}"


@lru_cache(maxsize=4096)
def faults_of(html: str) -> tuple[str, ...]:
    """Return what is wrong with a page's HTML."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), strict=False)
    tree = parser.parse(html)
    found = [f"HTML {place}: {code}" for place, code, _ in parser.errors]
    root = tree
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    found += [f"id {name} stands twice" for name in sorted({name for name in ids if ids.count(name) > 1})]
    if root.get("lang") not in ("uk", "en"):
        found.append("no lang")
    if len(root.findall(f".//{_XHTML}h1")) != 1:
        found.append(f"{len(root.findall(f'.//{_XHTML}h1'))} h1")
    found += _form_faults(root, set(ids))
    if re.search(r"<[^>]+\s(style|on[a-z]+)=", html):
        found.append("inline style or script")
    return tuple(found)


def _form_faults(root, ids: set[str]) -> list[str]:
    found = []
    labels = list(root.iter(f"{_XHTML}label"))
    labelled = {label.get("for") for label in labels}
    within = {control for label in labels for control in label.iter() if "".join(label.itertext()).strip()}
    for name in ("input", "select", "textarea"):
        found += [
            f"{name} {control.get('name')} has no label"
            for control in root.iter(f"{_XHTML}{name}")
            if control.get("type") not in NAMELESS
            and control.get("id") not in labelled
            and control not in within
            and not control.get("aria-labelledby")
        ]
    for element in root.iter():
        for attribute in ("aria-describedby", "aria-labelledby"):
            found += [f"{attribute} names {name}" for name in (element.get(attribute) or "").split() if name not in ids]
    for form in root.iter(f"{_XHTML}form"):
        tokens = [control for control in form.iter(f"{_XHTML}input") if control.get("name") == "csrf_token"]
        if form.get("method") == "post" and not (tokens and tokens[0].get("value")):
            found.append(f"the form to {form.get('action')} has no token")
    return found


def keep_the_rules(page: Page) -> None:
    """Hold a page to the rules of the house; what is not HTML passes."""
    if not page.headers.get("content-type", "").startswith("text/html"):
        return
    faults = faults_of(page.html)
    assert not faults, f"{page.status} {page.address}: {faults}"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["cache-control"] == "no-store", page.address
    if page.path.startswith("/sittings/"):
        assert len(page.body) <= SITTING_PAGE_BYTES, f"{page.address} has {len(page.body)} bytes"
