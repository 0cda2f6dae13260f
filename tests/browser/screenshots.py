"""Takes pictures of every page at 360 and 1280 px: `python -m tests.browser.screenshots FOLDER [LANGUAGE] [NAME …]`."""

import sys
import tempfile
from pathlib import Path

from tests.browser import chromium
from tests.browser.places import PLACES, arrive
from tests.browser.site import Site, open_site

WIDTHS = {360: 740, 1280: 800}


def take(site: Site, folder: Path, language: str, names: list[str]) -> None:
    """Write NAME-WIDTH.png for each page."""
    folder.mkdir(parents=True, exist_ok=True)
    with chromium.running() as browser:
        for name in names:
            context = browser.new_context(locale="uk-UA")
            page = context.new_page()
            arrive(page, site, name, language)
            for width, height in WIDTHS.items():
                page.set_viewport_size({"width": width, "height": height})
                page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
            context.close()


def main() -> None:
    """Take the pictures."""
    folder, *rest = sys.argv[1:]
    language = rest.pop(0) if rest and rest[0] in ("uk", "en") else "uk"
    with tempfile.TemporaryDirectory() as place, open_site(Path(place) / "site") as site:
        take(site, Path(folder), language, rest or list(PLACES))


if __name__ == "__main__":
    main()
