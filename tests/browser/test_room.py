"""The board in a real browser: it loads itself anew politely, works by keys alone, fits its screen; cards on paper."""

import io
import re

from pypdf import PdfReader

from tests.browser.inspection import set_width
from tests.browser.keyboard import Typist
from tests.browser.places import join
from tests.browser.places_room import board

A4 = (595, 842)
BOARD_SECONDS = 11


def _tile(page, number: int):
    return page.locator("li.seat").filter(has=page.locator(f".seat-no:has-text('{number}')")).first


def _states(page) -> list[str]:
    return page.locator("li.seat").evaluate_all("tiles => tiles.map(tile => tile.dataset.state)")


def test_the_board_loads_itself_anew_only_while_nobody_points_at_it(page, chrome, site):
    page.clock.install()
    board(page, site)
    page.mouse.move(5, 5)
    empty = _states(page).count("empty")
    assert empty >= 2
    learner = chrome.new_context(java_script_enabled=False)
    other = learner.new_page()
    join(other, site, site.scenes["room"]["spare"][0])
    assert other.url.endswith("/sittings/choose")
    page.clock.run_for(BOARD_SECONDS * 1000)
    page.wait_for_function("count => document.querySelectorAll('[data-state=empty]').length < count", arg=empty)
    before = _states(page)
    page.locator("li.seat").last.hover()
    join(other, site, site.scenes["room"]["spare"][1])
    with page.expect_response(lambda reply: reply.url.endswith("/board")):
        page.clock.run_for(BOARD_SECONDS * 1000)
    page.wait_for_timeout(300)
    assert _states(page) == before, "what is pointed at stays"
    page.mouse.move(5, 5)
    page.clock.run_for(BOARD_SECONDS * 1000)
    page.wait_for_function("count => document.querySelectorAll('[data-state=empty]').length < count", arg=empty - 1)
    learner.close()


def test_the_trainer_needs_neither_mouse_nor_script(plain_page, site):
    page = plain_page
    board(page, site)
    typist = Typist(page)
    typist.press(page.locator("[data-state=report] button"))
    assert page.locator("form.asked").count()
    typist.press(page.locator("form.asked a"))
    assert page.url.endswith("/board")
    typist.press(page.locator("button[formaction$='/power']"), "Space")
    assert page.locator(".board-paused").count()
    typist.press(page.locator(".board-paused button"))
    assert not page.locator(".board-paused").count()
    typist.press(page.locator("a.seat-no").first)
    assert "/board/seats/" in page.url
    typist.write("computer", "9")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("?done=move")
    assert not typist.unseen


def test_a_board_of_twelve_fits_a_small_screen(page, site):
    board(page, site)
    set_width(page, 1024, 768)
    tiles = page.locator("li.seat")
    assert tiles.count() >= 11
    banner = page.locator(".specimen").bounding_box()["height"]
    lowest = max(tile.bounding_box()["y"] + tile.bounding_box()["height"] for tile in tiles.all())
    assert lowest - banner <= 768


def test_cards_are_eight_to_a_sheet_and_none_is_cut(page, site):
    board(page, site, "/cards")
    count = page.locator(".seat-card").count()
    numbers = [int(text) for text in page.locator(".card-no b").all_inner_texts()]
    codes = page.locator(".card-code").all_inner_texts()
    cut = page.locator(".seat-card").evaluate_all("cards => cards.filter(c => c.scrollHeight > c.clientHeight).length")
    assert cut == 0
    paper = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(paper.pages) == -(-count // 8)
    for place, sheet in enumerate(paper.pages):
        assert tuple(round(side) for side in sheet.mediabox[2:]) == A4
        text = sheet.extract_text()
        mine = slice(8 * place, 8 * place + 8)
        assert re.findall(r"[0-9A-Z]{3}-[0-9A-Z]{3}(?=\s|$)", text)
        for number, code in zip(numbers[mine], codes[mine], strict=True):
            assert code in text
            assert str(number) in text
        assert not any(code in text for code in codes[: mine.start] + codes[mine.stop :])
    page.emulate_media(media="print")
    sizes = page.locator(".card-qr svg").evaluate_all("all => all.map(svg => svg.getBoundingClientRect().width)")
    modules = page.locator(".card-qr svg").first.evaluate("svg => svg.viewBox.baseVal.width")
    assert min(sizes) * (modules - 8) / modules / 96 * 25.4 >= 30, "millimetres of the symbol without its quiet zone"
    assert page.locator(".card-code").first.evaluate("e => getComputedStyle(e).fontSize") == "28px"


def test_one_card_alone_is_printed(page, site):
    board(page, site, "/cards?seat=3")
    assert page.locator(".seat-card").count() == 1
    assert len(PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages) == 1


def test_a_stranger_finds_no_board(page, site):
    board(page, site)
    page.context.clear_cookies()
    page.goto(f"{site.address}/sessions/{site.scenes['room']['board']}/board")
    assert page.url.endswith("/sign-in")
