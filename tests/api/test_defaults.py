"""Facts first: what lists, maps and sums leave out unless it is asked for, and what they say of it."""

import json
from collections import Counter
from typing import Any

import pytest
from django.test import Client

from events.api import results
from tests.api.helpers import error_codes, event_ids, get_json

pytestmark = pytest.mark.usefixtures("seeded")

FACTS = ["occurred", "ongoing"]
PROTESTS = "location=nasiriyah&event_type=protest&date=2024-10"


def search(client: Client, body: dict[str, Any]) -> Any:
    """The answer to a search."""
    return client.post("/api/v1/events/search/", json.dumps(body), content_type="application/json").json()


def words_of(rows: list[dict[str, Any]]) -> Counter[str]:
    return Counter(row["factuality"] for row in rows)


def test_a_list_shows_facts_and_says_what_it_leaves_out(client: Client) -> None:
    page = get_json(client, "events/?limit=200&count=exact")
    whole = words_of(get_json(client, "events/?limit=200&factuality=any")["results"])
    assert set(words_of(page["results"])) == set(FACTS)
    assert page["applied"] == {"factuality": FACTS}
    assert page["left_out"] == {word: number for word, number in whole.items() if word not in FACTS}
    assert page["count"] + sum(page["left_out"].values()) == whole.total() == 94


@pytest.mark.parametrize(
    "query",
    [
        "factuality=any",
        "factuality=planned",
        "exclude_factuality=demanded",
        "bucket=factuality:planned",
        "bucket=event_type:consult|factuality:planned",
        "q=talks",
        "updated_since=2000-01-01",
    ],
)
def test_who_names_factuality_or_asks_for_whatever_there_is_has_no_default(
    client: Client, query: str
) -> None:
    page = get_json(client, f"events/?{query}&limit=200")
    assert (page["applied"], page["left_out"]) == ({}, {})
    assert set(words_of(page["results"])) - set(FACTS)


@pytest.mark.parametrize(
    "where",
    [
        {"factuality": "any"},
        {"not": {"factuality": ["occurred"]}},
        {"any": [{"all": [{"factuality": "planned"}]}, {"event_type": ["consult"]}]},
        {"all": [{"q": "talks"}, {"country": "IQ"}]},
        {"bucket": "factuality:planned"},
        {"updated_since": "2000-01-01"},
    ],
)
def test_a_tree_that_names_it_anywhere_has_no_default(client: Client, where: dict[str, Any]) -> None:
    page = search(client, {"where": where, "limit": 200})
    assert (page["applied"], page["left_out"]) == ({}, {})
    assert set(words_of(page["results"])) - set(FACTS)


def test_a_tree_and_an_url_mean_the_same(client: Client) -> None:
    leaves = [{"location": "nasiriyah"}, {"event_type": "protest"}, {"date": "2024-10"}]
    page, listed = search(client, {"where": {"all": leaves}}), get_json(client, f"events/?{PROTESTS}")
    for name in ("results", "applied", "left_out"):
        assert page[name] == listed[name]
    assert search(client, {"where": page["query"]["where"]})["left_out"] == page["left_out"] != {}
    assert search(client, {"where": {"not": {"factuality": "any"}}})["results"] == []


def test_later_pages_do_not_count_again(client: Client) -> None:
    first = get_json(client, "events/?limit=20")
    later = client.get(first["next"]).json()
    assert later["applied"] == first["applied"]
    assert later["left_out"] is None


def test_many_are_counted_only_when_asked(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "MAX_LEFT_OUT", 24)
    assert get_json(client, "events/")["left_out"] is None
    assert sum(get_json(client, "events/?count=exact")["left_out"].values()) == 25
    monkeypatch.setattr(results, "MAX_LEFT_OUT", 25)
    assert sum(get_json(client, "events/")["left_out"].values()) == 25


def test_maps_say_it_too(client: Client) -> None:
    geojson = json.loads(client.get(f"/api/v1/events/?{PROTESTS}&format=geojson").getvalue())
    assert [feature["id"] for feature in geojson["features"]] == event_ids(client, PROTESTS)
    assert geojson["applied"] == {"factuality": FACTS}
    assert geojson["left_out"] == get_json(client, f"events/?{PROTESTS}")["left_out"]
    items = client.get("/ogc/collections/events/items?limit=1000").json()
    assert {one["properties"]["factuality"] for one in items["features"]} == set(FACTS)
    assert items["left_out"] == get_json(client, "events/")["left_out"]
    planned = client.get("/ogc/collections/events/items?factuality=planned&factuality=demanded").json()
    assert {one["properties"]["factuality"] for one in planned["features"]} == {"planned", "demanded"}
    assert planned["applied"] == {}
    assert client.get("/ogc/collections/events/items?factuality=any").json()["numberReturned"] == 94
    for path in (
        "events/items?factuality=plan",
        "events/items?factuality=",
        "locations/items?factuality=any",
    ):
        problem = client.get(f"/ogc/collections/{path}")
        assert [one["parameter"] for one in problem.json()["errors"]] == ["factuality"], problem.content
    places = client.get("/ogc/collections/locations/items").json()
    assert "left_out" not in places


def test_bulk_exports_are_whole_and_begin_with_the_word(client: Client) -> None:
    rows = b"".join(client.get("/api/v1/events/?format=csv")).decode().splitlines()
    assert rows[0].startswith("factuality,id,")
    assert any(row.startswith("planned,") for row in rows)
    lines = b"".join(client.get("/api/v1/events/?format=ndjson")).splitlines()
    assert len(lines) == 94


def test_sums_are_of_facts_whatever_is_asked_and_say_what_they_leave_out(client: Client) -> None:
    listed = get_json(client, f"events/?{PROTESTS}&count=exact")
    body = get_json(client, f"events/aggregate/?{PROTESTS}")
    assert body["total_distinct"] == listed["count"] == 4
    assert body["left_out"] == listed["left_out"] == {"hypothetical": 2, "planned": 1}
    assert get_json(client, f"events/?{body['total']['query']}&count=exact")["count"] == 4
    for query in ("factuality=any", "bucket=factuality:planned", "exclude_factuality=ongoing"):
        body = get_json(client, f"events/aggregate/?{query}")
        assert (body["applied"]["factuality"], body["left_out"]) == (["any"], {}), query
        found = get_json(client, f"events/?{body['total']['query']}&count=exact")
        assert found["count"] == body["total_distinct"], query
    assert get_json(client, "events/aggregate/?q=talks")["applied"]["factuality"] == FACTS


def test_any_stands_alone_and_excludes_nothing(client: Client) -> None:
    for query in ("factuality=any&factuality=planned", "exclude_factuality=any"):
        name = query.partition("=")[0]
        assert error_codes(client, f"events/?{query}") == {name: "invalid_choice"}
        assert error_codes(client, f"events/aggregate/?{query}") == {name: "invalid_choice"}
    assert error_codes(client, "events/?event_type=any") == {"event_type": "invalid_choice"}
