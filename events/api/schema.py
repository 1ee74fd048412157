"""The parameters and responses of the OpenAPI document, and the operations of every collection."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_view,
)
from rest_framework import serializers

from events.api.errors import PROBLEM_MEDIA_TYPE
from events.api.parameters import DEFAULT_LIMIT, MAX_LIMIT
from events.api.record_lookup import MAX_REVISION
from events.api.results import export_options, known_formats
from events.api.serializers import Comparison, Problem, RevisionRow, Snippet
from events.choices import Collection, Factuality
from events.exports import ExportOption
from events.exports.base import FLAG
from events.filtersets.base import EXCLUDE_PREFIX, NO_ROW, PublicFilter, StrictFilterSet
from events.filtersets.record_ids import ID
from events.filtersets.values import MAX_VALUE_LENGTH, NULL_KEYWORD
from events.records import Representation
from events.records.declaration import ChildSerializer, DeclaredSerializer
from events.records.schema_fields import Described, integer_field, text_field

if TYPE_CHECKING:
    from events.api.views.viewsets import CollectionViewSet

V = TypeVar("V", bound="type[CollectionViewSet]")


@cache
def record_schema(
    declared: type[DeclaredSerializer], representation: Representation
) -> type[DeclaredSerializer]:
    """Returns the declaration without the members that the representation leaves out."""
    left_out = declared.left_out(representation)
    changed: dict[str, Any] = {name: None for name in declared.members if name in left_out}
    for name, field in declared._declared_fields.items():
        if name not in left_out and (fitting := _fitting(field, representation)) is not field:
            changed[name] = fitting
    name, about = _named(declared, representation)
    if not changed and about == declared.__doc__:
        return declared
    return type(f"{name}Serializer", (declared,), {"__doc__": about} | changed)


def _fitting(field: serializers.Field, representation: Representation) -> serializers.Field:
    """The field with the serializer of its child in the representation."""
    inner = field.child if isinstance(field, serializers.ListSerializer) else field
    if not isinstance(inner, DeclaredSerializer):
        return field
    schema = record_schema(type(inner), representation)
    return field if schema is type(inner) else schema(many=inner is not field, help_text=field.help_text)


def _named(declared: type[DeclaredSerializer], representation: Representation) -> tuple[str, str]:
    """The name and the docstring of the serializer in a representation."""
    name, about = declared.__name__.removesuffix("Serializer"), (declared.__doc__ or "").strip()
    if not declared.option("detail"):
        return name, about
    if not representation.detailed:
        called = declared.option("summary_name") or f"{name}Row"
        return called, about if issubclass(declared, ChildSerializer) else f"{about[:-1]} in a list."
    more = ", with the quotations" if issubclass(declared, ChildSerializer) else ", whole"
    return name, f"{about[:-1]}{more}."


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
    503: "The query takes longer than a request may (`query_too_costly`), too many costly ones are asked for "
    "at the moment (`busy`), or the database does not answer (`database_unavailable`); `Retry-After` says "
    "when to ask again.",
}

ANYWHERE = (405, 406, 413, 414, 500)
"""What any operation may answer: one response, the default, tells of all of them."""
_DEFAULT_DESCRIPTION = "Any other problem. " + " ".join(
    f"{status}: {PROBLEM_DESCRIPTIONS[status]}" for status in ANYWHERE
)
NON_EMPTY_TEXT = {"type": "string", "minLength": 1}


def problem_responses(*statuses: int) -> dict[Any, OpenApiResponse]:
    """Declares the problems that an operation returns: those of every operation, and these."""
    described = {status: PROBLEM_DESCRIPTIONS[status] for status in sorted((400, *statuses))}
    return {
        (status, PROBLEM_MEDIA_TYPE): OpenApiResponse(Problem, description)
        for status, description in (*described.items(), ("default", _DEFAULT_DESCRIPTION))
    }


def query_parameter(
    name: str, schema: dict[str, Any], description: str, example: Any = None, *, required: bool = False
) -> OpenApiParameter:
    """Declares a query parameter; one whose schema is an array may be repeated.

    Its example and its default are told in words: Swagger UI would send either without being asked.
    """
    is_word = "enum" in schema.get("items", schema)  # the words are listed
    words = {"By default": schema.get("default"), "Such as": None if is_word else example}
    sentences = [
        f" {word} `{_parameter_text(name, value)}`." for word, value in words.items() if value is not None
    ]
    schema = {key: value for key, value in schema.items() if key != "default"}
    return OpenApiParameter(name, schema, required=required, description=description + "".join(sentences))


def _parameter_text(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "&".join(f"{name}={item}" for item in value)
    return value if isinstance(value, str) else json.dumps(value)


def limit_parameter(noun: str, maximum: int = MAX_LIMIT, default: int = DEFAULT_LIMIT) -> OpenApiParameter:
    """Declares the parameter `limit`."""
    schema = {"type": "integer", "minimum": 1, "maximum": maximum, "default": default}
    return query_parameter("limit", schema, f"How many {noun}.")


def format_parameter(*formats: str, description: str = "The format.") -> OpenApiParameter:
    """Declares the parameter `format`, which is JSON by default."""
    schema = {"type": "string", "enum": ["json", *formats], "default": "json"}
    return query_parameter("format", schema, description)


def option_parameter(name: str, option: ExportOption) -> OpenApiParameter:
    """Declares a parameter that only some formats have."""
    is_flag = option.words == FLAG
    schema = {"type": "boolean"} if is_flag else {"type": "string", "enum": list(option.words)}
    return query_parameter(name, schema, option.help)


def words_parameter(name: str, words: Sequence[str], description: str) -> OpenApiParameter:
    """Declares a parameter that may be repeated, with words of a vocabulary as its values."""
    schema = {"type": "array", "items": {"type": "string", "enum": list(words)}}
    return query_parameter(name, schema, f"{description} Repeat the key.")


ID_PARAMETER = OpenApiParameter("id", str, OpenApiParameter.PATH, description="Its public id.")
LIMIT_PARAMETER = limit_parameter("records a page holds")
CURSOR_PARAMETER = query_parameter(
    "cursor", NON_EMPTY_TEXT, "Where the page begins: the cursor of another page, as its links have it."
)
FORMAT_PARAMETER = format_parameter()
_REVISION_SCHEMA = {"type": "integer", "minimum": 1, "maximum": MAX_REVISION}
_STATE_PARAMETERS = [
    query_parameter(
        "revision",
        _REVISION_SCHEMA,
        "The record as this revision left it, with all that it names as it was then. It stays the same "
        "whatever changes later: the address to cite.",
    ),
    query_parameter(
        "as_of",
        NON_EMPTY_TEXT,
        "The record as it was at this time, which has passed; a date stands for its first moment in UTC. Not "
        "together with `revision`.",
        "2024-01-27T12:00:00Z",
    ),
]
_COMPARE_PARAMETERS = [
    query_parameter("from", _REVISION_SCHEMA, "The number of the first revision.", required=True),
    query_parameter("to", _REVISION_SCHEMA, "The number of the second revision.", required=True),
]
_SUCCESSOR_HEADER = OpenApiParameter(
    "Location",
    OpenApiTypes.URI,
    OpenApiParameter.HEADER,
    required=True,
    description="The address of the record that it was merged into.",
    response=[301],
)


def value_schema(filter_: PublicFilter) -> dict[str, Any]:
    """Returns the schema of one value of a filter, without `none`."""
    item = filter_.field.schema()
    # An empty value is refused.
    return item | {"minLength": 1, "maxLength": MAX_VALUE_LENGTH} if item == {"type": "string"} else item


def _filter_parameter(name: str, filter_: PublicFilter) -> OpenApiParameter:
    item, sentences = value_schema(filter_), [str(filter_.label)]
    is_exclusion = name.startswith(EXCLUDE_PREFIX)
    if is_exclusion:
        sentences = [f"Leave out what `{name.removeprefix(EXCLUDE_PREFIX)}` finds."]
    if filter_.null_value and not is_exclusion:
        meaning = "there is none" if filter_.null_value == NO_ROW else "it is empty"
        sentences.append(f"`none`: {meaning}.")
    if filter_.null_value and "enum" in item:
        item = {"type": "string", "enum": [*map(str, item["enum"]), NULL_KEYWORD]}
    schema = {"type": "array", "items": item} if filter_.excludable else item
    # Without an example, `id` is one and the same parameter of all collections.
    example = None if is_exclusion or name == ID else filter_.example
    return query_parameter(name, schema, " ".join(sentences), example)


REPEAT_HINT = "Repeat a key for any of several values."


def _topics(filters: type[StrictFilterSet]) -> str:
    """A sentence on the order of the parameters, if the filters have topics."""
    return (
        f" Its parameters: {', '.join(filters.topics.values())}; pages and formats." if filters.topics else ""
    )


def filter_parameters(filters: type[StrictFilterSet]) -> list[OpenApiParameter]:
    """Declares every filter as a parameter."""
    return [_filter_parameter(name, filter_) for name, filter_ in filters.parameters().items()]


def representation_parameters(
    members: Sequence[str], collection: Collection | None = None
) -> list[OpenApiParameter]:
    """Declares the parameters that select the members and the format; of a list, those of its formats too."""
    formats = known_formats(collection) if collection else {}
    options = export_options(collection).items() if collection else ()
    whole_result = (
        " All but json are the whole result, without limit, cursor, count, snippets, fields and omit."
    )
    return [
        words_parameter("fields", members, "Only these members, and the id."),
        words_parameter("omit", members, "Without these members."),
        format_parameter(*formats, description=f"The format.{whole_result if formats else ''}"),
        *(option_parameter(name, formats[owners[0]].options[name]) for name, (owners, _) in options),
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
    """Declares the responses of a list in other formats than JSON."""
    return {
        (200, export.media_type): _FEATURE_COLLECTION_SCHEMA
        if name == "geojson"
        else OpenApiTypes.STR
        if export.text
        else OpenApiTypes.BINARY
        for name, export in known_formats(collection).items()
    }


def non_filter_parameters(viewset: type["CollectionViewSet"]) -> list[OpenApiParameter]:
    """Declares the parameters of a list that are no filters."""
    orderings = [sign + name for name in viewset.all_orderings() for sign in ("", "-")]
    return [
        query_parameter(
            "ordering",
            {"type": "string", "enum": orderings, "default": viewset.default_ordering},
            "The order; `-` turns it round. `relevance`, the default with `q`, needs it.",
        ),
        LIMIT_PARAMETER,
        query_parameter("cursor", NON_EMPTY_TEXT, "Where the page begins: `next_cursor` of another page."),
        query_parameter("count", {"type": "string", "enum": ["exact"]}, "Count all records that match."),
        query_parameter(
            "snippets",
            {"type": "boolean", "default": False},
            "Whether each record lists the texts in which `q` matches; only together with `q`.",
        ),
        *representation_parameters(viewset.members(Representation.SUMMARY), viewset.model.COLLECTION),
    ]


@cache
def row_serializer(viewset: "type[CollectionViewSet]") -> type[serializers.Serializer]:
    """Returns the serializer of a row of a collection's list, with its snippets."""
    summary = viewset.serializer_for(Representation.SUMMARY)
    name = f"{summary.__name__.removesuffix('Serializer').removesuffix('Row')}Row"
    snippets = Snippet(
        many=True,
        read_only=False,
        required=False,
        help_text="The texts in which `q` matches; only with snippets=true.",
    )
    return type(name, (summary,), {"__doc__": summary.__doc__, "snippets": snippets})


class DefaultsApplied(Described):
    """The filters that hold although the query names none of them; only those that do."""

    factuality = serializers.ListField(
        child=serializers.ChoiceField(choices=Factuality.choices),
        required=False,
        help_text="Whether events were done: lists, maps and sums put facts first.",
    )
    dataset = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="The datasets that are shown where there are others: our own.",
    )


def list_fields(collection: Collection) -> dict[str, serializers.Field]:
    """Returns the members of a list that say which ids it has not, and which defaults hold."""

    def texts(help_text: str) -> serializers.Field:
        return serializers.ListField(child=serializers.CharField(), required=False, help_text=help_text)

    of_query: dict[str, serializers.Field] = {
        "did_you_mean": texts(
            "Near names, where nothing is called `name`, or matches a `q` of a word or two."
        ),
        "missing": texts("Ids asked for that no public record has."),
        "withdrawn": texts("Of them those of withdrawn records."),
        "merged": serializers.DictField(
            child=serializers.CharField(),
            required=False,
            help_text="Merged ids asked for, with their successors.",
        ),
    }
    help_text = "The defaults that hold; `any` lifts each."
    of_query["applied"] = DefaultsApplied(help_text=help_text)
    if collection != Collection.EVENTS:
        return of_query
    return of_query | {
        "left_out": serializers.DictField(
            child=serializers.IntegerField(),
            read_only=True,
            allow_null=True,
            help_text="How many events meet the query that the default of factuality leaves out, by "
            "factuality. Null on later pages, and unless count=exact for more than 1,000.",
        ),
    }


def page_serializer(
    row: type[serializers.Serializer],
    name: str,
    infix: str = "",
    more: Mapping[str, serializers.Field] = MappingProxyType({}),
    count: str = "How many records match; null unless count=exact.",
    results: str = "The records.",
) -> type[serializers.Serializer]:
    """Returns the serializer of a page of rows: one schema, also for several operations."""
    members = {
        "__doc__": f"A page of {name}.",
        "next": serializers.URLField(read_only=True, allow_null=True, help_text="The next page."),
        "previous": serializers.URLField(read_only=True, allow_null=True, help_text="The page before."),
        "next_cursor": text_field("The cursor of the next page.", null=True),
        "previous_cursor": text_field("The cursor of the page before.", null=True),
        "count": integer_field(count, null=True),
        "results": row(many=True, read_only=True, help_text=results),
    }
    page = type(f"{row.__name__.removesuffix('Row')}{infix}Page", (Described,), members | {**more})
    return forced_singular_serializer(page)  # type: ignore[no-untyped-call]


@cache
def collection_page_serializer(viewset: "type[CollectionViewSet]") -> type[serializers.Serializer]:
    """Returns the serializer of a page of a collection's list."""
    collection = viewset.model.COLLECTION
    return page_serializer(row_serializer(viewset), collection.value, "", list_fields(collection))


RevisionsPage = page_serializer(
    RevisionRow,
    "the revisions of a record",
    "s",
    count="Null: revisions are not counted.",
    results="The revisions, the newest first.",
)


def extend_collection_schema(viewset: V) -> V:
    """Declares the operations of a collection, from the attributes of its view."""
    name = viewset.model.COLLECTION.value
    noun = name.removesuffix("s")
    article = "an" if name[0] in "aeiou" else "a"
    summary = (viewset.__doc__ or "").strip()
    filters, topics = filter_parameters(viewset.filterset_class), _topics(viewset.filterset_class)
    decorate = extend_schema_view(
        list=extend_schema(
            operation_id=f"list_{name}",
            summary=f"List {name}",
            description=f"{summary} The published {name}, a page at a time. {REPEAT_HINT}{topics}",
            tags=[name],
            parameters=[*filters, *non_filter_parameters(viewset)],
            responses={(200, "application/json"): collection_page_serializer(viewset)}
            | export_responses(viewset.model.COLLECTION)
            | problem_responses(503),
        ),
        retrieve=extend_schema(
            operation_id=f"get_{noun}",
            summary=f"Get {article} {noun}",
            description=f"{summary} One published {noun}, whole. A merged {noun} answers 301 to the record "
            "that it was merged into.",
            tags=[name],
            parameters=[
                ID_PARAMETER,
                _SUCCESSOR_HEADER,
                *_STATE_PARAMETERS,
                *representation_parameters(viewset.members(Representation.DETAIL)),
            ],
            responses={200: viewset.serializer_for(Representation.DETAIL)}
            | problem_responses(301, 404, 410, 503),
        ),
        revisions=extend_schema(
            operation_id=f"list_{noun}_revisions",
            summary=f"List the revisions of {article} {noun}",
            description=f"What became of {article} {noun}, change by change, the newest first: since it was "
            "first published, and until it was merged.",
            tags=[name],
            parameters=[ID_PARAMETER, LIMIT_PARAMETER, CURSOR_PARAMETER, FORMAT_PARAMETER],
            responses={200: RevisionsPage} | problem_responses(404, 410, 503),
        ),
        compare=extend_schema(
            operation_id=f"compare_{noun}_revisions",
            summary=f"Compare two revisions of {article} {noun}",
            description=f"What two revisions of {article} {noun} hold differently, by member and part. It is "
            "about the record itself: what it names is named by ids, and does not change with them.",
            tags=[name],
            parameters=[ID_PARAMETER, *_COMPARE_PARAMETERS, FORMAT_PARAMETER],
            responses={200: Comparison} | problem_responses(404, 410, 503),
        ),
    )
    return decorate(viewset)
