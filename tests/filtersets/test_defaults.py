"""Datasets: lists and sums are of our own ones, unless a query or the operator names others."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from events.filtersets.defaults import NO_FACT
from events.models import Event, PossibleDuplicate
from tests import factories
from tests.api.helpers import COLLECTIONS, error_codes, get_json

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_datasets() -> None:
    """One record of each collection in our own dataset and in a foreign one."""
    with factories.change():
        foreign = factories.dataset("ucdp", kind="imported")
        for name, owner in (("own", factories.dataset()), ("foreign", foreign)):
            given: dict[str, Any] = {"dataset": owner, "review_status": "published"}
            factories.actor(f"{name}-actor", **given)
            factories.location(f"{name}-place", **given)
            factories.outlet(f"{name}-outlet", **given)
            factories.article(f"{name}-article", **given)
            factories.event(f"{name}-event", **given)
            factories.event(f"{name}-plan", factuality="planned", **given)


def ids(client: Client, path: str) -> set[str]:
    """The ids of a list of any collection."""
    return {row["id"] for row in get_json(client, path)["results"]}


@pytest.mark.usefixtures("two_datasets")
@pytest.mark.parametrize("collection", ["actors", "locations", "outlets", "articles", "events"])
def test_lists_are_of_our_own_datasets(client: Client, collection: str) -> None:
    page = get_json(client, f"{collection}/?count=exact")
    noun = {"locations": "place"}.get(collection, collection.removesuffix("s"))
    assert {row["id"] for row in page["results"]} == {f"own-{noun}"}
    assert (page["count"], page["applied"]["dataset"]) == (1, ["curated"])
    both = {f"own-{noun}", f"foreign-{noun}"}
    for query in ("dataset=any", "dataset=curated&dataset=ucdp"):
        assert ids(client, f"{collection}/?{query}") == both
        assert "dataset" not in get_json(client, f"{collection}/?{query}")["applied"]
    assert ids(client, f"{collection}/?dataset=ucdp") == {f"foreign-{noun}"}
    assert ids(client, f"{collection}/?exclude_dataset=curated") == {f"foreign-{noun}"}
    assert ids(client, f"{collection}/?id=foreign-{noun}") == {f"foreign-{noun}"}
    text = b"".join(client.get(f"/api/v1/{collection}/?format=ndjson")).decode()
    assert all(slug in text for slug in both)


@pytest.mark.usefixtures("two_datasets")
def test_full_text_and_buckets_keep_to_our_own_datasets_unless_named(client: Client) -> None:
    assert ids(client, "actors/?q=actor") == {"own-actor"}
    assert ids(client, "actors/?q=actor&dataset=any") == {"own-actor", "foreign-actor"}
    assert ids(client, "events/?bucket=dataset:ucdp") == {"foreign-event"}
    tree = {"where": {"any": [{"dataset": "ucdp"}, {"factuality": "planned"}]}}
    answer = client.post("/api/v1/events/search/", tree, content_type="application/json").json()
    assert {row["id"] for row in answer["results"]} == {"foreign-event", "foreign-plan", "own-plan"}


@pytest.mark.usefixtures("two_datasets")
def test_what_is_left_out_is_of_the_datasets_that_are_shown(client: Client) -> None:
    assert get_json(client, "events/")["left_out"] == {"planned": 1}
    assert get_json(client, "events/?dataset=any")["left_out"] == {"planned": 2}


@pytest.mark.usefixtures("two_datasets")
def test_maps_and_sums_are_of_our_own_datasets(client: Client) -> None:
    total = get_json(client, "events/aggregate/")
    assert (total["total_distinct"], total["applied"]["dataset"]) == (1, ["curated"])
    assert ids(client, f"events/?{total['total']['query']}") == {"own-event"}
    for query, expected in (("", {"own-event"}), ("?dataset=any", {"own-event", "foreign-event"})):
        items = client.get(f"/ogc/collections/events/items{query}").json()
        assert {feature["id"] for feature in items["features"]} == expected
    places = client.get("/ogc/collections/locations/items").json()
    assert [feature["id"] for feature in places["features"]] == ["own-place"]
    assert places["applied"] == {"dataset": ["curated"]}


@pytest.mark.usefixtures("two_datasets")
def test_an_operator_names_others(client: Client, settings: Any) -> None:
    settings.DEFAULT_DATASETS = ["ucdp", "no-such-dataset"]
    assert get_json(client, "actors/")["applied"] == {"dataset": ["ucdp"]}
    assert ids(client, "actors/") == {"foreign-actor"}
    output = StringIO()
    with pytest.raises(CommandError):
        call_command("check_data", stdout=output)
    assert "datasets/no-such-dataset: DEFAULT_DATASETS names it" in output.getvalue()
    settings.DEFAULT_DATASETS = ["no-such-dataset"]
    assert ids(client, "actors/") == {"own-actor"}


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("collection", COLLECTIONS)
def test_where_there_is_no_other_dataset_nothing_is_applied(client: Client, collection: str) -> None:
    assert "dataset" not in get_json(client, f"{collection}/?limit=1")["applied"]


def test_any_stands_alone(client: Client) -> None:
    wrong = ("dataset=any&dataset=curated", "exclude_dataset=any")
    for query in wrong:
        name = query.partition("=")[0]
        assert error_codes(client, f"actors/?{query}") == {name: "invalid_choice"}


@pytest.mark.usefixtures("two_datasets")
@pytest.mark.parametrize("query", ["dataset=any", "dataset=curated&dataset=ucdp", "exclude_dataset=other"])
def test_sums_over_several_datasets_stand_side_by_side(client: Client, query: str) -> None:
    with factories.change():
        factories.dataset("other", kind="imported")
    own, foreign = Event.objects.filter(factuality="occurred").order_by("-slug")
    pair = {"collection": "events", "one": min(own.pk, foreign.pk), "other": max(own.pk, foreign.pk)}
    PossibleDuplicate.objects.create(**pair, score=0.9, why=[], found_at=timezone.now())
    body = get_json(client, f"events/aggregate/?{query}&group_by=form")
    blocks = body["by_dataset"]
    assert [block["applied"]["dataset"] for block in blocks] == [["curated"], ["ucdp"]]
    assert [block["total_distinct"] for block in blocks] == [1, 1]
    assert [block["left_out"] for block in blocks] == [{"planned": 1}, {"planned": 1}]
    assert [ids(client, f"events/?{block['total']['query']}") for block in blocks] == [
        {"own-event"},
        {"foreign-event"},
    ]
    assert (body["total"], body["total_distinct"], body["buckets"]) == (None, None, [])
    assert body["possible_duplicates"] == {"judged": 0, "unjudged": 1}
    table = client.get(f"/api/v1/events/aggregate/?{query}&format=csv").content.decode().splitlines()
    assert table[0].startswith("dataset,row,")
    assert {line.partition(",")[0] for line in table[1:]} == {"curated", "ucdp"}


@pytest.mark.usefixtures("two_datasets")
def test_a_sum_of_one_dataset_is_one_answer(client: Client) -> None:
    for query in ("", "dataset=ucdp", "dataset=any&event_type=none&id=own-event"):
        body = get_json(client, f"events/aggregate/?{query}")
        assert (body["by_dataset"], body["possible_duplicates"]) == (None, None)
        assert body["total_distinct"] == body["total"]["records"]


@pytest.mark.once  # of SQLite; PostgreSQL knows how few these events are
def test_what_is_left_out_is_counted_from_an_index_of_its_own() -> None:
    """By any other, each page of a long list would read all of the list."""
    dated = Event.objects.published().filter(start_earliest__lte="2015-12-31", seen_until__gte="2015-01-01")
    assert "event_no_fact" in dated.filter(NO_FACT).values("factuality").explain()
