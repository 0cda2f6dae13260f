"""What is looked for on a page that stands in the browser: axe, width, targets, letters, icons, what the console says."""

import re
from functools import lru_cache
from importlib.resources import files
from importlib.util import find_spec
from typing import Any

from playwright.sync_api import ConsoleMessage, Page

# The wheels that bring axe-core; the first one that is installed is used.
AXE_WHEELS = ("axe_playwright_python", "axe_core_python")
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
EXPECTED_STATUS = re.compile(r"responded with a status of (404|422)")
SMALLEST_TARGET, SMALLEST_BUTTON, SMALLEST_LETTERS = 24, 44, 16

RUN_AXE = """tags => axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]}).then(found => ({
  passes: found.passes.length,
  violations: found.violations.map(v => v.id + ": " + v.nodes.map(n => n.html.slice(0, 160)).join(" | "))}))"""

# A link within a sentence may be as low as its line (WCAG 2.5.8, inline); what is not seen is no target.
FIND_SMALL_TARGETS = """([target, button]) => {
  const seen = e => e.getClientRects().length && getComputedStyle(e).visibility !== "hidden";
  const size = e => { const r = e.getBoundingClientRect(); return Math.min(r.width, r.height); };
  const inline = e => e.tagName === "A" && e.parentElement.textContent.trim() !== e.textContent.trim()
    && getComputedStyle(e).display === "inline" && e.closest("p, li, span, dd");
  const told = e => e.outerHTML.slice(0, 120) + " " + Math.round(size(e) * 10) / 10;
  const all = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary, .answer label")];
  return all.filter(seen).filter(e => !e.matches(".skip") && !inline(e)).filter(e => {
    const large = e.matches(".btn, .answer label, .form-control, .form-select");
    return size(e) < (large ? button : target) - 0.5;
  }).map(told);
}"""
FIND_SMALL_LETTERS = """smallest => {
  const found = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim(), e = walker.currentNode.parentElement;
    if (text && e.getClientRects().length && parseFloat(getComputedStyle(e).fontSize) < smallest - 0.1)
      found.add(getComputedStyle(e).fontSize + ": " + text.slice(0, 60));
  }
  document.querySelectorAll("input, select, button").forEach(e => {
    if (e.getClientRects().length && parseFloat(getComputedStyle(e).fontSize) < smallest - 0.1) found.add(e.outerHTML);
  });
  return [...found];
}"""
FIND_EMPTY_ICONS = """() => [...document.querySelectorAll("svg.icon")].filter(e => e.getClientRects().length)
  .filter(e => { const box = e.querySelector("use").getBBox(); return !(box.width > 1 && box.height > 1); })
  .map(e => e.outerHTML)"""
FIND_WIDE = """() => { const all = document.documentElement;
  if (all.scrollWidth <= all.clientWidth) return [];
  return [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > all.clientWidth + 0.5)
    .map(e => e.outerHTML.slice(0, 120)).slice(0, 5).concat(["page " + all.scrollWidth + " in " + all.clientWidth]); }"""
# A table of data may be moved sideways within its own frame, if keys reach the frame and it says what it is.
FIND_SIDE_SCROLLERS = """() => [...document.querySelectorAll("body *")].filter(e => e.scrollWidth > e.clientWidth + 1
  && ["auto", "scroll"].includes(getComputedStyle(e).overflowX))
  .filter(e => !e.matches("[role=region][tabindex='0'][aria-labelledby]:has(> table)")).map(e => e.outerHTML.slice(0, 120))"""


@lru_cache(maxsize=1)
def axe_source() -> str:
    """Return axe-core from the wheel that brings it."""
    wheel = next(name for name in AXE_WHEELS if find_spec(name))
    return (files(wheel) / "axe.min.js").read_text("utf-8")


def run_axe(page: Page) -> dict[str, Any]:
    """Return how many rules passed and what violates one."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(axe_source())
    found: dict[str, Any] = page.evaluate(RUN_AXE, AXE_TAGS)
    return found


def listen(page: Page) -> list[str]:
    """Return a list that fills with what the browser complains about; a page that says "mend this" is no complaint."""
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not EXPECTED_STATUS.search(message.text):
            complaints.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


def set_width(page: Page, width: int, height: int = 800) -> None:
    """Make the window so wide."""
    page.set_viewport_size({"width": width, "height": height})


def faults_of_layout(page: Page) -> list[str]:
    """Return what is too wide, too small to hit, too small to read, or not drawn in the window as it stands."""
    faults = [f"too wide: {part}" for part in page.evaluate(FIND_WIDE)]
    faults += [
        f"small target: {part}" for part in page.evaluate(FIND_SMALL_TARGETS, [SMALLEST_TARGET, SMALLEST_BUTTON])
    ]
    faults += [f"small letters: {part}" for part in page.evaluate(FIND_SMALL_LETTERS, SMALLEST_LETTERS)]
    return faults + [f"icon not drawn: {part}" for part in page.evaluate(FIND_EMPTY_ICONS)]
