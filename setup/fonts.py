"""Cuts the faces of the pages: three WOFF2 files of 17 to 20 KB with what Ukrainian and English texts need.

Run inside .venv after the packages are installed; the files land in static/fonts and are not committed.
"""

from importlib.resources import files
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

TARGET = Path(__file__).resolve().parents[1] / "static" / "fonts"

FACES = {
    "book-600": ("font_source_serif_pro", "SourceSerifPro-Semibold.ttf", "Book"),
    "text-400": ("font_source_sans_pro", "SourceSansPro-Regular.ttf", "Plain"),
    "text-600": ("font_source_sans_pro", "SourceSansPro-Semibold.ttf", "Plain"),
}
CHARACTERS = (
    *range(0x20, 0x7F),  # Basic Latin
    *range(0x400, 0x460),  # Cyrillic with all Ukrainian letters but the next two
    *(0x490, 0x491),  # ghe with upturn
    *(0xA0, 0x202F),  # no-break spaces
    *(0xAB, 0xBB, 0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E, 0x2BC),  # quotes and apostrophes
    *(0x2013, 0x2014, 0x2212, 0xB7, 0x2026, 0xD7),  # dashes, true minus, middle dot, ellipsis, times
    *(0x20B4, 0x2116),  # hryvnia, numero
)
FEATURES = ["kern", "liga", "lnum", "tnum", "locl", "mark"]
FAMILY_NAME, STYLE_NAME, FULL_NAME, POSTSCRIPT_NAME = 1, 2, 4, 6
KEPT_NAMES = [0, 13, 14]  # copyright, licence, its address: a cut font must not carry its reserved name


def cut(package: str, file_name: str, family: str, target: Path) -> None:
    """Write one cut face."""
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = FEATURES
    options.name_IDs = KEPT_NAMES
    options.notdef_outline = True
    font = TTFont(str(files(package) / "files" / file_name))
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=CHARACTERS)
    subsetter.subset(font)
    for name_id, text in ((FAMILY_NAME, family), (STYLE_NAME, "Regular"), (FULL_NAME, target.stem)):
        font["name"].setName(text, name_id, 3, 1, 0x409)
    font["name"].setName(target.stem, POSTSCRIPT_NAME, 3, 1, 0x409)
    subset.save_font(font, str(target), options)


def main() -> None:
    """Cut all faces."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, (package, file_name, family) in FACES.items():
        cut(package, file_name, family, TARGET / f"{name}.woff2")


if __name__ == "__main__":
    main()
