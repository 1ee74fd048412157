"""The history of a record: revisions, past states and comparisons, without anything that is not public."""

import datetime
import json
import secrets
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events import write_guard
from events.actions.review_status import withdraw
from events.choices import Access, Collection
from events.models import Actor, Article, Claim, Contradiction, Event, Outlet, Revision
from events.models.record import Record
from tests import factories as make
from tests.api.helpers import COLLECTIONS, error_codes, get_json
from tests.records.test_records import create_full_event

pytestmark = pytest.mark.django_db
PUBLIC = {"review_status": "published"}


def edit(record: Record, **columns: Any) -> Any:
    """Returns the record after a change of some columns."""
    with make.change():
        type(record)._base_manager.filter(pk=record.pk).update(**columns)
        write_guard.note_write(type(record), record.pk)
    return type(record)._base_manager.get(pk=record.pk)


def set_change_date(number: int, day: int) -> None:
    """Dates the change of all revisions with a number to a day of January 2024."""
    moment = datetime.datetime(2024, 1, day, 12, tzinfo=datetime.UTC)
    with write_guard.suspended():
        Revision.objects.filter(revision=number).update(at=moment)


@pytest.fixture
def actor() -> Actor:
    """Creates a draft, publishes it under two names, then adds a private note."""
    with make.change():
        actor = make.actor("person", name="Draft")
    actor = edit(actor, name="First", **PUBLIC)
    actor = edit(actor, name="Second", country="IQ")
    return edit(actor, note="Private.")


def revision_rows(client: Client, path: str) -> list[tuple[int, str, list[str]]]:
    rows = get_json(client, path)["results"]
    return [(row["revision"], row["change"], row["changed"]) for row in rows]


def test_revisions_tell_what_the_public_saw_the_newest_first(client: Client, actor: Actor) -> None:
    assert revision_rows(client, "actors/person/revisions/") == [
        (2, "upsert", ["country", "name"]),
        (1, "upsert", []),
    ]
    row = get_json(client, "actors/person/revisions/")["results"][0]
    held = Revision.objects.in_feed().get(slug="person", revision=2)
    assert row == {
        "revision": 2,
        "seq": held.public_seq,
        "at": get_json(client, "actors/person/")["updated_at"],
        "change": "upsert",
        "public_reason": None,
        "successor": None,
        "redacted": False,
        "changed": ["country", "name"],
    }
    assert (actor.version, actor.revision) == (4, 2)


def test_revisions_come_in_pages(client: Client, actor: Actor) -> None:
    edit(actor, name="Third")
    page = get_json(client, "actors/person/revisions/?limit=2")
    assert [row["revision"] for row in page["results"]] == [3, 2]
    assert (page["previous"], page["count"]) == (None, None)
    older = client.get(page["next"]).json()
    assert [(row["revision"], row["changed"]) for row in older["results"]] == [(1, [])]
    assert older["next"] is None
    assert [row["revision"] for row in client.get(older["previous"]).json()["results"]] == [3, 2]
    first = get_json(client, f"actors/person/revisions/?limit=1&cursor={page['next_cursor']}")
    assert [row["revision"] for row in first["results"]] == [1]
    with make.change():
        make.actor("other", **PUBLIC)
    path = f"actors/other/revisions/?cursor={page['next_cursor']}"
    assert error_codes(client, path) == {"cursor": "invalid_cursor"}
    for query in ("limit=0", "limit=201", "cursor=x", "count=exact"):
        assert set(error_codes(client, f"actors/person/revisions/?{query}")) == {query.partition("=")[0]}


def test_a_thousand_revisions_take_as_many_queries_as_ten(client: Client, actor: Actor) -> None:
    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/api/v1/actors/person/{path}").status_code == 200
        return len(captured)

    paths = ("revisions/?limit=200", "?revision=2", "revisions/diff/?from=1&to=2", "?as_of=2024-01-20")
    for number in range(1, 3):
        set_change_date(number, number)
    few = [queries(path) for path in paths]
    last = Revision.objects.in_feed().get(slug="person", revision=2)
    with write_guard.suspended():
        Revision.objects.bulk_create(
            Revision(
                seq=last.seq + 1 + more,
                first_seq=last.seq + 1 + more,
                version=last.version + 1 + more,
                revision=2 + more,
                public_seq=(last.public_seq or 0) + more,
                record=(last.record or {}) | {"name": str(more)},
                **{
                    name: getattr(last, name)
                    for name in ("collection", "object_pk", "slug", "at", "who", "action", "public", "change")
                },
            )
            for more in range(1, 1001)
        )
    assert [queries(path) for path in paths] == few
    assert max(few) <= 34
    assert len(revision_rows(client, "actors/person/revisions/?limit=200")) == 200
    assert actor.revision == 2


def test_a_revision_is_cited_as_it_was(client: Client, actor: Actor) -> None:
    with make.change():
        event = make.event("meeting", **PUBLIC)
        make.participation(event, actor)
    cited = client.get("/api/v1/events/meeting/?revision=1")
    assert cited.json() == get_json(client, "events/meeting/")
    assert cited["Cache-Control"] == "public, no-cache"
    edit(actor, name="Third")
    edit(event, title="Another")
    again = client.get("/api/v1/events/meeting/?revision=1")
    assert (again.content, again["ETag"]) == (cited.content, cited["ETag"])
    assert cited.json()["participants"][0]["actor"]["name"] == "Second"
    unchanged = client.get("/api/v1/events/meeting/?revision=1", headers={"if-none-match": cited["ETag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert get_json(client, "actors/person/?revision=1&fields=name") == {"id": "person", "name": "First"}
    assert "name" not in get_json(client, "actors/person/?revision=2&omit=name")


def test_a_record_is_read_as_of_a_time(client: Client, actor: Actor) -> None:
    for number, day in ((0, 10), (1, 12), (2, 14)):
        set_change_date(number, day)
    names = {
        "2024-01-12T12:00:00Z": "First",
        "2024-01-14": "First",
        "2024-01-14T13:00:00%2B01:00": "Second",
        "2024-01-14T11:59:59.999999Z": "First",
        "2024-01-20": "Second",
    }
    for time, name in names.items():
        assert get_json(client, f"actors/person/?as_of={time}")["name"] == name, time
    before = get_json(client, "actors/person/?as_of=2024-01-11", 404)
    assert "public since 2024-01-12T12:00:00.000000Z" in before["detail"]
    tomorrow = (timezone.now() + datetime.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert error_codes(client, f"actors/person/?as_of={tomorrow}") == {"as_of": "invalid_time"}
    assert error_codes(client, "actors/person/?as_of=yesterday") == {"as_of": "invalid_time"}
    assert error_codes(client, "actors/person/?as_of=2024-01-20&revision=1") == {"as_of": "conflict"}
    assert get_json(client, f"actors/person/?as_of={timezone.now():%Y-%m-%dT%H:%M:%S.%fZ}")["revision"] == 2
    assert actor.revision == 2


@pytest.mark.parametrize("number", ["3", "4", "999999", "2147483647"])
def test_a_revision_that_was_not_public_is_as_unknown_as_any(
    client: Client, actor: Actor, number: str
) -> None:
    problem = get_json(client, f"actors/person/?revision={number}", 404)
    detail = f"There is no public revision {number} of “person” in actors."
    assert (problem["detail"], problem["type"]) == (detail, "urn:eventapi:problem:not_found")
    assert get_json(client, f"actors/person/revisions/diff/?from={number}&to=2", 404)["detail"] == detail
    assert get_json(client, f"actors/person/revisions/diff/?from=2&to={number}", 404)["detail"] == detail
    assert actor.version == 4


@pytest.mark.parametrize("number", ["0", "-1", "x", "1.0", "٣", "2147483648", "9" * 20])
def test_what_is_no_number_of_a_revision_is_refused(client: Client, actor: Actor, number: str) -> None:
    assert error_codes(client, f"actors/person/?revision={number}") == {"revision": "out_of_range"}
    assert error_codes(client, f"actors/person/revisions/diff/?from={number}&to=2") == {
        "from": "out_of_range"
    }
    assert error_codes(client, "actors/person/revisions/diff/?from=2") == {"to": "missing_key"}
    assert actor.version == 4


def test_a_comparison_tells_what_differs_by_part(client: Client) -> None:
    with make.change():
        event = create_full_event(0)
    with make.change():
        event.title, event.date_edtf = "Another", "2024-01-28"
        event.save()
        event.participants.update(count=3)
        event.figures.all()[0].of.clear()
        event.codings.all().delete()
        event.contexts.create(context="military")
    Actor.objects.get(slug="actor-0")
    comparison = get_json(client, "events/event-0/revisions/diff/?from=1&to=2")
    assert (comparison["id"], comparison["from_revision"], comparison["to_revision"]) == ("event-0", 1, 2)
    differences = {"/".join(difference["path"]): difference for difference in comparison["differences"]}
    assert differences["title"] == {
        "path": ["title"],
        "part": None,
        "was": "event-0",
        "now": "Another",
        "sentence": "Title was “event-0” and is “Another”.",
    }
    key = event.participants.get().key
    count = differences[f"participants/{key}/count"]
    assert count["part"] == f"participants/{key}"
    assert (count["was"], count["now"]) == (None, 3)
    assert count["sentence"] == f"Count of “{key}” in participants is now 3; there was none."
    assert differences["codings/cameo:042"]["sentence"] == "“cameo:042” in codings was taken out."
    assert differences["contexts/military"]["sentence"] == "“military” in contexts was added."
    assert differences["date/edtf"]["sentence"] == "Edtf of date was “2024-01-27” and is “2024-01-28”."
    assert differences["figures/killed/of/actors/actor-0"]["was"] == "actors/actor-0"
    back = get_json(client, "events/event-0/revisions/diff/?from=2&to=1")["differences"]
    assert {(tuple(difference["path"])): difference["was"] for difference in back} == {
        tuple(difference["path"]): difference["now"] for difference in comparison["differences"]
    }
    assert get_json(client, "events/event-0/revisions/diff/?from=2&to=2")["differences"] == []
    (row, _) = get_json(client, "events/event-0/revisions/")["results"]
    assert row["changed"] == ["codings", "contexts", "date", "figures", "participants", "title"]


def test_withdrawn_records_have_no_history_and_come_back_with_it(client: Client, actor: Actor) -> None:
    paths = ("", "?revision=1", "?as_of=2024-01-20", "revisions/", "revisions/diff/?from=1&to=2")
    withdraw([actor], "tester", "Not a person.")
    for path in paths:
        problem = get_json(client, f"actors/person/{path}", 410)
        assert "Not a person." in problem["detail"]
    with write_guard.suspended():
        for number in range(4):
            set_change_date(number, number + 2)
    edit(actor, review_status="published", withdrawn_reason="", name="Fifth")
    assert revision_rows(client, "actors/person/revisions/")[:2] == [
        (4, "upsert", ["name"]),
        (3, "withdrawn", []),
    ]
    withdrawn = get_json(client, "actors/person/revisions/")["results"][1]
    assert withdrawn["public_reason"] == "Not a person."
    assert get_json(client, "actors/person/?revision=3", 404)["type"].endswith("not_found")
    gap = get_json(client, "actors/person/?as_of=2024-01-20", 404)
    assert "It was withdrawn then." in gap["detail"]
    assert get_json(client, "actors/person/?as_of=2024-01-04T13:00:00Z")["name"] == "Second"


def test_drafts_have_no_history(client: Client) -> None:
    with make.change():
        make.actor("draft")
    for path in ("?revision=1", "?as_of=2024-01-20", "revisions/", "revisions/diff/?from=1&to=1"):
        draft, none = (
            get_json(client, f"actors/draft/{path}", 404),
            get_json(client, f"actors/nobody/{path}", 404),
        )
        assert draft["detail"].replace("draft", "nobody") == none["detail"]


def test_merged_records_are_read_up_to_the_merge_under_their_own_id(client: Client, actor: Actor) -> None:
    with make.change():
        make.actor("other", **PUBLIC)
    with make.change() as change:
        change.merged_into[Collection.ACTORS, actor.pk] = "other"
        change.public_reason = "The same person."
        Actor.objects.filter(pk=actor.pk)._raw_delete("default")
        write_guard.note_write(Actor, actor.pk)
    for number in range(4):
        set_change_date(number, number + 2)
    assert client.get("/api/v1/actors/person/").status_code == 301
    assert get_json(client, "actors/person/?revision=1")["name"] == "First"
    newest = get_json(client, "actors/person/revisions/")["results"][0]
    assert (newest["change"], newest["successor"]) == ("merged", "other")
    assert newest["public_reason"] == "The same person."
    assert len(get_json(client, "actors/person/revisions/diff/?from=1&to=2")["differences"]) == 2
    assert get_json(client, "actors/person/?as_of=2024-01-04T13:00:00Z")["name"] == "Second"
    later = client.get("/api/v1/actors/person/?as_of=2024-01-20&fields=name")
    assert later.status_code == 301
    assert later["Location"].endswith("/api/v1/actors/other/?as_of=2024-01-20&fields=name")
    withdraw([Actor.objects.get(slug="other")], "tester", "Neither.")
    for path in ("", "?revision=1", "revisions/", "revisions/diff/?from=1&to=2"):
        assert client.get(f"/api/v1/actors/person/{path}").status_code == 404


@pytest.mark.parametrize("path", [*(f"{name}/" for name in COLLECTIONS), "events/feed/", "events/aggregate/"])
def test_lists_refuse_the_past_and_say_what_to_use(client: Client, path: str) -> None:
    beside = "group_by=event_type&" if "aggregate" in path else ""
    for query in ("as_of=2024-01-20", "revision=2", "as_of=2024-01-20&format=csv"):
        if "feed" in path and "format" in query:
            continue
        problem = get_json(client, f"{path}?{beside}{query}", 400)
        (error,) = (item for item in problem["errors"] if item["parameter"] in ("as_of", "revision"))
        assert "/api/v1/releases/" in error["detail"]
    posted = client.post("/api/v1/events/search/", json.dumps({"as_of": "2024"}), "application/json")
    assert posted.status_code == 400
    assert "/api/v1/releases/" in posted.json()["errors"][0]["detail"]


def test_history_holds_nothing_that_is_not_public(client: Client) -> None:
    word = "zq" + secrets.token_hex(6)
    with make.change():
        event = create_full_event(0)
    article, outlet = Article.objects.get(), Outlet.objects.get()
    claim, actor = Claim.objects.get(slug="claim-0"), Actor.objects.get(slug="actor-0")
    # A closed article, quoted everywhere; a text that may be read no longer; what is private.
    article = edit(article, text=f"They met in Baghdad. {word}", access=Access.OPEN)
    with make.change(reason=word):
        make.evidence(article, word, event=event)
        make.evidence(article, word, claim=claim)
        make.evidence(article, word, affiliation=actor.affiliations.get())
        draft = make.claim(f"{word}-claim", proposition=word)
        Contradiction.objects.create(left_claim=draft, right_claim=claim, how="direct", note=word)
        Contradiction.objects.create(
            left_claim=draft, right_figure=event.figures.get(), how="numeric", note=word
        )
        Event.objects.filter(pk=event.pk).update(note=word, narrowing_reason="")
    article = edit(article, access=Access.CLOSED, text="They met in Baghdad.")
    with make.change():
        for quotation in article.quotations.filter(quote=word):
            quotation.delete()
    # What was withdrawn, and named by what is public.
    secret = create_withdrawn(word, event)
    requests = 0
    for record in (event, article, outlet, claim, actor, secret):
        base = f"/api/v1/{record.COLLECTION.value}/{record.slug}/"
        numbers = Revision.objects.filter(slug=record.slug).values_list("revision", flat=True)
        paths = ["", "revisions/", "revisions/?limit=1"]
        paths += [f"?revision={number}" for number in numbers]
        paths += [f"revisions/diff/?from={old}&to={new}" for old in numbers for new in numbers]
        times = Revision.objects.order_by("seq").values_list("at", flat=True)
        paths += [f"?as_of={at:%Y-%m-%dT%H:%M:%S.%fZ}" for at in times]
        for path in paths:
            response = client.get(base + path)
            assert word not in response.content.decode() + str(response.headers), base + path
            requests += 1
    assert requests > 100


def create_withdrawn(word: str, event: Event) -> Actor:
    """Creates an actor that was public, took part in the event, and is withdrawn."""
    with make.change():
        secret = make.actor("secret", name=word, description=word, **PUBLIC)
        part = make.participation(event, secret)
    with make.change():
        part.delete()
    secret.refresh_from_db()
    withdraw([secret], "tester", "It was wrong.")
    return secret
