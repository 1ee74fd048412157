"""`id`: many records fetched at once, with what became of those that are not there."""

import json

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from events import changes, write_guard
from events.choices import IdState, ReviewStatus
from events.models import PublicId
from tests import factories
from tests.api.helpers import COLLECTIONS, error_codes, get_json

SESSION = "first-session-of-us-iraq-talks-2024-01-27"
PLANNED = "us-iraq-dialogues-after-the-first-round"


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("collection", COLLECTIONS)
def test_every_list_fetches_by_ids(client: Client, collection: str) -> None:
    ids = [row["id"] for row in get_json(client, f"{collection}/?limit=3&fields=id")["results"]]
    asked = "".join(f"&id={slug}" for slug in [*ids, "no-such-record", "none"])
    page = get_json(client, f"{collection}/?count=exact{asked}")
    assert sorted(row["id"] for row in page["results"]) == sorted(ids)
    assert page["count"] == len(ids)
    assert (page["missing"], page["withdrawn"], page["merged"]) == (["no-such-record", "none"], [], {})
    whole = get_json(client, f"{collection}/?limit=1")
    assert not {"missing", "withdrawn", "merged"} & whole.keys()


@pytest.mark.usefixtures("seeded")
def test_ids_lift_the_defaults_and_hold_beside_other_filters(client: Client) -> None:
    page = get_json(client, f"events/?id={SESSION}&id={PLANNED}")
    assert {row["id"] for row in page["results"]} == {SESSION, PLANNED}
    assert (page["applied"], page["left_out"]) == ({}, {})
    found = get_json(client, f"events/?id={SESSION}&id={PLANNED}&factuality=planned")
    assert [row["id"] for row in found["results"]] == [PLANNED]
    assert found["missing"] == []
    others = get_json(client, f"events/?exclude_id={SESSION}&limit=200")
    assert others["applied"]
    assert SESSION not in {row["id"] for row in others["results"]}
    assert "missing" not in others
    total = get_json(client, f"events/aggregate/?id={SESSION}&id={PLANNED}")
    assert (total["total_distinct"], total["left_out"]) == (2, {})


@pytest.mark.usefixtures("seeded")
def test_pages_of_ids_go_on_as_usual(client: Client) -> None:
    first = get_json(client, f"events/?id={SESSION}&id={PLANNED}&id=no-such-event&limit=1")
    second = client.get(first["next"]).json()
    assert {row["id"] for row in first["results"] + second["results"]} == {SESSION, PLANNED}
    assert first["missing"] == second["missing"] == ["no-such-event"]
    assert second["next"] is None


@pytest.mark.usefixtures("seeded")
def test_a_search_takes_ids_too(client: Client) -> None:
    where = {"any": [{"id": [SESSION, "no-such-event"]}, {"id": PLANNED}]}
    answer = client.post("/api/v1/events/search/", json.dumps({"where": where}), "application/json").json()
    assert {row["id"] for row in answer["results"]} == {SESSION, PLANNED}
    assert (answer["applied"], answer["missing"]) == ({}, ["no-such-event"])


@pytest.mark.django_db
def test_what_is_gone_is_told_apart(client: Client) -> None:
    with factories.change():
        for slug in ("kept", "gone", "draft", "other"):
            status = {"gone": ReviewStatus.WITHDRAWN, "draft": ReviewStatus.DRAFT}.get(slug, "published")
            reason = "why" if slug == "gone" else ""
            factories.actor(slug, review_status=status, withdrawn_reason=reason)
    with write_guard.suspended():
        for old, successor in (("old", "kept"), ("older", "draft")):
            PublicId.objects.create(
                collection="actors", slug=old, object_pk=10**6, state=IdState.MERGED, successor=successor
            )
    page = get_json(client, "actors/?id=kept&id=old&id=older&id=gone&id=draft&id=nobody")
    assert [row["id"] for row in page["results"]] == ["kept"]
    assert page["missing"] == ["draft", "gone", "nobody", "older"]
    assert page["withdrawn"] == ["gone"]
    assert page["merged"] == {"old": "kept"}


@pytest.mark.usefixtures("seeded")
def test_a_list_in_one_text_is_refused_and_so_are_too_many(client: Client) -> None:
    for text in ("hamas,iraq", "hamas iraq", "hamas|iraq", ""):
        assert error_codes(client, f"actors/?id={text}").keys() == {"id"}, text
    hint = get_json(client, "actors/?id=hamas,iraq", 400)["errors"][0]["detail"]
    assert "id=hamas&id=iraq" in hint
    many = "&".join(f"id=x{number}" for number in range(201))
    assert error_codes(client, f"actors/?{many}") == {"id": "too_many"}


@pytest.mark.django_db
def test_queries_do_not_grow_with_ids(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with changes.changeset("tester", "made"):
        slugs = [factories.actor(f"a{number}", review_status="published").slug for number in range(40)]
    query = "&".join(f"id={slug}&id=not-{slug}" for slug in slugs)
    with django_assert_max_num_queries(12):
        page = get_json(client, f"actors/?{query}&limit=200")
    assert len(page["results"]) == len(page["missing"]) == 40
