"""One event for each rule of docs/aggregates.md: its numbers, by hand, in sums and in every format."""

import csv
import io
import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from events.models import Actor, Event, EventRelation, Figure
from tests import factories
from tests.api.helpers import get_json

pytestmark = pytest.mark.django_db
NUMBERS = ("low", "value", "high")
Numbers = tuple[int | None, int | None, int | None]


def report(number: int | None = None, qualifier: str = "exact", **members: Any) -> dict[str, Any]:
    return {"value": number, "qualifier": qualifier, **members}


EVENTS: dict[str, tuple[list[dict[str, Any]], Numbers, Numbers]] = {
    # The figures; low, value and high of the event as exports have them; what the event adds to sums.
    "exact": ([report(5)], (5, 5, 5), (5, 5, 5)),
    "about": ([report(180, "about")], (None, 180, None), (180, 180, 180)),
    "disputed": ([report(5), report(7)], (5, None, 7), (5, 5, 7)),
    "no-number": ([report(None, "some")], (None, None, None), (None, None, None)),
    "up-to": ([report(20, "up_to")], (None, 20, 20), (0, 20, 20)),
    "more-than-and-about": (
        [report(150, "more_than"), report(150, "about")],
        (150, 150, None),
        (150, 150, None),
    ),
    "two-abouts": ([report(100, "about"), report(105, "about")], (100, None, 105), (100, 100, 105)),
    "dozens": ([report(None, "dozens", low=24)], (24, None, None), (24, 24, None)),
    "between": ([report(None, "between", low=8, high=12)], (8, None, 12), (8, 8, 12)),
    "contested": ([report(5, preferred=True), report(5), report(7)], (5, 5, 7), (5, 5, 7)),
    "derived-alone": ([report(2, derived=True)], (2, 2, 2), (2, 2, 2)),
    "derived-beside": ([report(5), report(6, derived=True)], (5, 5, 5), (5, 5, 5)),
    "parts": ([report(3, of=["army"]), report(4, of=["police"])], (7, None, None), (7, 7, None)),
    "complete-parts": (
        [report(3, of=["army"], complete=True), report(4, of=["police"], complete=True)],
        (7, 7, 7),
        (7, 7, 7),
    ),
    "parts-above-the-low": (
        [report(10, "estimated", low=8, high=12), report(9, of=["army"])],
        (9, 10, 12),
        (9, 10, 12),
    ),
    "parts-above-the-whole": ([report(5), report(9, of=["army"])], (9, None, None), (9, 9, None)),
    "a-part-of-a-part": (
        [
            report(22, of=["police"]),
            report(3, of=["police"], of_wording="officers", subset_of=0),
            report(6, subset_of=0),
        ],
        (22, None, None),
        (22, 22, None),
    ),
    "two-units": (
        [report(5, unit="people"), report(2, unit="soldiers"), report(None, "some")],
        (7, None, None),
        (7, 7, None),
    ),
    "nothing": ([], (None, None, None), (None, None, None)),
}


@pytest.fixture(autouse=True)
def _events() -> None:
    with factories.change():
        actors = {name: factories.actor(name, review_status="published") for name in ("army", "police")}
        for day, (slug, (figures, _, _)) in enumerate(EVENTS.items(), start=1):
            event = factories.event(slug, date_edtf=f"2024-05-{day:02}", review_status="published")
            _report(event, figures, actors)


def _report(event: Event, figures: Iterable[dict[str, Any]], actors: dict[str, Actor]) -> None:
    made: list[Figure] = []
    for number, given in enumerate(figures):
        members = dict(given)
        of = members.pop("of", ())
        inside = members.pop("subset_of", None)
        members["subset_of"] = None if inside is None else made[inside]
        made.append(Figure.objects.create(event=event, key=f"n{number}", measure="killed", **members))
        made[-1].of.set([actors[name] for name in of])


def _by_id(rows: Iterable[dict[str, Any]]) -> dict[str, tuple[Any, ...]]:
    def number(text: Any) -> Decimal | None:
        return None if text in ("", None) else Decimal(str(text))

    return {row["id"]: tuple(number(row[f"killed_{name}"]) for name in NUMBERS) for row in rows}


def test_every_format_has_the_total_of_each_event(client: Client) -> None:
    expected = {slug: numbers for slug, (_, numbers, _) in EVENTS.items()}
    table = b"".join(client.get("/api/v1/events/?format=csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert _by_id(csv.DictReader(io.StringIO(table))) == expected
    features = json.loads(b"".join(client.get("/api/v1/events/?format=geojson").streaming_content))  # type: ignore[attr-defined]
    assert _by_id(one["properties"] for one in features["features"]) == expected
    items = client.get("/ogc/collections/events/items?limit=100").json()["features"]
    assert _by_id(one["properties"] for one in items) == expected


def test_sums_add_them(client: Client) -> None:
    for day, (slug, (_, _, added)) in enumerate(EVENTS.items(), start=1):
        query = f"events/aggregate/?metric=killed&date=2024-05-{day:02}"
        answer = get_json(client, query)["total"]["figures"]
        assert tuple(answer[name] for name in NUMBERS) == added, slug
    first_four = "events/aggregate/?metric=killed&date=2024-05-01/2024-05-04"
    total = get_json(client, first_four)["total"]["figures"]
    assert tuple(total[name] for name in NUMBERS) == (5 + 180 + 5, 5 + 180 + 5, 5 + 180 + 7)
    assert {name: count for name, count in total.items() if name.startswith("events") and count} == {
        "events": 3,
        "events_with_low": 3,
        "events_with_value": 3,
        "events_with_high": 3,
        "events_approximate": 1,
        "events_disputed": 1,
        "events_unknown": 1,
    }
    everything = get_json(client, "events/aggregate/?metric=killed")["total"]["figures"]
    sums = [[added[place] for _, _, added in EVENTS.values()] for place in (0, 1)]
    assert [everything["low"], everything["value"]] == [sum(filter(None, column)) for column in sums]
    assert (everything["high"], everything["events_without"]) == (None, 1)
    # More than 150, dozens, the parts, those above the whole, a part of a part, two units: open upwards.
    assert everything["events_floor"] == 6


def test_a_period_and_a_whole_count_once(client: Client) -> None:
    with factories.change():
        battle = factories.event("battle", form="process", date_edtf="2023/2024", review_status="published")
        Figure.objects.create(event=battle, key="all", measure="killed", value=30, qualifier="exact")
        part = Event.objects.get(slug="exact")
        EventRelation.objects.create(event=part, other=battle, type="part_of")
        for event in (battle, part):
            factories.participation(event, Actor.objects.get(slug="army"))
    both = "events/aggregate/?metric=killed&participant=army"
    whole = get_json(client, both)["total"]
    assert (whole["figures"]["value"], whole["figures"]["events_in_wholes"]) == (30, 1)
    assert (whole["records"], whole["wholes"]) == (1, 1)
    inside = get_json(client, f"{both}&date=2024")["total"]["figures"]
    assert (inside["value"], inside["events_spanning"], inside["events_in_wholes"]) == (5, 1, 0)


@pytest.mark.parametrize(
    ("slugs", "numbers"),
    [
        (("exact", "more-than-and-about"), (155, 155, None)),
        (("exact", "up-to"), (5, 25, 25)),
        (("exact", "about", "disputed"), (190, 190, 192)),
    ],
)
def test_sums_of_some(client: Client, slugs: tuple[str, ...], numbers: Numbers) -> None:
    with factories.change():
        for slug in slugs:
            factories.participation(Event.objects.get(slug=slug), Actor.objects.get(slug="police"))
    answer = get_json(client, "events/aggregate/?metric=killed&participant=police")["total"]["figures"]
    assert tuple(answer[name] for name in NUMBERS) == numbers


def test_the_figures_of_a_speaker_alone(client: Client) -> None:
    with factories.change():
        speaker = factories.actor("press", review_status="published")
        Figure.objects.get(event__slug="disputed", value=7).by.add(speaker)
    answer = get_json(client, "events/aggregate/?metric=killed&attributed_to=press")["total"]["figures"]
    assert (answer["value"], answer["events"], answer["events_disputed"]) == (7, 1, 0)
