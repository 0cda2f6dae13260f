"""The system libraries that lay out PDFs, also where an ordinary user could not install them.

Without root, `./run` unpacks Debian's packages into `.setup/system`. `preload` then loads them by their place, with
global symbols, so that a later `dlopen` by name finds them: no environment variable, no restart. Standard library
only: the set-up asks here before any package is installed.
"""

import ctypes
import os
from pathlib import Path

SONAMES = (
    "libgobject-2.0.so.0",
    "libfontconfig.so.1",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
)
PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-dejavu-core")

STATE = Path(__file__).resolve().parents[2] / ".setup"
UNPACKED = STATE / "system"
FONT_SETTINGS = STATE / "fonts.conf"


def missing_libraries() -> tuple[str, ...]:
    """Return the names that cannot be loaded now."""
    return tuple(name for name in SONAMES if not _loads(name, ctypes.DEFAULT_MODE))


def preload() -> tuple[str, ...]:
    """Load the unpacked libraries where the system lacks some; return what is missing all the same.

    Does nothing on a machine that has them. To be called before WeasyPrint is imported.
    """
    if not missing_libraries() or not UNPACKED.is_dir():
        return missing_libraries()
    waiting = {str(path) for pattern in ("usr/lib/*/lib*.so.*", "lib/*/lib*.so.*") for path in UNPACKED.glob(pattern)}
    loaded: set[str] = set()
    while waiting:  # a library loads once those that it needs are there: go round until a round brings nothing
        loaded = {path for path in waiting if _loads(path, ctypes.RTLD_GLOBAL)}
        if not loaded:
            break
        waiting -= loaded
    if FONT_SETTINGS.exists():
        os.environ.setdefault("FONTCONFIG_FILE", str(FONT_SETTINGS))
    return missing_libraries()


def _loads(name: str, mode: int) -> bool:
    try:
        ctypes.CDLL(name, mode=mode)
    except OSError:
        return False
    return True
