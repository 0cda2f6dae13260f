"""Sessions and attendance in a real browser: the sheet on paper, a list of people by keyboard alone."""

import io

import pytest
from pypdf import PdfReader

from tests.browser.keyboard import Typist
from tests.browser.places import arrive

A4 = (595, 842)
ADD_ROWS = """count => { const body = document.querySelector("tbody");
  while (body.children.length < count) body.append(body.lastElementChild.cloneNode(true)); }"""


@pytest.mark.parametrize(("people", "pages"), [(13, 1), (30, 1), (60, 2)])
def test_a_sheet_is_one_page_up_to_thirty_people(page, site, people, pages):
    arrive(page, site, "attendance-sheet", "uk")
    page.evaluate(ADD_ROWS, people)
    paper = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(paper.pages) == pages
    assert tuple(round(side) for side in paper.pages[0].mediabox[2:]) == A4
    text = " ".join(paper.pages[0].extract_text().split())
    codes = page.locator("tbody .code").all_inner_texts()
    assert all(code in text for code in codes[:13])
    assert page.locator("tbody th").first.inner_text() in text
    if pages == 2:  # the second page names its columns too
        assert page.locator("thead th").nth(1).inner_text() in paper.pages[1].extract_text()


def test_a_list_is_marked_by_keyboard_alone(plain_page, site):
    page = plain_page
    arrive(page, site, "attendance-empty", "uk")
    page.goto(site.address + site.scenes["sessions"]["unmarked"] + "/attendance")
    typist = Typist(page)
    row = page.locator("tr", has_text="Віра К.")
    typist.reach(row.locator("input[type=radio]").first)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    assert row.locator("[value=late]").is_checked()
    typist.reach(row.locator("input.mins"))
    page.keyboard.type("40")
    with page.expect_navigation():
        page.keyboard.press("Enter")  # keeps the list, and does not mark everybody
    assert page.locator("[value=late]:checked").count() == 1
    assert page.locator("input[type=radio]:checked").count() == 1
    assert row.locator("input.mins").input_value() == "40"
    typist.press(page.locator("button[name=all]"), "Space")
    assert page.locator("[value=present]:checked").count() == 11
    assert page.locator("[value=late]:checked").count() == 1
    assert not typist.unseen
