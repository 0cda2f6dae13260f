"""Chromium for the tests: named by LITERACY_TEST_CHROMIUM, of the system, installed (root), or unpacked (others)."""

import os
import shutil
from pathlib import Path

from setup import debian
from setup.steps import STATE, SetupProblem, run, step

UNPACKED = STATE / "chromium"
PROGRAM = UNPACKED / "usr" / "lib" / "chromium" / "chromium"
WRAPPER = STATE / "chromium.sh"
WRAPPER_TEXT = """#!/bin/sh
# Starts the Chromium that the set-up unpacked, with the libraries that lie beside it.
export LD_LIBRARY_PATH='{libraries}' FONTCONFIG_FILE='{fonts}'
exec '{program}' "$@"
"""
LIBRARIES = ("usr/lib/*-linux-gnu*/lib*.so*", "usr/lib/*-linux-gnu*/*/lib*.so*", "lib/*-linux-gnu*/lib*.so*")
FONT_SETTINGS_TEXT = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{unpacked}/usr/share/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{unpacked}/font-cache</cachedir>
</fontconfig>
"""


def chromium_path() -> Path | None:
    """Return the browser that the tests should drive, or None."""
    named = os.environ.get("LITERACY_TEST_CHROMIUM")
    if named:
        return Path(named)
    if WRAPPER.exists() and str(PROGRAM) in WRAPPER.read_text(encoding="utf-8"):
        return WRAPPER
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    return Path(found) if found else None


def install() -> None:
    """Get a browser where there is none, and see that it starts."""
    if chromium_path() is None:
        if debian.is_root():
            with step("installing Chromium for the tests"):
                debian.install(["chromium", "fonts-dejavu-core"])
        else:
            _unpack()
    browser = chromium_path()
    if browser is None:
        raise SetupProblem("no Chromium here; name one by LITERACY_TEST_CHROMIUM")
    try:
        run([browser, "--version"])
    except SetupProblem:
        WRAPPER.unlink(missing_ok=True)
        raise


def _unpack() -> None:
    if not PROGRAM.exists():
        with step("unpacking Chromium for the tests into .setup (no root needed)"):
            debian.unpack(["chromium", "fonts-dejavu-core"], UNPACKED)
    settings = UNPACKED / "fonts.conf"
    settings.write_text(FONT_SETTINGS_TEXT.format(unpacked=UNPACKED), encoding="utf-8")
    folders = {library.parent for pattern in LIBRARIES for library in UNPACKED.glob(pattern)}
    libraries = ":".join(sorted(str(folder) for folder in folders))
    wrapper = WRAPPER_TEXT.format(program=PROGRAM, fonts=settings, libraries=libraries)
    WRAPPER.write_text(wrapper, encoding="utf-8")
    WRAPPER.chmod(0o755)
