"""Any query of events as an Atom feed: what changed last comes first."""

import hashlib
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.utils.cache import get_conditional_response
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from events import records
from events.api import parameters
from events.api.atom import MEDIA_TYPE, EventFeed
from events.api.caching import list_etag
from events.api.errors import bad_parameters
from events.api.pagination import Cursor, CursorError, Ordering, read_page
from events.api.schema import CURSOR, filter_parameters, problems
from events.api.snapshots import SnapshotView
from events.choices import Collection
from events.filtersets import EventFilterSet
from events.filtersets.base import Asked
from events.models import Event
from events.records import Shape

ENTRIES = 50
PLAIN_XML = "text/xml"
NEWEST = Ordering("updated_at", descending=True)


class AtomRenderer(JSONRenderer):
    """Stands for Atom when `Accept` is looked at; what it renders are problems, which are JSON."""

    media_type = MEDIA_TYPE


class XmlRenderer(JSONRenderer):
    """The same for readers, and generators of clients, that know XML alone."""

    media_type = PLAIN_XML


class EventFeedView(SnapshotView):
    """The events that meet the filters, as a feed."""

    renderer_classes = (AtomRenderer, XmlRenderer)

    @extend_schema(
        operation_id="get_event_feed",
        summary="Follow events",
        description="An Atom feed (RFC 4287) of the events that meet the filters, which mean what they mean "
        f"in the list. What changed last comes first, {ENTRIES} entries a page; the link `next` leads on "
        "(RFC 5005).",
        tags=["events"],
        parameters=[*filter_parameters(EventFilterSet), CURSOR],
        responses={(200, MEDIA_TYPE): OpenApiTypes.STR, (200, PLAIN_XML): OpenApiTypes.STR}
        | problems(400, 405, 406, 413, 414, 500, 503),
    )
    def get(self, request: Request) -> HttpResponse:
        """A page of the feed. Queries: the sequence, 2 of the page, and those of the rows."""
        asked, identity, cursor = _read(request.query_params)
        etag = list_etag(request.path, request.query_params)
        unchanged = get_conditional_response(request._request, etag=etag)
        if unchanged is not None:
            return Response(status=unchanged.status_code, headers={"ETag": etag})
        matching = Event.objects.published().filter(EventFilterSet.condition(asked))
        page = read_page(matching, NEWEST, cursor, ENTRIES)
        filters = [
            (name, value)
            for name, values in request.query_params.lists()
            for value in values
            if name != "cursor"
        ]
        feed = EventFeed(
            title=f"News events: {urlencode(filters)}" if filters else "News events",
            link=request.build_absolute_uri(f"/api/v1/events/?{urlencode(filters)}"),
            description=None,
            author_name="News-event database",
            feed_url=request.build_absolute_uri(),
            feed_guid=f"urn:eventapi:feed:{hashlib.sha256(identity.encode()).hexdigest()[:32]}",
            next_url=_page_url(request, filters, page.next, identity),
        )
        rows = records.load(Collection.EVENTS, page.pks, Shape.ROW)
        feed.add_events(rows, request.build_absolute_uri("/").rstrip("/"))
        media_type = request.accepted_renderer.media_type
        response = HttpResponse(content_type=f"{media_type}; charset=utf-8", headers={"ETag": etag})
        feed.write(response, "utf-8")
        return response


def _read(query: QueryDict) -> tuple[Asked, str, Cursor | None]:
    """The filters, what a cursor is bound to, and the cursor. Raises: ProblemError."""
    wrong = parameters.common_refusals(query, ("cursor",))
    wrong |= parameters.unknown_parameters(query, (*EventFilterSet.parameters(), "cursor"))
    asked, mistaken = EventFilterSet.read(query)
    filters = sorted((name, sorted(values)) for name, values in query.lists() if name != "cursor")
    identity, cursor = f"feed of events {filters}", None
    if "cursor" in query and "cursor" not in wrong:
        try:
            cursor = Cursor.decode(str(query["cursor"]), identity)
        except CursorError as error:
            wrong["cursor"] = ("invalid_cursor", str(error))
    if wrong or mistaken:
        raise bad_parameters(wrong | mistaken)
    return asked, identity, cursor


def _page_url(request: Request, filters: Any, cursor: Cursor | None, identity: str) -> str | None:
    if cursor is None:
        return None
    query = urlencode([*filters, ("cursor", cursor.encode(identity))])
    return request.build_absolute_uri(f"{request.path}?{query}")
