"""The demonstration that the browser visits (made once a run), its server, and the browser."""

import pytest

from tests.browser import chromium
from tests.browser.site import open_site


def pytest_collection_modifyitems(items):
    """Mark what stands in this folder; ./test --fast leaves it out."""
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def site(tmp_path_factory, worker_id):
    """The site, served for this process of tests; all processes share its data."""
    own = tmp_path_factory.getbasetemp()
    shared = own if worker_id == "master" else own.parent
    with open_site(shared / "browser-site") as opened:
        yield opened


@pytest.fixture(scope="session")
def chrome():
    """Chromium."""
    with chromium.running() as browser:
        yield browser


@pytest.fixture
def page(chrome):
    """A page in a fresh browser context, with scripts: axe needs them."""
    context = chrome.new_context(locale="uk-UA")
    yield context.new_page()
    context.close()


@pytest.fixture
def plain_page(chrome):
    """A page in a fresh browser context without JavaScript: what the product promises to do without."""
    context = chrome.new_context(locale="uk-UA", java_script_enabled=False)
    yield context.new_page()
    context.close()
