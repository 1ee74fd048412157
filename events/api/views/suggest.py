"""Suggestions while somebody types."""

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from events import search
from events.api import parameters
from events.api.caching import list_etag, not_modified
from events.api.errors import bad_parameters
from events.api.schema import problem_responses
from events.api.serializers.search import Suggestions
from events.api.snapshot_view import SnapshotView
from events.choices import SuggestionKind
from events.filtersets.values import ChoiceValues, RepeatedValueField

DEFAULT_LIMIT, MAX_LIMIT = 10, 20
MAX_QUERY_LENGTH = 200
SINGLE_VALUED, REPEATABLE = ("q", "limit", "format"), ("kind",)


class TypedTextValues(RepeatedValueField):
    """What was typed."""

    max_length = MAX_QUERY_LENGTH


class SuggestView(SnapshotView):
    """What somebody may mean who types a name: actors, places, outlets and types of events."""

    @extend_schema(
        operation_id="suggest",
        summary="Suggest names",
        description="The public records whose names, in any spelling and script, begin with what was typed, "
        "or have words that begin so; then those that would if a word were spelt a little otherwise (one "
        "letter, two in words of eight and more). Within each, what is used most comes first.",
        tags=["reference"],
        parameters=[
            OpenApiParameter(
                "q",
                {"type": "string", "minLength": 1, "maxLength": MAX_QUERY_LENGTH},
                required=True,
                description="What was typed.",
            ),
            OpenApiParameter(
                "kind",
                {"type": "array", "items": {"type": "string", "enum": SuggestionKind.values}},
                explode=True,
                description="Only these kinds. Repeat the key.",
            ),
            OpenApiParameter(
                "limit",
                {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
                description="How many suggestions at most.",
            ),
            OpenApiParameter(
                "format",
                OpenApiTypes.STR,
                enum=["json"],
                default="json",
                description="The format.",
            ),
        ],
        responses={200: Suggestions} | problem_responses(400, 405, 406, 413, 414, 500, 503),
    )
    def get(self, request: Request) -> HttpResponseBase:
        """The suggestions. Queries: the sequence, and those of the suggestions."""
        query = request.query_params
        wrong = parameters.unknown_parameter_errors(query, (*SINGLE_VALUED, *REPEATABLE))
        wrong |= parameters.common_errors(query, SINGLE_VALUED, REPEATABLE)
        if "q" not in query:
            wrong["q"] = ("missing_key", "“q” is missing; give it the beginning of a name.")
        typed = parameters.read_values(query, "q", TypedTextValues(), wrong)
        kinds = parameters.read_values(query, "kind", ChoiceValues(choices=SuggestionKind.values), wrong)
        limit = parameters.read_limit(query, wrong, DEFAULT_LIMIT, MAX_LIMIT)
        if wrong:
            raise bad_parameters(wrong)
        etag = list_etag(request.path, query)
        if (answer := not_modified(request, etag)) is not None:
            return answer
        wanted = [one for one in SuggestionKind if one in (kinds or SuggestionKind)]
        return Response({"results": search.suggest(typed[0], wanted, limit)}, headers={"ETag": etag})
