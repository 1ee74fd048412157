"""What the API gives to whoever asks over plain HTTP: what every client is held against."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

COLLECTIONS = ("articles", "actors", "events", "locations", "outlets", "claims", "datasets")
LIMIT = 7
"""So small that every collection has several pages."""
UNKNOWN_ID = "no-such-event"
MERGED_ID = "merged-actor"
QUERIES = {
    "any of two types": "events/?event_type=consult&event_type=assault",
    "any of two participants": "events/?participant=iraq&participant=united-states",
    "neither of two types": "events/?exclude_event_type=consult&exclude_event_type=assault",
    "a type or none": "events/?event_type=consult&event_type=none",
    "an integer or none": "events/?quad_class=4&quad_class=none",
    "one row, two keys": "events/?participant=islamic-resistance-in-iraq&participant_role=initiator",
    "a number": "events/?measure=injured&measure=killed&figure_min=1.5",
    "true": "events/?has_contradiction=true",
    "a date and how": "events/?date=2023-11&date_match=certain",
    "an ordering downwards": "events/?ordering=-updated_at",
    "no country": "actors/?country=none",
    "two countries excluded": "actors/?exclude_country=IQ&exclude_country=US",
    "two speakers": "claims/?speaker=iraq&speaker=united-states",
}
"""By name, what each client asks in its own words; every one leads to pages of LIMIT."""

FILTER_TREES = {
    "a tree": {
        "any": [
            {"quad_class": [4, "none"]},
            {"all": [{"event_type": ["consult"]}, {"not": [{"location": ["baghdad"]}]}]},
            {"measure": ["injured"], "figure_min": 1.5},
        ]
    }
}
"""The same of trees, which are posted."""

Responses = dict[str, Any]


def get_json(address: str, body: Any = None) -> Any:
    """The JSON at an address, that of an error too; what a body is answered with, where there is one."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, data, {"Content-Type": "application/json"} if data else {})
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.load(response)
    except urllib.error.HTTPError as error:
        return json.load(error)


def rows(base: str, query: str) -> Iterator[Any]:
    """The rows of all pages of a query, by cursor."""
    address = f"{base}/api/v1/{query}{'&' if '?' in query else '?'}limit={LIMIT}"
    cursor = ""
    while cursor is not None:
        page = get_json(address + (f"&cursor={cursor}" if cursor else ""))
        yield from page["results"]
        cursor = page["next_cursor"]


def search_rows(base: str, tree: Any) -> Iterator[Any]:
    """The rows of all pages of a tree."""
    beside: dict[str, Any] = {"limit": LIMIT}
    while True:
        page = get_json(f"{base}/api/v1/events/search/", {"where": tree} | beside)
        yield from page["results"]
        if page["next_cursor"] is None:
            return
        beside["cursor"] = page["next_cursor"]


def all_responses(base: str) -> Responses:
    """All that clients are asked for."""
    listed = {name: list(rows(base, f"{name}/")) for name in COLLECTIONS}
    return {
        "rows": listed,
        "records": {
            name: [get_json(f"{base}/api/v1/{name}/{row['id']}/") for row in listed[name]]
            for name in COLLECTIONS
        },
        "queries": {name: [row["id"] for row in rows(base, query)] for name, query in QUERIES.items()}
        | {name: [row["id"] for row in search_rows(base, tree)] for name, tree in FILTER_TREES.items()},
        "merged": get_json(f"{base}/api/v1/actors/{MERGED_ID}"),
        "problem": get_json(f"{base}/api/v1/events/{UNKNOWN_ID}"),
    }
