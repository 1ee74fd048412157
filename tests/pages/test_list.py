"""The page of a list: what the API answers to the same query, for every filter there is."""

import html
import re
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

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
    return _ids_of(page.content.decode(), word)


def _ids_of(page: str, word: str) -> list[str]:
    return re.findall(rf'<th scope="row"><a href="/{word}/([^/"]+)/"', page)


@pytest.mark.parametrize(("collection", "name"), FILTERS)
def test_the_page_shows_what_the_api_answers_for_every_filter(
    client: Client, collection: str, name: str
) -> None:
    value = VIEWSETS[collection].filterset_class.parameters()[name].example
    query = QueryDict(NEEDS.get(name, ""), mutable=True)
    query.update({name: value, "limit": "30", "count": "exact"})
    answer = get_json(client, f"{collection}/?{query.urlencode()}")
    word = WORDS.get(collection, collection)
    page = client.get(f"/{word}/?{query.urlencode()}").content.decode()
    assert _ids_of(page, word) == [row["id"] for row in answer["results"]]
    assert (f"{answer['count']} in all" if answer["count"] else "Nothing matches.") in page
    for left_out, number in answer.get("left_out", {}).items():
        assert f"{number} {left_out.replace('_', ' ')}" in page


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
    assert page.count('class="chip"') == 1
    wrong = re.search(r'<li class="chip wrong">Country: .*?<span class="error">(.*?)</span>', page)
    assert wrong
    assert html.unescape(wrong[1]) == get_json(client, "events/?country=XX", 400)["errors"][0]["detail"]
    assert 'href="/events/?location=dhi-qar" aria-label="Remove Country: XX"' in page


@pytest.mark.parametrize("collection", VIEWSETS)
def test_every_filter_without_a_value_is_asked_for_one(client: Client, collection: str) -> None:
    word = WORDS.get(collection, collection)
    for name, filter_ in VIEWSETS[collection].filterset_class.base_filters.items():
        response = client.get(f"/{word}/?limit=1&add={name}")
        assert response.status_code == 200
        page = response.content.decode()
        assert f'<option value="{name}" selected>' in page
        assert f'<p class="quiet" id="f-meaning">{html.escape(str(filter_.label), quote=False)}<' in (
            page.replace("&quot;", '"').replace("&#x27;", "'")
        )


def test_a_filter_that_is_sent_without_a_value_stays_in_the_form(client: Client) -> None:
    response = client.get("/events/?add=mode&add_not=1&add_value=&q=&limit=1")
    assert response["Location"] == "/events/?limit=1&add=mode&add_not=1"
    page = client.get(response["Location"]).content.decode()
    assert '<option value="1" selected>' in page
    assert '<select id="f-value" name="add_value"' in page


@pytest.mark.parametrize("query", ["format=csv", "fields=id", "omit=title", "format=json&factuality=any"])
def test_other_forms_of_the_answer_are_left_to_the_api(client: Client, query: str) -> None:
    response = client.get(f"/events/?{query}")
    assert response.status_code == 302
    assert response["Location"] == f"/api/v1/events/?{query}"
    assert client.get(f"/events/?view=chart&{query}")["Location"] == f"/api/v1/events/?{query}"


def test_each_ordering_leads_to_the_order_of_the_api_and_turns_round(client: Client) -> None:
    for collection, viewset in VIEWSETS.items():
        word = WORDS.get(collection, collection)
        for name in set(viewset.all_orderings()) - {"relevance"}:
            for way in (name, f"-{name}"):
                answer = get_json(client, f"{collection}/?ordering={way}&limit=30")
                page = client.get(f"/{word}/?ordering={way}&limit=30").content.decode()
                assert _ids_of(page, word) == [row["id"] for row in answer["results"]]
                other = name if way.startswith("-") else f"-{name}"
                assert f'<b><a href="/{word}/?ordering={other}&amp;limit=30"' in page


def test_the_head_of_a_column_orders_the_list(client: Client) -> None:
    head = '<th scope="col" aria-sort="{}"><a href="/events/?ordering={}">When</a>'
    assert head.format("descending", "date") in client.get("/events/").content.decode()
    assert head.format("ascending", "-date") in client.get("/events/?ordering=date").content.decode()
    by_killed = client.get("/events/?ordering=-killed").content.decode()
    assert '<th scope="col"><a href="/events/?ordering=-date">When</a>' in by_killed


def test_all_are_counted_where_that_is_asked(client: Client) -> None:
    count = get_json(client, "events/?count=exact&limit=20")["count"]
    page = client.get("/events/?limit=20").content.decode()
    assert 'href="/events/?limit=20&amp;count=exact"' in page
    assert "in all" not in page
    assert f"{count} in all" in client.get("/events/?limit=20&count=exact").content.decode()
    assert f"{count} in all" in client.get("/events/?limit=200").content.decode()


def test_near_words_and_missing_ids_are_told(client: Client) -> None:
    assert get_json(client, "events/?q=protset")["did_you_mean"] == ["protest"]
    assert (
        'href="/events/?q=protest" dir="auto">protest</a>?'
        in client.get("/events/?q=protset").content.decode()
    )
    page = client.get("/events/?id=nosuchthing&id=najah").content.decode()
    assert "There is no <bdi>nosuchthing</bdi>." in page


def test_queries_do_not_grow_with_rows(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with CaptureQueriesContext(connection) as few:
        assert len(_ids(client, "events", "limit=2")) == 2
    with django_assert_max_num_queries(len(few)):
        assert len(_ids(client, "events", "limit=50")) == 50
