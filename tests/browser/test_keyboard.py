"""The whole walk of a learner by keyboard alone, without JavaScript: from the first page to the certificate."""

import re

from playwright.sync_api import expect

from tests.browser.keyboard import Typist

ITEMS = 36


def test_the_walk_from_the_door_to_the_certificate(plain_page, site):
    typist = Typist(plain_page)
    card = site.scenes["cards"][1]
    plain_page.goto(site.address)
    typist.press(plain_page.locator("a.door-first"))
    typist.write("room", card["room"].lower())
    typist.write("seat", card["seat"])
    typist.go_on()
    _choose_the_test(typist)
    formats = _answer_all(typist)
    assert formats == {"radio", "checkbox", "select", "text"}
    typist.go_on()
    _tell_about_oneself(typist)
    expect(plain_page).to_have_url(re.compile("/results/[0-9A-Z]+$"))
    assert not typist.unseen


def _choose_the_test(typist: Typist) -> None:
    page = typist.page
    typist.reach(page.locator("[name=role]").first)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    assert page.locator("[name=role]").nth(1).is_checked()
    typist.go_on("Space")
    typist.go_on()


def _answer_all(typist: Typist) -> set[str]:
    """Answer every item; return by which kinds of control."""
    page, kinds = typist.page, set()
    for position in range(1, ITEMS + 1):
        assert page.url.endswith(f"/items/{position}")
        control = page.locator("[name=choice], select, [name=text]").first
        kinds.add(control.evaluate("element => element.tagName === 'SELECT' ? 'select' : element.type"))
        typist.answer()
        typist.go_on("Enter" if position % 2 else "Space")
    assert page.url.endswith("/finish")
    return kinds


def _tell_about_oneself(typist: Typist) -> None:
    page = typist.page
    assert page.url.endswith("/about-you")
    typist.reach(page.locator("[name=birth_year]"))
    page.keyboard.type("1961")
    typist.reach(page.locator("[name=sex]:checked"))
    page.keyboard.press("ArrowUp")
    typist.go_on()
    assert page.locator("[name=displaced]").count()
    typist.press(page.locator("button[name=skip]"), "Space")


def test_a_certificate_by_keyboard_alone(plain_page, site):
    typist = Typist(plain_page)
    result = site.scenes["results"]["claimed"]
    plain_page.goto(f"{site.address}/mine")
    typist.write("holder_key", result["holder_key"])
    typist.go_on()
    typist.press(plain_page.locator(f"a[href='/results/{result['code']}']"))
    typist.press(plain_page.locator("a.btn-primary"))
    typist.write("given_name", "Параска")
    typist.write("surname", "Щербина")
    typist.go_on()
    assert "Paraska Shcherbyna" in plain_page.locator("main").inner_text()
    typist.go_on()
    assert not plain_page.locator("a[href$='.pdf']").count()
    site.work_off()
    typist.press(plain_page.locator("main a.btn-primary"))
    typist.reach(plain_page.locator("a[href$='.pdf']"))
    with plain_page.expect_download() as coming:
        plain_page.keyboard.press("Enter")
    assert coming.value.suggested_filename.endswith(".pdf")
    typist.press(plain_page.locator("main a[href^='/v/']"))
    assert plain_page.locator(".verdict.tone-valid").count()
    typist.write("surname", "щербина")
    typist.go_on()
    assert "Параска Щербина" in plain_page.locator("main").inner_text()
    assert not typist.unseen


def test_the_skip_link_comes_first_and_leads_to_the_content(plain_page, site):
    plain_page.goto(f"{site.address}/v")
    plain_page.keyboard.press("Tab")
    link = plain_page.locator("a.skip")
    assert link.evaluate("element => element === document.activeElement")
    assert link.bounding_box()["x"] >= 0
    plain_page.keyboard.press("Enter")
    plain_page.keyboard.press("Tab")
    assert plain_page.evaluate("document.activeElement.closest('main') !== null")
