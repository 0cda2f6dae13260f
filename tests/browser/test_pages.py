"""Every page of the walk in every state: axe, 360 and 1280 px, 400 % zoom, targets, letters, icons.

In Ukrainian all of it. In English every third page, with `./test --long` all; the others' layout wherever a page can be
opened again by its address.
"""

import os
from urllib.parse import quote, urlsplit

import pytest

from tests.browser.inspection import FIND_WIDE, faults_of_layout, listen, run_axe, set_width
from tests.browser.places import PLACES, arrive

WIDTHS = {1280: 800, 360: 740}
SMALLEST = min(WIDTHS)
ENGLISH_SHARE = 1 if os.environ.get("LITERACY_TEST_LONG") else 3
SAMPLED = tuple(PLACES)[::ENGLISH_SHARE]
ZOOMED = (320, 256)  # 1280 x 1024 at 400 %
# What every page passes of axe's rules, whatever stands on it.
FEWEST_PASSES = 15


@pytest.mark.parametrize("place", PLACES)
def test_a_page_can_be_used_by_everybody(page, chrome, site, place):
    complaints = listen(page)
    methods = methods_of_pages(page)
    arrive(page, site, place, "uk")
    faults = faults_in(page, "uk")
    if methods[-1] == "GET":
        here = urlsplit(page.url)
        page.goto(f"{site.address}/language/en?next={quote(here.path + (here.query and '?' + here.query))}")
        faults += faults_in(page, "en", search=place in SAMPLED)
    elif place in SAMPLED:  # what a sent form shows is not there to be opened again: go the way in English
        with chrome.new_context(locale="uk-UA") as context:
            other = context.new_page()
            complaints += listen(other)
            arrive(other, site, place, "en")
            faults += faults_in(other, "en")
    faults += [f"console: {line}" for line in complaints]
    assert not faults, "\n".join(faults)


def methods_of_pages(page):
    """Return a list that fills with how each page that the browser shows was asked for."""
    methods = []

    def note(request):
        if request.is_navigation_request() and request.frame == page.main_frame:
            methods.append(request.method)

    page.on("request", note)
    return methods


def faults_in(page, language, *, search=True):
    """Return what is wrong with the page that stands in the browser; axe looks where it is told to search."""
    assert page.locator("html").get_attribute("lang") == language
    faults = []
    for width, height in WIDTHS.items():
        set_width(page, width, height)
        faults += [f"{language}, {width} px: {fault}" for fault in faults_of_layout(page)]
        if search and (width == SMALLEST or language == "uk"):
            found = run_axe(page)
            assert found["passes"] >= FEWEST_PASSES
            faults += [f"{language}, {width} px: axe {fault}" for fault in found["violations"]]
    set_width(page, *ZOOMED)
    return faults + [f"{language}, 400 %: {fault}" for fault in page.evaluate(FIND_WIDE)]
