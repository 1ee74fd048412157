"""`by_depth`: how much of a number rests on events that were sighted, coded or settled."""

import csv
import io

import pytest
from django.test import Client

from events import write_guard
from events.models import Event, Figure
from tests import factories
from tests.api.helpers import get_json

pytestmark = pytest.mark.django_db
SUM = "events/aggregate/?metric=killed"


@pytest.fixture(autouse=True)
def _events() -> None:
    """One event of each depth, and a second one that was only sighted."""
    with factories.change():
        for slug, number in (("one", 3), ("two", 4), ("three", 5), ("four", None)):
            event = factories.event(slug, date_edtf="2024-05-01", review_status="published")
            for measure in ("killed", "troops") if number else ():
                Figure.objects.create(event=event, key=measure, measure=measure, value=number)
    with write_guard.suspended():
        for slug, depth in (("one", "coded"), ("two", "settled")):
            Event.objects.filter(slug=slug).update(depth=depth)


def test_every_number_says_what_it_rests_on(client: Client) -> None:
    total = get_json(client, SUM)["total"]
    assert total["figures"]["value"] == 12
    assert total["by_depth"] == {
        "sighted": {"records": 2, "events": 1, "low": 5, "value": 5, "high": 5},
        "coded": {"records": 1, "events": 1, "low": 3, "value": 3, "high": 3},
        "settled": {"records": 1, "events": 1, "low": 4, "value": 4, "high": 4},
    }
    (bucket,) = get_json(client, f"{SUM}&group_by=depth&depth=coded")["buckets"]
    assert bucket["by_depth"].keys() == {"coded"}
    rest = get_json(client, f"{SUM}&group_by=depth&top=1")["rest"]
    assert {depth: one["value"] for depth, one in rest["by_depth"].items()} == {"coded": 3, "settled": 4}


def test_records_and_stocks(client: Client) -> None:
    records = get_json(client, "events/aggregate/?depth=settled")["total"]["by_depth"]
    assert records == {"settled": {"records": 1, "events": None, "low": None, "value": None, "high": None}}
    troops = get_json(client, "events/aggregate/?metric=troops")["total"]["by_depth"]
    assert {depth: one["value"] for depth, one in troops.items()} == {"sighted": 5, "coded": 3, "settled": 4}
    acts = get_json(client, "events/aggregate/?metric=acts")["total"]["by_depth"]
    assert [one["value"] for one in acts.values()] == [2, 1, 1]


def test_csv_says_it_in_the_same_line(client: Client) -> None:
    text = client.get(f"/api/v1/{SUM}&format=csv").content.decode()
    total = next(row for row in csv.DictReader(io.StringIO(text)) if row["row"] == "total")
    names = ("value", "events", "events_sighted", "events_coded", "events_settled")
    assert [total[name] for name in names] == ["12", "3", "1", "1", "1"]
