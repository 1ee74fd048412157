"""The view of events/feed: a query of events as an Atom feed, the last change first.

Source: RFC 4287; RFC 5005 for its pages.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.utils.feedgenerator import Atom1Feed
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from events import records
from events.api import parameters
from events.api.errors import bad_parameters
from events.api.pagination import Cursor, Ordering, read_page
from events.api.schema import CURSOR_PARAMETER, filter_parameters, problem_responses
from events.api.snapshot_view import SnapshotView, list_etag, renderer_for
from events.choices import NON_LOCATING_ROLES, Collection
from events.filtersets import EventFilterSet
from events.filtersets.base import ParsedQuery
from events.models import Event
from events.records import Representation

ATOM_MEDIA_TYPE = "application/atom+xml"
VOCABULARY = "urn:eventapi:vocabulary:"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class EventFeed(Atom1Feed):
    """A page of events, with plain text and with categories by their vocabularies."""

    def add_events(self, events: Iterable[dict[str, Any]], site: str) -> None:
        """Adds an entry for each event, with a link to its record."""
        for event in events:
            self.add_item(
                title=_xml_safe(event["title"]),
                link=f"{site}/api/v1/events/{event['id']}/",
                description=None,  # type: ignore[arg-type]  # `summary` instead, which is no HTML
                unique_id=f"urn:eventapi:events:{event['id']}",
                updateddate=datetime.fromisoformat(event["updated_at"]),
                summary=_xml_safe(event["summary"] or ""),
                words=list(_categories(event)),
            )

    def add_root_elements(self, handler: Any) -> None:
        """Adds the link to the next page, if there is one."""
        super().add_root_elements(handler)
        if next_url := self.feed["next_url"]:
            handler.addQuickElement("link", "", {"rel": "next", "href": next_url, "type": ATOM_MEDIA_TYPE})

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """Adds the summary as text, which Django declares as HTML, and categories with schemes."""
        super().add_item_elements(handler, item)
        if item["summary"]:
            handler.addQuickElement("summary", item["summary"])
        for vocabulary, word in item["words"]:
            handler.addQuickElement("category", "", {"term": word, "scheme": VOCABULARY + vocabulary})


def _categories(event: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The event type, the factuality and the countries of an event, each with its vocabulary."""
    if event["event_type"]:
        yield "EventType", event["event_type"]
    yield "Factuality", event["factuality"]
    places = [place["location"] for place in event["places"] if place["role"] not in NON_LOCATING_ROLES]
    for country in dict.fromkeys(place["country"] for place in places if place["country"]):
        yield "Country", country


def _xml_safe(text: str) -> str:
    """The text without the characters that XML does not allow."""
    return _NOT_XML.sub("", text)


ENTRIES = 50
XML_MEDIA_TYPE = "text/xml"
"""For feed readers and client generators that accept XML only."""
NEWEST_FIRST = Ordering("updated_at", descending=True)


class EventFeedView(SnapshotView):
    """The events that meet the filters, as a feed."""

    renderer_classes = (renderer_for(ATOM_MEDIA_TYPE), renderer_for(XML_MEDIA_TYPE))

    @extend_schema(
        operation_id="get_event_feed",
        summary="Follow events",
        description="An Atom feed (RFC 4287) of the events that meet the filters, which mean what they mean "
        f"in the list. What changed last comes first, {ENTRIES} entries a page; the link `next` leads on "
        "(RFC 5005).",
        tags=["events"],
        parameters=[*filter_parameters(EventFilterSet), CURSOR_PARAMETER],
        responses={(200, ATOM_MEDIA_TYPE): OpenApiTypes.STR, (200, XML_MEDIA_TYPE): OpenApiTypes.STR}
        | problem_responses(503),
    )
    def get(self, request: Request) -> HttpResponse:
        """Returns a page of the feed. Queries: the sequence, 2 for the page, and those of the rows."""
        query = request.query_params
        parsed, identity, cursor = _read_query(query)
        etag = list_etag(request)
        matching = Event.objects.published().filter(EventFilterSet.condition(parsed))
        page = read_page(matching, NEWEST_FIRST, cursor, ENTRIES)
        filters = parameters.without_cursor(query)
        feed = EventFeed(
            title=f"News events: {urlencode(filters)}" if filters else "News events",
            link=request.build_absolute_uri(f"/api/v1/events/?{urlencode(filters)}"),
            description=None,
            author_name="News-event database",
            feed_url=request.build_absolute_uri(),
            feed_guid=f"urn:eventapi:feed:{hashlib.sha256(identity.encode()).hexdigest()[:32]}",
            next_url=parameters.page_url(request, page.next.encode(identity) if page.next else None),
        )
        rows = records.load(Collection.EVENTS, page.pks, Representation.SUMMARY)
        feed.add_events(rows, request.build_absolute_uri("/").rstrip("/"))
        media_type = request.accepted_renderer.media_type
        response = HttpResponse(content_type=f"{media_type}; charset=utf-8", headers={"ETag": etag})
        feed.write(response, "utf-8")
        return response


def _read_query(query: QueryDict) -> tuple[ParsedQuery, str, Cursor | None]:
    """Returns the filters, the identity of cursors, and the cursor. Raises: ProblemError."""
    errors = parameters.common_errors(query, ("cursor",))
    errors |= parameters.unknown_parameter_errors(query, (*EventFilterSet.parameters(), "cursor"))
    parsed, filter_errors = EventFilterSet.read(query)
    identity = f"feed of events {parameters.canonical_query(query, ('cursor',))}"
    cursor = parameters.read_cursor(query, identity, errors)
    if errors or filter_errors:
        raise bad_parameters(errors | filter_errors)
    return parsed, identity, cursor
