"""ETags, CORS and responses that do not depend on the client."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from events import changes
from events.models import Actor
from tests.api.helpers import COLLECTIONS

pytestmark = pytest.mark.usefixtures("seeded")


@pytest.mark.parametrize("path", [*(f"{name}/" for name in COLLECTIONS), "actors/iraq/", "vocabulary/"])
def test_what_has_not_changed_is_not_sent_again(client: Client, path: str) -> None:
    first = client.get(f"/api/v1/{path}")
    again = client.get(f"/api/v1/{path}", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])


def test_a_list_changes_its_etag_with_every_change_and_a_record_with_its_own(client: Client) -> None:
    before = [client.get(f"/api/v1/actors/{old}")["ETag"] for old in ("", "iraq/", "united-states/")]
    with changes.changeset("tester", "edit"):
        actor = Actor.objects.get(slug="iraq")
        actor.description = "Something new."
        actor.save()
    after = [client.get(f"/api/v1/actors/{old}")["ETag"] for old in ("", "iraq/", "united-states/")]
    assert [old == new for old, new in zip(before, after, strict=True)] == [False, False, True]
    stale = client.get("/api/v1/actors/iraq/", headers={"if-none-match": before[1]})
    assert stale.status_code == 200


def test_another_query_has_another_etag_and_another_order_of_keys_the_same(client: Client) -> None:
    def etag(query: str) -> str:
        return str(client.get(f"/api/v1/events/?{query}")["ETag"])

    assert etag("limit=1") != etag("limit=2")
    assert etag("event_type=consult&form=action") == etag("form=action&event_type=consult")


def test_an_etag_of_a_list_costs_one_query(client: Client) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    mark = client.get("/api/v1/events/")["ETag"]
    with CaptureQueriesContext(connection) as queries:
        client.get("/api/v1/events/", headers={"if-none-match": mark})
    reads = [query for query in queries.captured_queries if query["sql"].startswith("SELECT")]
    assert len(reads) == 1


def test_anybody_s_page_may_ask_and_everybody_gets_the_same(client: Client) -> None:
    anonymous = client.get("/api/v1/events/?limit=5", headers={"origin": "https://elsewhere.example"})
    assert anonymous["Access-Control-Allow-Origin"] == "*"
    assert anonymous["Cache-Control"] == "public, no-cache"
    assert {name.strip() for name in anonymous["Vary"].split(",")} == {"Accept", "Accept-Encoding"}
    client.force_login(User.objects.create_superuser("somebody"))
    assert client.get("/api/v1/events/?limit=5").content == anonymous.content
    assert not anonymous.cookies


def test_options_lists_the_methods_and_lets_browsers_ask(client: Client) -> None:
    response = client.options("/api/v1/events/")
    assert response.status_code == 200
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


def test_head_has_the_headers_of_get(client: Client) -> None:
    got, head = client.get("/api/v1/actors/iraq/"), client.head("/api/v1/actors/iraq/")
    assert (head.status_code, head["ETag"], head.content) == (200, got["ETag"], b"")
