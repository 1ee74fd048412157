"""Pages, records and errors of every collection."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events import changes
from events.choices import ReviewStatus
from events.models import Actor, Claim, Dataset, PublicId
from tests.api.helpers import COLLECTIONS, error_codes, get_json, walk_pages

pytestmark = [pytest.mark.usefixtures("seeded")]


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_pages_lead_forwards_and_back_over_every_record_once(client: Client, collection: str) -> None:
    all_ids = [slug for page in walk_pages(client, f"{collection}/?limit=200") for slug in page]
    forwards = list(walk_pages(client, f"{collection}/?limit=3"))
    assert [slug for page in forwards for slug in page] == all_ids
    assert len(set(all_ids)) == len(all_ids) > 0
    last = get_json(client, f"{collection}/?limit=3")
    while last["next"]:
        last = client.get(last["next"]).json()
    back = [[row["id"] for row in last["results"]]]
    while last["previous"]:
        last = client.get(last["previous"]).json()
        back.insert(0, [row["id"] for row in last["results"]])
    assert [slug for page in back for slug in page] == all_ids


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_count_is_null_until_asked_for(client: Client, collection: str) -> None:
    assert get_json(client, f"{collection}/?limit=1")["count"] is None
    total = sum(len(page) for page in walk_pages(client, f"{collection}/?limit=200"))
    assert get_json(client, f"{collection}/?limit=1&count=exact")["count"] == total


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_the_final_slash_is_left_to_taste(client: Client, collection: str) -> None:
    rows = get_json(client, f"{collection}?limit=1")["results"]
    assert rows == get_json(client, f"{collection}/?limit=1")["results"]
    slug = rows[0]["id"]
    assert get_json(client, f"{collection}/{slug}") == get_json(client, f"{collection}/{slug}/")


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_queries_do_not_grow_with_rows(client: Client, collection: str) -> None:
    def counted(limit: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            get_json(client, f"{collection}/?limit={limit}")
        return len(queries)

    assert counted(2) == counted(50)


def test_a_cursor_belongs_to_its_query_alone(client: Client) -> None:
    cursor = get_json(client, "events/?limit=1")["next_cursor"]
    assert error_codes(client, f"events/?event_type=consult&cursor={cursor}") == {"cursor": "invalid_cursor"}
    assert error_codes(client, f"actors/?cursor={cursor}") == {"cursor": "invalid_cursor"}
    get_json(client, f"events/?limit=7&cursor={cursor}")  # the size of a page may change on the way


@pytest.mark.parametrize("cursor", ["x", "WzFd", "bnVsbA", "%00", "W10", "é", "9" * 5000])
def test_a_broken_cursor_is_refused(client: Client, cursor: str) -> None:
    assert error_codes(client, f"events/?cursor={cursor}") == {"cursor": "invalid_cursor"}


@pytest.mark.parametrize("limit", ["0", "201", "-1", "1e2", "٣", "9" * 40, "5.0"])
def test_a_limit_out_of_range_is_refused(client: Client, limit: str) -> None:
    assert error_codes(client, f"events/?limit={limit}") == {"limit": "out_of_range"}


def test_other_refusals_of_a_list(client: Client) -> None:
    assert error_codes(client, "actors/?nme=x") == {"nme": "unknown_parameter"}
    assert error_codes(client, "events/?cursor=&limit=") == {"cursor": "empty", "limit": "empty"}
    assert error_codes(client, "events/?count=about") == {"count": "invalid_choice"}
    assert error_codes(client, "events/?limit=1&limit=2") == {"limit": "repeated"}
    assert error_codes(client, "events/first-session-of-us-iraq-talks-2024-01-27/?x=1") == {
        "x": "unknown_parameter"
    }


def test_an_unknown_id_is_not_found_in_the_shape_of_every_error(client: Client) -> None:
    response = client.get("/api/v1/events/nothing-of-the-kind/")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert response.json().keys() == {"type", "title", "status", "detail", "instance", "errors"}


def test_other_methods_are_refused_with_those_that_are_allowed(client: Client) -> None:
    response = client.post("/api/v1/events/")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert response["Content-Type"] == "application/problem+json"


def test_head_answers_as_get_without_the_body(client: Client) -> None:
    response = client.head("/api/v1/events/")
    assert (response.status_code, response.content) == (200, b"")


@pytest.fixture
def hide() -> Callable[..., None]:
    """Gives a record another review status."""

    def write(record: Any, status: str, reason: str = "") -> None:
        with changes.changeset("tester", "hide"):
            record.review_status = status
            record.withdrawn_reason = reason
            record.save()

    return write


def test_a_withdrawn_record_is_gone_with_the_reason(client: Client, hide: Callable[..., None]) -> None:
    hide(Claim.objects.order_by("slug")[0], "withdrawn", "It was a hoax.")
    claim = Claim.objects.get(review_status="withdrawn")
    assert "It was a hoax." in get_json(client, f"claims/{claim.slug}/", 410)["detail"]
    assert claim.slug not in [slug for page in walk_pages(client, "claims/") for slug in page]


def test_a_draft_a_withdrawn_and_an_unknown_id_are_one_and_the_same_in_a_filter(client: Client) -> None:
    with changes.changeset("tester", "draft"):
        for status in ReviewStatus.values:
            if status != ReviewStatus.PUBLISHED:
                _actor(f"actor-{status.replace('_', '-')}", status)
    expected = get_json(client, "events/?participant=actor-nowhere", 400)
    for status in ("draft", "in-review", "rejected", "withdrawn"):
        problem = get_json(client, f"events/?participant=actor-{status}", 400)
        text = str(problem).replace(f"actor-{status}", "actor-nowhere")
        assert text == str(expected)


def _actor(slug: str, status: str) -> None:
    Actor.objects.create(
        slug=slug,
        name="Canary",
        kind="person",
        dataset=Dataset.objects.get(),
        review_status=status,
        withdrawn_reason="x" if status == ReviewStatus.WITHDRAWN else "",
    )


def test_a_merged_record_leads_to_its_successor_everywhere(client: Client) -> None:
    with changes.changeset("tester", "merge"):
        PublicId.objects.create(
            collection="actors", slug="old-iraq", object_pk=0, state="merged", successor="iraq"
        )
    moved = client.get("/api/v1/actors/old-iraq/")
    assert (moved.status_code, moved["Location"]) == (301, "http://testserver/api/v1/actors/iraq/")
    assert client.get(moved["Location"]).json()["id"] == "iraq"
    assert (
        get_json(client, "events/?participant=old-iraq")["results"]
        == (get_json(client, "events/?participant=iraq")["results"])
    )
