"""The home page: its collections and its links."""

import re

import pytest
from django.test import Client

from tests.api.helpers import get_json

pytestmark = [pytest.mark.usefixtures("seeded"), pytest.mark.once]


def test_it_counts_what_is_public(client: Client) -> None:
    page = client.get("/").content.decode()
    assert f"<b>{get_json(client, 'events/?count=exact&limit=1')['count']}</b> events" in page


def test_every_link_leads_somewhere_and_every_example_finds_something(client: Client) -> None:
    page = client.get("/").content.decode()
    links = {link.replace("&amp;", "&") for link in re.findall(r'href="(/(?!static)[^"]*)"', page)}
    assert len(links) >= 12
    for link in links:
        response = client.get(link, follow=True)
        assert response.status_code == 200, link
        if "?" in link:
            answer = response.json()
            assert answer.get("results") or answer["buckets"], link


def test_it_asks_nothing_of_anybody_else(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "http" not in page
    assert "<script" not in page


@pytest.mark.parametrize("path", ["/api/", "/api/v1/", "/api/v1"])
def test_the_roots_of_the_api_list_what_is_there(client: Client, path: str) -> None:
    addresses = client.get(path).json()["addresses"]
    assert {"events", "claims", "contradictions", "aggregate", "schema"} <= addresses.keys()
    refused = client.get(f"{path}?query=x")
    assert (refused.status_code, refused.json()["errors"][0]["parameter"]) == (400, "query")
    for name, address in addresses.items():
        response = client.get(address)
        allowed = {"search": 405, "suggest": 400}
        assert response.status_code == allowed.get(name, 200), address
