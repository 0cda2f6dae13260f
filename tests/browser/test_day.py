"""The trainer's day on an old screen and on a phone, and the morning sheet on paper."""

import io

import pytest
from pypdf import PdfReader

from tests.browser.inspection import set_width
from tests.browser.places import arrive

A4 = (595, 842)


@pytest.mark.parametrize(("width", "height"), [(1024, 768), (360, 740)])
def test_the_next_session_and_its_button_stand_on_the_first_screen(page, site, width, height):
    set_width(page, width, height)
    arrive(page, site, "day", "uk")
    assert page.url.endswith("/day")
    button = page.locator(".day-first .btn-primary").bounding_box()
    assert button["y"] + button["height"] <= height
    assert page.locator(".day-first h2").bounding_box()["y"] < button["y"]


@pytest.mark.parametrize("language", ["uk", "en"])
def test_a_morning_sheet_of_thirty_people_is_one_page(page, site, language):
    arrive(page, site, "morning-sheet", language)
    paper = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert tuple(round(side) for side in paper.pages[0].mediabox[2:]) == A4
    assert len(paper.pages) == 1
    text = " ".join(paper.pages[0].extract_text().split())
    names = page.locator(".morning tbody th").all_inner_texts()
    assert len(names) == 30
    assert all(name in text for name in names)
