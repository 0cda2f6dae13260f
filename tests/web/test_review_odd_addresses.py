"""Whatever stands in an address gets a page, and no page leads to another site."""

import pytest

from literacy.core.errors import HouseError
from literacy.http import errors


@pytest.mark.parametrize("name", ["%00", "a%00b", "A" * 5000, "..%2f..%2fpyproject.toml", "art", "%ED%A0%80"])
def test_a_name_that_is_no_file_is_not_found(client, name):
    assert client.get(f"/static/{name}").status_code == 404


@pytest.mark.parametrize(
    "wish",
    ["//evil.example", "/\\evil.example", "/%09/evil.example", "/%0d%0a/evil.example", "/%00", "https://evil.example"],
)
def test_choosing_a_language_never_leads_away(client, wish):
    reply = client.get(f"/language/en?next={wish}")
    assert reply.status_code == 303
    assert reply.headers["Location"] == "/"


def test_choosing_a_language_leads_back_to_the_page(client):
    assert client.get("/language/en?next=/v/KH26").headers["Location"] == "/v/KH26"


def test_a_domain_error_that_no_page_is_made_for_is_a_fault_of_ours(app, caplog):
    with app.test_request_context("/"):
        page, status = errors.house_error(HouseError("of a new kind"))
    assert status == 500
    assert "of a new kind" not in page
    assert "of a new kind" in caplog.text


@pytest.mark.parametrize("address", ["/results/a%00b", "/status/%00", "/results/%00/certificate", "/banks/%00"])
def test_a_code_that_no_database_holds_is_not_found(client, address):
    assert client.get(address).status_code == 404
