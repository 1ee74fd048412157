"""Exports: the same records as in JSON, read with the standard library."""

import csv
import datetime
import gc
import io
import json
import weakref
from collections.abc import Iterator
from typing import Any
from unittest.mock import Mock

import pytest
from django.db import connection
from django.http import StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pyarrow import parquet

from events import records
from events.api import results
from events.choices import Collection
from events.choices.countries import COUNTRIES
from events.exports import FORMATS, formats_of
from events.exports.csv import CsvExport
from events.exports.csv import csv_cell as csv_cell
from events.exports.event_part_tables import PART_TABLES
from events.exports.table_export import COLLECTION_TABLES
from events.models import Event, Location
from events.snapshots import TooCostlyError, _current_limit
from tests import factories
from tests.api.helpers import COLLECTIONS, error_codes, event_ids, get_json, walk_pages

pytestmark = pytest.mark.usefixtures("seeded")
PARQUET_TYPES = {
    "string": "string",
    "integer": "int64",
    "number": "double",
    "boolean": "bool",
    "date": "date32",
    "datetime": "timestamp[us, tz=UTC]",
}


def read_stream(client: Client, path: str) -> bytes:
    """Returns the content of a stream."""
    response = client.get(f"/api/v1/{path}")
    assert isinstance(response, StreamingHttpResponse), response.content
    return b"".join(response)


def read_text(client: Client, path: str) -> str:
    """Returns the content of a stream as text."""
    raw = read_stream(client, path)
    return str(parquet_rows(raw)) if raw.startswith(b"PAR1") else raw.decode()


def parquet_rows(raw: bytes) -> list[dict[str, Any]]:
    """Returns the rows of a Parquet file."""
    rows: list[dict[str, Any]] = parquet.read_table(io.BytesIO(raw)).to_pylist()
    return rows


def read_csv(client: Client, path: str) -> list[dict[str, str]]:
    """Returns the rows of a CSV."""
    return list(csv.DictReader(io.StringIO(read_text(client, path), newline="")))


def read_ndjson(client: Client, path: str) -> list[Any]:
    """Returns the records of an NDJSON."""
    return [json.loads(line) for line in read_text(client, path).splitlines()]


def csv_row_of(client: Client, slug: str, path: str = "events/?format=csv") -> dict[str, str]:
    """Returns the row of a record."""
    return next(row for row in read_csv(client, path) if row["id"] == slug)


def create_public_event(slug: str = "made", **columns: Any) -> Any:
    """Creates a public event, in an open change."""
    return factories.event(slug, review_status="published", **columns)


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_ndjson_holds_every_record_whole_and_in_order(client: Client, collection: str) -> None:
    everything = "&factuality=any" if collection == "events" else ""
    listed = [slug for page in walk_pages(client, f"{collection}/?limit=200{everything}") for slug in page]
    records = read_ndjson(client, f"{collection}/?format=ndjson")
    assert [record["id"] for record in records] == listed
    assert records[:40] == [get_json(client, f"{collection}/{slug}/") for slug in listed[:40]]


def test_every_filter_and_ordering_counts(client: Client) -> None:
    query = "event_type=consult&event_type=assault&exclude_factuality=planned&ordering=-updated_at"
    for format_ in ("ndjson", "csv"):
        read = read_ndjson if format_ == "ndjson" else read_csv
        ids = [row["id"] for row in read(client, f"events/?format={format_}&{query}")]
        assert ids == event_ids(client, query)
        assert ids


@pytest.mark.parametrize("collection", [name for name in COLLECTIONS if name != "events"])
def test_csv_holds_every_member_of_the_rows(client: Client, collection: str) -> None:
    table = read_csv(client, f"{collection}/?format=csv&ordering=updated_at")
    rows = [row for page in page_rows(client, f"{collection}/?limit=200&ordering=updated_at") for row in page]
    assert [row["id"] for row in table] == [row["id"] for row in rows]
    read = {
        (column.path or column.name).split(".")[0]
        for column in COLLECTION_TABLES[Collection(collection)].columns
    }
    assert read == rows[0].keys()
    for cells, row in zip(table, rows, strict=True):
        for column in COLLECTION_TABLES[Collection(collection)].columns:
            value = row.get(column.path or column.name)
            if isinstance(value, str | int | float) and not isinstance(value, bool):
                country = COUNTRIES.get(str(value)) if column.name in ("country", "iso_code") else None
                assert cells[column.name].removeprefix("'") == (country["alpha3"] if country else str(value))
            elif (column.path or column.name) in row and value in (None, []):
                assert cells[column.name] == ""


def page_rows(client: Client, path: str) -> Iterator[list[dict[str, Any]]]:
    """Yields the rows of each page."""
    page = get_json(client, path)
    yield page["results"]
    while page["next"]:
        page = client.get(page["next"]).json()
        yield page["results"]


@pytest.mark.once
def test_csv_of_events_says_what_the_records_say(client: Client) -> None:
    rows = {row["id"]: row for row in read_csv(client, "events/?format=csv")}
    records = {record["id"]: record for record in read_ndjson(client, "events/?format=ndjson")}
    assert rows.keys() == records.keys()
    for slug, row in rows.items():
        event = records[slug]
        for name in ("title", "form", "summary", "dataset", "factuality", "created_at"):
            assert row[name] == (event[name] or "")
        for name in ("edtf", "precision", "basis"):
            assert row[f"date_{name}"] == (event["date"][name] or "")
        for name in ("start_earliest", "end_latest"):
            assert row[name] == (event["date"][name] or "")
        for name in ("revision", "source_count", "quad_class", "intensity"):
            assert row[name] == ("" if event[name] is None else str(event[name]))
        for name in ("modes", "contexts"):
            assert row[name] == "|".join(event[name])
        for role in ("initiator", "target", "victim"):
            actors = {p["actor"]["id"]: p["actor"] for p in event["participants"] if p["role"] == role}
            assert row[f"{role}s_ids"] == "|".join(actors)
            assert row[f"{role}s_countries"].split("|") == (
                [(a["country"] and COUNTRIES[a["country"]]["alpha3"]) or "" for a in actors.values()] or [""]
            )
        assert row["n_claims"] == str(len(event["claims"]))
        assert row["article_ids"] == "|".join(source["article"]["id"] for source in event["sources"])
        primary = [place for place in event["places"] if place["primary"]]
        assert row["place_id"] == "".join(place["location"]["id"] for place in primary)
        assert row["longitude"] == "".join(str(place["location"]["longitude"]) for place in primary)
    contradicted = {slug for slug, row in rows.items() if row["has_contradiction"] == "true"}
    assert contradicted == set(event_ids(client, "has_contradiction=true&factuality=any"))
    wholes = {slug for slug, row in rows.items() if row["part_of"]}
    assert wholes <= {
        slug for slug in rows if any(r["type"] == "part_of" for r in records[slug]["relations"])
    }
    assert wholes


@pytest.mark.once
def test_csv_of_events_tells_where_by_unit_and_country(client: Client) -> None:
    public = {"review_status": "published"}
    with factories.change():
        province = factories.location(
            "province", kind="admin1", parent=Location.objects.get(slug="iraq"), **public
        )
        district = factories.location("district", kind="admin2", parent=province, **public)
        town = factories.location("town", parent=district, **public)
        event = create_public_event()
        event.places.create(key="scene", location=town, role="scene", position="near", primary=True)
        event.places.create(key="about", location=Location.objects.get(slug="syria"), role="about")
    row = csv_row_of(client, "made")
    columns = [
        row[name] for name in ("place_id", "place_position", "admin1", "admin2", "country_iso3", "n_places")
    ]
    assert columns == ["town", "near", "province", "district", "IRQ", "2"]
    assert (row["countries"], row["latitude"]) == ("IRQ", "")


@pytest.mark.once
def test_csv_of_events_gives_acled_its_event_type(client: Client) -> None:
    rows = [
        row
        for row in read_csv(client, "events/?format=csv")
        if "Air/drone strike" in row["acled_sub_event_type"]
    ]
    assert rows
    assert all("Explosions/Remote violence" in row["acled_event_type"] for row in rows)


def test_figures_of_a_row_are_the_totals_of_the_event_and_unknown_is_not_zero(client: Client) -> None:
    with factories.change():
        event = create_public_event()
        for number, columns in enumerate(
            (
                {"measure": "killed", "value": 0, "low": 0, "high": 0},
                {"measure": "injured", "value": 3, "of_wording": "police"},
                {"measure": "injured", "value": 5, "of_wording": "police", "preferred": True, "low": 5},
                {"measure": "injured", "value": 2, "of_wording": "students", "low": 1},
                {"measure": "arrested", "value": 3},
                {"measure": "arrested", "value": 5},
                {"measure": "acts", "low": 40, "qualifier": "scores"},
                {"measure": "acts", "value": 100, "derived": True, "qualifier": "about"},
            )
        ):
            event.figures.create(key=f"f-{number}", **columns)
    row = csv_row_of(client, "made")
    totals = {
        measure: [row[f"{measure}_{name}"] for name in ("low", "value", "high", "disputed")]
        for measure in ("killed", "injured", "arrested", "acts")
    }
    assert totals == {
        "killed": ["0", "0", "0", "false"],
        "injured": ["4", "", "", "false"],
        "arrested": ["3", "", "5", "true"],
        "acts": ["40", "", "", "false"],
    }
    others = read_csv(client, "events/?format=csv&exclude_measure=killed")
    assert all(row["killed_value"] == row["killed_disputed"] == "" for row in others)
    figures = {
        row["key"]: row
        for row in read_csv(client, "events/?format=csv&shape=figures")
        if row["event_id"] == "made"
    }
    assert (figures["f-0"]["value"], figures["f-6"]["value"], figures["f-6"]["low"]) == ("0", "", "40")
    assert (figures["f-2"]["preferred"], figures["f-0"]["preferred"]) == ("true", "false")


@pytest.mark.once
@pytest.mark.parametrize("shape", PART_TABLES)
def test_parts_are_told_of_every_event(client: Client, shape: str) -> None:
    rows = read_csv(client, f"events/?format=csv&shape={shape}")
    expected = []
    for event in read_ndjson(client, "events/?format=ndjson"):
        count = event["evidence_count"] if shape == "evidence" else len(event[shape])
        expected += [event["id"]] * count
    assert [row["event_id"] for row in rows] == expected
    assert rows
    if shape == "participants":
        parts = [
            part for event in read_ndjson(client, "events/?format=ndjson") for part in event["participants"]
        ]
        assert [row["actor_id"] for row in rows] == [part["actor"]["id"] for part in parts]
        assert [row["attributed_to"] for row in rows] == [
            "|".join(by["id"] for by in part["attribution"]["by"]) for part in parts
        ]


def as_cell(value: Any) -> str:
    """Returns a value of Parquet as CSV writes it."""
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(csv_cell(value.isoformat() if isinstance(value, datetime.date) else value))


def as_number(text: str) -> str:
    """Returns a cell of CSV with whole numbers as in JSON, with or without a point."""
    return text.removesuffix(".0")


@pytest.mark.parametrize("path", [*COLLECTIONS, *(f"events&shape={shape}" for shape in PART_TABLES)])
def test_parquet_holds_the_cells_of_the_csv_with_their_types(
    client: Client, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    collection, _, shape = path.partition("&shape=")
    address = f"{collection}/?ordering=updated_at{'&shape=' + shape if shape else ''}&format="
    monkeypatch.setattr("events.exports.parquet.MIN_ROW_GROUP_SIZE", 30)
    monkeypatch.setattr(results, "BATCH_SIZE", 20)
    file = parquet.ParquetFile(io.BytesIO(read_stream(client, f"{address}parquet")))
    rows = file.read().to_pylist()
    assert file.metadata.num_row_groups > 1 or len(rows) < 60
    cells = [{name: as_number(as_cell(value)) for name, value in row.items()} for row in rows]
    expected = [
        {name: as_number(value) for name, value in row.items()} for row in read_csv(client, f"{address}csv")
    ]
    assert cells == expected
    columns = (PART_TABLES[shape] if shape else COLLECTION_TABLES[Collection(collection)]).columns
    for column, kind in zip(columns, file.schema_arrow.types, strict=True):
        assert str(kind).startswith("list<" if column.many else PARQUET_TYPES[column.type])


@pytest.mark.once
def test_parquet_keeps_unknown_from_zero_and_needs_no_apostrophe(client: Client) -> None:
    with factories.change():
        event = create_public_event(title="=1+1")
        event.figures.create(key="a", measure="killed", value=0)
        event.figures.create(key="b", measure="arrested", value=10**17 + 1)
    rows = parquet_rows(read_stream(client, "events/?format=parquet&measure=arrested&measure=killed"))
    row = next(row for row in rows if row["id"] == "made")
    assert (row["title"], row["summary"], row["modes"]) == ("=1+1", None, [])
    assert (row["killed_value"], row["killed_low"], row["killed_disputed"]) == (0.0, 0.0, False)
    assert (row["injured_value"], row["injured_disputed"]) == (None, None)
    assert row["arrested_value"] == 1e17


@pytest.mark.once
def test_parquet_without_its_library_says_what_to_install(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("events.exports.parquet.find_spec", Mock(return_value=None))
    problem = get_json(client, "events/?format=parquet", 400)
    assert problem["errors"][0]["code"] == "not_installed"
    assert "requirements-parquet.txt" in problem["detail"]
    assert error_codes(client, "events/?format=parquet&limit=3") == {
        "format": "not_installed",
        "limit": "whole_result",
    }


@pytest.mark.once
def test_no_text_is_a_formula_and_numbers_stay_numbers(client: Client) -> None:
    with factories.change():
        create_public_event("formula", title="=1+1", summary="@SUM(A1)")
        create_public_event("plus", title="+1", summary='a\r\nb|c, "d"')
        place = factories.location(
            "west", name="-2+3", latitude=-1.5, longitude=-70.25, review_status="published"
        )
    row = csv_row_of(client, "formula")
    assert (row["title"], row["summary"]) == ("'=1+1", "'@SUM(A1)")
    row = csv_row_of(client, "plus")
    assert (row["title"], row["summary"]) == ("'+1", 'a\r\nb|c, "d"')
    row = csv_row_of(client, place.slug, "locations/?format=csv")
    assert (row["name"], row["latitude"], row["longitude"]) == ("'-2+3", "-1.5", "-70.25")


# What `pandas.read_csv` takes for a missing value. Source: pandas, io/parsers, STR_NA_VALUES.
MISSING_WORDS = (
    *(
        "#N/A",
        "#N/A N/A",
        "#NA",
        "-1.#IND",
        "-1.#QNAN",
        "-NaN",
        "-nan",
        "1.#IND",
        "1.#QNAN",
        "<NA>",
        "N/A",
        "NA",
    ),
    *("NULL", "NaN", "None", "n/a", "nan", "null"),
)


@pytest.mark.parametrize(
    "text", [*MISSING_WORDS, "007", "1.50", "1e5", ".5", "5.", "inf", "Infinity", "0" * 3]
)
def test_no_text_is_read_as_missing_or_as_another_number(text: str) -> None:
    assert csv_cell(text) == f"'{text}"
    assert csv_cell([text]) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["NAM", "none", "1984", "0", "123456789012345", "CAMEO:036", "a 1", "e5", "1.2.3"]
)
def test_other_texts_have_no_apostrophe(text: str) -> None:
    assert csv_cell(text) == text


@pytest.mark.parametrize("format_", ["csv", "parquet", "geojson"])
def test_countries_and_codes_of_tables_are_no_missing_values_or_numbers(client: Client, format_: str) -> None:
    with factories.change():
        namibia = factories.location(
            "namibia", kind="country", iso_code="NA", name="Namibia", review_status="published"
        )
        event = create_public_event()
        event.places.create(key="scene", location=namibia, role="scene", primary=True)
        event.codings.create(scheme="cameo", code="036")
        factories.participation(event, factories.actor("swapo", country="NA", review_status="published"))
        event.participants.update(role="initiator")

    def rows(path: str) -> list[Any]:
        if format_ == "csv":
            return read_csv(client, f"{path}=csv")
        if format_ == "parquet":
            return parquet_rows(read_stream(client, f"{path}=parquet"))
        return [one["properties"] for one in json.loads(read_text(client, f"{path}=geojson"))["features"]]

    (row,) = (row for row in rows("events/?format") if row["id"] == "made")
    many = str if format_ == "csv" else lambda text: [text]
    assert row["country_iso3"] == "NAM"
    assert {name: row[name] for name in ("countries", "initiators_countries", "cameo_code")} == {
        "countries": many("NAM"),
        "initiators_countries": many("NAM"),
        "cameo_code": many("CAMEO:036"),
    }
    (place,) = (row for row in rows("locations/?format") if row["id"] == "namibia")
    assert (place["country"], place["iso_code"]) == ("NAM", "NAM")


def test_an_aggregate_s_table_names_countries_and_codes_likewise(client: Client) -> None:
    with factories.change():
        create_public_event().codings.create(scheme="cameo", code="036")
    texts = [
        client.get(f"/api/v1/events/aggregate/?group_by={name}&format=csv").content.decode()
        for name in ("country", "coding:cameo", "coding:ucdp")
    ]
    keys = [{row.split(",")[1] for row in text.splitlines() if row.startswith("bucket,")} for text in texts]
    assert "IRQ" in keys[0]
    assert "CAMEO:036" in keys[1]
    assert not any(key.isdigit() or len(key) == 2 for key in set().union(*keys))


@pytest.mark.parametrize(
    "path", ["events/", "events/?shape=figures", "actors/", "events/aggregate/?group_by=form"]
)
def test_a_byte_order_mark_is_there_where_it_is_asked_for(client: Client, path: str) -> None:
    joined = f"/api/v1/{path}{'&' if '?' in path else '?'}"
    plain, unmarked, marked = (
        client.get(f"{joined}format=csv{option}").getvalue() for option in ("", "&bom=false", "&bom=true")
    )
    assert unmarked == plain
    assert marked == b"\xef\xbb\xbf" + plain
    for query in ("bom=1", "bom=", "bom=true&bom=true"):
        refused = get_json(client, f"{joined.removeprefix('/api/v1/')}format=csv&{query}", 400)
        assert [one["parameter"] for one in refused["errors"]] == ["bom"], query
    refused = get_json(client, f"{joined.removeprefix('/api/v1/')}bom=true", 400)
    assert [(one["parameter"], one["code"]) for one in refused["errors"]][-1] == ("bom", "missing_key")


@pytest.mark.once
def test_a_bar_in_a_list_is_told_from_those_between(client: Client) -> None:
    with factories.change():
        event = create_public_event()
        factories.participation(event, factories.actor("odd", name="a|b", review_status="published"))
        factories.participation(event, factories.actor("even", name="c", review_status="published"))
    assert csv_row_of(client, "made")["initiators_names"] == "a\\|b|c"


def test_geojson_points_only_where_the_place_is_precise(client: Client) -> None:
    for query, coarse in (("", False), ("&geometry=centroid", True)):
        collection = json.loads(read_text(client, f"events/?format=geojson{query}"))
        assert collection["type"] == "FeatureCollection"
        assert [feature["id"] for feature in collection["features"]] == event_ids(client, "")
        records = {record["id"]: record for record in read_ndjson(client, "events/?format=ndjson")}
        with_point = set()
        for feature in collection["features"]:
            (place,) = [p["location"] for p in records[feature["id"]]["places"] if p["primary"]] or [None]
            precise = place and (coarse or place["kind"] in ("site", "populated_place", "admin3"))
            has_point = precise and place["longitude"] is not None
            assert feature["geometry"] == (
                {"type": "Point", "coordinates": [place["longitude"], place["latitude"]]}
                if has_point
                else None
            )
            with_point.add((bool(has_point), place["kind"] if place else None))
        assert (True, "populated_place") in with_point
        assert ((True, "country") in with_point) is coarse


@pytest.mark.once
def test_geojson_has_the_columns_of_the_csv_with_their_types(client: Client) -> None:
    for collection in ("events", "locations"):
        everything = "&factuality=any" if collection == "events" else ""
        features = json.loads(read_text(client, f"{collection}/?format=geojson{everything}"))["features"]
        rows = read_csv(client, f"{collection}/?format=csv")
        assert [feature["properties"]["id"] for feature in features] == [row["id"] for row in rows]
        assert all(feature["properties"].keys() == rows[0].keys() for feature in features)
    assert features[0]["properties"]["also_in"] == []


@pytest.mark.parametrize("format_", FORMATS)
def test_nothing_found_is_a_whole_file(client: Client, format_: str) -> None:
    text = read_text(client, f"events/?format={format_}&country=FJ")
    if format_ == "csv":
        assert text.startswith("factuality,id,title,dataset,form,event_type,modes,quad_class,")
        assert text.count("\r\n") == 1
    elif format_ == "parquet":
        assert text == "[]"
    else:
        assert text == "" if format_ == "ndjson" else json.loads(text)["features"] == []


def test_nothing_unpublished_is_told_in_any_format(client: Client) -> None:
    with factories.change():
        event = create_public_event()
        draft = factories.event("hidden-event", title="hidden-event")
        claim = factories.claim("hidden-claim")
        claim.subjects.create(event=event)
        draft.relations.create(key="r", other=event, type="part_of")
        factories.actor("hidden-actor")
        factories.location("hidden-place")
    for collection in COLLECTIONS:
        for format_ in formats_of(Collection(collection)):
            assert "hidden" not in read_text(client, f"{collection}/?format={format_}").replace("hidden_", "")
    for shape in PART_TABLES:
        for format_ in ("csv", "parquet"):
            assert "hidden-" not in read_text(client, f"events/?format={format_}&shape={shape}")


@pytest.mark.once
def test_what_has_no_meaning_is_refused(client: Client) -> None:
    assert error_codes(client, "events/?format=xml") == {"format": "invalid_choice"}
    assert error_codes(client, "actors/?format=geojson") == {"format": "invalid_choice"}
    assert error_codes(client, "events/talks/?format=csv") == {"format": "invalid_choice"}
    assert error_codes(client, "actors/?format=csv&shape=figures") == {"shape": "unknown_parameter"}
    assert error_codes(client, "actors/?geometry=centroid") == {"geometry": "unknown_parameter"}
    assert error_codes(client, "events/?shape=figures") == {"shape": "missing_key"}
    assert error_codes(client, "events/?format=csv&geometry=centroid") == {"geometry": "missing_key"}
    assert error_codes(client, "events/?format=csv&shape=figure") == {"shape": "invalid_choice"}
    assert error_codes(client, "events/?format=csv&shape=figures&shape=places") == {"shape": "repeated"}
    assert error_codes(client, "events/?format=csv&format=csv") == {"format": "repeated"}
    for name, value in (
        ("limit", 5),
        ("cursor", "x"),
        ("count", "exact"),
        ("fields", "id"),
        ("omit", "title"),
    ):
        assert name in error_codes(client, f"events/?format=ndjson&{name}={value}")
    assert error_codes(client, "events/?format=csv&event_type=consul") == {"event_type": "invalid_choice"}


@pytest.mark.once
def test_headers_are_those_of_a_list_and_name_the_file(client: Client) -> None:
    response = client.get("/api/v1/events/?format=csv&shape=date_reports")
    b"".join(response)
    assert response["Content-Type"].startswith("text/csv")
    assert response["Content-Disposition"] == 'attachment; filename="events-date_reports.csv"'
    assert {name.strip() for name in response["Vary"].split(",")} == {"Accept", "Accept-Encoding"}
    assert response["Cache-Control"] == "public, no-cache"
    assert response["Access-Control-Allow-Origin"] == "*"
    marks = {client.get(f"/api/v1/events/?{query}")["ETag"] for query in ("", "limit=50")} | {
        response["ETag"]
    }
    assert len(marks) == 3
    again = client.get(
        "/api/v1/events/?format=csv&shape=date_reports", headers={"if-none-match": response["ETag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    head = client.head("/api/v1/events/?format=csv&shape=date_reports")
    assert (head.status_code, head["ETag"]) == (200, response["ETag"])
    assert head["Content-Disposition"] == response["Content-Disposition"]
    assert _current_limit.get() is None


@pytest.mark.once
def test_accept_may_name_the_format_and_nothing_else(client: Client) -> None:
    for accept, status in (("text/csv", 200), ("*/*", 200), ("", 200), ("application/json", 406)):
        response = client.get("/api/v1/outlets/?format=csv", headers={"accept": accept})
        assert response.status_code == status
        assert b"".join(response)
    assert response["Content-Type"] == "application/problem+json"
    problem = client.get("/api/v1/outlets/?format=csv&kind=x", headers={"accept": "text/csv"})
    assert (problem.status_code, problem["Content-Type"]) == (400, "application/problem+json")
    assert problem.json()["errors"][0]["parameter"] == "kind"


def test_a_failure_midway_never_ends_cleanly(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    load, calls = records.load, []

    def failing(*args: Any) -> Any:
        calls.append(args)
        if len(calls) > 1:
            raise RuntimeError("midway")
        return load(*args)

    monkeypatch.setattr(results, "BATCH_SIZE", 5)
    monkeypatch.setattr("events.records.load", failing)
    response = client.get("/api/v1/events/?format=geojson")
    pieces = iter(response)
    assert next(pieces)
    with pytest.raises(RuntimeError, match="midway"):
        list(pieces)
    assert _current_limit.get() is None


def test_what_fails_at_once_is_a_proper_problem(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("events.records.load", Mock(side_effect=TooCostlyError))
    for format_ in FORMATS:
        assert client.get(f"/api/v1/events/?format={format_}").status_code == 503


def test_batches_are_walked_without_a_gap(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = read_text(client, "events/?format=csv")
    monkeypatch.setattr(results, "BATCH_SIZE", 7)
    assert read_text(client, "events/?format=csv") == expected


@pytest.mark.parametrize("format_", FORMATS)
def test_queries_are_those_of_the_batches(
    client: Client, monkeypatch: pytest.MonkeyPatch, format_: str
) -> None:
    number = Event.objects.published().count()
    counts = []
    for batches in (8, 2, 1):
        monkeypatch.setattr(results, "BATCH_SIZE", -(-number // batches))
        with CaptureQueriesContext(connection) as queries:
            read_text(client, f"events/?format={format_}")
        counts.append(len(queries))
    assert counts[2] < counts[1] < counts[0] < 8 * counts[2]
    assert counts[2] < 60


class WeakReferableRecord(dict[str, Any]):
    """A record whose deletion can be observed."""


@pytest.mark.parametrize("format_", FORMATS)
def test_an_export_holds_one_batch_at_a_time(client: Client, format_: str) -> None:
    record = read_ndjson(client, "events/?format=ndjson")[0]
    alive: set[int] = set()
    most = made = 0

    def batches() -> Iterator[list[dict[str, Any]]]:
        nonlocal most, made
        for _ in range(30):
            batch: list[dict[str, Any]] = [WeakReferableRecord(record) for _ in range(10)]
            for weak in batch:
                made += 1
                alive.add(made)
                weakref.finalize(weak, alive.discard, made)
            most = max(most, len(alive))
            yield batch
            del batch, weak

    gc.disable()  # what is only freed by looking for circles is not freed in time
    try:
        for _ in FORMATS[format_](Collection.EVENTS).write(batches()):
            pass
    finally:
        gc.enable()
    assert made == 300
    assert most <= 20


def test_every_column_is_named_once() -> None:
    for export in [
        *map(CsvExport, Collection),
        *(CsvExport(Collection.EVENTS, table) for table in PART_TABLES),
    ]:
        names = [column.name for column in export.table.columns]
        assert len(names) == len(set(names))
        assert {column.type for column in export.table.columns} <= {
            *("string", "integer", "number", "boolean", "date", "datetime")
        }
