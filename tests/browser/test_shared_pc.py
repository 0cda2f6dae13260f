"""A shared PC: after «Завершити й піти» nothing of the person is left in the browser, and Back shows nothing."""

from tests.browser.places import join, press

BACKWARDS = 6


def _leave(page) -> None:
    press(page, "form[action='/leave'] button")
    assert page.url.endswith("/left")


def _all_that_back_shows(page) -> list[str]:
    shown = []
    for _ in range(BACKWARDS):
        page.go_back(wait_until="load")
        shown.append(page.locator("body").inner_text())
    return shown


def test_back_shows_nothing_of_a_sitting_that_was_left(plain_page, site):
    page = plain_page
    page.goto(site.address)
    join(page, site, site.scenes["cards"][2])
    page.locator("[name=role]").first.check()
    press(page)
    press(page)
    stems = []
    for _ in range(2):
        stems.append(page.locator("h1.stem").inner_text())
        press(page, "button[name=skip]")
    stems.append(page.locator("h1.stem").inner_text())
    page.goto(page.url.partition("/items/")[0] + "/leave")
    _leave(page)
    for text in _all_that_back_shows(page):
        assert not any(stem in text for stem in stems)
        assert "Завдання" not in text


def test_back_shows_nothing_of_a_result_that_was_left(plain_page, site):
    page = plain_page
    result = site.scenes["results"]["firm"]
    page.goto(f"{site.address}/mine")
    page.fill("[name=holder_key]", result["holder_key"])
    press(page)
    page.goto(f"{site.address}/results/{result['code']}")
    level = page.locator("h1").inner_text()
    key = page.locator(".slip .code").inner_text()
    _leave(page)
    for text in _all_that_back_shows(page)[:2]:
        assert level not in text
        assert key not in text
    assert [cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "holder"] == []
