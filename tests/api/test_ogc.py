"""OGC API - Features: each requirement of the core once, and what GDAL and QGIS need."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openapi_schema_validator import OAS30Validator
from openapi_spec_validator import validate as validate_document

from events.api.ogc.openapi import build_document
from events.choices import Collection, IdState
from events.exports.geojson import PRECISE_KINDS
from events.models import Location, PublicId
from events.snapshots import TooCostlyError
from tests import factories
from tests.api.helpers import event_ids

pytestmark = pytest.mark.usefixtures("seeded")
EVENTS, LOCATIONS = "collections/events", "collections/locations"


def get_json(client: Client, path: str = "", status: int = 200) -> Any:
    """Returns the JSON of a response."""
    response = client.get(f"/ogc/{path}")
    assert response.status_code == status, response.content
    return response.json()


def error_codes(client: Client, path: str) -> dict[str, str]:
    """Returns the code of each parameter that a 400 names."""
    return {error["parameter"]: error["code"] for error in get_json(client, path, 400)["errors"]}


def link_href(body: Any, rel: str) -> str:
    """Returns the address of a link; empty if there is none."""
    return next((str(link["href"]) for link in body["links"] if link["rel"] == rel), "")


def features(client: Client, path: str) -> Iterator[Any]:
    """Yields all features, following the links."""
    page = get_json(client, path)
    while True:
        assert page["numberReturned"] == len(page["features"])
        yield from page["features"]
        if not link_href(page, "next"):
            return
        page = client.get(link_href(page, "next")).json()


def feature_ids(client: Client, collection: str, query: str = "") -> set[str]:
    """Returns the ids of the features that match a query."""
    return {feature["id"] for feature in features(client, f"{collection}/items?{query}")}


def validator(name: str) -> Any:
    """Returns a validator of a schema of the document."""
    components = build_document()["components"]
    return OAS30Validator({"components": components, "allOf": [{"$ref": f"#/components/schemas/{name}"}]})


def test_everything_is_reached_from_the_landing_page(client: Client) -> None:
    landing = get_json(client)
    validator("landingPage").validate(landing)
    for rel, media_type in (
        ("self", "application/json"),
        ("service-desc", "application/vnd.oai.openapi+json;version=3.0"),
        ("conformance", "application/json"),
        ("data", "application/json"),
    ):
        response = client.get(link_href(landing, rel))
        assert (response.status_code, response["Content-Type"]) == (200, media_type)
        assert client.get(link_href(landing, rel).rstrip("/") + "/").status_code == 200
    classes = client.get(link_href(landing, "conformance")).json()["conformsTo"]
    assert {collection.rpartition("/")[2] for collection in classes} == {"core", "geojson", "oas30"}
    collections = client.get(link_href(landing, "data")).json()
    validator("collections").validate(collections)
    assert [collection["id"] for collection in collections["collections"]] == ["events", "locations"]
    for collection in collections["collections"]:
        assert client.get(link_href(collection, "self")).json() == collection
        assert client.get(link_href(collection, "items")).json()["features"]
    spans = collections["collections"][0]["extent"]["temporal"]["interval"]
    assert [span is None or span.endswith("Z") for span in spans[0]] == [True, True]


def test_the_document_is_valid_and_tells_every_path(client: Client) -> None:
    served = get_json(client, "api")
    assert served == build_document()
    validate_document(served)
    for path in served["paths"]:
        status = 404 if "{" in path else 200
        assert client.get(f"/ogc{path.format(featureId='no-such')}").status_code == status
    for accept in ("application/json", "application/vnd.oai.openapi+json;version=3.0, application/json"):
        assert client.get("/ogc/api", headers={"accept": accept}).json() == served


@pytest.mark.parametrize("collection", ["events", "locations"])
def test_the_schema_tells_gdal_a_type_for_every_property(client: Client, collection: str) -> None:
    address = link_href(get_json(client, f"collections/{collection}"), "describedBy")
    response = client.get(address)
    assert response["Content-Type"] == "application/schema+json"
    types = response.json()["properties"]["properties"]["properties"]
    properties = get_json(client, f"collections/{collection}/items?limit=1")["features"][0]["properties"]
    assert {"id", *types} == properties.keys()
    assert all(isinstance(type_["type"], str) for type_ in types.values())


@pytest.mark.parametrize("collection", ["events", "locations"])
def test_pages_hold_every_record_once_as_the_document_says(client: Client, collection: str) -> None:
    all_features = list(features(client, f"collections/{collection}/items?limit=30"))
    page = client.get(f"/api/v1/{collection}/?format=geojson")
    text = b"".join(page).decode()
    assert (
        len(all_features)
        == len({feature_validator["id"] for feature_validator in all_features})
        == text.count('"type":"Feature"')
    )
    feature_validator = validator(f"{collection}Feature")
    for feature in all_features:
        feature_validator.validate(feature)
    validator(f"{collection}Page").validate(get_json(client, f"collections/{collection}/items"))
    alone = get_json(client, f"collections/{collection}/items/{all_features[0]['id']}")
    assert {name: value for name, value in alone.items() if name != "links"} == all_features[0]
    assert client.get(link_href(alone, "alternate")).json()["id"] == all_features[0]["id"]
    assert client.get(link_href(alone, "collection")).json()["id"] == collection


def test_a_box_holds_its_points_and_what_has_none(client: Client) -> None:
    by_id = {feature["id"]: feature for feature in features(client, f"{EVENTS}/items?limit=1000")}
    pointless = {slug for slug, feature in by_id.items() if feature["geometry"] is None}
    for west, south, east, north in (
        (43, 29, 49, 38),
        (34, 31, 35.5, 32),
        (-180, -90, 180, 90),
        (0, 0, 1, 1),
    ):
        inside = {
            slug
            for slug, feature in by_id.items()
            if feature["geometry"]
            and west <= feature["geometry"]["coordinates"][0] <= east
            and south <= feature["geometry"]["coordinates"][1] <= north
        }
        assert feature_ids(client, EVENTS, f"bbox={west},{south},{east},{north}") == inside | pointless
        assert (
            feature_ids(client, EVENTS, f"bbox={west},{south},-50,{east},{north},9e3") == inside | pointless
        )
    assert 0 < len(pointless) < len(by_id)


def test_a_box_may_cross_the_antimeridian(client: Client) -> None:
    with factories.change():
        for name, longitude in (("fiji", 178.5), ("samoa", -172.0), ("line", 180.0), ("here", 10.0)):
            place = factories.location(
                name, kind="populated_place", latitude=-15, longitude=longitude, review_status="published"
            )
            event = factories.event(f"at-{name}", review_status="published")
            event.places.create(key="scene", location=place, role="scene", primary=True)
    pointless = set(
        Location.objects.published().exclude(kind__in=PRECISE_KINDS).values_list("slug", flat=True)
    )
    at = {"at-fiji", "at-samoa", "at-line", "at-here"}
    for box, expected in (
        ("170,-20,-170,-10", {"fiji", "samoa", "line"}),
        ("-180,-20,-170,-10", {"samoa", "line"}),
        ("170,-20,180,-10", {"fiji", "line"}),
        ("-180,-20,180,-10", {"fiji", "samoa", "line", "here"}),
        ("170,-14,-170,-10", set()),
    ):
        assert feature_ids(client, LOCATIONS, f"bbox={box}") - pointless == expected
        assert feature_ids(client, EVENTS, f"bbox={box}") & at == {f"at-{slug}" for slug in expected}


def test_times_mean_what_possible_dates_do_and_what_has_none_matches(client: Client) -> None:
    undated = set(event_ids(client, "missing=date"))
    for datetime_, span in (
        ("2024-01-27", "2024-01-27"),
        ("2024-01-27T23:30:00-05:00", "2024-01-28"),
        ("2023-10-01T00:00:00Z/2023-10-31T23:59:59Z", "2023-10"),
        ("2024-01-01/..", "2024-01-01/.."),
        ("2024-01-01T00:00:00.5z/", "2024-01-01/.."),
        ("../2003-12-31T00:00:00Z", "../2003-12-31"),
        ("/2003-12-31", "../2003-12-31"),
    ):
        ids = feature_ids(client, EVENTS, f"limit=1000&datetime={quote(datetime_)}")
        assert ids == set(event_ids(client, f"date={span}")) | undated
    assert feature_ids(client, LOCATIONS, "datetime=1900-01-01") == feature_ids(client, LOCATIONS)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("bbox=1,2,3", "invalid_bbox"),
        ("bbox=1,2,3,nan", "invalid_bbox"),
        ("bbox=0,10,1,5", "invalid_bbox"),
        ("bbox=0,0,9,1,1,5", "invalid_bbox"),
        ("bbox=-200,0,1,1", "invalid_bbox"),
        ("bbox=", "empty"),
        ("bbox=0,0,1,1&bbox=0,0,1,1", "repeated"),
        ("datetime=yesterday", "invalid_time"),
        ("datetime=../..", "invalid_datetime"),
        ("datetime=/", "invalid_datetime"),
        ("datetime=2024-01-02/2024-01-01", "invalid_datetime"),
        ("datetime=2024-01-01/2024-01-02/2024-01-03", "invalid_time"),
        ("limit=0", "out_of_range"),
        ("limit=ten", "out_of_range"),
        ("cursor=x", "invalid_cursor"),
        ("event_type=consult", "unknown_parameter"),
    ],
)
def test_what_has_no_meaning_is_refused(client: Client, query: str, code: str) -> None:
    for collection in (EVENTS, LOCATIONS):
        assert error_codes(client, f"{collection}/items?{query}") == {query.partition("=")[0]: code}


def test_unknown_parameters_and_places_are_refused_everywhere(client: Client) -> None:
    for path in ("", "api", "conformance", "collections", EVENTS, f"{EVENTS}/items/x"):
        assert error_codes(client, f"{path}?format=json") == {"format": "unknown_parameter"}
        assert error_codes(client, f"{path}?f=html") == {"f": "invalid_choice"}
        assert error_codes(client, f"{path}?f=json&f=json") == {"f": "repeated"}
    assert "Did you mean “bbox=43,29,49,38”?" in get_json(client, f"{EVENTS}/items?box=1", 400)["detail"]
    assert "Did you mean “events”?" in get_json(client, "collections/event", 404)["detail"]
    assert get_json(client, "collections/event/items", 404)["status"] == 404
    page = get_json(client, f"{EVENTS}/items?limit=1")
    cursor = link_href(page, "next").rpartition("=")[2]
    assert error_codes(client, f"{LOCATIONS}/items?cursor={cursor}") == {"cursor": "invalid_cursor"}
    assert len(get_json(client, f"{EVENTS}/items?limit=99999999")["features"]) > 50
    for path in ("/ogc/nothing", "/ogcx"):
        assert client.get(path).status_code == 404
    response = client.post("/ogc/collections")
    assert (response.status_code, response["Content-Type"]) == (405, "application/problem+json")
    assert client.get("/ogc/", headers={"accept": "text/html"}).status_code == 406


def test_only_what_is_public_is_told_and_the_rest_as_everywhere(client: Client) -> None:
    with factories.change():
        factories.event("hidden-event")
        factories.location("hidden-place", latitude=1, longitude=1)
        factories.event("gone", review_status="withdrawn", withdrawn_reason="It was a hoax.")
    merged = {"state": IdState.MERGED, "successor": "baghdad", "object_pk": 0}
    with factories.change():
        PublicId.objects.create(collection=Collection.LOCATIONS, slug="bagdad", **merged)
    assert not {"hidden-event", "gone"} & feature_ids(client, EVENTS)
    assert "hidden-place" not in feature_ids(client, LOCATIONS)
    assert get_json(client, f"{EVENTS}/items/hidden-event", 404)["type"].endswith("not_found")
    assert get_json(client, f"{EVENTS}/items/No_id", 404)["type"].endswith("not_found")
    assert "hoax" in get_json(client, f"{EVENTS}/items/gone", 410)["detail"]
    moved = client.get(f"/ogc/{LOCATIONS}/items/bagdad")
    assert moved.status_code == 301
    assert client.get(moved["Location"]).json()["id"] == "baghdad"


def test_answers_are_cached_and_limited_as_those_of_the_api(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in ("", f"{EVENTS}/items?limit=2", f"{EVENTS}/items/{event_ids(client, 'country=IQ')[0]}"):
        response = client.get(f"/ogc/{path}")
        again = client.get(f"/ogc/{path}", headers={"if-none-match": response["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert client.head(f"/ogc/{path}").status_code == 200
        assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Content-Type"] == "application/geo+json"
    counts = set()
    for limit in (3, 60):
        with CaptureQueriesContext(connection) as queries:
            get_json(client, f"{EVENTS}/items?limit={limit}")
        counts.add(len(queries))
    assert len(counts) == 1

    def costly(*_: Any) -> Any:
        raise TooCostlyError

    monkeypatch.setattr("events.records.load", costly)
    assert get_json(client, f"{EVENTS}/items", 503)["type"].endswith("query_too_costly")
