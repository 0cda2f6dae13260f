"""In a real browser without scripts: two cards are merged and parted again; a key is printed on one page."""

import io
import re

import pytest
from pypdf import PdfReader

from tests.browser.places import arrive, go, press


def _sessions(page) -> str:
    return page.locator("summary").first.inner_text()


def _enter(page, button) -> None:
    button.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _follow(page, link: str) -> None:
    page.locator(link).first.click()
    page.wait_for_load_state()


@pytest.mark.parametrize("width", [360, 1024])
def test_a_walk_in_is_merged_and_parted_again_by_keyboard(plain_page, site, width):
    page, told = plain_page, site.scenes["people"]
    page.set_viewport_size({"width": width, "height": 768})
    arrive(page, site, "people", "uk")
    go(page, site, f"/people/{told['walk_in']}")
    alone = _sessions(page)
    _follow(page, "a[href$='/merge']")
    _follow(page, f"a[href*='other={told['known']}']")
    _enter(page, page.locator("form[data-goes-on] button").first)
    assert page.url.endswith(f"/people/{told['walk_in']}")
    assert _sessions(page) != alone
    mine = page.locator("form[action$='/part']", has_text=re.compile(f"{told['walk_in'][:4]}-"))
    _enter(page, mine.locator("button"))
    assert _sessions(page) == alone


def test_a_persons_key_is_printed_on_one_page(page, site):
    arrive(page, site, "person-slip", "uk")
    key = page.locator(".slip .key").inner_text()
    paper = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    text = " ".join(paper.pages[0].extract_text().split())
    assert len(paper.pages) == 1
    assert key.replace("\n", "") in text.replace(" ", "")
    assert page.locator("h1").inner_text() in text


def test_whoever_typed_a_key_takes_a_copy_of_everything(plain_page, site):
    page = plain_page
    arrive(page, site, "own-data", "uk")
    with page.expect_download() as download:
        page.locator("a[href='/mine/data.json']").click()
    name = download.value.suggested_filename
    assert re.fullmatch(r"\d{4}-\d\d-\d\d\.json", name)
    press(page, "form[action='/leave'] button")
    go(page, site, "/mine/data")
    assert page.locator("[name=holder_key]").is_visible()
