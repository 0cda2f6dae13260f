"""Paper: the result of every form is one A4 page, readable without colour; so is a verified certificate's page."""

import io

import pytest
from pypdf import PdfReader

from tests.browser.places import RESULTS, arrive

A4 = (595, 842)


def _printed(page) -> PdfReader:
    return PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))


@pytest.mark.parametrize("language", ["uk", "en"])
@pytest.mark.parametrize("form", RESULTS)
def test_a_result_is_one_page(page, site, form, language):
    arrive(page, site, f"result-{form}", language)
    heading, key = page.locator("h1").inner_text(), page.locator(".slip .code").inner_text()
    paper = _printed(page)
    assert len(paper.pages) == 1
    assert tuple(round(side) for side in paper.pages[0].mediabox[2:]) == A4
    text = " ".join(paper.pages[0].extract_text().split())
    for words in (heading, key):
        assert " ".join(words.split()) in text
    if form != "few":
        assert page.locator(".areas svg").first.is_visible()
        assert page.locator(".areas td").last.inner_text().strip().replace("\u00a0", " ") in text.replace("\u00a0", " ")


@pytest.mark.parametrize("language", ["uk", "en"])
def test_a_verified_certificate_is_one_page(page, site, language):
    arrive(page, site, "verify-valid", language)
    assert len(_printed(page).pages) == 1
