"""The rules of HTTP at every address."""

from typing import Any

import pytest
from django.test import Client

from events.snapshots import TooCostlyError
from tests import factories
from tests.api.helpers import COLLECTIONS

pytestmark = pytest.mark.usefixtures("seeded")
EVENT = "first-session-of-us-iraq-talks-2024-01-27"
PROBLEM_JSON = "application/problem+json"
EXAMPLE_IDS = {
    "articles": "widespread-protests-in-southern-iraq-over-arrest-of-activists",
    "actors": "hamas",
    "events": EVENT,
    "locations": "baghdad",
    "outlets": "asharq-al-awsat",
    "claims": "us-officials-decision-is-related-to-the-attacks",
    "datasets": "curated",
}
API_URLS = [
    *(f"/api/v1/{name}/" for name in COLLECTIONS),
    "/api/v1/actors/iraq/",
    "/api/v1/actors/iraq/?revision=1",
    *(f"/api/v1/{name}/{one}/revisions/" for name, one in EXAMPLE_IDS.items()),
    *(f"/api/v1/{name}/{one}/revisions/diff/?from=1&to=1" for name, one in EXAMPLE_IDS.items()),
    "/api/v1/vocabulary/",
    "/api/v1/fields/",
    "/api/v1/suggest/?q=bag",
    "/api/v1/changes/",
    "/api/v1/releases/",
    "/api/v1/releases/first/",
    *(f"/api/v1/releases/first/{name}/" for name in COLLECTIONS),
    "/api/v1/releases/first/actors/iraq/",
    "/api/v1/releases/second/changes/?since=first",
    "/api/v1/events/aggregate/?group_by=event_type",
    "/api/v1/events/aggregate/?group_by=event_type&format=csv",
    "/api/v1/events/feed/",
    "/api/v1/events/search/schema/",
]
OGC_URLS = [
    "/ogc/",
    "/ogc/api/",
    "/ogc/conformance/",
    "/ogc/collections/",
    *(
        f"/ogc/collections/{name}/{path}"
        for name in ("events", "locations")
        for path in ("", "schema/", "items/")
    ),
    f"/ogc/collections/events/items/{EVENT}/",
]
ALL_URLS = [*API_URLS, *OGC_URLS]
STATIC_URL_PARTS = ("/fields/", "/vocabulary/", "/schema/", "/ogc/", "/api/", "/conformance/")
SINGLE_VALUED = {
    "/api/v1/suggest/": ("q", "limit", "format"),
    "/api/v1/events/feed/": ("q", "cursor", "date"),
    "/api/v1/events/aggregate/": ("q", "metric", "unit", "top", "spread", "format"),
    "/api/v1/events/": ("q", "limit", "cursor", "count", "ordering", "format", "shape"),
    "/api/v1/actors/iraq/": ("revision", "as_of", "format"),
    "/api/v1/actors/iraq/revisions/": ("limit", "cursor", "format"),
    "/api/v1/actors/iraq/revisions/diff/": ("from", "to", "format"),
    "/api/v1/vocabulary/": ("format",),
    "/api/v1/fields/": ("format",),
    "/api/v1/changes/": ("since", "limit", "cursor", "format"),
    "/api/v1/releases/": ("limit", "cursor", "format"),
    "/api/v1/releases/first/": ("format",),
    "/api/v1/releases/first/events/": ("limit", "cursor", "format", "shape"),
    "/api/v1/releases/first/actors/iraq/": ("format",),
    "/api/v1/releases/second/changes/": ("since", "collection", "limit", "cursor", "format"),
    "/ogc/collections/events/items/": ("bbox", "datetime", "limit", "cursor"),
}
MALFORMED_VALUES = ["%00", "a%00b", "%ed%a0%80", "9" * 40, "-1", "nan", "[(*", "{}", "x" * 4000]
REVISION_PARAMETERS = ("revision", "from", "to")
"""What names a revision, which may be none."""
REQUIRED_WITH = {"shape": "format=csv", "unit": "metric=money"}
"""What some parameters mean nothing without."""


@pytest.fixture(autouse=True)
def two_releases(seeded: None) -> None:  # noqa: ARG001 - in its transaction
    """Cuts two releases."""
    for name in ("first", "second"):
        factories.release(name)


def error_codes(response: Any) -> dict[str, str]:
    """Returns the code of each parameter that a 400 names."""
    assert (response.status_code, response["Content-Type"]) == (400, PROBLEM_JSON), response.content
    return {error["parameter"]: error["code"] for error in response.json()["errors"]}


def with_query(address: str, query: str) -> str:
    """Returns an address with more in its query."""
    return f"{address}{'&' if '?' in address else '?'}{query}"


@pytest.mark.parametrize("address", ALL_URLS)
def test_an_answer_can_be_kept_shared_and_asked_for_again(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200, response.content
    again = client.get(address, headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", response["ETag"])
    head = client.head(address)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", response["ETag"])
    assert head["Content-Type"] == response["Content-Type"]
    for current in (response, again, head):
        assert current["Access-Control-Allow-Origin"] == "*"
        assert "ETag" in current["Access-Control-Expose-Headers"]
        assert current["Cache-Control"] == "public, no-cache"
        assert {name.strip() for name in current["Vary"].split(",")} == {"Accept", "Accept-Encoding"}
        assert not current.cookies
    stale = client.get(address, headers={"if-match": '"another"'})
    assert (stale.status_code, stale["Content-Type"]) == (412, PROBLEM_JSON)


@pytest.mark.once
@pytest.mark.parametrize("address", ALL_URLS)
def test_the_final_slash_is_left_to_taste(client: Client, address: str) -> None:
    path, mark, query = address.partition("?")
    assert client.get(f"{path.rstrip('/')}{mark}{query}").status_code == 200


@pytest.mark.once
@pytest.mark.parametrize("address", [*ALL_URLS, "/api/v1/events/search/"])
def test_methods_are_listed_and_others_refused(client: Client, address: str) -> None:
    allowed = ["POST", "OPTIONS"] if address.endswith("/search/") else ["GET", "HEAD", "OPTIONS"]
    response = client.options(address)
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    assert response["Allow"] == response["Access-Control-Allow-Methods"] == ", ".join(allowed)
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"} - set(allowed):
        refusal = client.generic(method, address)
        assert (refusal.status_code, refusal["Content-Type"]) == (405, PROBLEM_JSON), method
        assert refusal["Allow"] == ", ".join(allowed)


@pytest.mark.once
@pytest.mark.parametrize("address", ALL_URLS)
def test_what_is_unknown_or_too_large_is_refused(client: Client, address: str) -> None:
    assert error_codes(client.get(with_query(address, "evnt_type=x"))) == {"evnt_type": "unknown_parameter"}
    assert error_codes(client.get(with_query(address, "%00=1"))) == {"\0": "unknown_parameter"}
    for query, status in ((f"x={'x' * 17_000}", 414), ("x=%ff", 400)):
        response = client.get(with_query(address, query))
        assert (response.status_code, response["Content-Type"]) == (status, PROBLEM_JSON)
    assert client.generic("GET", address, b"x" * (1024 * 1024 + 1)).status_code == 413
    refusal = client.get(address, headers={"accept": "image/png"})
    assert (refusal.status_code, refusal["Content-Type"]) == (406, PROBLEM_JSON)
    for anything in ("", "*/*"):
        assert client.get(address, headers={"accept": anything}).status_code == 200


@pytest.mark.parametrize(
    ("path", "name"), [(path, name) for path, names in SINGLE_VALUED.items() for name in names]
)
def test_a_parameter_of_one_value_takes_no_other_number_of_them(client: Client, path: str, name: str) -> None:
    beside = ["q=bag"] if "suggest" in path and name != "q" else []
    beside += ["since=first"] if "second" in path and name != "since" else []
    beside += [REQUIRED_WITH[name]] if name in REQUIRED_WITH else []

    def code(query: str) -> str:
        return error_codes(client.get(f"{path}?{'&'.join([query, *beside])}"))[name]

    assert code(f"{name}=") == "empty"
    assert code(f"{name}=a&{name}=b") == "repeated"
    for value in MALFORMED_VALUES:
        response = client.get(f"{path}?{'&'.join([f'{name}={value}', *beside])}")
        statuses = (200, 400, 404) if name in REVISION_PARAMETERS else (200, 400)
        assert response.status_code in statuses, (value, response.content)
        assert response.status_code == 200 or not response.json()["errors"] or name in error_codes(response)


@pytest.mark.once
@pytest.mark.parametrize("address", [one for one in ALL_URLS if not one.endswith(STATIC_URL_PARTS)])
def test_what_takes_too_long_is_a_problem_of_its_own(
    client: Client, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    def costly(*_: Any, **__: Any) -> Any:
        raise TooCostlyError

    monkeypatch.setattr("events.api.record_lookup.load_as_of", costly)
    monkeypatch.setattr("events.api.record_lookup.get_historical_pk", costly)
    for what in ("events.records.load", "events.search.suggest", "events.aggregates.answer"):
        monkeypatch.setattr(what, costly)
    monkeypatch.setattr("events.api.ogc.views._spatial_extent", costly)
    monkeypatch.setattr("events.api.change_feed.ChangeQuery.rows", costly)
    for what in ("events.records.as_of.load_as_of", "events.releases.describe_changes"):
        monkeypatch.setattr(what, costly)
    monkeypatch.setattr("events.api.views.releases._serialize_release", costly)
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (503, PROBLEM_JSON)
    assert response.json()["type"] == "urn:eventapi:problem:query_too_costly"


def test_a_problem_is_json_whatever_the_answer_would_have_been(client: Client) -> None:
    for address in ("/api/schema/", "/api/v1/events/feed/", "/api/v1/events/?format=csv"):
        response = client.post(address)
        assert (response.status_code, response["Content-Type"]) == (405, PROBLEM_JSON)
        assert response.json()["status"] == 405
