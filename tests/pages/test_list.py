"""The page of a list: what the API answers to the same query, for every filter there is."""

import html
import re
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client

from events.api.views.viewsets import VIEWSETS
from tests.api.helpers import get_json

pytestmark = [pytest.mark.usefixtures("seeded"), pytest.mark.once]
WORDS = {"locations": "places"}
NEEDS = {
    "date_match": "date=2024",
    "place_match": "location=baghdad",
    "radius_km": "near=33.3,44.4",
    "near": "radius_km=50",
    "figure_min": "measure=injured",
    "figure_max": "measure=injured",
    "relation_type": "related_to=attacks-on-us-forces-in-iraq-and-syria-2023-2024",
}
"""What a filter that modifies another one needs beside it."""
FILTERS = [
    (collection, name)
    for collection, viewset in VIEWSETS.items()
    for name in viewset.filterset_class.parameters()
]


def _ids(client: Client, collection: str, query: str) -> list[str]:
    word = WORDS.get(collection, collection)
    page = client.get(f"/{word}/?{query}")
    assert page.status_code == 200, query
    return re.findall(rf'<th scope="row"><a href="/{word}/([^/"]+)/"', page.content.decode())


@pytest.mark.parametrize(("collection", "name"), FILTERS)
def test_the_page_shows_what_the_api_answers_for_every_filter(
    client: Client, collection: str, name: str
) -> None:
    value = VIEWSETS[collection].filterset_class.parameters()[name].example
    query = QueryDict(NEEDS.get(name, ""), mutable=True)
    query.update({name: value, "limit": "30"})
    answer = get_json(client, f"{collection}/?{query.urlencode()}")
    assert _ids(client, collection, query.urlencode()) == [row["id"] for row in answer["results"]]


def test_next_and_previous_lead_through_all_of_them(client: Client) -> None:
    everything = [row["id"] for row in get_json(client, "events/?limit=200")["results"]]
    found, address = [], "/events/?limit=20"
    while address:
        found += _ids(client, "events", address.partition("?")[2])
        page = client.get(address).content.decode()
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = html.unescape(following[1]) if following else ""
    assert found == everything


def test_each_chip_leads_to_the_query_without_it(client: Client) -> None:
    query = "location=dhi-qar&exclude_event_type=protest&exclude_event_type=assault&ordering=date"
    page = client.get(f"/events/?{query}").content.decode()
    assert "Dhi Qar" in page
    links = [html.unescape(link) for link in re.findall(r'href="([^"]+)" aria-label="Remove', page)]
    assert links == [
        "/events/?exclude_event_type=protest&exclude_event_type=assault&ordering=date",
        "/events/?location=dhi-qar&exclude_event_type=assault&ordering=date",
        "/events/?location=dhi-qar&exclude_event_type=protest&ordering=date",
    ]


def test_the_form_sends_names_and_empty_fields_and_comes_to_the_query(client: Client) -> None:
    sent = {"location": "Thi Qar", "q": "", "participant": " Iraq ", "add": "event_type", "add_not": "1"}
    response = client.get(f"/events/?{urlencode(sent | {'location': 'Dhi Qar', 'add_value': 'protest'})}")
    assert response["Location"] == "/events/?location=dhi-qar&participant=iraq&exclude_event_type=protest"
    assert client.get(response["Location"]).status_code == 200


def test_what_the_default_left_out_is_said(client: Client) -> None:
    left_out = get_json(client, "events/")["left_out"]
    page = client.get("/events/").content.decode()
    assert f"{left_out['alleged']} alleged" in page
    assert 'href="/events/?factuality=any"' in page
    assert "Left out" not in client.get("/events/?factuality=any").content.decode()


def test_a_refusal_keeps_the_chips(client: Client) -> None:
    response = client.get("/events/?location=dhi-qar&country=XX")
    assert response.status_code == 400
    page = response.content.decode()
    assert get_json(client, "events/?location=dhi-qar&country=XX", 400)["detail"] in html.unescape(page)
    assert page.count('class="chip"') == 2
