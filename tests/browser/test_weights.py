"""Weights: a first visit within 120 KB as sent, a page of a sitting within 25 KB, every item of two tests.

With `./test --long` of all four.
"""

import os

import pytest

from tests.browser.inspection import FIND_SIDE_SCROLLERS, FIND_WIDE, set_width
from tests.browser.places import join, press

KB = 1024
FIRST_VISIT_BYTES = 120 * KB
SITTING_PAGE_BYTES = 25 * KB
ITEMS = 36
TESTS = ("citizen", "doctor", "civil_servant", "teacher")
TRIED = len(TESTS) if os.environ.get("LITERACY_TEST_LONG") else 2


def test_a_first_visit_is_light(page, site, record_property):
    sizes = {}
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    addresses = {}
    wire.on("Network.responseReceived", lambda told: addresses.update({told["requestId"]: told["response"]["url"]}))
    wire.on("Network.loadingFinished", lambda told: sizes.update({told["requestId"]: told["encodedDataLength"]}))
    page.goto(site.address, wait_until="networkidle")
    fetched = {addresses[request].removeprefix(site.address): size for request, size in sizes.items()}
    record_property("first_visit_bytes", sum(fetched.values()))
    assert "/" in fetched
    assert sum(".woff2" in address for address in fetched) >= 2
    assert any(address.startswith("/static/site.css") for address in fetched)
    assert all(address.startswith("/") for address in fetched)
    assert sum(fetched.values()) <= FIRST_VISIT_BYTES, fetched


@pytest.mark.parametrize("number", range(TRIED))
def test_every_page_of_a_sitting_is_light_and_narrow(plain_page, site, number):
    page = plain_page
    join(page, site, site.scenes["cards"][4 + number])
    page.locator(f"#role-{TESTS[number]}").check()
    press(page)
    press(page)
    faults = []
    for position in range(1, ITEMS + 1):
        assert page.url.endswith(f"/items/{position}")
        size = len(page.content().encode())
        if size > SITTING_PAGE_BYTES:
            faults.append(f"{page.url}: {size} bytes")
        set_width(page, 320, 256)
        faults += [f"{page.url}: 400 %: {part}" for part in page.evaluate(FIND_WIDE)]
        set_width(page, 360, 740)
        faults += [f"{page.url}: 360 px: {part}" for part in page.evaluate(FIND_SIDE_SCROLLERS)]
        press(page, "button[name=skip]")
    assert page.url.endswith("/finish")
    assert not faults, "\n".join(faults)
