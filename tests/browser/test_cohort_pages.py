"""Cohorts in a real browser without scripts: from nothing to a cohort with people and a timetable; a list on paper."""

import io

import pytest
from pypdf import PdfReader

from tests.browser.keyboard import Typist
from tests.browser.places import arrive
from tests.browser.places_cohorts import press

ADD_ROWS = """count => { const body = document.querySelector("tbody");
  while (body.children.length < count) body.append(body.lastElementChild.cloneNode(true)); }"""


def _follow(page, link: str) -> None:
    page.locator(link).first.click()
    page.wait_for_load_state()


def test_a_trainer_forms_a_cohort_enrols_people_and_plans_the_course(plain_page, site):
    page = plain_page
    page.set_viewport_size({"width": 360, "height": 740})
    arrive(page, site, "cohorts", "uk")
    _follow(page, "a[href$='/cohorts/new']")
    page.fill("[name=name]", "Вечірня для всіх")
    page.select_option("[name=course]", label="Цифрові вміння для медичних сестер")
    page.fill("[name=capacity]", "4")
    press(page)
    address = page.url
    assert page.locator("h1").inner_text() == "Вечірня для всіх"
    _follow(page, "a[href$='/people/new']")
    page.fill("[name=nickname]", "Орися")
    page.check("[name=consent]")
    press(page)
    _follow(page, "a[href$='/people/several']")
    page.fill("[name=names]", "Марко\nТекля\nХтось зайвий")
    page.check("[name=consent]")
    press(page)
    press(page, "button[value=edit]")
    page.fill("[name=names]", page.input_value("[name=names]") + "\nЩе хтось")
    press(page)
    press(page, "button[value=save]")
    assert page.locator("tbody").first.locator("tr").count() == 4
    assert page.locator("#waiting tbody tr").count() == 1
    _follow(page, "tbody a[href$='/leave']")
    press(page)
    press(page, "form[action$='/admit'] button")
    assert page.locator("#waiting").count() == 0
    page.goto(f"{address}/sessions/new")
    assert page.input_value("[name=number]") == "4"
    page.check("#weekday5")
    press(page)
    press(page, "button[value=save]")
    assert page.url == address
    assert page.locator("tbody tr").count() == 4
    with page.expect_download() as download:
        page.locator("a[href$='/timetable.ics']").click()
    assert download.value.suggested_filename.endswith(".ics")


@pytest.mark.parametrize(("people", "pages"), [(30, 1), (60, 2)])
def test_a_list_is_one_page_up_to_thirty_people(page, site, people, pages):
    arrive(page, site, "cohort-list", "uk")
    page.evaluate(ADD_ROWS, people)
    paper = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(paper.pages) == pages
    text = " ".join(paper.pages[0].extract_text().split())
    assert page.locator("tbody th").first.inner_text() in text
    assert page.locator("tbody .code").first.inner_text() in text
    assert "Ковилова" in text


def test_weekdays_are_ticked_by_keyboard(plain_page, site):
    page = plain_page
    arrive(page, site, "timetable-shown", "uk")
    press(page, "button[value=edit]")
    typist = Typist(page)
    chosen = page.locator("[name=weekday]:checked").count()
    typist.reach(page.locator("#weekday2"))
    page.keyboard.press("Space")
    assert page.locator("[name=weekday]:checked").count() == chosen - 1
    typist.reach(page.locator("[name=number]"))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("button[value=save]").count() == 1
    assert not typist.unseen
