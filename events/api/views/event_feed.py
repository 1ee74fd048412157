"""The view of events/feed: a query of events as an Atom feed, the last change first."""

import hashlib
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from events import records
from events.api import parameters
from events.api.atom import ATOM_MEDIA_TYPE, EventFeed
from events.api.caching import list_etag
from events.api.errors import bad_parameters
from events.api.pagination import Cursor, Ordering, read_page
from events.api.renderers import renderer_for
from events.api.schema import CURSOR_PARAMETER, filter_parameters, problem_responses
from events.api.snapshot_view import SnapshotView
from events.choices import Collection
from events.filtersets import EventFilterSet
from events.filtersets.base import ParsedQuery
from events.models import Event
from events.records import Representation

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
