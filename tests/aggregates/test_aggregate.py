"""events/aggregate/ on the seeds: its errors, defaults, formats and queries."""

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.rules.dates import Period
from tests import factories
from tests.api.helpers import error_codes, get_json
from tests.contracts.test_schema import response_schema_name, schema_validator

pytestmark = pytest.mark.usefixtures("seeded")
AGGREGATE = "events/aggregate/"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("group_by=moth", {"group_by": "invalid_choice"}),
        ("group_by=year&group_by=year", {"group_by": "repeated"}),
        ("group_by=year&group_by=form&group_by=actor&group_by=mode", {"group_by": "too_many"}),
        ("metric=kiled&top=0", {"metric": "invalid_choice", "top": "out_of_range"}),
        ("spread=certain", {"spread": "invalid_choice"}),
        ("spread=possible&group_by=country", {"spread": "missing_key"}),
        ("unit=USD", {"unit": "missing_key"}),
        ("metric=duration&factuality=any", {"unit": "several_units"}),
        ("metric=killed&metric=acts", {"metric": "repeated"}),
        ("factuality=any&factuality=planned", {"factuality": "invalid_choice"}),
        ("group_by=", {"group_by": "empty"}),
        ("format=ndjson", {"format": "invalid_choice"}),
        ("limit=3&event_type=consul", {"limit": "unknown_parameter", "event_type": "invalid_choice"}),
        ("event_type=consul", {"event_type": "invalid_choice"}),
    ],
)
def test_what_is_wrong_is_named(client: Client, query: str, expected: dict[str, str]) -> None:
    assert error_codes(client, f"{AGGREGATE}?{query}") == expected


def test_the_list_takes_nothing_of_it(client: Client) -> None:
    for query in ("spread=possible", "group_by=year"):
        assert error_codes(client, f"events/?{query}")


@pytest.mark.parametrize(
    "text",
    ["", "form", "form:acton", "moth:2024-01", "month:2024", "week:2024-W60", "form:action|", "actor:nobody"],
)
def test_a_bucket_that_no_aggregate_has_is_refused(client: Client, text: str) -> None:
    assert error_codes(client, f"events/?bucket={text}").keys() == {"bucket"}


def test_two_datasets_are_never_added_up(client: Client) -> None:
    with factories.change():
        other = factories.dataset("imported")
        factories.event("other", review_status="published", dataset=other)
    one = get_json(client, f"{AGGREGATE}?dataset=curated")["total_distinct"]
    for query in ("", "dataset=any"):
        body = get_json(client, f"{AGGREGATE}?{query}")
        assert [block["total_distinct"] for block in body["by_dataset"]] == [one, 1]
        assert (body["total"], body["total_distinct"]) == (None, None)
    assert get_json(client, f"{AGGREGATE}?date=2023")["applied"]["dataset"] == ["curated"]


def test_what_is_not_public_does_not_count(client: Client) -> None:
    before = get_json(client, f"{AGGREGATE}?group_by=form")
    with factories.change():
        factories.event("hidden")
    assert get_json(client, f"{AGGREGATE}?group_by=form") == before


def test_csv_says_the_same(client: Client) -> None:
    query = f"{AGGREGATE}?group_by=initiator&group_by=year&metric=acts&top=3"
    body = get_json(client, query)
    response = client.get(f"/api/v1/{query}&format=csv")
    rows = list(csv.DictReader(io.StringIO(response.content.decode(), newline="")))
    assert response["Content-Type"] == "text/csv"
    assert [row["row"] for row in rows] == ["bucket"] * 3 + [
        "rest",
        "imprecise",
        "unknown",
        "began_before",
        "total",
    ]
    expected = [*body["buckets"], *(body[row["row"]] for row in rows[3:])]
    for row, member in zip(rows, expected, strict=True):
        assert row["records"] == str(member["records"])
        assert row["value"] == ("" if member["acts"]["value"] is None else str(member["acts"]["value"]))
        assert row["query"] == (member["query"] or "")


def test_too_many_buckets_are_refused_with_their_number(client: Client) -> None:
    with factories.change():
        factories.event("old", review_status="published", date_edtf="0476-09-04")
    problem = get_json(client, f"{AGGREGATE}?group_by=day", 400)
    assert problem["errors"][0]["code"] == "too_many_buckets"
    assert "more than 100,000 buckets" in problem["detail"]
    assert "18,5" in get_json(client, f"{AGGREGATE}?group_by=month", 400)["detail"]


def test_the_number_of_queries_does_not_depend_on_what_there_is(client: Client) -> None:
    def queries(query: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            get_json(client, f"{AGGREGATE}?group_by=actor&group_by=month&metric=killed&{query}")
        return len(captured)

    assert queries("dataset=any") == queries("dataset=any&event_type=assault") < 14


@pytest.mark.parametrize(
    ("edtf", "form", "unit", "periods"),
    [
        ("[2019,2023]", "action", "year", {"2019", "2023"}),
        ("{2019,2023}", "process", "year", {"2019"}),
        ("{2019,2023}", "process", "month", {f"2019-{month:02}" for month in range(1, 13)}),
        (
            "[2019-12-31,2020-03-01..2020-04-02,2023-05]",
            "action",
            "month",
            {"2019-12", "2020-03", "2020-04", "2023-05"},
        ),
        ("1560-XX-25", "action", "month", {f"1560-{month:02}" for month in range(1, 13)}),
        ("15XX-12-25", "action", "month", {f"15{year:02}-12" for year in range(100)}),
        ("[2024-01-01,2024-01-03]", "action", "week", {"2024-W01"}),
    ],
)
def test_no_bucket_holds_the_gap_of_a_date(
    client: Client, edtf: str, form: str, unit: str, periods: set[str]
) -> None:
    with factories.change():
        factories.event("gaps", form=form, date_edtf=edtf, event_type="mobilize", review_status="published")
    query = f"spread=possible&group_by={unit}&event_type=mobilize"
    assert _periods_of_the_gaps(client, query) == periods


def test_a_start_that_was_narrowed_into_a_gap_is_there(client: Client) -> None:
    narrowed = {
        f"narrowed_start_{which}": f"2020-0{month}-01" for which, month in (("earliest", 3), ("latest", 4))
    }
    with factories.change():
        factories.event(
            "gaps",
            date_edtf="[2019,2023]",
            event_type="mobilize",
            review_status="published",
            narrowing_reason="A report.",
            **narrowed,
        )
    found = _periods_of_the_gaps(client, "spread=possible&group_by=month&event_type=mobilize")
    assert found == {"2020-03", "2020-04"}


def _periods_of_the_gaps(client: Client, query: str) -> set[str]:
    """The buckets whose query finds the event."""
    ids = {event["id"] for event in get_json(client, "events/?event_type=mobilize&limit=200")["results"]}
    assert "gaps" in ids
    found = set()
    buckets = get_json(client, f"{AGGREGATE}?{query}")["buckets"]
    for bucket in (one for one in buckets if one["records"] + one["wholes"]):
        listed = get_json(client, f"events/?{bucket['query']}&limit=200")["results"]
        assert len(listed) == bucket["records"] + bucket["wholes"]
        if "gaps" in {event["id"] for event in listed}:
            found.add(bucket["key"][0]["id"])
    return found


def test_every_answer_is_what_the_document_says(client: Client, document: object) -> None:
    shape = schema_validator(document, response_schema_name(document, "/api/v1/events/aggregate", "200"))
    for query in (
        "group_by=event_type",
        "group_by=month&metric=acts&top=2",
        "metric=killed&group_by=country",
    ):
        shape.validate(get_json(client, f"{AGGREGATE}?{query}"))


def test_a_week_is_that_of_iso_8601() -> None:
    assert str(Period.parse("week", "2020-W53").first) == "2020-12-28"
    assert str(Period.of("week", Period.parse("day", "2021-01-03").first)) == "2020-W53"
