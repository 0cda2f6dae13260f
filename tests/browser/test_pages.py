"""Every page of the walk in every state, both languages: axe, 360 and 1280 px, 400 % zoom, targets, letters, icons."""

import pytest

from tests.browser.inspection import FIND_WIDE, faults_of_layout, listen, run_axe, set_width
from tests.browser.places import PLACES, arrive

WIDTHS = {1280: 800, 360: 740}
ZOOMED = (320, 256)  # 1280 x 1024 at 400 %
# What every page passes of axe's rules, whatever stands on it.
FEWEST_PASSES = 15


@pytest.mark.parametrize("language", ["uk", "en"])
@pytest.mark.parametrize("place", PLACES)
def test_a_page_can_be_used_by_everybody(page, site, place, language):
    complaints = listen(page)
    arrive(page, site, place, language)
    assert page.locator("html").get_attribute("lang") == language
    faults = []
    for width, height in WIDTHS.items():
        set_width(page, width, height)
        found = run_axe(page)
        assert found["passes"] >= FEWEST_PASSES
        faults += [f"{width} px: axe {fault}" for fault in found["violations"]]
        faults += [f"{width} px: {fault}" for fault in faults_of_layout(page)]
    set_width(page, *ZOOMED)
    faults += [f"400 %: {fault}" for fault in page.evaluate(FIND_WIDE)]
    faults += [f"console: {line}" for line in complaints]
    assert not faults, "\n".join(faults)
