"""POST events/search/: a query that a URL cannot hold, as a tree of filters."""

from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from events.api import parameters
from events.api.errors import bad_parameters
from events.api.renderers import JSON_SCHEMA, renderer_for
from events.api.request_body import read_json
from events.api.schema import export_responses, page_serializer, problem_responses
from events.api.search_request import SearchRequest, read_search_request
from events.api.search_schema import SCHEMA_REF_PREFIX, search_schema
from events.api.snapshot_view import SnapshotView
from events.api.views.viewsets import EventViewSet
from events.models import Event
from events.records import Representation

SEARCH_EXAMPLE = {
    "where": {
        "all": [
            {"event_type": ["assault"]},
            {"participant": ["hamas"], "participant_role": ["initiator"]},
            {"not": [{"location": ["gaza-strip"]}]},
        ]
    }
}
EMPTY_PAGE: dict[str, Any] = {"next_cursor": None, "previous_cursor": None, "count": None, "results": []}


@extend_schema_field({"allOf": [{"$ref": f"{SCHEMA_REF_PREFIX}EventSearch"}]})
class Echo(serializers.JSONField):
    """A query as it is understood."""


EventSearchPage = page_serializer(
    EventViewSet.serializer_for(Representation.SUMMARY),
    "what was searched for",
    query=Echo(
        read_only=True,
        help_text="The query as it is understood: sorted, defaults filled in, merged ids resolved. It can be "
        "posted and gives the same answer.",
    ),
)


class EventSearchView(SnapshotView):
    """Events that meet a tree of filters."""

    viewset = EventViewSet
    search: SearchRequest | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Read the query first: which media types there are depends on its `format`."""
        if request.method == "POST":
            wrong = parameters.unknown_parameter_errors(request.query_params, ())
            if wrong:
                told = "A search takes its query in the body; put “{}” there."
                raise bad_parameters({name: (code, told.format(name)) for name, (code, _) in wrong.items()})
            self.search = read_search_request(self.viewset, read_json(request._request))
        super().initial(request, *args, **kwargs)

    def get_renderers(self) -> list[BaseRenderer]:
        """JSON, or what `format` asks for; errors are JSON always."""
        if self.search and self.search.export and not self.search.dry_run:
            return [renderer_for(self.search.export.media_type)()]
        return super().get_renderers()

    @extend_schema(
        operation_id="search_events",
        summary="Search events",
        description="Events that meet a tree of filters. `next` and `previous` are null, as no address leads "
        "there: post the query again with `next_cursor` as its `cursor`.",
        tags=["events"],
        request={"application/json": {"$ref": f"{SCHEMA_REF_PREFIX}EventSearch"}},
        examples=[OpenApiExample("example", value=SEARCH_EXAMPLE, request_only=True)],
        responses={(200, "application/json"): EventSearchPage}
        | export_responses(EventViewSet.model.COLLECTION)
        | problem_responses(400, 405, 406, 413, 414, 415, 500, 503),
    )
    def post(self, request: Request) -> HttpResponseBase:
        """A page of events, or all of them, or only how the query is understood.

        Queries: those of its ids, 2 of the page (8 by relevance), 1 to count, and those of the rows.
        """
        search = self.search
        assert search is not None
        page = EMPTY_PAGE
        if not search.dry_run:
            results = search.results(Event.objects.published(), self.viewset)
            if search.export is not None:
                return results.download(search.export, {})
            page = results.page(search.page_request)
        return Response({"next": None, "previous": None} | page | {"query": search.echo})


class EventSearchSchemaView(SnapshotView):
    """What can be posted to the search, as JSON Schema."""

    renderer_classes = [renderer_for(JSON_SCHEMA), JSONRenderer]

    @extend_schema(
        operation_id="get_event_search_schema",
        summary="Get the JSON Schema of a search",
        description="What can be posted to `events/search`, strictly: JSON Schema, draft 2020-12.",
        tags=["events"],
        responses={(200, JSON_SCHEMA): {"type": "object", "description": "A JSON Schema."}}
        | problem_responses(400, 405, 406, 413, 414, 500),
    )
    def get(self, request: Request) -> Response:
        """The schema."""
        parameters.allow_only(request.query_params)
        return Response(search_schema(EventViewSet))
