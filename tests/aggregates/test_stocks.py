"""Stocks in aggregates, worked out by hand: never added over time, and counted only where they surely are."""

from typing import Any

import pytest
from django.test import Client

from events.models import Actor, Event, Figure
from tests import factories
from tests.api.helpers import get_json

pytestmark = pytest.mark.django_db


@pytest.fixture
def actors() -> dict[str, Actor]:
    with factories.change():
        return {name: factories.actor(name, review_status="published") for name in ("army", "navy", "press")}


def report(slug: str, edtf: str, *numbers: int | None, of: Actor | None = None, **columns: Any) -> Event:
    """A state with one stock of each number."""
    members = {"measure": "troops", "qualifier": "exact"} | columns.pop("figure", {})
    by = members.pop("by", None)
    event = factories.event(slug, form="state", date_edtf=edtf, review_status="published", **columns)
    for place, number in enumerate(numbers):
        figure = Figure.objects.create(event=event, key=f"n{place}", value=number, **members)
        if of:
            figure.of.add(of)
        if by:
            figure.by.add(by)
    return event


def figures(client: Client, query: str, part: str = "total") -> dict[str, Any]:
    answer: dict[str, Any] = get_json(client, f"events/aggregate/?{query}")[part]["figures"]
    return answer


def test_the_latest_or_highest_of_each_series_counts(client: Client, actors: dict[str, Actor]) -> None:
    with factories.change():
        report("march", "2024-03", 100, of=actors["army"])
        report("june", "2024-06", 80, of=actors["army"])
        report("sailors", "2024-05", 7, of=actors["navy"])
        report("nobody-knows", "2024-05", None, of=actors["navy"])
    latest = figures(client, "metric=troops")
    assert (latest["value"], latest["events"], latest["events_unknown"]) == (87, 3, 1)
    assert figures(client, "metric=troops&stock=max")["value"] == 107


def test_a_report_counts_in_the_dates_in_which_it_surely_is(client: Client, actors: dict[str, Actor]) -> None:
    with factories.change():
        report("inside", "2024-03", 100, of=actors["army"])
        report("over-two-years", "2023-12/2024-02", 30, of=actors["navy"])
        report(
            *("goes-on", "2003/..", 5),
            of=actors["press"],
            factuality="ongoing",
            last_reported="2024-01-27",
        )
    answer = figures(client, "metric=troops&date=2024")
    assert (answer["value"], answer["events"]) == (105, 2)
    assert (answer["events_spanning"], answer["events_without"]) == (1, 0)
    body = get_json(client, "events/aggregate/?metric=troops&group_by=year")
    counts = {
        bucket["key"][0]["id"]: (bucket["figures"]["value"], bucket["figures"]["events_spanning"])
        for bucket in body["buckets"]
        if bucket["records"]
    }
    # What goes on since 2003 is reported in 2024, and counts there; in 2003 nobody reports it.
    assert counts == {"2003": (None, 1), "2023": (None, 1), "2024": (105, 0)}
    assert body["total"]["figures"]["value"] == 135


def test_a_period_takes_the_reports_of_its_days_in_every_dimension(
    client: Client, actors: dict[str, Actor]
) -> None:
    with factories.change():
        place = factories.location("country", kind="country", iso_code="IQ", review_status="published")
        event = report(
            *("goes-on", "2003/..", 5), of=actors["army"], factuality="ongoing", last_reported="2024-01-27"
        )
        event.places.create(location=place)
        report("elsewhere", "2024-03", 7, of=actors["navy"])
    body = get_json(client, "events/aggregate/?metric=troops&group_by=year&group_by=country&date=2023/2024")
    found = {tuple(part["id"] for part in one["key"]): one for one in body["buckets"]}
    assert found["2024", "IQ"]["figures"]["value"] == 5
    assert found["2024", "IQ"]["records"] == 0
    assert [one["value"] for one in found["2024", "IQ"]["by_depth"].values()] == [5]
    assert body["unknown"]["figures"]["value"] == 7
    before = body["began_before"]["figures"]
    assert (before["value"], before["events_spanning"], before["events_without"]) == (None, 1, 0)
    assert body["total"]["figures"]["value"] == 12
    top = get_json(client, "events/aggregate/?metric=troops&group_by=year&date=2003/2024&top=1")
    assert [one["key"][0]["id"] for one in top["buckets"]] == ["2024"]


def test_the_reports_of_a_speaker_alone(client: Client, actors: dict[str, Actor]) -> None:
    with factories.change():
        report(
            "said", "2024-03", 100, of=actors["army"], figure={"voice": "attributed", "by": actors["press"]}
        )
        report("printed", "2024-06", 80, of=actors["army"])
    answer = figures(client, "metric=troops&attributed_to=press")
    assert (answer["value"], [one["event"] for one in answer["series"]]) == (100, ["said"])


def test_buckets_are_ranked_by_the_number(client: Client, actors: dict[str, Actor]) -> None:
    with factories.change():
        report("many-reports-1", "2024-03", 10, of=actors["army"], event_type="assault")
        report("many-reports-2", "2024-04", 11, of=actors["army"], event_type="assault")
        report("one-report", "2024-05", 500, of=actors["navy"], event_type="protest")
    body = get_json(client, "events/aggregate/?metric=troops&group_by=event_type&top=1")
    assert [bucket["key"][0]["id"] for bucket in body["buckets"]] == ["protest"]
    assert body["rest"]["figures"]["value"] == 11


def test_some_of_the_same_people_are_part_of_them(client: Client, actors: dict[str, Actor]) -> None:
    with factories.change():
        event = report("army", "2024-03", 22, of=actors["army"])
        for wording, number in (("officers", 3), ("recruits", 9)):
            part = Figure.objects.create(
                event=event, key=wording, measure="troops", value=number, of_wording=wording
            )
            part.of.add(actors["army"])
        event = report("navy", "2024-03")
        for key, members in (("all", {"value": 40}), ("some", {"value": 5})):
            whole = event.figures.filter(key="all").first()
            Figure.objects.create(event=event, key=key, measure="troops", subset_of=whole, **members).of.add(
                actors["navy"]
            )
    answer = figures(client, "metric=troops")
    assert (answer["low"], answer["value"], answer["high"]) == (62, 62, 62)
    assert answer["events_disputed"] == 0


def test_a_part_of_a_body_or_of_a_place_is_not_added_to_it(client: Client, actors: dict[str, Actor]) -> None:
    with factories.change():
        guard = factories.actor("guard", review_status="published")
        guard.affiliations.create(object_actor=actors["army"], type="part_of")
        country, town = (factories.location(name, review_status="published") for name in ("country", "town"))
        town.parent = country
        town.save()
        for slug, number, of, place in (
            ("army", 100, actors["army"], country),
            ("guard", 30, guard, town),
            ("navy", 7, actors["navy"], town),
        ):
            event = report(slug, "2024-03", number, of=of)
            event.places.create(location=place)
    answer = figures(client, "metric=troops")
    assert answer["value"] == 107
    assert [(one["of"], one["added"]) for one in answer["series"]] == [
        (["army"], True),
        (["guard"], False),
        (["navy"], True),
    ]


def test_equal_series_are_ordered_by_what_they_are_of(client: Client, actors: dict[str, Actor]) -> None:
    with factories.change():
        event = report("both", "2024-03")
        for name in ("navy", "army"):
            figure = Figure.objects.create(event=event, key=name, measure="troops", value=50)
            figure.of.add(actors[name])
    assert [one["of"] for one in figures(client, "metric=troops")["series"]] == [["army"], ["navy"]]


def test_a_flow_and_a_stock_of_the_displaced_in_one_event(client: Client, actors: dict[str, Actor]) -> None:
    displaced = {"measure": "displaced"}
    with factories.change():
        both = report("both", "2024-03", 100, of=actors["army"], figure={**displaced, "stock": True})
        Figure.objects.create(event=both, key="flow", value=8, **displaced)
        report("stock-alone", "2024-04", 90, of=actors["army"], figure={**displaced, "stock": True})
        factories.event("neither", date_edtf="2024-05", review_status="published")
    flows = figures(client, "metric=displaced")
    assert (flows["value"], flows["events"], flows["events_without"]) == (8, 1, 1)
    stocks = figures(client, "metric=displaced&stock=latest")
    assert (stocks["value"], stocks["events"], stocks["events_without"]) == (90, 2, 1)
    assert figures(client, "metric=displaced&stock=max")["value"] == 100
