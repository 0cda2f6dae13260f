"""Chromium as the tests drive it: named by LITERACY_TEST_CHROMIUM, or the system's."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class NoChromiumError(RuntimeError):
    """There is no browser to test with: a reason to fail, never to skip."""


def program() -> str:
    """Return the browser to start."""
    named = os.environ.get("LITERACY_TEST_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, NAMES)), None)
    if not found or not os.access(found, os.X_OK):
        raise NoChromiumError(
            f"no Chromium to start ({found or 'none on the path'}): install `chromium`, "
            "or name one by LITERACY_TEST_CHROMIUM"
        )
    return found


@contextmanager
def running() -> Iterator[Browser]:
    """Start the browser; end it afterwards."""
    executable = program()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()
