"""The views of events/search, a posted tree of filters that a URL cannot express, and of suggest."""

from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from events import search
from events.api import parameters
from events.api.errors import bad_parameters
from events.api.pagination import Page
from events.api.results import defaults_members, page_body
from events.api.schema import (
    FORMAT_PARAMETER,
    NON_EMPTY_TEXT,
    export_responses,
    limit_parameter,
    list_fields,
    page_serializer,
    problem_responses,
    query_parameter,
    row_serializer,
    words_parameter,
)
from events.api.search_request import SearchRequest, read_json, read_search_request
from events.api.search_schema import SCHEMA_REF_PREFIX, search_schema
from events.api.serializers import Suggestions
from events.api.snapshot_view import JSON_SCHEMA, SnapshotView, list_etag, renderer_for
from events.api.views.viewsets import EventViewSet
from events.choices import SuggestionKind
from events.filtersets.values import ChoiceValues, RepeatedValueField
from events.models import Event

SEARCH_EXAMPLE = {
    "where": {
        "all": [
            {"event_type": ["assault"]},
            {"participant": ["hamas"], "participant_role": ["initiator"]},
            {"not": [{"location": ["gaza-strip"]}]},
        ]
    }
}


@extend_schema_field({"allOf": [{"$ref": f"{SCHEMA_REF_PREFIX}EventSearch"}]})
class Echo(serializers.JSONField):
    """A query as it is understood."""


EventSearchPage = page_serializer(
    row_serializer(EventViewSet),
    "what was searched for",
    "Search",
    list_fields(EventViewSet.model.COLLECTION)
    | {
        "query": Echo(
            read_only=True,
            help_text="The query as it is understood: sorted, defaults filled in, merged ids resolved. It "
            "can be posted and gives the same answer.",
        )
    },
)


class EventSearchView(SnapshotView):
    """Events that meet a tree of filters."""

    viewset = EventViewSet
    search: SearchRequest | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Reads the query first: the media types depend on its `format`."""
        if request.method == "POST":
            if errors := parameters.unknown_parameter_errors(request.query_params, ()):
                detail = "A search takes its query in the body; put “{}” there."
                raise bad_parameters(
                    {name: (code, detail.format(name)) for name, (code, _) in errors.items()}
                )
            self.search = read_search_request(self.viewset, read_json(request._request))
        super().initial(request, *args, **kwargs)

    def get_renderers(self) -> list[BaseRenderer]:
        """JSON, or the media type of `format` in the body; errors are always JSON."""
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
        | problem_responses(415, 503),
    )
    def post(self, request: Request) -> HttpResponseBase:
        """Returns a page of events, or all of them, or only how the query is understood.

        Queries: those of its ids, 2 for the page (8 by relevance), 1 to count, and those of the rows.
        """
        search = self.search
        assert search is not None
        body = page_body(None, Page([]), "", []) | defaults_members(self.viewset.model.COLLECTION)
        if not search.dry_run:
            results = search.results(Event.objects.published(), self.viewset)
            if search.export is not None:
                return results.download(search.export, {})
            body = results.page(None, search.page_request)
        return Response(body | {"query": search.echo})


class EventSearchSchemaView(SnapshotView):
    """What can be posted to the search, as JSON Schema."""

    renderer_classes = [renderer_for(JSON_SCHEMA), JSONRenderer]

    @extend_schema(
        operation_id="get_event_search_schema",
        summary="Get the JSON Schema of a search",
        description="What can be posted to `events/search`, strictly: JSON Schema, draft 2020-12.",
        tags=["events"],
        responses={(200, JSON_SCHEMA): {"type": "object", "description": "A JSON Schema."}}
        | problem_responses(),
    )
    def get(self, request: Request) -> Response:
        parameters.allow_only(request.query_params)
        return Response(search_schema(EventViewSet))


DEFAULT_SUGGESTIONS, MAX_SUGGESTIONS = 10, 20
MAX_QUERY_LENGTH = 200


class TypedTextValues(RepeatedValueField):
    """A typed text."""

    max_length = MAX_QUERY_LENGTH


class SuggestView(SnapshotView):
    """What somebody may mean who types a name: actors, places, outlets and types of events."""

    @extend_schema(
        operation_id="suggest",
        summary="Suggest names",
        description="The public records whose names, in any spelling and script, begin with what was typed, "
        "or have words that begin so; then those with near names: transliterated in another way, mistyped or "
        "divided otherwise. Within each, what is used most comes first.",
        tags=["reference"],
        parameters=[
            query_parameter(
                "q", NON_EMPTY_TEXT | {"maxLength": MAX_QUERY_LENGTH}, "What was typed.", required=True
            ),
            words_parameter("kind", SuggestionKind.values, "Only these kinds."),
            limit_parameter("suggestions at most", MAX_SUGGESTIONS, DEFAULT_SUGGESTIONS),
            FORMAT_PARAMETER,
        ],
        responses={200: Suggestions} | problem_responses(503),
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Returns the suggestions. Queries: the sequence, and those of the suggestions."""
        query = request.query_params
        errors = parameters.parameter_errors(query, ("q", "limit", "format"), ("kind",))
        if "q" not in query:
            errors["q"] = ("missing_key", "“q” is missing; give it the beginning of a name.")
        typed = parameters.read_values(query, "q", TypedTextValues(), errors)
        kinds = parameters.read_values(query, "kind", ChoiceValues(choices=SuggestionKind.values), errors)
        limit = parameters.read_limit(query, errors, DEFAULT_SUGGESTIONS, MAX_SUGGESTIONS)
        if errors:
            raise bad_parameters(errors)
        etag = list_etag(request)
        selected = [kind for kind in SuggestionKind if kind in (kinds or SuggestionKind)]
        return Response({"results": search.suggest(typed[0], selected, limit)}, headers={"ETag": etag})
