"""What WeasyPrint needs of the system: Pango, HarfBuzz, fontconfig and one font."""

from literacy.core.system_libraries import FONT_SETTINGS, PACKAGES, UNPACKED, missing_libraries
from setup import debian
from setup.steps import PYTHON, STATE, SetupProblem, run, step

FONT_SETTINGS_TEXT = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{unpacked}/usr/share/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{state}/font-cache</cachedir>
</fontconfig>
"""


def install() -> None:
    """Install or unpack the libraries where the system lacks them; raise SetupProblem if it cannot be."""
    if not missing_libraries():
        return
    if debian.is_root():
        with step("installing the libraries that lay out PDFs"):
            debian.install(PACKAGES)
    else:
        if _missing_after_preloading():
            with step("unpacking the libraries that lay out PDFs into .setup (no root needed)"):
                debian.unpack(PACKAGES, UNPACKED)
        settings = FONT_SETTINGS_TEXT.format(unpacked=UNPACKED, state=STATE)
        FONT_SETTINGS.write_text(settings, encoding="utf-8")
    if still_missing := _missing_after_preloading():
        raise SetupProblem(f"installed, and yet these do not load: {still_missing}")


def _missing_after_preloading() -> str:
    """Ask a fresh process, as the product will."""
    return run([PYTHON, "-c", "from literacy.core.system_libraries import preload; print(*preload())"]).strip()
