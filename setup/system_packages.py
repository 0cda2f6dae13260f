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
        with step("unpacking the libraries that lay out PDFs into .setup (no root needed)"):
            debian.unpack(PACKAGES, UNPACKED)
            FONT_SETTINGS.write_text(FONT_SETTINGS_TEXT.format(unpacked=UNPACKED, state=STATE), encoding="utf-8")
    question = "from literacy.core.system_libraries import preload; print(*preload())"
    still_missing = run([PYTHON, "-c", question]).strip()
    if still_missing:
        raise SetupProblem(f"installed, and yet these do not load: {still_missing}")
