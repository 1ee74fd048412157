"""The view of suggest: names that begin with a typed text."""

from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from events import search
from events.api import parameters
from events.api.errors import bad_parameters
from events.api.schema import (
    FORMAT_PARAMETER,
    NON_EMPTY_TEXT,
    limit_parameter,
    problem_responses,
    query_parameter,
    words_parameter,
)
from events.api.serializers import Suggestions
from events.api.snapshot_view import SnapshotView, list_etag
from events.choices import SuggestionKind
from events.filtersets.values import ChoiceValues, RepeatedValueField

DEFAULT_LIMIT, MAX_LIMIT = 10, 20
MAX_QUERY_LENGTH = 200
SINGLE_VALUED, REPEATABLE = ("q", "limit", "format"), ("kind",)


class TypedTextValues(RepeatedValueField):
    """A typed text."""

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
            query_parameter(
                "q", NON_EMPTY_TEXT | {"maxLength": MAX_QUERY_LENGTH}, "What was typed.", required=True
            ),
            words_parameter("kind", SuggestionKind.values, "Only these kinds."),
            limit_parameter("suggestions at most", MAX_LIMIT, DEFAULT_LIMIT),
            FORMAT_PARAMETER,
        ],
        responses={200: Suggestions} | problem_responses(503),
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Returns the suggestions. Queries: the sequence, and those of the suggestions."""
        query = request.query_params
        errors = parameters.parameter_errors(query, SINGLE_VALUED, REPEATABLE)
        if "q" not in query:
            errors["q"] = ("missing_key", "“q” is missing; give it the beginning of a name.")
        typed = parameters.read_values(query, "q", TypedTextValues(), errors)
        kinds = parameters.read_values(query, "kind", ChoiceValues(choices=SuggestionKind.values), errors)
        limit = parameters.read_limit(query, errors, DEFAULT_LIMIT, MAX_LIMIT)
        if errors:
            raise bad_parameters(errors)
        etag = list_etag(request)
        selected = [kind for kind in SuggestionKind if kind in (kinds or SuggestionKind)]
        return Response({"results": search.suggest(typed[0], selected, limit)}, headers={"ETag": etag})
