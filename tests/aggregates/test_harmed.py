"""Groups by who was harmed take the parts of each actor, worked out by hand."""

from typing import Any

import pytest
from django.test import Client

from events.models import Event, EventRelation, Figure
from tests import factories
from tests.api.helpers import error_codes, get_json

pytestmark = pytest.mark.django_db
BY_HARMED = "events/aggregate/?metric=killed&group_by=harmed"


@pytest.fixture(autouse=True)
def _events() -> None:
    """Two attacks in one battle, in 2023 and 2024, and a death of nobody who is named."""
    with factories.change():
        actors = {name: factories.actor(name, review_status="published") for name in ("army", "police")}

        def event(
            slug: str, edtf: str, *figures: tuple[str, int, str, dict[str, Any]], **columns: Any
        ) -> Any:
            made = factories.event(slug, date_edtf=edtf, review_status="published", **columns)
            keyed: dict[str, Figure] = {}
            for key, number, of, members in figures:
                inside = keyed.get(members.pop("inside", ""))
                figure = Figure(
                    event=made, key=key, measure="killed", value=number, subset_of=inside, **members
                )
                figure.save()
                figure.of.set([actors[name] for name in of.split()])
                keyed[key] = figure
            return made

        event(
            *("first", "2023-05-01"),
            ("all", 20, "", {}),
            ("police", 8, "police", {"inside": "all"}),
            ("officers", 3, "police", {"inside": "police", "of_wording": "officers"}),
            ("army", 5, "army", {}),
            ("army-too", 6, "army", {}),
        )
        event("second", "2024-05-01", ("both", 7, "army police", {}), ("army", 2, "army", {}))
        event("third", "2024-06-01", ("somebody", 4, "", {"of_wording": "passers-by"}))


def numbers(bucket: dict[str, Any]) -> tuple[Any, ...]:
    figures = bucket["figures"]
    return (figures["low"], figures["value"], figures["high"], figures["events"], figures["events_unknown"])


def test_each_actor_has_its_parts(client: Client) -> None:
    body = get_json(client, BY_HARMED)
    assert {bucket["key"][0]["id"]: numbers(bucket) for bucket in body["buckets"]} == {
        # 5 or 6 in the first event (disputed, so no value), 2 in the second.
        "army": (7, 7, 8, 2, 0),
        # 8 in the first; in the second only together with the army.
        "police": (8, 8, 8, 1, 1),
        None: (4, 4, None, 1, 0),
    }
    assert body["overlapping"]
    # 20, and at least the 7 of both, and the 4 of whom nobody says that they were all.
    assert numbers(body["total"]) == (31, 31, None, 3, 0)
    opened = [get_json(client, f"events/?{bucket['query']}")["results"] for bucket in body["buckets"]]
    assert [len(rows) for rows in opened] == [2, 2, 1]


def test_by_harmed_and_year(client: Client) -> None:
    body = get_json(client, f"{BY_HARMED}&group_by=year")
    found = {tuple(part["id"] for part in one["key"]): numbers(one) for one in body["buckets"]}
    assert found == {
        ("army", "2023"): (5, 5, 6, 1, 0),
        ("army", "2024"): (2, 2, 2, 1, 0),
        ("police", "2023"): (8, 8, 8, 1, 0),
        ("police", "2024"): (None, None, None, 0, 1),
        (None, "2024"): (4, 4, None, 1, 0),
    }


def test_a_part_of_a_counted_event_is_in_its_whole_for_the_same_actor(client: Client) -> None:
    with factories.change():
        battle = factories.event("battle", form="process", date_edtf="2023/2024", review_status="published")
        Figure.objects.create(event=battle, key="army", measure="killed", value=9).of.set(
            Figure.objects.get(event__slug="second", key="army").of.all()
        )
        for slug in ("first", "second"):
            EventRelation.objects.create(event=Event.objects.get(slug=slug), other=battle, type="part_of")
    buckets = {one["key"][0]["id"]: one for one in get_json(client, BY_HARMED)["buckets"]}
    assert numbers(buckets["army"])[:4] == (9, 9, 9, 1)
    assert buckets["army"]["figures"]["events_in_wholes"] == 2
    assert numbers(buckets["police"])[:4] == (8, 8, 8, 1)


def test_a_part_that_names_nobody_is_in_a_whole_that_names_somebody(client: Client) -> None:
    with factories.change():
        battle = factories.event("battle", form="process", date_edtf="2023/2024", review_status="published")
        police = Figure.objects.get(event__slug="first", key="police").of.all()
        # Unnamed dead, but named injured: the whole is not of nobody, its number holds the part's.
        Figure.objects.create(event=battle, key="killed", measure="killed", value=90)
        Figure.objects.create(event=battle, key="injured", measure="injured", value=9).of.set(police)
        EventRelation.objects.create(event=Event.objects.get(slug="third"), other=battle, type="part_of")
    buckets = {one["key"][0]["id"]: one for one in get_json(client, BY_HARMED)["buckets"]}
    assert numbers(buckets[None]) == (None, None, None, 0, 0)
    assert buckets[None]["figures"]["events_in_wholes"] == 1
    assert numbers(buckets["police"])[:4] == (8, 8, 8, 1)


def test_stocks_are_not_grouped_by_it(client: Client) -> None:
    assert error_codes(client, "events/aggregate/?metric=troops&group_by=harmed") == {
        "group_by": "invalid_choice"
    }
