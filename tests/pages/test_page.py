"""What every page for people does: it shows the API's answer, in its language, and its refusals as pages."""

import pytest
from django.test import Client

from tests.api.helpers import COLLECTIONS, get_json

pytestmark = pytest.mark.usefixtures("seeded")
WORDS = {"locations": "places"}


def _page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    assert response["Content-Type"] == "text/html; charset=utf-8"
    return response.content.decode()


@pytest.mark.parametrize("collection", COLLECTIONS)
@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_each_list_leads_to_the_page_of_each_record(client: Client, collection: str, prefix: str) -> None:
    folder = f"{prefix}/{WORDS.get(collection, collection)}/"
    page = _page(client, folder)
    for record in get_json(client, f"{collection}/")["results"]:
        assert f'href="{folder}{record["id"]}/"' in page
    assert "<h1" in _page(client, f"{folder}{record['id']}/")


def test_what_the_api_refuses_the_page_refuses_in_its_words(client: Client) -> None:
    refusal = client.get("/api/v1/events/?country=XX").json()["errors"][0]["detail"]
    assert refusal in _page(client, "/events/?country=XX", 400)
    assert "Nothing is here" in _page(client, "/events/nothing/", 404)
    assert "Nothing is here" in _page(client, "/nothing/", 404)
    for address in ("/actors/%E2%80%AEevil/", "/actors/%E2%80%AEevil/history/", "/ar/events/بغداد/"):
        assert _page(client, address, 404)
    assert 'dir="rtl"' in _page(client, "/ar/nothing/", 404)
    assert "not valid UTF-8" in _page(client, "/events/?q=%ff", 400)


def test_a_page_depends_on_its_address_alone(client: Client) -> None:
    plain = client.get("/events/")
    other = client.get("/events/", headers={"Accept-Language": "ar", "Cookie": "a=b"})
    assert plain.content == other.content
    assert not plain.cookies


def test_a_page_that_the_browser_has_is_not_sent_again(client: Client) -> None:
    page = client.get("/events/")
    again = client.get("/events/", headers={"If-None-Match": page["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", page["ETag"])
    assert page["Cache-Control"] == "public, no-cache"
    assert "ETag" not in client.get("/events/nothing/")


def test_an_address_that_cannot_be_read_is_a_page(client: Client) -> None:
    page = _page(client, "/events/?q=%00", 400)
    assert "This address cannot be read." in page
    assert 'role="search"' in page
