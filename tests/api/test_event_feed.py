"""Queries of events as an Atom feed, read with the standard library."""

from collections.abc import Iterator
from datetime import datetime
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.api.views import event_feed as view
from tests import factories
from tests.api.helpers import error_codes, event_ids, get_json

pytestmark = pytest.mark.usefixtures("seeded")
ATOM = "{http://www.w3.org/2005/Atom}"
FEED = "/api/v1/events/feed/"


def read_feed(client: Client, address: str = FEED) -> ElementTree.Element:
    """Returns the feed at an address."""
    response = client.get(address)
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def link_href(element: ElementTree.Element, rel: str) -> str:
    """Returns the address of a link; empty if there is none."""
    addresses = [link.attrib["href"] for link in element.findall(f"{ATOM}link") if link.attrib["rel"] == rel]
    return addresses[0] if addresses else ""


def pages(client: Client, address: str) -> Iterator[ElementTree.Element]:
    """Yields the pages of a feed, following the links."""
    while address:
        page = read_feed(client, address)
        yield page
        address = link_href(page, "next")


def entry_ids(client: Client, address: str) -> list[str]:
    """Returns the ids of all events of a feed."""
    ids = [
        entry.findtext(f"{ATOM}id", "")
        for page in pages(client, address)
        for entry in page.iter(f"{ATOM}entry")
    ]
    return [entry.removeprefix("urn:eventapi:events:") for entry in ids]


@pytest.mark.parametrize(
    "query",
    [
        "factuality=any",
        "factuality=any&event_type=consult&exclude_country=US",
        "q=talks",
        "factuality=any&date=2023-10&date_match=certain",
    ],
)
def test_every_query_can_be_followed(client: Client, monkeypatch: pytest.MonkeyPatch, query: str) -> None:
    monkeypatch.setattr(view, "ENTRIES", 20)
    ids = entry_ids(client, f"{FEED}?{query}")
    assert ids == event_ids(client, f"{query}&ordering=-updated_at")
    assert ids


def test_a_feed_hides_nothing(client: Client) -> None:
    assert sorted(entry_ids(client, FEED)) == sorted(event_ids(client, "factuality=any"))


def test_an_entry_leads_to_its_record_and_says_what_it_is(client: Client) -> None:
    feed = read_feed(client, f"{FEED}?location=baghdad&event_type=consult")
    (entry,) = feed.findall(f"{ATOM}entry")
    assert client.get(link_href(entry, "alternate")).status_code == 200
    event = client.get(link_href(entry, "alternate")).json()
    assert entry.findtext(f"{ATOM}title") == event["title"]
    assert entry.findtext(f"{ATOM}summary") == event["summary"]
    assert datetime.fromisoformat(entry.findtext(f"{ATOM}updated", "")) == datetime.fromisoformat(
        event["updated_at"]
    )
    categories = {
        (category.attrib["scheme"].rpartition(":")[2], category.attrib["term"])
        for category in entry.iter(f"{ATOM}category")
    }
    assert categories == {("EventType", "consult"), ("Factuality", event["factuality"]), ("Country", "IQ")}
    assert feed.findtext(f"{ATOM}updated") == entry.findtext(f"{ATOM}updated")
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    assert client.get(link_href(feed, "alternate")).json()["results"][0]["id"] == event["id"]
    assert link_href(feed, "self").endswith("location=baghdad&event_type=consult")


def test_pages_are_one_feed_and_other_queries_are_others(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view, "ENTRIES", 40)
    marks = {page.findtext(f"{ATOM}id") for page in pages(client, FEED)}
    assert len(marks) == 1
    assert marks != {read_feed(client, f"{FEED}?country=IQ").findtext(f"{ATOM}id")}


def test_texts_are_taken_as_they_are(client: Client) -> None:
    with factories.change():
        factories.event(
            "made", title='a <b> & "c"', summary="]]> <i>x</i> &amp;\x0b é", review_status="published"
        )
        factories.event("hidden-event")
    feed = read_feed(client)
    entry = next(feed.iter(f"{ATOM}entry"))
    assert entry.findtext(f"{ATOM}title") == 'a <b> & "c"'
    assert entry.findtext(f"{ATOM}summary") == "]]> <i>x</i> &amp; é"
    assert "hidden-event" not in entry_ids(client, FEED)


def test_what_has_no_meaning_is_refused(client: Client) -> None:
    assert error_codes(client, "events/feed/?event_typ=consult") == {"event_typ": "unknown_parameter"}
    assert error_codes(client, "events/feed/?event_type=consul") == {"event_type": "invalid_choice"}
    assert error_codes(client, "events/feed/?limit=3&format=csv") == dict.fromkeys(
        ("limit", "format"), "unknown_parameter"
    )
    assert error_codes(client, "events/feed/?cursor=x") == {"cursor": "invalid_cursor"}
    assert error_codes(client, "events/feed/?cursor=") == {"cursor": "empty"}
    cursor = get_json(client, "events/?limit=1&ordering=-updated_at")["next_cursor"]
    assert error_codes(client, f"events/feed/?cursor={cursor}") == {"cursor": "invalid_cursor"}
    assert client.post(FEED).status_code == 405
    assert client.get(FEED, headers={"accept": "text/csv"}).status_code == 406
    plain = client.get(FEED, headers={"accept": "text/xml"})
    assert plain["Content-Type"] == "text/xml; charset=utf-8"


def test_nothing_new_is_told_by_its_mark_and_queries_do_not_grow(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    response = client.get(FEED)
    again = client.get(FEED, headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.head(FEED)["ETag"] == response["ETag"]
    counts = set()
    for number in (5, 50):
        monkeypatch.setattr(view, "ENTRIES", number)
        with CaptureQueriesContext(connection) as queries:
            read_feed(client)
        counts.add(len(queries))
    assert len(counts) == 1
    empty = read_feed(client, f"{FEED}?country=FJ")
    assert empty.findtext(f"{ATOM}updated")
    assert not empty.findall(f"{ATOM}entry")
