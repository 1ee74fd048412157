"""Releases: their list, their records as they were, and what differs between two of them."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events import changes, door, releases
from events.actions import publish, withdraw
from events.choices import Collection
from events.exports import formats_of
from events.models import Actor, Article, Event, Release, Revision
from events.models.record import Record
from tests import factories as make
from tests.api.helpers import COLLECTIONS, ask, refused, walk
from tests.api.test_exports import body, parquet_rows, stream
from tests.test_cut_release import checksum, rename
from tests.test_public_changes import merged

pytestmark = pytest.mark.usefixtures("seeded")
COUNTLESS = {"next", "previous", "next_cursor", "previous_cursor"}


def published(slug: str) -> Actor:
    """A public actor that nothing names."""
    with make.change():
        actor = make.actor(slug)
    again(actor)
    return actor


def again(actor: Record) -> None:
    """Publish it, as it stands."""
    actor.refresh_from_db()
    publish([actor], "tester")
    actor.refresh_from_db()


def gone(actor: Record, reason: str = "Not one.") -> None:
    """Withdraw it."""
    actor.refresh_from_db()
    withdraw([actor], "tester", reason)


def redact(actor: Actor, name: str) -> None:
    """Take a name out of an actor and all that was kept of it."""
    with make.change(action="redact") as change:
        change.redacts, change.public_reason = True, "Asked for."
        Actor.objects.filter(pk=actor.pk).update(name=name)
    kept = Revision.objects.filter(collection="actors", object_pk=actor.pk)
    with door.unlocked():
        for revision in kept.exclude(record__name=name):
            revision.record = (revision.record or {}) | {"name": name}
            revision.redacted = True
            revision.save()


def amended(client: Client, name: str = "first") -> Any:
    """What was taken from a release, without the time."""
    told = ask(client, f"releases/{name}/")["amended"]
    return told and tuple(told[one] for one in ("withdrawn", "redacted", "restricted"))


def differing(client: Client, name: str = "second", query: str = "since=first&limit=2") -> list[Any]:
    """What changed, page by page, as id, change and successor."""
    found, path = [], f"/api/v1/releases/{name}/changes/?{query}"
    while path:
        page = client.get(path).json()
        found += [(row["id"], row["change"], row["successor"]) for row in page["results"]]
        path = page["next"]
    return found


def test_releases_are_listed_the_newest_first(client: Client) -> None:
    assert ask(client, "releases/")["results"] == []
    for name in ("2024-1", "2024-2", "2024-3"):
        releases.cut(name, f"Note of {name}.")
    page = ask(client, "releases/?limit=2")
    assert [row["name"] for row in page["results"]] == ["2024-3", "2024-2"]
    (last,) = client.get(page["next"]).json()["results"]
    held = Release.objects.get(name="2024-1")
    assert (last["seq"], last["note"], last["checksum"]) == (held.seq, "Note of 2024-1.", held.checksum)
    back = client.get(client.get(page["next"]).json()["previous"]).json()
    assert back["results"] == page["results"]


def test_a_release_tells_on_whose_terms(client: Client) -> None:
    releases.cut("first")
    told = ask(client, "releases/first/")
    (dataset,) = told["datasets"]
    assert dataset["licence"] == "CC-BY-4.0"
    assert "publishers" in dataset["attribution"]
    assert told["amended"] is None
    assert told["counts"]["events"] == Event.objects.published().count()


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_a_release_of_the_present_is_the_present(client: Client, collection: str) -> None:
    releases.cut("first")
    found = [one for page in walk(client, f"releases/first/{collection}/?limit=20") for one in page]
    assert found == sorted(one for page in walk(client, f"{collection}/?limit=200") for one in page)
    now = {row["id"]: row for path in (f"{collection}/?limit=200",) for row in ask(client, path)["results"]}
    for row in ask(client, f"releases/first/{collection}/?limit=200")["results"]:
        assert row == now[row["id"]]
    for one in found[:5]:
        assert ask(client, f"releases/first/{collection}/{one}/") == ask(client, f"{collection}/{one}/")


def test_pages_go_both_ways(client: Client) -> None:
    releases.cut("first")
    pages = list(walk(client, "releases/first/actors/?limit=7"))
    last = ask(client, "releases/first/actors/?limit=7")
    while last["next"]:
        last = client.get(last["next"]).json()
    back = [[row["id"] for row in last["results"]]]
    while last["previous"]:
        last = client.get(last["previous"]).json()
        back.append([row["id"] for row in last["results"]])
    assert back[::-1] == pages
    assert len(pages) > 5


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_every_format_is_that_of_the_lists(client: Client, collection: str) -> None:
    releases.cut("first")
    for format_ in formats_of(Collection(collection)):
        then = stream(client, f"releases/first/{collection}/?format={format_}")
        now = stream(client, f"{collection}/?format={format_}")
        assert _rows(then) == _rows(now), format_


def _rows(raw: bytes) -> list[Any]:
    """What a file holds, in an order of its own."""
    if raw.startswith(b"PAR1"):
        return sorted(parquet_rows(raw), key=lambda row: row["id"])
    return sorted(line.rstrip(",") for line in raw.decode().splitlines())


def test_what_a_table_looks_up_is_of_that_time_too(client: Client) -> None:
    releases.cut("first")
    before = body(client, "releases/first/events/?format=csv")
    units = [row.name for row in _units()]
    assert any(name in before for name in units)
    with changes.record("tester", "edit"):
        for row in _units():
            row.name = f"Renamed {row.pk}"
            row.save()
    assert body(client, "releases/first/events/?format=csv") == before
    assert "Renamed" in body(client, "events/?format=csv")


def _units() -> Any:
    from events.models import Location

    return Location.objects.published().filter(kind__in=["admin1", "admin2"])


def test_a_release_shows_what_was_then_and_whom_it_named_as_they_were(client: Client) -> None:
    releases.cut("first")
    event = Event.objects.published().filter(participants__actor__slug="iraq").earliest("pk")
    rename("iraq", "Republic of Iraq")
    with changes.record("tester", "edit"):
        event.title = "Another title"
        event.save()
    then = ask(client, f"releases/first/events/{event.slug}/")
    now = ask(client, f"events/{event.slug}/")
    assert (then["title"] == "Another title", now["title"]) == (False, "Another title")
    assert "Iraq" in [one["actor"]["name"] for one in then["participants"]]
    assert "Republic of Iraq" in [one["actor"]["name"] for one in now["participants"]]
    published("newcomer")
    ask(client, "releases/first/actors/newcomer/", 404)
    assert "newcomer" not in {
        one for page in walk(client, "releases/first/actors/?limit=200") for one in page
    }


def test_a_withdrawal_takes_the_record_out_of_it_and_amends_it(client: Client) -> None:
    actor = published("somebody")
    release = releases.cut("first")
    assert ask(client, "releases/first/actors/somebody/")["name"] == "somebody"
    gone(actor, "Nobody.")
    problem = ask(client, "releases/first/actors/somebody/", 410)
    assert "Nobody." in problem["detail"]
    assert "somebody" not in {one for page in walk(client, "releases/first/actors/?limit=50") for one in page}
    assert amended(client) == (1, 0, 0)
    assert ask(client, "releases/first/")["amended"]["at"] > ask(client, "releases/first/")["at"]
    assert ask(client, "releases/first/")["counts"] == release.counts
    assert checksum(client, "first") != release.checksum
    again(actor)
    assert amended(client) is None
    assert checksum(client, "first") == release.checksum


def test_a_redaction_amends_the_releases_that_held_the_words(client: Client) -> None:
    actor = published("somebody")
    releases.cut("first")
    with changes.record("tester", "edit"):
        Actor.objects.filter(pk=actor.pk).update(name="Another name")
    releases.cut("second")
    redact(actor, "Another name")
    assert amended(client) == (0, 1, 0)
    assert amended(client, "second") is None
    assert ask(client, "releases/first/actors/somebody/")["name"] == "Another name"


@pytest.mark.parametrize("access", ["quotes", "closed"])
def test_an_article_of_which_less_may_be_read_amends_it(client: Client, access: str) -> None:
    release = releases.cut("first")
    article = Article.objects.published().earliest("pk")

    def set_access(word: str) -> None:
        with changes.record("tester", "edit"):
            article.access = word
            article.save()

    set_access(access)
    assert amended(client) == (0, 0, 1)
    assert ask(client, f"releases/first/articles/{article.slug}/")["text"] is None
    assert checksum(client, "first") != release.checksum
    set_access("open")
    assert amended(client) is None
    assert checksum(client, "first") == release.checksum


def test_a_merge_leaves_the_release_as_it_was_until_the_successor_goes(client: Client) -> None:
    one, two = published("one"), published("two")
    release = releases.cut("first")
    later = published("later")
    merged(one, "two")
    merged(two, "later")
    assert ask(client, "releases/first/actors/one/")["name"] == "one"
    assert amended(client) is None
    assert checksum(client, "first") == release.checksum
    gone(later)
    ask(client, "releases/first/actors/one/", 404)
    assert amended(client) == (2, 0, 0)


def test_a_difference_tells_each_record_once(client: Client) -> None:
    edited, goes, goes_in, last = (published(one) for one in ("edited", "goes", "goes-in", "last"))
    goes_back = published("goes-back")
    releases.cut("first")
    for number in range(5):
        with changes.record("tester", "edit"):
            Actor.objects.filter(pk=edited.pk).update(name=f"Name {number}")
    gone(goes, "Nobody.")
    merged(goes_in, "last")
    into = published("fresh")
    merged(last, into.slug)
    gone(goes_back)
    again(goes_back)
    gone(published("unseen"))
    with make.change():
        make.actor("draft")
    releases.cut("second")
    expected = {
        ("edited", "changed", None),
        ("goes", "withdrawn", None),
        ("goes-in", "merged", "fresh"),
        ("last", "merged", "fresh"),
        ("fresh", "added", None),
        ("goes-back", "changed", None),
    }
    found = differing(client)
    assert len(found) == len(set(found))
    assert set(found) == expected
    assert differing(client, query="since=first&collection=events") == []
    assert set(differing(client, query="since=first&collection=actors")) == expected
    assert differing(client, query="since=second") == []
    rows = {row["id"]: row for row in ask(client, "releases/second/changes/?since=first")["results"]}
    assert (rows["edited"]["revision_before"], rows["edited"]["revision"]) == (2, 7)
    assert (rows["fresh"]["revision_before"], rows["fresh"]["revision"]) == (None, 2)
    assert (rows["goes"]["revision"], rows["goes"]["public_reason"]) == (None, "Nobody.")
    assert rows["goes-in"]["public_reason"] == "The same."


def test_a_difference_is_what_the_pages_differ_in(client: Client) -> None:
    releases.cut("first")
    rename("iraq", "Republic of Iraq")
    gone_later = published("passing")
    published("staying")
    releases.cut("second")
    gone(gone_later)

    def standing(name: str) -> dict[str, int]:
        pages = {one: ask(client, f"releases/{name}/{one}/?limit=200")["results"] for one in COLLECTIONS}
        return {f"{one}/{row['id']}": row["revision"] for one, page in pages.items() for row in page}

    before, after = standing("first"), standing("second")
    told = {(one, "added") for one in after.keys() - before.keys()}
    told |= {(one, "changed") for one in before.keys() & after.keys() if before[one] != after[one]}
    rows = ask(client, "releases/second/changes/?since=first")["results"]
    assert {(f"{row['collection']}/{row['id']}", row["change"]) for row in rows} == told
    assert told == {("actors/iraq", "changed"), ("actors/staying", "added")}


def test_what_is_wrong_is_told(client: Client) -> None:
    releases.cut("first")
    published("somebody")
    releases.cut("second")
    for path in ("nothing/", "nothing/actors/", "nothing/changes/?since=first", "first/actors/nobody/"):
        ask(client, f"releases/{path}", 404)
    ask(client, "releases/first/people/", 404)
    assert refused(client, "releases/second/changes/") == {"since": "missing_key"}
    assert refused(client, "releases/second/changes/?since=nothing") == {"since": "unknown_id"}
    assert refused(client, "releases/first/changes/?since=second") == {"since": "out_of_range"}
    assert refused(client, "releases/first/changes/?since=first&collection=x") == {
        "collection": "invalid_choice"
    }
    assert refused(client, "releases/first/actors/?ordering=name") == {"ordering": "unknown_parameter"}
    assert refused(client, "releases/first/actors/?fields=nme") == {"fields": "unknown_field"}
    assert refused(client, "releases/first/actors/?format=csv&limit=1") == {"limit": "whole_result"}
    cursor = ask(client, "releases/first/actors/?limit=1")["next_cursor"]
    for path in ("second/actors/", "first/events/"):
        assert refused(client, f"releases/{path}?cursor={cursor}") == {"cursor": "invalid_cursor"}


def test_members_are_chosen_as_in_lists(client: Client) -> None:
    releases.cut("first")
    (row, *_) = ask(client, "releases/first/actors/?fields=name&limit=1")["results"]
    assert row.keys() == {"id", "name"}
    assert "names" not in ask(client, "releases/first/actors/iraq/?omit=names")


@pytest.mark.parametrize("path", ["actors/", "events/", "changes/?since=first&collection=actors"])
def test_pages_cost_the_same_number_of_queries_whatever_their_size(client: Client, path: str) -> None:
    releases.cut("first")
    for number in range(30):
        published(f"somebody-{number}")
    releases.cut("second")

    def queries(limit: int) -> int:
        mark = "&" if "?" in path else "?"
        with CaptureQueriesContext(connection) as found:
            ask(client, f"releases/second/{path}{mark}limit={limit}")
        return len(found)

    assert queries(5) == queries(30)
