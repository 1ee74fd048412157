"""The feed of changes: complete, in order, without repetition, of public records only."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from events import write_guard
from events.actions.review_status import publish, withdraw
from events.api import change_feed
from events.choices import Collection
from events.models import Actor, Revision
from tests import factories as make
from tests.api.change_feed import expected_changes, read_ndjson, read_pages
from tests.api.helpers import error_codes, get_json

pytestmark = pytest.mark.django_db


def create_published(slug: str) -> Actor:
    with make.change():
        actor = make.actor(slug)
    actor.refresh_from_db()
    publish([actor], "tester")
    actor.refresh_from_db()
    return actor


def test_a_poller_goes_on_where_it_was_and_hears_what_became_of_each(client: Client) -> None:
    page = get_json(client, "changes/")
    assert (page["results"], page["next"]) == ([], None)
    actor = create_published("one")
    with make.change():
        make.actor("draft")
    page = get_json(client, f"changes/?cursor={page['next_cursor']}")
    assert [(row["id"], row["change"]) for row in page["results"]] == [
        ("curated", "upsert"),
        ("one", "upsert"),
    ]
    assert page["next"] is page["previous"] is page["previous_cursor"] is page["count"] is None
    again = get_json(client, f"changes/?cursor={page['next_cursor']}")
    assert (again["results"], again["next_cursor"]) == ([], page["next_cursor"])
    other = create_published("other")
    withdraw([actor], "tester", "Not a person.")
    with make.change("merge") as change:
        change.merged_into[Collection.ACTORS, other.pk] = "third"
        change.public_reason = "The same."
        Actor.objects.filter(pk=other.pk)._raw_delete("default")
        write_guard.note_write(Actor, other.pk)
    following = get_json(client, f"changes/?cursor={again['next_cursor']}")["results"]
    assert [(row["id"], row["change"], row["successor"], row["public_reason"]) for row in following] == [
        ("other", "upsert", None, None),
        ("one", "withdrawn", None, "Not a person."),
        ("other", "merged", "third", "The same."),
    ]
    assert [row["revision"] for row in following] == [1, 2, 2]


def test_a_reader_of_a_rare_collection_does_not_look_through_all_again(client: Client) -> None:
    with make.change():
        make.dataset()
    create_published("one")
    cursor = get_json(client, "changes/?collection=datasets")["next_cursor"]
    newest = Revision.objects.in_feed().latest("public_seq").public_seq
    place = change_feed.FeedCursor.decode(cursor, f"changes {('datasets',)}")
    assert place.seq == newest > expected_changes(collection="datasets")[-1][0]


def test_lines_lead_on_by_a_link(client: Client) -> None:
    create_published("one")
    response = client.get("/api/v1/changes/?format=ndjson")
    address = response["Link"].partition(">")[0].removeprefix("<")
    assert response["Link"].endswith('>; rel="next"')
    assert len(b"".join(response).splitlines()) == 2
    create_published("two")
    assert [json.loads(line)["id"] for line in b"".join(client.get(address)).splitlines()] == ["two"]
    page = get_json(client, "changes/?limit=1")
    assert client.get("/api/v1/changes/?limit=1")["Link"] == f'<{page["next"]}>; rel="next"'


def test_since_begins_at_a_time(client: Client) -> None:
    for slug in ("one", "two", "three"):
        create_published(slug)
    two = Revision.objects.filter(slug="two").latest("seq")
    since = f"since={two.at.isoformat().replace('+00:00', 'Z')}"
    assert [row["id"] for row in read_pages(client, f"{since}&limit=1")] == ["two", "three"]
    assert [row["id"] for row in read_ndjson(client, since)] == ["two", "three"]
    later = (timezone.now() + timedelta(minutes=5)).isoformat().replace("+00:00", "Z")
    page = get_json(client, f"changes/?since={later}")
    assert page["results"] == []
    create_published("four")
    assert get_json(client, f"changes/?since={later}&cursor={page['next_cursor']}")["results"] == []
    assert [r["id"] for r in get_json(client, f"changes/?cursor={page['next_cursor']}")["results"]] == [
        "four"
    ]
    assert error_codes(client, "changes/?since=yesterday") == {"since": "invalid_time"}
    assert error_codes(client, "changes/?since=2999-01-01") == {"since": "invalid_time"}


def test_a_cursor_is_good_for_its_collections_and_its_installation_alone(client: Client) -> None:
    create_published("one")
    cursor = get_json(client, "changes/?collection=actors")["next_cursor"]
    assert get_json(client, f"changes/?collection=actors&cursor={cursor}")["results"] == []
    for query in ("", "collection=events&", "collection=events&collection=actors&"):
        assert error_codes(client, f"changes/?{query}cursor={cursor}") == {"cursor": "invalid_cursor"}
    with (
        write_guard.suspended()
    ):  # what another installation has under the number, or this one after a restore
        Revision.objects.filter(slug="one").update(at=timezone.now())
    assert error_codes(client, f"changes/?collection=actors&cursor={cursor}") == {"cursor": "invalid_cursor"}
    with write_guard.suspended():
        Revision.objects.all().delete()
    assert error_codes(client, f"changes/?collection=actors&cursor={cursor}") == {"cursor": "invalid_cursor"}


INVALID_CURSORS = ["x", "W10", "WzFd", "bnVsbA", "WyJhIiwgdHJ1ZSwgIiJd", "WyJhIiwgLTEsICIiXQ", "%ff"]


@pytest.mark.parametrize("cursor", INVALID_CURSORS)
def test_what_is_no_cursor_is_refused(client: Client, cursor: str) -> None:
    response = client.get(f"/api/v1/changes/?cursor={cursor}")
    assert response.status_code == 400
    assert cursor == "%ff" or error_codes(client, f"changes/?cursor={cursor}") == {"cursor": "invalid_cursor"}


def test_lines_take_no_limit(client: Client) -> None:
    assert error_codes(client, "changes/?format=ndjson&limit=2") == {"limit": "whole_result"}
    assert error_codes(client, "changes/?limit=1001&collection=event") == {
        "limit": "out_of_range",
        "collection": "invalid_choice",
    }


def test_what_was_taken_out_of_a_change_is_not_told(client: Client) -> None:
    actor = create_published("one")
    withdraw([actor], "tester", "He is called Secret.")
    assert read_pages(client)[-1]["public_reason"] == "He is called Secret."
    with write_guard.suspended():
        Revision.objects.filter(slug="one", change="withdrawn").update(redacted_in_public=True)
    assert read_pages(client)[-1]["public_reason"] is None
