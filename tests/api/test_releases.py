"""Releases: their list, their records as they were, and the changes between two of them."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events import changes, releases, write_guard
from events.actions.review_status import publish, withdraw
from events.choices import Collection
from events.exports import formats_of
from events.models import Actor, Article, Event, Release, Revision
from events.models.record import Record
from tests import factories as make
from tests.api.helpers import COLLECTIONS, error_codes, get_json, walk_pages
from tests.api.test_exports import parquet_rows, read_stream, read_text
from tests.shared_data import shared_fixture
from tests.test_cut_release import compute_checksum, rename_actor
from tests.test_public_change import merge_actor

pytestmark = pytest.mark.usefixtures("seeded")
LINK_MEMBERS = {"next", "previous", "next_cursor", "previous_cursor"}


@shared_fixture
def first() -> None:
    """A release of the seeds."""
    releases.cut_release("first")


def create_published(slug: str) -> Actor:
    """Creates a public actor that nothing refers to."""
    with make.change():
        actor = make.actor(slug)
    publish_record(actor)
    return actor


def publish_record(actor: Record) -> None:
    """Publishes a record as it is."""
    actor.refresh_from_db()
    publish([actor], "tester")
    actor.refresh_from_db()


def withdraw_record(actor: Record, reason: str = "Not one.") -> None:
    """Withdraws a record."""
    actor.refresh_from_db()
    withdraw([actor], "tester", reason)


def redact_name(actor: Actor, name: str) -> None:
    """Redacts a name in an actor and all its revisions."""
    with make.change(action="redact") as change:
        change.is_redaction, change.public_reason = True, "Asked for."
        Actor.objects.filter(pk=actor.pk).update(name=name)
    revisions = Revision.objects.filter(collection="actors", object_pk=actor.pk)
    with write_guard.suspended():
        for revision in revisions.exclude(record__name=name):
            revision.record = (revision.record or {}) | {"name": name}
            revision.redacted = revision.redacted_in_public = True
            revision.save()


def read_amendments(client: Client, name: str = "first") -> Any:
    """Returns the amendment of a release, without its time."""
    amendment = get_json(client, f"releases/{name}/")["amended"]
    return amendment and tuple(amendment[member] for member in ("withdrawn", "redacted", "restricted"))


def read_differences(client: Client, name: str = "second", query: str = "since=first&limit=2") -> list[Any]:
    """Returns the changes of all pages, as id, change and successor."""
    differences, path = [], f"/api/v1/releases/{name}/changes/?{query}"
    while path:
        page = client.get(path).json()
        differences += [(row["id"], row["change"], row["successor"]) for row in page["results"]]
        path = page["next"]
    return differences


def test_releases_are_listed_the_newest_first(client: Client) -> None:
    assert get_json(client, "releases/")["results"] == []
    for name in ("2024-1", "2024-2", "2024-3"):
        releases.cut_release(name, f"Note of {name}.")
    page = get_json(client, "releases/?limit=2")
    assert [row["name"] for row in page["results"]] == ["2024-3", "2024-2"]
    (last,) = client.get(page["next"]).json()["results"]
    release = Release.objects.get(name="2024-1")
    assert (last["seq"], last["note"], last["checksum"]) == (release.seq, "Note of 2024-1.", release.checksum)
    back = client.get(client.get(page["next"]).json()["previous"]).json()
    assert back["results"] == page["results"]


@pytest.mark.usefixtures("first")
def test_a_release_tells_on_whose_terms(client: Client) -> None:
    body = get_json(client, "releases/first/")
    (dataset,) = body["datasets"]
    assert dataset["licence"] == "CC-BY-4.0"
    assert "publishers" in dataset["attribution"]
    assert body["amended"] is None
    assert body["counts"]["events"] == Event.objects.published().count()


@pytest.mark.parametrize("collection", COLLECTIONS)
@pytest.mark.usefixtures("first")
def test_a_release_of_the_present_is_the_present(client: Client, collection: str) -> None:
    ids = [slug for page in walk_pages(client, f"releases/first/{collection}/?limit=20") for slug in page]
    path = f"{collection}/?limit=200{'&factuality=any' if collection == 'events' else ''}"
    assert ids == sorted(slug for page in walk_pages(client, path) for slug in page)
    current_ids = {row["id"]: row for row in get_json(client, path)["results"]}
    for row in get_json(client, f"releases/first/{collection}/?limit=200")["results"]:
        assert row == current_ids[row["id"]]
    for slug in ids[:5]:
        assert get_json(client, f"releases/first/{collection}/{slug}/") == get_json(
            client, f"{collection}/{slug}/"
        )


@pytest.mark.usefixtures("first")
def test_pages_go_both_ways(client: Client) -> None:
    pages = list(walk_pages(client, "releases/first/actors/?limit=7"))
    last = get_json(client, "releases/first/actors/?limit=7")
    while last["next"]:
        last = client.get(last["next"]).json()
    back = [[row["id"] for row in last["results"]]]
    while last["previous"]:
        last = client.get(last["previous"]).json()
        back.append([row["id"] for row in last["results"]])
    assert back[::-1] == pages
    assert len(pages) > 5


@pytest.mark.parametrize("collection", COLLECTIONS)
@pytest.mark.usefixtures("first")
def test_every_format_is_that_of_the_lists(client: Client, collection: str) -> None:
    for format_ in formats_of(Collection(collection)):
        in_release = read_stream(client, f"releases/first/{collection}/?format={format_}")
        everything = "&factuality=any" if collection == "events" else ""
        current = read_stream(client, f"{collection}/?format={format_}{everything}")
        assert _sorted_rows(in_release) == _sorted_rows(current), format_


def _sorted_rows(raw: bytes) -> list[Any]:
    """Returns the rows of a file, sorted; without what GeoJSON says of them all, which differs."""
    if raw.startswith(b"PAR1"):
        return sorted(parquet_rows(raw), key=lambda row: row["id"])
    lines = raw.decode().splitlines()
    return sorted(line.rstrip(",") for line in lines if not line.startswith('{"type":"FeatureCollection"'))


@pytest.mark.usefixtures("first")
def test_what_a_table_looks_up_is_of_that_time_too(client: Client) -> None:
    before = read_text(client, "releases/first/events/?format=csv")
    units = [row.name for row in _units()]
    assert any(name in before for name in units)
    with changes.changeset("tester", "edit"):
        for row in _units():
            row.name = f"Renamed {row.pk}"
            row.save()
    assert read_text(client, "releases/first/events/?format=csv") == before
    assert "Renamed" in read_text(client, "events/?format=csv")


def _units() -> Any:
    from events.models import Location

    return Location.objects.published().filter(kind__in=["admin1", "admin2"])


@pytest.mark.usefixtures("first")
def test_a_release_shows_what_was_then_and_whom_it_named_as_they_were(client: Client) -> None:
    event = Event.objects.published().filter(participants__actor__slug="iraq").earliest("pk")
    rename_actor("iraq", "Republic of Iraq")
    with changes.changeset("tester", "edit"):
        event.title = "Another title"
        event.save()
    in_release = get_json(client, f"releases/first/events/{event.slug}/")
    current = get_json(client, f"events/{event.slug}/")
    assert (in_release["title"] == "Another title", current["title"]) == (False, "Another title")
    assert "Iraq" in [participant["actor"]["name"] for participant in in_release["participants"]]
    assert "Republic of Iraq" in [participant["actor"]["name"] for participant in current["participants"]]
    create_published("newcomer")
    get_json(client, "releases/first/actors/newcomer/", 404)
    assert "newcomer" not in {
        participant for page in walk_pages(client, "releases/first/actors/?limit=200") for participant in page
    }


def test_a_withdrawal_takes_the_record_out_of_it_and_amends_it(client: Client) -> None:
    actor = create_published("somebody")
    release = releases.cut_release("first")
    assert get_json(client, "releases/first/actors/somebody/")["name"] == "somebody"
    withdraw_record(actor, "Nobody.")
    problem = get_json(client, "releases/first/actors/somebody/", 410)
    assert "Nobody." in problem["detail"]
    assert "somebody" not in {
        slug for page in walk_pages(client, "releases/first/actors/?limit=50") for slug in page
    }
    assert read_amendments(client) == (1, 0, 0)
    assert get_json(client, "releases/first/")["amended"]["at"] > get_json(client, "releases/first/")["at"]
    assert get_json(client, "releases/first/")["counts"] == release.counts
    assert compute_checksum(client, "first") != release.checksum
    publish_record(actor)
    assert read_amendments(client) is None
    assert compute_checksum(client, "first") == release.checksum


def test_a_redaction_amends_the_releases_that_held_the_words(client: Client) -> None:
    actor = create_published("somebody")
    releases.cut_release("first")
    with changes.changeset("tester", "edit"):
        Actor.objects.filter(pk=actor.pk).update(name="Another name")
    releases.cut_release("second")
    redact_name(actor, "Another name")
    assert read_amendments(client) == (0, 1, 0)
    assert read_amendments(client, "second") is None
    assert get_json(client, "releases/first/actors/somebody/")["name"] == "Another name"


@pytest.mark.parametrize("access", ["quotes", "closed"])
def test_an_article_of_which_less_may_be_read_amends_it(client: Client, access: str) -> None:
    release = releases.cut_release("first")
    article = Article.objects.published().earliest("pk")

    def set_access(word: str) -> None:
        with changes.changeset("tester", "edit"):
            article.access = word
            article.save()

    set_access(access)
    assert read_amendments(client) == (0, 0, 1)
    assert get_json(client, f"releases/first/articles/{article.slug}/")["text"] is None
    assert compute_checksum(client, "first") != release.checksum
    set_access("open")
    assert read_amendments(client) is None
    assert compute_checksum(client, "first") == release.checksum


def test_a_merge_leaves_the_release_as_it_was_until_the_successor_goes(client: Client) -> None:
    one, two = create_published("one"), create_published("two")
    release = releases.cut_release("first")
    later = create_published("later")
    merge_actor(one, "two")
    merge_actor(two, "later")
    assert get_json(client, "releases/first/actors/one/")["name"] == "one"
    assert read_amendments(client) is None
    assert compute_checksum(client, "first") == release.checksum
    withdraw_record(later)
    get_json(client, "releases/first/actors/one/", 404)
    assert read_amendments(client) == (2, 0, 0)


def test_a_difference_tells_each_record_once(client: Client) -> None:
    edited, goes, goes_in, last = (create_published(one) for one in ("edited", "goes", "goes-in", "last"))
    goes_back = create_published("goes-back")
    releases.cut_release("first")
    for number in range(5):
        with changes.changeset("tester", "edit"):
            Actor.objects.filter(pk=edited.pk).update(name=f"Name {number}")
    withdraw_record(goes, "Nobody.")
    merge_actor(goes_in, "last")
    successor = create_published("fresh")
    merge_actor(last, successor.slug)
    withdraw_record(goes_back)
    publish_record(goes_back)
    withdraw_record(create_published("unseen"))
    with make.change():
        make.actor("draft")
    releases.cut_release("second")
    expected = {
        ("edited", "changed", None),
        ("goes", "withdrawn", None),
        ("goes-in", "merged", "fresh"),
        ("last", "merged", "fresh"),
        ("fresh", "added", None),
        ("goes-back", "changed", None),
    }
    differences = read_differences(client)
    assert len(differences) == len(set(differences))
    assert set(differences) == expected
    assert read_differences(client, query="since=first&collection=events") == []
    assert set(read_differences(client, query="since=first&collection=actors")) == expected
    assert read_differences(client, query="since=second") == []
    rows = {row["id"]: row for row in get_json(client, "releases/second/changes/?since=first")["results"]}
    assert (rows["edited"]["revision_before"], rows["edited"]["revision"]) == (1, 6)
    assert (rows["fresh"]["revision_before"], rows["fresh"]["revision"]) == (None, 1)
    assert (rows["goes"]["revision"], rows["goes"]["public_reason"]) == (None, "Nobody.")
    assert rows["goes-in"]["public_reason"] == "The same."


@pytest.mark.usefixtures("first")
def test_a_difference_is_what_the_pages_differ_in(client: Client) -> None:
    rename_actor("iraq", "Republic of Iraq")
    gone_later = create_published("passing")
    create_published("staying")
    releases.cut_release("second")
    withdraw_record(gone_later)

    def revisions_in(name: str) -> dict[str, int]:
        pages = {
            slug: get_json(client, f"releases/{name}/{slug}/?limit=200")["results"] for slug in COLLECTIONS
        }
        return {f"{slug}/{row['id']}": row["revision"] for slug, page in pages.items() for row in page}

    before, after = revisions_in("first"), revisions_in("second")
    expected = {(slug, "added") for slug in after.keys() - before.keys()}
    expected |= {(slug, "changed") for slug in before.keys() & after.keys() if before[slug] != after[slug]}
    rows = get_json(client, "releases/second/changes/?since=first")["results"]
    assert {(f"{row['collection']}/{row['id']}", row["change"]) for row in rows} == expected
    assert expected == {("actors/iraq", "changed"), ("actors/staying", "added")}


@pytest.mark.usefixtures("first")
def test_what_is_wrong_is_told(client: Client) -> None:
    create_published("somebody")
    releases.cut_release("second")
    for path in ("nothing/", "nothing/actors/", "nothing/changes/?since=first", "first/actors/nobody/"):
        get_json(client, f"releases/{path}", 404)
    get_json(client, "releases/first/people/", 404)
    assert error_codes(client, "releases/second/changes/") == {"since": "missing_key"}
    assert error_codes(client, "releases/second/changes/?since=nothing") == {"since": "unknown_id"}
    assert error_codes(client, "releases/first/changes/?since=second") == {"since": "out_of_range"}
    assert error_codes(client, "releases/first/changes/?since=first&collection=x") == {
        "collection": "invalid_choice"
    }
    assert error_codes(client, "releases/first/actors/?ordering=name") == {"ordering": "unknown_parameter"}
    assert error_codes(client, "releases/first/actors/?fields=nme") == {"fields": "unknown_field"}
    assert error_codes(client, "releases/first/actors/?format=csv&limit=1") == {"limit": "whole_result"}
    cursor = get_json(client, "releases/first/actors/?limit=1")["next_cursor"]
    for path in ("second/actors/", "first/events/"):
        assert error_codes(client, f"releases/{path}?cursor={cursor}") == {"cursor": "invalid_cursor"}


@pytest.mark.usefixtures("first")
def test_members_are_chosen_as_in_lists(client: Client) -> None:
    (row, *_) = get_json(client, "releases/first/actors/?fields=name&limit=1")["results"]
    assert row.keys() == {"id", "name"}
    assert "names" not in get_json(client, "releases/first/actors/iraq/?omit=names")


@pytest.mark.parametrize("path", ["actors/", "events/", "changes/?since=first&collection=actors"])
@pytest.mark.usefixtures("first")
def test_pages_cost_the_same_number_of_queries_whatever_their_size(client: Client, path: str) -> None:
    with make.change():
        many = [make.actor(f"somebody-{number}") for number in range(30)]
    for one in many:
        one.refresh_from_db()
    publish(many, "tester")
    releases.cut_release("second")

    def queries(limit: int) -> int:
        mark = "&" if "?" in path else "?"
        with CaptureQueriesContext(connection) as captured:
            get_json(client, f"releases/second/{path}{mark}limit={limit}")
        return len(captured)

    assert queries(5) == queries(30)
