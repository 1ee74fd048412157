"""Suggestions while somebody types."""

from django.http import HttpResponseBase, QueryDict
from django.utils.cache import get_conditional_response
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from events import search
from events.api import parameters
from events.api.caching import list_etag
from events.api.errors import bad_parameters
from events.api.schema import problems
from events.api.serializers.search import Suggestions
from events.api.snapshots import SnapshotView
from events.choices import SuggestionKind
from events.filtersets import nearest
from events.filtersets.values import shown

DEFAULT_LIMIT, MOST = 10, 20
LONGEST = 200
NAMES = ("q", "kind", "limit", "format")


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
                {"type": "string", "minLength": 1, "maxLength": LONGEST},
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
                {"type": "integer", "minimum": 1, "maximum": MOST, "default": DEFAULT_LIMIT},
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
        responses={200: Suggestions} | problems(400, 405, 406, 413, 414, 500, 503),
    )
    def get(self, request: Request) -> HttpResponseBase:
        """The suggestions. Queries: the sequence, and those of the suggestions."""
        query = request.query_params
        wrong = parameters.unknown_parameters(query, NAMES)
        wrong |= parameters.common_refusals(query, NAMES)
        text = _text(query, wrong)
        kinds = _kinds(query, wrong)
        limit = parameters.read_limit(query, wrong, DEFAULT_LIMIT, MOST)
        if wrong:
            raise bad_parameters(wrong)
        etag = list_etag(request.path, query)
        unchanged = get_conditional_response(request._request, etag=etag)
        if unchanged is not None:
            return Response(status=unchanged.status_code, headers={"ETag": etag})
        return Response({"results": search.suggest(text, kinds, limit)}, headers={"ETag": etag})


def _text(query: QueryDict, wrong: parameters.Wrong) -> str:
    text = str(query.get("q", ""))
    if len(query.getlist("q")) > 1:
        wrong["q"] = ("repeated", f"“q” takes one value and was given {len(query.getlist('q'))}.")
    elif "q" not in query:
        wrong["q"] = ("missing_key", "“q” is missing; give it the beginning of a name.")
    elif len(text) > LONGEST:
        wrong["q"] = ("too_long", f"{shown(text)} is longer than {LONGEST} characters.")
    elif "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
        wrong["q"] = ("bad_character", f"{shown(text)} holds a character that no text can hold.")
    return text


def _kinds(query: QueryDict, wrong: parameters.Wrong) -> list[SuggestionKind]:
    for text in query.getlist("kind"):
        if text not in SuggestionKind.values and "kind" not in wrong:
            listed = ", ".join(SuggestionKind.values)
            hint = nearest(text, SuggestionKind.values)
            wrong["kind"] = ("invalid_choice", f"{shown(text)} is none of {listed}.{hint}")
    asked = [] if "kind" in wrong else sorted(set(query.getlist("kind")))
    return [SuggestionKind(one) for one in asked] or list(SuggestionKind)
