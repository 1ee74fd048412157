"""What the OpenAPI document says of every collection."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_view,
)
from rest_framework import serializers

from events.api.downloads import export_options, known_formats
from events.api.errors import PROBLEM_MEDIA_TYPE
from events.api.parameters import DEFAULT_LIMIT, MAX_LIMIT
from events.api.revision_lookup import MAX_REVISION
from events.api.serializers.base import Described
from events.api.serializers.common import Problem
from events.api.serializers.revision import Comparison, RevisionsPage
from events.api.serializers.search import Snippet
from events.choices import Collection
from events.filtersets.base import EXCLUDE_PREFIX, NO_ROW, PublicFilter, StrictFilterSet
from events.filtersets.values import MAX_VALUE_LENGTH, NULL_KEYWORD
from events.records import Representation
from events.records.schema_fields import integer_field, text_field

if TYPE_CHECKING:
    from events.api.views.collection_viewset import CollectionViewSet

V = TypeVar("V", bound="type[CollectionViewSet]")

PROBLEM_DESCRIPTIONS = {
    301: "The record was merged into the one that `Location` leads to.",
    400: "Something is unknown or wrong; `errors` names the parameter, or points into the body, and says "
    "what belongs there.",
    404: "There is no such record, or it is not public.",
    405: "This method is not answered here; `Allow` lists those that are.",
    406: "None of the media types that `Accept` names can be had; there is what `format` names.",
    410: "The record was withdrawn; `detail` says why.",
    413: "The body of the request is larger than 1 MiB.",
    414: "The query is longer than 16 KiB.",
    415: "The body is not sent as application/json.",
    500: "Something broke; it was logged.",
    503: "The query takes longer than a request may (`query_too_costly`).",
}

_ID_PARAMETER = OpenApiParameter("id", str, OpenApiParameter.PATH, description="Its public id.")
_REVISION_SCHEMA = {"type": "integer", "minimum": 1, "maximum": MAX_REVISION}
_STATE_PARAMETERS = [
    OpenApiParameter(
        "revision",
        _REVISION_SCHEMA,
        description="The record as this revision left it, with all that it names as it was then. It stays "
        "the same whatever changes later: the address to cite.",
    ),
    OpenApiParameter(
        "as_of",
        {"type": "string", "minLength": 1},
        description="The record as it was at this time, which has passed; a date stands for its first moment "
        "in UTC. Not together with `revision`.",
        examples=[OpenApiExample("example", value="2024-01-27T12:00:00Z")],
    ),
]
_FORMAT_PARAMETER = OpenApiParameter(
    "format", {"type": "string", "enum": ["json"], "default": "json"}, description="The format."
)
_COMPARE_PARAMETERS = [
    OpenApiParameter("from", _REVISION_SCHEMA, required=True, description="The number of the one revision."),
    OpenApiParameter("to", _REVISION_SCHEMA, required=True, description="The number of the other."),
]
LIMIT_PARAMETER = OpenApiParameter(
    "limit",
    {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
    description="How many records a page holds.",
)
SUCCESSOR_HEADER = OpenApiParameter(
    "Location",
    OpenApiTypes.URI,
    OpenApiParameter.HEADER,
    required=True,
    description="The address of the record that it was merged into.",
    response=[301],
)


def problem_responses(*statuses: int) -> dict[Any, OpenApiResponse]:
    """What an operation answers other than success."""
    return {
        (status, PROBLEM_MEDIA_TYPE): OpenApiResponse(Problem, PROBLEM_DESCRIPTIONS[status])
        for status in statuses
    }


CURSOR_PARAMETER = OpenApiParameter(
    "cursor",
    {"type": "string", "minLength": 1},
    description="Where the page begins: the cursor of another page, as its links have it.",
)


def value_schema(one: PublicFilter) -> dict[str, Any]:
    """The schema of one value of a filter, `none` left aside."""
    item = one.field.schema()
    # An empty value is refused.
    return item | {"minLength": 1, "maxLength": MAX_VALUE_LENGTH} if item == {"type": "string"} else item


def _filter_parameter(name: str, one: PublicFilter) -> OpenApiParameter:
    item = value_schema(one)
    many = one.excludable
    excludes = name.startswith(EXCLUDE_PREFIX)
    words = [f"Leave out: {one.label[0].lower()}{one.label[1:]}" if excludes else str(one.label)]
    if many:
        words.append("Repeat the key for any of several.")
    if one.null_value:
        empty = "there is none" if one.null_value == NO_ROW else "it is empty"
        words.append(f"`none`: {empty}.")
        if "enum" in item:
            item = {"type": "string", "enum": [*map(str, item["enum"]), NULL_KEYWORD]}
    schema = {"type": "array", "items": item} if many else item
    example: Any = _example(item, one.example)
    example = [example] if many else example
    return OpenApiParameter(
        name,
        schema,
        description=" ".join(words),
        explode=True if many else None,
        examples=[OpenApiExample("example", value=example)],
    )


def filter_parameters(filters: type[StrictFilterSet]) -> list[OpenApiParameter]:
    """Every filter as a parameter."""
    return [_filter_parameter(name, one) for name, one in filters.parameters().items()]


def _example(schema: dict[str, Any], text: str) -> Any:
    match schema["type"]:
        case "integer":
            return int(text)
        case "number":
            return float(text)
        case "boolean":
            return text == "true"
    return text


def representation_parameters(members: Sequence[str], formats: Iterable[str] = ()) -> list[OpenApiParameter]:
    """What of a record, and in which format, is wanted."""
    many = (
        " All but json are the whole result instead of a page, without limit, cursor, count, snippets, "
        "fields and omit."
    )
    wanted = {"type": "array", "items": {"type": "string", "enum": list(members)}}
    return [
        OpenApiParameter(
            "fields", wanted, description="Only these members, and the id. Repeat the key.", explode=True
        ),
        OpenApiParameter("omit", wanted, description="Without these members. Repeat the key.", explode=True),
        OpenApiParameter(
            "format",
            {"type": "string", "enum": ["json", *formats], "default": "json"},
            description=f"The format.{many if formats else ''}",
        ),
    ]


def export_parameters(collection: Collection) -> list[OpenApiParameter]:
    """The parameters of single formats."""
    return [
        OpenApiParameter(
            option,
            {"type": "string", "enum": list(words)},
            description=known_formats(collection)[owners[0]].option_help[option],
        )
        for option, (owners, words) in export_options(collection).items()
    ]


_FEATURE_COLLECTION_SCHEMA = {
    "type": "object",
    "description": "Features with the columns of the CSV as their properties (RFC 7946).",
    "required": ["type", "features"],
    "properties": {
        "type": {"type": "string", "enum": ["FeatureCollection"]},
        "features": {"type": "array", "items": {"type": "object"}},
    },
}


def export_responses(collection: Collection) -> dict[Any, Any]:
    """What a list answers in other formats than JSON."""
    return {
        (200, export.media_type): _FEATURE_COLLECTION_SCHEMA
        if name == "geojson"
        else OpenApiTypes.STR
        if export.text
        else OpenApiTypes.BINARY
        for name, export in known_formats(collection).items()
    }


def _page_parameters(viewset: type["CollectionViewSet"]) -> list[OpenApiParameter]:
    orderings = [sign + name for name in viewset.all_orderings() for sign in ("", "-")]
    return [
        OpenApiParameter(
            "ordering",
            {"type": "string", "enum": orderings, "default": viewset.default_ordering},
            description="What the list is ordered by; `-` turns it round. `relevance` comes with `q` alone.",
        ),
        LIMIT_PARAMETER,
        OpenApiParameter(
            "cursor",
            {"type": "string", "minLength": 1},
            description="Where the page begins: `next_cursor` of another page.",
        ),
        OpenApiParameter(
            "count", {"type": "string", "enum": ["exact"]}, description="Count all records that match."
        ),
        OpenApiParameter(
            "snippets",
            {"type": "boolean", "default": False},
            description="Whether each record tells what `q` was found in. It comes with `q` alone.",
        ),
    ]


def non_filter_parameters(viewset: type["CollectionViewSet"]) -> list[OpenApiParameter]:
    """What a list takes beside its filters."""
    collection = viewset.model.COLLECTION
    return [
        *_page_parameters(viewset),
        *representation_parameters(viewset.members(Representation.SUMMARY), known_formats(collection)),
        *export_parameters(collection),
    ]


@cache
def _with_snippets(summary_serializer: type[serializers.Serializer]) -> type[serializers.Serializer]:
    """A row with what it was found by."""
    found = Snippet(many=True, required=False, help_text="What `q` was found in; only with snippets=true.")
    name = f"{_singular(summary_serializer)}Row"
    return type(name, (summary_serializer,), {"__doc__": summary_serializer.__doc__, "snippets": found})


def _singular(summary_serializer: type[serializers.Serializer]) -> str:
    return summary_serializer.__name__.removesuffix("Serializer").removesuffix("Row")


def page_serializer(
    summary_serializer: type[serializers.Serializer], name: str, **more: serializers.Field
) -> type[serializers.Serializer]:
    """A page of rows, as a list answers it; with more, as a search does."""
    singular = _singular(summary_serializer)
    return plain_page_serializer(
        _with_snippets(summary_serializer), name, f"{singular}{'Search' if more else ''}Page", **more
    )


def plain_page_serializer(
    summary_serializer: type[serializers.Serializer], name: str, called: str, **more: serializers.Field
) -> type[serializers.Serializer]:
    """A page of rows that nothing is searched for in, and what its schema is called."""
    members = {
        "__doc__": f"A page of {name}.",
        "next": serializers.URLField(read_only=True, allow_null=True, help_text="The next page."),
        "previous": serializers.URLField(read_only=True, allow_null=True, help_text="The page before."),
        "next_cursor": text_field("The cursor of the next page.", null=True),
        "previous_cursor": text_field("The cursor of the page before.", null=True),
        "count": integer_field("How many records match; null unless count=exact.", null=True),
        "results": summary_serializer(many=True, read_only=True, help_text="The records."),
    }
    return type(called, (Described,), members | more)


@cache
def collection_page_serializer(viewset: "type[CollectionViewSet]") -> type[serializers.Serializer]:
    """The page of a collection's list, which is one schema wherever it is answered."""
    return forced_singular_serializer(
        page_serializer(viewset.serializer_for(Representation.SUMMARY), viewset.model.COLLECTION.value)
    )  # type: ignore[no-untyped-call]


def extend_collection_schema(viewset: V) -> V:
    """Declare the two operations of a collection, from what its view names."""
    name = viewset.model.COLLECTION.value
    one = name.removesuffix("s")
    article = "an" if name[0] in "aeiou" else "a"
    about = (viewset.__doc__ or "").strip()
    filters = filter_parameters(viewset.filterset_class)
    decorate = extend_schema_view(
        list=extend_schema(
            operation_id=f"list_{name}",
            summary=f"List {name}",
            description=f"{about} The published ones, a page at a time.",
            tags=[name],
            parameters=[*filters, *non_filter_parameters(viewset)],
            responses={(200, "application/json"): collection_page_serializer(viewset)}
            | export_responses(viewset.model.COLLECTION)
            | problem_responses(400, 405, 406, 413, 414, 500, 503),
        ),
        retrieve=extend_schema(
            operation_id=f"get_{one}",
            summary=f"Get {article} {one}",
            description=f"{about} One published {one}, whole. A merged one answers 301 to its successor.",
            tags=[name],
            parameters=[
                _ID_PARAMETER,
                SUCCESSOR_HEADER,
                *_STATE_PARAMETERS,
                *representation_parameters(viewset.members(Representation.DETAIL)),
            ],
            responses={200: viewset.serializer_for(Representation.DETAIL)}
            | problem_responses(301, 400, 404, 405, 406, 410, 413, 414, 500, 503),
        ),
        revisions=extend_schema(
            operation_id=f"list_{one}_revisions",
            summary=f"List the revisions of {article} {one}",
            description=f"What became of {article} {one}, change by change, the newest first: since it was "
            "first published, and of a merged one until then.",
            tags=[name],
            parameters=[_ID_PARAMETER, LIMIT_PARAMETER, CURSOR_PARAMETER, _FORMAT_PARAMETER],
            responses={200: RevisionsPage} | problem_responses(400, 404, 405, 406, 410, 413, 414, 500, 503),
        ),
        compare=extend_schema(
            operation_id=f"compare_{one}_revisions",
            summary=f"Compare two revisions of {article} {one}",
            description=f"What two revisions of {article} {one} hold differently, by member and part. It is "
            "about the record itself: what it names is named by ids, and does not change with them.",
            tags=[name],
            parameters=[_ID_PARAMETER, *_COMPARE_PARAMETERS, _FORMAT_PARAMETER],
            responses={200: Comparison} | problem_responses(400, 404, 405, 406, 410, 413, 414, 500, 503),
        ),
    )
    return decorate(viewset)
