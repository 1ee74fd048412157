"""No request ends in a 500 or in a silent default."""

import pytest
from django.test import Client

from events.api.parameters import PAGE_PARAMETERS
from events.api.views.viewsets import VIEWSETS
from tests.api.helpers import COLLECTIONS, error_codes, get_json, walk_pages
from tests.proof import sample

pytestmark = pytest.mark.usefixtures("seeded")

LONG = "x" * 10_000
COMPANIONS = {
    "date_match": "date=2024",
    "place_match": "bbox=1,1,2,2",
    "near": "radius_km=5",
    "radius_km": "near=1,2",
}
"""What parameters mean nothing without."""
HOSTILE = [
    "%00",
    "a%00b",
    "%ed%a0%80",  # a lone surrogate in UTF-8
    "%ff%fe",
    LONG[:4000],
    "9" * 40,
    "-9223372036854775809",
    "1e999",
    "inf",
    "nan",
    "0000",
    "10000",
    "0000-01-01",
    "10000-01-01",
    "2024-02-30",
    "\uff12\uff10\uff12\uff14",  # fullwidth digits
    "٢٠٢٤",
    "[(*",
    "'; DROP TABLE events_event; --",
    "{}",
    "<script>",
    "null",
    "../../etc/passwd",
    "1,2,3,4,5",
    "181,0,0,0",
    "38,43,29,49",
    "inf,0,0,0",
]


def parameters() -> list[tuple[int, str, str]]:
    """Returns every parameter of every collection, numbered to choose the values that a sample tries."""
    found = [
        (collection, name)
        for collection, viewset in VIEWSETS.items()
        for name in (*viewset.filterset_class.parameters(), *PAGE_PARAMETERS)
    ]
    return [(number, *one) for number, one in enumerate(found)]


@pytest.mark.proof(sample=True)
@pytest.mark.parametrize(("number", "collection", "name"), parameters())
def test_no_value_breaks_a_parameter(client: Client, number: int, collection: str, name: str) -> None:
    for value in sample(HOSTILE[number % 3 :] + HOSTILE[: number % 3], 3):
        companion = COMPANIONS.get(name, "limit=1")
        query = f"{name}={value}" + (f"&{companion}" if not companion.startswith(f"{name}=") else "")
        response = client.get(f"/api/v1/{collection}/?{query}")
        assert response.status_code in (200, 400), (query[:100], response.content)
        if response.status_code == 400 and response.json()["errors"]:
            assert [error["parameter"] for error in response.json()["errors"]] == [name]


@pytest.mark.parametrize("collection", COLLECTIONS)
@pytest.mark.parametrize(
    "path", ["%00", "%ff", "a%00", LONG[:4000], "\uff11\uff12", "UPPER", "a--b", "-a", ".", "%2e%2e", "a%2Fb"]
)
def test_a_strange_id_is_simply_not_found(client: Client, collection: str, path: str) -> None:
    response = client.get(f"/api/v1/{collection}/{path}/")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


def test_an_address_of_nothing_answers_in_the_shape_of_every_error(client: Client) -> None:
    for path in ("/api/v2/", "/api/v2/events/", "/api/v1/events/a/b/c/", "/api/v1/nothing"):
        response = client.get(path)
        assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json"), path
        assert response.json()["status"] == 404


def test_a_wrong_host_is_refused_in_the_same_shape(client: Client) -> None:
    response = client.get("/api/v1/events/", headers={"host": "evil.example"})
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")


def test_a_query_over_16_kib_is_too_long(client: Client) -> None:
    response = client.get("/api/v1/events/?event_type=" + "x" * 17_000)
    assert (response.status_code, response.json()["type"]) == (414, "urn:eventapi:problem:query_too_long")


def test_a_body_over_one_mib_is_too_large(client: Client) -> None:
    response = client.post("/api/v1/events/", data=b"x" * (1024 * 1024 + 1), content_type="text/plain")
    assert response.status_code == 413


def test_a_query_that_is_no_utf_8_is_refused(client: Client) -> None:
    assert get_json(client, "events/?event_type=%ff", 400)["type"] == "urn:eventapi:problem:bad_encoding"


def test_a_thousand_repeated_keys_are_too_many(client: Client) -> None:
    query = "&".join(f"article=a{number}" for number in range(1000))
    assert error_codes(client, f"events/?{query}") == {"article": "too_many"}


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "text/csv;q=0.9"])
def test_what_cannot_be_had_is_not_acceptable(client: Client, accept: str) -> None:
    response = client.get("/api/v1/events/", headers={"accept": accept})
    assert (response.status_code, response["Content-Type"]) == (406, "application/problem+json")
    assert "format=csv" in response.json()["detail"]


@pytest.mark.parametrize("accept", ["*/*", "application/*", "application/json;q=0.2, text/html", ""])
def test_json_is_what_is_had(client: Client, accept: str) -> None:
    assert client.get("/api/v1/events/?limit=1", headers={"accept": accept}).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", ["events/", "actors/iraq/", "vocabulary/", "fields/"])
def test_other_methods_are_refused(client: Client, method: str, path: str) -> None:
    response = getattr(client, method)(f"/api/v1/{path}")
    assert response.status_code == 405
    assert set(response["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert response["Content-Type"] == "application/problem+json"


def test_other_formats_are_refused_until_there_are_some(client: Client) -> None:
    assert error_codes(client, "events/?format=xls") == {"format": "invalid_choice"}
    assert error_codes(client, "actors/iraq/?format=xml") == {"format": "invalid_choice"}
    get_json(client, "events/?format=json&limit=1")


def test_fields_and_omit_choose_the_members(client: Client) -> None:
    row = get_json(client, "events/?limit=1&fields=title&fields=date")["results"][0]
    assert row.keys() == {"id", "title", "date"}
    assert "figures" not in get_json(client, "events/?limit=1&omit=figures")["results"][0]
    assert get_json(client, "actors/iraq/?fields=name").keys() == {"id", "name"}
    assert error_codes(client, "events/?fields=evidence") == {"fields": "unknown_field"}
    assert error_codes(client, "actors/iraq/?omit=nam") == {"omit": "unknown_field"}
    for inner in ("date.edtf", "places[].role", "places[]"):
        detail = get_json(client, f"events/?fields={inner}", 400)["detail"]
        assert f"did you mean “{inner.partition('.')[0].removesuffix('[]')}”?" in detail


def test_no_number_lies_between_bounds_the_wrong_way_round(client: Client) -> None:
    assert error_codes(client, "events/?measure=killed&figure_min=10&figure_max=9.5") == {
        "figure_max": "invalid_number"
    }
    assert get_json(client, "events/?measure=killed&figure_min=180&figure_max=180")["results"]


@pytest.mark.parametrize(
    "ordering", ["date", "-date", "end", "-end", "updated_at", "-updated_at", "created_at", "-created_at"]
)
def test_every_ordering_pages_over_every_event_once(client: Client, ordering: str) -> None:
    ids = [slug for page in walk_pages(client, f"events/?limit=200&ordering={ordering}") for slug in page]
    paged = [slug for page in walk_pages(client, f"events/?limit=7&ordering={ordering}") for slug in page]
    assert paged == ids
    assert len(set(ids)) == len(ids) > 50


def test_an_unknown_ordering_is_refused_with_those_there_are(client: Client) -> None:
    assert error_codes(client, "events/?ordering=note") == {"ordering": "invalid_choice"}
    assert error_codes(client, "events/?ordering=review_status") == {"ordering": "invalid_choice"}
    assert "Did you mean “-date”?" in get_json(client, "events/?ordering=-dat", 400)["detail"]


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("participant=Hamas", "“hamas”"),
        ("participant=hammas", "“hamas”"),
        ("location=Iraq", "“iraq”"),
        ("location=bagdad", "“baghdad”"),
        ("initiator=US", "“united-states”"),
        ("outlet=Asharq Al-Awsat", "“asharq-al-awsat”"),
        ("participant=zzzz", ""),
        ("part_of=zzzz", ""),
    ],
)
def test_a_name_in_place_of_an_id_is_told_the_id(client: Client, query: str, hint: str) -> None:
    detail = get_json(client, f"events/?{query}", 400)["detail"]
    assert f"Did you mean {hint}" in detail if hint else "Did you mean" not in detail
